"""The sample persons. What their drawn papers say of them is what they declare."""

from datetime import datetime

from branches import calendar
from branches.models import Branch
from catalogue import checklist
from catalogue.models import Cause
from claims.filing import ApplicantDetails, Opening, ParticipantDetails
from deploy import sample_papers

SEED = 2020
PEOPLE = (
    "Andi Contoh Pratama", "Bunga Contoh Lestari", "Citra Contoh Dewi", "Dedi Contoh Saputra", "Eka Contoh Wulandari",
    "Fajar Contoh Nugroho", "Gita Contoh Maharani", "Hadi Contoh Susanto", "Intan Contoh Permata", "Joko Contoh Wibowo",
    "Kartika Contoh Sari", "Lukman Contoh Hakim", "Maya Contoh Anggraini", "Nanda Contoh Putra",
)  # fmt: skip


def opening(number: int, branch: Branch, now: datetime) -> Opening:
    """What this person declares when they open a claim."""
    who = sample_papers.invent(PEOPLE[number], SEED)
    cause = Cause.objects.select_related("programme").get(programme__code="JHT", code="RESIGN")
    edition = checklist.current_edition(calendar.national_day(now))
    return Opening(
        cause=cause,
        edition=edition,
        branch=branch,
        answers={question.code: "no" for question in checklist.questions_for(cause, edition)},
        participant=ParticipantDetails(
            name=who.name,
            nik=who.nik,
            birth_date=who.birth_date,
            kpj_numbers=[who.kpj],
        ),
        applicant=ApplicantDetails(
            relation="self",
            name=who.name,
            nik=who.nik,
            phone=f"+62812000000{number:02d}",
            email=f"contoh{number}@lapakasik.example",
            phone_confirmed_at=now,
            email_confirmed_at=now,
            bank_name="Bank Contoh",
            account_number=who.account,
            account_holder=who.name,
        ),
    )
