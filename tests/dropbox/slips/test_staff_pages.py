"""What the staff of a branch see and print of an envelope that is to come."""

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from tests import factories
from tests.dropbox.envelopes import codes_of, pdf_of

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house) -> Claim:
    return factories.begin_claim(now=timezone.now())


@pytest.fixture
def staff(claim, client):
    user = factories.officer(role="branch_staff", branches=[claim.branch])
    client.force_login(user)
    return user


def at(name: str, claim: Claim) -> str:
    return reverse(f"admin:{name}", args=[claim.pk])


def test_staff_see_what_goes_into_the_envelope_and_print_its_slip(client, staff, claim):
    page = client.get(at("claim_envelope", claim)).content.decode()
    slip = pdf_of(client.get(at("envelope_slip", claim)))

    assert "Formulir 5: pengajuan JHT" in page
    assert "Formulir 5: pengajuan Jaminan Hari Tua (JHT)" in page
    assert f"QR Code: {claim.case_number}" in codes_of(slip)[0]


def test_only_who_began_the_claim_goes_on_for_its_applicant(client, staff, claim):
    page = client.get(at("claim_envelope", claim)).content.decode()

    assert "Pemohon yang sama" not in page
    assert client.post(at("begin_following", claim), {"same": "participant"}).status_code == 404


@pytest.mark.parametrize("name", ["claim_envelope", "envelope_slip"])
def test_a_claim_without_an_envelope_leads_to_the_claim_with_a_sentence(client, staff, claim, name):
    online = factories.open_claim(now=timezone.now(), branch=claim.branch)

    answer = client.get(at(name, online), follow=True)

    assert answer.redirect_chain[0][0] == reverse("admin:claims_claim_change", args=[online.pk])
    assert "tidak memerlukan amplop" in answer.content.decode()


def test_the_claims_page_leads_to_its_envelope(client, staff, claim):
    page = client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()

    assert at("claim_envelope", claim) in page


def test_officers_of_the_back_office_have_another_job(client, claim):
    client.force_login(factories.officer())

    assert client.get(at("claim_envelope", claim)).status_code == 403
