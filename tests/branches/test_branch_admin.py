import pytest
from django.core.management import call_command

from branches.models import Branch, Holiday
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office_client(client):
    client.force_login(factories.officer(role="operator"))
    return client


@pytest.mark.parametrize("rows", ["branch", "holiday", "decreeyear"])
def test_the_office_can_list_and_add_its_rows(office_client, rows):
    call_command("load_branches")

    assert office_client.get(f"/petugas/branches/{rows}/").status_code == 200
    assert office_client.get(f"/petugas/branches/{rows}/add/").status_code == 200


def test_a_branch_is_never_deleted_from_the_admin(office_client):
    call_command("load_branches")

    assert office_client.get(f"/petugas/branches/branch/{Branch.objects.first().pk}/delete/").status_code == 403


def test_an_operator_keeps_a_day_off_and_takes_it_back(office_client):
    office_client.post("/petugas/branches/holiday/add/", {"day": "2031-01-02", "name": "Uji", "kind": "closure"})
    kept = Holiday.objects.get(name="Uji")

    office_client.post(f"/petugas/branches/holiday/{kept.pk}/delete/", {"post": "yes"})

    assert not Holiday.objects.filter(name="Uji").exists()
