"""On the workbench the officer who holds the claim turns and moves pages, sorts what came by mail or sets it aside."""

import re
import threading
from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from claims import filing, looking, papers
from claims.models import Claim, Page, PaperFile
from claims.models.papers import Paper
from tests import factories
from tests.queueing.races import all_at_once
from tests.verification.at_the_desk import MINUTE, accept_all, reason
from verification import arranging, holding
from verification import desk as verbs
from verification.models import PageView
from workflow import Refused

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def now() -> datetime:
    """These tests go through pages, which read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def claim(officer, now) -> Claim:
    """A claim in this officer's hands: two pages for its first paper, and one file that came by mail."""
    claim = factories.open_claim(now=now - MINUTE)
    factories.send_paper(claim, claim.needs()[0].kinds[0], now=now - MINUTE)
    factories.send_paper(claim, claim.needs()[0].kinds[0], now=now - MINUTE)
    by_mail(claim, now=now - MINUTE)
    factories.complete_papers(claim, now=now - MINUTE)
    filing.submit(claim.pk, by="claimant:x", now=now - MINUTE)
    assert verbs.take_next(officer, now=now).pk == claim.pk
    return Claim.objects.with_people().get(pk=claim.pk)


def by_mail(claim: Claim, *, now: datetime) -> PaperFile:
    """A photo from a sender nobody knows."""
    file = papers.receive_file(
        claim.pk, kind=None, kept=factories.kept(factories.photo(size=(640, 400))), file_name="IMG_0001.jpg",
        declared_type="image/jpeg", came_by="email", by="mail:x", now=now,
    )  # fmt: skip
    return looking.look_at(file.pk, now=now)


@pytest.fixture
def loose(claim) -> PaperFile:
    return claim.files.unsorted().get()


def first_paper(claim: Claim) -> Paper:
    kind = claim.needs()[0].kinds[0]
    return claim.papers.select_related("kind").prefetch_related("files__pages").get(kind=kind)


def order(claim: Claim) -> list[int]:
    return [page.pk for page in first_paper(claim).pages()]


def at(name: str, claim: Claim, *rest) -> str:
    return reverse(f"admin:{name}", args=[claim.case_number, *rest])


def events(claim: Claim, by: str) -> list[str]:
    return list(claim.events.filter(by=by).exclude(name="taken").order_by("number").values_list("name", flat=True))


# --- The journey ---


def test_with_forms_alone_a_claim_is_put_in_order_and_then_judged(client, officer, claim, loose, now):
    first, second = first_paper(claim).pages()
    bench = client.get(at("workbench", claim)).content.decode()
    code = first_paper(claim).kind.code

    client.post(at("page_turn", claim, first.file_id, 1))
    moved = client.post(at("page_place", claim, first.file_id, 1), {"to": "later"})
    done = client.post(at("file_sorting", claim, loose.pk), {"kind": code})
    after = client.get(at("workbench", claim)).content.decode()

    assert "IMG_0001.jpg" in bench and "Belum dipilah (1)" in bench
    for address in (at("page_turn", claim, first.file_id, 1), at("file_sorting", claim, loose.pk)):
        assert f'action="{address}"' in bench
    assert moved.url.endswith(f"#halaman-{first.pk}") and f'id="halaman-{first.pk}"' in after
    assert done.url.endswith(f"#dokumen-{code}")
    assert "Belum dipilah" not in after
    assert order(claim) == [second.pk, first.pk, loose.pages.get().pk]
    assert Page.objects.get(pk=first.pk).turn == 90
    assert events(claim, officer.actor) == ["page_turned", "page_moved", "file_sorted"]


def test_a_file_is_set_aside_with_a_reason_and_can_still_be_sorted(client, officer, claim, loose):
    code = first_paper(claim).kind.code

    done = client.post(at("file_setting_aside", claim, loose.pk), {"because": "no_paper"}, follow=True)
    aside = PaperFile.objects.get(pk=loose.pk)
    client.post(at("file_sorting", claim, loose.pk), {"kind": code})
    back = PaperFile.objects.get(pk=loose.pk)

    words = done.content.decode()
    assert "Dikesampingkan" in words and "Bukan dokumen" not in words.partition("<select")[0]
    assert "Belum dipilah (0)" in words
    assert (aside.set_aside_by, aside.set_aside_because) == (officer.actor, "no_paper")
    assert aside.seen_at
    assert (back.paper, back.set_aside_at, back.set_aside_because) == (first_paper(claim), None, "")
    assert events(claim, officer.actor) == ["file_set_aside", "file_sorted"]


