"""The door as its own process, over real SMTP and LMTP, killed and pestered."""

import smtplib
import socket
import sys
import time
from contextlib import ExitStack, closing
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims.mail import addresses, reading
from claims.mail.door import _KEPT, _TROUBLE, CONNECTIONS, RECIPIENTS, Unstuffed, _for_all
from claims.mail.receiving import LARGEST
from claims.models import Mail
from tests.claims.mail import post
from tests.claims.mail.test_receiving import stored
from tests.processes import Program, database_url, free_port, listens, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]  # each starts a door of its own
SENDER = "budi@contoh.example"


class MailDoor(Program):
    """`manage.py mail_door` on the test's database and folder."""

    def __init__(self, folder, sealed, *options: str) -> None:
        self.port = free_port()
        command = [sys.executable, "manage.py", "mail_door", "--port", str(self.port), *options]
        where = {"LAPAK_ENV": "test", "DATABASE_URL": database_url(), "SEALED_FILES_DIR": str(sealed),
                 "MAIL_DOMAIN": "surat.contoh.example"}  # fmt: skip
        super().__init__("Mail door", command, folder / "door.log", where)

    def start(self) -> None:
        super().start()
        wait_until(lambda: listens(self.port), "the mail door listens")

    def smtp(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=20)

    def lmtp(self) -> smtplib.LMTP:
        return smtplib.LMTP("127.0.0.1", self.port, timeout=20)

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@pytest.fixture
def claim(house):
    return post.open_claim(now=timezone.now())


@pytest.fixture
def start(tmp_path, sealed_folder):
    doors = []

    def started(*options: str) -> MailDoor:
        door = MailDoor(tmp_path, sealed_folder, *options)
        doors.append(door)
        door.start()
        return door

    yield started
    for door in doors:
        door.kill()


@pytest.fixture
def door(start):
    return start("--smtp")


def send(door: MailDoor, claim, raw: bytes) -> None:
    with door.smtp() as line:
        line.sendmail(SENDER, [addresses.of(claim)], raw)


def _is_greeted(door: MailDoor) -> bool:
    with closing(door.socket()) as line:
        return line.recv(100).startswith(b"220")


def asked(line: smtplib.SMTP, recipient: str) -> tuple[int, str]:
    line.ehlo()
    line.mail(SENDER)
    code, words = line.rcpt(recipient)
    return code, words.decode()


def test_a_mail_that_was_accepted_is_here_bit_by_bit(door, claim):
    raw = post.letter(claim, post.photo("KTP.jpg")).as_bytes().replace(b"\n", b"\r\n")

    send(door, claim, raw)

    mail = Mail.objects.get()
    assert b"".join(mail.raw()) == raw
    assert (mail.claim_id, mail.door, mail.status) == (claim.pk, Mail.Door.SMTP, Mail.Status.RECEIVED)
    assert (mail.envelope_from, mail.recipient) == (SENDER, addresses.of(claim))
    assert post.read(mail.pk, now=timezone.now()).status == Mail.Status.FILED


@pytest.mark.parametrize(
    ("sender", "recipient", "code"),
    [
        ("", "kabar@lapakasik.example", 250),
        ("", "KABAR@lapakasik.example", 250),
        (SENDER, "kabar@lapakasik.example", 550),
        ("", "orang.lain@lapakasik.example", 550),
    ],
)
def test_only_a_servers_report_is_taken_at_the_address_our_letters_come_from(door, house, sender, recipient, code):
    with door.smtp() as line:
        line.ehlo()
        line.mail(sender)
        answers = [line.rcpt(recipient)[0]]
        if code == 250:
            answers.append(line.data(b"Subject: Undelivered\r\n\r\n")[0])

    assert set(answers) == {code}
    assert [mail.claim for mail in Mail.objects.all()] == ([None] if code == 250 else [])


@pytest.mark.parametrize(
    "text",
    [b".", b"..", b".\r\n.", b"a\r\n.\r\nb", b"a\r\n..b\r\n...c", b"\r\n\r\n.", b"a." * 70_000, b"." * 200_000, b""],
)
def test_lines_that_begin_with_dots_survive(door, claim, text):
    raw = b"Subject: titik\r\n\r\n" + text + b"\r\n"

    send(door, claim, raw)

    assert b"".join(Mail.objects.get().raw()) == raw


