from django.apps import AppConfig


class DropboxConfig(AppConfig):
    name = "dropbox"
    verbose_name = "Drop box"
