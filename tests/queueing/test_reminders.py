"""Who is reminded of what, when, and once: moment by booking by state, in the three zones."""

import threading
from datetime import datetime, time, timedelta

import pytest

from branches import calendar
from branches.models import Branch
from claims import deadlines, filing, reminding
from claims.models import Claim, ClaimEvent
from notifications.models import Message
from queueing import booking, reminders
from queueing.models import Slot, SlotReminder, Ticket
from tests import factories
from tests.claims.telling import told
from tests.queueing.races import all_at_once
from tests.verification.at_the_desk import ask_for_repair, taken_claim

pytestmark = pytest.mark.slow

ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
PAPERS, REACHABLE, COME, ENVELOPE = "papers_still_missing", "be_reachable", "come_and_bring", "envelope_awaited"
A_MINUTE = timedelta(minutes=1)
rules = pytest.mark.usefixtures("house")


@pytest.fixture(params=ZONES)
def branch(house, request) -> Branch:
    return factories.branch(request.param)


@pytest.fixture
def slot(branch, now) -> Slot:
    """Ten in the morning, six days ahead."""
    return factories.slot(branch, now=now, days=6, hour=10)


def on(slot: Slot, days_before: int, hour: int, minute: int = 0) -> datetime:
    """The instant at which the branch's clock shows that hour, so many days before the visit."""
    return calendar.at(slot.branch, slot.day - timedelta(days=days_before), time(hour, minute))


def reminded(claim: Claim) -> list[str]:
    """The kinds this claim was reminded of, in order."""
    events = ClaimEvent.objects.filter(claim=claim, name="reminded").order_by("number")
    return [event.detail["kind"] for event in events]


def sweep_all_the_way(slot: Slot, *, start: datetime) -> None:
    """The sweeps of the days until the visit: every hour is enough, though they come every few minutes."""
    now = start
    while now < slot.starts_at:
        deadlines.close_papers_due(now)
        reminders.remind_due(now)
        now += timedelta(hours=1)


# --- Moment by booking: each kind is left out for who booked after its moment --------------------------------------


@pytest.mark.parametrize(
    ("days_before", "hour", "minute", "kinds"),
    [
        (5, 12, 0, ["three_days", "day_before", "last_hours"]),
        (3, 8, 0, ["three_days", "day_before", "last_hours"]),
        (3, 8, 1, ["day_before", "last_hours"]),
        (1, 8, 0, ["day_before", "last_hours"]),
        (1, 8, 1, ["last_hours"]),
        (1, 21, 0, ["last_hours"]),
        (1, 21, 1, []),
    ],
)
def test_a_claim_without_papers_hears_of_each_moment_that_lay_ahead_when_it_was_booked(
    slot, days_before, hour, minute, kinds
):
    booked_at = on(slot, days_before, hour, minute)
    claim = factories.open_claim(now=booked_at, at=slot)

    sweep_all_the_way(slot, start=on(slot, days_before, hour) + timedelta(minutes=30 if minute else 0))

    assert reminded(claim) == kinds
    assert set(told(claim, PAPERS)) == ({"email", "sms"} if kinds else set())
    assert told(claim, "sent_to_dropbox")["sms"].due_at == on(slot, 0, 7)  # what is said on the morning itself


def test_who_has_sent_everything_hears_only_that_the_hour_comes(slot, now):
    claim = factories.open_claim(now=now, at=slot)
    factories.complete_papers(claim, now=now)

    sweep_all_the_way(slot, start=now)

    assert reminded(claim) == ["the_hour"]
    message = told(claim, REACHABLE)["sms"]
    assert message.context["visit"] == calendar.say_instant(slot.branch, slot.starts_at)
    assert message.context["no_need_to_come"]
    assert message.posted_at == on(slot, 0, 7)


def test_papers_completed_between_two_moments_stop_the_second(slot, now):
    claim = factories.open_claim(now=now, at=slot)
    reminders.remind_due(on(slot, 3, 8))
    factories.complete_papers(claim, now=on(slot, 2, 12))

    reminders.remind_due(on(slot, 1, 8))
    reminders.remind_due(on(slot, 1, 21))

    assert reminded(claim) == ["three_days"]


def test_a_reminder_says_what_is_missing_until_when_and_where(slot, now):
    claim = factories.open_claim(now=now, at=slot)
    missing = [need.label for need in Claim.objects.with_people().get(pk=claim.pk).missing_papers()]

    reminders.remind_due(on(slot, 1, 8))

    words = told(claim, PAPERS)["email"].context
    assert words["missing"] == missing
    assert words["papers_due"] == calendar.say_deadline(slot.branch, slot.papers_due_at)
    assert words["link"].endswith("/klaim/")


# --- By state and door ---------------------------------------------------------------------------------------------


def test_who_was_sent_to_the_drop_box_at_midnight_is_told_in_the_morning_what_to_bring_once(slot, now):
    claim = factories.open_claim(now=now, at=slot)
    deadlines.close_papers_due(slot.papers_due_at)

    reminders.remind_due(on(slot, 0, 7))

    message = told(claim, "sent_to_dropbox")["sms"]
    assert (message.due_at, bool(message.context["bring"])) == (on(slot, 0, 7), True)
    assert (reminded(claim), told(claim, ENVELOPE), told(claim, REACHABLE)) == ([], {}, {})


