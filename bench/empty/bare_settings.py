"""The portal's production settings with one empty view and no middleware: Django and the server alone."""

from lapak_asik.settings import *  # noqa: F403

ROOT_URLCONF = "bench.empty.urls"
WSGI_APPLICATION = "bench.empty.wsgi.application"
MIDDLEWARE: list[str] = []
