"""A contact is replaced, a second one added, an account changed: who is told, and what waits."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction

from branches import calendar
from claims import contacts, fresh, links
from claims.models import Claim, ContactChange
from notifications.models import Message
from queueing import booking
from tests import factories
from tests.claims.doors import last_code, open_by_code
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")

NEW_PHONE, NEW_EMAIL = "+6281299998888", "baru@contoh.example"


@pytest.fixture
def claim(house, now) -> Claim:
    person = factories.applicant(now, whatsapp_agreed_at=now, whatsapp_wording="2026-11")
    return factories.open_claim(now=now, applicant=person)


def told(name: str) -> set[tuple[str, str]]:
    """Channel and address of every message of that name that leaves at once."""
    leaving = Message.objects.filter(name=name).exclude(state="waiting")
    return {(message.channel, message.address) for message in leaving}


def replace(claim: Claim, now, channel: str = "phone", value: str = NEW_PHONE) -> Claim:
    contacts.replace(claim.pk, channel=channel, value=value, link_token=fresh.token(), by="claimant:x", now=now)
    return Claim.objects.with_people().get(pk=claim.pk)


# --- By the claimant --------------------------------------------------------------------------------------------


def test_a_new_phone_takes_the_old_ones_place_and_is_found_by_its_index(claim, now):
    changed = replace(claim, now)

    applicant = changed.applicant
    assert (applicant.phone, applicant.phone_confirmed_at) == (NEW_PHONE, now)
    assert bytes(applicant.phone_index) == links.contact_index("phone", NEW_PHONE)
    assert applicant.email == claim.applicant.email
    assert changed.events.order_by("number").last().detail == {"channel": "phone"}


def test_the_old_contacts_are_told_and_the_new_one_gets_the_new_link(claim, now):
    replace(claim, now)

    old = claim.applicant
    assert told("contact_changed") == {("whatsapp", old.phone), ("email", old.email)}
    assert told("private_link_replaced") == {("sms", NEW_PHONE), ("email", old.email)}
    assert claim.private_links.filter(ended_at=None).count() == 1
    assert claim.private_links.filter(ended_at=now).count() == 1


def test_the_agreement_to_whatsapp_was_given_for_the_old_number_only(claim, now):
    by_phone = replace(claim, now)

    assert by_phone.applicant.whatsapp_agreed_at is None
    assert by_phone.applicant.whatsapp_wording == ""


def test_a_new_email_leaves_the_phone_and_its_whatsapp_alone(claim, now):
    changed = replace(claim, now, "email", NEW_EMAIL)

    assert changed.applicant.email == NEW_EMAIL
    assert changed.applicant.phone == claim.applicant.phone
    assert changed.applicant.whatsapp_agreed_at == now
    assert told("contact_changed") == {("whatsapp", claim.applicant.phone), ("email", claim.applicant.email)}


def test_a_second_contact_may_be_added_to_a_claim_that_has_one(now):
    person = factories.applicant(now, email="", email_confirmed_at=None)
    claim = factories.open_claim(now=now, applicant=person)

    changed = replace(claim, now, "email", NEW_EMAIL)

    assert changed.applicant.confirmed_contacts() == [("phone", person.phone), ("email", NEW_EMAIL)]
    assert told("contact_changed") == {("sms", person.phone)}


def test_a_contact_of_a_claim_that_has_ended_is_not_changed(claim, now):
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    with pytest.raises(Refused, match="sudah selesai"):
        replace(claim, now)


def test_on_the_pages_the_new_contact_is_confirmed_by_a_code_that_goes_to_it(claim, client):
    open_by_code(client, claim)

    client.post(f"{claim.get_absolute_url()}kontak/ponsel/", {"value": "0812 9999 8888"})
    asked = Message.objects.filter(name="one_time_code").order_by("-posted_at").first()
    unchanged = Claim.objects.with_people().get(pk=claim.pk).applicant.phone
    response = client.post(f"{claim.get_absolute_url()}kontak/kode/", {"code": last_code()}, follow=True)

    assert (asked.channel, asked.address) == ("sms", NEW_PHONE)
    assert unchanged == claim.applicant.phone
    assert Claim.objects.with_people().get(pk=claim.pk).applicant.phone == NEW_PHONE
    assert "Kontak sudah diganti" in response.content.decode()


def test_a_wrong_code_changes_no_contact_and_says_so(claim, client):
    open_by_code(client, claim)
    client.post(f"{claim.get_absolute_url()}kontak/ponsel/", {"value": "081299998888"})
    wrong = "000000" if last_code() != "000000" else "111111"

    response = client.post(f"{claim.get_absolute_url()}kontak/kode/", {"code": wrong})

    assert response.status_code == 422
    assert "Kode tidak cocok" in response.content.decode()
    assert Claim.objects.with_people().get(pk=claim.pk).applicant.phone == claim.applicant.phone


@pytest.mark.parametrize(
    ("which", "value"),
    [("ponsel", "0812"), ("ponsel", "+442071838750"), ("ponsel", ""), ("email", "budi@"), ("email", "")],
)
def test_a_contact_that_cannot_be_reached_gets_a_sentence_and_no_code_leaves(which, value, claim, client):
    open_by_code(client, claim)
    before = Message.objects.count()

    response = client.post(f"{claim.get_absolute_url()}kontak/{which}/", {"value": value})

    assert response.status_code == 422
    assert "Ada masalah" in response.content.decode()
    assert Message.objects.count() == before


def test_the_new_contact_rests_sealed_in_the_session_until_its_code_comes(claim, client):
    open_by_code(client, claim)

    client.post(f"{claim.get_absolute_url()}kontak/ponsel/", {"value": "081299998888"})

    decoded = [str(row.get_decoded()) for row in Session.objects.all()]
    assert any("new_contact" in row for row in decoded)
    assert not any("81299998888" in row for row in decoded)


# --- By two officers --------------------------------------------------------------------------------------------


def propose(claim: Claim, now, **overrides) -> ContactChange:
    given = {"channel": "phone", "value": NEW_PHONE, "reason": "Ponsel hilang", "ktp_seen": True, "by": "officer:1"}
    return contacts.propose_change(claim.pk, now=now, **{**given, **overrides})


def test_a_second_officer_confirms_and_the_old_contacts_are_told(claim, now):
    change = propose(claim, now)
    untouched = Claim.objects.with_people().get(pk=claim.pk).applicant.phone

    contacts.confirm_change(change.pk, link_token=fresh.token(), by="officer:2", now=now)

    changed = Claim.objects.with_people().get(pk=claim.pk)
    assert untouched == claim.applicant.phone
    assert changed.applicant.phone == NEW_PHONE
    assert told("contact_changed") == {("whatsapp", claim.applicant.phone), ("email", claim.applicant.email)}
    assert [event.by for event in changed.events.order_by("-number")[:2]] == ["officer:2", "officer:1"]


@pytest.mark.parametrize("decides", ["confirm", "refuse"])
def test_who_proposed_does_not_decide(decides, claim, now):
    change = propose(claim, now)

    with pytest.raises(Refused, match="petugas lain"):
        if decides == "confirm":
            contacts.confirm_change(change.pk, link_token=fresh.token(), by="officer:1", now=now)
        else:
            contacts.refuse_change(change.pk, by="officer:1", now=now)

    assert Claim.objects.with_people().get(pk=claim.pk).applicant.phone == claim.applicant.phone


def test_the_database_itself_refuses_one_officer_twice_and_a_ktp_that_was_not_seen(claim, now):
    change = propose(claim, now)

    for fault in ({"confirmed_by": "officer:1", "confirmed_at": now}, {"ktp_seen": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactChange.objects.filter(pk=change.pk).update(**fault)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [({"ktp_seen": False}, "KTP asli"), ({"reason": "  "}, "alasan")],
)
def test_without_the_ktp_or_a_reason_nothing_is_proposed(fault, sentence, claim, now):
    with pytest.raises(Refused, match=sentence):
        propose(claim, now, **fault)

    assert ContactChange.objects.count() == 0


def test_a_second_proposal_waits_for_the_first(claim, now):
    propose(claim, now)

    with pytest.raises(Refused, match="menunggu petugas kedua"):
        propose(claim, now, by="officer:3")

    assert propose(claim, now, channel="email", value=NEW_EMAIL)


def test_a_refused_proposal_changes_nothing_and_makes_room_for_another(claim, now):
    change = propose(claim, now)

    contacts.refuse_change(change.pk, by="officer:2", now=now)

    with pytest.raises(Refused, match="sudah diputuskan"):
        contacts.confirm_change(change.pk, link_token=fresh.token(), by="officer:2", now=now)
    assert Claim.objects.with_people().get(pk=claim.pk).applicant.phone == claim.applicant.phone
    assert propose(claim, now)


def test_what_the_officer_wrote_rests_sealed_and_is_not_in_the_history(claim, now):
    propose(claim, now, reason="Ponsel jatuh ke laut")

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text || to_jsonb(e)::text FROM claims_contactchange c, claims_claimevent e")
        rows = " ".join(row for (row,) in cursor.fetchall())
    assert "contact_change_proposed" in rows
    for secret in ("Ponsel jatuh ke laut", NEW_PHONE):
        assert secret not in rows
        assert secret.encode().hex() not in rows


# --- The account ------------------------------------------------------------------------------------------------

NEW_ACCOUNT = {"bank_name": "Bank Lain", "account_number": "9876543210", "account_holder": "Budi Contoh Santosa"}
OLD_ACCOUNT = ("Bank Contoh", "1234567890", "Budi Contoh Santosa")
A_DAY = timedelta(hours=24)


def ask_for_account(claim: Claim, now, **overrides):
    return contacts.change_account(claim.pk, by="claimant:x", now=now, **{**NEW_ACCOUNT, **overrides})


def test_a_new_account_counts_a_day_later_and_every_contact_is_told_at_once(claim, now):
    ask_for_account(claim, now)

    applicant = claim.applicant
    assert applicant.account(now + A_DAY - timedelta(seconds=1)) == OLD_ACCOUNT
    assert applicant.account(now + A_DAY) == tuple(NEW_ACCOUNT.values())
    assert told("account_changed") == {("whatsapp", applicant.phone), ("email", applicant.email)}
    message = Message.objects.filter(name="account_changed").first()
    assert message.context["effective"] == calendar.say_instant(claim.branch, now + A_DAY)
    assert NEW_ACCOUNT["account_number"] not in str(message.context)


def test_while_it_waits_the_change_is_cancelled(claim, now):
    ask_for_account(claim, now)

    contacts.cancel_account_change(claim.pk, by="claimant:x", now=now + A_DAY - timedelta(seconds=1))

    assert claim.applicant.account(now + 2 * A_DAY) == OLD_ACCOUNT
    assert claim.applicant.pending_account(now + timedelta(hours=1)) is None
    assert claim.events.order_by("number").last().name == "account_change_cancelled"


def test_once_it_counts_it_is_not_cancelled_any_more(claim, now):
    ask_for_account(claim, now)

    with pytest.raises(Refused, match="Tidak ada perubahan rekening"):
        contacts.cancel_account_change(claim.pk, by="claimant:x", now=now + A_DAY)

    assert claim.applicant.account(now + A_DAY) == tuple(NEW_ACCOUNT.values())


def test_a_second_wish_takes_the_firsts_place_and_waits_a_day_of_its_own(claim, now):
    ask_for_account(claim, now)

    ask_for_account(claim, now + timedelta(hours=23), account_number="5555555555")

    assert claim.applicant.account(now + A_DAY) == OLD_ACCOUNT
    assert claim.applicant.account(now + timedelta(hours=47))[1] == "5555555555"


def test_on_the_pages_the_account_is_shown_masked_with_what_waits(claim, client):
    open_by_code(client, claim)

    response = client.post(f"{claim.get_absolute_url()}rekening/", NEW_ACCOUNT, follow=True)

    page = response.content.decode()
    assert "berlaku 24 jam lagi" in page
    assert "***7890" in page
    assert "1234567890" not in page


def test_on_the_pages_the_change_is_cancelled_with_one_button(claim, client, now):
    open_by_code(client, claim)
    client.post(f"{claim.get_absolute_url()}rekening/", NEW_ACCOUNT)

    first = client.post(f"{claim.get_absolute_url()}rekening/pembatalan/", follow=True)
    second = client.post(f"{claim.get_absolute_url()}rekening/pembatalan/", follow=True)

    assert "Rekening lama tetap dipakai" in first.content.decode()
    assert "Tidak ada perubahan rekening" in second.content.decode()


@pytest.mark.parametrize("number", ["12AB5678", "123", "1" * 30, ""])
def test_an_odd_account_gets_a_sentence_and_keeps_the_rest(number, claim, client):
    open_by_code(client, claim)

    response = client.post(f"{claim.get_absolute_url()}rekening/", {**NEW_ACCOUNT, "account_number": number})

    assert response.status_code == 422
    assert "Bank Lain" in response.content.decode()
    assert claim.applicant.account_changes.count() == 0