def test_the_address_says_what_is_wrong_with_it(door, claim):
    address = addresses.of(claim)
    local_part = address.partition("@")[0]
    with door.smtp() as line:
        mistyped = [asked(line, f"{wrong}@surat.contoh.example") for wrong in post.wrong_letters(local_part)]
        unknown = asked(line, "berkas-22222222-22222222@surat.contoh.example")
        ours = asked(line, "postmaster@surat.contoh.example")
        elsewhere = asked(line, f"{local_part}@lain.example")
        right = asked(line, address.upper())

    assert {code for code, _ in mistyped} == {550}
    assert all("periksa lagi alamatnya" in words for _, words in mistyped)
    assert unknown[0] == 550
    assert (ours[0], elsewhere[0]) == (550, 550)
    assert "Bukan alamat kami" in elsewhere[1]
    assert right[0] == 250
    assert not Mail.objects.exists()


def test_an_address_of_no_open_claim_is_nobodys(door, claim):
    address = addresses.of(claim)
    type(claim).objects.filter(pk=claim.pk).update(status="expired")

    with door.smtp() as line:
        code, words = asked(line, address)

    assert (code, "Tidak ada klaim" in words) == (550, True)


def test_the_size_is_announced_and_held_to(door, claim):
    with door.smtp() as line:
        line.ehlo()
        assert line.esmtp_features["size"] == str(LARGEST)
        assert line.mail(SENDER, [f"size={LARGEST + 1}"])[0] == 552
        line.rset()
        line.mail(SENDER)
        line.rcpt(addresses.of(claim))
        assert line.data(b"Subject: besar\r\n\r\n" + b"a" * 998 * 27_000)[0] == 552
        assert asked(line, addresses.of(claim))[0] == 250

    assert not Mail.objects.exists()
    assert stored() == 0


def test_over_lmtp_each_recipient_has_an_answer(start, claim):
    other = post.open_claim(now=timezone.now())
    door = start()
    with closing(door.socket()) as line:
        answers = line.makefile("rb")
        line.sendall(b"LHLO x\r\n")
        line.sendall(f"MAIL FROM:<{SENDER}>\r\n".encode())
        for address in (addresses.of(claim), "tidak@surat.contoh.example", addresses.of(other)):
            line.sendall(f"RCPT TO:<{address}>\r\n".encode())
        line.sendall(b"DATA\r\nSubject: a\r\n\r\nb\r\n.\r\nQUIT\r\n")
        said = [each[:3] for each in answers.read().splitlines() if each[3:4] == b" "]

    assert said == [b"220", b"250", b"250", b"250", b"550", b"250", b"354", b"250", b"250", b"221"]
    assert {mail.claim_id for mail in Mail.objects.all()} == {claim.pk, other.pk}


def test_smtp_gives_one_answer_for_all(door, claim):
    other = post.open_claim(now=timezone.now())
    with door.smtp() as line:
        assert line.sendmail(SENDER, [addresses.of(claim), addresses.of(other)], b"Subject: a\r\n\r\nb") == {}
        assert line.noop()[0] == 250

    assert Mail.objects.count() == 2


def test_smtp_says_what_went_wrong_for_anybody():
    assert _for_all([_KEPT, _KEPT]) == _KEPT
    assert _for_all([_KEPT, _TROUBLE, _KEPT]) == _TROUBLE


def test_more_recipients_than_a_person_writes_to_are_asked_to_come_again(door, claim):
    with door.smtp() as line:
        line.ehlo()
        line.mail(SENDER)
        codes = [line.rcpt(addresses.of(claim))[0] for _ in range(RECIPIENTS + 1)]

    assert codes == [250] * RECIPIENTS + [452]


def test_a_mail_that_ends_with_a_bare_line_feed_is_not_ended(door, claim):
    """What another server takes for the end, followed by commands, must not become a second mail here."""
    with closing(door.socket()) as line:
        answers = line.makefile("rb")
        line.sendall(f"EHLO x\r\nMAIL FROM:<{SENDER}>\r\nRCPT TO:<{addresses.of(claim)}>\r\nDATA\r\n".encode())
        line.sendall(b"Subject: a\r\n\r\nb\n.\r\nMAIL FROM:<x@y>\r\n\r\n.\nQUIT\r\n.\r\nQUIT\r\n")
        answers.read()

    assert b"MAIL FROM:<x@y>" in b"".join(Mail.objects.get().raw())


def test_who_hangs_up_in_the_middle_leaves_nothing(door, claim):
    with closing(door.socket()) as line:
        line.sendall(f"EHLO x\r\nMAIL FROM:<{SENDER}>\r\nRCPT TO:<{addresses.of(claim)}>\r\nDATA\r\n".encode())
        line.sendall(b"Subject: a\r\n\r\n" + b"a" * 900_000)
        wait_until(stored, "a piece is kept")

    wait_until(lambda: stored() == 0, "what was kept is discarded")
    assert not Mail.objects.exists()
    send(door, claim, b"Subject: a\r\n\r\nb")
    assert Mail.objects.count() == 1


