"""The claimant answers what an officer asked in writing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import access, questions
from claims.forms import AnswerForm
from claims.models import Claim
from workflow import Refused


@access.claimant_required(access.LINK)
def question(request: HttpRequest, claim: Claim, question_id: UUID) -> HttpResponse:
    """The question with room for the answer; once answered, with what was said."""
    asked = get_object_or_404(claim.questions, pk=question_id)
    asked.claim = claim
    form = AnswerForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "claims/question.html", {"claim": claim, "asked": asked, "form": form}, status=status)
    try:
        questions.answer(asked.pk, text=form.cleaned_data["text"], by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Jawaban Anda sudah sampai di petugas."))
    return redirect(claim)
