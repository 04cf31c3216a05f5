from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox: every message that leaves, to which address, by which channel, and what became of it."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "notifications"
    verbose_name = "Pesan keluar"