def test_a_sender_that_takes_its_time_loses_nothing(door, claim):
    with closing(door.socket()) as line:
        answers = line.makefile("rb")
        line.sendall(f"EHLO x\r\nMAIL FROM:<{SENDER}>\r\nRCPT TO:<{addresses.of(claim)}>\r\nDATA\r\n".encode())
        for byte in b"Subject: pelan\r\n\r\n..a\r\n.\r\nQUIT\r\n":
            line.sendall(bytes([byte]))
            time.sleep(0.005)
        answers.read()

    assert b"".join(Mail.objects.get().raw()) == b"Subject: pelan\r\n\r\n.a\r\n"


def test_nonsense_ends_the_conversation_and_not_the_door(door, claim):
    for nonsense in (
        b"\0" * 70_000 + b"\r\n",
        b"\xff\xfe\r\n" * 20,
        b"DATA\r\n" * 60,
        b"RCPT TO:<>\r\n",
        b"a" * 300_000,
    ):
        with closing(door.socket()) as line:
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass

    send(door, claim, b"Subject: a\r\n\r\nb")
    assert Mail.objects.count() == 1


def test_the_same_mail_again_is_said_to_be_accepted_and_kept_once(door, claim):
    raw = post.letter(claim, post.photo()).as_bytes()

    for _ in range(3):
        send(door, claim, raw)

    assert Mail.objects.count() == 1


def test_one_connection_too_many_is_asked_to_come_again(door, claim):
    def greeting(line: socket.socket) -> bytes:
        return line.recv(100)[:3]

    with ExitStack() as open_lines:
        lines = [open_lines.enter_context(closing(door.socket())) for _ in range(CONNECTIONS)]
        greeted = {greeting(line) for line in lines}
        beyond = greeting(open_lines.enter_context(closing(door.socket())))

    assert (greeted, beyond) == ({b"220"}, b"421")
    wait_until(lambda: _is_greeted(door), "there is room again")


def test_a_door_with_nothing_in_front_does_not_believe_what_a_mail_says_of_its_sender(settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="MAIL_AUTHSERV_ID"):
        call_command("mail_door", port=1, smtp=True)


@pytest.mark.faults
def test_a_door_killed_after_its_word_has_kept_what_it_accepted(door, claim):
    letters = [post.letter(claim, post.photo("KTP.jpg")).as_bytes() for _ in range(5)]
    for raw in letters:
        send(door, claim, raw)
        door.kill()
        door.start()
    now = timezone.now() + timedelta(minutes=2)

    for mail_id in reading.mails_to_read(now):
        reading.read_mail(mail_id, now=now)

    assert [mail.status for mail in Mail.objects.all()] == [Mail.Status.FILED] * 5
    assert len(post.files(claim)) == 5


@pytest.mark.faults
def test_a_reader_killed_in_the_middle_is_followed_by_another(claim, tmp_path, sealed_folder, settings):
    now = timezone.now()
    mail_id = post.keep(claim, post.letter(claim, post.photo("KTP.jpg")), now=now)
    code = (
        "import django; django.setup()\n"
        "import os, signal\n"
        "from claims.mail import attaching, reading\n"
        "from django.utils import timezone\n"
        "attaching._receive = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"reading.read_mail('{mail_id}', now=timezone.now())\n"
    )
    where = {"LAPAK_ENV": "test", "DATABASE_URL": database_url(), "SEALED_FILES_DIR": str(sealed_folder),
             "DJANGO_SETTINGS_MODULE": "lapak_asik.settings"}  # fmt: skip
    reader = Program("Reader", [sys.executable, "-c", code], tmp_path / "reader.log", where)
    reader.start()
    wait_until(lambda: reader.process.poll() == -9, "it is killed")

    later = now + timedelta(minutes=5)
    assert reading.mails_to_read(later) == [mail_id]
    assert post.read(mail_id, now=later).status == Mail.Status.FILED
    assert len(post.files(claim)) == 1


# --- Dots, without a door ---


def stuffed(text: bytes) -> bytes:
    """As SMTP sends it."""
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in text.split(b"\r\n"))


@given(st.lists(st.sampled_from([b".", b"\r\n", b"a", b"\r", b"\n", b"..", b"\r\n."]), max_size=40), st.data())
def test_dots_are_taken_away_however_the_bytes_are_cut(pieces, data):
    text = b"".join(pieces)
    sent, told = stuffed(text), Unstuffed()
    out = b""
    while sent:
        cut = data.draw(st.integers(1, len(sent)))
        out += told.feed(sent[:cut])
        sent = sent[cut:]

    assert out + told.end() == text
