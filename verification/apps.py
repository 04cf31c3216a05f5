from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class VerificationConfig(AppConfig):
    name = "verification"
    verbose_name = "Verifikasi"


class DeskAdminConfig(AdminConfig):
    """The admin, with the officers' desk as its front page. Stands in INSTALLED_APPS where Django's own would."""

    default_site = "verification.desk_admin.DeskSite"
