"""What is measured at the gate decides who comes in, rests sealed, is seen nowhere, and is erased on its date."""

import json
import logging
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from claims.models import Claim, ClaimEvent
from frontdesk import screening
from frontdesk.models import DeskSettings, Screening, Visit
from frontdesk.screening import Answers
from notifications.models import Message
from tests import factories
from tests.frontdesk.arriving import WARM, check_in, place, turn_away
from workflow import Refused

HEALTH = ("suhu", "°", "38", "demam", "masker", "tangan", "sehat", "sakit", "temperature", "mask", "fever", "health")


def answers(temperature: str | None = "36.5", *, mask: bool = True, hands: bool = True) -> Answers:
    return Answers(Decimal(temperature) if temperature else None, mask, hands)


# --- Who comes in ---


@pytest.mark.parametrize("given", [answers("37.3"), answers("35.0")])
def test_who_is_not_warmer_than_the_limit_comes_in(branch, now, given):
    assert check_in(branch, answers=given, now=now).label == "A001"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (answers("37.4"), "suhunya di atas 37,3 °C"),
        (answers(None), "belum diukur"),
        (answers(mask=False), "belum bermasker"),
        (answers(hands=False), "belum membersihkan tangan"),
        (None, "Periksa dulu"),
    ],
)
def test_who_lacks_something_does_not_and_hears_what(branch, now, given, said):
    with pytest.raises(Refused, match=said):
        check_in(branch, answers=given, now=now)

    assert not Visit.objects.exists()


def test_a_branch_sets_its_own_limit(branch, now):
    DeskSettings.objects.create(branch=branch, hottest=Decimal("37.5"))

    assert check_in(branch, answers=answers("37.5"), now=now).label == "A001"


def test_a_branch_that_does_not_screen_asks_and_keeps_nothing(branch, now):
    DeskSettings.objects.create(branch=branch, screens=False)

    visit = check_in(branch, answers=None, now=now)

    assert visit.label == "A001"
    assert not Screening.objects.exists()


# --- Kept, sealed ---


def test_the_answers_are_kept_sealed_until_their_date(branch, now):
    visit = check_in(branch, now=now)

    kept = Screening.objects.get(visit=visit)
    assert kept.answers == {"temperature": "36.5", "mask": True, "hands": True, "passed": True}
    assert kept.expires_on == visit.day + timedelta(days=14)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM frontdesk_screening")
        assert b"36.5" not in bytes(cursor.fetchone()[0])


def test_who_did_not_pass_has_that_kept_too(branch, now):
    turned_away = turn_away(branch, now=now)

    assert Screening.objects.get(visit=turned_away).answers["passed"] is False


def test_nothing_of_health_stands_in_the_history_the_messages_or_the_log(branch, now, caplog):
    ticket = place(branch, now=now)

    with caplog.at_level(logging.DEBUG):
        turn_away(branch, ticket.claim, answers=WARM, now=now)

    events = list(ClaimEvent.objects.filter(claim=ticket.claim_id).values_list("name", "detail"))
    told = [message.context for message in Message.objects.filter(name="come_another_day")]
    written = json.dumps([events, told], default=str).lower()
    assert told
    for word in HEALTH:
        assert word not in written.replace(str(ticket.claim_id), ""), word
        assert word not in "".join(record.getMessage().lower() for record in caplog.records if "SQL" not in record.name)


# --- Erased ---


def test_a_screening_is_erased_on_its_date_and_its_visit_stays(branch, now):
    visit = check_in(branch, now=now)

    assert screening.forget_due(now + timedelta(days=13)) == 0
    assert screening.forget_due(now + timedelta(days=14)) == 1

    assert not Screening.objects.exists()
    assert Visit.objects.get() == visit


def test_a_visit_that_ended_at_the_gate_is_erased_with_it(branch, now):
    ticket = place(branch, now=now)
    turn_away(branch, ticket.claim, now=now)

    screening.forget_due(now + timedelta(days=14))

    assert not Visit.objects.exists()
    assert Claim.objects.filter(pk=ticket.claim_id).exists()


def test_the_date_is_the_one_of_each_branchs_clock(branch, now):
    check_in(branch, now=now)
    check_in(factories.branch("Asia/Jakarta"), now=now)
    midnight_in_makassar_alone = (now + timedelta(days=13)).replace(hour=16, minute=30)

    assert screening.forget_due(midnight_in_makassar_alone) == 1
    assert Screening.objects.get().visit.branch.zone == "Asia/Jakarta"
