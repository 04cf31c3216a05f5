"""Run one sweep by hand, as of an instant: what beat does at its hour."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts import sign_in_limits
from claims import codes, deadlines, fresh, ledger, looking, reminding, retention
from claims.mail import answering, forgetting, mailbox, reading
from claims.uploads import keeping as uploading
from claims.whatsapp import answering as answering_whatsapp
from dropbox.reconciling import telling as box_telling
from dropbox.scans import forgetting as scans_forgetting
from dropbox.scans import reading as scans_reading
from frontdesk import screening
from notifications import conversation, delivery, ladder, manners, providers
from payments import ledger as payments_ledger
from payments import making as payments_making
from payments import overdue as payments_overdue
from payments import results as payments_results
from privacy import stored_names
from queueing import expiry, reminders, slots
from queueing.capacity import adjusting
from queueing.disputes import settling
from queueing.intake import drafts
from queueing.rush import lines
from queueing.waiting_list import forgetting as entries_forgetting
from queueing.waiting_list import sweeping
from verification import holding, lateness
from verification.calls import making
from verification.deciding import proposing
from verification.figures import counting
from workflow import each


def look_at_files(now: datetime) -> int:
    """Look at the files whose bell was lost, or whose look died; here and without the worker."""
    return each(looking.files_to_look_at(now), looking.look_at, now=now)


def tell_of_refusals(now: datetime) -> int:
    """Tell of refused pages that nobody has come back to read of."""
    return each(looking.refusals_to_tell(now), looking.tell_of_refusal, now=now)


def miss_files(now: datetime) -> int:
    """Fail when rows name sealed files that are not there, whatever the clock says."""
    return stored_names.raise_missing()


def read_mails(now: datetime) -> int:
    """Read the mails whose bell was lost, or whose reading died; here and without the worker."""
    return each(reading.mails_to_read(now), reading.read_mail, now=now)


def read_batches(now: datetime) -> int:
    """Read the scans whose bell was lost, or whose reading died; here and without the worker."""
    return each(scans_reading.batches_to_read(now), scans_reading.read, now=now)


def take_results(now: datetime) -> int:
    """Go on with files of results whose bell was lost, or whose taking died; here and without the worker."""
    return each(payments_results.files_to_take(), payments_results.take, now=now)


def read_inbound(now: datetime) -> int:
    """Read WhatsApp whose bell was lost, or whose reading died; here and without the worker."""
    return each(conversation.to_read(now), answering_whatsapp.read, now=now)


def deliver(now: datetime) -> int:
    """Send what is due, here and without the worker."""
    return delivery.deliver_due(now=now)


def climb(now: datetime) -> int:
    """Leave rungs nobody confirmed in time for the next ones."""
    return ladder.climb(now=now)


def look_after_providers(now: datetime) -> int:
    """Give slow providers less to carry, and those that recovered more."""
    return providers.look_after(now=now)


def prepare_rooms(now: datetime) -> int:
    """Make the waiting rooms of the day ahead, each with a seed of its own."""
    return lines.prepare(now, seeds=iter(fresh.token, ""))


SWEEPS: dict[str, Callable[[datetime], Any]] = {
    "papers_due": deadlines.close_papers_due,
    "repairs_due": deadlines.close_repairs_due,
    "pages": look_at_files,
    "refusals": tell_of_refusals,
    "ledger": ledger.raise_overdue,
    "mail": read_mails,
    "mailbox": mailbox.collect,
    "inbound": read_inbound,
    "mail_answers": answering.answer_due,
    "old_mail": forgetting.forget_old,
    "originals": retention.forget_originals,
    "unnamed_files": stored_names.remove_unnamed,
    "missing_files": miss_files,
    "scans": read_batches,
    "old_scans": scans_forgetting.forget_old,
    "waiting": sweeping.sweep,
    "waiting_contacts": entries_forgetting.forget_old,
    "open_days": slots.open_days,
    "waiting_rooms": prepare_rooms,
    "closures": adjusting.follow_closures,
    "envelopes_due": expiry.close_envelopes_due,
    "reminders": reminders.remind_due,
    "disputes": settling.follow_standing,
    "warnings": reminding.warn_due,
    "uploads": uploading.forget_old,
    "codes": codes.forget_old,
    "sign_ins": sign_in_limits.forget_sign_ins,
    "drafts": drafts.forget_old,
    "screenings": screening.forget_due,
    "deliveries": deliver,
    "ladders": climb,
    "calls": making.sweep,
    "figures": counting.sweep,
    "leases": holding.let_lapse_due,
    "late": lateness.tell_heads,
    "box_alarms": box_telling.raise_alarms,
    "box_reports": box_telling.send_reports,
    "payments": payments_making.sweep,
    "payment_results": take_results,
    "payment_alarms": payments_overdue.tell,
    "payment_ledger": payments_ledger.raise_faults,
    "proposals": proposing.fall_changed,
    "budgets": manners.forget_old,
    "providers": look_after_providers,
}


class Command(BaseCommand):
    help = "Runs one sweep. --now tries tomorrow today; outside development it may not lie after the clock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(SWEEPS))
        parser.add_argument("--now", help="An instant with its zone, like 2026-11-24T00:00:00+08:00.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = self._instant(options["now"])
        done = SWEEPS[options["name"]](now)
        self.stdout.write(f"{options['name']} as of {now.isoformat()}: {done}")

    def _instant(self, typed: str | None) -> datetime:
        clock = timezone.now()
        if typed is None:
            return clock
        now = parse_datetime(typed)
        if now is None or now.tzinfo is None:
            raise CommandError("--now must be an instant with its zone, like 2026-11-24T00:00:00+08:00.")
        if now > clock and settings.IS_PRODUCTION:
            raise CommandError("Outside development --now may not lie after the clock.")
        return now
