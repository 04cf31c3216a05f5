from django.urls import path, register_converter
from django.urls.converters import StringConverter

from verification.calls import voice_views


class WhoseConverter(StringConverter):
    """Which of the two telephones of a call is spoken of."""

    regex = "petugas|pemohon"


register_converter(WhoseConverter, "whose")

app_name = "voice"
urlpatterns = [path("<uuid:try_id>/<whose:whose>/", voice_views.state, name="state")]
