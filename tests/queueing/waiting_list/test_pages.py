"""The pages of a number: drawn after the contact is confirmed, followed by its address, answered by a POST alone."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from claims import fresh
from claims.models import Claim
from lapak_asik.log_filter import NoTokens
from notifications.models import Message
from queueing import booking
from queueing.capacity import adjusting
from queueing.models import Slot, Ticket, WaitingEntry
from queueing.waiting_list import sweeping
from tests import factories
from tests.journeys import steps

pytestmark = [pytest.mark.usefixtures("house", "clean_cache")]

JOIN = "/ajukan/daftar-tunggu/"


@pytest.fixture
def now():
    """The pages read the clock, so the rows are made by it."""
    return timezone.now()


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour five days ahead with one place, taken by a claim."""
    hour = factories.slot(factories.branch("Asia/Jakarta"), now=now, days=5, capacity=1)
    hour.claim = factories.open_claim(now=now, at=hour)
    return hour


def come_to_the_time_page(client: Client, slot: Slot, phone: str = "081234567890") -> None:
    """Up to where an hour is picked, with the telephone confirmed."""
    cause = factories.cause()
    client.post("/ajukan/", {"programme": cause.programme.code})
    client.post("/ajukan/sebab/", {"cause": cause.code})
    client.post("/ajukan/dokumen/")
    asked = {
        question.code: "no" for question in factories.checklist.questions_for(cause, factories._edition(timezone.now()))
    }
    client.post("/ajukan/pertanyaan/", asked)
    client.post("/ajukan/kontak/", {"phone": phone, "email": ""})
    client.post("/ajukan/kode/", {"code": steps.last_code()})
    client.post("/ajukan/cabang/", {"branch": slot.branch.code})


def join(client: Client, slot: Slot):
    return client.post(JOIN, {"day": slot.day.isoformat(), "door": slot.door})


@pytest.fixture
def waiting_page(client, slot) -> str:
    """The address of the number this browser has drawn."""
    come_to_the_time_page(client, slot)
    return join(client, slot)["Location"]


@pytest.fixture
def offered_page(waiting_page, slot, now) -> str:
    """The same, once the place has come free."""
    booking.withdraw(slot.claim.pk, by="claimant:x", now=now)
    return waiting_page


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# --- Drawing ---


def test_a_full_day_offers_a_number_and_joining_shows_it(client, slot):
    come_to_the_time_page(client, slot)

    time_page = shown(client, "/ajukan/waktu/")
    response = join(client, slot)

    assert "Satu-satunya tempat hari itu sudah diambil." in time_page
    assert f'action="{JOIN}"' in time_page
    page = shown(client, response["Location"])
    assert 'Nomor tunggu<strong class="big-number">1</strong>' in page
    assert "Anda yang berikutnya." in page
    assert "belum ada tempat yang diberikan" in page
    assert "belum cukup data" in page


def test_joining_twice_is_one_number(client, slot, waiting_page):
    assert join(client, slot)["Location"] == waiting_page
    assert WaitingEntry.objects.count() == 1


def test_only_the_confirmed_contact_is_kept_to_be_told(client, slot, waiting_page):
    contact = WaitingEntry.objects.get().contact

    assert {**contact, "token": ""} == {
        "phone": "+6281234567890", "email": "", "whatsapp": False, "language": "id", "token": ""
    }  # fmt: skip


def test_nobody_joins_before_a_contact_is_confirmed(client, slot):
    client.post("/ajukan/", {"programme": "JHT"})

    response = join(client, slot)

    assert response.status_code == 302
    assert "/ajukan/" in response["Location"]
    assert not WaitingEntry.objects.exists()


@pytest.mark.parametrize("posted", [{}, {"day": "besok", "door": "online"}, {"day": "2026-01-01", "door": "jendela"}])
def test_a_day_that_is_none_leads_back_to_the_hours(client, slot, posted):
    come_to_the_time_page(client, slot)

    assert client.post(JOIN, posted)["Location"] == "/ajukan/waktu/"
    assert not WaitingEntry.objects.exists()


def test_a_day_with_places_is_not_waited_for(client, slot, now):
    factories.slot(slot.branch, now=now, days=5, hour=13)
    come_to_the_time_page(client, slot)

    response = client.post(JOIN, {"day": slot.day.isoformat(), "door": slot.door}, follow=True)

    assert "Hari itu masih punya tempat. Pilih jamnya." in response.content.decode()


# --- Following ---


def test_another_phone_opens_the_number_by_its_address(waiting_page):
    response = Client().get(waiting_page)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_an_unknown_address_is_a_404(client):
    assert client.get(f"/tunggu/{fresh.token()}/").status_code == 404
    assert client.post(f"/tunggu/{fresh.token()}/tempat/").status_code == 404
    assert client.post(f"/tunggu/{fresh.token()}/pelepasan/").status_code == 404


