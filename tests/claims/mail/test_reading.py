"""What becomes of a mail: filed, set aside, or before an officer; never lost, never twice, never by force."""

from datetime import timedelta

import pytest

from catalogue.checklist import Route
from claims import deadlines, filing, originals
from claims.mail import attaching, reading
from claims.mail.reading import MAILS_PER_DAY
from claims.models import Claim, Mail, PaperFile
from notifications.address import Address
from notifications.models import Message, State
from queueing import booking
from tests import factories
from tests.claims.mail import hostile, post
from tests.claims.mail.test_receiving import stored
from tests.claims.telling import events, told
from tests.notifications import bounces
from tests.notifications import conftest as news

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def codes(claim: Claim) -> list[str]:
    return [file.paper.kind.code if file.paper else "" for file in post.files(claim)]


def ends(mail: Mail) -> tuple[str, str]:
    return mail.status, mail.because


# --- Filing ---


def test_what_the_proven_contact_sends_is_filed_as_the_paper_it_is_called(claim, now):
    mail = post.bring(claim, post.letter(claim, post.photo("KTP.jpg"), post.photo("Kartu keluarga.jpg")), now=now)

    assert ends(mail) == (Mail.Status.FILED, "")
    assert sorted(codes(claim)) == ["KK", "KTP"]
    assert mail.is_proven
    assert {file.pk for file in post.files(claim)} == set(mail.files)
    assert {file.came_by for file in post.files(claim)} == {PaperFile.CameBy.EMAIL}
    assert {file.received_at for file in post.files(claim)} == {now}


def test_the_files_are_the_attachments_bit_by_bit(claim, now):
    name, kind, content = post.photo("KTP.jpg")
    post.bring(claim, post.letter(claim, (name, kind, content)), now=now)

    [file] = post.files(claim)

    assert b"".join(file.original()) == content
    assert (file.file_name, file.declared_type, file.size) == (name, kind, len(content))


def test_the_subject_names_several_pages_of_one_paper(claim, now):
    pages = [post.photo("IMG_1.jpg"), post.photo("IMG_2.jpg")]
    post.bring(claim, post.letter(claim, *pages, Subject="Buku tabungan saya"), now=now)

    assert codes(claim) == ["REK", "REK"]
    assert sorted(file.position for file in post.files(claim)) == [1, 2]


@pytest.mark.parametrize("unproven", [{"dmarc": "fail"}, {"From": "orang@lain.example"}, {"dmarc": "none"}])
def test_from_anybody_else_it_stays_unsorted(claim, now, unproven):
    mail = post.bring(claim, post.letter(claim, post.photo("KTP.jpg"), **unproven), now=now)

    assert ends(mail) == (Mail.Status.FILED, "")
    assert codes(claim) == [""]
    assert not mail.is_proven


def test_a_contact_that_was_never_confirmed_proves_nothing(house, now):
    claim = post.open_claim(now=now, applicant=factories.applicant(now, email_confirmed_at=None))

    post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)

    assert codes(claim) == [""]


def test_a_paper_that_takes_no_more_leaves_the_file_unsorted(claim, now, monkeypatch):
    monkeypatch.setattr("claims.papers.FILES_PER_PAPER", 1)
    post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)

    post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)

    assert sorted(codes(claim)) == ["", "KTP"]


def test_a_mail_without_attachments_is_filed_to_be_answered(claim, now):
    mail = post.bring(claim, post.letter(claim), now=now)

    assert ends(mail) == (Mail.Status.FILED, "")
    assert mail.files == []


def test_what_cannot_be_a_paper_is_refused_by_name_and_the_rest_is_kept(claim, now):
    bad = [("a.zip", "application/zip", b"PK"), ("b.rar", "image/jpeg", b"x"), ("winmail.dat", "image/jpeg", b"x"),
           ("kosong.jpg", "image/jpeg", b""), ("c.jpg", "image/jpeg", b"Rar!\x1a\x07x"),
           ("besar.jpg", "image/jpeg", b"x" * (attaching.MAX_BYTES + 1))]  # fmt: skip

    mail = post.bring(claim, post.letter(claim, *bad, post.photo("KTP.jpg")), now=now)

    assert codes(claim) == ["KTP"]
    refused = {each["name"]: each["refused"] for each in mail.attachments}
    assert refused.pop("KTP.jpg") == ""
    assert "arsip" in refused["a.zip"] and "arsip" in refused["b.rar"] and "arsip" in refused["c.jpg"]
    assert "winmail.dat" in refused["winmail.dat"] and "kosong" in refused["kosong.jpg"]
    assert "terlalu besar" in refused["besar.jpg"]


