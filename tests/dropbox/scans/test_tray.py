"""What no separator places: staff say what it is, and nothing leaves the tray else."""

import pytest

from catalogue.models import PaperKind
from claims.models import Claim
from dropbox.models import Batch, Leaf
from dropbox.scans import reading, tray
from tests.dropbox.scans import scanner
from tests.dropbox.scans.making import BY, brought, claim_at_the_box, fates, read
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


def in_tray(batch: Batch) -> list[int]:
    return list(Leaf.objects.filter(scan__batch=batch).in_tray().in_order().values_list("pk", flat=True))


def kind(code: str) -> PaperKind:
    return PaperKind.objects.get(code=code)


@pytest.fixture
def claim(now) -> Claim:
    return claim_at_the_box(now)


@pytest.fixture
def batch(claim, now) -> Batch:
    """Three pages without a separator."""
    return read(claim.branch, scanner.pdf(*map(scanner.page, range(3))), now=now)


def test_pages_that_are_said_to_be_a_paper_go_there_as_one_file(batch, claim, now):
    first, second, _third = in_tray(batch)

    tray.settle(batch.pk, leaf_ids=[first, second], claim=claim, kind=kind("KK"), by="officer:2", now=now)
    reading.read(batch.pk, now=now)

    assert fates(batch) == ["filed", "filed", "tray"]
    file = claim.files.get()
    assert (file.paper.kind.code, file.came_by, file.received_by) == ("KK", "dropbox", "officer:2")


def test_pages_may_be_left_for_the_officers_to_sort(batch, claim, now):
    tray.settle(batch.pk, leaf_ids=in_tray(batch), claim=claim, kind=None, by=BY, now=now)
    reading.read(batch.pk, now=now)

    assert claim.files.unsorted().count() == 1


def test_what_the_claim_does_not_ask_for_is_refused_at_once_and_stays(batch, claim, now):
    with pytest.raises(Refused, match="tidak meminta"):
        tray.settle(batch.pk, leaf_ids=in_tray(batch), claim=claim, kind=kind("LEMBUR"), by=BY, now=now)

    assert fates(batch) == ["tray"] * 3


def test_a_page_that_somebody_else_placed_meanwhile_is_not_placed_twice(batch, claim, now):
    first = in_tray(batch)[:1]
    tray.settle(batch.pk, leaf_ids=first, claim=claim, kind=kind("KTP"), by=BY, now=now)
    reading.read(batch.pk, now=now)

    with pytest.raises(Refused, match="muat ulang"):
        tray.settle(batch.pk, leaf_ids=first, claim=claim, kind=kind("KK"), by=BY, now=now)


def test_nothing_is_placed_while_the_batch_is_read(claim, now):
    waiting = brought(claim.branch, scanner.pdf(scanner.page()), now=now)

    with pytest.raises(Refused, match="masih dibaca"):
        tray.discard(waiting.pk, leaf_ids=[1], by=BY, now=now)


def test_a_discarded_page_stays_on_record(batch, now):
    tray.discard(batch.pk, leaf_ids=in_tray(batch)[:1], by=BY, now=now)

    assert fates(batch) == ["discarded", "tray", "tray"]
    assert Leaf.objects.get(scan__batch=batch, fate="discarded").settled_by == BY


@pytest.mark.parametrize(("sheet", "because"), [(scanner.blank(), "not_blank"), (None, "no_sheet")])
def test_a_page_the_machine_left_out_can_be_put_into_the_tray_and_is_drawn(claim, now, sheet, because):
    batch = read(claim.branch, scanner.pdf(sheet or scanner.separator(claim.case_number)), now=now)
    leaf = Leaf.objects.get(scan__batch=batch)

    tray.put_in(leaf.pk, by=BY, now=now)
    reading.read(batch.pk, now=now)

    leaf.refresh_from_db()
    assert (leaf.fate, leaf.because) == ("tray", because)
    assert leaf.image


def test_a_page_that_is_in_its_claim_stays_there(claim, now):
    sheets = [scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page()]
    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    with pytest.raises(Refused):
        tray.put_in(Leaf.objects.get(scan__batch=batch, fate="filed").pk, by=BY, now=now)


def test_what_a_finished_claim_is_given_is_refused_with_its_status(batch, claim, now):
    Claim.objects.filter(pk=claim.pk).update(status=Claim.Status.EXPIRED)
    claim.refresh_from_db()

    with pytest.raises(Refused, match="Kedaluwarsa"):
        tray.settle(batch.pk, leaf_ids=in_tray(batch), claim=claim, kind=kind("KTP"), by=BY, now=now)
