from django.apps import AppConfig


class FormPackConfig(AppConfig):
    """Form pieces every room may use. An app without tables, so that its templates and tags load."""

    name = "formpack"
    verbose_name = "Bagian formulir"
    default_auto_field = "django.db.models.BigAutoField"
