"""Counting a day of the desk from the claims' history. Safe to repeat: what was counted before is replaced.

A round begins when a claim is handed in, or when its decision is undone, and ends when an officer decides it or asks
for a repair. A paper counts as returned when the claimant was asked for it again, by the last verdict given before. A
claim counts as late when it was decided after the day that was promised to its claimant. What was paid is counted on
the day the payment was recorded, by the parts its event names.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from branches import calendar
from branches.models import Zone
from verification.models import BranchHour, CountedDay, OfficerDay, PaidDay, ReasonDay
from workflow import each

REACHES_BACK = timedelta(days=400)
"""Days this long ago are counted by the sweep, so that a house with a history gets its figures by itself."""

AT_ONCE = 40  # days one sweep counts, the newest first
LATE_ROWS = timedelta(hours=1)
"""A transaction may have read its clock before midnight and end after it; a day is counted once more after this."""

HANDED_IN = ("submitted", "handed_in_at_deadline", "repair_answered", "repair_handed_in_at_deadline", "accepted_online")
BEGINS = (*HANDED_IN, "decision_undone", "objection_heard", "payment_refused")
DECIDED = ("verified", "rejected")
ENDS = (*DECIDED, "repair_wanted")
BY_OFFICERS = ("taken", "put_back", *ENDS)

_SQL = """
WITH near AS MATERIALIZED (  -- by itself: of events joined at once the database guesses wrongly how few a zone leaves
    SELECT claim_id, number, name, at, by, detail, claim.*
    FROM claims_claimevent event
    CROSS JOIN LATERAL (
        SELECT branch_id, promised_on, late_because FROM claims_claim WHERE id = event.claim_id OFFSET 0
    ) claim
    WHERE at >= %(from)s AND at < %(until)s AND name = ANY(%(counted)s)
),
happened AS MATERIALIZED (
    SELECT near.*, date_part('hour', near.at AT TIME ZONE branch.zone) AS hour,
           near.name = ANY(%(decided)s) AND near.promised_on < %(day)s AS is_late
    FROM near JOIN branches_branch branch ON branch.id = near.branch_id
    WHERE (near.at AT TIME ZONE branch.zone)::date = %(day)s
),
ended AS (
    SELECT happened.*, begun.at AS begun_at, taken.at AS taken_at,
           NOT EXISTS (SELECT FROM claims_claimevent repair WHERE repair.claim_id = happened.claim_id
                       AND repair.number < happened.number AND repair.name = 'repair_wanted') AS at_first
    FROM happened
    LEFT JOIN LATERAL (
        SELECT number, at FROM claims_claimevent earlier
        WHERE earlier.claim_id = happened.claim_id AND earlier.number < happened.number
              AND earlier.name = ANY(%(begins)s)
        ORDER BY number DESC LIMIT 1
    ) begun ON true
    LEFT JOIN LATERAL (
        SELECT at FROM claims_claimevent later
        WHERE later.claim_id = happened.claim_id AND later.number > begun.number AND later.number < happened.number
              AND later.name = 'taken'
        ORDER BY number LIMIT 1
    ) taken ON true
    WHERE happened.name = ANY(%(ends)s)
),
timed AS (
    SELECT *, EXTRACT(epoch FROM taken_at - begun_at)::int AS wait, EXTRACT(epoch FROM at - taken_at)::int AS work
    FROM ended
),
done AS (
    SELECT branch_id, by, count(*) FILTER (WHERE name = 'taken') AS taken,
           count(*) FILTER (WHERE name = 'put_back') AS put_back
    FROM happened WHERE name = ANY(%(by_officers)s) AND starts_with(by, 'officer:') GROUP BY branch_id, by
),
decided AS (
    SELECT branch_id, by, count(*) FILTER (WHERE name = 'verified') AS verified,
           count(*) FILTER (WHERE name = 'rejected') AS rejected,
           count(*) FILTER (WHERE name <> 'repair_wanted' AND at_first) AS at_first,
           count(*) FILTER (WHERE name = 'repair_wanted') AS repairs,
           count(*) FILTER (WHERE is_late) AS late,
           sum(jsonb_array_length(detail -> 'papers')) FILTER (WHERE name = 'repair_wanted') AS papers_returned,
           array_agg(wait ORDER BY claim_id, number) FILTER (WHERE wait IS NOT NULL) AS waits,
           array_agg(work ORDER BY claim_id, number) FILTER (WHERE wait IS NOT NULL) AS works
    FROM timed GROUP BY branch_id, by
),
officers AS (
    INSERT INTO verification_officerday (day, branch_id, by, taken, put_back, verified, rejected, at_first, repairs,
                                         papers_returned, late, waits, works)
    SELECT %(day)s, branch_id, by, taken, put_back, coalesce(verified, 0), coalesce(rejected, 0),
           coalesce(at_first, 0), coalesce(repairs, 0), coalesce(papers_returned, 0),
           coalesce(late, 0), coalesce(waits, '{}'), coalesce(works, '{}')
    FROM done LEFT JOIN decided USING (branch_id, by)
),
paid AS (
    INSERT INTO verification_paidday (day, branch_id, paid, late, ours, banks)
    SELECT %(day)s, branch_id, count(*), count(*) FILTER (WHERE (detail ->> 'late')::boolean),
           coalesce(array_agg((detail ->> 'ours')::int ORDER BY claim_id) FILTER (WHERE detail ->> 'ours' <> ''), '{}'),
           coalesce(array_agg((detail ->> 'banks')::int ORDER BY claim_id) FILTER (WHERE detail ->> 'ours' <> ''), '{}')
    FROM happened WHERE name = 'paid' GROUP BY branch_id
),
reasons AS (
    INSERT INTO verification_reasonday (day, branch_id, by, what, reason, times)
    SELECT %(day)s, branch_id, by, 'late', late_because, count(*)
    FROM happened WHERE is_late GROUP BY branch_id, by, late_because
    UNION ALL
    SELECT %(day)s, happened.branch_id, happened.by, 'returned', reason, count(*)
    FROM happened
    CROSS JOIN jsonb_array_elements_text(happened.detail -> 'papers') AS paper
    CROSS JOIN LATERAL (
        SELECT detail FROM claims_claimevent verdict
        WHERE verdict.claim_id = happened.claim_id AND verdict.number < happened.number
              AND verdict.name = 'paper_returned' AND verdict.detail ->> 'paper' = paper
        ORDER BY number DESC LIMIT 1
    ) verdict
    CROSS JOIN jsonb_array_elements_text(verdict.detail -> 'reasons') AS reason
    WHERE happened.name = 'repair_wanted'
    GROUP BY happened.branch_id, happened.by, reason
)
INSERT INTO verification_branchhour (day, branch_id, hour, handed_in, ended)
SELECT %(day)s, branch_id, hour, count(*) FILTER (WHERE name = ANY(%(handed_in)s)),
       count(*) FILTER (WHERE name = ANY(%(ends)s))
