"""Whose an upload is, how much may be on its way at once, what a claim says at its end, when it is forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from claims import originals
from claims.cleaning import MAX_BYTES
from claims.models import Claim, PaperFile, Upload
from claims.models.uploads import UPLOAD_RESTS
from claims.uploads import keeping, limits
from tests import factories
from tests.claims.doors import open_by_link
from tests.claims.uploads.tus import (
    PHOTO,
    TUS,
    begin,
    door,
    files_on_disk,
    how_far,
    said_of,
    send,
)

pytestmark = pytest.mark.usefixtures("house")


# --- Whose it is ------------------------------------------------------------------------------------------------


def test_a_browser_that_was_not_let_in_can_do_nothing(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]
    stranger = Client()

    answers = [
        begin(stranger, claim, kind), how_far(stranger, address), send(stranger, address, PHOTO),
        stranger.delete(address, headers=TUS),
    ]  # fmt: skip

    assert [each.status_code for each in answers] == [404] * 4
    assert {each["Tus-Resumable"] for each in answers} == {"1.0.0"}
    assert Upload.objects.get().offset == 0


def test_a_stranger_is_told_the_same_of_a_case_that_exists_and_one_that_does_not(claim, kind):
    exists = begin(Client(), claim, kind)
    never_was = Client().post("/klaim/LA-2222-2222-2/unggahan/", headers={**TUS, "Upload-Length": "1"})

    assert (exists.status_code, exists.content) == (never_was.status_code, never_was.content)


def test_an_upload_of_one_claim_is_not_reached_through_another(claim, mine, kind):
    other = factories.open_claim(now=timezone.now())
    open_by_link(mine, other)
    address = begin(mine, claim, kind)["Location"]

    answer = how_far(mine, address.replace(claim.case_number, other.case_number))

    assert answer.status_code == 404


def test_another_sites_form_is_not_heard(claim, kind):
    browser = open_by_link(Client(), claim)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies

    as_a_form_would = strict.post(door(claim), {"file": "x"})

    assert as_a_form_would.status_code == 412
    assert Upload.objects.count() == 0


def test_our_own_script_needs_no_other_word_than_the_protocols(claim, kind):
    browser = open_by_link(Client(), claim)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies

    assert begin(strict, claim, kind).status_code == 201


# --- Limits -----------------------------------------------------------------------------------------------------


def test_more_unfinished_uploads_than_a_claim_may_have_are_asked_to_be_finished(claim, mine, kind):
    for _ in range(limits.UNFINISHED_PER_CLAIM):
        begin(mine, claim, kind)

    answer = begin(mine, claim, kind)

    assert answer.status_code == 429
    assert "Lanjutkan atau batalkan" in answer.content.decode()
    assert int(answer["Retry-After"]) > 0
    assert Upload.objects.count() == limits.UNFINISHED_PER_CLAIM


def test_unfinished_uploads_may_not_announce_more_bytes_than_a_claims_share(claim, mine, kind):
    fit = limits.UNFINISHED_BYTES_PER_CLAIM // MAX_BYTES

    statuses = [begin(mine, claim, kind, MAX_BYTES).status_code for _ in range(fit + 1)]

    assert statuses == [201] * fit + [429]


def test_a_claim_begins_only_so_many_uploads_an_hour(claim, mine, kind, monkeypatch):
    monkeypatch.setattr(limits, "BEGUN_PER_CLAIM", 3)
    for _ in range(3):
        mine.delete(begin(mine, claim, kind)["Location"], headers=TUS)

    refused = begin(mine, claim, kind)
    Upload.objects.update(begun_at=timezone.now() - timedelta(hours=1, seconds=1))
    later = begin(mine, claim, kind)

    assert (refused.status_code, later.status_code) == (429, 201)


def test_a_network_begins_only_so_many_whatever_the_claim(claim, mine, kind, monkeypatch):
    monkeypatch.setattr(limits, "BEGUN_PER_NETWORK", 1)
    other = open_by_link(Client(), second := factories.open_claim(now=timezone.now()))
    begin(mine, claim, kind)

    same = begin(other, second, kind)
    elsewhere = other.post(
        door(second), headers={**TUS, "Upload-Length": "5", "Upload-Metadata": said_of(kind)}, REMOTE_ADDR="203.0.113.9"
    )

    assert (same.status_code, elsewhere.status_code) == (429, 201)


# --- The rule of H-1, and rules that say no at the end ----------------------------------------------------------


def test_an_upload_begun_in_time_and_finished_within_the_grace_is_in_time(claim, mine, kind):
    now = timezone.now()
    address = begin(mine, claim, kind)["Location"]
    Upload.objects.update(begun_at=now - timedelta(minutes=3))
    Claim.objects.filter(pk=claim.pk).update(papers_due_at=now - timedelta(minutes=1))

    send(mine, address, PHOTO)

    assert PaperFile.objects.get().is_late is False


def test_an_upload_begun_after_the_deadline_is_late(claim, mine, kind):
    now = timezone.now()
    Claim.objects.filter(pk=claim.pk).update(papers_due_at=now - timedelta(minutes=1))

    send(mine, begin(mine, claim, kind)["Location"], PHOTO)

    assert PaperFile.objects.get().is_late is True


def test_a_file_the_claim_does_not_take_at_its_end_is_refused_in_a_sentence_and_nothing_is_kept(
    claim, mine, kind, sealed_folder, monkeypatch
):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO[:1000])
    monkeypatch.setattr("claims.papers.FILES_PER_PAPER", 0)

    answer = send(mine, address, PHOTO[1000:], 1000)

    assert answer.status_code == 422
    assert "Gabungkan menjadi satu PDF" in answer.content.decode()
    assert how_far(mine, address).status_code == 410
    assert files_on_disk(sealed_folder) == 0


def test_a_claim_that_was_handed_in_begins_no_upload(claim, mine, kind):
    factories.complete_papers(claim, now=timezone.now())
    mine.post(f"{claim.get_absolute_url()}penyerahan/")

    answer = begin(mine, claim, kind)

    assert answer.status_code == 422
    assert "sudah diserahkan" in answer.content.decode()


def test_what_came_and_cannot_be_read_again_must_be_sent_anew(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO[:1000])
    originals.discard(Upload.objects.get().pieces)

    answer = send(mine, address, PHOTO[1000:], 1000)

    assert answer.status_code == 410
    assert "Pilih berkasnya sekali lagi" in answer.content.decode()


# --- Forgetting -------------------------------------------------------------------------------------------------


def test_after_a_day_an_unfinished_upload_is_forgotten_with_all_that_came(claim, mine, kind, sealed_folder):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO[:1000])
    begun = Upload.objects.get().begun_at

    early = keeping.forget_old(begun + UPLOAD_RESTS - timedelta(seconds=1))
    kept = files_on_disk(sealed_folder)
    late = keeping.forget_old(begun + UPLOAD_RESTS)

    assert (early, kept, late) == (0, 1, 1)
    assert Upload.objects.count() == 0


def test_forgetting_a_finished_upload_leaves_its_file(claim, mine, kind):
    send(mine, begin(mine, claim, kind)["Location"], PHOTO)

    keeping.forget_old(timezone.now() + UPLOAD_RESTS)

    assert Upload.objects.count() == 0
    assert b"".join(PaperFile.objects.get().original()) == PHOTO


def test_an_upload_whose_day_is_over_is_not_gone_on_with_before_it_is_swept(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]
    Upload.objects.update(begun_at=timezone.now() - UPLOAD_RESTS)

    assert how_far(mine, address).status_code == 404
    assert send(mine, address, PHOTO).status_code == 404
