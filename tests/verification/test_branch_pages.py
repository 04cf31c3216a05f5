from datetime import UTC, datetime

import pytest
from django.urls import reverse

from claims import contacts, deadlines
from claims.models import Claim, ContactChange
from notifications.models import Message
from tests import factories

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def claim(here, now):
    return factories.open_claim(now=now, branch=here)


def completed_late(claim: Claim) -> Claim:
    deadlines.close_papers(claim.pk, by="system:test", now=claim.papers_due_at)
    return factories.complete_papers(claim, now=claim.papers_due_at)


def proposal(claim: Claim, by: str, now: datetime) -> ContactChange:
    return contacts.propose_change(
        claim.pk, channel="phone", value="+628120009999", reason="HP hilang", ktp_seen=True, by=by, now=now
    )


def typed(**overrides) -> dict[str, str]:
    return {"channel": "phone", "value": "0812 0009 9999", "reason": "HP hilang", "ktp_seen": "on", **overrides}


def test_signing_in_leads_branch_staff_to_the_branch_desk(client, staff):
    assert client.get("/petugas/").headers["Location"] == reverse("admin:branch_desk")


def test_a_verifier_has_no_business_at_the_branch_desk(client):
    client.force_login(factories.officer())

    assert client.get(reverse("admin:branch_desk")).status_code == 403


def test_a_claim_completed_late_is_listed_and_taken_online(client, staff, claim):
    completed_late(claim)
    assert claim.case_number in client.get(reverse("admin:branch_desk")).content.decode()

    client.post(reverse("admin:online_acceptance", args=[claim.case_number]))

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert claim.submitted_by == staff.actor


def test_a_claim_of_another_branch_is_neither_listed_nor_taken(client, staff, now):
    other = completed_late(factories.open_claim(now=now, branch=factories.branch("Asia/Jayapura")))

    assert other.case_number not in client.get(reverse("admin:branch_desk")).content.decode()
    assert client.post(reverse("admin:online_acceptance", args=[other.case_number])).status_code == 404


def test_a_claim_not_ready_for_it_is_refused_with_a_sentence(client, staff, claim):
    answer = client.post(reverse("admin:online_acceptance", args=[claim.case_number]))

    assert answer.status_code == 409
    assert "sudah lengkap secara daring" in answer.content.decode()


def test_a_claim_is_found_by_its_number_as_people_type_it(client, staff, claim):
    written = claim.case_number.lower().replace("-", " ")

    answer = client.get(reverse("admin:branch_desk"), {"case_number": written})

    assert answer.headers["Location"] == reverse("admin:contact_proposal", args=[claim.case_number])


def test_a_contact_change_is_proposed_and_waits(client, staff, claim):
    client.post(reverse("admin:contact_proposal", args=[claim.case_number]), typed())

    change = ContactChange.objects.get()
    assert (change.value, change.proposed_by, change.confirmed_at) == ("+6281200099999", staff.actor, None)
    assert Claim.objects.with_people().get().applicant.phone == claim.applicant.phone


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ktp_seen": ""}, "setelah KTP asli dilihat"),
        ({"value": "08"}, "nomor telepon"),
        ({"channel": "email", "value": "bukan"}, "alamat e-mail yang lengkap"),
        ({"reason": ""}, "Tulis alasan perubahan"),
    ],
)
def test_a_proposal_that_lacks_something_is_not_kept(client, staff, claim, wrong, sentence):
    answer = client.post(reverse("admin:contact_proposal", args=[claim.case_number]), typed(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ContactChange.objects.exists()


def test_a_second_proposal_of_the_same_kind_is_refused(client, staff, claim, now):
    proposal(claim, staff.actor, now)

    answer = client.post(reverse("admin:contact_proposal", args=[claim.case_number]), typed())

    assert answer.status_code == 409
    assert "menunggu petugas kedua" in answer.content.decode()


def test_a_second_officer_agrees_and_the_old_contact_is_told(client, staff, here, claim, now):
    change = proposal(claim, factories.officer(role="branch_head", branches=[here]).actor, now)

    client.post(reverse("admin:proposal_consent", args=[change.pk]))

    assert Claim.objects.with_people().get().applicant.phone == "+628120009999"
    assert Message.objects.filter(name="contact_changed").exists()


def test_who_proposed_cannot_agree(client, staff, claim, now):
    change = proposal(claim, staff.actor, now)

    answer = client.post(reverse("admin:proposal_consent", args=[change.pk]))

    assert answer.status_code == 409
    assert "petugas lain" in answer.content.decode()


def test_a_second_officer_refuses_and_nothing_changes(client, staff, here, claim, now):
    change = proposal(claim, factories.officer(role="branch_head", branches=[here]).actor, now)

    client.post(reverse("admin:proposal_refusal", args=[change.pk]))

    change.refresh_from_db()
    assert change.refused_by == staff.actor
    assert Claim.objects.with_people().get().applicant.phone == claim.applicant.phone


def test_a_proposal_of_another_branch_is_not_there(client, staff, now):
    other = factories.open_claim(now=now, branch=factories.branch("Asia/Jayapura"))
    change = proposal(other, "officer:999", now)

    assert client.post(reverse("admin:proposal_consent", args=[change.pk])).status_code == 404
