import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from branches.models import Branch

pytestmark = pytest.mark.django_db


@pytest.fixture
def office_client(client):
    boss = get_user_model().objects.create_superuser("pengelola@contoh.example", "p@contoh.example", "contoh-contoh")
    client.force_login(boss)
    return client


@pytest.mark.parametrize("rows", ["branch", "holiday", "decreeyear"])
def test_the_office_can_list_and_add_its_rows(office_client, rows):
    call_command("load_branches")

    assert office_client.get(f"/petugas/branches/{rows}/").status_code == 200
    assert office_client.get(f"/petugas/branches/{rows}/add/").status_code == 200


def test_a_branch_is_never_deleted_from_the_admin(office_client):
    call_command("load_branches")

    assert office_client.get(f"/petugas/branches/branch/{Branch.objects.first().pk}/delete/").status_code == 403
