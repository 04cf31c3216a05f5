"""The wiring: settings, addresses, the worker and the hours. It holds no rule, and no room imports it."""

from lapak_asik.celery import app as celery_app

__all__ = ["celery_app"]
