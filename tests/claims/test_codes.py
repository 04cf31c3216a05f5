"""One-time codes: what opens with them, and how a guesser is slowed without locking a person out."""

from datetime import timedelta

import pytest
from django.db import connection

from claims import codes, fresh
from claims.models import OneTimeCode
from notifications.models import Message
from workflow import Refused

PHONE, EMAIL = ("phone", "+6281234567890"), ("email", "budi@contoh.example")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


def asking(**overrides) -> codes.Asking:
    given = {"purpose": "open_claim", "session": "this-browser", "network": "203.0.113.7", "contact": PHONE}
    return codes.Asking(**{**given, **overrides})


# --- What a code is ---------------------------------------------------------------------------------------------


def test_a_code_is_six_digits_also_when_it_begins_with_zeros(monkeypatch):
    monkeypatch.setattr(fresh.secrets, "randbelow", lambda most: {1_000_000: 42}[most])

    assert fresh.code() == "000042"


def test_the_code_is_told_to_the_contact_and_kept_only_as_a_hash(now):
    made = codes.ask(asking(), code="482913", now=now)

    message = Message.objects.get()
    assert (message.name, message.channel, message.address) == ("one_time_code", "sms", PHONE[1])
    assert message.context["code"] == "482913"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text FROM claims_onetimecode c")
        [(row,)] = cursor.fetchall()
    assert bytes(made.code_hash).hex() in row
    for secret in ("482913", PHONE[1], "203.0.113.7", "this-browser"):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_the_same_code_has_another_hash_each_time(now):
    hashes = {bytes(codes.ask(asking(), code="482913", now=now).code_hash) for _ in range(3)}

    assert len(hashes) == 3


def test_the_right_code_opens_and_is_used_up(now):
    codes.ask(asking(), code="482913", now=now)

    answered = codes.answer(asking(), typed="482913", now=now + MINUTE)

    assert answered.used_at == now + MINUTE
    with pytest.raises(Refused, match="tidak berlaku"):
        codes.answer(asking(), typed="482913", now=now + MINUTE)


def test_a_code_lives_ten_minutes(now):
    codes.ask(asking(session="a"), code="482913", now=now)
    codes.ask(asking(session="b"), code="482913", now=now)
    ten_minutes = now + timedelta(minutes=10)

    codes.answer(asking(session="a"), typed="482913", now=ten_minutes - timedelta(seconds=1))

    with pytest.raises(Refused, match="tidak berlaku"):
        codes.answer(asking(session="b"), typed="482913", now=ten_minutes)


@pytest.mark.parametrize(
    "other",
    [
        {"session": "another-browser"},
        {"purpose": "replace_contact"},
        {"contact": ("phone", "+6281234567891")},
        {"contact": ("email", PHONE[1])},
    ],
)
def test_a_code_is_worth_nothing_in_another_session_for_another_purpose_or_contact(other, now):
    codes.ask(asking(), code="482913", now=now)

    with pytest.raises(Refused, match="tidak berlaku"):
        codes.answer(asking(**other), typed="482913", now=now)

    assert codes.answer(asking(), typed="482913", now=now)


def test_only_the_newest_code_counts(now):
    codes.ask(asking(), code="111111", now=now)
    codes.ask(asking(), code="222222", now=now + MINUTE)

    with pytest.raises(Refused, match="tidak cocok"):
        codes.answer(asking(), typed="111111", now=now + MINUTE)

    assert codes.answer(asking(), typed="222222", now=now + MINUTE)


# --- Tries ------------------------------------------------------------------------------------------------------


def test_each_wrong_try_says_how_many_are_left_and_the_last_says_what_to_do(now):
    codes.ask(asking(), code="482913", now=now)
    said = []

    for _ in range(6):
        with pytest.raises(Refused) as refusal:
            codes.answer(asking(), typed="000000", now=now)
        said.append(str(refusal.value))

    assert [sentence[:31] for sentence in said[:4]] == ["Kode tidak cocok. Periksa lagi;"] * 4
    assert [f"sisa {left} kali" in sentence for left, sentence in zip((4, 3, 2, 1), said, strict=False)] == [True] * 4
    assert all("Minta kode baru, atau hubungi 175" in sentence for sentence in said[4:])


def test_after_five_wrong_tries_the_right_code_does_not_open_either(now):
    codes.ask(asking(), code="482913", now=now)
    for _ in range(5):
        with pytest.raises(Refused):
            codes.answer(asking(), typed="000000", now=now)

    with pytest.raises(Refused, match="lima kali"):
        codes.answer(asking(), typed="482913", now=now)

    assert OneTimeCode.objects.get().used_at is None


def test_after_four_wrong_tries_the_right_code_still_opens(now):
    codes.ask(asking(), code="482913", now=now)
    for _ in range(4):
        with pytest.raises(Refused):
            codes.answer(asking(), typed="000000", now=now)

    assert codes.answer(asking(), typed="482913", now=now)


def test_a_new_code_may_be_had_after_five_wrong_tries(now):
    codes.ask(asking(), code="482913", now=now)
    for _ in range(5):
        with pytest.raises(Refused):
            codes.answer(asking(), typed="000000", now=now)

    later = now + timedelta(minutes=1)
    codes.ask(asking(), code="111222", now=later)

    assert codes.answer(asking(), typed="111222", now=later)


