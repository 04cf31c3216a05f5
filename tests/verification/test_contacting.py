"""Contacts: who may agree on a call, for which hours, what the person is told, and what is written down of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from branches import calendar
from calls.models import Room
from claims import appointments, questions
from claims.models import Appointment, Claim
from notifications.models import Message
from tests import factories
from tests.verification.at_the_desk import papers_of, taken_claim
from verification import desk_lists
from verification.calls import calling
from verification.contacting import agreeing, page, seeing
from verification.models import Attempt, CallTask, Contact, OriginalShown
from workflow import Refused

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]

VIDEO, PHONE = Contact.Way.VIDEO, Contact.Way.PHONE
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def claim(officer, now) -> Claim:
    return taken_claim(officer, now=now)


@pytest.fixture
def tomorrow_at_ten(claim, now):
    """An hour of the next service day of the branch."""
    day = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), 1)
    return calendar.at(claim.branch, day, agreeing.OFFICE_FROM) + timedelta(hours=2)


def told(claim) -> list[str]:
    return list(
        Message.objects.filter(person=f"claimant:{claim.pk}", rung=0)
        .order_by("posted_at")
        .values_list("name", flat=True)
    )


def happened(claim) -> list[str]:
    return list(claim.events.order_by("number").values_list("name", flat=True))


def agree(claim, officer, *, way=VIDEO, at=None, now) -> Contact:
    return agreeing.invite(claim.pk, way=way, at=at, by=officer.actor, now=now)


def test_a_video_call_has_an_hour_a_room_and_a_word_to_the_person(claim, officer, tomorrow_at_ten, now):
    contact = agree(claim, officer, at=tomorrow_at_ten, now=now)

    room = Room.objects.get(about=contact.appointment.room_key)
    assert (room.opens_at, room.closes_at) == (contact.appointment.opens_at, contact.appointment.closes_at)
    assert room.is_open(tomorrow_at_ten)
    assert "call_arranged" in told(claim)
    message = Message.objects.filter(name="call_arranged").first()
    assert message.context["hour"] == calendar.say_instant(claim.branch, tomorrow_at_ten)
    assert "Mulai video" in message.context["how"]
    assert "call_arranged" in happened(claim)


def test_a_video_call_at_once_is_open_now(claim, officer, now):
    contact = agree(claim, officer, now=now)

    assert seeing.room_of(contact.pk, by=officer.actor).is_open(now)


def test_a_telephone_call_for_an_hour_is_a_task_of_that_hour(claim, officer, tomorrow_at_ten, now):
    contact = agree(claim, officer, way=PHONE, at=tomorrow_at_ten, now=now)

    assert contact.call_task.due_at == tomorrow_at_ten
    assert not Room.objects.exists()
    assert "menelepon nomor ponsel" in Message.objects.filter(name="call_arranged").first().context["how"]


def test_a_telephone_call_at_once_is_in_hand(claim, officer, now):
    contact = agree(claim, officer, way=PHONE, now=now)

    contact.call_task.refresh_from_db()
    assert contact.call_task.is_held_by(officer.actor)
    assert contact.appointment is None


@pytest.mark.parametrize(
    ("day", "hour", "fits"),
    [
        (1, timedelta(hours=8), True),
        (1, timedelta(hours=17) - A_MINUTE, True),
        (1, timedelta(hours=8) - A_MINUTE, False),
        (1, timedelta(hours=17), False),
        (20, timedelta(hours=10), False),
    ],
)
def test_calls_are_agreed_for_office_hours_of_the_branch(claim, now, day, hour, fits):
    local = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), day)
    at = calendar.at(claim.branch, local, agreeing.OFFICE_FROM) + hour - timedelta(hours=8)

    if fits:
        agreeing.refuse_odd_hour(claim, at, now)
    else:
        with pytest.raises(Refused):
            agreeing.refuse_odd_hour(claim, at, now)


def test_no_call_is_agreed_for_a_day_off_or_for_what_is_past(claim, now):
    today = calendar.local_day(claim.branch, now)
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)

    for at in (calendar.at(claim.branch, saturday, agreeing.OFFICE_FROM), now - A_MINUTE, now):
        with pytest.raises(Refused):
            agreeing.refuse_odd_hour(claim, at, now)


def test_only_who_holds_the_claim_agrees_moves_cancels_and_sees(claim, officer, tomorrow_at_ten, now):
    contact = agree(claim, officer, at=tomorrow_at_ten, now=now)
    other = factories.officer().actor
    paper = papers_of(claim)[0]

    for verb in (
        lambda: agreeing.invite(claim.pk, way=VIDEO, by=other, now=now),
        lambda: agreeing.move(contact.pk, at=tomorrow_at_ten + A_MINUTE, by=other, now=now),
        lambda: agreeing.cancel(contact.pk, by=other, now=now),
        lambda: agreeing.ask_in_writing(claim.pk, question="Apa?", by=other, now=now),
        lambda: seeing.room_of(contact.pk, by=other),
        lambda: seeing.note_original(contact.pk, paper.pk, by=other, now=now),
        lambda: seeing.note_outcome(contact.pk, outcome="reached", note="", next_phrase="a b c", by=other, now=now),
    ):
        with pytest.raises(Refused, match="tidak sedang Anda pegang"):
            verb()
    assert not OriginalShown.objects.exists()


def test_a_claim_has_one_call_ahead(claim, officer, tomorrow_at_ten, now):
    agree(claim, officer, at=tomorrow_at_ten, now=now)

    with pytest.raises(Refused, match="sudah punya janji"):
        agree(claim, officer, way=PHONE, at=tomorrow_at_ten, now=now)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("way", [VIDEO, PHONE])
def test_a_moved_call_has_its_new_hour_everywhere(claim, officer, tomorrow_at_ten, now, way):
    contact = agree(claim, officer, way=way, at=tomorrow_at_ten, now=now)
    later = tomorrow_at_ten + timedelta(hours=3)

    agreeing.move(contact.pk, at=later, by=officer.actor, now=now)

    assert Appointment.objects.get().at == later
    assert [task.due_at for task in CallTask.objects.all()] == ([later] if way == PHONE else [])
    assert [room.is_open(later) for room in Room.objects.all()] == ([True] if way == VIDEO else [])
    assert [room.is_open(tomorrow_at_ten) for room in Room.objects.all()] == ([False] if way == VIDEO else [])
    assert "call_moved" in told(claim)


@pytest.mark.parametrize("way", [VIDEO, PHONE])
def test_a_cancelled_call_is_awaited_by_nobody(claim, officer, tomorrow_at_ten, now, way):
    contact = agree(claim, officer, way=way, at=tomorrow_at_ten, now=now)

    agreeing.cancel(contact.pk, by=officer.actor, now=now)

    assert appointments.ahead_of(claim) is None
    assert not CallTask.objects.open().exists()
    assert not any(room.is_open(tomorrow_at_ten) for room in Room.objects.all())
    assert "call_cancelled" in told(claim)
    with pytest.raises(Refused, match="sudah selesai"):
        agreeing.cancel(contact.pk, by=officer.actor, now=now)
    assert agree(claim, officer, at=tomorrow_at_ten, now=now)


def test_who_was_met_heard_the_phrase_and_the_call_is_over(claim, officer, now):
    contact = agree(claim, officer, now=now)

    seeing.note_outcome(
        contact.pk, outcome="reached", note=" Wajah cocok. ", next_phrase="baru sekali kata", by=officer.actor, now=now
    )

    claim.refresh_from_db()
    contact.refresh_from_db()
    assert contact.ended_by == officer.actor
    assert contact.appointment.ended_because == Appointment.Ended.HELD
    assert Attempt.objects.get().note == "Wajah cocok."
    assert Claim.objects.get().caller_phrase == "baru sekali kata"
    assert not Room.objects.get().is_open(now)
    assert {"call_held", "caller_phrase_spoken"} <= set(happened(claim))


@pytest.mark.parametrize("outcome", ["not_there", "no_line"])
def test_who_was_not_met_may_still_come(claim, officer, now, outcome):
    contact = agree(claim, officer, now=now)
    phrase = claim.caller_phrase

    seeing.note_outcome(contact.pk, outcome=outcome, note="", next_phrase="a b c", by=officer.actor, now=now)

    assert seeing.room_of(contact.pk, by=officer.actor).is_open(now)
    assert Claim.objects.get().caller_phrase == phrase


def test_an_original_is_ticked_once_and_only_for_a_paper_of_the_claim(claim, officer, now):
    contact = agree(claim, officer, now=now)
    paper = papers_of(claim)[0]
    strange = papers_of(factories.submitted_claim(now=now))[0]

    seeing.note_original(contact.pk, paper.pk, by=officer.actor, now=now)

    with pytest.raises(Refused, match="sudah dicatat"):
        seeing.note_original(contact.pk, paper.pk, by=officer.actor, now=now)
    with pytest.raises(Refused, match="bukan bagian"):
        seeing.note_original(contact.pk, strange.pk, by=officer.actor, now=now)
    assert OriginalShown.objects.get().paper == paper
    assert page.lines(claim)[0].originals == [paper.kind.name]


def test_what_came_of_a_call_is_written_once(claim, officer, now):
    contact = agree(claim, officer, now=now)
    seeing.note_original(contact.pk, papers_of(claim)[0].pk, by=officer.actor, now=now)
    seeing.note_outcome(contact.pk, outcome="not_there", note="x", next_phrase="a b c", by=officer.actor, now=now)

    for model in (Attempt, OriginalShown):
        for change in (model.objects.all().delete, lambda model=model: model.objects.update(by="somebody")):
            with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
                change()


@pytest.mark.parametrize(
    ("outcome", "because"), [("reached", Appointment.Ended.HELD), ("wrong_number", Appointment.Ended.MISSED)]
)
def test_a_telephone_call_that_was_made_ends_its_contact(claim, officer, now, tomorrow_at_ten, outcome, because):
    contact = agree(claim, officer, way=PHONE, at=tomorrow_at_ten, now=now)
    calling.take(contact.call_task.pk, by=officer.actor, now=tomorrow_at_ten)

    calling.note_outcome(
        contact.call_task.pk, outcome=outcome, next_phrase="a b c", by=officer.actor, now=tomorrow_at_ten
    )

    contact.refresh_from_db()
    assert contact.ended_at == tomorrow_at_ten
    assert contact.appointment.ended_because == because


def test_a_question_is_sent_and_its_answer_read_at_the_desk(claim, officer, now):
    agreeing.ask_in_writing(claim.pk, question=" Apakah nama di KTP benar? ", by=officer.actor, now=now)
    asked = claim.questions.get()

    questions.answer(asked.pk, text="Benar.", by=f"claimant:{claim.pk}", now=now)

    assert Message.objects.filter(name="officer_asks").first().context["question"] == "Apakah nama di KTP benar?"
    assert page.lines(claim)[0].came_of_it == ["“Apakah nama di KTP benar?” Benar."]
    with pytest.raises(Refused, match="sudah dijawab"):
        questions.answer(asked.pk, text="Lain.", by=f"claimant:{claim.pk}", now=now)


def test_an_answer_lies_on_the_desk_of_who_asked_until_they_open_the_claim(claim, officer, client, now):
    agreeing.ask_in_writing(claim.pk, question="Apakah nama di KTP benar?", by=officer.actor, now=now)
    colleague = factories.officer()

    def waiting(user):
        return [asked.claim for asked in desk_lists.desk_of(user, now=now).answers]

    before = waiting(officer)
    questions.answer(claim.questions.get().pk, text="Benar.", by=f"claimant:{claim.pk}", now=now)
    answered = waiting(officer)
    client.force_login(colleague)
    client.get(f"/petugas/meja/{claim.case_number}/")
    after_a_colleague = waiting(officer)
    client.force_login(officer)
    client.get(f"/petugas/meja/{claim.case_number}/")

    assert (before, answered, after_a_colleague, waiting(officer)) == ([], [claim], [claim], [])
    assert waiting(colleague) == []


@pytest.mark.parametrize("reserved_for", ["asker", "colleague"])
def test_an_answer_ends_the_rest_of_a_claim_that_waits_for_it_with_who_asked(claim, officer, now, reserved_for):
    agreeing.ask_in_writing(claim.pk, question="Apakah nama di KTP benar?", by=officer.actor, now=now)
    keeper = officer if reserved_for == "asker" else factories.officer()
    Claim.objects.filter(pk=claim.pk).update(
        taken_by="", taken_at=None, taken_until=None, reserved_for=keeper.actor, rests_until=now + timedelta(days=3)
    )

    questions.answer(claim.questions.get().pk, text="Benar.", by=f"claimant:{claim.pk}", now=now)

    claim.refresh_from_db()
    assert (claim.rests_until is None) is (reserved_for == "asker")


def test_the_calls_of_today_are_those_of_the_branchs_own_day(claim, officer, tomorrow_at_ten, now):
    agree(claim, officer, at=tomorrow_at_ten, now=now)
    midnight = calendar.at(claim.branch, calendar.local_day(claim.branch, tomorrow_at_ten), agreeing.OFFICE_FROM)
    midnight -= timedelta(hours=8)

    def seen(user, at):
        return [line.contact.claim.case_number for line in page.today(user, at)]

    assert seen(officer, midnight) == [claim.case_number]
    assert seen(officer, midnight + timedelta(days=1) - A_MINUTE) == [claim.case_number]
    assert seen(officer, midnight - A_MINUTE) == []
    assert seen(officer, midnight + timedelta(days=1)) == []
    assert seen(factories.officer(), midnight) == []


def test_an_hour_that_is_over_is_told_to_nobody(claim, officer, tomorrow_at_ten, now):
    contact = agree(claim, officer, at=tomorrow_at_ten, now=now)

    [ends] = set(Message.objects.filter(name="call_arranged").values_list("not_after", flat=True))

    assert ends == contact.appointment.closes_at