def test_what_the_claim_does_not_take_any_more_is_refused_with_its_sentence(claim, now):
    factories.complete_papers(claim, now=now)
    filing.submit(claim.pk, by="claimant:x", now=now)
    before = stored()

    mail = post.bring(post.again(claim), post.letter(claim, post.photo("KTP.jpg")), now=now)

    assert ends(mail) == (Mail.Status.FILED, "")
    assert "sudah diserahkan" in mail.attachments[0]["refused"]
    assert stored() == before + len(mail.pieces)


def test_a_mail_counts_by_the_instant_our_edge_had_it(claim, now):
    due = claim.papers_due_at
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg")), now=due - MINUTE)

    post.read(mail_id, now=due + MINUTE)

    [file] = post.files(claim)
    assert file.received_at == due - MINUTE
    assert not file.is_late


def test_the_deadline_waits_for_mail_that_came_in_time_and_is_not_read_yet(claim, now):
    due = claim.papers_due_at
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg")), now=due - MINUTE)

    assert deadlines.close_papers_due(due + MINUTE) == 0
    post.read(mail_id, now=due + 2 * MINUTE)
    assert deadlines.close_papers_due(due + 3 * MINUTE) == 1

    claim = post.again(claim)
    assert claim.status == Claim.Status.SENT_TO_DROPBOX
    assert "KTP" not in [need.key for need in claim.missing_papers(Route.ONLINE)]
    assert not post.files(claim)[0].is_late


def test_mail_that_came_too_late_holds_up_no_deadline(claim, now):
    due = claim.papers_due_at
    post.keep(claim, post.letter(claim), now=due)

    assert deadlines.close_papers_due(due + MINUTE) == 1


def test_a_late_mail_is_kept_and_marked(claim, now):
    due = claim.papers_due_at
    deadlines.close_papers(claim.pk, by="system:papers_due", now=due)

    post.bring(post.again(claim), post.letter(claim, post.photo("KTP.jpg")), now=due + MINUTE)

    [file] = post.files(claim)
    assert file.is_late


# --- Mail only adds ---


def test_nothing_that_stands_is_replaced_reordered_or_taken_away(claim, now):
    kind = next(need.kinds[0] for need in claim.needs() if need.key == "KTP")
    first = factories.send_paper(claim, kind, now=now)
    facts = ("paper_id", "position", "state", "sha256", "pieces", "replaced_at", "checked_at")
    before = PaperFile.objects.values(*facts).get(pk=first.pk)

    post.bring(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)

    assert PaperFile.objects.values(*facts).get(pk=first.pk) == before
    assert sorted(file.position for file in post.files(claim) if file.paper) == [1, 2]


def test_the_same_attachment_in_another_mail_is_one_file(claim, now):
    same = post.photo("KTP.jpg")
    post.bring(claim, post.letter(claim, same), now=now)
    before = stored()

    again = post.bring(claim, post.letter(claim, same), now=now)

    assert len(post.files(claim)) == 1
    assert again.files == [post.files(claim)[0].pk]
    assert stored() <= before + len(again.pieces) + 1  # the copy goes when the transaction is committed


# --- Machines ---


def test_a_bounce_is_set_aside_and_files_nothing(claim, now):
    bounce = post.letter(claim, post.photo("KTP.jpg"), From="MAILER-DAEMON@x.example")
    bounce.set_type("multipart/report")

    mail = post.bring(claim, bounce, now=now, sender="<>")

    assert ends(mail) == (Mail.Status.SET_ASIDE, Mail.Because.BOUNCE)
    assert post.files(claim) == []


@pytest.mark.parametrize("to_a_claim", [True, False])
def test_a_report_that_a_letter_of_ours_came_back_begins_the_next_way_to_the_person(house, claim, now, to_a_claim):
    sms_after_mail = Address(person="claimant:1", email="siti@contoh.example", phone="+6281234567890", order=("email",))
    sent, after = news.post(to=sms_after_mail, now=now)
    Message.objects.filter(pk=sent.pk).move(State.SENT, due_at=None, sent_at=now)

    mail = post.bring(claim if to_a_claim else None, bounces.report(sent).as_bytes(), now=now, sender="")

    assert ends(mail) == (Mail.Status.SET_ASIDE, Mail.Because.BOUNCE)
    assert Message.objects.get(pk=sent.pk).reason == "smtp 5.1.1"
    assert Message.objects.get(pk=after.pk).state == State.QUEUED


def test_an_automatic_reply_to_our_own_address_bothers_nobody(house, claim, now):
    mail = post.bring(None, post.letter(claim, Auto_Submitted="auto-replied"), now=now, sender="")

    assert ends(mail) == (Mail.Status.SET_ASIDE, Mail.Because.AUTOMATIC)


def test_an_automatic_reply_without_attachments_is_set_aside(claim, now):
    mail = post.bring(claim, post.letter(claim, Auto_Submitted="auto-replied"), now=now)

    assert ends(mail) == (Mail.Status.SET_ASIDE, Mail.Because.AUTOMATIC)


