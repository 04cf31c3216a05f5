from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Video rooms of two seats: who may sit down, and the signalling. Pictures and voices never come here."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "calls"
    verbose_name = "Ruang video"
