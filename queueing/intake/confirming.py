"""Confirming the contacts of a draft by a code, whoever types it: the person at home, or staff for them."""

from claims import codes, fresh
from claims.models import OneTimeCode
from queueing.intake import drafts
from queueing.intake.steps import Intake


def asking(intake: Intake, channel: str, *, network: str, language: str) -> codes.Asking:
    """The code for one contact of this draft: the same at asking and at answering."""
    return codes.Asking(
        purpose=OneTimeCode.Purpose.CONFIRM_CONTACT,
        session=str(intake.draft.pk),
        network=network,
        contact=(channel, intake.contact[channel]),
        whatsapp=channel == "phone" and intake.contact["whatsapp"],
        language=language,
    )


def send_code(intake: Intake, channel: str, *, network: str, language: str) -> None:
    """Send a code to that contact. Refuses as `codes.ask` does."""
    codes.ask(asking(intake, channel, network=network, language=language), code=fresh.code(), now=intake.now)


def answer(intake: Intake, channel: str, typed: str, *, network: str, language: str) -> Intake:
    """The contact is confirmed; the draft with its mark. Refuses as `codes.answer` does."""
    codes.answer(asking(intake, channel, network=network, language=language), typed=typed, now=intake.now)
    mark = {"value": intake.contact[channel], "at": intake.now.isoformat()}
    drafts.put(intake.draft, confirmed={**intake.answers.get("confirmed", {}), channel: mark}, now=intake.now)
    return Intake(intake.draft, now=intake.now)