def test_who_was_sent_there_on_an_earlier_day_is_reminded_of_the_envelope_at_the_hour(branch, now):
    slot = factories.slot(branch, now=now, days=12, hour=10)
    officer = factories.officer()
    claim = taken_claim(officer, now=now, at=slot)
    ask_for_repair(claim, officer, now=now)
    deadlines.close_repairs_due(Claim.objects.get(pk=claim.pk).repair_due_at)

    reminders.remind_due(on(slot, 0, 7))

    assert reminded(claim) == ["the_hour"]
    assert told(claim, ENVELOPE)["sms"].context["bring"]
    assert told(claim, REACHABLE) == {}


def test_who_was_sent_there_this_very_morning_is_not_told_twice(slot, now):
    claim = factories.open_claim(now=now, at=slot)
    deadlines.close_papers_due(on(slot, 0, 6, 55))  # the sweep was down at midnight

    reminders.remind_due(on(slot, 0, 7))

    assert reminded(claim) == []


def test_who_completed_late_is_not_asked_for_an_envelope(slot, now):
    claim = factories.open_claim(now=now, at=slot)
    deadlines.close_papers_due(slot.papers_due_at)
    factories.complete_papers(claim, now=slot.papers_due_at + A_MINUTE)
    assert Claim.objects.get(pk=claim.pk).completed_late_at

    reminders.remind_due(on(slot, 0, 7))

    assert reminded(claim) == []


@pytest.mark.parametrize("complete", [False, True])
def test_who_has_a_place_at_the_counter_is_told_the_afternoon_before_to_come_and_bring(branch, now, complete):
    slot = factories.slot(branch, now=now, days=5, hour=10, door="onsite")
    claim = factories.open_claim(now=now, at=slot, door="onsite")
    if complete:
        factories.complete_papers(claim, now=now)
        filing.submit(claim.pk, by="claimant:x", now=now)

    sweep_all_the_way(slot, start=now)

    assert reminded(claim) == ["the_hour"]
    message = told(claim, COME)["email"]
    assert message.posted_at == on(slot, 1, 17)
    assert message.context["bring"]
    assert not message.context.get("no_need_to_come")


@rules
@pytest.mark.parametrize("ending", ["withdrawn", "given_up"])
def test_who_has_no_place_any_more_hears_of_no_hour(now, ending):
    slot = factories.slot(factories.branch(), now=now, days=6, hour=10)
    claim = factories.open_claim(now=now, at=slot)
    factories.open_claim(now=now, at=slot)  # somebody else, so that the slot is looked at
    (booking.withdraw if ending == "withdrawn" else booking.give_up_place)(claim.pk, by="claimant:x", now=now)

    reminders.remind_due(on(slot, 3, 8))

    assert reminded(claim) == []
    assert SlotReminder.objects.filter(slot=slot, kind="three_days").exists()


def test_a_moved_place_counts_from_its_new_ticket(branch, slot, now):
    claim = factories.open_claim(now=now, at=slot)
    reminders.remind_due(on(slot, 3, 8))
    later = factories.slot(branch, now=now, days=8, hour=9)
    later.releases_at = now
    later.save(update_fields=["releases_at"])
    booking.move_place(claim.pk, slot_id=later.pk, by="claimant:x", now=on(slot, 3, 9))

    sweep_all_the_way(later, start=on(slot, 3, 9))

    assert reminded(claim) == ["three_days", "three_days", "day_before", "last_hours"]


def test_a_place_booked_for_today_is_reminded_three_hours_before_its_hour(branch, now, settings):
    settings.BOOKING_CLOSES = {**settings.BOOKING_CLOSES, "online": timedelta(hours=1)}
    slot = factories.slot(branch, now=now, days=2, hour=14)
    claim = factories.open_claim(now=on(slot, 0, 9), at=slot)
    assert claim.papers_due_at == slot.starts_at

    sweep_all_the_way(slot, start=on(slot, 0, 9))

    assert reminded(claim) == ["same_day"]
    assert told(claim, PAPERS)["sms"].posted_at == on(slot, 0, 11)


# --- Late sweeps, and the night ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days_before", "hour", "minute", "kinds"),
    [
        (3, 7, 59, []),
        (3, 20, 59, ["three_days"]),
        (3, 21, 0, []),
        (2, 9, 0, []),
        (1, 7, 59, []),
        (1, 17, 59, ["day_before"]),
        (1, 18, 0, []),
        (1, 20, 59, []),
        (1, 21, 0, ["last_hours"]),
        (1, 22, 59, ["last_hours"]),
        (1, 23, 0, []),
    ],
)
def test_a_sweep_that_comes_late_leaves_out_what_is_of_no_use_any_more(slot, now, days_before, hour, minute, kinds):
    claim = factories.open_claim(now=now, at=slot)

    reminders.remind_due(on(slot, days_before, hour, minute))

    assert reminded(claim) == kinds


