"""Polling a mailbox over real IMAP."""

import imaplib
import os
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from claims.mail import addresses, mailbox, receiving
from claims.models import Mail
from lapak_asik import safety
from standins.imap_server import Mailbox, Server
from tests.claims.mail import post

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def box(tmp_path, settings):
    held = Mailbox(tmp_path / "mailbox")
    server = Server(0, held)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.IMAP_URL = f"imap://surat:rahasia@127.0.0.1:{server.server_address[1]}/INBOX"
    yield held
    server.shutdown()
    server.server_close()


def arrive(box: Mailbox, raw: bytes, at) -> int:
    number = box.add(raw)
    os.utime(box.folder / f"{number}.eml", (at.timestamp(), at.timestamp()))
    return number


def test_an_unseen_mail_is_kept_and_marked_and_counts_by_when_the_mailbox_had_it(box, claim, now):
    raw = post.letter(claim, post.photo("KTP.jpg"), Return_Path="<budi@contoh.example>").as_bytes()
    number = arrive(box, raw, now - HOUR)

    assert mailbox.collect(now) == 1

    mail = Mail.objects.get()
    assert (mail.claim_id, mail.door, mail.received_at) == (claim.pk, Mail.Door.IMAP, now - HOUR)
    assert b"".join(mail.raw()) == raw
    assert box.flags(number) == {r"\Seen"}
    assert post.read(mail.pk, now=now).status == Mail.Status.FILED


def test_a_second_poll_finds_nothing_and_a_lost_mark_brings_nothing_twice(box, claim, now):
    number = arrive(box, post.letter(claim).as_bytes(), now)
    mailbox.collect(now)
    assert mailbox.collect(now) == 0

    box.set_flags(number, set())
    mailbox.collect(now)

    assert Mail.objects.count() == 1


def test_a_mail_is_not_marked_when_it_could_not_be_kept(box, claim, now, monkeypatch):
    number = arrive(box, post.letter(claim).as_bytes(), now)
    monkeypatch.setattr(receiving.Receiving, "keep", lambda *_, **__: (_ for _ in ()).throw(OSError("Disk penuh")))

    with pytest.raises(RuntimeError, match="1 of 1"):
        mailbox.collect(now)

    assert box.flags(number) == set()


def test_one_mail_that_cannot_be_kept_does_not_hold_up_the_others(box, claim, now, monkeypatch):
    good, bad = post.letter(claim), post.letter(claim, Subject="rusak")
    for each in (bad, good):
        arrive(box, each.as_bytes(), now)
    real = receiving.Receiving.write

    def write(self, chunk):
        if b"rusak" in chunk:
            raise OSError("Disk penuh")
        real(self, chunk)

    monkeypatch.setattr(receiving.Receiving, "write", write)
    with pytest.raises(RuntimeError, match="1 of 2"):
        mailbox.collect(now)

    assert Mail.objects.count() == 1
    assert (box.flags(1), box.flags(2)) == (set(), {r"\Seen"})


def test_a_flooded_claims_mail_stays_unseen(box, claim, now, monkeypatch):
    def shut(letters, *, now):
        raise receiving.NotNow

    arrive(box, post.letter(claim).as_bytes(), now)
    monkeypatch.setattr(receiving, "claim_for", shut)

    assert mailbox.collect(now) == 0
    assert box.flags(1) == set()


def test_the_address_may_stand_in_any_of_the_headers_a_server_adds(box, claim, now):
    raw = post.letter(claim, To="info@surat.contoh.example, budi@lain.example", Delivered_To=addresses.of(claim))
    arrive(box, raw.as_bytes(), now)

    mailbox.collect(now)

    assert Mail.objects.get().claim_id == claim.pk


def test_mail_for_nobody_is_kept_for_an_officer(box, claim, now):
    arrive(box, post.letter(claim, To="info@surat.contoh.example").as_bytes(), now)
    mailbox.collect(now)

    mail = post.read(Mail.objects.get().pk, now=now)

    assert (mail.status, mail.because) == (Mail.Status.WAITING, Mail.Because.NO_CLAIM)


def test_a_mail_that_is_too_large_is_kept_by_its_headers_and_flagged(box, claim, now, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST", 3_000)
    number = arrive(box, post.letter(claim, ("KTP.jpg", "image/jpeg", b"x" * 5_000), Subject="Besar").as_bytes(), now)
    mailbox.collect(now)

    mail = post.read(Mail.objects.get().pk, now=now)

    assert (mail.status, mail.because) == (Mail.Status.WAITING, Mail.Because.TOO_LARGE)
    assert mail.subject == "Besar"
    assert box.flags(number) == {r"\Seen", r"\Flagged"}


def test_a_mail_of_several_pieces_comes_whole(box, claim, now, monkeypatch):
    monkeypatch.setattr(mailbox, "CHUNK", 1_000)
    raw = post.letter(claim, ("KTP.jpg", "image/jpeg", bytes(range(256)) * 20)).as_bytes()
    arrive(box, raw, now)

    mailbox.collect(now)

    assert b"".join(Mail.objects.get().raw()) == raw


def test_a_mailbox_that_says_no_is_heard(box, now, settings):
    settings.IMAP_URL = settings.IMAP_URL.replace("rahasia", "salah")

    with pytest.raises(imaplib.IMAP4.error):
        mailbox.collect(now)


def test_without_a_mailbox_nothing_is_asked(settings, now):
    settings.IMAP_URL = ""

    assert mailbox.collect(now) == 0


def test_a_mailbox_elsewhere_is_refused_outside_production():
    with pytest.raises(ImproperlyConfigured, match="IMAP_URL"):
        safety.refuse_to_reach_out(
            hosts=[], database="/run", redis_url="", twilio_urls=[], imap_url="imaps://a:b@mail.contoh.example/INBOX"
        )
