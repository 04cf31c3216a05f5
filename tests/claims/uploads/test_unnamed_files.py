"""What every door stores is named by a row; what a killed process left unnamed goes after a day, and not before."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from catalogue.models import PaperKind
from claims import looking
from claims.models import Claim, PaperFile, Upload
from claims.originals import PIECE
from claims.uploads import keeping
from dropbox.originals import keeping as originals_keeping
from dropbox.originals.signatures import Signature
from privacy import sealed_files, stored_names, vault
from tests import factories
from tests.claims.mail import post
from tests.claims.uploads.phone import Phone, heard
from tests.claims.uploads.sample import noisy_photo
from tests.dropbox.scans import making, scanner
from tests.processes import wait_until

DAY = timedelta(days=1)
COLUMNS = [f"{field.model.__name__}.{field.name}" for field in stored_names.columns()]


def stored(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


@pytest.fixture
def from_every_door(claim, kind, now) -> None:
    """A paper looked at, an upload that broke off, a mail with a paper, each with a file of its own; a scanned page
    that waits in its tray, and the signature for an original.
    """
    factories.send_paper(claim, kind, now=now)
    begun = keeping.begin(claim.pk, paper=kind.code, metadata="", length=2 * PIECE, network="x", word="x", now=now)
    keeping.keep(Upload.objects.select_related("claim", "kind").get(pk=begun.pk), b"separuh", by="x", now=now)
    mailed = post.open_claim(now=now)
    post.bring(mailed, post.letter(mailed, post.photo()), now=now)
    for file in PaperFile.objects.filter(state=PaperFile.State.RECEIVED):
        looking.look_at(file.pk, now=now)
    making.read(claim.branch, scanner.pdf(scanner.page()), now=now)
    give_an_original_back(claim, kind, now=now)


def give_an_original_back(claim: Claim, kind: PaperKind, *, now: datetime) -> None:
    until = now.date() + 30 * DAY
    here = {"branch": claim.branch, "kinds": [kind], "shelf": "A-1", "return_by": until}
    [original] = originals_keeping.keep(claim.pk, **here, by="officer:1", now=now)
    signed = {"to": "Budi Contoh", "signature": Signature(b"\x89PNG\r\n\x1a\n")}
    originals_keeping.give_back(claim.pk, original_ids=[original.pk], **signed, by="officer:1", now=now)


@pytest.mark.usefixtures("from_every_door")
def test_what_every_door_stores_is_named(sealed_folder):
    before = stored(sealed_folder)

    removed = stored_names.remove_unnamed(timezone.now() + 2 * DAY)

    assert (removed, stored(sealed_folder)) == (0, before)
    assert before >= len(COLUMNS)


@pytest.mark.usefixtures("from_every_door")
def test_what_every_row_names_is_there_and_each_column_misses_its_own():
    whole = stored_names.missing()
    first = [next(filter(None, field.names())) for field in stored_names.columns()]

    for name in first:
        sealed_files.discard(name)

    assert whole == []
    assert stored_names.missing() == sorted(first)


@pytest.mark.usefixtures("from_every_door")
@pytest.mark.parametrize("left_out", COLUMNS)
def test_each_of_the_columns_names_something_nobody_else_names(left_out, monkeypatch):
    """The control of the test above: it would see that a column is forgotten."""
    others = [field for field in stored_names.columns() if f"{field.model.__name__}.{field.name}" != left_out]
    monkeypatch.setattr(stored_names, "columns", lambda: others)

    assert stored_names.remove_unnamed(timezone.now() + 2 * DAY) > 0


# --- A process that is killed ---


@pytest.fixture
def half_a_form(served, claim, cookie, sealed_folder) -> Iterator[Callable[[], int]]:
    """A form of three pieces whose first two are stored and named by no row; and how to send its end."""
    phone = Phone(served, claim, f"{cookie}; csrftoken={'a' * 32}")
    address = f"{claim.get_absolute_url()}dokumen/{claim.missing_papers()[0].key}/"
    head = f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{"a" * 32}\r\n--b\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = head.encode() + noisy_photo(3 * PIECE) + b"\r\n--b--\r\n"
    first, rest = body[: 2 * PIECE + 200_000], body[2 * PIECE + 200_000 :]
    line = phone.open("POST", address, Content_Type="multipart/form-data; boundary=b", Content_Length=len(body))

    def send_the_end() -> int:
        line.sendall(rest)
        return heard(line)[0]

    with line:
        line.sendall(first)
        wait_until(lambda: stored(sealed_folder) == 2, "two pieces are stored")
        yield send_the_end


@pytest.mark.slow
@pytest.mark.usefixtures("half_a_form")
def test_what_a_killed_web_left_behind_goes_after_a_day(served, sealed_folder):
    served.kill()

    at_once = stored_names.remove_unnamed(timezone.now())
    next_day = stored_names.remove_unnamed(timezone.now() + DAY)

    assert (at_once, next_day) == (0, 2)
    assert stored(sealed_folder) == 0
    assert not PaperFile.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("patience", [DAY, timedelta(0)], ids=["as it is", "without patience, the control"])
def test_what_is_still_on_its_way_is_not_taken_from_under_it(patience, half_a_form, monkeypatch):
    monkeypatch.setattr(stored_names, "NAMED_WITHIN", patience)

    removed = stored_names.remove_unnamed(timezone.now())
    status = half_a_form()

    file = PaperFile.objects.get()
    assert status == 302
    if patience:
        assert removed == 0
        assert b"".join(file.original()) == noisy_photo(3 * PIECE)
    else:
        with pytest.raises(vault.Unreadable):
            b"".join(file.original())