def test_a_scanner_that_sends_by_itself_is_filed_and_not_answered(claim, now):
    mail = post.bring(claim, post.letter(claim, post.photo("KTP.jpg"), Auto_Submitted="auto-generated"), now=now)

    assert ends(mail) == (Mail.Status.FILED, "")
    assert mail.is_automatic
    assert mail not in Mail.objects.unanswered()


# --- What no machine can file ---


def test_mail_of_no_claim_waits_for_an_officer_with_its_names(house, claim, now):
    mail = post.bring(None, post.letter(claim, post.photo("KTP.jpg"), Subject="Untuk siapa"), now=now)

    assert ends(mail) == (Mail.Status.WAITING, Mail.Because.NO_CLAIM)
    assert (mail.subject, mail.sender) == ("Untuk siapa", claim.applicant.email)
    assert [each["name"] for each in mail.attachments] == ["KTP.jpg"]


@pytest.mark.parametrize("name", hostile.UNREADABLE)
def test_what_cannot_be_read_waits_for_an_officer(claim, now, name):
    mail = post.bring(claim, hostile.UNREADABLE[name], now=now)

    assert ends(mail) == (Mail.Status.WAITING, Mail.Because.UNREADABLE)
    assert b"".join(mail.raw()) == hostile.UNREADABLE[name]


@pytest.mark.parametrize("name", hostile.READABLE)
def test_every_hostile_mail_comes_to_an_end_that_is_named(claim, now, name):
    mail = post.bring(claim, hostile.READABLE[name], now=now)

    assert mail.status != Mail.Status.RECEIVED
    assert all(each["file"] or each["refused"] for each in mail.attachments) or mail.status != Mail.Status.FILED


def test_a_mail_whose_pieces_are_gone_waits_for_an_officer(claim, now):
    mail_id = post.keep(claim, post.letter(claim), now=now)
    originals.discard(Mail.objects.get(pk=mail_id).pieces)

    assert ends(post.read(mail_id, now=now)) == (Mail.Status.WAITING, Mail.Because.UNREADABLE)


def test_a_mail_that_kills_its_reader_is_left_to_an_officer_after_two(claim, now, monkeypatch):
    mail_id = post.keep(claim, post.letter(claim), now=now)

    def dies(chunks):
        raise MemoryError

    monkeypatch.setattr(reading, "open_letter", dies)
    for _ in range(reading.READINGS):
        with pytest.raises(MemoryError):
            reading.read_mail(mail_id, now=now)
        now += timedelta(minutes=5)
        assert reading.mails_to_read(now) == [mail_id]
    monkeypatch.setattr(reading, "open_letter", lambda chunks: pytest.fail("Its bytes are not touched again."))

    assert ends(post.read(mail_id, now=now)) == (Mail.Status.WAITING, Mail.Because.UNREADABLE)
    assert reading.mails_to_read(now + timedelta(days=1)) == []


def test_a_claim_that_ended_meanwhile_is_told_by_the_claims_own_refusal(claim, now):
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    mail = post.read(mail_id, now=now)

    assert mail.status == Mail.Status.FILED
    assert mail.attachments[0]["refused"]
    assert post.files(claim) == []


# --- Bounds of a day ---


def test_the_21st_mail_of_a_day_waits_for_an_officer_and_is_told_once(claim, now):
    for number in range(MAILS_PER_DAY):
        assert post.bring(claim, post.letter(claim), now=now + number * MINUTE).status == Mail.Status.FILED

    beyond = [post.bring(claim, post.letter(claim), now=now + timedelta(hours=1, minutes=n)) for n in range(3)]

    assert {ends(mail) for mail in beyond} == {(Mail.Status.WAITING, Mail.Because.TOO_MANY)}
    assert set(told(claim, "mail_too_many")) == {"email", "sms"}
    assert events(claim).count("mail_limit_reached") == 1


def test_a_day_later_mail_is_filed_again(claim, now):
    for _ in range(MAILS_PER_DAY + 1):
        post.keep(claim, post.letter(claim), now=now)

    later = post.bring(claim, post.letter(claim), now=now + timedelta(hours=24))

    assert later.status == Mail.Status.FILED


def test_the_61st_file_of_a_day_is_refused_with_a_sentence(claim, now, monkeypatch):
    monkeypatch.setattr(attaching, "FILES_PER_DAY", 2)
    attaching._files_since.composed = None

    mail = post.bring(claim, post.letter(claim, *[post.photo() for _ in range(3)]), now=now)

    assert len(mail.files) == 2
    assert "60 berkas" in mail.attachments[2]["refused"]
    attaching._files_since.composed = None
