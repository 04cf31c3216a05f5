"""A file is replaced by another: the old one stands until the new one is ready, by the form and by tus alike."""

import re
import threading
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from claims import filing, looking, papers, replacing
from claims.models import Claim, Paper, PaperFile, Upload
from notifications.models import Message
from tests import factories, sample_files
from tests.claims.doors import open_by_code, open_by_link
from tests.claims.uploads.tus import TUS, b64, door, said_of, send
from tests.queueing.races import all_at_once
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

NEW = factories.photo(4242)


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=timezone.now())


@pytest.fixture
def kind(claim):
    return claim.missing_papers()[0].kinds[0]


@pytest.fixture
def old(claim, kind) -> PaperFile:
    return factories.send_paper(claim, kind, now=timezone.now())


def replace(claim: Claim, old: PaperFile, content: bytes = NEW, *, now, **more) -> PaperFile:
    """A new file in the place of `old`; nothing has looked at it yet."""
    given = {"file_name": "baru.jpg", "declared_type": "image/jpeg", "came_by": "web", "by": f"claimant:{claim.pk}"}
    kind = more.pop("kind", old.paper.kind)
    kept = factories.kept(content)
    return papers.receive_file(claim.pk, kind=kind, kept=kept, now=now, replaces=old.pk, **{**given, **more})


def standing(claim: Claim) -> list:
    [paper] = Paper.objects.filter(claim=claim).prefetch_related("files__pages")
    return [file.pk for file in paper.current_files()]


def shown(claim: Claim) -> list:
    """Of which files the officer would see pages, in order."""
    [paper] = Paper.objects.filter(claim=claim).prefetch_related("files__pages")
    return [page.file_id for page in paper.pages()]


def page_of(old: PaperFile) -> str:
    return f"{old.claim.get_absolute_url()}berkas/{old.pk}/penggantian/"


def post(browser: Client, old: PaperFile, content: bytes = NEW, name: str = "baru.jpg"):
    return browser.post(page_of(old), {"file": SimpleUploadedFile(name, content, "image/jpeg")}, follow=True)


def begin(browser: Client, old: PaperFile, *, replaces: str = "", kind=None):
    said = f"{said_of(kind or old.paper.kind)},replaces {b64(replaces or str(old.pk))}"
    headers = {**TUS, "Upload-Length": str(len(NEW)), "Upload-Metadata": said}
    return browser.post(door(old.claim), headers=headers)


# --- The journey ---


def test_by_a_button_and_a_plain_form_a_file_is_replaced_once_the_new_one_is_ready(claim, kind, old, client):
    open_by_code(client, claim)
    address = claim.address_of_paper(kind)
    [button] = set(re.findall(r'href="([^"]+/penggantian/)"', client.get(address).content.decode()))

    asked = client.get(button).content.decode()
    sent = client.post(button, {"file": SimpleUploadedFile("baru.jpg", NEW, "image/jpeg")}, follow=True)
    meanwhile = shown(claim)
    looking.look_at(PaperFile.objects.get(replaces=old).pk, now=timezone.now())

    assert "foto.jpg" in asked and "tetap dipakai sampai yang baru" in asked
    assert sent.redirect_chain == [(address, 302)]
    assert "Menggantikan berkas di atasnya" in sent.content.decode()
    assert meanwhile == [old.pk]
    assert shown(claim) == [PaperFile.objects.get(replaces=old).pk]
    assert "foto.jpg" not in client.get(address).content.decode()


def test_in_parts_a_file_is_replaced_once_the_new_one_is_ready(claim, kind, old, client):
    open_by_code(client, claim)

    begun = begin(client, old)
    send(client, begun["Location"], NEW[:500])
    half_way = standing(claim)
    done = send(client, begun["Location"], NEW[500:], 500)
    looking.look_at(PaperFile.objects.get(replaces=old).pk, now=timezone.now())

    assert begun.status_code == 201
    assert half_way == [old.pk]
    assert done["Location"] == claim.address_of_paper(kind)
    assert shown(claim) == [PaperFile.objects.get(replaces=old).pk]


def test_an_upload_that_broke_off_is_offered_where_the_file_is_replaced_and_not_as_a_further_page(claim, old, client):
    open_by_code(client, claim)
    send(client, begin(client, old)["Location"], NEW[:500])

    there, elsewhere = (
        client.get(at).content.decode() for at in (page_of(old), claim.address_of_paper(old.paper.kind))
    )

    assert "Belum selesai terkirim" in there
    assert "Belum selesai terkirim" not in elsewhere


