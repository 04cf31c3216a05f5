"""Whether a person was told, telling again, and the red list of those who were not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from claims import news_read
from claims.models import Claim
from notifications import ladder, told
from notifications.ladder import Rung
from notifications.models import Channel, Message, State
from tests import factories
from tests.verification.at_the_desk import call_task, news
from verification import notices
from verification.calls import calling
from verification.models import CallTask
from verification.told import again, red_list, screen
from workflow import Refused

HOUR = timedelta(hours=1)
ME = "officer:1"


@pytest.fixture
def claim(house, now) -> Claim:
    return Claim.objects.with_people().get(pk=factories.open_claim(now=now - HOUR).pk)


def told_of(claim: Claim, name: str = "sent_to_dropbox") -> screen.Line:
    """The line of the screen about that message."""
    title = screen.TITLES[name]
    [line] = [line for line in screen.lines(claim) if line.title == title]
    return line


def fail(rung: Message, *, now, reason: str = "twilio 30005") -> None:
    ladder.fail(rung, where=Message.objects.filter(pk=rung.pk), reason=reason, now=now)


def by_sms(claim: Claim, *, now) -> Message:
    [rung] = news(claim, now=now, rungs=[Rung(0, Channel.SMS, claim.applicant.phone)])
    return rung


# --- The screen ---


def test_news_under_way_is_said_to_be_on_its_way(claim, now):
    by_sms(claim, now=now)

    line = told_of(claim)

    assert (line.verdict, line.must_know) == ("on_its_way", True)
    assert "SMS" in line.verdict_words


def test_a_delivered_message_says_when_and_how(claim, now):
    rung = by_sms(claim, now=now)
    told.confirm(rung, State.DELIVERED, at=now)

    line = told_of(claim)

    assert line.verdict == "told"
    assert line.verdict_words.startswith("Sudah tahu: ")
    assert line.verdict_words.endswith(" WITA, lewat SMS.")


def test_what_failed_says_why_in_words_and_masks_the_number(claim, now):
    fail(by_sms(claim, now=now), now=now)

    line = told_of(claim)

    [tried] = line.tried
    assert line.verdict == "untold"
    assert "nomor tidak dikenal atau tidak aktif" in line.verdict_words
    assert claim.applicant.phone not in f"{tried}"
    assert tried.address.endswith(claim.applicant.phone[-3:])


def test_a_call_that_waits_says_who_has_it(claim, now):
    task = call_task(claim, now=now)

    waiting = told_of(claim).tried[0]
    calling.take(task.pk, by=ME, now=task.due_at)
    taken = told_of(claim).tried[0]

    assert waiting.reason.startswith("Ditelepon mulai")
    assert taken.reason == "Sedang dipegang petugas"


def test_the_newest_event_stands_first(claim, now):
    by_sms(claim, now=now)

    titles = [line.title for line in screen.lines(claim)]

    assert titles[0] == screen.TITLES["sent_to_dropbox"]
    assert titles[-1] == screen.TITLES["place_taken"]


# --- Sent again ---


def test_what_is_sent_again_is_a_new_try_on_the_same_line(claim, now):
    rung = by_sms(claim, now=now)
    fail(rung, now=now)

    again.by_every_way(rung.pk, by=ME, now=now + HOUR)

    line = told_of(claim)
    assert line.verdict == "on_its_way"
    assert any(tried.is_again for tried in line.tried)
    assert claim.events.get(name="told_again").by == ME


def test_while_something_is_on_its_way_nothing_is_sent_again(claim, now):
    rung = by_sms(claim, now=now)

    with pytest.raises(Refused, match="dalam perjalanan"):
        again.by_every_way(rung.pk, by=ME, now=now + HOUR)


def test_within_ten_minutes_nothing_is_sent_again(claim, now):
    rung = by_sms(claim, now=now)
    fail(rung, now=now)

    with pytest.raises(Refused, match="sepuluh menit"):
        again.by_every_way(rung.pk, by=ME, now=now + again.PAUSE - timedelta(seconds=1))


def test_overtaken_news_is_not_sent_again(claim, now):
    old = by_sms(claim, now=now)
    fail(old, now=now)
    by_sms(claim, now=now + HOUR)

    with pytest.raises(Refused, match="tidak berlaku"):
        again.by_every_way(old.pk, by=ME, now=now + 2 * HOUR)


def test_a_dead_private_link_is_not_sent_again(claim, now):
    letter = Message.objects.get(name="place_taken", channel=Channel.EMAIL)
    fail(letter, now=now, reason="smtp 550")
    Message.objects.filter(about=letter.about).exclude(pk=letter.pk).delete()
    claim.private_links.update(ended_at=now)

    with pytest.raises(Refused, match="tautan pribadi"):
        again.by_every_way(letter.pk, by=ME, now=now + HOUR)


def test_a_call_about_one_message_tells_of_that_message(claim, now):
    rung = by_sms(claim, now=now)
    fail(rung, now=now)

    task = again.by_call(rung.pk, by=ME, now=now)
    calling.take(task.pk, by=ME, now=task.due_at)
    calling.note_outcome(task.pk, outcome="reached", next_phrase="a b c", by=ME, now=task.due_at)

    line = told_of(claim)
    assert (line.verdict, task.asked_by, task.purpose) == ("told", ME, "sent_to_dropbox")
    assert line.verdict_words.endswith("lewat Telepon.")


def test_a_second_call_about_the_same_is_refused(claim, now):
    rung = by_sms(claim, now=now)
    fail(rung, now=now)
    again.by_call(rung.pk, by=ME, now=now)

    with pytest.raises(Refused, match="sudah ada"):
        again.by_call(rung.pk, by=ME, now=now)
    assert CallTask.objects.count() == 1


# --- The red list ---


def red(now) -> list[str]:
    return [event.claim.case_number for event in red_list.untold()]


def test_who_must_know_and_was_reached_by_nothing_is_in_the_red_list(claim, now):
    rung = by_sms(claim, now=now)

    before = red(now)
    fail(rung, now=now)

    assert (before, red(now)) == ([], [claim.case_number])
    assert any("1 klaim: orangnya harus tahu" in said for said in notices.for_operator(now))


def test_a_call_given_up_brings_the_claim_into_the_red_list(claim, now):
    task = call_task(claim, now=now)

    calling.take(task.pk, by=ME, now=task.due_at)
    before = red(now)
    calling.note_outcome(task.pk, outcome="wrong_number", next_phrase="a b c", by=ME, now=task.due_at)

    assert (before, red(now)) == ([], [claim.case_number])


def test_something_on_its_way_again_takes_it_out(claim, now):
    rung = by_sms(claim, now=now)
    fail(rung, now=now)

    again.by_every_way(rung.pk, by=ME, now=now + HOUR)

    assert red(now) == []


def test_later_news_that_arrived_takes_it_out(claim, now):
    fail(by_sms(claim, now=now), now=now)
    told.confirm(by_sms(claim, now=now + HOUR), State.DELIVERED, at=now + HOUR)

    assert red(now) == []


def test_opening_the_page_takes_it_out(claim, now):
    fail(by_sms(claim, now=now), now=now)

    news_read.note_opened(claim, now=now + HOUR)

    assert red(now) == []
    assert told_of(claim).verdict_words.endswith("karena membuka halaman klaim.")


def test_a_claim_that_is_over_is_not_in_it(claim, now):
    fail(by_sms(claim, now=now), now=now)
    Claim.objects.filter(pk=claim.pk).update(status=Claim.Status.WITHDRAWN)

    assert red(now) == []


def test_a_message_about_something_else_than_a_claim_disturbs_nothing(claim, now):
    rung = by_sms(claim, now=now)
    fail(rung, now=now)
    Message.objects.filter(pk=rung.pk).update(about="claim-event:no-number-at-all")

    assert red(now) == []


# --- Two officers send it again at once ---

OFFICERS = 4


def sent_at_once(message_id, now, monkeypatch=None) -> int:
    """How many of the officers who click at the same moment send it. With `monkeypatch`, nobody locks the claim."""
    barrier = Barrier(OFFICERS)
    if monkeypatch:  # the negative control: all have looked before anybody writes, and the history's number tells

        def unlocked(claim_id):
            return Claim.objects.with_people().get(pk=claim_id)

        def looked(*given):
            barrier.wait()

        monkeypatch.setattr(again, "locked", unlocked)
        monkeypatch.setattr(again, "_refuse_dead_link", looked)

    def click(number: int) -> int:
        if not monkeypatch:
            barrier.wait()
        try:
            return len(again.by_every_way(message_id, by=f"officer:{number}", now=now)) > 0
        except Refused:
            return 0
        except IntegrityError:
            return 1  # it believed it might, and only the history's own constraint stood in the way
        finally:
            connection.close()

    with ThreadPoolExecutor(OFFICERS) as pool:
        return sum(pool.map(click, range(OFFICERS)))


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_officers_who_click_at_once_send_it_once(self, claim, now):
        rung = by_sms(claim, now=now)
        fail(rung, now=now)

        assert sent_at_once(rung.pk, now + HOUR) == 1
        assert claim.events.filter(name="told_again").count() == 1

    def test_without_the_claims_lock_all_of_them_would(self, claim, now, monkeypatch):
        rung = by_sms(claim, now=now)
        fail(rung, now=now)

        assert sent_at_once(rung.pk, now + HOUR, monkeypatch) == OFFICERS
