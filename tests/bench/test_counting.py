"""The count of the bench must be able to fail: each of these is a portal that sold or lost a place."""

from uuid import uuid4

import pytest
from django.db import connection

from bench import counting
from bench.journeys import Confirmed
from claims.models import Participant
from notifications.models import Message
from queueing.models import Draft, Slot, Ticket
from tests import factories

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def confirmed(now) -> Confirmed:
    claim = factories.open_claim(now=now)
    return Confirmed(Draft.objects.get(claim=claim).pk, claim.participant.nik, claim.case_number)


def test_a_booking_that_stands_is_not_counted_as_lost_nor_oversold(confirmed):
    assert counting.oversold()[0] == 0
    assert not counting.lost([confirmed])


def test_a_place_sold_beyond_capacity_is_counted(confirmed):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait on a table that is altered
        cursor.execute("ALTER TABLE queueing_slot DROP CONSTRAINT slot_never_oversold")
    Slot.objects.filter(tickets__isnull=False).update(planned=0, capacity=0)

    assert counting.oversold()[0] == 1


def test_a_place_that_was_not_counted_is_counted_here(confirmed):
    Slot.objects.filter(tickets__isnull=False).update(taken=0)

    assert counting.oversold()[0] == 1


def test_a_confirmation_without_a_claim_is_lost(confirmed):
    nobody = Confirmed(uuid4(), confirmed.nik)
    other = Confirmed(confirmed.draft_id, confirmed.nik, "LA-2222-2222-2")

    assert counting.lost([confirmed, nobody, other]) == {"claim": 2}


def test_a_claim_without_its_ticket_its_person_or_a_message_is_lost(confirmed, now):
    Ticket.objects.update(ended_at=now)
    Message.objects.filter(channel="sms").delete()
    Participant.objects.update(person_index=b"somebody else")

    assert counting.lost([confirmed]) == {"ticket": 1, "identity": 1, "outbox row": 1}
