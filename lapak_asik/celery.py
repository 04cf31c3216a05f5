"""The Celery application. Django's settings named CELERY_… configure it; the hours stand in `hours.py`."""

import os

from celery import Celery

from lapak_asik.hours import HOURS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")

app = Celery("lapak_asik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = HOURS
app.autodiscover_tasks()