@pytest.mark.django_db(transaction=True)
def test_a_wrong_try_stays_counted_although_the_page_says_no(now):
    codes.ask(asking(), code="482913", now=now)

    with pytest.raises(Refused):
        codes.answer(asking(), typed="000000", now=now)
    connection.close()  # what was not committed is gone with the connection

    assert OneTimeCode.objects.get().tries == 1


def test_a_network_that_guesses_a_hundred_times_waits_an_hour(now):
    guessed = codes.ask(asking(session="guesser"), code="482913", now=now)
    OneTimeCode.objects.filter(pk=guessed.pk).update(tries=5)
    for n in range(19):
        made = codes.ask(asking(session=f"guesser{n}", contact=("phone", f"+62812000{n:05}")), code="1" * 6, now=now)
        OneTimeCode.objects.filter(pk=made.pk).update(tries=5)
    codes.ask(asking(session="honest", contact=EMAIL), code="482913", now=now + MINUTE)

    with pytest.raises(Refused, match="dari jaringan ini"):
        codes.answer(asking(session="honest", contact=EMAIL), typed="482913", now=now + MINUTE)

    codes.ask(asking(session="elsewhere", contact=EMAIL, network="198.51.100.9"), code="1" * 6, now=now + MINUTE)
    assert codes.answer(
        asking(session="elsewhere", contact=EMAIL, network="198.51.100.9"), typed="1" * 6, now=now + MINUTE
    )


# --- Sends ------------------------------------------------------------------------------------------------------


def asked(times: int, *, now, **overrides) -> None:
    """Ask that often, each time in a browser of its own."""
    for n in range(times):
        codes.ask(asking(session=f"browser{n}", **overrides), code="482913", now=now)


def test_a_contact_is_sent_three_codes_an_hour(now):
    asked(3, now=now)

    with pytest.raises(Refused, match="setelah satu jam, atau hubungi 175"):
        codes.ask(asking(session="fourth", network="198.51.100.9"), code="1" * 6, now=now + HOUR - MINUTE)

    assert codes.ask(asking(), code="1" * 6, now=now + HOUR)


def test_a_contact_is_sent_six_codes_a_day(now):
    asked(3, now=now)
    asked(3, now=now + 2 * HOUR)

    with pytest.raises(Refused, match="setelah satu hari, atau hubungi 175"):
        codes.ask(asking(), code="1" * 6, now=now + DAY - MINUTE)

    assert codes.ask(asking(), code="1" * 6, now=now + DAY)


def test_a_contact_that_had_enough_does_not_hold_up_another(now):
    asked(3, now=now)

    assert codes.ask(asking(contact=EMAIL), code="1" * 6, now=now)


def test_a_contact_is_the_same_however_it_is_written(now):
    asked(3, now=now, contact=("email", "Budi@Contoh.example"))

    with pytest.raises(Refused):
        codes.ask(asking(contact=("email", "budi@contoh.example ")), code="1" * 6, now=now)


def test_a_case_is_asked_for_six_times_an_hour_whatever_the_contact_and_network(now):
    for n in range(6):
        elsewhere = asking(case_number="LA-2222-2222-2", contact=("phone", f"+62812{n:07}"), network=f"192.0.2.{n}")
        codes.ask(elsewhere, code="482913", now=now)

    with pytest.raises(Refused, match="175"):
        codes.ask(asking(case_number="LA-2222-2222-2", contact=EMAIL), code="1" * 6, now=now)

    assert codes.ask(asking(case_number="LA-3333-3333-3", contact=EMAIL), code="1" * 6, now=now)


def test_a_network_is_sent_sixty_codes_an_hour(now):
    for n in range(60):
        codes.ask(asking(contact=("phone", f"+62812{n:07}")), code="482913", now=now)

    with pytest.raises(Refused, match="175"):
        codes.ask(asking(contact=EMAIL), code="1" * 6, now=now)

    assert codes.ask(asking(contact=EMAIL, network="198.51.100.9"), code="1" * 6, now=now)


def test_there_is_a_limit_for_all_together(now, monkeypatch):
    monkeypatch.setattr(codes, "SENDS_FOR_ALL", ((4, HOUR),))
    for n in range(4):
        codes.ask(asking(contact=("phone", f"+62812{n:07}"), network=f"192.0.2.{n}"), code="482913", now=now)

    with pytest.raises(Refused, match="175"):
        codes.ask(asking(contact=EMAIL, network="198.51.100.9"), code="1" * 6, now=now)


def test_a_refused_code_is_neither_kept_nor_sent(now):
    asked(3, now=now)

    with pytest.raises(Refused):
        codes.ask(asking(), code="1" * 6, now=now)

    assert OneTimeCode.objects.count() == Message.objects.count() == 3


def test_the_addresses_of_one_ipv6_household_are_one_network(rf):
    from claims.access import network_of

    first = network_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2:aaaa::1"))
    second = network_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2:bbbb::9"))
    neighbour = network_of(rf.get("/", REMOTE_ADDR="2001:db8:1:3:aaaa::1"))

    assert first == second != neighbour


def test_a_code_is_forgotten_once_no_limit_counts_it(now):
    asking = codes.Asking(purpose="open_claim", session="s", network="n", contact=("email", "a@contoh.example"))
    codes.ask(asking, code="123456", now=now - timedelta(days=1))
    codes.ask(asking, code="123457", now=now)

    forgotten = codes.forget_old(now)

    assert forgotten == 1
    assert OneTimeCode.objects.get().made_at == now
