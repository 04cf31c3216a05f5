import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.usefixtures("house")

STAFF = "/petugas/accounts/user/"


@pytest.fixture
def operator(client):
    user = factories.officer(role="operator")
    client.force_login(user)
    return user


def newcomer(password: str) -> dict[str, str]:
    return {
        "username": "baru@contoh.example",
        "password1": password,
        "password2": password,
        "role": "verifier",
        "is_staff": "on",
    }


@pytest.mark.parametrize("role", ["verifier", "branch_staff", "branch_head"])
def test_only_operators_look_after_staff(client, role):
    client.force_login(factories.officer(role=role))

    assert client.get(STAFF).status_code == 403


def test_an_operator_makes_an_account_with_a_role(client, operator):
    client.post(STAFF + "add/", newcomer("kuda-nil-membaca-koran"))

    made = User.objects.get(username="baru@contoh.example")
    assert (made.role, made.is_staff, made.is_superuser) == ("verifier", True, False)
    assert made.must_change_password


@pytest.mark.parametrize("password", ["pendek1", "12345678901234567890", "password123456", "baru@contoh.example"])
def test_a_weak_password_is_refused(client, operator, password):
    client.post(STAFF + "add/", newcomer(password))

    assert not User.objects.filter(username="baru@contoh.example").exists()


def test_an_operator_cannot_make_a_superuser_or_touch_one(client, operator):
    above = User.objects.create_superuser("kepala", password="kuda-nil-membaca-koran")

    own = {"username": operator.username, "role": "operator", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    client.post(f"{STAFF}{operator.pk}/change/", own)

    assert client.post(f"{STAFF}{above.pk}/change/", {"username": "diambil", "role": "operator"}).status_code == 403
    assert client.post(f"{STAFF}{above.pk}/password/", {"password1": "x"}).status_code == 403
    operator.refresh_from_db()
    assert not operator.is_superuser


def test_accounts_are_switched_off_and_never_deleted(client, operator):
    user = factories.officer()

    assert client.post(f"{STAFF}{user.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_password_an_operator_gives_lasts_until_its_owner_signs_in_and_the_giving_is_on_record(client, operator):
    user = factories.officer()
    chosen = {"password1": "kuda-nil-membaca-koran", "password2": "kuda-nil-membaca-koran", "usable_password": "true"}

    client.post(f"{STAFF}{user.pk}/password/", chosen)

    user.refresh_from_db()
    assert user.check_password("kuda-nil-membaca-koran")
    assert user.must_change_password
    assert LogEntry.objects.filter(user=operator, object_id=user.pk).exists()
