"""The claim's own pages as a browser without script meets them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from claims import cleaning, deadlines, looking
from claims.models import Claim, PaperFile
from notifications.models import Message
from queueing.models import Ticket
from tests import factories, sample_files
from tests.claims.doors import open_by_code, open_by_link

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=timezone.now())


@pytest.fixture
def mine(claim, client) -> Client:
    """A browser that was let in by the private link."""
    return open_by_link(client, claim)


def page_of(claim: Claim, key: str) -> str:
    return f"{claim.get_absolute_url()}dokumen/{key}/"


def sent(browser: Client, address: str, content: bytes, name: str = "foto.jpg", typed: str = "image/jpeg", **more):
    return browser.post(address, {"file": SimpleUploadedFile(name, content, typed), **more}, follow=True)


def look_at_all() -> None:
    """What the worker does when it is rung."""
    for file in PaperFile.objects.to_look_at(timezone.now()):
        looking.look_at(file.pk, now=timezone.now())


def row_of(page: str, label: str) -> str:
    """The task list's row with this label, as text."""
    rows = re.findall(r"<li.*?</li>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", next(row for row in rows if label in row)).split())


# --- Sending papers ---------------------------------------------------------------------------------------------


def test_the_home_lists_every_paper_with_its_state_and_hides_the_button_until_all_are_there(claim, mine):
    page = mine.get(claim.get_absolute_url()).content.decode()

    for need in claim.needs():
        assert need.label in page
        assert page_of(claim, need.key) in page
    assert "Belum dikirim" in row_of(page, claim.missing_papers()[0].label)
    assert "penyerahan" not in page


def test_a_photo_is_sent_with_a_plain_form_and_shows_in_the_list(claim, mine):
    need = claim.missing_papers()[0]

    response = sent(mine, page_of(claim, need.key), factories.photo())
    look_at_all()

    page, home = (mine.get(address) for address in (page_of(claim, need.key), claim.get_absolute_url()))
    assert response.redirect_chain == [(page_of(claim, need.key), 302)]
    assert "Berkas diterima" in response.content.decode()
    assert "1 halaman" in page.content.decode()
    assert "Sudah dikirim" in row_of(home.content.decode(), need.label)


def test_a_page_with_a_file_that_is_looked_at_says_so_and_never_goes_away_under_a_chosen_file(claim, mine):
    address = page_of(claim, claim.missing_papers()[0].key)

    waiting = sent(mine, address, factories.photo())
    look_at_all()
    ready = mine.get(address)

    assert "data-looked-at" in waiting.content.decode()  # its list is asked for anew, by script or by a link
    assert "Diterima" in waiting.content.decode()
    assert "Refresh" not in waiting
    assert "data-looked-at" not in ready.content.decode()


def test_of_a_choice_the_person_says_which_paper_it_is(claim, mine):
    choice = next(need for need in claim.missing_papers() if len(need.kinds) > 1)

    silent = sent(mine, page_of(claim, choice.key), factories.photo())
    said = sent(mine, page_of(claim, choice.key), factories.photo(), kind_of="", kind=choice.kinds[1].code)

    assert silent.status_code == 422
    assert "Pilih dokumen mana yang Anda kirim" in silent.content.decode()
    assert said.status_code == 200
    assert claim.papers.get().kind == choice.kinds[1]


@pytest.mark.parametrize("name", sample_files.GOOD)
def test_what_a_phone_sends_is_taken(name, claim, mine):
    build, file_name, declared_type = sample_files.GOOD[name]

    response = sent(mine, page_of(claim, "KTP"), build(), file_name or "tanpa-nama", declared_type)

    assert response.status_code == 200
    assert looking.look_at(PaperFile.objects.get().pk, now=timezone.now()).state == "ready"


@pytest.mark.parametrize("name", sample_files.ONE_FOR_EACH_CAUSE)
def test_a_file_that_cannot_be_used_gets_its_sentence_and_what_was_sent_before_stays(name, claim, mine):
    build, file_name, declared_type, cause = sample_files.BAD[name]
    sent(mine, page_of(claim, "KTP"), factories.photo())
    expected = {"empty": "Berkas ini kosong", "too_big": "sedangkan batasnya 6 MB"}
    sentence = expected.get(cause) or str(cleaning.SENTENCES[cause]).split("%")[0]

    at_once = sent(mine, page_of(claim, "KTP"), build(), file_name, declared_type)
    look_at_all()
    page = mine.get(page_of(claim, "KTP"))

    answer = at_once if cause in expected else page
    assert at_once.status_code == (422 if cause in expected else 200)
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert "1 halaman" in page.content.decode()
    assert PaperFile.objects.filter(state="ready").count() == 1
    assert not Message.objects.filter(name="page_refused").exists()


@pytest.mark.parametrize("megabytes", [7, 9, 30])
def test_a_file_over_six_megabytes_is_told_how_large_it_is(megabytes, claim, mine):
    content = factories.photo() + bytes(megabytes * 1024 * 1024 - len(factories.photo()))

    response = sent(mine, page_of(claim, "KTP"), content)

    assert response.status_code == 422
    assert f"Berkas ini {megabytes},0 MB, sedangkan batasnya 6 MB" in response.content.decode()
    assert PaperFile.objects.count() == 0


