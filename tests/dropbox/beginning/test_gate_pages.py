"""Staff begin a claim for who stands at the gate: one page of people, the code read out, the claim opened."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Question
from claims.models import Claim
from queueing.models import Draft
from tests import factories
from tests.claims.telling import events
from tests.dropbox.envelopes import codes_of, pdf_of, words_of
from tests.journeys.steps import last_code

pytestmark = pytest.mark.usefixtures("house")

WORKER = {
    "participant-name": "Budi Contoh", "participant-nik": "3171011708850001", "participant-passport": "",
    "participant-birth_date_0": "17", "participant-birth_date_1": "8", "participant-birth_date_2": "1985",
    "participant-kpj": "12345678901",
}  # fmt: skip
FILER = {"applicant-name": "Siti Contoh", "applicant-nik": "3171014101900001"}
CONTACT = {"contact-phone": "081234567890", "contact-email": ""}
ACCOUNT = {
    "account-bank_name": "Bank Contoh", "account-account_number": "1234567890", "account-account_holder": "Budi Contoh",
}  # fmt: skip
EVERYBODY = {**WORKER, **FILER, **CONTACT, **ACCOUNT}
SAID = {"ktp_seen": "on", "declared": "on"}


@pytest.fixture
def branch(house):
    return factories.branch()


@pytest.fixture
def staff(branch, client):
    user = factories.officer(role="branch_staff", branches=[branch])
    client.force_login(user)
    return user


def at(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


def choose(client, branch, *, programme: str = "JKK", code: str = "PAK", relation: str = "company"):
    cause = factories.cause(programme, code)
    return client.post(at("begin_claim"), {"branch": branch.code, "cause": cause.pk, "relation": relation})


def newest() -> Draft:
    return Draft.objects.order_by("-made_at").first()


def begin(client, branch, people: dict = EVERYBODY, **what) -> Claim:
    """From the first page to the opened claim."""
    choose(client, branch, **what)
    client.post(at("begin_people", newest().pk), people)
    client.post(at("begin_opening", newest().pk), {**SAID, "code": last_code()})
    return Claim.objects.with_people().order_by("-opened_at").first()


def test_a_claim_is_opened_by_the_officer_with_the_contact_confirmed(client, staff, branch):
    claim = begin(client, branch)

    assert (claim.status, claim.door, claim.branch) == ("sent_to_dropbox", "gate", branch)
    assert claim.opened_by == staff.actor
    assert claim.applicant.phone_confirmed_at
    assert claim.case_number in client.get(at("claim_envelope", claim.pk)).content.decode()


def test_without_the_code_that_was_sent_nothing_is_opened(client, staff, branch):
    choose(client, branch)
    client.post(at("begin_people", newest().pk), EVERYBODY)
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"

    answer = client.post(at("begin_opening", newest().pk), {**SAID, "code": wrong})

    assert answer.status_code == 409
    assert "Kode tidak cocok" in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("unsaid", SAID)
def test_nor_before_the_ktp_was_seen_and_the_answers_were_read_out(client, staff, branch, unsaid):
    choose(client, branch)
    client.post(at("begin_people", newest().pk), EVERYBODY)

    answer = client.post(at("begin_opening", newest().pk), {**SAID, unsaid: "", "code": last_code()})

    assert answer.status_code == 422
    assert not Claim.objects.exists()


def test_every_mistake_on_the_page_of_people_is_shown_at_once_and_what_was_typed_stays(client, staff, branch):
    choose(client, branch)
    wrong = {**EVERYBODY, "participant-nik": "317101", "account-account_number": "12"}

    answer = client.post(at("begin_people", newest().pk), wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "NIK harus 16 angka" in page
    assert "8 sampai 16" in page
    assert "Siti Contoh" in page


def test_who_may_not_file_for_a_cause_is_told_who_may(client, staff, branch):
    answer = choose(client, branch, programme="JHT", code="RESIGN", relation="company")

    assert answer.status_code == 422
    assert "Klaim ini diajukan oleh: Peserta sendiri, Penerima kuasa." in answer.content.decode()


def test_the_next_worker_needs_no_contact_and_no_code_again(client, staff, branch):
    first = begin(client, branch)

    client.post(at("begin_following", first.pk), {"same": "cause"})
    again = {**EVERYBODY, "participant-name": "Wahyu Contoh", "participant-nik": "3171011708850002"}
    client.post(at("begin_people", newest().pk), {**again, "contact-phone": "+6281234567890"})
    client.post(at("begin_opening", newest().pk), SAID)

    second = Claim.objects.with_people().order_by("-opened_at").first()
    assert second != first
    assert second.participant.name == "Wahyu Contoh"
    assert second.applicant.phone_confirmed_at == first.applicant.phone_confirmed_at


def test_an_heir_opens_another_programme_for_the_same_participant(client, staff, branch):
    died = {"participant-death_date_0": "1", "participant-death_date_1": "2", "participant-death_date_2": "2024"}
    answers = {f"questions-{question}": "no" for question in heirs_questions()}
    people = {**EVERYBODY, **died, **answers}
    first = begin(client, branch, people, programme="JKM", code="MENINGGAL", relation="child")

    client.post(at("begin_following", first.pk), {"same": "participant"})
    cause = factories.cause("JHT", "MENINGGAL")
    client.post(at("begin_cause", newest().pk), {"branch": branch.code, "cause": cause.pk, "relation": "child"})
    client.post(at("begin_people", newest().pk), {**people, "contact-phone": "+6281234567890"})
    client.post(at("begin_opening", newest().pk), SAID)

    assert {claim.cause.programme.code for claim in Claim.objects.all()} == {"JKM", "JHT"}


def heirs_questions() -> set[str]:
    return set(Question.objects.values_list("code", flat=True))


def test_no_page_is_reached_before_the_one_that_is_still_open(client, staff, branch):
    choose(client, branch)
    draft = newest()
    before_anybody = client.get(at("begin_opening", draft.pk))
    draft.answers = {name: value for name, value in draft.answers.items() if name != "cause"}
    draft.save(update_fields=["answers"])

    without_a_cause = client.get(at("begin_people", draft.pk))

    assert before_anybody.url == at("begin_people", draft.pk)
    assert without_a_cause.url == at("begin_cause", draft.pk)


def test_one_run_prints_the_slips_of_all_claims_of_the_applicant(client, staff, branch):
    first = begin(client, branch)
    second = begin(client, branch, {**EVERYBODY, "participant-nik": "3171011708850002"})

    content = pdf_of(client.get(at("envelope_slips", second.pk)))

    assert [
        f"QR Code: {claim.case_number}" in codes
        for claim, codes in zip((first, second), codes_of(content), strict=True)
    ]
    assert first.case_number in words_of(content)


def test_printing_a_form_is_put_on_record(client, staff, branch):
    died = {"participant-death_date_0": "1", "participant-death_date_1": "2", "participant-death_date_2": "2024"}
    answers = {f"questions-{question}": "no" for question in heirs_questions()}
    claim = begin(client, branch, {**EVERYBODY, **died, **answers}, programme="JKM", code="MENINGGAL", relation="child")

    content = pdf_of(client.post(at("envelope_form", claim.pk, "F4")))

    assert "Formulir 4" in words_of(content)
    assert events(claim)[-1] == "form_printed"
    assert client.post(at("envelope_form", claim.pk, "F7")).status_code == 404


def test_a_rival_claim_is_said_to_the_staff_and_not_by_number(client, staff, branch):
    rival = factories.begin_claim(
        now=timezone.now(), cause=factories.cause("JKK", "PAK"),
        participant=factories.participant(nik=WORKER["participant-nik"]),
    )  # fmt: skip

    claim = begin(client, branch)

    page = client.get(at("claim_envelope", claim.pk)).content.decode()
    assert "Ada pendaftaran lain" in page
    assert rival.case_number not in page


def test_a_draft_is_its_officers_alone(client, staff, branch):
    choose(client, branch)
    draft = newest()
    client.force_login(factories.officer(role="branch_staff", branches=[branch]))

    assert client.get(at("begin_people", draft.pk)).status_code == 404


def test_a_claim_of_another_branch_is_not_found(client, staff, branch, now):
    elsewhere = factories.begin_claim(now=now, branch=factories.branch("Asia/Jayapura"))

    assert client.get(at("envelope_slip", elsewhere.pk)).status_code == 404
    assert client.post(at("envelope_form", elsewhere.pk, "F5")).status_code == 404


@pytest.mark.parametrize("role", ["verifier", "operator"])
def test_who_does_not_serve_at_a_branch_begins_no_claim(client, house, role):
    client.force_login(factories.officer(role=role))

    assert client.get(at("begin_claim")).status_code == 403
