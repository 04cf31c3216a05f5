"""The one page on which staff type who is who: the forms of the intake beside each other."""

from typing import Any

from django.forms import Form
from django.http import QueryDict

from branches import calendar
from catalogue.models import Relation
from claims.forms import AccountForm
from queueing.intake.forms import ContactForm, ParticipantForm, PersonForm, QuestionsForm
from queueing.intake.person_views import initial_of
from queueing.intake.steps import Intake
from queueing.intake.views import answers_of

HEADINGS = {
    "participant": "Peserta",
    "applicant": "Pemohon",
    "contact": "Kontak pemohon",
    "account": "Rekening",
    "questions": "Pertanyaan tentang dokumen",
}


class PeopleForms:
    """The forms this draft needs, by the name under which the draft keeps their answers."""

    def __init__(self, intake: Intake, data: QueryDict | None = None) -> None:
        given, today = intake.answers, calendar.local_day(intake.branch, intake.now)
        self.forms: dict[str, Form] = {
            "participant": ParticipantForm(
                data, prefix="participant", cause=intake.cause, today=today,
                initial=initial_of(given.get("participant", {})),
            ),
            "contact": ContactForm(data, prefix="contact", initial=intake.contact),
            "account": AccountForm(data, prefix="account", initial=given.get("account")),
        }  # fmt: skip
        if intake.relation != Relation.SELF:
            self.forms["applicant"] = PersonForm(data, prefix="applicant", initial=given.get("applicant"))
        if intake.questions:
            self.forms["questions"] = QuestionsForm(
                data, prefix="questions", questions=intake.questions, initial=given.get("questions")
            )

    def sections(self) -> list[tuple[str, Form]]:
        """The forms with their headings, in the order they are asked."""
        return [(heading, self.forms[name]) for name, heading in HEADINGS.items() if name in self.forms]

    def are_valid(self) -> bool:
        """Whether every one of them can be read."""
        return all(form.is_valid() for form in self.forms.values())

    def answers(self) -> dict[str, Any]:
        return {name: answers_of(form) for name, form in self.forms.items()}
