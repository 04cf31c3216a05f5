"""The pages of calls, of who was told, of the red list and of deliveries: rights first, then what they show."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from notifications import ladder
from notifications.ladder import Rung
from notifications.models import Channel, Message
from tests import factories
from tests.verification.at_the_desk import call_task, news
from verification.calls import calling
from verification.models import CallTask, PageView
from verification.models.calls import next_hour

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def now(now, monkeypatch) -> datetime:
    """These pages read the clock themselves; it stands at an hour at which people are called everywhere."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def claim(now) -> Claim:
    return Claim.objects.with_people().get(pk=factories.open_claim(now=now - timedelta(hours=1)).pk)


@pytest.fixture
def task(claim, now) -> CallTask:
    return call_task(claim, now=now)


def of(name: str, *arguments) -> str:
    return reverse(f"admin:{name}", args=arguments)


def everything(claim: Claim, task: CallTask) -> list[tuple[str, str]]:
    """Method and address of every page and verb of one claim's calls and news."""
    message = task.message_id
    return [
        ("get", of("call", task.pk)),
        ("post", of("call_taking", task.pk)),
        ("post", of("call_ring", task.pk)),
        ("post", of("call_outcome", task.pk)),
        ("post", of("call_wish", claim.case_number)),
        ("get", of("told", claim.case_number)),
        ("post", of("told_again", claim.case_number, message)),
        ("post", of("told_by_call", claim.case_number, message)),
    ]


# --- Rights ---


def test_another_branchs_claim_is_not_there(client, claim, task):
    client.force_login(factories.officer(branches=[factories.branch("Asia/Jayapura")]))

    answers = {address: getattr(client, method)(address).status_code for method, address in everything(claim, task)}

    assert set(answers.values()) == {404}


def test_an_operator_reads_who_was_told_and_calls_nobody(client, claim, task):
    client.force_login(factories.officer(role="operator"))

    answers = {address: getattr(client, method)(address).status_code for method, address in everything(claim, task)}

    told = answers.pop(of("told", claim.case_number))
    assert (told, set(answers.values())) == (200, {403})


@pytest.mark.parametrize(
    ("role", "calls", "untold", "deliveries"),
    [
        ("verifier", 200, 200, 403),
        ("branch_staff", 200, 200, 403),
        ("branch_head", 200, 200, 200),
        ("operator", 403, 200, 200),
    ],
)
def test_each_role_reaches_its_own_lists(client, role, calls, untold, deliveries):
    client.force_login(factories.officer(role=role))

    answers = [client.get(of(name)).status_code for name in ("calls", "untold", "deliveries")]

    assert answers == [calls, untold, deliveries]


def test_a_stranger_is_asked_to_sign_in(client, claim, task):
    for method, address in everything(claim, task):
        assert getattr(client, method)(address).headers["Location"].startswith("/petugas/login/")


def test_a_message_of_another_claim_cannot_be_sent_again_from_here(client, officer, claim, now):
    other = factories.open_claim(now=now - timedelta(hours=1))
    letter = Message.objects.filter(about__in=[event.key for event in other.events.all()]).first()

    assert client.post(of("told_again", claim.case_number, letter.pk)).status_code == 404


@pytest.mark.parametrize("name", ["call_taking", "call_ring", "call_outcome"])
def test_a_mere_look_does_nothing(client, officer, task, name):
    assert client.get(of(name, task.pk)).status_code == 405


# --- The road of a call ---


def test_the_number_is_masked_until_the_task_is_taken(client, officer, claim, task):
    phone = claim.applicant.phone

    before = client.get(of("calls")).content.decode() + client.get(of("call", task.pk)).content.decode()
    taken = client.post(of("call_taking", task.pk), follow=True).content.decode()

    assert (phone in before, phone in taken) == (False, True)
    assert claim.caller_phrase not in before
    assert f'Frasa klaim Anda: <strong class="telling-phrase">{claim.caller_phrase}' in taken
    assert "OTP" in taken
    assert PageView.objects.filter(what=PageView.What.CONTACT, by=officer.actor).count() == 2


def test_a_colleague_sees_no_number_and_cannot_take_it(client, claim, task, now):
    calling.take(task.pk, by="officer:0", now=now)
    client.force_login(factories.officer())

    shown = client.get(of("call", task.pk)).content.decode()
    refused = client.post(of("call_taking", task.pk))

    assert claim.applicant.phone not in shown
    assert "Dipegang petugas lain" in shown
    assert refused.status_code == 409


def test_after_the_half_hour_the_officer_still_notes_the_outcome_unless_a_colleague_has_it(
    client, officer, claim, task, now
):
    client.post(of("call_taking", task.pk))
    CallTask.objects.update(taken_until=now)

    mine = client.get(of("call", task.pk)).content.decode()
    calling.take(task.pk, by="officer:0", now=now)
    theirs = client.get(of("call", task.pk)).content.decode()

    assert ("Catat hasil" in mine, "Catat hasil" in theirs) == (True, False)
    assert claim.applicant.phone not in theirs


