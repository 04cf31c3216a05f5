"""The verbs of a counter: call the next person, call again, send on to wait, finish.

A counter is locked before the visit. `seen` is who stood at the counter on the page of the person who pressed (None:
nobody): a key pressed twice, or on a page that is no longer true, changes nothing and says so.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from branches import calendar
from frontdesk.models import Call, Counter, Visit
from frontdesk.models.visits import VisitQuerySet
from workflow import Refused, move

ASIDE = (Visit.Status.PARKED, Visit.Status.SKIPPED)
"""Those who are brought back one by one, and never called in turn."""


def today(counter: Counter, *, now: datetime) -> VisitQuerySet:
    """The visits of the counter's branch today."""
    return Visit.objects.of_day(counter.branch, calendar.local_day(counter.branch, now))


@transaction.atomic
def call_next(
    counter_id: int, *, seen: UUID | None, series: Sequence[str] = (), by: str, now: datetime
) -> Visit | None:
    """Be done with who stands here, and call who is next; None when nobody of these series waits.

    Without `series`, of all that this counter calls: who came first. A visit that another counter is calling at this
    very moment is stepped over.
    """
    counter = _locked(counter_id, seen)
    if counter.serving:
        _end(counter, Visit.Status.SERVED, by=by, now=now)
    visit = _next_in_turn(counter, series or counter.series, now)
    if visit:
        _call(counter, visit, by=by, now=now)
    return visit


@transaction.atomic
def call_again(counter_id: int, *, seen: UUID | None, by: str, now: datetime) -> Visit:
    """Say the number once more, twice over."""
    counter = _locked(counter_id, seen)
    visit = _who_stands(counter)
    visit.called_at = now
    visit.save(update_fields=["called_at"])
    _write(counter, visit, Call.What.AGAIN, by=by, now=now)
    return visit


@transaction.atomic
def finish(counter_id: int, *, seen: UUID | None, by: str, now: datetime) -> Visit:
    """Whoever stands here is served; nobody else is called."""
    return _end(_locked(counter_id, seen), Visit.Status.SERVED, by=by, now=now)


@transaction.atomic
def park(counter_id: int, *, seen: UUID | None, by: str, now: datetime) -> Visit:
    """Let somebody step aside who has yet to fetch or fill in something. They are brought back, not called in turn."""
    return _end(_locked(counter_id, seen), Visit.Status.PARKED, by=by, now=now)


@transaction.atomic
def skip(counter_id: int, *, seen: UUID | None, by: str, now: datetime) -> Visit:
    """Pass over somebody who did not come when called. They are brought back as soon as they show up."""
    return _end(_locked(counter_id, seen), Visit.Status.SKIPPED, by=by, now=now)


@transaction.atomic
def bring_back(counter_id: int, *, visit_id: UUID, seen: UUID | None, by: str, now: datetime) -> Visit:
    """Call somebody of today who was parked or skipped, to this counter.

    Refuses while somebody else stands here, and a visit that another counter has called meanwhile.
    """
    counter = _locked(counter_id, seen)
    if counter.serving:
        raise Refused(f"{counter} masih melayani {counter.serving.label}. Selesaikan dulu.")
    visit = today(counter, now=now).select_for_update(of=("self",)).filter(pk=visit_id).first()
    if visit is None or visit.status not in ASIDE:
        raise Refused("Nomor itu tidak lagi ditunda atau dilewati. Periksa daftarnya.")
    _call(counter, visit, by=by, now=now)
    return visit


def _locked(counter_id: int, seen: UUID | None) -> Counter:
    """The counter under its row lock, as the presser saw it. Who stands there is read after the wait for the lock."""
    counter = Counter.objects.select_for_update(of=("self",)).select_related("branch").get(pk=counter_id)
    if (counter.serving and counter.serving.pk) != seen:
        here = f"melayani {counter.serving.label}" if counter.serving else "kosong"
        raise Refused(f"{counter} sekarang {here}; halaman Anda belum tahu. Periksa dulu, lalu tekan lagi.")
    return counter


def _next_in_turn(counter: Counter, series: Sequence[str], now: datetime) -> Visit | None:
    """The head of the series whose head came first, under its lock."""
    visits = today(counter, now=now)
    heads = [head for each in series if (head := visits.waiting(each).first())]
    for head in sorted(heads, key=lambda head: head.arrived_at):
        if visit := _first_nobody_is_calling(visits.waiting(head.series)):
            return visit
    return None


def _first_nobody_is_calling(waiting: VisitQuerySet) -> Visit | None:
    return waiting.select_for_update(of=("self",), skip_locked=True).first()


def _call(counter: Counter, visit: Visit, *, by: str, now: datetime) -> None:
    if not counter.is_open:
        raise Refused(f"{counter} sedang ditutup, jadi tidak memanggil siapa pun.")
    what = Call.What.AGAIN if visit.called_at else Call.What.CALLED
    move(visit, Visit.Status.CALLED)
    visit.called_at, counter.visit = now, visit
    visit.save(update_fields=["status", "called_at"])
    counter.save(update_fields=["visit"])
    _write(counter, visit, what, by=by, now=now)


def _end(counter: Counter, status: Visit.Status, *, by: str, now: datetime) -> Visit:
    visit = _who_stands(counter)
    move(visit, status)
    visit.served_at, visit.served_by = (now, by) if status == Visit.Status.SERVED else (None, "")
    visit.save(update_fields=["status", "served_at", "served_by"])
    counter.visit = None
    counter.save(update_fields=["visit"])
    _write(counter, visit, Call.What(status), by=by, now=now)
    return visit


def _who_stands(counter: Counter) -> Visit:
    """The visit at this counter, under its row lock: the gate may have seen them leave a moment ago."""
    called = Visit.objects.select_for_update(of=("self",)).filter(counter=counter, status=Visit.Status.CALLED)
    if visit := called.first():
        return visit
    raise Refused(f"{counter} sedang kosong.")


def _write(counter: Counter, visit: Visit, what: Call.What, *, by: str, now: datetime) -> None:
    Call.objects.create(branch=counter.branch, counter=counter, visit=visit, what=what, at=now, by=by)
