"""A hand-over from the side that sends: a bag is packed, listed, sealed and signed for by two."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from branches import calendar
from branches.models import Branch
from dropbox import scanning
from dropbox.custody import moving
from dropbox.models import Envelope, HandOver, Line, Move
from dropbox.numbers import next_number
from workflow import Refused, move

Status, Way, Place = HandOver.Status, HandOver.Way, Envelope.Place
STARTS_AT = {Way.TO_OFFICE: (Place.BRANCH,), Way.TO_BRANCH: (Place.OFFICE,)}


@transaction.atomic
def pack(branch: Branch, *, way: str, by: str, now: datetime) -> HandOver:
    """The bag that is being packed this way; a new one, with the next number, where there is none."""
    year = calendar.local_day(branch, now).year
    number = next_number(HandOver, branch, year)
    if packed := HandOver.objects.filter(branch=branch, way=way, status=Status.PACKED).first():
        return packed
    return HandOver.objects.create(branch=branch, way=way, year=year, number=number, packed_at=now, packed_by=by)


@transaction.atomic
def put_in(hand_over_id: UUID, *, scanned: str, by: str, now: datetime) -> Line:
    """Put the envelope whose label was scanned on the bag's list; scanned again, nothing changes."""
    bag = locked(hand_over_id, Status.PACKED)
    envelope = envelope_of(scanned, among=Envelope.objects.filter(branch=bag.branch, place__in=STARTS_AT[Way(bag.way)]))
    if line := bag.lines.filter(envelope=envelope).first():
        return line
    refuse_unless_it_may_go(envelope, bag, now=now)
    return Line.objects.create(hand_over=bag, envelope=envelope, added_at=now, added_by=by)


@transaction.atomic
def put_in_all(hand_over_id: UUID, *, by: str, now: datetime) -> int:
    """Put on the list everything at the branch that waits to go on; how many were added."""
    bag = locked(hand_over_id, Status.PACKED)
    waiting = Envelope.objects.to_forward(bag.branch, now=now).exclude(lines__hand_over__status=Status.PACKED)
    lines = [Line(hand_over=bag, envelope=each, added_at=now, added_by=by) for each in waiting]
    return len(Line.objects.bulk_create(lines))


@transaction.atomic
def take_out(hand_over_id: UUID, *, code: str, by: str, now: datetime) -> None:
    """Take an envelope off the list of a bag that is being packed. It never left its place."""
    bag = locked(hand_over_id, Status.PACKED)
    bag.lines.filter(envelope__code=code).delete()


@transaction.atomic
def send(hand_over_id: UUID, *, seal: str, counted: int, by: str, countersigned_by: str, now: datetime) -> HandOver:
    """The bag leaves: sealed, counted, signed for by two. From now on its envelopes are in it and nowhere else.

    Refuses one person alone, an empty list, a used seal, and an envelope that is no longer here. A count that differs
    from the list is taken and reported: the bag is what it is.
    """
    if by == countersigned_by:
        raise Refused("Serah terima ditandatangani dua orang. Orang kedua harus bukan Anda sendiri.")
    bag = locked(hand_over_id, Status.PACKED)
    if (earlier := HandOver.objects.filter(branch=bag.branch, seal=seal).first()) is not None:
        raise Refused(f"Segel {seal} sudah dipakai pada {earlier}. Periksa nomornya.")
    if not (envelopes := _listed(bag)):
        raise Refused("Daftarnya masih kosong.")
    for envelope in envelopes:
        refuse_unless_it_may_go(envelope, bag, now=now)
        moving.shift(
            envelope, Envelope.Status.SENT, name=Move.Name.SENT, by=by, countersigned_by=countersigned_by,
            hand_over=bag, now=now,
        )  # fmt: skip
    move(bag, Status.SENT)
    bag.seal, bag.counted, bag.sent_at = seal, counted, now
    bag.sent_by, bag.countersigned_by = by, countersigned_by
    bag.save(update_fields=["status", "seal", "counted", "sent_at", "sent_by", "countersigned_by"])
    return bag


def refuse_unless_it_may_go(envelope: Envelope, bag: HandOver, *, now: datetime) -> None:
    """Only what lies where the bag starts, has rested and belongs to a claim goes; and into one bag."""
    if envelope.branch_id != bag.branch_id or envelope.place not in STARTS_AT[Way(bag.way)]:
        raise Refused(f"{envelope} tidak ada di sini: {envelope.get_status_display().lower()}.")
    if not envelope.is_free(now):
        raise Refused(f"{envelope} masih dikarantina.")
    if envelope.claim_id is None:
        raise Refused(f"{envelope} belum diketahui pemiliknya. Tetap di baki {envelope.get_tray_display().lower()}.")
    others = envelope.lines.filter(hand_over__status=Status.PACKED).exclude(hand_over=bag)
    if other := others.select_related("hand_over").first():
        raise Refused(f"{envelope} sudah ada di daftar {other.hand_over}.")


def envelope_of(scanned: str, *, among: QuerySet[Envelope]) -> Envelope:
    """The envelope whose label was scanned, under its lock; by the number of its case, where one of these has it."""
    read = scanning.read(scanned)
    if not read:
        raise Refused("Kode tidak terbaca. Pindai label amplop (AM-…) atau nomor kasus yang tertulis di amplop.")
    wanted: QuerySet[Envelope] = Envelope.objects.filter(code=read.envelope_code)
    if read.case_number:
        wanted = among.filter(claim__case_number=read.case_number)
    found = list(wanted.values_list("pk", flat=True)[:2])
    if not found:
        raise Refused(f"Tidak ada amplop {read} yang ditunggu di sini. Periksa labelnya.")
    if len(found) > 1:
        raise Refused(f"{read} punya lebih dari satu amplop. Pindai label amplopnya (AM-…).")
    return moving.locked(found[0])


def locked(hand_over_id: UUID, *statuses: str) -> HandOver:
    """The hand-over under its row lock, refused in any other status than these."""
    bag = HandOver.objects.select_for_update(of=("self",)).select_related("branch").get(pk=hand_over_id)
    if bag.status not in statuses:
        raise Refused(f"{bag}: {bag.get_status_display().lower()}.")
    return bag


def _listed(bag: HandOver) -> list[Envelope]:
    """The envelopes on the list, under their locks, in one order for all."""
    envelopes = Envelope.objects.select_for_update(of=("self",)).filter(lines__hand_over=bag)
    return list(envelopes.order_by("pk"))
