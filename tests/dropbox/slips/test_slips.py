"""The cover slip: the case number for eyes and scanners, what to enclose, where, when, and nobody's name."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from claims.models import Claim
from tests import factories
from tests.claims import doors
from tests.dropbox.envelopes import codes_of, pdf_of, words_of

SHIPPED = json.loads((Path(__file__).parents[3] / "catalogue/data/causes.json").read_text())["causes"]
CLAIMED_HERE = [(row["programme"], row["code"]) for row in SHIPPED if row["programme"] != "JKP"]

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def now():
    """The pages look at the clock."""
    return timezone.now()


@pytest.fixture
def claim(now) -> Claim:
    return factories.begin_claim(now=now)


def address(claim: Claim, what: str = "amplop/") -> str:
    return f"/klaim/{claim.case_number}/{what}"


def test_the_phone_shows_the_codes_the_papers_the_branch_and_the_time(client, claim):
    page = doors.open_by_link(client, claim).get(address(claim)).content.decode()

    assert claim.case_number in page
    assert "code-qr" in page
    assert "code-bars" in page
    assert "Formulir 5: pengajuan JHT" in page
    assert claim.branch.name in page
    assert "Tanpa memesan jam: hari kerja, 08.00–15.00" in page


def test_the_sheet_is_read_by_scanners_and_by_people(client, claim):
    content = pdf_of(doors.open_by_link(client, claim).get(address(claim, "amplop.pdf")))

    assert codes_of(content) == [{f"QR Code: {claim.case_number}", f"Code 128: {claim.case_number}"}]
    assert "Formulir 5: pengajuan JHT" in words_of(content)
    assert claim.branch.name in words_of(content)


def test_the_cause_with_the_most_papers_still_fits_on_one_sheet(client, now):
    cause = factories.cause("JKK", "MENINGGAL_KK")
    everything = dict.fromkeys(("ROAD_ACCIDENT", "OVERTIME_OR_DUTY", "OUTSIDE_WORKPLACE", "SEVERAL_HEIRS"), "yes")
    applicant = factories.applicant(now, relation="spouse")
    claim = factories.begin_claim(now=now, cause=cause, applicant=applicant, answers=everything)

    content = pdf_of(doors.open_by_link(client, claim).get(address(claim, "amplop.pdf")))

    assert len(codes_of(content)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("programme", "code"), CLAIMED_HERE, ids="-".join)
def test_every_cause_has_a_slip_of_one_sheet_that_names_its_papers(client, now, programme, code):
    cause = factories.cause(programme, code)
    applicant = factories.applicant(now, relation=cause.filed_by[0])
    claim = factories.begin_claim(now=now, cause=cause, applicant=applicant)

    content = pdf_of(doors.open_by_link(client, claim).get(address(claim, "amplop.pdf")))

    words = " ".join(words_of(content).split())
    assert len(codes_of(content)) == 1
    assert all(need.label in words for need in claim.needs() if need.state == "required")


def test_of_a_choice_of_papers_each_is_named(client, claim):
    page = doors.open_by_link(client, claim).get(address(claim)).content.decode()

    assert "Cukup salah satu: Keterangan pengunduran diri dari perusahaan, Surat pengalaman kerja (paklaring)." in page


def test_neither_names_the_participant(client, claim):
    browser = doors.open_by_link(client, claim)

    page = browser.get(address(claim)).content.decode()
    sheet = words_of(pdf_of(browser.get(address(claim, "amplop.pdf"))))

    assert "Santosa" not in page
    assert "Santosa" not in sheet


def test_what_is_here_is_said_to_be_left_out(client, claim, now):
    kind = next(kind for kind in claim.kinds_asked_for() if kind.code == "KK")
    factories.send_paper(claim, kind, now=now)

    page = doors.open_by_link(client, claim).get(address(claim)).content.decode()

    assert "Tidak perlu disertakan" in page
    assert f"{kind.name}: sudah kami simpan" in page


def test_a_booked_hour_that_is_ahead_is_the_hour_of_the_slip(client, now):
    applicant = factories.applicant(now, relation="child")
    claim = factories.open_claim(now=now, cause=factories.cause("JKM"), applicant=applicant)

    page = doors.open_by_link(client, claim).get(address(claim)).content.decode()

    assert "Tanpa memesan jam" not in page
    assert "Surat keterangan ahli waris" in page
    assert "Kartu Keluarga" not in page


def test_a_claim_without_an_envelope_leads_home_with_a_sentence(client, now):
    claim = factories.open_claim(now=now)

    answer = doors.open_by_link(client, claim).get(address(claim), follow=True)

    assert answer.redirect_chain[0][0] == claim.get_absolute_url()
    assert "tidak memerlukan amplop" in answer.content.decode()


@pytest.mark.parametrize("what", ["amplop/", "amplop.pdf", "amplop-semua.pdf", "formulir/F5.pdf"])
def test_nobody_else_sees_it(client, claim, what):
    assert client.get(address(claim, what)).status_code == 404


def test_several_claims_of_one_applicant_are_one_run_of_sheets(client, now):
    officer = {"relation": "company", "phone": "+628123456701", "email": "sdm@contoh.example"}
    cause = factories.cause("JKK", "PAK")
    workers = [
        factories.begin_claim(now=now, cause=cause, applicant=factories.applicant(now, **officer)) for _ in range(2)
    ]
    stranger = factories.begin_claim(now=now)
    for each in (*workers, stranger):
        doors.open_by_link(client, each)

    content = pdf_of(client.get(address(workers[0], "amplop-semua.pdf")))

    assert [codes >= {f"QR Code: {each.case_number}"} for codes, each in zip(codes_of(content), workers, strict=True)]
    assert stranger.case_number not in words_of(content)
    assert "Lembar 2 klaim sekaligus" in client.get(address(workers[0])).content.decode()


@pytest.mark.parametrize(("programme", "may_stay_home"), [("JHT", True), ("JKM", False)])
def test_only_who_needs_no_original_is_told_that_photos_may_be_enough(client, now, programme, may_stay_home):
    relation = "self" if programme == "JHT" else "child"
    applicant = factories.applicant(now, relation=relation)
    claim = factories.begin_claim(now=now, cause=factories.cause(programme), applicant=applicant)

    home = doors.open_by_link(client, claim).get(claim.get_absolute_url()).content.decode()

    assert ("menerimanya tanpa amplop" in home) is may_stay_home


def test_the_claims_home_leads_to_the_slip(client, claim):
    home = doors.open_by_link(client, claim).get(claim.get_absolute_url()).content.decode()

    assert address(claim) in home
    assert "Klaim dibuka; dokumen diantar ke drop box" in home
