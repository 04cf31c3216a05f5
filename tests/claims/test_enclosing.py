"""What goes into an envelope: what is required and not here, and originals whatever was sent of them."""

import pytest

from claims import checking, enclosing
from claims.models import Claim, PaperFile
from tests import factories

pytestmark = pytest.mark.usefixtures("house")

HEIR = {"relation": "child", "name": "Siti Contoh"}


def fresh(claim: Claim) -> Claim:
    return Claim.objects.with_people().get(pk=claim.pk)


def wanted(claim: Claim) -> set[str]:
    return {need.key for need in enclosing.wanted(fresh(claim))}


@pytest.fixture
def claim(now) -> Claim:
    return factories.begin_claim(now=now)


@pytest.fixture
def heirs_claim(now) -> Claim:
    """A death claim, of which several originals must be handed in."""
    return factories.begin_claim(now=now, cause=factories.cause("JKM"), applicant=factories.applicant(now, **HEIR))


def kind_of(claim: Claim, code: str):
    return next(kind for kind in claim.kinds_asked_for() if kind.code == code)


def test_all_that_is_required_for_the_box_goes_into_the_envelope(claim):
    required = {need.key for need in claim.needs() if need.state == "required"}

    assert wanted(claim) == required
    assert "F5" in required


def test_a_paper_that_was_sent_online_is_left_out(claim, now):
    factories.send_paper(claim, kind_of(claim, "KK"), now=now)

    [left_out] = [each for each in enclosing.enclosures(fresh(claim)) if each.is_left_out]
    assert left_out.need.key == "KK"
    assert not left_out.is_accepted
    assert "KK" not in wanted(claim)


def test_a_paper_that_an_officer_accepted_is_not_asked_for_again(claim, now):
    file = factories.send_paper(claim, kind_of(claim, "KK"), now=now)
    checking.accept_paper(file.paper, by="officer:1", now=now)

    [left_out] = [each for each in enclosing.enclosures(fresh(claim)) if each.is_left_out]

    assert left_out.is_accepted


def test_an_original_must_come_although_its_photo_was_accepted(heirs_claim, now):
    file = factories.send_paper(heirs_claim, kind_of(heirs_claim, "WARIS"), now=now)
    checking.accept_paper(file.paper, by="officer:1", now=now)

    assert "WARIS" in wanted(heirs_claim)


def test_an_original_that_came_in_an_envelope_is_not_wanted_again(heirs_claim, now):
    file = factories.send_paper(heirs_claim, kind_of(heirs_claim, "WARIS"), now=now)
    PaperFile.objects.filter(pk=file.pk).update(came_by=PaperFile.CameBy.DROPBOX)

    assert "WARIS" not in wanted(heirs_claim)


def test_heirs_are_asked_for_the_papers_of_their_relation(now):
    applicant = factories.applicant(now, **{**HEIR, "relation": "spouse"})
    widow = factories.begin_claim(now=now, cause=factories.cause("JKM"), applicant=applicant)

    assert "NIKAH" in wanted(widow)
    assert "AKTA_ANAK" not in wanted(widow)


def test_who_sends_papers_online_encloses_originals_alone(now):
    online = factories.open_claim(now=now, cause=factories.cause("JKM"), applicant=factories.applicant(now, **HEIR))

    assert {"F4", "MATI", "WARIS"} <= wanted(online)
    assert not {"KK", "REK"} & wanted(online)


def test_a_claim_whose_papers_are_all_photos_has_no_envelope(now):
    assert not enclosing.has_envelope(fresh(factories.open_claim(now=now)))


def test_a_claim_that_is_over_awaits_no_envelope(claim):
    claim.status = Claim.Status.EXPIRED

    assert not enclosing.has_envelope(claim)
