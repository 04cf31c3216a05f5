import pytest

from claims.mail import trust
from claims.mail.letter import open_letter
from tests.claims.mail.post import EDGE

CONTACT = "budi@contoh.example"


def letter(*headers: str, sender: str = CONTACT):
    lines = [*headers, f"From: {sender}", "Subject: a", "", "isi"]
    return open_letter(["\r\n".join(lines).encode()])


def results(says: str, who: str = EDGE) -> str:
    return f"Authentication-Results: {who}; {says}"


@pytest.mark.parametrize(
    ("headers", "proven"),
    [
        ([results("dmarc=pass")], True),
        ([results("dmarc=pass (p=none; dis=none) header.from=contoh.example")], True),
        ([results("spf=pass smtp.mailfrom=x; dkim=pass; dmarc=pass header.from=Contoh.example")], True),
        ([results("dmarc=pass", who=f"{EDGE} 1")], True),
        ([results("dkim=pass"), results("dmarc=pass")], True),
        ([], False),
        ([results("dmarc=fail")], False),
        ([results("dmarc=none")], False),
        ([results("spf=pass; dkim=pass")], False),
        ([results("dmarc=pass", who="mx.lain.example")], False),
        ([results("dmarc=pass", who=f"x{EDGE}")], False),
        ([results("dmarc=pass header.from=lain.example")], False),
        ([results("dmarc=fail"), results("dmarc=pass")], False),
        ([results("dkim=pass (dmarc=pass)")], False),
        ([results("xdmarc=pass")], False),
        ([results("dmarc=passed")], False),
    ],
)
def test_only_the_topmost_word_of_our_own_edge_counts(settings, headers, proven):
    assert trust.is_proven(letter(*headers), CONTACT) is proven


def test_without_an_edge_nobody_is_believed(settings):
    settings.MAIL_AUTHSERV_ID = ""

    assert not trust.is_proven(letter("Authentication-Results: ; dmarc=pass"), CONTACT)


@pytest.mark.parametrize("sender", ["lain@contoh.example", f"{CONTACT}, lain@contoh.example", "", f"{CONTACT}.id"])
def test_another_sender_is_not_the_contact(sender):
    assert not trust.is_proven(letter(results("dmarc=pass"), sender=sender), CONTACT)


def test_a_claim_without_a_confirmed_mail_proves_nobody():
    assert not trust.is_proven(letter(results("dmarc=pass"), sender=""), "")


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: AUTO-GENERATED",
        "Precedence: bulk",
        "Precedence: list",
        "X-Auto-Response-Suppress: All",
        "List-Id: <a.b>",
        "List-Unsubscribe: <mailto:x@y>",
        "X-Autoreply: yes",
    ],
)
def test_what_a_machine_wrote_is_known(header):
    assert trust.is_automatic(letter(header), CONTACT)


@pytest.mark.parametrize("sender", ["mailer-daemon@x.id", "noreply@x.id", "bounces+1@x.id", "postmaster@x"])
def test_so_is_a_machine_by_its_name(sender):
    assert trust.is_automatic(letter(sender=sender), CONTACT)
    assert trust.is_automatic(letter(), sender)


@pytest.mark.parametrize("empty", ["", "<>", " "])
def test_who_is_not_to_be_answered_is_a_machine(empty):
    assert trust.is_automatic(letter(), empty)


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "Precedence: first-class", "X-Mailer: Contoh"])
def test_a_person_is_a_person(header):
    assert not trust.is_automatic(letter(header), CONTACT)


def test_a_report_is_a_bounce():
    bounce = letter("Content-Type: multipart/report; report-type=delivery-status; boundary=x")

    assert trust.is_bounce(bounce.root)
    assert not trust.is_bounce(letter().root)
