from datetime import timedelta

import pytest

from claims import papers
from claims.mail import answering, forgetting
from claims.models import Mail, PaperFile
from claims.models.mail import RAW_KEPT_FOR
from notifications import wording
from notifications.models import Channel, Message
from privacy import vault
from queueing import booking
from tests.claims.mail import post
from tests.claims.mail.test_receiving import stored
from tests.claims.telling import events, told

pytestmark = pytest.mark.django_db


def answers(claim) -> list[str]:
    """The letters that left about mails of this claim."""
    keys = [event.key for event in claim.events.all()]
    left = Message.objects.filter(about__in=keys, name="mail_received", channel=Channel.EMAIL).order_by("posted_at")
    return [wording.letter_of(message).text for message in left]


def damaged(name: str) -> tuple[str, str, bytes]:
    return name, "image/jpeg", b"\xff\xd8\xff rusak"


def test_the_answer_waits_until_every_file_was_looked_at(claim, now):
    post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)

    assert answering.answer_due(now) == 0
    post.look_at_all(claim, now=now)
    assert answering.answer_due(now) == 1


def test_it_names_what_was_accepted_refused_and_still_misses_until_when(claim, now):
    attached = [post.photo("KTP.jpg"), post.photo("IMG_1.jpg"), damaged("KK.jpg"), ("a.zip", "application/zip", b"PK")]
    post.bring(claim, post.letter(claim, *attached), now=now)
    post.look_at_all(claim, now=now)

    answering.answer_due(now)

    [text] = answers(claim)
    accepted, unsorted = text.partition("Diterima:")[2].split("Diterima, tetapi")[0], text.partition("belum jelas")[2]
    refused, missing = text.partition("Tidak dapat dipakai:")[2], text.partition("Yang belum kami terima")[2]
    assert "KTP.jpg: KTP elektronik" in accepted
    assert "IMG_1.jpg" in unsorted.split("Tidak dapat")[0]
    assert "- KK.jpg:" in refused and "- a.zip: Berkas arsip" in refused
    assert "Kartu Keluarga" in missing and "WITA" in missing and "KTP elektronik" not in missing


def test_it_goes_to_the_confirmed_contact_and_never_to_the_sender(claim, now):
    thief = "pencuri@lain.example"
    post.bring(claim, post.letter(claim, post.photo(), From=thief), now=now, sender=thief)
    post.look_at_all(claim, now=now)

    answering.answer_due(now)

    sent = told(claim, "mail_received")
    assert {message.address for message in sent.values()} == {claim.applicant.email, claim.applicant.phone}
    assert not [each for each in Message.objects.all() if each.address == thief]


def test_a_mail_is_answered_once(claim, now):
    post.bring(claim, post.letter(claim), now=now)

    assert answering.answer_due(now) == 1
    assert answering.answer_due(now + timedelta(hours=1)) == 0
    assert len(answers(claim)) == 1
    assert events(claim).count("mail_answered") == 1


def test_a_mail_without_attachments_is_told_so(claim, now):
    post.bring(claim, post.letter(claim), now=now)

    answering.answer_due(now)

    assert "Tidak ada lampiran" in answers(claim)[0]


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<a.b>"}])
def test_what_a_machine_wrote_is_never_answered(claim, now, header):
    post.bring(claim, post.letter(claim, post.photo(), **header), now=now)
    post.look_at_all(claim, now=now)

    assert answering.answer_due(now) == 0


def test_our_own_answer_that_comes_back_is_not_answered(claim, now):
    post.bring(claim, post.letter(claim), now=now)
    answering.answer_due(now)
    text = answers(claim)[0]

    back = post.letter(claim, Auto_Submitted="auto-generated")
    back.set_content(text)
    post.bring(claim, back, now=now)

    assert answering.answer_due(now) == 0
    assert Mail.objects.get(settled_at=now, status=Mail.Status.SET_ASIDE).because == Mail.Because.AUTOMATIC


def test_a_file_that_was_taken_back_meanwhile_is_not_named(claim, now):
    post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)
    post.look_at_all(claim, now=now)
    papers.remove_file(post.files(claim)[0].pk, claim_id=claim.pk, by="claimant:x", now=now)

    assert answering.answer_due(now) == 1
    assert "KTP.jpg" not in answers(claim)[0]


def test_a_refused_file_is_told_of_by_the_answer_alone(claim, now):
    post.bring(claim, post.letter(claim, damaged("IMG_1.jpg")), now=now)
    post.look_at_all(claim, now=now)

    answering.answer_due(now)

    assert PaperFile.objects.get().told_at == now


def test_a_claim_that_ended_is_answered_without_asking_for_more(claim, now):
    post.bring(claim, post.letter(claim), now=now)
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    assert answering.answer_due(now) == 1
    assert "belum kami terima" not in answers(claim)[0]


def test_the_longest_answer_fits_every_channel(claim, now):
    attached = [(f"{'nama panjang ' * 10}{n}.zip", "application/zip", b"PK") for n in range(40)]
    post.bring(claim, post.letter(claim, *attached), now=now)
    answering.answer_due(now)

    for message in Message.objects.filter(name="mail_received"):
        assert wording.letter_of(message).text


# --- Forgetting ---


def test_a_settled_mail_is_erased_after_its_time_and_its_papers_stay(claim, now):
    mail = post.bring(claim, post.letter(claim, post.photo("KTP.jpg"), Subject="rahasia"), now=now)
    before = stored()

    assert forgetting.forget_old(now + RAW_KEPT_FOR - timedelta(hours=1)) == 0
    assert forgetting.forget_old(now + RAW_KEPT_FOR) == 1

    mail.refresh_from_db()
    assert (mail.pieces, mail.subject, mail.sender, mail.attachments) == ([], "", "", [])
    assert mail.status == Mail.Status.FILED
    with pytest.raises(vault.Unreadable):
        mail.raw()
    assert len(post.files(claim)) == 1
    assert stored() <= before


def test_what_waits_for_an_officer_is_not_forgotten(house, claim, now):
    post.bring(None, post.letter(claim), now=now)

    assert forgetting.forget_old(now + 10 * RAW_KEPT_FOR) == 0
