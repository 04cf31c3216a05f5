"""Scans are erased on their date; what went into claims stays, and so does what waits."""

from datetime import timedelta

import pytest

from claims import looking
from dropbox.models import Batch, Leaf
from dropbox.scans import bringing, forgetting
from tests import factories
from tests.dropbox.scans import scanner
from tests.dropbox.scans.making import BY, claim_at_the_box, fates, read

pytestmark = pytest.mark.usefixtures("house")

MONTH = timedelta(days=30)


def test_a_batch_is_erased_on_its_date_and_its_pages_stay_in_their_claims(now, sealed_folder):
    claim = claim_at_the_box(now)
    content = scanner.pdf(scanner.separator(claim.case_number), scanner.separator("LAPAK:KTP"), scanner.page())
    batch = read(claim.branch, content, now=now)

    assert forgetting.forget_old(now + MONTH - timedelta(seconds=1)) == 0
    assert forgetting.forget_old(now + MONTH) == 1

    batch.refresh_from_db()
    assert (bytes(batch.key_sealed), batch.erased_at) == (b"", now + MONTH)
    assert batch.scans.get().pieces == []
    assert looking.look_at(claim.files.get().pk, now=now).state == "ready"
    assert fates(batch) == ["separator", "separator", "filed"]


def test_a_batch_with_a_page_in_the_tray_stays(now):
    read(factories.branch(), scanner.pdf(scanner.page()), now=now)

    assert forgetting.forget_old(now + 10 * MONTH) == 0


def test_the_same_bytes_may_be_brought_again_after_they_were_erased(now):
    content = scanner.pdf(scanner.blank())
    first = read(factories.branch(), content, now=now)
    forgetting.forget_old(now + MONTH)

    again = bringing.Brought(factories.kept(content), "lagi.pdf", "")
    brought = bringing.bring(first.branch, [again], by=BY, now=now + MONTH)

    assert brought.batch != first
    assert Batch.objects.count() == 2
    assert not Leaf.objects.filter(scan__batch=brought.batch).exists()
