"""A mail is read once, whoever comes second, is killed, or fails in the middle."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.mail import attaching, reading
from claims.models import Mail
from privacy import vault
from tests.claims.mail import post
from tests.claims.mail.test_reading import MINUTE, codes
from tests.claims.mail.test_receiving import stored
from tests.claims.telling import events
from tests.queueing.races import all_at_once

pytestmark = pytest.mark.django_db


def test_a_mail_is_read_once(claim, now):
    mail = post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)
    history = events(claim)

    reading.read_mail(mail.pk, now=now + MINUTE)

    assert events(claim) == history


def test_the_sweep_finds_what_the_bell_missed(claim, now):
    mail_id = post.keep(claim, post.letter(claim), now=now)

    assert reading.mails_to_read(now) == []
    assert reading.mails_to_read(now + MINUTE) == [mail_id]


def test_who_reads_a_mail_has_it_to_themselves_until_they_are_given_up(claim, now):
    mail_id = post.keep(claim, post.letter(claim), now=now)
    assert reading._take(mail_id, now=now)

    assert not reading._take(mail_id, now=now + MINUTE)
    assert reading._take(mail_id, now=now + timedelta(minutes=3))


def test_a_failure_in_the_middle_leaves_nothing_half(claim, now, monkeypatch):
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg"), post.photo("KK.jpg")), now=now)
    before, real = stored(), attaching._receive

    def second_fails(mail, found, kind):
        if found.name == "KK.jpg":
            raise OSError("Disk penuh")
        real(mail, found, kind)

    monkeypatch.setattr(attaching, "_receive", second_fails)
    with pytest.raises(OSError, match="Disk penuh"):
        reading.read_mail(mail_id, now=now)
    monkeypatch.undo()

    assert post.files(claim) == []
    assert stored() <= before + 1
    assert post.read(mail_id, now=now + timedelta(minutes=5)).status == Mail.Status.FILED
    assert sorted(codes(claim)) == ["KK", "KTP"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_read_one_mail_at_once_file_it_once(house):
    now = timezone.now()
    claim = post.open_claim(now=now)
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)

    came = all_at_once([lambda: reading.read_mail(mail_id, now=now)] * 4)

    assert came == Counter(taken=4)
    assert codes(claim) == ["KTP"]
    assert events(claim).count("file_received") == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lease_two_workers_read_one_mail(house, monkeypatch):
    """The control: it is the conditional UPDATE that lets only one of them open it."""
    now = timezone.now()
    claim = post.open_claim(now=now)
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)
    opened, real = [], reading.open_letter
    monkeypatch.setattr(reading, "_take", lambda mail_id, *, now: True)
    monkeypatch.setattr(reading, "open_letter", lambda chunks: opened.append(1) or real(chunks))

    all_at_once([lambda: reading.read_mail(mail_id, now=now)] * 4)

    assert len(opened) > 1
    assert codes(claim) == ["KTP"]  # the row's lock and the constraint still hold


def test_what_the_claims_key_no_longer_opens_is_unreadable_not_an_error(claim, now):
    mail_id = post.keep(claim, post.letter(claim), now=now)
    mail = Mail.objects.get(pk=mail_id)
    mail.raw_key = ""
    mail.save(update_fields=["raw_key"])

    with pytest.raises(vault.Unreadable):
        Mail.objects.get(pk=mail_id).raw()
    assert post.read(mail_id, now=now).status == Mail.Status.WAITING
