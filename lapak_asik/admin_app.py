"""How the admin is installed: as the site of all staff."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """The admin, as the site of all staff. Stands in INSTALLED_APPS where Django's own would."""

    default_site = "lapak_asik.staff_site.StaffSite"
