"""Two who send the same upload at once: one wins each step, and the file is never mixed."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import PaperFile, Upload
from claims.uploads import keeping
from claims.uploads.keeping import Overtaken
from tests.claims.uploads.sample import noisy_photo

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = noisy_photo(900_000)
PARTS = [CONTENT[:300_000], CONTENT[300_000:]]


@pytest.fixture
def upload(claim, now) -> Upload:
    kind = claim.missing_papers()[0].kinds[0]
    return keeping.begin(
        claim.pk, paper=kind.code, metadata="", length=len(CONTENT), network="n", word="x" * 32, now=timezone.now()
    )


def seen(upload: Upload) -> Upload:
    return Upload.objects.select_related("claim", "kind").get(pk=upload.pk)


def at_once(upload: Upload, part: bytes, senders: int = 4) -> list[str]:
    """What becomes of `senders` who all saw the upload where it is now, and send `part`."""
    came, starts = [], threading.Barrier(senders)

    def send(mine: Upload) -> None:
        starts.wait()
        try:
            keeping.keep(mine, part, by="claimant:x", now=timezone.now())
            came.append("kept")
        except Overtaken:
            came.append("overtaken")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(seen(upload),)) for _ in range(senders)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(came)


def files_on_disk(folder) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_of_many_who_send_the_same_part_one_wins_every_step(upload, sealed_folder):
    assert at_once(upload, PARTS[0]) == ["kept", "overtaken", "overtaken", "overtaken"]
    assert at_once(upload, PARTS[1]) == ["kept", "overtaken", "overtaken", "overtaken"]

    assert b"".join(PaperFile.objects.get().original()) == CONTENT
    assert files_on_disk(sealed_folder) == 2


def test_without_looking_where_the_upload_is_everybody_wins(upload, monkeypatch, sealed_folder):
    """The negative control: this is what the conditional UPDATE keeps out."""

    def move_whatever(upload, **facts):
        Upload.objects.filter(pk=upload.pk).update(**facts)

    monkeypatch.setattr(keeping, "_move", move_whatever)

    assert at_once(upload, PARTS[0]) == ["kept"] * 4
    assert files_on_disk(sealed_folder) > 1


def test_who_gives_up_what_another_finishes_at_that_moment_finds_it_finished(upload):
    first = keeping.keep(seen(upload), PARTS[0], by="claimant:x", now=timezone.now())
    keeping.keep(first, PARTS[1], by="claimant:x", now=timezone.now())

    keeping.cancel(first, now=timezone.now())

    assert seen(upload).is_whole
    assert b"".join(PaperFile.objects.get().original()) == CONTENT


def test_who_sends_what_was_given_up_is_told_so_and_leaves_nothing(upload, sealed_folder):
    before = seen(upload)
    keeping.cancel(seen(upload), now=timezone.now())

    with pytest.raises(Overtaken):
        keeping.keep(before, PARTS[0], by="claimant:x", now=timezone.now())

    assert files_on_disk(sealed_folder) == 0
