"""The portal's own list of choices says, byte for byte but for lines, what Django's own does."""

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template

CHOICES = [
    ("", "---"), (17, '<b>Tujuh belas</b> & "satu"'), ("Pulau", [("jawa", "Jawa"), ("bali", "Bali")]),
    (1000, "Seribu"),
]  # fmt: skip


class Marked(forms.Select):
    """Options with attributes of every kind: a word, one that is there, one that is not."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"data-number": 1234, "disabled": value == "bali", "lang": 'id"'}
        return option


def lines(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip()]


def test_the_portals_own_is_the_one_that_is_used():
    assert get_template("django/forms/widgets/select.html").origin.name.startswith(str(settings.BASE_DIR / "templates"))


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, Marked])
@pytest.mark.parametrize("chosen", ["", "jawa", "1000", None])
def test_it_is_drawn_as_django_draws_it(widget, chosen):
    drawn = widget() if widget is forms.NullBooleanSelect else widget(choices=CHOICES)
    value = [chosen] if widget is forms.SelectMultiple else chosen
    attrs = {"id": "id_pulau", "required": True, "class": "lebar"}

    ours, djangos = (drawn.render("pulau", value, attrs, renderer) for renderer in (None, DjangoTemplates()))

    assert lines(ours) == lines(djangos)
