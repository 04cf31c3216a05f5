from frontdesk import calling_admin  # noqa: F401 (it registers its own tables)
