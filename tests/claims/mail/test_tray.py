import pytest
from django.conf import settings

from claims.mail import tray
from claims.models import Mail
from privacy import vault
from queueing import booking
from tests.claims.mail import post
from workflow import Refused

pytestmark = pytest.mark.django_db
BY = "officer:7"


@pytest.fixture
def mail(claim, now):
    return post.bring(None, post.letter(claim, post.photo("KTP.jpg"), Subject="Untuk siapa"), now=now)


def key_of(mail: Mail, column: str) -> str:
    at_rest = Mail.objects.values_list(column, flat=True).get(pk=mail.pk)
    return vault.key_name_of(at_rest.at_rest)


def test_an_assigned_mail_is_filed_unsorted_although_its_sender_is_proven(claim, mail, now):
    tray.assign(mail.pk, claim_id=claim.pk, by=BY, now=now)

    post.read(mail.pk, now=now)

    assert [file.paper for file in post.files(claim)] == [None]


def test_what_the_row_says_rests_from_then_on_under_the_claims_key(claim, mail, now):
    columns = ("subject", "sender", "recipient", "envelope_from", "attachments", "raw_key")
    assert {key_of(mail, column) for column in columns} == {settings.SEALING_KEYS[0][0]}

    tray.assign(mail.pk, claim_id=claim.pk, by=BY, now=now)

    assert {key_of(mail, column) for column in columns} == {vault.OWN_KEY}
    assert Mail.objects.get(pk=mail.pk).subject == "Untuk siapa"


def test_a_mail_beyond_the_days_bound_is_filed_when_an_officer_says_so(claim, now, monkeypatch):
    monkeypatch.setattr("claims.mail.reading.MAILS_PER_DAY", 0)
    mail = post.bring(claim, post.letter(claim, post.photo()), now=now)
    assert (mail.status, mail.because) == (Mail.Status.WAITING, Mail.Because.TOO_MANY)

    tray.assign(mail.pk, claim_id=claim.pk, by=BY, now=now)

    assert post.read(mail.pk, now=now).status == Mail.Status.FILED


def test_a_mail_the_claim_has_already_is_set_aside_as_a_repeat(claim, now):
    raw = post.letter(claim, post.photo())
    post.bring(claim, raw, now=now)
    astray = post.bring(None, raw, now=now)

    mail = tray.assign(astray.pk, claim_id=claim.pk, by=BY, now=now)

    assert (mail.status, mail.because) == (Mail.Status.SET_ASIDE, Mail.Because.REPEAT)


def test_a_claim_that_ended_takes_none(claim, mail, now):
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    with pytest.raises(Refused, match="sudah selesai"):
        tray.assign(mail.pk, claim_id=claim.pk, by=BY, now=now)


def test_only_what_waits_can_be_assigned_or_set_aside(claim, mail, now):
    tray.set_aside(mail.pk, because="spam", by=BY, now=now)

    with pytest.raises(Refused, match="sudah ditangani"):
        tray.assign(mail.pk, claim_id=claim.pk, by=BY, now=now)
    with pytest.raises(Refused, match="sudah ditangani"):
        tray.set_aside(mail.pk, because="spam", by=BY, now=now)


@pytest.mark.parametrize("because", ["", "bounce", "no_claim", "apa saja"])
def test_a_reason_of_a_machine_is_none_of_an_officer(mail, now, because):
    with pytest.raises(Refused, match="alasan"):
        tray.set_aside(mail.pk, because=because, by=BY, now=now)


def test_the_drawn_arrows_are_all_there_are():
    every = Mail.Status
    drawn = {(source, target) for source, targets in Mail.ARROWS.items() for target in targets}

    assert drawn == {
        (every.RECEIVED, every.FILED), (every.RECEIVED, every.WAITING), (every.RECEIVED, every.SET_ASIDE),
        (every.WAITING, every.RECEIVED), (every.WAITING, every.SET_ASIDE),
    }  # fmt: skip
