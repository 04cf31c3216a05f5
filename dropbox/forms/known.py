"""What a claim knows already of what its forms ask."""

from collections.abc import Mapping
from datetime import date, datetime

from branches import calendar
from catalogue.models import Question, Relation
from claims.models import Claim


def facts_of(claim: Claim, now: datetime) -> Mapping[str, str]:
    """Facts by the names that layouts use; what is not known is not among them, or empty."""
    who, filer = claim.participant, claim.applicant
    bank_name, account_number, account_holder = filer.account(now)
    return {
        "participant_name": who.name,
        "participant_identity": who.nik or who.passport,
        "birth_date": _say(who.birth_day),
        "death_date": _say(who.death_day),
        "kpj": ", ".join(who.kpj_numbers),
        "applicant_name": filer.name,
        "applicant_nik": filer.nik,
        "relation": str(Relation(filer.relation).label),
        "phone": filer.phone,
        "email": filer.email,
        "bank_name": bank_name,
        "account_number": account_number,
        "account_holder": account_holder,
        "cause": claim.cause.label,
        **{f"answer.{code}": _say_answer(answer) for code, answer in claim.answers.items()},
    }


def _say(day: date | None) -> str:
    return calendar.say_day(day).split(" ", 1)[1] if day else ""


def _say_answer(answer: str) -> str:
    return "" if answer == Question.Answer.UNKNOWN else str(Question.Answer(answer).label)
