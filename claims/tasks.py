"""The hours of the claims' own sweeps."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from claims import codes, deadlines, ledger, looking, reminding, retention
from claims.mail import answering, forgetting, mailbox, reading
from claims.uploads import keeping as uploading
from claims.whatsapp import answering as whatsapp_answering
from notifications import conversation
from privacy import stored_names
from workflow import each


@shared_task(ignore_result=True, acks_late=True)
def look_at_file(file_id: str) -> None:
    looking.look_at(UUID(file_id), now=timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def read_mail(*mail_ids: str) -> None:
    each(map(UUID, mail_ids), reading.read_mail, now=timezone.now())


@shared_task
def read_inbound(inbound_id: int) -> None:
    """Rung for one message that came in by WhatsApp."""
    whatsapp_answering.read(inbound_id, now=timezone.now())


@shared_task
def sweep_inbound() -> int:
    now = timezone.now()
    return each(conversation.to_read(now), whatsapp_answering.read, now=now)


@shared_task
def sweep_mail() -> int:
    now = timezone.now()
    return each(reading.mails_to_read(now), reading.read_mail, now=now)


@shared_task
def sweep_mailbox() -> int:
    return mailbox.collect(timezone.now())


@shared_task
def sweep_mail_answers() -> int:
    return answering.answer_due(timezone.now())


@shared_task
def forget_old_mail() -> int:
    return forgetting.forget_old(timezone.now())


@shared_task
def forget_originals() -> int:
    return retention.forget_originals(timezone.now())


@shared_task(time_limit=290)  # it walks every folder, and the broker hands a task out anew after 300
def remove_unnamed_files() -> int:
    return stored_names.remove_unnamed(timezone.now())


@shared_task(time_limit=290)  # it walks them all, too
def miss_files() -> int:
    return stored_names.raise_missing()


@shared_task
def sweep_pages() -> int:
    now = timezone.now()
    return each(looking.files_to_look_at(now), looking.look_at, now=now)


@shared_task
def sweep_refusals() -> int:
    now = timezone.now()
    return each(looking.refusals_to_tell(now), looking.tell_of_refusal, now=now)


@shared_task
def sweep_ledger() -> int:
    return ledger.raise_overdue(timezone.now())


@shared_task
def sweep_papers_due() -> int:
    return deadlines.close_papers_due(timezone.now())


@shared_task
def sweep_repairs_due() -> int:
    return deadlines.close_repairs_due(timezone.now())


@shared_task
def forget_old_uploads() -> int:
    return uploading.forget_old(timezone.now())


@shared_task
def forget_old_codes() -> int:
    return codes.forget_old(timezone.now())


@shared_task
def sweep_warnings() -> int:
    return reminding.warn_due(timezone.now())
