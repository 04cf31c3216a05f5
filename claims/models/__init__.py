from claims.models.access import ContactChange, OneTimeCode, PrivateLink
from claims.models.appointments import Appointment
from claims.models.claim import Claim
from claims.models.history import ClaimEvent
from claims.models.mail import Mail, MailAddress
from claims.models.papers import Page, Paper, PaperFile
from claims.models.people import AccountChange, Applicant, Participant
from claims.models.questions import OfficerQuestion
from claims.models.uploads import Upload

__all__ = [
    "AccountChange",
    "Applicant",
    "Appointment",
    "Claim",
    "ClaimEvent",
    "ContactChange",
    "Mail",
    "MailAddress",
    "OfficerQuestion",
    "OneTimeCode",
    "Page",
    "Paper",
    "PaperFile",
    "Participant",
    "PrivateLink",
    "Upload",
]
