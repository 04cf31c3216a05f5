"""An envelope's contents are all there: its claim goes on, or its claimant is told what lacks."""

from datetime import timedelta

import pytest

from catalogue.checklist import Route
from claims import deadlines, envelopes, looking
from claims.models import Claim
from dropbox.models import Contents, Envelope, HandOver
from dropbox.scans import contents
from tests import factories
from tests.claims.telling import events, told
from tests.dropbox.scans import scanner
from tests.dropbox.scans.making import BY, claim_at_the_box, read
from workflow import Refused

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.slow]  # pages are opened apart, in a program of their own


@pytest.fixture
def claim(now) -> Claim:
    return claim_at_the_box(now)


def scanned(claim: Claim, kinds: list[str], now, *, looked_at: bool = True):
    """A batch with a page of each of these papers, which the machine has looked at."""
    sheets = [scanner.separator(claim.case_number)]
    for number, kind in enumerate(kinds):
        sheets += [scanner.separator(f"LAPAK:{kind}"), scanner.page(number)]
    batch = read(claim.branch, scanner.pdf(*sheets), now=now)
    for file in claim.files.all() if looked_at else []:
        looking.look_at(file.pk, now=now)
    return batch


def every_paper(claim: Claim) -> list[str]:
    return [need.kinds[0].code for need in claim.missing_papers(Route.DROPBOX)]


def envelope_of(claim: Claim, now, status: str = "registered", place: str = "branch") -> Envelope:
    envelopes.register(claim.pk, by=BY, now=now)
    return Envelope.objects.create(
        code=f"AM{claim.case_number[2:]}", branch=claim.branch, claim=claim, status=status, place=place,
        registered_at=now, registered_by=BY, free_at=now,
    )  # fmt: skip


def test_a_complete_envelope_hands_its_claim_in_and_tells_so(claim, now):
    envelope = envelope_of(claim, now)
    batch = scanned(claim, every_paper(claim), now)

    contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)

    claim.refresh_from_db()
    envelope.refresh_from_db()
    assert (claim.status, claim.envelope_at) == (Claim.Status.AWAITING_CHECK, None)
    assert told(claim, "contents_complete")
    assert envelope.status == Envelope.Status.SCANNED


def test_an_incomplete_one_tells_what_lacks_and_waits_for_it_anew(claim, now):
    later = now + timedelta(days=10)
    *most, last = every_paper(claim)
    batch = scanned(claim, most, now)

    contents.check(batch.pk, claim_id=claim.pk, by=BY, now=later)

    claim = Claim.objects.with_people().get(pk=claim.pk)
    assert (claim.status, claim.sent_to_dropbox_at) == (Claim.Status.SENT_TO_DROPBOX, later)
    missing = told(claim, "contents_missing")["sms"].context["missing"]
    assert missing == [need.label for need in claim.missing_papers(Route.DROPBOX)]
    assert [need.kinds[0].code for need in claim.missing_papers(Route.DROPBOX)] == [last]


def test_papers_that_came_online_are_not_asked_for_again(now):
    claim = factories.open_claim(now=now)
    online, *_others = claim.missing_papers(Route.ONLINE)
    factories.send_paper(claim, online.kinds[0], now=now)
    deadlines.close_papers(claim.pk, by="system:test", now=claim.papers_due_at)
    claim = Claim.objects.with_people().get(pk=claim.pk)
    batch = scanned(claim, every_paper(claim), now)

    contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert online.kinds[0].code not in {file.paper.kind.code for file in claim.files.filter(came_by="dropbox")}


def test_it_is_said_once(claim, now):
    batch = scanned(claim, every_paper(claim), now)

    for _ in range(2):
        contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)

    assert Contents.objects.count() == 1
    assert events(claim).count("contents_complete") == 1


def test_nobody_says_it_while_a_page_waits_in_the_tray(claim, now):
    sheets = [scanner.separator(claim.case_number), scanner.page(9), scanner.separator("LAPAK:KTP"), scanner.page()]
    batch = read(claim.branch, scanner.pdf(*sheets), now=now)

    with pytest.raises(Refused, match="di baki"):
        contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)


def test_nobody_says_it_while_the_machine_looks(claim, now):
    batch = scanned(claim, ["KTP"], now, looked_at=False)

    with pytest.raises(Refused, match="diperiksa mesin"):
        contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)


def test_nobody_says_it_while_another_envelope_of_the_claim_is_on_the_road(claim, now):
    batch = scanned(claim, ["KTP"], now)
    bag = HandOver.objects.create(
        branch=claim.branch, way=HandOver.Way.TO_OFFICE, year=2026, number=1, packed_at=now, packed_by=BY
    )
    envelope = envelope_of(claim, now)
    Envelope.objects.filter(pk=envelope.pk).update(status="sent", place="bag", bag=bag)

    with pytest.raises(Refused, match="dalam perjalanan"):
        contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)


def test_a_claim_with_the_officers_keeps_its_status_and_has_its_papers(now):
    claim = factories.submitted_claim(now=now)
    kind = claim.papers.first().kind.code
    batch = scanned(claim, [kind], now)

    contents.check(batch.pk, claim_id=claim.pk, by=BY, now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert told(claim, "contents_added")
    assert claim.files.filter(came_by="dropbox").count() == 1
