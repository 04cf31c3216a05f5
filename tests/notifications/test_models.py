import pytest
from django.db import IntegrityError, transaction

from notifications.models import Message, State
from tests.notifications.conftest import post

# The whole machine, written out: from (row) to (columns, in the order of State).
#             waiting queued sending unknown sent delivered read failed dropped
ALLOWED = {
    "waiting":   (0,  1,     0,      0,      0,   0,        0,   0,     1),
    "queued":    (0,  1,     1,      0,      1,   1,        1,   1,     1),
    "sending":   (0,  1,     0,      1,      1,   1,        1,   1,     0),
    "unknown":   (0,  1,     0,      1,      1,   1,        1,   1,     0),
    "sent":      (0,  1,     0,      0,      0,   1,        1,   1,     0),
    "delivered": (0,  0,     0,      0,      0,   0,        1,   0,     0),
    "read":      (0,  0,     0,      0,      0,   0,        0,   0,     0),
    "failed":    (0,  0,     0,      0,      0,   1,        1,   0,     0),
    "dropped":   (0,  0,     0,      0,      0,   0,        0,   0,     0),
}  # fmt: skip


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("end", State)
def test_a_row_moves_along_the_arrows_and_no_other_way(db, now, start, end):
    [row] = post(now=now)
    due = {state: now if state in Message.OPEN else None for state in State}
    Message.objects.filter(pk=row.pk).update(state=start, due_at=due[start])

    moved = Message.objects.filter(pk=row.pk).move(end, due_at=due[end])

    row.refresh_from_db()
    assert moved == ALLOWED[start][list(State).index(end)]
    assert row.state == (end if moved else start)


def test_there_is_no_state_without_its_arrows():
    assert set(Message.ARROWS) == set(State) == set(ALLOWED)


@pytest.mark.parametrize("state", State)
def test_the_database_refuses_an_open_row_nobody_looks_at_and_a_closed_one_that_is(db, now, state):
    [row] = post(now=now)
    wrong = None if state in Message.OPEN else now

    with pytest.raises(IntegrityError, match="message_open_is_due"), transaction.atomic():
        Message.objects.filter(pk=row.pk).update(state=state, due_at=wrong)


def test_the_database_refuses_a_second_message_of_one_event_to_one_person(db, now):
    [row] = post(now=now)
    row.pk = "11111111-1111-4111-8111-111111111111"

    with pytest.raises(IntegrityError, match="message_once"), transaction.atomic():
        row.save(force_insert=True)
