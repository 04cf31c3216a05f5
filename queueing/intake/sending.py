"""Sending the last page of the intake, by whichever door the papers come: once, and only what was shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import access
from claims.models import Claim
from queueing import limits
from queueing.intake import drafts
from queueing.intake.forms import CheckForm
from queueing.intake.steps import Intake
from workflow import Refused


@dataclass(frozen=True)
class Sent:
    """The page's form, and what came of sending it: a claim, a refusal the form says too, or neither."""

    form: CheckForm
    claim: Claim | None = None
    refusal: Refused | None = None

    @property
    def page_status(self) -> int:
        """The status of the page when it is shown again."""
        return limits.status_of(self.refusal) if self.refusal else 200


def send(
    request: HttpRequest, intake: Intake, kind: type[CheckForm], open_claim: Callable[[HttpRequest, Intake], Claim]
) -> Sent:
    """Open the claim when the form was sent whole, and let this browser in; answers changed meanwhile are refused."""
    key = drafts.version(intake.draft)
    form = kind(request.POST or None, initial={"key": key})
    if not form.is_valid():
        return Sent(form)
    try:
        if form.cleaned_data["key"] != key:
            raise Refused(_("Isian Anda berubah sejak halaman ini dibuka. Periksa isian di bawah, lalu kirim lagi."))
        claim = open_claim(request, intake)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.data = {**request.POST.dict(), "key": str(drafts.version(intake.draft))}
        return Sent(form, refusal=refusal)
    access.let_in(request.session, claim, access.CODE, now=intake.now)
    return Sent(form, claim)
