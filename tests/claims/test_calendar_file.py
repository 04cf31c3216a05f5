"""The .ics file of a claim, read by RFC 5545's own rules."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from branches.models import Branch
from tests import factories
from tests.claims.doors import open_by_link

pytestmark = pytest.mark.usefixtures("house")


def read_calendar(content: bytes) -> list[dict[str, str]]:
    """The events of an .ics file by RFC 5545's own rules: CRLF, folded lines, BEGIN matched by END."""
    text = content.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    open_parts, events = [], []
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, _colon, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
            events += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert not re.search(r"(?<!\\)[,;]", value)
            events[-1][name] = value
    assert open_parts == []
    return events


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_the_calendar_file_holds_the_deadline_and_the_hour_in_utc(zone, client):
    claim = factories.open_claim(now=timezone.now(), branch=factories.branch(zone))
    open_by_link(client, claim)

    response = client.get(f"{claim.get_absolute_url()}jadwal.ics")

    deadline, visit = read_calendar(response.content)
    instants = [
        datetime.strptime(event["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for event in (deadline, visit)
    ]
    ends = datetime.strptime(deadline["DTEND"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f'filename="{claim.case_number}.ics"' in response["Content-Disposition"]
    assert instants[1] == claim.visit_at
    assert ends == claim.papers_due_at
    assert deadline["UID"] != visit["UID"]


def test_the_calendar_file_is_sound_whatever_a_branch_is_called(client):
    claim = factories.open_claim(now=timezone.now())
    open_by_link(client, claim)
    names = [*Branch.objects.values_list("name", flat=True), "Cabang A, B; C\\D", "Cabang dengan nama panjang " * 4]

    for name in names:
        Branch.objects.filter(pk=claim.branch.pk).update(name=name)
        events = read_calendar(client.get(f"{claim.get_absolute_url()}jadwal.ics").content)

        assert [re.sub(r"\\(.)", r"\1", event["DESCRIPTION"]) for event in events] == [
            f"{name}. Anda tidak perlu datang."
        ] * 2
