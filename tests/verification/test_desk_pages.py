import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims import arranging, filing
from claims.models import Claim, Page, Paper, PaperFile
from tests import factories
from tests.verification.at_the_desk import MINUTE, accept_all, papers_of, reason, taken_claim
from verification import desk as verbs
from verification import holding
from verification.models import Decision, PageView, RejectionRule, Verdict

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def now() -> datetime:
    """These tests go through pages, which read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def claim(officer, now):
    return taken_claim(officer, now=now)


def page(name: str, claim: Claim, *rest) -> str:
    return reverse(f"admin:{name}", args=[claim.case_number, *rest])


# --- The desk ---


def test_signing_in_leads_a_verifier_to_the_desk(client, officer):
    assert client.get("/petugas/").headers["Location"] == reverse("admin:desk")


def test_the_desk_shows_what_is_mine_and_how_many_wait(client, claim, now):
    factories.submitted_claim(now=now)

    shown = client.get(reverse("admin:desk"))

    assert claim in shown.context["desk"].mine
    assert shown.context["desk"].waiting == 1


def test_the_desk_names_claims_whose_promise_is_over(client, officer, now):
    late = factories.submitted_claim(now=now - timedelta(days=30))
    factories.submitted_claim(now=now - timedelta(days=1))

    assert client.get(reverse("admin:desk")).context["desk"].late == [late]


def test_asking_for_the_next_claim_opens_it(client, officer, now):
    waiting = factories.submitted_claim(now=now)

    answer = client.post(reverse("admin:next_claim"))

    assert answer.headers["Location"] == page("workbench", waiting)
    assert Claim.objects.get().taken_by == officer.actor


def test_with_nothing_waiting_the_desk_says_so(client, officer):
    shown = client.post(reverse("admin:next_claim"), follow=True)

    assert "Tidak ada klaim yang menunggu" in shown.content.decode()


def test_taking_by_a_mere_look_is_not_possible(client, officer):
    assert client.get(reverse("admin:next_claim")).status_code == 405


# --- Who may see what ---


@pytest.mark.parametrize("role", ["branch_staff", "branch_head", "operator"])
def test_who_does_not_judge_claims_is_told_403(client, now, role):
    claim = factories.submitted_claim(now=now)
    client.force_login(factories.officer(role=role))

    assert client.get(reverse("admin:desk")).status_code == 403
    assert client.get(page("workbench", claim)).status_code == 403


def test_a_claim_of_another_branch_is_not_there(client, now):
    claim = factories.submitted_claim(now=now, branch=factories.branch("Asia/Jayapura"))
    paper = papers_of(claim)[0]
    client.force_login(factories.officer(branches=[factories.branch("Asia/Makassar")]))

    assert client.get(page("workbench", claim)).status_code == 404
    assert client.post(page("acceptance", claim, paper.kind.code)).status_code == 404
    assert client.get(page("page_image", claim, paper.files.get().pk, 1)).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, now):
    claim = factories.submitted_claim(now=now)

    assert client.get(page("workbench", claim)).headers["Location"].startswith("/petugas/login/")


def test_who_does_not_hold_the_claim_sees_no_numbers_and_no_verbs(client, claim):
    client.force_login(factories.officer())

    shown = client.get(page("workbench", claim)).content.decode()

    assert claim.participant.nik not in shown
    assert "1234567890" not in shown
    assert "Verifikasi klaim" not in shown


def test_who_does_not_hold_the_claim_sees_no_pages_and_is_told(client, officer, claim, now):
    file = PaperFile.objects.first()
    address = page("page_image", claim, file.pk, 1)
    colleague = factories.officer()
    client.force_login(colleague)

    shown = client.get(page("workbench", claim)).content.decode()
    asked = client.get(address)

    assert address not in shown
    assert asked.status_code == 409
    assert "hanya terlihat oleh petugas yang memegang" in asked.content.decode()
    assert not PageView.objects.filter(by=colleague.actor).exists()


def test_who_put_a_claim_back_no_longer_sees_its_pages(client, officer, claim, now):
    holding.put_back(claim.pk, because="mistake", by=officer.actor, now=now)

    assert client.get(page("page_image", claim, PaperFile.objects.first().pk, 1)).status_code == 409


def test_who_does_not_hold_the_claim_changes_nothing_and_is_told(client, claim):
    paper = papers_of(claim)[0]
    client.force_login(factories.officer())

    answer = client.post(page("acceptance", claim, paper.kind.code))

    assert answer.status_code == 409
    assert "tidak sedang Anda pegang" in answer.content.decode()
    assert not Verdict.objects.exists()


# --- The workbench ---


def test_the_holder_sees_what_was_declared_and_the_showing_is_on_record(client, officer, claim):
    shown = client.get(page("workbench", claim)).content.decode()

    assert claim.participant.nik in shown
    assert claim.applicant.phone not in shown
    assert PageView.objects.get().what == PageView.What.DECLARED


def test_where_an_envelope_lies_is_a_link_away_once_there_is_one(client, claim, now):
    where = f"{reverse('admin:envelope_search')}?q={claim.case_number}"
    before = client.get(page("workbench", claim)).text

    Claim.objects.filter(pk=claim.pk).update(envelope_at=now)

    assert where not in before
    assert where in client.get(page("workbench", claim)).text


def test_contacts_are_shown_on_request_and_on_record(client, officer, claim):
    shown = client.post(page("workbench_contacts", claim)).content.decode()

    assert claim.applicant.phone in shown
    assert PageView.objects.filter(what=PageView.What.CONTACT, by=officer.actor, claim=claim).exists()


def test_a_question_the_claimant_could_not_answer_stands_out(client, officer, now):
    claim = taken_claim(officer, now=now, answers={})

    shown = client.get(page("workbench", claim))

    assert any(unknown for _question, _answer, unknown in shown.context["answers"])
    assert "Anda yang menentukan" in shown.content.decode()


def test_a_page_comes_as_a_picture_and_nothing_else_and_is_on_record(client, officer, claim):
    paper = papers_of(claim)[0]
    file = paper.files.get()

    answer = client.get(page("page_image", claim, file.pk, 1))

    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    seen = PageView.objects.get()
    assert (seen.what, seen.by, seen.code) == ("page", officer.actor, f"{paper.kind.code}/{file.pk}/1")


def test_a_page_fetched_ahead_is_on_record_as_such_and_as_seen_when_it_is_shown(client, officer, claim):
    paper = papers_of(claim)[0]
    file = paper.files.get()

    sent = client.get(page("page_image", claim, file.pk, 1), {"lebih-dulu": ""})
    ahead = PageView.objects.get()
    seen_before = PaperFile.objects.get(pk=file.pk).seen_at
    told = client.post(page("page_showing", claim, file.pk, 1))

    assert sent.content.startswith(b"\xff\xd8\xff")
    assert (ahead.what, ahead.by, ahead.code) == ("ahead", officer.actor, f"{paper.kind.code}/{file.pk}/1")
    assert seen_before is None
    assert told.status_code == 204
    assert PageView.objects.latest("pk").what == PageView.What.PAGE
    assert PaperFile.objects.get(pk=file.pk).seen_at


def test_nobody_else_says_that_a_page_was_shown(client, officer, claim):
    file = PaperFile.objects.first()
    client.force_login(factories.officer())

    assert client.post(page("page_showing", claim, file.pk, 1)).status_code == 409
    assert not PageView.objects.exists()


def test_every_image_says_its_size_turned_as_it_is(client, officer, claim, now):
    of = Page.objects.get(file__paper=papers_of(claim)[0])
    before = client.get(page("workbench", claim)).content.decode()
    arranging.turn_page(of.pk, claim_id=claim.pk, by=officer.actor, now=now)

    after = client.get(page("workbench", claim)).content.decode()

    assert f'width="{of.width}" height="{of.height}"' in before
    assert f'width="{of.height}" height="{of.width}"' in after


def test_the_checklist_stands_below_the_paper_with_the_declared_values(client, claim):
    shown = client.get(page("workbench", claim))

    ktp = next(section for section in shown.context["sections"] if section.row.code == "KTP")
    beside = {point.code: [said.value for said in point.beside] for point in ktp.points}
    assert beside["ktp-nik"] == [claim.participant.nik]
    assert "rek-nomor" not in beside


def test_what_was_ticked_is_shown_again_also_when_a_return_was_refused(client, officer, claim, now):
    ktp = claim.papers.get(kind__code="KTP")
    client.post(page("acceptance", claim, "KTP"), {"checked": ["ktp-nik"]})
    accepted = client.get(page("workbench", claim))

    refused = client.post(page("paper_return", claim, "KTP"), {"checked": ["ktp-nama"]})

    assert [point.code for point in Verdict.objects.get(paper=ktp).checked.all()] == ["ktp-nik"]
    assert ticks(accepted) == {"ktp-nik"}
    assert refused.status_code == 422
    assert ticks(refused) == {"ktp-nama"}


def ticks(shown) -> set[str]:
    """What is ticked on the KTP's checklist."""
    ktp = next(section for section in shown.context["sections"] if section.row.code == "KTP")
    return {point.code for point in ktp.points if point.is_ticked}


