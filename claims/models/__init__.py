from claims.models.access import ContactChange, OneTimeCode, PrivateLink
from claims.models.claim import Claim
from claims.models.history import ClaimEvent
from claims.models.mail import Mail, MailAddress
from claims.models.papers import Page, Paper, PaperFile
from claims.models.people import AccountChange, Applicant, Participant
from claims.models.uploads import Upload

__all__ = [
    "AccountChange",
    "Applicant",
    "Claim",
    "ClaimEvent",
    "ContactChange",
    "Mail",
    "MailAddress",
    "OneTimeCode",
    "Page",
    "Paper",
    "PaperFile",
    "Participant",
    "PrivateLink",
    "Upload",
]
