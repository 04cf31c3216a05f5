"""Which WhatsApp templates may be used. Meta approves each text, in each language, before it may leave."""

from django.conf import settings

from notifications import sources
from notifications.models import WhatsAppTemplate
from statements.kept import A_MOMENT, kept_for


def content_sid(name: str, language: str = sources.SOURCE_LANGUAGE) -> str:
    """The approved template of that message in that language, or "": then WhatsApp is not a way to say it.

    Outside production the stand-in knows every template by its sample, unless a row says otherwise.
    """
    language = sources.language_of(language)
    if (name, language) in (known := _known("all") or {}):
        return known[name, language]
    return "" if settings.IS_PRODUCTION else sources.current(name, language).whatsapp["content_sid"]


@kept_for(A_MOMENT)
def _known(_all: str) -> dict[tuple[str, str], str]:
    """Every row as what may be sent by it: its ContentSid, or "" while it is not approved. One query.

    A template that Meta has just stopped may be tried for a few seconds more; it answers with an error, and the next
    way is taken.
    """
    rows = WhatsAppTemplate.objects.values_list("name", "language", "content_sid", "approval")
    approved = WhatsAppTemplate.Approval.APPROVED
    return {(name, language): sid if approval == approved else "" for name, language, sid, approval in rows}