def test_a_page_that_does_not_exist_is_404_and_nobody_read_it(client, officer, claim):
    file = PaperFile.objects.first()

    assert client.get(page("page_image", claim, file.pk, 2)).status_code == 404
    assert client.get(page("page_image", claim, file.pk, 0)).status_code == 404
    assert not PageView.objects.exists()


def test_a_file_of_another_claim_is_not_reached_through_this_one(client, claim, now):
    other = factories.submitted_claim(now=now)

    assert (
        client.get(page("page_image", claim, PaperFile.objects.filter(paper__claim=other)[0].pk, 1)).status_code == 404
    )


def test_accepting_goes_on_at_the_same_paper(client, claim):
    paper = papers_of(claim)[0]

    answer = client.post(page("acceptance", claim, paper.kind.code))

    assert answer.headers["Location"].endswith(f"#dokumen-{paper.kind.code}")
    assert Paper.objects.get(pk=paper.pk).accepted_at


def test_a_return_without_a_reason_comes_back_with_the_note_kept(client, claim):
    code = papers_of(claim)[0].kind.code

    answer = client.post(page("paper_return", claim, code), {f"{code}-note": "Tulisan tangan saya"})

    assert answer.status_code == 422
    assert "Pilih paling sedikit satu alasan." in answer.content.decode()
    assert "Tulisan tangan saya" in answer.content.decode()


