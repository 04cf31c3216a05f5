import pytest

from claims import filing
from claims.history import broken_links
from claims.models import Claim
from notifications.models import Message
from tests import factories
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


def test_a_claim_is_opened_with_its_place_its_deadline_and_its_news(now):
    claim = factories.open_claim(now=now)

    assert claim.status == Claim.Status.AWAITING_PAPERS
    assert claim.papers_due_at < claim.visit_at
    assert list(claim.events.values_list("name", flat=True)) == ["opened"]
    assert set(Message.objects.filter(name="place_taken").values_list("channel", flat=True)) == {"email", "sms"}


def test_what_identifies_a_person_is_nowhere_readable_in_the_database(now, django_assert_num_queries):
    from django.db import connection

    claim = factories.open_claim(now=now)

    with connection.cursor() as cursor:
        for table in (
            "claims_claim",
            "claims_participant",
            "claims_applicant",
            "notifications_message",
            "claims_claimevent",
        ):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")  # noqa: S608
            for (row,) in cursor.fetchall():
                for secret in (
                    claim.participant.nik,
                    claim.participant.name,
                    claim.applicant.phone,
                    claim.applicant.email,
                ):
                    assert secret not in row
                    assert secret.encode().hex() not in row


def test_an_incomplete_claim_is_not_handed_in_and_the_sentence_names_what_is_missing(now):
    claim = factories.open_claim(now=now)
    first = claim.missing_papers()[0]

    with pytest.raises(Refused, match=first.label[:10]):
        filing.submit(claim.pk, by="claimant:x", now=now)


def test_a_complete_claim_is_handed_in_once_however_often_the_button_is_pressed(now):
    claim = factories.complete_papers(factories.open_claim(now=now), now=now)

    for _ in range(3):
        filing.submit(claim.pk, by="claimant:x", now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert claim.events.filter(name="submitted").count() == 1
    assert Message.objects.filter(name="papers_handed_in", channel="sms").count() == 1


def test_the_history_is_a_chain_that_shows_a_change(now):
    claim = factories.submitted_claim(now=now)

    assert broken_links(claim) == []
    assert claim.events.count() > 3


def test_the_database_refuses_to_change_or_delete_an_event(now):
    from django.db import InternalError, transaction
    from django.db.utils import DatabaseError

    claim = factories.open_claim(now=now)

    with pytest.raises(DatabaseError), transaction.atomic():
        claim.events.update(by="officer:0")
    with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
        claim.events.all().delete()
