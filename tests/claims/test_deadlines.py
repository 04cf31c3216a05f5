"""When a time runs out: H-1 in the three zones, and what was on its way."""

import time
from datetime import time as clock
from datetime import timedelta

import pytest

from branches import calendar
from claims import deadlines, filing, fresh, looking, task_list
from claims.models import Claim, Upload
from notifications.models import Message
from queueing import booking
from tests import factories
from tests.claims.telling import events, send_all_but_one, send_unusable, told
from tests.verification.at_the_desk import ask_for_repair, taken_claim
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
A_SECOND = timedelta(seconds=1)


@pytest.fixture(params=["UTC", "Asia/Jayapura", "America/Los_Angeles"])
def process_clock(request, monkeypatch):
    """The zone of the process itself, which must not matter."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ZONES)
def test_h_1_ends_with_the_last_second_of_the_day_before_at_the_branch(zone, now, process_clock):
    branch = factories.branch(zone)
    claim = factories.open_claim(now=now, branch=branch)
    day_before = calendar.local_day(branch, claim.visit_at) - timedelta(days=1)
    last_second = calendar.at(branch, day_before, clock(23, 59, 59))

    before = deadlines.close_papers_due(last_second)
    after = deadlines.close_papers_due(last_second + A_SECOND)

    claim.refresh_from_db()
    assert (before, after) == (0, 1)
    assert claim.papers_due_at == last_second + A_SECOND
    assert claim.status == Claim.Status.SENT_TO_DROPBOX


def test_the_three_zones_run_out_one_hour_after_the_other(now):
    east, middle, west = (
        factories.open_claim(now=now, branch=factories.branch(zone)).papers_due_at for zone in reversed(ZONES)
    )

    assert (middle - east, west - middle) == (timedelta(hours=1), timedelta(hours=1))


@pytest.mark.parametrize("zone", ZONES)
def test_papers_may_be_handed_in_until_the_last_second_and_not_after(zone, now):
    in_time = factories.complete_papers(factories.open_claim(now=now, branch=factories.branch(zone)), now=now)
    too_late = factories.complete_papers(factories.open_claim(now=now, branch=factories.branch(zone)), now=now)

    filing.submit(in_time.pk, by="claimant:x", now=in_time.papers_due_at - A_SECOND)
    with pytest.raises(Refused, match="sudah lewat"):
        filing.submit(too_late.pk, by="claimant:x", now=too_late.papers_due_at)

    in_time.refresh_from_db()
    too_late.refresh_from_db()
    assert in_time.status == Claim.Status.AWAITING_CHECK
    assert too_late.status == Claim.Status.AWAITING_PAPERS


def test_an_incomplete_claim_is_sent_to_the_drop_box_and_told_on_every_channel_what_to_bring_where_and_until_when(now):
    claim = factories.open_claim(now=now)
    [left] = send_all_but_one(claim, now=now)

    deadlines.close_papers_due(claim.papers_due_at)

    claim = Claim.objects.with_people().get(pk=claim.pk)
    messages = told(claim, "sent_to_dropbox")
    assert claim.status == Claim.Status.SENT_TO_DROPBOX
    assert claim.sent_to_dropbox_at == claim.papers_due_at
    assert set(messages) == {"email", "sms"}
    words = messages["sms"].context
    assert words["missing"] == [left.label]
    assert "Formulir" in " ".join(words["bring"])
    assert words["branch_name"] == claim.branch.name
    assert words["until"] == calendar.say_deadline(claim.branch, claim.papers_due_at + timedelta(days=30))


def test_who_is_sent_to_the_drop_box_is_not_told_to_stay_at_home(now):
    claim = factories.open_claim(now=now)

    deadlines.close_papers_due(claim.papers_due_at)

    assert not told(claim, "sent_to_dropbox")["email"].context.get("no_need_to_come")


def test_who_agreed_to_whatsapp_is_told_there(now):
    person = factories.applicant(now, whatsapp_agreed_at=now, whatsapp_wording="2026-11")
    claim = factories.open_claim(now=now, applicant=person)

    deadlines.close_papers_due(claim.papers_due_at)

    assert set(told(claim, "sent_to_dropbox")) == {"email", "sms", "whatsapp"}


def test_a_complete_claim_that_was_not_handed_in_is_handed_in_for_its_claimant_who_is_told(now):
    claim = factories.complete_papers(factories.open_claim(now=now), now=now)

    deadlines.close_papers_due(claim.papers_due_at)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert (claim.submitted_at, claim.submitted_by) == (claim.papers_due_at, "system:papers_due")
    assert events(claim)[-1] == "handed_in_at_deadline"
    assert set(told(claim, "handed_in_for_you")) == {"email", "sms"}
    assert told(claim, "handed_in_for_you")["sms"].context["promise"]


def test_a_claim_whose_deadline_is_ahead_is_refused_and_untouched(now):
    claim = factories.open_claim(now=now)

    with pytest.raises(Refused):
        deadlines.close_papers(claim.pk, by="system:x", now=claim.papers_due_at - A_SECOND)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_PAPERS


def test_sweeping_twice_changes_nothing_and_tells_nothing_twice(now):
    claim = factories.open_claim(now=now)

    first = deadlines.close_papers_due(claim.papers_due_at)
    after_first = (events(claim), Message.objects.count())
    second = deadlines.close_papers_due(claim.papers_due_at + timedelta(hours=1))

    assert (first, second) == (1, 0)
    assert (events(claim), Message.objects.count()) == after_first


def test_one_claim_that_cannot_be_carried_on_does_not_hold_up_the_others_and_is_seen(now, monkeypatch, caplog):
    odd, sound = (factories.open_claim(now=now) for _ in range(2))
    really = deadlines.send_to_dropbox

    def send_to_dropbox(claim, **arguments):
        if claim.pk == odd.pk:
            raise ValueError("an odd row")
        really(claim, **arguments)

    monkeypatch.setattr(deadlines, "send_to_dropbox", send_to_dropbox)
    with pytest.raises(RuntimeError, match=f"failed for 1 of 2 rows, first {odd.pk}"):
        deadlines.close_papers_due(odd.papers_due_at)

    odd.refresh_from_db()
    sound.refresh_from_db()
    assert sound.status == Claim.Status.SENT_TO_DROPBOX
    assert odd.status == Claim.Status.AWAITING_PAPERS
    assert "an odd row" in caplog.text


# --- Nobody is woken for it -------------------------------------------------------------------------------------


def told_from(claim: Claim, name: str) -> set:
    """When what was posted under this name is sent."""
    return {message.due_at for message in told(claim, name).values() if message.due_at}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("complete", "name"), [(False, "sent_to_dropbox"), (True, "handed_in_for_you")])
def test_the_claim_goes_on_at_midnight_and_its_claimant_is_told_in_the_morning(zone, complete, name, now):
    claim = factories.open_claim(now=now, branch=factories.branch(zone))
    if complete:
        factories.complete_papers(claim, now=now)
    a_minute_past = claim.papers_due_at + timedelta(minutes=1)

    deadlines.close_papers_due(a_minute_past)

    claim.refresh_from_db()
    seven = calendar.at(claim.branch, calendar.local_day(claim.branch, claim.visit_at), clock(7))
    assert claim.status != Claim.Status.AWAITING_PAPERS
    assert claim.sent_to_dropbox_at == (None if complete else a_minute_past)
    assert told_from(claim, name) == {seven}


def test_a_sweep_that_comes_late_by_day_tells_at_once(now):
    claim = factories.open_claim(now=now)
    at_nine = claim.papers_due_at + timedelta(hours=9)

    deadlines.close_papers_due(at_nine)

    assert told_from(claim, "sent_to_dropbox") == {at_nine}


def test_a_repair_and_a_place_whose_time_ends_at_midnight_are_told_of_in_the_morning(now):
    repairing = taken_claim(officer := factories.officer(), now=now)
    ask_for_repair(repairing, officer, now=now)
    repairing.refresh_from_db()
    without_place = factories.open_claim(now=now)
    booking.give_up_place(without_place.pk, by="claimant:x", now=now)
    without_place.refresh_from_db()

    deadlines.close_repairs_due(repairing.repair_due_at)
    deadlines.close_papers_due(without_place.papers_due_at)

    seven_hours = timedelta(hours=7)
    assert told_from(repairing, "sent_to_dropbox") == {repairing.repair_due_at + seven_hours}
    assert told_from(without_place, "place_not_chosen") == {without_place.papers_due_at + seven_hours}


def withdraws(claim: Claim, night) -> None:
    booking.withdraw(claim.pk, by="claimant:x", now=night)


def chooses_another_hour(claim: Claim, night) -> None:
    later = factories.slot(claim.branch, now=night, days=4)
    booking.move_place(claim.pk, slot_id=later.pk, by="claimant:x", now=night)


@pytest.mark.parametrize("acts", [withdraws, chooses_another_hour])
def test_who_acts_in_the_same_night_is_not_told_in_the_morning_what_held_at_midnight(acts, now):
    claim, other = factories.open_claim(now=now), factories.open_claim(now=now)
    deadlines.close_papers_due(claim.papers_due_at)
    night = claim.papers_due_at + timedelta(hours=1)

    acts(Claim.objects.with_people().get(pk=claim.pk), night)

    assert told(claim, "sent_to_dropbox") == {}
    assert set(told(other, "sent_to_dropbox")) == {"email", "sms"}


def test_who_sends_the_papers_in_the_night_is_told_of_the_drop_box_still_until_the_branch_takes_them(now):
    claim = factories.open_claim(now=now)
    deadlines.close_papers_due(claim.papers_due_at)

    factories.complete_papers(claim, now=claim.papers_due_at + timedelta(hours=1))

    assert set(told(claim, "sent_to_dropbox")) == {"email", "sms"}


# --- What was on its way at the deadline ------------------------------------------------------------------------


def complete_with_one_in_the_machine(now):
    """A claim whose last paper arrived in full a second before the deadline and is still being checked."""
    claim = factories.open_claim(now=now)
    [left] = send_all_but_one(claim, now=now)
    return claim, left, send_unusable(claim, left.kinds[0], now=claim.papers_due_at - A_SECOND)


def test_a_paper_that_arrived_in_full_counts_while_the_machine_still_looks_at_it(now):
    claim, _left, file = complete_with_one_in_the_machine(now)

    deadlines.close_papers_due(claim.papers_due_at)

    claim.refresh_from_db()
    file.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert (file.state, file.is_late) == ("received", False)


def test_when_that_paper_is_refused_the_person_gets_a_day_for_it_alone(now):
    claim, left, file = complete_with_one_in_the_machine(now)
    deadlines.close_papers_due(claim.papers_due_at)
    seen_at = claim.papers_due_at + timedelta(minutes=3)

    looking.look_at(file.pk, now=seen_at)

    claim = Claim.objects.with_people().get(pk=claim.pk)
    message = told(claim, "page_refused")["sms"]
    assert claim.status == Claim.Status.AWAITING_REPAIR
    assert claim.repair_due_at == seen_at + timedelta(hours=24)
    assert [need.key for need in claim.missing_papers()] == [left.key]
    assert claim.papers.get(kind=left.kinds[0]).due_at == claim.repair_due_at
    assert claim.papers.exclude(kind=left.kinds[0]).filter(returned_at__isnull=False).count() == 0
    assert told(claim, "handed_in_for_you") == {}  # it waited for the morning, and holds no more
    assert message.context["until"] == calendar.say_deadline(claim.branch, claim.repair_due_at)
    assert message.context["reason"] == file.paper.files.get().refusal


def test_the_paper_sent_again_within_the_day_goes_back_to_the_officers(now):
    claim, left, file = complete_with_one_in_the_machine(now)
    deadlines.close_papers_due(claim.papers_due_at)
    looking.look_at(file.pk, now=claim.papers_due_at)
    later = claim.papers_due_at + timedelta(hours=23)

    factories.send_paper(claim, left.kinds[0], now=later)
    filing.submit(claim.pk, by="claimant:x", now=later)

    claim.refresh_from_db()
    assert (claim.status, claim.repair_due_at) == (Claim.Status.AWAITING_CHECK, None)
    assert events(claim)[-1] == "repair_answered"


def test_not_sent_again_within_the_day_the_claim_goes_to_the_drop_box(now):
    claim, left, file = complete_with_one_in_the_machine(now)
    deadlines.close_papers_due(claim.papers_due_at)
    looking.look_at(file.pk, now=claim.papers_due_at)
    a_day_later = claim.papers_due_at + timedelta(hours=24)

    too_early = deadlines.close_repairs_due(a_day_later - A_SECOND)
    in_time = deadlines.close_repairs_due(a_day_later)
    again = deadlines.close_repairs_due(a_day_later)

    claim.refresh_from_db()
    assert (too_early, in_time, again) == (0, 1, 0)
    assert (claim.status, claim.repair_due_at) == (Claim.Status.SENT_TO_DROPBOX, None)
    assert told(claim, "sent_to_dropbox")["sms"].context["missing"] == [left.label]


def test_sent_again_but_not_handed_in_it_is_handed_in_when_the_day_is_over(now):
    claim, left, file = complete_with_one_in_the_machine(now)
    deadlines.close_papers_due(claim.papers_due_at)
    looking.look_at(file.pk, now=claim.papers_due_at)
    factories.send_paper(claim, left.kinds[0], now=claim.papers_due_at + timedelta(hours=1))

    deadlines.close_repairs_due(claim.papers_due_at + timedelta(hours=24))

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert events(claim)[-1] == "repair_handed_in_at_deadline"


def test_a_page_refused_after_the_deadline_is_asked_for_again_although_other_pages_of_the_paper_are_here(now):
    claim = factories.complete_papers(factories.open_claim(now=now), now=now)
    kind = claim.needs()[0].kinds[0]
    second_page = send_unusable(claim, kind, now=now)
    deadlines.close_papers_due(claim.papers_due_at)

    looking.look_at(second_page.pk, now=claim.papers_due_at)

    claim = Claim.objects.with_people().get(pk=claim.pk)
    row = task_list.rows(claim, claim.needs())[0]
    until = told(claim, "page_refused")["sms"].context["until"]
    assert claim.status == Claim.Status.AWAITING_REPAIR
    assert (row["status"], row["hint"]) == ("Kirim ulang", claim.papers.get(kind=kind).return_words)
    assert until == calendar.say_deadline(claim.branch, claim.papers_due_at + timedelta(hours=24))


# --- What is on its way ---


def an_upload(claim: Claim, *, begun_at) -> Upload:
    return Upload.objects.create(
        claim=claim, kind=claim.missing_papers()[0].kinds[0], word=fresh.token(), length=10, network_index=b"",
        begun_at=begun_at, seen_at=begun_at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("begun", "looked", "closed"),
    [(-1, 0, False), (-1, 29 * 60, False), (-1, 30 * 60, True), (0, 0, True)],
    ids=["begun in time", "within the grace", "after the grace", "begun too late"],
)
def test_the_sweep_waits_for_an_upload_that_began_in_time(begun, looked, closed, now):
    claim = factories.open_claim(now=now)
    an_upload(claim, begun_at=claim.papers_due_at + timedelta(seconds=begun))

    deadlines.close_papers_due(claim.papers_due_at + timedelta(seconds=looked))

    claim.refresh_from_db()
    assert (claim.status == "sent_to_dropbox") == closed


def test_the_sweep_does_not_wait_for_an_upload_that_was_given_up(now):
    claim = factories.open_claim(now=now)
    Upload.objects.filter(pk=an_upload(claim, begun_at=now).pk).update(ended_at=now)

    assert deadlines.close_papers_due(claim.papers_due_at) == 1