def test_the_page_of_an_unsorted_file_is_seen_turned_pages_are_upright_and_each_showing_is_on_record(
    client, officer, claim, loose
):
    page = first_paper(claim).pages()[0]
    client.post(at("page_turn", claim, page.file_id, 1))

    seen, turned = (client.get(at("page_image", claim, file, 1)).content for file in (loose.pk, page.file_id))

    assert b"Exif" not in seen
    assert turned[:12] == b"\xff\xd8\xff\xe1\x00\x22Exif\0\0"
    assert PageView.objects.filter(what="page", code=f"-/{loose.pk}/1", by=officer.actor).exists()


# --- What is harmless ---


def test_a_file_sorted_or_set_aside_twice_stays_as_it_is(client, officer, claim, loose):
    for _ in range(2):
        assert client.post(at("file_setting_aside", claim, loose.pk), {"because": "no_paper"}).status_code == 302
    for _ in range(2):
        sort = client.post(at("file_sorting", claim, loose.pk), {"kind": first_paper(claim).kind.code})
        assert sort.status_code == 302

    assert events(claim, officer.actor) == ["file_set_aside", "file_sorted"]


def test_a_mail_that_comes_again_does_not_bring_back_what_was_set_aside(client, officer, claim, loose, now):
    client.post(at("file_setting_aside", claim, loose.pk), {"because": "no_paper"})
    verbs.find_wanting(first_paper(claim).pk, reasons=[reason()], by=officer.actor, now=now)
    for paper in claim.papers.exclude(pk=first_paper(claim).pk):
        verbs.accept(paper.pk, by=officer.actor, now=now)
    verbs.return_for_repair(claim.pk, by=officer.actor, now=now)

    assert by_mail(claim, now=now).pk == loose.pk
    assert not claim.files.unsorted().exists()


# --- Who may not, and what is said no to ---


def addresses(claim: Claim, loose: PaperFile) -> dict[str, dict]:
    page = Page.objects.filter(file__claim=claim, file__paper__isnull=False).order_by("position").first()
    code = Paper.objects.filter(claim=claim).first().kind.code
    return {
        at("page_turn", claim, page.file_id, page.number): {},
        at("page_place", claim, page.file_id, page.number): {"to": "later"},
        at("file_sorting", claim, loose.pk): {"kind": code},
        at("file_setting_aside", claim, loose.pk): {"because": "no_paper"},
    }


def unchanged(claim: Claim, loose: PaperFile) -> bool:
    loose.refresh_from_db()
    turned = Page.objects.exclude(turn=0).exists()
    return not (turned or loose.paper or loose.set_aside_at or claim.events.filter(name="page_moved").exists())


@pytest.mark.parametrize("role", ["branch_staff", "branch_head", "operator"])
def test_who_does_not_judge_claims_is_told_403(role, client, claim, loose):
    client.force_login(factories.officer(role=role))

    assert {client.post(where, what).status_code for where, what in addresses(claim, loose).items()} == {403}
    assert unchanged(claim, loose)


def test_an_officer_of_another_branch_finds_nothing(client, claim, loose):
    client.force_login(factories.officer(branches=[factories.branch("Asia/Jayapura")]))

    assert {client.post(where, what).status_code for where, what in addresses(claim, loose).items()} == {404}
    assert unchanged(claim, loose)


def test_who_does_not_hold_the_claim_is_told_and_sees_neither_names_nor_forms(client, claim, loose):
    client.force_login(factories.officer())

    answers = [client.post(where, what) for where, what in addresses(claim, loose).items()]
    bench = client.get(at("workbench", claim)).content.decode()

    assert {answer.status_code for answer in answers} == {409}
    assert all("tidak sedang Anda pegang" in answer.content.decode() for answer in answers)
    assert "IMG_0001.jpg" not in bench
    assert not any(where in bench for where in addresses(claim, loose))
    assert unchanged(claim, loose)


def test_a_claim_that_is_not_handed_in_is_its_claimants_and_no_officers(officer, now):
    claim = factories.open_claim(now=now)
    loose = by_mail(claim, now=now)

    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        arranging.set_aside(loose.pk, claim_id=claim.pk, because="no_paper", by=officer.actor, now=now)
    with pytest.raises(Refused, match="Hanya petugas"):
        papers.set_aside(loose.pk, claim_id=claim.pk, because="no_paper", by=officer.actor, now=now)


