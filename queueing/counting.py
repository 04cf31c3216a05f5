"""The two statements that change a slot's count. The database refuses whatever would oversell or go below none."""

from django.db import connection
from django.db.models import Case, F, PositiveSmallIntegerField, When
from django.db.models.functions import Greatest

from queueing.models import Slot


def claim_one_place(slot_id: int) -> bool:
    """Count one place as taken if there is one; the guard against overselling, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE queueing_slot SET taken = taken + 1 WHERE id = %s AND taken < capacity", [slot_id])
        return bool(cursor.rowcount)


def claim_places(slot_id: int, number: int) -> None:
    """Count that many places as taken: the caller holds the slot's row lock and has seen that they are free."""
    Slot.objects.filter(pk=slot_id).update(taken=F("taken") + number)


def count_one_more(slot_id: int) -> None:
    """Count one place as taken, free or not: a full slot gets one place more, which the branch wants by using it."""
    full = When(taken__gte=F("capacity"), then=1)
    more = Case(full, default=0, output_field=PositiveSmallIntegerField())
    Slot.objects.filter(pk=slot_id).update(
        taken=F("taken") + 1, capacity=F("capacity") + more, planned=F("planned") + more
    )


def free_places(slot_id: int, number: int) -> None:
    """Count that many places as free. A slot with more places than planned loses them as they are freed."""
    fewer = Greatest(F("capacity") - number, F("planned"), output_field=PositiveSmallIntegerField())
    Slot.objects.filter(pk=slot_id).update(
        taken=F("taken") - number, capacity=Case(When(capacity__gt=F("planned"), then=fewer), default=F("capacity"))
    )
