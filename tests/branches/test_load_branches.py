from collections import Counter
from datetime import time

import pytest
from django.core.management import call_command

from branches import provinces
from branches.calendar import ZONE_NAMES
from branches.models import Branch, DecreeYear, Holiday

pytestmark = pytest.mark.django_db


def test_every_branch_has_a_zone_and_a_known_province():
    call_command("load_branches")

    zones = Counter(ZONE_NAMES[branch.zone] for branch in Branch.objects.all())
    assert zones == {"WIB": 52, "WITA": 17, "WIT": 9}
    assert Branch.objects.filter(is_verified=True).count() == 36
    for branch in Branch.objects.all():
        assert provinces.names()[branch.province_code] == branch.province


def test_the_shipped_years_come_with_their_decree():
    call_command("load_branches")

    for shipped in DecreeYear.objects.all():
        assert Holiday.objects.filter(day__year=shipped.year).count() == 25


def test_loading_again_keeps_what_an_office_changed_or_removed():
    call_command("load_branches")
    office = Branch.objects.first()
    office.opens_at, office.name = time(7, 30), "Nama baru"
    office.save(update_fields=["opens_at", "name"])
    removed = Holiday.objects.first()
    removed.delete()
    before = Branch.objects.count()

    call_command("load_branches")

    office.refresh_from_db()
    assert (office.opens_at, office.name) == (time(7, 30), "Nama baru")
    assert not Holiday.objects.filter(day=removed.day).exists()
    assert Branch.objects.count() == before == 78


def test_provinces_are_known_by_the_codes_of_a_nik():
    assert len(provinces.names()) == 39
    assert provinces.names()["93"] == "Papua Selatan"
    assert provinces.names()["54"] == "Timor Timur"
