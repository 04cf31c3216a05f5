"""What comes by WhatsApp is signed, kept, and answered on the same way: stage and due date, nothing else."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from claims.models import PaperFile
from claims.whatsapp import answering, senders
from notifications import addresses, delivery
from notifications.models import Inbound, Message
from notifications.twilio_channel import Unfetched, accounts
from tests import factories

PHONE = "+6281234567890"
NIK = "3171011708850001"


@pytest.fixture(autouse=True)
def doors(settings):
    settings.PUBLIC_BASE_URL = "http://testserver"


@pytest.fixture
def write(client, twilio_stand_in, now):
    """A person writes; the portal's webhook is called as Twilio signs it, and the worker reads."""

    def writes(words: str = "", *, sender: str = PHONE, media=(), at=now, reads: bool = True) -> int:
        call = twilio_stand_in.write_in(
            sender, words, media=media, Deliver="no", Url="http://testserver/kabar/twilio/masuk/"
        )
        answer = client.post(
            "/kabar/twilio/masuk/",
            dict(parse_qsl(call["body"], keep_blank_values=True)),
            headers={"X-Twilio-Signature": call["headers"]["X-Twilio-Signature"]},
        )
        Inbound.objects.filter(ended_at=None).update(received_at=at)
        for inbound in Inbound.objects.to_read() if reads else ():
            answering.read(inbound.pk, now=at)
        return answer.status_code

    return writes


@pytest.fixture
def claim(db, now):
    return factories.open_claim(now=now, applicant=factories.applicant(now, phone=PHONE, whatsapp_agreed_at=now))


def answers() -> list[str]:
    """What was answered, the newest first."""
    return [
        row.context["answer"] for row in Message.objects.filter(name="whatsapp_answer").order_by("-posted_at", "-about")
    ]


def test_who_asks_for_the_status_is_told_stage_and_due_date_and_nothing_else(claim, write):
    assert write("status dong") == 200

    [answer] = answers()
    assert claim.get_status_display() in answer
    assert "23.59" in answer
    assert claim.case_number not in answer
    assert not any(word in answer for word in ("Budi", NIK, "KTP"))


def test_an_answer_leaves_in_our_own_words_while_the_window_is_open_and_by_a_template_after_it(
    claim, write, now, twilio_stand_in
):
    write("status")
    delivery.deliver_due(now=now)
    write("status")
    Inbound.objects.update(received_at=now - timedelta(hours=25))
    delivery.deliver_due(now=now)

    late, early = [sent for sent in twilio_stand_in.messages() if "Jawaban Lapak Asik" in sent["text"]]
    assert (bool(early["content_sid"]), bool(late["content_sid"])) == (False, True)


def test_what_twilio_tells_twice_is_answered_once(claim, client, twilio_stand_in, now):
    call = twilio_stand_in.write_in(PHONE, "status", Deliver="no", Url="http://testserver/kabar/twilio/masuk/")
    for _ in range(2):
        client.post(
            "/kabar/twilio/masuk/",
            dict(parse_qsl(call["body"], keep_blank_values=True)),
            headers={"X-Twilio-Signature": call["headers"]["X-Twilio-Signature"]},
        )
    for inbound in list(Inbound.objects.all()) * 2:
        answering.read(inbound.pk, now=now)

    assert len(answers()) == 1


def test_without_the_right_signature_nothing_is_kept(db, client):
    refused = client.post("/kabar/twilio/masuk/", {"MessageSid": "SM1", "From": f"whatsapp:{PHONE}", "Body": "status"})

    assert refused.status_code == 403
    assert not Inbound.objects.exists()


def test_a_stranger_learns_nothing(claim, write):
    write("status", sender="+6281299999999")

    [answer] = answers()
    assert "nomor kasus Anda" in answer
    assert claim.get_status_display() not in answer


@pytest.mark.parametrize("stale", ["90 days", "reported wrong", "not confirmed"])
def test_a_number_that_is_not_fresh_learns_nothing_until_it_is_confirmed_again(stale, claim, write, now):
    if stale == "reported wrong":
        addresses.report_wrong(PHONE, now=now)
    long_ago = {"90 days": now - timedelta(days=90), "reported wrong": now, "not confirmed": None}[stale]
    type(claim.applicant).objects.update(phone_confirmed_at=long_ago)
    before = senders.claims_of(PHONE, now=now)

    addresses.confirmed(PHONE, now=now)
    type(claim.applicant).objects.update(phone_confirmed_at=now)

    assert before == []
    assert senders.claims_of(PHONE, now=now) == [claim]