def test_a_reason_of_another_kind_of_paper_is_not_taken(client, claim):
    assert "KTP" in [paper.kind.code for paper in papers_of(claim)]

    answer = client.post(page("paper_return", claim, "KTP"), {"KTP-reasons": ["nomor-rekening-hilang"]})

    assert answer.status_code == 422


def test_a_paper_is_returned_and_the_repair_asked_for(client, officer, claim, now):
    accept_all(claim, officer, now=now)
    code = papers_of(claim)[0].kind.code
    client.post(page("paper_return", claim, code), {f"{code}-reasons": [reason().code]})

    answer = client.post(page("repair", claim))

    assert answer.headers["Location"] == reverse("admin:desk")
    assert Claim.objects.get().status == Claim.Status.AWAITING_REPAIR


def test_verifying_too_early_says_what_lacks(client, claim):
    answer = client.post(page("verification", claim), {"note": "Tetap tertulis"})

    assert answer.status_code == 409
    assert "Nilai dulu" in answer.content.decode()
    assert "Tetap tertulis" in answer.content.decode()


def test_verifying_leads_to_the_desk_with_the_next_claim_on_offer(client, officer, claim, now):
    accept_all(claim, officer, now=now)

    shown = client.post(page("verification", claim), follow=True)

    assert Claim.objects.get().status == Claim.Status.VERIFIED
    assert "Ambil klaim berikutnya" in shown.content.decode()


def test_rejecting_needs_a_rule_and_a_tick(client, claim):
    assert client.post(page("rejection", claim), {"rule": "", "sure": "on"}).status_code == 422
    assert not Decision.objects.exists()


def test_rejecting_by_a_rule(client, claim):
    client.post(page("rejection", claim), {"rule": RejectionRule.objects.first().pk, "sure": "on"})

    assert Claim.objects.get().status == Claim.Status.REJECTED


def test_a_verdict_posted_twice_is_harmless(client, officer, claim, now):
    accept_all(claim, officer, now=now)

    client.post(page("verification", claim))
    again = client.post(page("verification", claim))

    assert again.status_code == 409
    assert Decision.objects.count() == 1


def test_the_workbench_asks_as_many_questions_for_150_pages_and_more_papers_as_for_few(client, officer, now):
    few = factories.open_claim(now=now - MINUTE)
    many = factories.open_claim(now=now - MINUTE)
    for number in range(8):
        content = factories.scan(pages=20, seed=number)
        factories.send_paper(many, many.needs()[0].kinds[0], content=content, now=now - MINUTE)
    for kind in many.kinds_asked_for():
        factories.send_paper(many, kind, now=now - MINUTE)
    for claim in (few, many):
        factories.complete_papers(claim, now=now - MINUTE)
        filing.submit(claim.pk, by="claimant:test", now=now - MINUTE)
        verbs.take_next(officer, now=now)
        accept_all(claim, officer, now=now)
    client.get(page("workbench", few))  # the catalogue's rules are read once

    counts = []
    for claim in (few, many):
        with CaptureQueriesContext(connection) as asked:
            client.get(page("workbench", claim))
        counts.append(len(asked))

    assert Page.objects.filter(file__claim=many).count() > 150
    assert many.papers.count() > few.papers.count()
    assert counts[0] == counts[1] <= 40


def test_no_page_of_the_desk_holds_inline_script_or_style(client, claim):
    for address in (reverse("admin:desk"), page("workbench", claim)):
        shown = client.get(address).content.decode()

        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", shown)


def test_the_desk_speaks_indonesian_whatever_the_browser_asks_for(client, claim):
    shown = client.get(page("workbench", claim), headers={"accept-language": "en"}).content.decode()

    assert "Menunggu verifikasi" in shown


def test_now_is_read_at_the_edge(client, claim):
    client.post(page("acceptance", claim, papers_of(claim)[0].kind.code))

    assert abs(Verdict.objects.get().at - timezone.now()) < timedelta(minutes=1)