@pytest.mark.parametrize(
    ("hour", "minute", "kinds"), [(6, 59, []), (7, 0, ["the_hour"]), (9, 59, ["the_hour"]), (10, 0, [])]
)
def test_nobody_is_woken_to_be_told_of_the_hour_and_nobody_told_once_it_is_over(slot, now, hour, minute, kinds):
    claim = factories.submitted_claim(now=now, at=slot)

    reminders.remind_due(on(slot, 0, hour, minute))

    assert reminded(claim) == kinds


# --- Exactly once --------------------------------------------------------------------------------------------------


@rules
def test_sweeping_again_tells_nobody_twice(now):
    slot = factories.slot(factories.branch(), now=now, days=6, hour=10)
    factories.open_claim(now=now, at=slot)
    reminders.remind_due(on(slot, 3, 8))
    posted = Message.objects.filter(name=PAPERS, rung=0).count()

    reminders.remind_due(on(slot, 3, 8, 5))

    assert Message.objects.filter(name=PAPERS, rung=0).count() == posted == 1


@rules
def test_a_sweep_that_died_midway_reaches_the_others_next_time_and_nobody_twice(now, monkeypatch):
    slot = factories.slot(factories.branch(), now=now, days=6, hour=10)
    claims = [factories.open_claim(now=now, at=slot) for _ in range(3)]
    really, reached = reminding.remind, []

    def dies_at_the_second(claim, **words):
        if len(reached) == 1:
            raise KeyboardInterrupt
        reached.append(claim.pk)
        really(claim, **words)

    monkeypatch.setattr(reminding, "remind", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        reminders.remind_due(on(slot, 3, 8))
    monkeypatch.setattr(reminding, "remind", really)
    reminders.remind_due(on(slot, 3, 8, 5))

    assert [reminded(claim) for claim in claims] == [["three_days"]] * 3
    assert Message.objects.filter(name=PAPERS, rung=0).count() == 3


@rules
def test_one_claim_that_cannot_be_reminded_does_not_keep_the_others_waiting_and_is_tried_again(now, monkeypatch):
    slot = factories.slot(factories.branch(), now=now, days=6, hour=10)
    odd, sound = (factories.open_claim(now=now, at=slot) for _ in range(2))
    really = reminding.remind

    def remind(claim, **words):
        if claim.pk == odd.pk:
            raise ValueError("an odd row")
        really(claim, **words)

    monkeypatch.setattr(reminding, "remind", remind)
    with pytest.raises(RuntimeError, match="failed for 1"):
        reminders.remind_due(on(slot, 3, 8))
    assert (reminded(odd), reminded(sound)) == ([], ["three_days"])
    monkeypatch.setattr(reminding, "remind", really)
    reminders.remind_due(on(slot, 3, 8, 5))

    assert (reminded(odd), reminded(sound)) == (["three_days"], ["three_days"])


@rules
def test_a_morning_with_many_hours_is_seen_to_in_several_sweeps_the_nearest_first(now, monkeypatch):
    monkeypatch.setattr(reminders, "SLOTS_A_SWEEP", 2)
    slots = [factories.slot(factories.branch(), now=now, days=6, hour=hour) for hour in (11, 9, 10)]
    claims = [factories.open_claim(now=now, at=slot) for slot in slots]

    reminders.remind_due(on(slots[0], 3, 8))
    first = [reminded(claim) for claim in claims]
    reminders.remind_due(on(slots[0], 3, 8, 5))

    assert first == [[], ["three_days"], ["three_days"]]
    assert [reminded(claim) for claim in claims] == [["three_days"]] * 3


racing = pytest.mark.django_db(transaction=True)


@racing
@pytest.mark.usefixtures("house")
def test_four_sweeps_at_once_tell_everybody_once(now):
    slot = factories.slot(factories.branch(), now=now, days=6, hour=10)
    claims = [factories.open_claim(now=now, at=slot) for _ in range(5)]

    all_at_once([lambda: reminders.remind_due(on(slot, 3, 8))] * 4)

    assert [reminded(claim) for claim in claims] == [["three_days"]] * 5


@racing
@pytest.mark.usefixtures("house")
def test_four_sweeps_at_once_do_tell_twice_when_the_claim_is_not_locked(now, monkeypatch):
    slot = factories.slot(factories.branch(), now=now, days=6, hour=10)
    claim = factories.open_claim(now=now, at=slot)
    together = threading.Barrier(4)
    said: list[object] = []

    def look_then_tell(locked, **words):
        seen = reminded(locked)
        together.wait(timeout=30)
        if not seen:
            said.append(words["mark"])

    monkeypatch.setattr(reminders, "locked", lambda pk: Claim.objects.with_people().get(pk=pk))
    monkeypatch.setattr(reminding, "remind", look_then_tell)
    all_at_once([lambda: reminders.remind_due(on(slot, 3, 8))] * 4)

    assert len(said) > 1
    assert Ticket.objects.filter(claim=claim).count() == 1