# --- What the old one gives way to ---


def test_the_new_pages_come_where_the_old_ones_were(claim, kind, old):
    now = timezone.now()
    behind = factories.send_paper(claim, kind, now=now)

    new = replace(claim, old, sample_files.pdf(2), now=now, declared_type="application/pdf", file_name="baru.pdf")
    looking.look_at(new.pk, now=now)

    assert standing(claim) == [new.pk, behind.pk]
    assert shown(claim) == [new.pk, new.pk, behind.pk]
    assert claim.events.filter(name="file_replaced").get().detail["file"] == str(old.pk)


def test_a_new_file_that_is_refused_costs_nothing(claim, old):
    now = timezone.now()

    looking.look_at(replace(claim, old, sample_files.truncated_jpeg(), now=now).pk, now=now)

    assert shown(claim) == [old.pk]
    assert Paper.objects.get(claim=claim).lacking_page() is None
    assert not claim.events.filter(name="file_replaced").exists()


def test_the_page_says_that_the_old_file_stands_when_the_new_one_was_refused(claim, kind, old, client):
    open_by_code(client, claim)
    post(client, old, sample_files.truncated_jpeg())
    looking.look_at(PaperFile.objects.get(replaces=old).pk, now=timezone.now())

    page = client.get(claim.address_of_paper(kind)).content.decode()

    assert "Berkas yang lama tetap dipakai." in page
    assert "foto.jpg" in page


def test_after_handing_in_a_refused_new_file_leaves_the_claim_with_the_officers_and_is_told_of(claim, old):
    now = timezone.now()
    factories.complete_papers(claim, now=now)
    new = replace(claim, old, sample_files.truncated_jpeg(), now=now)
    filing.submit(claim.pk, by="claimant:x", now=now)

    looking.look_at(new.pk, now=now)

    claim.refresh_from_db()
    new.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert new.told_at == now
    assert Message.objects.filter(name="old_page_kept").exists()
    assert not Message.objects.filter(name="page_refused").exists()


def test_a_refused_file_gives_way_at_once(claim, kind):
    now = timezone.now()
    old = factories.send_paper(claim, kind, content=sample_files.truncated_jpeg(), now=now)

    new = replace(claim, old, now=now)

    assert standing(claim) == [new.pk]


def test_of_two_tries_the_later_one_counts_whichever_file_it_names(claim, old):
    now = timezone.now()
    first = replace(claim, old, now=now)
    second = replace(claim, old, factories.photo(4243), now=now)
    third = replace(claim, second, factories.photo(4244), now=now)

    for file in (third, second, first):
        looking.look_at(file.pk, now=now)

    assert shown(claim) == [third.pk]
    assert standing(claim) == [third.pk]


