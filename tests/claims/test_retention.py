"""Originals go when nobody can need them any more; the pages made of them, and what is known of the file, stay."""

from datetime import timedelta

import pytest

from claims import filing, looking, originals, papers, retention
from claims.filing import locked
from claims.history import record
from claims.models import Claim, PaperFile
from privacy import sealed_files, stored_names, vault
from tests import factories, sample_files
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

KEPT = timedelta(days=90)
MOMENT = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def on_commit(django_capture_on_commit_callbacks, monkeypatch):
    """What is done on commit is done, as each erasing commits by itself."""
    forget = retention.forget_original

    def committed(*arguments, **more):
        with django_capture_on_commit_callbacks(execute=True):
            forget(*arguments, **more)

    monkeypatch.setattr(retention, "forget_original", committed)


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


@pytest.fixture
def file(claim, now) -> PaperFile:
    return factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now)


def withdrawn(claim: Claim, *, now) -> Claim:
    filing.withdraw(claim := locked(claim.pk), message="withdrawn", by="claimant:x", now=now)
    return claim


def there(file: PaperFile) -> list[bool]:
    """Whether the original, the page and the small page can be read."""
    file = PaperFile.objects.get(pk=file.pk)

    def opens(read) -> bool:
        try:
            return bool(read())
        except vault.Unreadable:
            return False

    made = [name for page in file.pages.all() for name in (page.image, page.thumbnail)]
    of_pages = [opens(lambda n=name: sealed_files.read(n, key=file.claim.data_key, about=file.about)) for name in made]
    return [opens(lambda: b"".join(file.original())), *of_pages]


def test_the_original_of_an_ended_claim_goes_and_its_pages_stay(claim, file, now, sealed_folder):
    withdrawn(claim, now=now)

    early = retention.forget_originals(now + KEPT - MOMENT)
    before = there(file)
    erased = retention.forget_originals(now + KEPT)

    gone = PaperFile.objects.get(pk=file.pk)
    assert (early, before) == (0, [True, True, True])
    assert (erased, there(file)) == (1, [False, True, True])
    assert (gone.pieces, gone.raw_key, gone.original_gone_at) == ([], "", now + KEPT)
    assert (bytes(gone.sha256), gone.size, gone.file_name) == (file.sha256, file.size, file.file_name)
    assert sum(path.is_file() for path in sealed_folder.rglob("*")) == 2


def test_an_original_goes_once(claim, file, now):
    withdrawn(claim, now=now)
    retention.forget_originals(now + KEPT)

    again = retention.forget_originals(now + 2 * KEPT)

    assert again == 0
    assert PaperFile.objects.get().original_gone_at == now + KEPT
    with pytest.raises(Refused):
        retention.forget_original(file.pk, now=now + 2 * KEPT)


def test_nothing_goes_while_the_claim_goes_on(file, now):
    assert retention.forget_originals(now + 10 * KEPT) == 0
    assert there(file) == [True, True, True]


def test_time_counts_from_the_last_that_happened_to_the_claim(claim, file, now):
    withdrawn(claim, now=now)
    record(locked(claim.pk), "mail_answered", by="system:mail", now=now + timedelta(days=30))

    assert retention.forget_originals(now + KEPT) == 0
    assert retention.forget_originals(now + KEPT + timedelta(days=30)) == 1


def test_an_office_may_keep_them_shorter(claim, file, now, settings):
    settings.ORIGINALS_KEPT_DAYS = 7
    withdrawn(claim, now=now)

    assert retention.forget_originals(now + timedelta(days=7)) == 1


def test_of_a_refused_file_the_original_goes_while_the_claim_goes_on(claim, now):
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], content=sample_files.gif(), now=now)

    assert retention.forget_originals(now + KEPT - MOMENT) == 0
    assert retention.forget_originals(now + KEPT) == 1
    assert PaperFile.objects.get(pk=file.pk).refusal_cause == file.refusal_cause != ""


def test_so_does_that_of_a_replaced_one(file, now):
    PaperFile.objects.filter(pk=file.pk).update(replaced_at=now + timedelta(days=1))

    assert retention.forget_originals(now + KEPT) == 0
    assert retention.forget_originals(now + KEPT + timedelta(days=1)) == 1
    assert there(file) == [False, True, True]


def test_of_a_file_taken_back_nothing_waits_for_the_sweep(
    claim, file, now, sealed_folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        papers.remove_file(file.pk, claim_id=claim.pk, by="claimant:x", now=now)

    assert not any(path.is_file() for path in sealed_folder.rglob("*"))


def test_a_file_nobody_has_looked_at_yet_keeps_what_is_to_be_looked_at(claim, now):
    kind = claim.missing_papers()[0].kinds[0]
    waiting = factories.send_paper(claim, kind, now=now, checked=False)
    withdrawn(claim, now=now)

    erased = retention.forget_originals(now + 2 * KEPT)
    looked_at = looking.look_at(waiting.pk, now=now + 2 * KEPT)

    assert (erased, looked_at.state) == (0, PaperFile.State.READY)


def test_a_crash_before_the_bytes_are_gone_leaves_noise_that_the_other_sweep_takes(
    claim, file, now, monkeypatch, sealed_folder
):
    withdrawn(claim, now=now)
    with monkeypatch.context() as crash:
        crash.setattr(originals, "discard", lambda pieces: None)  # the process died between the two
        retention.forget_originals(now + KEPT)
    left = sealed_folder / file.pieces[0]
    assert left.exists()
    assert there(file) == [False, True, True]

    taken = stored_names.remove_unnamed(now + KEPT)

    assert (taken, left.exists()) == (1, False)
    assert there(file) == [False, True, True]


def test_a_run_takes_no_more_than_its_share_and_the_next_goes_on(claim, now, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for need in claim.missing_papers()[:3]:
        factories.send_paper(claim, need.kinds[0], now=now)
    withdrawn(claim, now=now)

    assert [retention.forget_originals(now + KEPT) for _ in range(3)] == [2, 1, 0]
