"""What may be believed of a mail's sender: what our own edge found, and whether a machine wrote it.

Neither authorises anything. A proven contact only spares the claimant to say which paper is which.
"""

import re
from email.message import Message

from django.conf import settings

from claims.mail.letter import Letter

_BY_A_MACHINE = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([-+.=].*)?@", re.IGNORECASE)
_LIST_HEADERS = ("List-Id", "List-Post", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Loop")
_BULK = {"bulk", "junk", "list", "auto_reply"}


def is_proven(letter: Letter, contact: str) -> bool:
    """Whether it is from `contact` alone, and DMARC passed for that very domain at our own edge."""
    if not contact or letter.sender != contact.lower():
        return False
    return _dmarc_passed(letter.all_headers("Authentication-Results"), letter.sender.rpartition("@")[2])


def _dmarc_passed(results: list[str], domain: str) -> bool:
    """Only the topmost word of our edge on DMARC counts: what a sender wrote into the mail stands below it.

    The edge removes what comes to it under its own name (RFC 8601, section 5). Without MAIL_AUTHSERV_ID nobody is
    believed.
    """
    for result in results:
        who, *methods = [part.strip() for part in re.sub(r"\([^()]*\)", " ", result).split(";")]
        if not settings.MAIL_AUTHSERV_ID or who.split(" ")[0].lower() != settings.MAIL_AUTHSERV_ID.lower():
            continue
        for method in methods:
            if found := re.match(r"dmarc\s*=\s*(\w+)", method, re.IGNORECASE):
                of = re.search(r"header\.from\s*=\s*@?([\w.-]+)", method, re.IGNORECASE)
                return found[1].lower() == "pass" and (of is None or of[1].lower() == domain)
    return False


def is_automatic(letter: Letter, envelope_from: str) -> bool:
    """Whether a machine wrote it: such mail is filed, and never answered. RFC 3834, section 2."""
    if not envelope_from.strip("<> "):
        return True
    submitted = letter.header("Auto-Submitted").strip().lower()
    precedence = letter.header("Precedence").strip().lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or precedence in _BULK
        or bool(letter.header("X-Auto-Response-Suppress"))
        or any(letter.header(name) for name in _LIST_HEADERS)
        or any(_BY_A_MACHINE.match(address) for address in (envelope_from, letter.sender))
    )


def is_bounce(root: Message) -> bool:
    """A report about a mail of ours: nothing in it is anybody's paper."""
    return root.get_content_type() == "multipart/report"
