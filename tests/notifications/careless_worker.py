"""A worker that sends again without asking the provider first: what the faults would do to one. For tests alone."""

import django

from lapak_asik.celery import app

django.setup()

from notifications import twilio_channel  # noqa: E402 (its models need Django)
from notifications.outcomes import Absent  # noqa: E402

twilio_channel.Account.find = lambda self, message: Absent()  # type: ignore[method-assign] # which is the point

__all__ = ["app"]