def test_an_outcome_is_noted_and_the_list_is_shorter(client, officer, task):
    client.post(of("call_taking", task.pk))

    answer = client.post(of("call_outcome", task.pk), {"outcome": "reached"}, follow=True)

    assert "hasil telepon dicatat" in answer.content.decode()
    assert answer.context["number"] == 0


def test_without_an_outcome_the_page_says_so_and_keeps_the_task(client, officer, task):
    client.post(of("call_taking", task.pk))

    nothing = client.post(of("call_outcome", task.pk), {})
    no_time = client.post(of("call_outcome", task.pk), {"outcome": "call_back"})

    assert (nothing.status_code, no_time.status_code) == (422, 422)
    assert "Pilih hasil telepon." in nothing.content.decode()
    assert "Tulis tanggal dan jam" in no_time.content.decode()


def test_a_time_to_call_back_is_read_by_the_branchs_clock(client, officer, task, claim, now):
    client.post(of("call_taking", task.pk))
    tomorrow = (now + timedelta(days=1)).date()

    client.post(of("call_outcome", task.pk), {"outcome": "call_back", "day": tomorrow.isoformat(), "clock": "10:30"})

    task.refresh_from_db()
    assert task.due_at == datetime(tomorrow.year, tomorrow.month, tomorrow.day, 2, 30, tzinfo=UTC)  # WITA is UTC+8
    assert next_hour(claim.branch, task.due_at) == task.due_at


def test_an_hour_at_which_nobody_is_called_is_refused_with_what_was_typed_kept(client, officer, task, now):
    client.post(of("call_taking", task.pk))
    tomorrow = (now + timedelta(days=1)).date().isoformat()

    answer = client.post(of("call_outcome", task.pk), {"outcome": "call_back", "day": tomorrow, "clock": "22:00"})

    assert answer.status_code == 409
    assert 'value="22:00"' in answer.content.decode()


def test_the_button_to_connect_is_there_only_when_it_works(client, officer, task, settings):
    client.post(of("call_taking", task.pk))
    settings.TWILIO_VOICE_FROM = ""
    without = client.get(of("call", task.pk)).content.decode()
    settings.TWILIO_VOICE_FROM = "+622150000000"
    with_it = client.get(of("call", task.pk)).content.decode()

    assert ("Hubungkan" in without, "Hubungkan" in with_it) == (False, True)


def test_clicking_rings_the_officers_telephone_and_remembers_it(client, officer, task, settings):
    settings.TWILIO_VOICE_FROM = "+622150000000"
    client.post(of("call_taking", task.pk))

    wrong = client.post(of("call_ring", task.pk), {"phone": "12"})
    right = client.post(of("call_ring", task.pk), {"phone": "0811 999 0000"}, follow=True)

    assert wrong.status_code == 422
    assert "segera berdering" in right.content.decode()
    assert task.call_tries.get().officer_phone == "+628119990000"


def test_a_call_can_be_asked_for_from_the_claim(client, officer, claim):
    answer = client.post(of("call_wish", claim.case_number), follow=True)

    assert "tugas telepon dibuat" in answer.content.decode()
    assert CallTask.objects.get().asked_by == officer.actor


# --- Was this person told? ---


@pytest.fixture
def failed(claim, now) -> Message:
    [rung] = news(claim, now=now - timedelta(minutes=30), rungs=[Rung(0, Channel.SMS, claim.applicant.phone)])
    ladder.fail(rung, where=Message.objects.filter(pk=rung.pk), reason="twilio 30005", now=now)
    return rung


def test_the_screen_says_it_in_words_and_is_itself_on_record(client, officer, claim, failed):
    shown = client.get(of("told", claim.case_number)).content.decode()

    assert "Belum tahu: SMS: nomor tidak dikenal atau tidak aktif (twilio 30005)." in shown
    assert claim.applicant.phone not in shown
    assert PageView.objects.get(what=PageView.What.TOLD).by == officer.actor


def test_sending_again_says_that_it_is_on_its_way(client, officer, claim, failed):
    answer = client.post(of("told_again", claim.case_number, failed.pk), follow=True).content.decode()
    twice = client.post(of("told_again", claim.case_number, failed.pk), follow=True).content.decode()

    assert "Kabar ini dikirim lagi." in answer
    assert "Masih dalam perjalanan" in answer
    assert "Tunggu sampai jelas" in twice


def test_the_red_list_leads_to_the_screen(client, officer, claim, failed):
    shown = client.get(of("untold")).content.decode()

    assert of("told", claim.case_number) in shown
    assert "Diarahkan ke drop box" in shown


def test_the_claim_in_the_admin_leads_to_the_screen(client, officer, claim):
    assert of("told", claim.case_number) in client.get(of("claims_claim_change", claim.pk)).content.decode()
