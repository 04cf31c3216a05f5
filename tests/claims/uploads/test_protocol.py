"""tus 1.0 as it is written: every header, every status, and a sentence with every no."""

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import PaperKind
from claims import originals
from claims.cleaning import MAX_BYTES
from claims.models import Claim, PaperFile, Upload
from claims.models.uploads import UPLOAD_RESTS
from claims.originals import PIECE
from claims.uploads import keeping, limits
from tests import factories
from tests.claims.doors import open_by_link

pytestmark = pytest.mark.usefixtures("house")

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
PHOTO = factories.photo(1, size=(1200, 900))


@pytest.fixture
def claim(house) -> Claim:
    return factories.open_claim(now=timezone.now())


@pytest.fixture
def mine(claim, client) -> Client:
    return open_by_link(client, claim)


@pytest.fixture
def kind(claim) -> PaperKind:
    return claim.missing_papers()[0].kinds[0]


def b64(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def said_of(kind: PaperKind, name: str = "ktp saya.jpg") -> str:
    return f"filename {b64(name)},filetype {b64('image/jpeg')},paper {b64(kind.code)}"


def door(claim: Claim) -> str:
    return f"{claim.get_absolute_url()}unggahan/"


def begin(browser: Client, claim: Claim, kind: PaperKind, length: int = len(PHOTO), **headers: str):
    given = {**TUS, "Upload-Length": str(length), "Upload-Metadata": said_of(kind), **headers}
    return browser.post(door(claim), headers={name: value for name, value in given.items() if value})


def send(browser: Client, address: str, content: bytes, at: int = 0, *, typed: str = PART, **headers: str):
    given = {**TUS, "Upload-Offset": str(at), **headers}
    kept = {name: value for name, value in given.items() if value}
    return browser.generic("PATCH", address, content, content_type=typed, headers=kept)


def send_saying_its_length_is(length: str, browser: Client, address: str, content: bytes):
    headers, body = (
        {**TUS, "Upload-Offset": "0"},
        {"wsgi.input": BytesIO(content), "CONTENT_LENGTH": length, "CONTENT_TYPE": PART},
    )
    return browser.generic("PATCH", address, content, content_type=PART, headers=headers, **body)


def how_far(browser: Client, address: str):
    return browser.head(address, headers=TUS)


def files_on_disk(folder) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


# --- The way of a file ------------------------------------------------------------------------------------------


def test_a_file_begun_sent_and_whole_is_a_file_of_its_paper(claim, mine, kind):
    begun = begin(mine, claim, kind)
    done = send(mine, begun["Location"], PHOTO)

    file = PaperFile.objects.get()
    assert (begun.status_code, done.status_code) == (201, 204)
    assert done["Upload-Offset"] == str(len(PHOTO))
    assert b"".join(file.original()) == PHOTO
    assert (file.paper.kind, file.file_name, file.declared_type, file.came_by) == (
        kind, "ktp saya.jpg", "image/jpeg", "web",
    )  # fmt: skip
    assert f"/dokumen/{claim.missing_papers()[0].key}/" not in done["Location"]
    assert mine.get(done["Location"]).status_code == 200


def test_parts_of_any_length_become_the_same_file_in_few_pieces(claim, mine, kind, sealed_folder):
    content = factories.photo(2) + bytes(PIECE + 5000)
    address = begin(mine, claim, kind, len(content))["Location"]

    at, steps = 0, [1, 70_000, 3, PIECE - 70_004, 64 * 1024, 1]
    while at < len(content):
        step = steps.pop(0) if steps else 10_000
        at = int(send(mine, address, content[at : at + step], at)["Upload-Offset"])

    file = PaperFile.objects.get()
    assert b"".join(file.original()) == content
    assert len(file.pieces) == -(-len(content) // PIECE) == files_on_disk(sealed_folder)


def test_how_far_it_is_can_be_asked_at_any_time(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO[:1000])

    half = how_far(mine, address)
    send(mine, address, PHOTO[1000:], 1000)
    whole = how_far(mine, address)

    assert (half["Upload-Offset"], half["Upload-Length"]) == ("1000", str(len(PHOTO)))
    assert half["Upload-Metadata"] == said_of(kind)
    assert half["Cache-Control"].startswith("no-store")
    assert "Upload-Expires" in half
    assert (whole.status_code, whole["Upload-Offset"]) == (200, str(len(PHOTO)))
    assert whole["Location"].endswith("/")


def test_a_part_that_breaks_off_is_kept_as_far_as_it_came(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]

    broken = send_saying_its_length_is(str(len(PHOTO)), mine, address, PHOTO[:700])
    rest = send(mine, address, PHOTO[700:], 700)

    assert (broken.status_code, broken["Upload-Offset"]) == (204, "700")
    assert rest.status_code == 204
    assert b"".join(PaperFile.objects.get().original()) == PHOTO


def test_a_part_of_nothing_changes_nothing(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]

    answer = send_saying_its_length_is("0", mine, address, b"")

    assert (answer.status_code, answer["Upload-Offset"]) == (204, "0")


def test_what_is_ended_is_gone_with_all_that_came(claim, mine, kind, sealed_folder):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO[:1000])

    ended = mine.delete(address, headers=TUS)

    assert ended.status_code == 204
    assert how_far(mine, address).status_code == 410
    assert send(mine, address, PHOTO[1000:], 1000).status_code == 410
    assert files_on_disk(sealed_folder) == 0


def test_a_file_that_was_taken_in_is_not_taken_back_by_ending_its_upload(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO)

    answer = mine.delete(address, headers=TUS)

    assert answer.status_code == 403
    assert PaperFile.objects.count() == 1


def test_the_same_file_sent_twice_is_one_file_and_rests_once(claim, mine, kind, sealed_folder):
    for _ in range(2):
        send(mine, begin(mine, claim, kind)["Location"], PHOTO)

    assert PaperFile.objects.count() == 1
    assert files_on_disk(sealed_folder) == 1


def test_what_this_door_can_do_is_told_to_anybody(claim, client):
    answer = client.options(door(claim))

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration"}
    assert answer["Tus-Max-Size"] == str(MAX_BYTES)


def test_a_client_that_cannot_say_patch_says_it_in_a_header(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]

    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    answer = mine.post(address, PHOTO, content_type=PART, headers=headers)

    assert answer.status_code == 204
    assert PaperFile.objects.exists()


# --- Every no ---------------------------------------------------------------------------------------------------

NOES = {
    "a length that is no number": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Length": "-5"})),
    "no length": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Length": ""})),
    "a length in words": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Length": "٣"})),
    "a length without end": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Length": "9" * 40})),
    "a length said later": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Defer-Length": "1"})),
    "an upload in parallel parts": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Concat": "partial"})),
    "metadata that is not base64": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Metadata": "paper =x"})),
    "a word of metadata twice": (
        400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Metadata": f"paper {b64('A')},paper {b64('B')}"}),
    ),
    "metadata without end": (400, lambda b, c, k, a: begin(b, c, k, **{"Upload-Metadata": "x " + "A" * 5000})),
    "one byte too much": (413, lambda b, c, k, a: begin(b, c, k, MAX_BYTES + 1)),
    "a file of nothing": (422, lambda b, c, k, a: begin(b, c, k, 0)),
    "no paper": (422, lambda b, c, k, a: begin(b, c, k, **{"Upload-Metadata": ""})),
    "a paper nobody asked for": (
        422, lambda b, c, k, a: begin(b, c, k, **{"Upload-Metadata": f"paper {b64('TIDAK-ADA')}"}),
    ),
    "another version": (412, lambda b, c, k, a: begin(b, c, k, **{"Tus-Resumable": "0.2.2"})),
    "no version": (412, lambda b, c, k, a: send(b, a, PHOTO, **{"Tus-Resumable": ""})),
    "another kind of body": (415, lambda b, c, k, a: send(b, a, PHOTO, typed="image/jpeg")),
    "no offset": (400, lambda b, c, k, a: send(b, a, PHOTO, **{"Upload-Offset": ""})),
    "an offset that lies": (409, lambda b, c, k, a: send(b, a, PHOTO[5:], 5)),
    "a body beyond the length": (413, lambda b, c, k, a: send(b, a, PHOTO + b"x")),
    "an address nobody gave": (404, lambda b, c, k, a: send(b, door(c) + "x" * 32 + "/", PHOTO)),
    "reading it back": (405, lambda b, c, k, a: b.get(a, headers=TUS)),
    "writing over it": (405, lambda b, c, k, a: b.put(a, b"x", headers=TUS)),
    "another site": (403, lambda b, c, k, a: send(b, a, PHOTO, **{"Sec-Fetch-Site": "cross-site"})),
}  # fmt: skip


@pytest.mark.parametrize("name", NOES)
def test_every_no_has_its_status_a_sentence_and_keeps_nothing(name, claim, mine, kind, sealed_folder):
    address = begin(mine, claim, kind)["Location"]
    status, ask = NOES[name]

    answer = ask(mine, claim, kind, address)

    assert answer.status_code == status
    assert answer["Tus-Resumable"] == "1.0.0"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().strip().endswith(".")
    assert Upload.objects.count() == 1
    assert PaperFile.objects.count() == files_on_disk(sealed_folder) == 0


def test_who_speaks_another_version_is_told_ours(claim, mine, kind):
    assert begin(mine, claim, kind, **{"Tus-Resumable": "0.2.2"})["Tus-Version"] == "1.0.0"


def test_who_lies_of_the_offset_is_told_the_true_one(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]
    send(mine, address, PHOTO[:9])

    assert send(mine, address, PHOTO, 0)["Upload-Offset"] == "9"


def test_a_body_whose_length_is_not_said_is_not_read(claim, mine, kind):
    address = begin(mine, claim, kind)["Location"]

    answer = send_saying_its_length_is("", mine, address, PHOTO)

    assert answer.status_code == 411


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
