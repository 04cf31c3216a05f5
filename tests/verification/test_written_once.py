from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from tests import factories
from tests.verification.at_the_desk import accept_all, papers_of, reason, taken_claim
from verification import desk as verbs
from verification.deciding import deciding
from verification.models import Decision, PageView, Verdict

pytestmark = pytest.mark.usefixtures("desk")


@pytest.mark.parametrize("model", [Verdict, Verdict.reasons.through, Verdict.checked.through, Decision, PageView])
def test_the_database_refuses_to_change_or_delete_what_officers_wrote(model, now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    paper = papers_of(claim)[0]
    verbs.find_wanting(paper.pk, reasons=[reason()], checked=["terbaca"], by=officer.actor, now=now)
    accept_all(claim, officer, now=now)
    verbs.note_reading(claim, PageView.What.DECLARED, by=officer.actor, now=now)
    deciding.verify(claim.pk, by=officer.actor, now=now)

    for change in (model.objects.all().delete, partial(model.objects.update, id=F("id"))):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            change()
