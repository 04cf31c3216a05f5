"""A scan becomes files of claims: split by its separators, filed by this door, nothing lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from claims import cleaning, looking, originals
from claims.cleaning import leaves as looking_through
from claims.models import PaperFile
from dropbox.models import Batch, Leaf, Scan
from dropbox.scans import bringing, reading
from tests import factories, sample_files
from tests.dropbox.scans import scanner
from tests.dropbox.scans.making import BY, brought, claim_at_the_box, fates, read

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.slow]  # pages are opened apart, in a program of their own

FILED, SEPARATOR, BLANK, TRAY = Leaf.Fate.FILED, Leaf.Fate.SEPARATOR, Leaf.Fate.BLANK, Leaf.Fate.TRAY


def test_pages_between_separators_become_papers_of_the_claim_on_the_slip(now):
    claim = claim_at_the_box(now)
    sheets = [
        scanner.separator(claim.case_number),
        scanner.separator("LAPAK:KTP"),
        scanner.page(1),
        scanner.separator("LAPAK:KK"),
        scanner.page(2),
        scanner.blank(),
        scanner.page(3),
    ]

    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    assert fates(batch) == [SEPARATOR, SEPARATOR, FILED, SEPARATOR, FILED, BLANK, FILED]
    files = claim.files.order_by("paper__kind__code")
    assert [(file.paper.kind.code, file.came_by, file.received_by) for file in files] == [
        ("KK", "dropbox", BY), ("KTP", "dropbox", BY),
    ]  # fmt: skip
    assert batch.state == Batch.State.READ


def test_a_paper_of_two_pages_is_one_file_whose_pages_the_machine_makes_as_of_any_other(now):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KK"), scanner.page(2), scanner.page(3)]
    read(claim.branch, scanner.pdf(*sheets), now=now)

    file = looking.look_at(claim.files.get().pk, now=now)

    assert (file.state, file.pages.count(), file.is_late) == ("ready", 2, False)


def test_a_slip_that_lay_upside_down_is_read(now):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(f"{claim.case_number}", turned=True), scanner.separator("LAPAK:KTP"), scanner.page()]

    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    assert fates(batch) == [SEPARATOR, SEPARATOR, FILED]


@pytest.mark.parametrize(
    ("sheets", "because"),
    [
        ([scanner.page()], "no_separator"),
        ([scanner.separator("LAPAK:KTP"), scanner.page()], "no_separator"),
        ([scanner.separator("LA-7K3M-9QXT-9"), scanner.page()], "unknown_code"),  # a damaged number
        ([scanner.separator("LA-2222-2222-2"), scanner.page()], "unknown_code"),
    ],
)
def test_what_no_separator_places_waits_in_the_tray_with_its_cause_and_a_picture(now, sheets, because):
    batch = read(factories.branch(), scanner.pdf(*sheets), now=now)

    leaf = Leaf.objects.filter(scan__batch=batch).in_tray().get()
    assert leaf.because == because
    assert leaf.image


def test_pages_behind_a_slip_without_a_paper_wait_in_the_tray_under_their_claim(now):
    claim = claim_at_the_box(now)

    batch = read(claim.branch, scanner.pdf(scanner.separator(claim.case_number), scanner.page()), now=now)

    leaf = Leaf.objects.filter(scan__batch=batch).in_tray().get()
    assert (leaf.because, leaf.claim) == ("no_kind", claim)


def test_a_claim_of_another_branch_gets_nothing(now):
    claim = claim_at_the_box(now, branch=factories.branch("Asia/Jakarta"))
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page()]

    batch = read(factories.branch("Asia/Makassar"), scanner.pdf(*sheets), now=now)

    assert Leaf.objects.filter(scan__batch=batch).in_tray().get().because == "other_branch"
    assert not claim.files.exists()


def test_what_a_claim_does_not_ask_for_waits_in_the_tray_with_the_claims_words(now):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:LEMBUR"), scanner.page()]

    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    leaf = Leaf.objects.filter(scan__batch=batch).in_tray().get()
    assert leaf.why == "Klaim ini tidak meminta dokumen tersebut."


def test_a_page_with_nothing_but_a_signature_is_not_blank(now):
    batch = read(factories.branch(), scanner.pdf(scanner.signature(), scanner.blank()), now=now)

    assert fates(batch) == [TRAY, BLANK]


def test_many_files_in_their_order_do_the_same_as_one_of_many_pages(now):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page()]
    files = [(f"scan{at}.jpg", scanner.jpeg(sheet)) for at, sheet in enumerate(sheets)]

    batch = read(claim.branch, *files, now=now)

    assert fates(batch) == [SEPARATOR, SEPARATOR, FILED]
    assert claim.files.get().paper.kind.code == "KTP"


def test_names_of_files_do_the_same_as_separators(now):
    claim = claim_at_the_box(now)
    files = [
        (f"{claim.case_number}_KTP.jpg", scanner.jpeg(scanner.page(1))),
        (f"{claim.case_number}_KK_1.jpg", scanner.jpeg(scanner.page(2))),
        (f"{claim.case_number}_KK_2.jpg", scanner.jpeg(scanner.page(3))),
    ]

    read(claim.branch, *files, now=now)

    assert sorted(claim.files.values_list("paper__kind__code", flat=True)) == ["KK", "KK", "KTP"]


def test_a_file_that_cannot_be_opened_is_named_and_holds_up_no_other(now):
    claim = claim_at_the_box(now)
    named = f"{claim.case_number}_KTP.jpg"

    batch = read(claim.branch, ("rusak.pdf", b"%PDF-1.4 rusak"), (named, scanner.jpeg(scanner.page())), now=now)

    assert [scan.state for scan in batch.scans.order_by("position")] == [Scan.State.REFUSED, Scan.State.READ]
    assert claim.files.count() == 1


def test_a_page_that_cannot_be_opened_waits_in_the_tray_and_holds_up_no_other(now, monkeypatch):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), *map(scanner.page, range(3))]
    look = looking_through.Scan.leaves

    def chokes_on_the_fourth(scan, first, number):
        if first <= 3 < first + number:
            raise cleaning.FileRefused("pdf_too_heavy")
        return look(scan, first, number)

    monkeypatch.setattr(looking_through.Scan, "leaves", chokes_on_the_fourth)
    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    assert fates(batch) == [SEPARATOR, SEPARATOR, FILED, TRAY, FILED]
    assert Leaf.objects.in_tray().get().because == "unreadable"


def test_the_same_bytes_brought_twice_are_one_batch_and_filed_once(now):
    claim = claim_at_the_box(now)
    content = scanner.pdf(scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page())
    first = read(claim.branch, content, now=now)
    again = factories.kept(content)

    answer = bringing.bring(claim.branch, [bringing.Brought(again, "ulang.pdf", "")], by=BY, now=now)

    assert (answer.batch, answer.known) == (first, 1)
    assert (Batch.objects.count(), claim.files.count()) == (1, 1)


def test_a_reading_that_died_is_gone_on_with_and_files_nothing_twice(now, monkeypatch):
    claim = claim_at_the_box(now)
    sheets = [
        scanner.separator(claim.case_number),
        *(scanner.separator("LAPAK:KTP"), scanner.page(1)),
        *(scanner.separator("LAPAK:KK"), scanner.page(2)),
    ]
    batch = brought(claim.branch, scanner.pdf(*sheets), now=now)
    keep, kept = originals.keep, []

    def dies_at_the_second(chunks):
        if kept:
            raise KeyboardInterrupt
        kept.append(1)
        return keep(chunks)

    monkeypatch.setattr(originals, "keep", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        reading.read(batch.pk, now=now)
    monkeypatch.setattr(originals, "keep", keep)

    assert reading.read(batch.pk, now=now).state == Batch.State.READING  # somebody holds it, for all anybody knows
    later = reading.read(batch.pk, now=now + reading.LOOK_LASTS)

    assert later.state == Batch.State.READ
    assert fates(batch) == [SEPARATOR, SEPARATOR, FILED, SEPARATOR, FILED]
    assert PaperFile.objects.filter(claim=claim).count() == 2


def test_a_batch_whose_readings_always_die_is_left_to_people(now):
    batch = brought(factories.branch(), scanner.pdf(scanner.page()), now=now)
    Batch.objects.update(looks=reading.LOOKS)

    assert reading.read(batch.pk, now=now).state == Batch.State.STUCK


def test_a_batch_waits_while_the_machine_is_busy(now, monkeypatch):
    batch = brought(factories.branch(), scanner.pdf(scanner.page()), now=now)

    def busy(*_arguments, **_named):
        raise cleaning.Busy

    monkeypatch.setattr(reading.looking_through.Scan, "leaves", busy)
    with pytest.raises(cleaning.Busy):
        reading.read(batch.pk, now=now)

    batch.refresh_from_db()
    assert (batch.state, batch.looks) == (Batch.State.WAITING, 0)
    assert reading.batches_to_read(now + timedelta(minutes=2)) == [batch.pk]


def test_more_pages_than_a_file_may_have_become_several_files(now):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KK"), *map(scanner.page, range(23))]

    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    assert fates(batch).count(FILED) == 23
    assert claim.files.count() == 2


def test_a_page_too_heavy_for_a_file_of_a_claim_is_drawn_anew(now, monkeypatch):
    claim = claim_at_the_box(now)
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page(), scanner.page(2)]
    monkeypatch.setattr(cleaning, "MAX_BYTES", 20_000)

    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    assert fates(batch).count(FILED) == 2
    assert {file.declared_type for file in claim.files.all()} == {"image/jpeg"}


def test_a_locked_scan_is_refused_with_the_reason(now):
    batch = read(factories.branch(), sample_files.pdf(password="rahasia"), now=now)

    assert "kata sandi" in batch.scans.get().refusal


# --- Two workers at once ---

WORKERS = 2


def at_once(work, batch: Batch, now) -> None:
    """Two workers were rung for one batch, and both look at the same moment."""
    barrier = Barrier(WORKERS)

    def run(_number: int) -> None:
        try:
            work(batch.pk, barrier, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, range(WORKERS)))


def by_the_book(batch_id, barrier, now):
    barrier.wait()
    reading.read(batch_id, now=now)


def look_then_read(batch_id, barrier, now):
    """The negative control: see that the batch waits, then look through it without taking it."""
    scan = Scan.objects.get(batch=batch_id, batch__state=Batch.State.WAITING)
    barrier.wait()
    reading._look_through(scan)


@pytest.mark.django_db(transaction=True)
class TestRace:
    @pytest.fixture
    def batch(self, house, now) -> Batch:
        claim = claim_at_the_box(now)
        content = scanner.pdf(scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page())
        return brought(claim.branch, content, now=now)

    def test_one_of_two_workers_reads_a_batch(self, batch, now, looks):
        at_once(by_the_book, batch, now)

        assert len(looks) == 1
        assert (PaperFile.objects.count(), Leaf.objects.count()) == (1, 3)

    def test_without_taking_it_both_read(self, batch, now, looks):
        with suppress(IntegrityError):  # that the same page is not kept twice is the database's to see
            at_once(look_then_read, batch, now)

        assert len(looks) == WORKERS

    @pytest.fixture
    def looks(self, monkeypatch) -> list:
        """How often a scan was begun to be looked through."""
        begun, look = [], reading._look_through

        def counted(scan: Scan) -> None:
            begun.append(scan.pk)
            look(scan)

        monkeypatch.setattr(reading, "_look_through", counted)
        return begun
