import pytest
from django.urls import reverse

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.usefixtures("house", "clean_cache")

LOGIN = "/petugas/login/"


def sign_in(client, username: str, password: str):
    return client.post(LOGIN, {"username": username, "password": password})


def test_the_right_password_lets_staff_in(client):
    user = factories.officer()

    answer = sign_in(client, user.username, user.username.replace("petugas", "kata-sandi-contoh-"))

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_too_many_wrong_passwords_slow_the_next_try_down(client, settings):
    user = factories.officer()
    answers = [sign_in(client, user.username, "salah") for _ in range(settings.AXES_FAILURE_LIMIT + 1)]

    right = sign_in(client, user.username, user.username.replace("petugas", "kata-sandi-contoh-"))

    assert answers[0].status_code == 200
    assert answers[-1].status_code == right.status_code == 429
    assert "15 menit" in right.content.decode()


def test_a_colleague_is_not_slowed_down_by_it(client, settings):
    user, colleague = factories.officer(), factories.officer()
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        sign_in(client, user.username, "salah")

    answer = sign_in(client, colleague.username, colleague.username.replace("petugas", "kata-sandi-contoh-"))

    assert answer.status_code == 302


def test_a_person_who_left_is_not_let_in(client):
    user = factories.officer()
    User.objects.filter(pk=user.pk).update(is_active=False)

    answer = sign_in(client, user.username, user.username.replace("petugas", "kata-sandi-contoh-"))

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("admin:index")).status_code == 302
