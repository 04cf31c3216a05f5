"""The report of a branch's day: everything that does not agree between the box, the bags, the office and the gate.

It is read from the rows each time and kept nowhere, so it cannot be put right but by what happens.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeAlias, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from branches import calendar
from branches.models import Branch, Zone
from dropbox.models import BoxSettings, Envelope, HandOver, Line, Round
from dropbox.reconciling.absences import late_rounds
from dropbox.reconciling.kinds import Finding, Kind
from frontdesk.models import Visit, VisitClaim

Row = TypeVar("Row", bound=Model)
Hours: TypeAlias = tuple[datetime, datetime]
"""A day's first instant and the first of the next."""


def findings_of(branch: Branch, day: date, *, now: datetime) -> list[Finding]:
    """What does not agree on that day, as far as it can be known now, the worst kind first."""
    settings = BoxSettings.of(branch)
    hours = calendar.day_in_zone(Zone(branch.zone), day)
    found = [
        *_not_received(branch, hours, settings, now),
        *_not_sent(branch, hours),
        *_seals(branch, hours),
        *_counts(branch, hours),
        *_claims_without(branch, day, now=now),
        *_envelopes_without(branch, hours),
        *late_rounds(settings, day, now=now),
    ]
    order = list(Kind)
    return sorted(found, key=lambda each: order.index(each.kind))


def _not_received(branch: Branch, hours: Hours, settings: BoxSettings, now: datetime) -> Iterator[Finding]:
    """Listed in a bag that left that day: it was opened and emptied without them, or is missed itself by now."""
    over = Q(hand_over__status=HandOver.Status.CLOSED) | Q(hand_over__sent_at__lte=now - settings.travel)
    lines = Line.objects.filter(over, hand_over__branch=branch, is_listed=True, received_at=None)
    for line in _on(lines, "hand_over__sent_at", hours).select_related("envelope", "hand_over"):
        where = line.envelope.get_status_display().lower()
        words = f"{line.envelope} tercantum di {line.hand_over}, tetapi tidak diterima. Sekarang: {where}."
        yield Finding(Kind.SENT_NOT_RECEIVED, words, _of_envelope(line.envelope))


def _not_sent(branch: Branch, hours: Hours) -> Iterator[Finding]:
    lines = Line.objects.filter(hand_over__branch=branch, is_listed=False).select_related("envelope", "hand_over")
    for line in _on(lines, "received_at", hours):
        words = f"{line.envelope} ada dalam kantong {line.hand_over}, tetapi tidak tercantum di manifesnya."
        yield Finding(Kind.RECEIVED_NOT_SENT, words, _of_envelope(line.envelope))


def _seals(branch: Branch, hours: Hours) -> Iterator[Finding]:
    rounds = _on(Round.objects.filter(branch=branch), "unsealed_at", hours).exclude(seal_read=F("seal"))
    bags = _on(HandOver.objects.filter(branch=branch), "unsealed_at", hours).exclude(seal_read=F("seal"))
    both: list[Round | HandOver] = [*rounds, *bags]
    for each in both:
        words = f"{each}: kantong disegel {each.seal}, tetapi tiba dengan segel {each.seal_read}."
        yield Finding(Kind.SEAL_MISMATCH, words, each.get_absolute_url())


def _counts(branch: Branch, hours: Hours) -> Iterator[Finding]:
    rounds = Round.objects.filter(branch=branch).annotate(on_record=Count("envelopes"))
    for each in _on(rounds, "closed_at", hours).exclude(counted=F("on_record")):
        words = f"{each}: dihitung {each.counted} amplop, terdaftar {each.on_record}."
        yield Finding(Kind.COUNT_MISMATCH, words, each.get_absolute_url())
    listed = Count("lines", filter=Q(lines__is_listed=True))
    for bag in _on(HandOver.objects.filter(branch=branch).annotate(on_list=listed), "sent_at", hours):
        if bag.counted != bag.on_list:
            words = f"{bag}: dihitung {bag.counted} amplop, tercantum {bag.on_list}."
            yield Finding(Kind.COUNT_MISMATCH, words, bag.get_absolute_url())


def _claims_without(branch: Branch, day: date, *, now: datetime) -> Iterator[Finding]:
    """Who came for the drop box, and no envelope of theirs is on record though the box was emptied since."""
    on_record = Envelope.objects.filter(
        claim=OuterRef("claim"), branch=branch, registered_at__gte=OuterRef("visit__arrived_at")
    )
    went = (Visit.Status.REFUSED, Visit.Status.LEFT)
    coming = VisitClaim.objects.filter(visit__branch=branch, visit__day=day, visit__series=Visit.Series.DROP_BOX)
    awaited = coming.filter(visit__arrived_at__lt=_emptied_until(branch, day, now)).exclude(visit__status__in=went)
    for each in awaited.exclude(Exists(on_record)).select_related("visit", "claim").order_by("visit__arrived_at", "pk"):
        words = f"{each.claim} datang ke drop box ({each.visit.label}), tetapi tidak ada amplopnya."
        yield Finding(Kind.CLAIM_WITHOUT_ENVELOPE, words)


def _emptied_until(branch: Branch, day: date, now: datetime) -> datetime:
    """What came before it must be on record: the last finished round, or the end of a day that is over."""
    starts_at, ends_at = calendar.day_in_zone(Zone(branch.zone), day)
    if now >= ends_at:
        return ends_at
    finished = Round.objects.filter(branch=branch, opened_at__gte=starts_at, closed_at__isnull=False)
    last = finished.order_by("-opened_at").values_list("opened_at", flat=True).first()
    return last or starts_at


def _envelopes_without(branch: Branch, hours: Hours) -> Iterator[Finding]:
    for envelope in _on(Envelope.objects.filter(branch=branch, claim=None), "registered_at", hours):
        words = f"{envelope} belum diketahui pemiliknya. Baki: {envelope.get_tray_display().lower()}."
        yield Finding(Kind.ENVELOPE_WITHOUT_CLAIM, words, _of_envelope(envelope))


def _on(rows: QuerySet[Row], fact: str, hours: Hours) -> QuerySet[Row]:
    """Those whose fact is of that day, in its order."""
    return rows.filter(**{f"{fact}__gte": hours[0], f"{fact}__lt": hours[1]}).order_by(fact, "pk")


def _of_envelope(envelope: Envelope) -> str:
    return reverse("admin:envelope", args=[envelope.code])