def test_a_file_that_is_refused_while_another_is_on_its_way_to_replace_it_asks_for_nothing(claim, kind):
    now = timezone.now()
    old = factories.send_paper(claim, kind, content=sample_files.truncated_jpeg(), now=now, checked=False)
    factories.complete_papers(claim, now=now)
    new = replace(claim, old, now=now)
    filing.submit(claim.pk, by="claimant:x", now=now)

    for file in (old, new):
        looking.look_at(file.pk, now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert Paper.objects.get(claim=claim, kind=kind).current_files() == [new]


def test_a_file_taken_back_while_it_is_replaced_leaves_the_new_one(claim, old):
    now = timezone.now()
    new = replace(claim, old, now=now)

    papers.remove_file(old.pk, claim_id=claim.pk, by="claimant:x", now=now)
    looking.look_at(new.pk, now=now)

    assert shown(claim) == [new.pk]


def test_a_repair_asked_for_meanwhile_asks_for_both(claim, kind, old):
    now = timezone.now()
    new = replace(claim, old, now=now)
    PaperFile.objects.filter(claim=claim).update(replaced_at=now)

    looking.look_at(new.pk, now=now)

    assert shown(claim) == []


def test_the_same_bytes_pressed_twice_are_one_new_file(claim, old, client):
    open_by_code(client, claim)

    for _ in range(2):
        assert post(client, old).status_code == 200

    assert PaperFile.objects.filter(replaces=old).count() == 1


def test_a_full_paper_still_has_its_files_replaced(claim, old, monkeypatch):
    monkeypatch.setattr(papers, "FILES_PER_PAPER", 1)

    assert replace(claim, old, now=timezone.now()).position == old.position


# --- Who may, and what is said no to ---


@pytest.mark.parametrize("way", ["form", "parts"])
def test_who_was_let_in_by_the_link_alone_replaces_nothing(way, claim, old, client):
    open_by_link(client, claim)

    answer = begin(client, old) if way == "parts" else client.post(page_of(old), {"file": ""})

    assert answer.status_code == (403 if way == "parts" else 302)
    assert "/penggantian/" not in client.get(claim.address_of_paper(old.paper.kind)).content.decode()
    assert PaperFile.objects.count() == 1
    assert not Upload.objects.exists()


def test_a_file_of_another_claim_is_not_there(claim, old, client):
    other = factories.open_claim(now=timezone.now())
    theirs = factories.send_paper(other, old.paper.kind, now=timezone.now())
    open_by_code(client, claim)

    page = client.get(page_of(old).replace(str(old.pk), str(theirs.pk)))
    parts = begin(client, old, replaces=str(theirs.pk))
    with pytest.raises(Refused, match="sudah tidak ada"):
        replace(claim, theirs, now=timezone.now(), kind=old.paper.kind)

    assert page.status_code == 404
    assert parts.status_code == 422 and "sudah tidak ada" in parts.content.decode()


def test_a_file_of_another_paper_is_not_replaced(claim, old, client):
    open_by_code(client, claim)
    other = claim.missing_papers()[0].kinds[0]

    parts = begin(client, old, kind=other)
    with pytest.raises(Refused, match="sudah tidak ada"):
        replace(claim, old, now=timezone.now(), kind=other)

    assert parts.status_code == 422
    assert standing(claim) == [old.pk]


@pytest.mark.parametrize("said", ["bukan-nomor", "", "01234567-89ab-4cde-8f01-23456789abcd"])
def test_a_name_of_no_file_is_refused(said, claim, old, client):
    open_by_code(client, claim)
    metadata = f"{said_of(old.paper.kind)},replaces {b64(said)}"

    answer = client.post(door(claim), headers={**TUS, "Upload-Length": "9", "Upload-Metadata": metadata})

    assert answer.status_code in (400, 422)
    assert not Upload.objects.exists()


def test_a_file_that_went_while_the_new_one_came_is_said_to_be_gone_and_nothing_is_kept(claim, old, client):
    open_by_code(client, claim)
    address = begin(client, old)["Location"]
    papers.remove_file(old.pk, claim_id=claim.pk, by="claimant:x", now=timezone.now())

    answer = send(client, address, NEW)

    assert answer.status_code == 422
    assert "sudah tidak ada" in answer.content.decode()
    assert not PaperFile.objects.exists()


def test_after_handing_in_nothing_is_replaced(claim, old, client):
    open_by_code(client, claim)
    factories.complete_papers(claim, now=timezone.now())
    filing.submit(claim.pk, by="claimant:x", now=timezone.now())

    page, sent, parts = client.get(page_of(old), follow=True), post(client, old), begin(client, old)

    assert "sudah diserahkan" in page.content.decode()
    assert (sent.status_code, parts.status_code) == (422, 422)
    assert "sudah diserahkan" in sent.content.decode()
    assert not PaperFile.objects.filter(replaces=old).exists()


def test_mail_only_adds(claim, old):
    with pytest.raises(IntegrityError, match="paper_file_mail_only_adds"), transaction.atomic():
        replace(claim, old, now=timezone.now(), came_by="email")


# --- At the same instant ---


def two_at_once(claim: Claim, old: PaperFile) -> Counter[str]:
    contents = [factories.photo(seed) for seed in (5001, 5002)]
    return all_at_once([lambda content=each: replace(claim, old, content, now=timezone.now()) for each in contents])


@pytest.mark.django_db(transaction=True)
def test_of_two_new_files_at_the_same_instant_one_counts(claim, old):
    came = two_at_once(claim, old)

    assert came == Counter(taken=2)
    assert old.replacements.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_claims_lock_neither_sees_the_other(claim, old, monkeypatch):
    """The control: both look before either writes, and only the database is left to say no."""
    both_looked = threading.Barrier(2)

    def look_then_wait(*args, **kwargs) -> PaperFile:
        found = replacing.file_to_replace(*args, **kwargs)
        both_looked.wait(timeout=30)
        return found

    monkeypatch.setattr(papers, "locked", lambda pk: Claim.objects.with_people().get(pk=pk))
    monkeypatch.setattr(papers, "file_to_replace", look_then_wait)

    assert two_at_once(claim, old) == Counter(taken=1, IntegrityError=1)
