"""The portal's production settings with one empty view behind all of the portal's middleware."""

from lapak_asik.settings import *  # noqa: F403

ROOT_URLCONF = "bench.empty.urls"
WSGI_APPLICATION = "bench.empty.wsgi.application"