FROM happened WHERE name = ANY(%(handed_in)s) OR name = ANY(%(ends)s)
GROUP BY branch_id, hour
"""


def sweep(now: datetime) -> int:
    """Count the days that are not settled yet, today among them; how many were counted."""
    return each(days_due(now)[:AT_ONCE], count_day, now=now)


def days_due(now: datetime) -> list[date]:
    """The days to count, the newest first: today, and those not counted since they were over in every zone."""
    today = now.astimezone(ZoneInfo(Zone.WIT)).date()
    counted = dict(CountedDay.objects.filter(day__gt=today - REACHES_BACK).values_list("day", "counted_at"))
    days = [today - timedelta(days=n) for n in range(REACHES_BACK.days)]
    return [day for day in days if day not in counted or counted[day] < _over(day) + LATE_ROWS]


@transaction.atomic
def count_day(day: date, *, now: datetime) -> None:
    """Count this day of every branch anew. Two at once follow one another."""
    marker = _hold(day, now)
    for rows in (OfficerDay, PaidDay, ReasonDay, BranchHour):
        rows._default_manager.filter(day=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(_SQL, _asked(day))
    marker.counted_at = now
    marker.save(update_fields=["counted_at"])


def _hold(day: date, now: datetime) -> CountedDay:
    """The day's own row, locked: whoever counts the same day waits here."""
    CountedDay.objects.get_or_create(day=day, defaults={"counted_at": now})
    return CountedDay.objects.select_for_update().get(day=day)


def _asked(day: date) -> dict[str, Any]:
    return {
        "day": day,
        "from": _starts(day),
        "until": _over(day),
        "counted": [*HANDED_IN, *BY_OFFICERS, "paid"],
        "handed_in": list(HANDED_IN),
        "begins": list(BEGINS),
        "decided": list(DECIDED),
        "ends": list(ENDS),
        "by_officers": list(BY_OFFICERS),
    }


def _starts(day: date) -> datetime:
    """When the day begins where it begins first: in the east."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(Zone.WIT)).astimezone(UTC)


def _over(day: date) -> datetime:
    """When the day ends where it ends last: in the west."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(calendar.NATIONAL_ZONE)).astimezone(UTC)
