"""The hours of the claims' own sweeps."""

from celery import shared_task
from django.utils import timezone

from claims import codes, deadlines, papers, reminding
from workflow import each


@shared_task
def sweep_pages() -> int:
    now = timezone.now()
    return each(papers.files_to_check(now), papers.check_file, now=now)


@shared_task
def sweep_papers_due() -> int:
    return deadlines.close_papers_due(timezone.now())


@shared_task
def sweep_repairs_due() -> int:
    return deadlines.close_repairs_due(timezone.now())


@shared_task
def forget_old_codes() -> int:
    return codes.forget_old(timezone.now())


@shared_task
def sweep_warnings() -> int:
    return reminding.warn_due(timezone.now())