@pytest.mark.parametrize("name", ["page_turn", "page_place", "file_sorting", "file_setting_aside"])
def test_what_is_of_another_claim_or_nowhere_is_not_there(name, client, claim, now):
    other = factories.submitted_claim(now=now)
    theirs = PaperFile.objects.filter(claim=other).first()
    rest = [1] if name.startswith("page") else []

    assert client.post(at(name, claim, theirs.pk, *rest)).status_code == 404
    assert client.post(at(name, claim, uuid4(), *rest)).status_code == 404


def test_nothing_is_changed_by_a_mere_look(client, claim, loose):
    assert {client.get(where).status_code for where in addresses(claim, loose)} == {405}


@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [("file_sorting", "kind", "Pilih dokumen"), ("file_setting_aside", "because", "Pilih")],
)
@pytest.mark.parametrize("said", ["", "TIDAK-ADA"])
def test_a_choice_that_was_not_made_is_asked_for(said, name, field, sentence, client, claim, loose):
    answer = client.post(at(name, claim, loose.pk), {field: said})

    assert answer.status_code == 422
    assert re.search(rf'class="errorlist".*{sentence}', answer.content.decode())
    assert unchanged(claim, loose)


def test_an_accepted_paper_takes_no_further_file_until_it_is_returned(client, officer, claim, loose, now):
    accept_all(claim, officer, now=now)
    paper = first_paper(claim)

    refused = client.post(at("file_sorting", claim, loose.pk), {"kind": paper.kind.code})
    turn = client.post(at("page_turn", claim, paper.pages()[0].file_id, 1))
    verbs.find_wanting(paper.pk, reasons=[reason()], by=officer.actor, now=now)
    taken = client.post(at("file_sorting", claim, loose.pk), {"kind": paper.kind.code})

    assert (refused.status_code, turn.status_code, taken.status_code) == (409, 409, 302)
    assert "Kembalikan dulu" in refused.content.decode()
    assert "sudah diterima petugas" in turn.content.decode()


def test_a_file_the_machine_still_looks_at_is_not_set_aside(client, officer, claim, now):
    PaperFile.objects.filter(claim=claim, paper=None).update(state=PaperFile.State.CHECKING)
    [loose] = claim.files.unsorted()

    answer = client.post(at("file_setting_aside", claim, loose.pk), {"because": "no_paper"})

    assert answer.status_code == 409
    assert "masih diperiksa mesin" in answer.content.decode()
    assert "Masih diperiksa mesin" in client.get(at("workbench", claim)).content.decode()


def test_the_claimant_arranges_nothing_while_an_officer_holds_the_claim(claim, loose, now):
    with pytest.raises(Refused, match="sudah diserahkan"):
        papers.sort_file(loose.pk, claim_id=claim.pk, kind=first_paper(claim).kind, by=f"claimant:{claim.pk}", now=now)


# --- At the same instant ---


def sort_as_two_at_once(claim: Claim, loose: PaperFile, by: str, now: datetime) -> Counter[str]:
    kinds = [need.kinds[0] for need in claim.needs()[:2]]
    return all_at_once(
        [
            lambda kind=kind: arranging.sort_file(loose.pk, claim_id=claim.pk, kind=kind, by=by, now=now)
            for kind in kinds
        ]
    )


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_sorted_in_two_windows_at_once_is_one_paper(officer, claim, loose, now):
    assert sort_as_two_at_once(claim, loose, officer.actor, now) == Counter(taken=1, Refused=1)


@pytest.mark.django_db(transaction=True)
def test_without_the_claims_lock_both_windows_look_before_either_writes(officer, claim, loose, now, monkeypatch):
    """The control: the second is then stopped by nothing but the history's own numbers."""
    both_looked = threading.Barrier(2)
    takes = papers._paper_that_takes_files

    def look_then_wait(*args):
        both_looked.wait(timeout=30)
        return takes(*args)

    monkeypatch.setattr(papers, "_paper_that_takes_files", look_then_wait)
    for room in (papers, holding):
        monkeypatch.setattr(room, "locked", lambda pk: Claim.objects.with_people().get(pk=pk))

    assert sort_as_two_at_once(claim, loose, officer.actor, now)["Refused"] == 0