def test_with_several_claims_the_person_chooses_by_the_last_four_of_the_number(claim, write, now):
    other = factories.open_claim(
        now=now,
        applicant=factories.applicant(now, phone=PHONE),
        participant=factories.participant(nik="3171011708850002"),
    )
    write("status")
    asked = answers()[0]

    write(senders.last_letters(other).lower())

    assert senders.last_letters(claim) in asked and senders.last_letters(other) in asked
    assert f"…{senders.last_letters(other)}" in answers()[0]


def test_photos_land_unsorted_and_are_deleted_at_the_provider(claim, write, twilio_stand_in):
    write(media=[(factories.photo(1), "image/jpeg"), (factories.photo(2), "image/jpeg")])

    files = PaperFile.objects.filter(claim=claim)
    assert [(file.paper, file.came_by) for file in files] == [(None, "whatsapp")] * 2
    assert "2 berkas kami terima" in answers()[0]
    with pytest.raises(Unfetched):
        photo = Inbound.objects.get()
        list(accounts()[0].fetch_media(photo.provider_id, photo.media[0]["sid"], largest=10**7))


def test_the_same_photo_sent_twice_is_one_file(claim, write):
    write(media=[(factories.photo(1), "image/jpeg")])
    write(media=[(factories.photo(1), "image/jpeg")])

    assert PaperFile.objects.filter(claim=claim).count() == 1


def test_photos_of_somebody_with_several_claims_wait_for_the_choice(claim, write, now):
    other = factories.open_claim(
        now=now,
        applicant=factories.applicant(now, phone=PHONE),
        participant=factories.participant(nik="3171011708850002"),
    )
    write(media=[(factories.photo(1), "image/jpeg")])
    waiting = PaperFile.objects.count()

    write(f"untuk {other.case_number}")
    write(senders.last_letters(other))

    assert waiting == 0
    assert [file.claim_id for file in PaperFile.objects.all()] == [other.pk]


def test_a_photo_that_cannot_be_fetched_is_tried_again_and_then_asked_for(claim, write, twilio_stand_in, now):
    write(media=[(factories.photo(1), "image/jpeg")], reads=False)
    inbound = Inbound.objects.get()
    twilio_stand_in.misbehave("freeze", seconds=0)
    twilio_stand_in.kill()

    for _ in range(4):
        answering.read(inbound.pk, now=now)
    still_to_read = Inbound.objects.to_read().exists()
    answering.read(inbound.pk, now=now)

    assert still_to_read
    assert "tidak dapat kami ambil" in answers()[0]


def test_who_writes_berhenti_gets_one_answer_and_no_more_whatsapp_until_mulai(claim, write, now):
    write("Berhenti")
    proof = Inbound.objects.get().provider_id
    delivery.deliver_due(now=now)
    stopped = addresses.standing("whatsapp", PHONE, now=now)

    write("mulai")

    answered = Message.objects.filter(name="whatsapp_answer", state="sent")
    assert stopped == "opted_out"
    assert addresses.AddressFact.objects.get(kind="opted_out").proof == proof
    assert answered.count() == 1
    assert not addresses.standing("whatsapp", PHONE, now=now)


def test_a_stranger_cannot_take_up_what_another_stopped(claim, write, now):
    write("berhenti")
    type(claim.applicant).objects.update(phone_confirmed_at=now - timedelta(days=91))

    write("mulai")

    assert addresses.standing("whatsapp", PHONE, now=now) == "opted_out"


def test_two_machines_that_answer_each_other_end(claim, write):
    for _ in range(answering.MOST_ANSWERS + 5):
        write("terima kasih atas pesan Anda")

    assert len(answers()) == answering.MOST_ANSWERS


@pytest.mark.parametrize("words", ["bantuan", "?", "help me"])
def test_who_asks_for_help_is_told_what_can_be_asked(words, claim, write):
    write(words)

    assert "STATUS" in answers()[0]


@pytest.mark.parametrize("odd", ["", " ", "\0", "🙂" * 400, "status" * 300, "'; DROP TABLE", "%s %(x)s {{ x }}"])
def test_odd_words_get_an_answer_and_no_error(odd, claim, write):
    assert write(odd) == 200
    assert len(answers()) == 1
