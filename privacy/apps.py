from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What rests encrypted, and how it is found again. Has no table of its own."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "privacy"
    verbose_name = "Kerahasiaan"
