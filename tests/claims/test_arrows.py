"""The whole life of a claim, written out: every arrow there is, and that there is no other."""

import re
from itertools import product
from pathlib import Path

import pytest

from claims.models import Claim
from workflow import Refused, move

ROOT = Path(__file__).resolve().parents[2]
S = Claim.Status
ARROWS = {
    (S.AWAITING_PAPERS, S.AWAITING_CHECK),  # handed in
    (S.AWAITING_PAPERS, S.SENT_TO_DROPBOX),  # H-1 is over
    (S.AWAITING_PAPERS, S.WITHDRAWN),
    (S.AWAITING_PAPERS, S.EXPIRED),
    (S.AWAITING_CHECK, S.AWAITING_REPAIR),  # a paper is asked for again
    (S.AWAITING_CHECK, S.VERIFIED),
    (S.AWAITING_CHECK, S.REJECTED),
    (S.AWAITING_CHECK, S.SENT_TO_DROPBOX),
    (S.AWAITING_CHECK, S.WITHDRAWN),
    (S.AWAITING_REPAIR, S.AWAITING_CHECK),  # answered
    (S.AWAITING_REPAIR, S.SENT_TO_DROPBOX),  # not answered in time
    (S.AWAITING_REPAIR, S.WITHDRAWN),
    (S.SENT_TO_DROPBOX, S.AWAITING_CHECK),  # the envelope was scanned, or the branch takes it online
    (S.SENT_TO_DROPBOX, S.AWAITING_PAPERS),  # moved to a day whose H-1 is ahead
    (S.SENT_TO_DROPBOX, S.EXPIRED),
    (S.SENT_TO_DROPBOX, S.WITHDRAWN),
    (S.VERIFIED, S.PAID),
    (S.VERIFIED, S.AWAITING_REPAIR),  # the payment came back: the account is asked for again
    (S.VERIFIED, S.AWAITING_CHECK),  # the decision was undone
    (S.REJECTED, S.AWAITING_CHECK),  # an objection
}
NO_ARROWS = sorted(set(product(S, S)) - ARROWS)
SETS_A_STATUS = re.compile(r"\.status\s*(?:,[^=\n]*)?=(?!=)|setattr\([^)]*[\"']status|update\([^)]*\bstatus=")


@pytest.mark.parametrize(("start", "end"), sorted(ARROWS))
def test_an_arrow_of_the_table_is_walked(start, end):
    claim = Claim(status=start, case_number="LA-CONTOH")

    move(claim, end)

    assert claim.status == end


@pytest.mark.parametrize(("start", "end"), NO_ARROWS)
def test_every_other_pair_is_refused_and_the_claim_stays_where_it_was(start, end):
    claim = Claim(status=start, case_number="LA-CONTOH")

    with pytest.raises(Refused, match="LA-CONTOH tidak bisa dari"):
        move(claim, end)

    assert claim.status == start


def test_the_refusal_is_written_for_a_person():
    claim = Claim(status=S.PAID, case_number="LA-CONTOH")

    with pytest.raises(Refused, match=r"^LA-CONTOH tidak bisa dari Dibayarkan ke Menunggu dokumen\.$"):
        move(claim, S.AWAITING_PAPERS)


def test_the_last_statuses_lead_nowhere_except_by_an_objection():
    leading_on = {start for start, _end in ARROWS}

    assert leading_on & set(Claim.FINAL) == {S.REJECTED}


def test_every_status_can_be_reached_from_an_opening():
    reached = set(Claim.OPENINGS)
    for _ in S:
        reached |= {end for start, end in ARROWS if start in reached}

    assert reached == set(S)


@pytest.mark.parametrize("line", ["claim.status = x", "claim.status, y = x, z", "rows.update(status=x)"])
def test_the_search_for_writers_of_a_status_finds_one(line):
    assert SETS_A_STATUS.search(line)


def test_only_move_writes_a_status():
    rooms = (
        "workflow", "claims", "queueing", "verification", "frontdesk", "dropbox", "notifications", "lapak_asik",
        "accounts", "branches",
    )  # fmt: skip
    writers = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and SETS_A_STATUS.search(path.read_text())
    }

    assert writers == {"workflow/__init__.py"}
