"""A mail is kept once, whole, before anybody says that it is here."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection

from claims.mail import receiving
from claims.mail.receiving import Identity
from claims.models import Mail
from notifications import email_channel
from privacy import vault
from tests.claims.mail import post
from tests.queueing.races import all_at_once

pytestmark = pytest.mark.django_db


def stored() -> int:
    folder = django_settings.SEALED_FILES_DIR
    return sum(path.is_file() for path in folder.rglob("*")) if folder.exists() else 0


def identity(raw: bytes, step: int = 7) -> bytes:
    told = Identity()
    for begun in range(0, len(raw), step):
        told.feed(raw[begun : begun + step])
    return told.index()


def test_what_is_kept_comes_back_bit_by_bit_and_lies_sealed(claim, now):
    raw = post.letter(claim, post.photo("ktp-rahasia.jpg")).as_bytes()

    mail = Mail.objects.get(pk=post.keep(claim, raw, now=now))

    assert b"".join(mail.raw()) == raw
    assert (mail.status, mail.received_at, mail.size) == (Mail.Status.RECEIVED, now, len(raw))
    for name in mail.pieces:
        assert b"ktp-rahasia" not in (django_settings.SEALED_FILES_DIR / name).read_bytes()


def test_what_the_row_says_rests_under_the_claims_key(claim, now):
    mail_id = post.keep(claim, post.letter(claim), now=now)
    at_rest = Mail.objects.values_list("recipient", flat=True).get(pk=mail_id).at_rest

    assert vault.key_name_of(at_rest) == vault.OWN_KEY


def test_of_reports_so_many_are_taken_in_an_hour(house, claim, now, monkeypatch):
    monkeypatch.setattr(receiving, "REPORTS_AN_HOUR", 2)
    ours = email_channel.our_address()

    for number in range(2):
        assert receiving.is_for_reports(f"<{ours}>", now=now)
        post.keep(None, f"Subject: {number}\n\n{number}".encode(), now=now)

    with pytest.raises(receiving.NotNow):
        receiving.is_for_reports(ours, now=now + timedelta(minutes=59))
    assert receiving.is_for_reports(ours, now=now + timedelta(hours=1))


def test_mail_of_no_claim_rests_under_the_houses_key(house, claim, now):
    mail_id = post.keep(None, post.letter(claim), now=now)
    at_rest = Mail.objects.values_list("recipient", flat=True).get(pk=mail_id).at_rest

    assert vault.key_name_of(at_rest) == django_settings.SEALING_KEYS[0][0]


def test_a_large_mail_is_kept_in_pieces(claim, now):
    raw = b"Subject: besar\r\n\r\n" + b"A" * (1024 * 1024 + 17)

    mail = Mail.objects.get(pk=post.keep(claim, raw, now=now))

    assert len(mail.pieces) == 3
    assert b"".join(mail.raw()) == raw


def test_the_same_mail_by_another_road_is_kept_once(claim, now):
    raw = post.letter(claim, post.photo()).as_bytes()
    assert post.keep(claim, raw, now=now)
    before = stored()

    again = post.keep(claim, b"Received: by somebody else\r\n" + raw, now=now)

    assert again is None
    assert Mail.objects.count() == 1
    assert stored() == before


def test_the_same_message_id_over_another_text_is_another_mail(claim, now):
    one, two = (post.letter(claim, post.photo(), Message_ID="<dicuri@contoh.example>") for _ in range(2))

    assert post.keep(claim, one, now=now)
    assert post.keep(claim, two, now=now)


def test_the_same_mail_to_two_claims_is_two_mails(house, claim, now):
    other = post.open_claim(now=now)
    raw = post.letter(claim).as_bytes()

    assert post.keep(claim, raw, now=now)
    assert post.keep(other, raw, now=now)
    assert post.keep(None, raw, now=now)
    assert post.keep(None, raw, now=now) is None


@pytest.mark.parametrize("step", [1, 2, 3, 64, 10_000])
def test_the_identity_does_not_hang_on_how_the_bytes_came(step):
    raw = b"Subject: a\r\nMESSAGE-ID: <x@y>\r\n\r\nteks\r\n\r\nlagi"

    assert identity(raw, step) == identity(raw, 5)
    assert identity(raw, step) != identity(raw.replace(b"x@y", b"x@z"))
    assert identity(raw, step) != identity(raw + b"!")


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n\r\n", b"no headers at all", b"Message-ID: " + b"<" * 100_000, b"A: b\r\n" * 50_000]
)
def test_the_identity_of_hardly_a_mail_is_told_too(raw):
    assert identity(raw, 1000) == identity(raw, 4096)


def test_a_row_that_cannot_be_written_for_another_reason_is_no_repeat(claim, now, monkeypatch):
    monkeypatch.setattr(Identity, "index", lambda self: None)

    with pytest.raises(IntegrityError):
        post.keep(claim, b"Subject: a\r\n\r\nb", now=now)

    assert stored() == 0


# --- Two servers bring the same mail at the same instant ---


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_twice_at_once_is_kept_once(house, now):
    claim = post.open_claim(now=now)
    raw = post.letter(claim, post.photo()).as_bytes()

    came = all_at_once([lambda: post.keep(claim, raw, now=now)] * 6)

    assert came == Counter(taken=6)
    assert Mail.objects.count() == 1
    assert stored() == len(Mail.objects.get().pieces)


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_the_same_race_keeps_it_several_times(house, now):
    """The control: looking first and inserting then is not enough, so the test above can fail."""
    claim = post.open_claim(now=now)
    raw = post.letter(claim).as_bytes()
    all_looked = threading.Barrier(4)

    def look_then_insert() -> None:
        try:
            told = Identity()
            told.feed(raw)
            is_here = Mail.objects.filter(claim=claim, identity=told.index()).exists()
            all_looked.wait(timeout=30)
            if not is_here:
                post.keep(claim, raw, now=now)
        finally:
            connection.close()

    with _without("mail_once"), ThreadPoolExecutor(4) as crowd:
        for asked in [crowd.submit(look_then_insert) for _ in range(4)]:
            asked.result()
        kept = Mail.objects.count()
        Mail.objects.all().delete()

    assert kept == 4


@contextmanager
def _without(name: str) -> Iterator[None]:
    """A constraint is away as long as the block lasts."""
    constraint = next(each for each in Mail._meta.constraints if each.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Mail, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Mail, constraint)


def test_the_bell_rings_once_for_several_and_not_for_repeats(monkeypatch):
    rung = []
    monkeypatch.setattr(receiving.doorbell, "ring", lambda *words, queue: rung.append((*words, queue)))
    one, two = uuid4(), uuid4()

    receiving.ring([one, None, two])
    receiving.ring([None])

    assert rung == [("claims.tasks.read_mail", str(one), str(two), "mail")]