def test_a_form_without_a_file_asks_for_one(claim, mine):
    response = mine.post(page_of(claim, "KTP"), {"csrfmiddlewaretoken": "as a browser sends it"})

    assert response.status_code == 422
    assert "Pilih foto atau berkas dulu" in response.content.decode()


def test_two_files_at_once_are_asked_for_one_by_one(claim, mine):
    files = [SimpleUploadedFile(f"{n}.jpg", factories.photo(n), "image/jpeg") for n in range(2)]

    response = mine.post(page_of(claim, "KTP"), {"file": files})

    assert response.status_code == 422
    assert "Kirim satu berkas dahulu" in response.content.decode()


def test_the_same_form_sent_twice_keeps_one_file(claim, mine):
    for _ in range(2):
        sent(mine, page_of(claim, "KTP"), factories.photo(1))

    assert PaperFile.objects.count() == 1


def test_a_file_is_taken_back_with_one_button(claim, client):
    open_by_code(client, claim)
    page = sent(client, page_of(claim, "KTP"), factories.photo()).content.decode()
    [button] = set(re.findall(r'action="([^"]+/penghapusan/)"', page))

    response = client.post(button, follow=True)

    assert response.redirect_chain == [(page_of(claim, "KTP"), 302)]
    assert "Berkas dihapus" in response.content.decode()
    assert PaperFile.objects.count() == 0


def test_a_paper_the_claim_does_not_ask_for_has_no_page(claim, mine):
    assert mine.get(page_of(claim, "TIDAK-ADA")).status_code == 404


# --- Handing in -------------------------------------------------------------------------------------------------


def test_from_the_first_photo_to_handing_in_with_forms_alone(claim, mine):
    for need in claim.missing_papers():
        which = {"kind": need.kinds[0].code} if len(need.kinds) > 1 else {}
        sent(mine, page_of(claim, need.key), sample_files.jpeg(), **which)
    home = mine.get(claim.get_absolute_url()).content.decode()
    [button] = re.findall(r'action="([^"]+/penyerahan/)"', home)

    response = mine.post(button, follow=True)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert "sudah kami terima" in response.content.decode()
    assert "Giliran petugas" in response.content.decode()
    assert "penyerahan" not in response.content.decode()


def test_handing_in_what_is_not_complete_names_what_lacks(claim, mine):
    response = mine.post(f"{claim.get_absolute_url()}penyerahan/", follow=True)

    claim.refresh_from_db()
    assert f"Lengkapi dulu: {claim.missing_papers()[0].label}" in response.content.decode()
    assert claim.status == Claim.Status.AWAITING_PAPERS


def test_after_handing_in_the_paper_pages_show_and_take_nothing(claim, mine, now):
    factories.complete_papers(claim, now=timezone.now())
    mine.post(f"{claim.get_absolute_url()}penyerahan/")

    page = mine.get(page_of(claim, "KTP")).content.decode()
    response = sent(mine, page_of(claim, "KTP"), factories.photo(999))

    assert 'type="file"' not in page
    assert "penghapusan" not in page
    assert response.status_code == 422
    assert PaperFile.objects.filter(paper__kind__code="KTP").count() == 1


def test_at_the_drop_box_the_home_says_what_to_bring_and_papers_are_still_taken(claim, mine):
    Claim.objects.filter(pk=claim.pk).update(papers_due_at=timezone.now() - timedelta(minutes=1))
    deadlines.close_papers_due(timezone.now())

    home = mine.get(claim.get_absolute_url()).content.decode()
    response = sent(mine, page_of(claim, "KTP"), factories.photo())

    assert "Isi amplop Anda" in home
    assert "Anda tidak perlu datang" not in home
    assert "Setelah batas waktu" in response.content.decode()
    assert PaperFile.objects.get().is_late


# --- Withdrawing ------------------------------------------------------------------------------------------------


def test_withdrawing_asks_once_more_and_then_frees_the_place(claim, client):
    open_by_code(client, claim)
    address = f"{claim.get_absolute_url()}penarikan/"
    slot = Ticket.objects.get().slot

    asked = client.get(address)
    before = Claim.objects.get(pk=claim.pk).status
    response = client.post(address, follow=True)

    slot.refresh_from_db()
    assert asked.status_code == 200
    assert before == Claim.Status.AWAITING_PAPERS
    assert Claim.objects.get(pk=claim.pk).status == Claim.Status.WITHDRAWN
    assert slot.taken == 0
    assert "Klaim dibatalkan" in response.content.decode()
    assert Message.objects.filter(name="withdrawn").count() == 2


def test_withdrawing_twice_says_so_and_frees_nothing_more(claim, client):
    factories.open_claim(now=timezone.now())
    open_by_code(client, claim)
    address = f"{claim.get_absolute_url()}penarikan/"
    slot = Ticket.objects.first().slot

    client.post(address)
    response = client.post(address, follow=True)

    slot.refresh_from_db()
    assert slot.taken == 1
    assert "tidak bisa dari Dibatalkan" in response.content.decode()
