"""tus 1.0 as it is written: every header, every status, and a sentence with every no."""

import pytest

from claims.cleaning import MAX_BYTES
from claims.models import PaperFile, Upload
from claims.originals import PIECE
from tests import factories
from tests.claims.uploads.tus import (
    PART,
    PHOTO,
    TUS,
    b64,
    begin,
    door,
    files_on_disk,
    how_far,
    said_of,
    send,
    send_saying_its_length_is,
)

pytestmark = pytest.mark.usefixtures("house")


# --- The way of a file ------------------------------------------------------------------------------------------


def test_a_file_begun_sent_and_whole_is_a_file_of_its_paper(claim, mine, kind):
    need = claim.missing_papers()[0]

    begun = begin(mine, claim, kind)
    done = send(mine, begun["Location"], PHOTO)

    file = PaperFile.objects.get()
    assert (begun.status_code, done.status_code) == (201, 204)
    assert done["Upload-Offset"] == str(len(PHOTO))
    assert b"".join(file.original()) == PHOTO
    assert (file.paper.kind, file.file_name, file.declared_type, file.came_by) == (
        kind, "ktp saya.jpg", "image/jpeg", "web",
    )  # fmt: skip
    assert done["Location"] == f"{claim.get_absolute_url()}dokumen/{need.key}/"
    assert "Berkas diterima" in mine.get(done["Location"]).content.decode()


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
