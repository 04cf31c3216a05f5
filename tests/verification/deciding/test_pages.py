import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from claims.models import Claim, PaperFile, PrivateLink
from tests import factories
from tests.verification.at_the_desk import accept_all, papers_of, rule, taken_claim
from tests.verification.deciding.waiting import proposed
from verification import desk
from verification.deciding import deciding, proposing
from verification.models import CoreBalance, Decision, PageView, Proposal, QualityFinding, QualitySample

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]


@pytest.fixture
def now() -> datetime:
    """These tests go through pages, which read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def first():
    return factories.officer(first_name="Vera", last_name="Contoh")


@pytest.fixture
def proposal(first, now):
    return proposed(first, now=now)


@pytest.fixture
def second(client, proposal):
    user = factories.officer()
    client.force_login(user)
    return user


def of(name: str, row) -> str:
    return reverse(f"admin:{name}", args=[row.pk])


def of_claim(name: str, claim: Claim, *rest) -> str:
    return reverse(f"admin:{name}", args=[claim.case_number, *rest])


# --- The balance ---


@pytest.mark.parametrize("typed", ["62500000", "62.500.000", "Rp 62.500.000,00", " rp62.500.000 "])
def test_a_balance_is_read_as_people_copy_it(client, officer, now, typed):
    claim = taken_claim(officer, now=now, balance=None)

    answer = client.post(of_claim("balance", claim), {"balance": typed})

    assert answer.headers["Location"].endswith("#keputusan")
    assert CoreBalance.objects.get().rupiah == 62_500_000


@pytest.mark.parametrize("typed", ["", "banyak", "62,5 juta", "-5"])
def test_what_is_no_balance_comes_back_with_a_sentence(client, officer, now, typed):
    claim = taken_claim(officer, now=now, balance=None)

    answer = client.post(of_claim("balance", claim), {"balance": typed})

    assert answer.status_code == 422
    assert "rupiah" in answer.content.decode()
    assert not CoreBalance.objects.exists()


def test_the_workbench_shows_the_balance_and_asks_for_the_npwp_by_it(client, officer, now):
    claim = taken_claim(officer, now=now, balance=62_500_000)

    shown = client.get(of_claim("workbench", claim)).content.decode()

    assert "Rp62.500.000" in shown
    assert "Belum diterima: " not in shown  # first of all the papers are judged
    assert 'id="dokumen-NPWP"' in shown


def test_the_holder_is_told_beforehand_why_two_officers_are_asked_for(client, officer, now, settings):
    settings.SECOND_OFFICER_ABOVE = 10_000_000
    claim = taken_claim(officer, now=now)

    shown = client.get(of_claim("workbench", claim)).content.decode()

    assert "Saldonya di atas batas satu petugas" in shown
    assert "Usulkan verifikasi" in shown


def test_verifying_such_a_claim_says_that_it_waits(client, officer, now, settings):
    settings.SECOND_OFFICER_ABOVE = 10_000_000
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)

    shown = client.post(of_claim("verification", claim), follow=True).content.decode()

    assert "usulan disimpan" in shown
    assert Claim.objects.get().status == Claim.Status.AWAITING_CHECK


# --- Proposals ---


def test_the_list_names_what_waits_for_whom_since_when_and_why(client, second, proposal):
    shown = client.get(reverse("admin:proposals")).content.decode()

    assert proposal.claim.case_number in shown
    assert "Vera Contoh" in shown
    assert "ahli warisnya" in shown
    assert "Terlambat dijawab" not in shown


def test_a_proposal_left_lying_is_marked_late(client, second, proposal, now):
    Proposal.objects.update(proposed_at=now - timedelta(days=10))

    assert "Terlambat dijawab" in client.get(reverse("admin:proposals")).content.decode()


def test_one_s_own_proposals_stand_apart(client, first, proposal):
    client.force_login(first)

    context = client.get(reverse("admin:proposals")).context

    assert context["theirs"] == []
    assert [line["proposal"] for line in context["own"]] == [proposal]


def test_the_second_officer_reads_the_whole_claim_and_the_reading_is_on_record(client, second, proposal, now):
    claim = Claim.objects.with_people().get(pk=proposal.claim_id)
    file = PaperFile.objects.filter(claim=claim).first()

    shown = client.get(of("proposal", proposal)).content.decode()
    image = client.get(of_claim("page_image", claim, file.pk, 1))

    assert claim.participant.nik in shown
    assert of_claim("page_image", claim, file.pk, 1) in shown
    assert image.headers["Content-Type"] == "image/jpeg"
    read = PageView.objects.filter(by=second.actor, claim=claim)
    assert [view.what for view in read.order_by("pk")] == ["declared", "page"]


def test_the_second_officer_can_only_answer(client, second, proposal):
    shown = client.get(of("proposal", proposal)).content.decode()

    forms = set(re.findall(r'<form[^>]* action="([^"]+)"', shown)) - {reverse("admin:logout")}
    assert forms == {of("seconding", proposal), of("seconding_refusal", proposal)}


def test_once_it_was_answered_the_pages_are_closed_again(client, second, proposal, now):
    file = PaperFile.objects.filter(claim=proposal.claim).first()
    proposing.refuse(proposal.pk, answer="Belum.", by=second.actor, now=now)

    assert client.get(of_claim("page_image", proposal.claim, file.pk, 1)).status_code == 409
    assert client.get(of("proposal", proposal)).headers["Location"] == reverse("admin:proposals")


def test_the_head_of_the_branch_may_answer_too(client, proposal):
    client.force_login(factories.officer(role="branch_head", branches=[proposal.claim.branch]))

    client.get(of("proposal", proposal))
    client.post(of("seconding", proposal))

    assert Claim.objects.get(pk=proposal.claim_id).status == Claim.Status.VERIFIED


@pytest.mark.parametrize("role", ["branch_staff", "operator"])
def test_nobody_else_has_business_there(client, proposal, role):
    client.force_login(factories.officer(role=role))

    assert client.get(reverse("admin:proposals")).status_code == 403
    assert client.get(of("proposal", proposal)).status_code == 403
    assert client.post(of("seconding", proposal)).status_code == 403


def test_a_proposal_of_another_branch_is_not_there(client, proposal):
    client.force_login(factories.officer(branches=[factories.branch("Asia/Jayapura")]))

    for name in ("proposal", "seconding", "seconding_refusal", "proposal_withdrawal"):
        assert client.post(of(name, proposal)).status_code in (404, 405)
    assert client.get(of("proposal", proposal)).status_code == 404


def test_a_mere_look_confirms_nothing(client, second, proposal):
    assert client.get(of("seconding", proposal)).status_code == 405


def test_refusing_without_a_word_comes_back(client, second, proposal):
    answer = client.post(of("seconding_refusal", proposal), {"answer": ""})

    assert answer.status_code == 422
    assert "Tulis mengapa" in answer.content.decode()


def test_the_proposer_reads_on_the_workbench_what_was_answered(client, first, second, proposal, now):
    client.post(of("seconding_refusal", proposal), {"answer": "Surat nikah tidak cocok."})
    desk.take_next(first, now=now)
    client.force_login(first)

    shown = client.get(of_claim("workbench", proposal.claim)).content.decode()

    assert "Surat nikah tidak cocok." in shown


def test_what_fell_is_said_by_name(client, second, proposal, now):
    proposing.take_back(proposal.pk, by=proposal.proposed_by, now=now)

    shown = client.post(of("seconding", proposal), follow=True).content.decode()

    assert "sudah dijawab" in shown


def test_the_workbench_of_a_claim_that_waits_leads_to_its_proposal(client, second, proposal):
    assert of("proposal", proposal) in client.get(of_claim("workbench", proposal.claim)).content.decode()


def test_the_desks_say_how_many_wait_for_a_second_officer(client, second, proposal, first):
    head = factories.officer(role="branch_head", branches=[proposal.claim.branch])

    for user, address, waits in ((second, "desk", 1), (head, "branch_desk", 1), (first, "desk", 0)):
        client.force_login(user)
        shown = client.get(reverse(f"admin:{address}"))
        assert shown.context["second_waits"] == waits
        assert ("menunggu petugas kedua" in shown.content.decode()) == bool(waits)


# --- Undone ---


@pytest.fixture
def rejected(first, now):
    return deciding.reject(taken_claim(first, now=now).pk, rule=rule(), note="Masih aktif.", by=first.actor, now=now)


def test_branch_staff_writes_an_objection_down_and_the_person_has_a_new_link(client, rejected):
    client.force_login(factories.officer(role="branch_staff", branches=[rejected.claim.branch]))

    answer = client.post(of("decision_objection", rejected), {"came_by": "counter", "words": "Saya sudah keluar."})

    assert answer.headers["Location"] == of_claim("decisions", rejected.claim)
    assert Claim.objects.get().status == Claim.Status.AWAITING_CHECK
    assert PrivateLink.objects.filter(ended_at=None).exists()


def test_branch_staff_does_not_undo_by_themselves(client, rejected):
    client.force_login(factories.officer(role="branch_staff", branches=[rejected.claim.branch]))

    shown = client.get(of_claim("decisions", rejected.claim)).content.decode()

    assert "Catat keberatan" in shown
    assert "Batalkan keputusan" not in shown
    assert client.post(of("decision_undoing", rejected)).status_code == 403


def test_another_officer_undoes_with_a_reason(client, rejected):
    client.force_login(factories.officer())

    client.post(of("decision_undoing", rejected), {"because": "overlooked", "note": "Sudah nonaktif sejak Mei."})

    assert Decision.objects.get(outcome="undone").note == "Sudah nonaktif sejak Mei."


def test_who_decided_is_not_offered_to_undo_and_is_refused(client, first, rejected):
    client.force_login(first)

    shown = client.get(of_claim("decisions", rejected.claim)).content.decode()
    answer = client.post(of("decision_undoing", rejected), {"because": "misjudged", "note": "Keliru."})

    assert "Batalkan keputusan" not in shown
    assert answer.status_code == 409
    assert Decision.objects.count() == 1


def test_every_decision_stands_there_with_who_and_why_and_the_reading_is_on_record(client, first, rejected):
    client.force_login(first)

    shown = client.get(of_claim("decisions", rejected.claim)).content.decode()

    assert "Vera Contoh" in shown
    assert "Rp14.500.000" in shown
    assert "Masih aktif." in shown
    assert PageView.objects.get(what="decision").by == first.actor


def test_who_checks_again_reads_why_it_was_reopened(client, rejected, now):
    other = factories.officer()
    client.force_login(other)
    client.post(of("decision_objection", rejected), {"came_by": "letter", "words": "Saya keluar bulan Mei."})
    desk.take_next(other, now=now + timedelta(hours=1))

    shown = client.get(of_claim("workbench", rejected.claim)).content.decode()

    assert "keberatan pemohon, lewat surat: “Saya keluar bulan Mei.”" in shown


def test_the_decisions_of_another_branch_are_not_there(client, rejected):
    client.force_login(factories.officer(branches=[factories.branch("Asia/Jayapura")]))

    assert client.get(of_claim("decisions", rejected.claim)).status_code == 404
    assert client.post(of("decision_undoing", rejected)).status_code == 404


def test_a_case_number_leads_to_its_decisions(client, first, rejected):
    client.force_login(first)
    typed = rejected.claim.case_number.lower().replace("-", " ")

    found = client.get(reverse("admin:decision_search"), {"case_number": typed})

    assert found.headers["Location"] == of_claim("decisions", rejected.claim)


# --- Quality ---


@pytest.fixture
def sample(first, now, settings):
    settings.QUALITY_ONE_IN = 1
    claim = taken_claim(first, now=now)
    accept_all(claim, first, now=now)
    return deciding.verify(claim.pk, by=first.actor, now=now).sample


def test_a_sample_is_offered_to_others_and_not_to_who_decided(client, first, sample):
    client.force_login(first)
    assert sample not in client.get(reverse("admin:quality")).context["samples"]
    assert client.get(of("quality_sample", sample)).status_code == 404

    client.force_login(factories.officer())
    assert sample in client.get(reverse("admin:quality")).context["samples"]


def test_a_sample_is_read_whole_and_judged_paper_by_paper(client, sample):
    checker = factories.officer()
    client.force_login(checker)
    file = PaperFile.objects.filter(claim=sample.claim).first()
    code = papers_of(sample.claim)[0].kind.code

    shown = client.get(of("quality_sample", sample)).content.decode()
    image = client.get(of_claim("page_image", sample.claim, file.pk, 1))
    client.post(of("quality_sample", sample), {code: "unreadable", "decision": "", "note": "Nomor tertutup."})

    assert of_claim("page_image", sample.claim, file.pk, 1) in shown
    assert image.status_code == 200
    assert QualityFinding.objects.get(paper__kind__code=code).fault == "unreadable"
    assert QualitySample.objects.get().checked_by == checker.actor


def test_a_fault_without_words_comes_back(client, sample):
    client.force_login(factories.officer())

    answer = client.post(of("quality_sample", sample), {"decision": "not_entitled", "note": ""})

    assert answer.status_code == 409
    assert "Tulis apa yang salah" in answer.content.decode()


@pytest.mark.parametrize(("role", "sees"), [("verifier", False), ("branch_head", True), ("operator", True)])
def test_results_are_for_who_manages(client, sample, role, sees):
    client.force_login(factories.officer(role=role))

    shown = client.get(reverse("admin:quality"))

    assert bool(shown.context["results"]) == sees


# --- Every page ---


def test_no_page_of_deciding_holds_inline_script_or_style(client, second, proposal, rejected, sample):
    addresses = [
        *(reverse(f"admin:{name}") for name in ("proposals", "quality", "decision_search")),
        *(of("proposal", proposal), of("quality_sample", sample), of_claim("decisions", rejected.claim)),
    ]

    for address in addresses:
        shown = client.get(address)
        assert shown.status_code == 200
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", shown.content.decode())
