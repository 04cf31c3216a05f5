"""The demonstration day, for development alone."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Sets up a demonstration day: places, one account per role, a few claims in every state. Development only."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.LAPAK_ENV != "development":
            raise CommandError("The demonstration exists only in development (LAPAK_ENV=development).")
        from lapak_asik import demonstration  # draws papers with packages that production need not load

        self.stdout.write(demonstration.set_up(settings.DATA_DIR, timezone.now()))
