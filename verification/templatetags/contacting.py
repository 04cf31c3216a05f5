"""The panel of contacts, so that the workbench includes it with one line."""

from typing import Any

from django import template
from django.template.context import Context

from verification.contacting.forms import AgreeForm, MoveForm, QuestionForm
from verification.contacting.page import lines

register = template.Library()


@register.inclusion_tag("verification/contact_panel.html", takes_context=True)
def contact_panel(context: Context) -> dict[str, Any]:
    """What was agreed and what came of it; to who holds the claim also the forms, as they were typed."""
    return {
        "claim": context["claim"],
        "holds": context["holds"],
        "csrf_token": context["csrf_token"],
        "lines": lines(context["claim"]),
        "agree_form": context.get("agree_form") or AgreeForm(),
        "move_form": context.get("move_form") or MoveForm(),
        "question_form": context.get("question_form") or QuestionForm(),
    }
