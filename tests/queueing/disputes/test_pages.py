"""The pages on which the staff of either branch see two bookings of one person side by side, and settle them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from queueing import booking
from queueing.models import Dispute
from tests import factories
from tests.claims.telling import told

pytestmark = pytest.mark.usefixtures("house")

NIK = "3171011708854321"


@pytest.fixture
def dispute(house) -> Dispute:
    """One person, booked at Makassar's clock and, from another contact, at Jayapura's."""
    now, person = timezone.now(), factories.participant(nik=NIK)
    for zone in ("Asia/Makassar", "Asia/Jayapura"):
        at = factories.slot(factories.branch(zone), now=now, days=3)
        factories.open_claim(now=now, at=at, participant=person)
    return Dispute.objects.select_related("first__branch", "second__branch").get()


def sign_in(client, *branches, role: str = "branch_staff"):
    user = factories.officer(role=role, branches=list(branches))
    client.force_login(user)
    return user


def address(dispute: Dispute) -> str:
    return reverse("admin:dispute", args=[dispute.pk])


@pytest.mark.parametrize("side", ["first", "second"])
def test_the_staff_of_either_branch_find_it_in_their_list(client, dispute, side):
    sign_in(client, getattr(dispute, side).branch)

    page = client.get(reverse("admin:disputes")).content.decode()

    assert dispute.first.case_number in page
    assert dispute.second.case_number in page
    assert address(dispute) in page


def test_a_third_branch_finds_nothing(client, dispute):
    sign_in(client, factories.branch("Asia/Jakarta"))

    page = client.get(reverse("admin:disputes")).content.decode()

    assert dispute.first.case_number not in page
    assert client.get(address(dispute)).status_code == 404
    assert client.post(address(dispute), {"keeps": dispute.first_id, "seen_by": "video"}).status_code == 404


def test_both_are_shown_side_by_side_with_the_nik_and_the_contacts_masked(client, dispute):
    sign_in(client, dispute.first.branch)

    page = client.get(address(dispute)).content.decode()

    assert page.count("••••••••••••4321") == 2
    assert NIK not in page
    for claim in Claim.objects.with_people():
        assert claim.case_number in page
        assert claim.applicant.phone not in page
        assert claim.applicant.email not in page


def test_only_a_claim_of_ones_own_branch_is_linked(client, dispute):
    sign_in(client, dispute.first.branch)

    page = client.get(address(dispute)).content.decode()

    assert reverse("admin:claims_claim_change", args=[dispute.first_id]) in page
    assert reverse("admin:claims_claim_change", args=[dispute.second_id]) not in page


@pytest.mark.parametrize("role", ["branch_staff", "branch_head", "verifier"])
def test_who_saw_the_ktp_settles_it(client, dispute, role):
    user = sign_in(client, dispute.second.branch, role=role)

    answer = client.post(
        address(dispute), {"keeps": str(dispute.second_id), "seen_by": "video", "ktp_seen": "on"}, follow=True
    )

    dispute.refresh_from_db()
    assert "Sengketa selesai" in answer.content.decode()
    assert (dispute.kept_id, dispute.seen_by, dispute.settled_by) == (dispute.second_id, "video", user.actor)
    assert Claim.objects.get(pk=dispute.first_id).status == Claim.Status.WITHDRAWN
    assert told(dispute.first, "dispute_lost")
    assert f"oleh {user.username}" in client.get(address(dispute)).content.decode()


@pytest.mark.parametrize("left_out", ["keeps", "seen_by", "ktp_seen"])
def test_a_form_without_one_of_its_answers_changes_nothing(client, dispute, left_out):
    sign_in(client, dispute.first.branch)
    given = {"keeps": str(dispute.first_id), "seen_by": "counter", "ktp_seen": "on"}
    del given[left_out]

    answer = client.post(address(dispute), given)

    dispute.refresh_from_db()
    assert answer.status_code == 422
    assert dispute.settled_at is None


def test_what_was_settled_is_shown_and_offers_no_form(client, dispute):
    sign_in(client, dispute.first.branch)
    given = {"keeps": str(dispute.first_id), "seen_by": "counter", "ktp_seen": "on"}
    client.post(address(dispute), given)

    page = client.get(address(dispute)).content.decode()
    again = client.post(address(dispute), given)

    assert "Selesaikan sengketa" not in page
    assert "loket" in page
    assert again.status_code == 409


def test_a_claim_that_ended_meanwhile_cannot_be_picked(client, dispute):
    sign_in(client, dispute.first.branch)
    booking.withdraw(dispute.first_id, by="claimant:x", now=timezone.now())

    answer = client.post(address(dispute), {"keeps": str(dispute.first_id), "seen_by": "video", "ktp_seen": "on"})

    assert answer.status_code == 422


def test_an_operator_reads_no_disputes(client, dispute):
    sign_in(client, role="operator")

    assert client.get(reverse("admin:disputes")).status_code == 403