def test_the_token_is_kept_out_of_the_log(waiting_page):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (waiting_page,), None)

    NoTokens().filter(record)

    assert record.getMessage() == "Not Found: /tunggu/***/"


def test_leaving_ends_the_number(client, waiting_page):
    client.post(f"{waiting_page}pelepasan/")

    assert "Anda sudah keluar dari daftar tunggu" in shown(client, waiting_page)
    assert WaitingEntry.objects.get().ended_because == "left"


def test_who_is_behind_sees_how_the_line_moved(client, slot, waiting_page, now):
    other = Client()
    come_to_the_time_page(other, slot, phone="081298765432")
    behind = join(other, slot)["Location"]
    before = shown(other, behind)

    booking.withdraw(slot.claim.pk, by="claimant:x", now=now)

    assert "<strong>1 orang</strong> menunggu di depan Anda." in before
    after = shown(other, behind)
    assert "Anda yang berikutnya." in after
    assert "Dalam 24 jam terakhir 1 tempat diberikan dari daftar ini." in after


# --- Answering ---


def test_an_offer_is_seen_but_not_answered_by_looking(client, offered_page):
    page = shown(client, offered_page)

    assert "Ambil tempat ini" in page and "Lepas giliran" in page
    assert client.get(f"{offered_page}tempat/").status_code == 405
    assert WaitingEntry.objects.get().ended_at is None


def test_taking_it_in_the_same_browser_goes_on_where_the_form_stood(client, slot, offered_page):
    response = client.post(f"{offered_page}tempat/")

    assert response["Location"] in ("/ajukan/hubungan/", "/ajukan/peserta/")
    draft = WaitingEntry.objects.get().draft
    assert draft.answers["slot"] == slot.pk
    assert Ticket.objects.held().get().draft == draft


def test_taking_it_on_another_phone_takes_along_no_name_and_can_be_booked(client, slot, offered_page):
    draft = WaitingEntry.objects.get().draft
    draft.answers = {**draft.answers, "participant": {"name": "Rahasia Contoh"}}
    draft.save(update_fields=["answers"])
    phone = Client()

    first = phone.post(f"{offered_page}tempat/", follow=True)
    fill_the_rest(phone)
    response = steps.confirm(phone)

    assert "Rahasia Contoh" not in first.content.decode()
    assert response.redirect_chain[-1][0] == "/ajukan/selesai/"
    assert Ticket.objects.confirmed().get(claim=Claim.objects.latest("opened_at")).slot == slot
    assert WaitingEntry.objects.get().ended_because == "taken"
    assert "Tempatnya sudah Anda ambil" in shown(phone, offered_page)


def fill_the_rest(client: Client) -> None:
    client.post("/ajukan/hubungan/", {"relation": "self"})
    person = {"name": "Budi Contoh", "nik": "3171011708850055", "passport": "", "kpj": "12345678901", **steps.BORN}
    client.post("/ajukan/peserta/", person)
    account = {"bank_name": "Bank Contoh", "account_number": "1234567890", "account_holder": "Budi Contoh"}
    client.post("/ajukan/rekening/", account)


def test_a_place_taken_too_late_says_that_it_went_on(client, offered_page, now):
    Ticket.objects.held().update(held_until=now)

    response = client.post(f"{offered_page}tempat/", follow=True)
    sweeping.sweep(timezone.now())

    page = response.content.decode()
    assert "Tempat itu tidak lagi ditahan untuk Anda." in page
    assert "Tempatnya tidak diambil sampai batas waktu" in page
    assert WaitingEntry.objects.get().ended_because == "missed"
    assert Message.objects.filter(name="offer_missed").exists()


def test_saying_no_frees_the_place(client, slot, offered_page):
    client.post(f"{offered_page}pelepasan/")

    slot.refresh_from_db()
    assert slot.left == 1


def test_a_list_that_is_over_says_so_and_what_there_is_instead(client, slot, waiting_page, now):
    Slot.objects.filter(pk=slot.pk).update(bookable_until=now)
    elsewhere = factories.slot(factories.branch("Asia/Jayapura"), now=now, days=3)

    page = shown(client, waiting_page)

    assert "Daftar tunggu hari itu sudah ditutup" in page
    assert elsewhere.branch.name in page


def test_a_list_whose_day_the_branch_closed_says_so(client, slot, waiting_page, now):
    adjusting.set_hours(slot.branch_id, places={slot.pk: 0}, by="officer:1", now=now)
    elsewhere = factories.slot(factories.branch("Asia/Jayapura"), now=now, days=3)

    page = shown(client, waiting_page)

    assert "Kantor cabang tidak melayani pada hari itu" in page
    assert "sampai batasnya" not in page
    assert elsewhere.branch.name in page


def test_the_message_leads_to_the_offer(offered_page):
    message = Message.objects.get(name="place_offered")

    assert message.channel == "sms"
    assert message.context["link"].endswith(offered_page)
    assert message.due_at - message.posted_at < timedelta(hours=12)
