from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.urls import reverse
from django.utils import timezone

from accounts import sign_in_limits
from accounts.models import User
from tests import factories

pytestmark = pytest.mark.usefixtures("house", "clean_cache")

LOGIN = "/petugas/login/"


def sign_in(client, username: str, password: str, network: str = "127.0.0.1"):
    return client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=network)


def own_password(user: User) -> str:
    return user.username.replace("petugas", "kata-sandi-contoh-")


def wrong_passwords(count: int, *, username: str = "", network: str = "") -> None:
    """`count` failures just now: of one name from many networks, or from one network for many names."""
    for number in range(count):
        AccessAttempt.objects.create(
            username=username or f"orang{number}", ip_address=network or f"10.0.1.{number}", failures_since_start=1
        )


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


# --- One password tried on many names, many on one name ---


def test_many_wrong_names_from_one_network_slow_it_down_for_every_name(client):
    user = factories.officer()
    wrong_passwords(sign_in_limits.NETWORK_LIMIT, network="10.0.0.9")

    answer = sign_in(client, user.username, own_password(user), "10.0.0.9")

    assert answer.status_code == 429
    assert sign_in(client, user.username, own_password(user), "10.0.0.8").status_code == 302


def test_one_below_the_limits_nobody_waits(client):
    user = factories.officer()
    wrong_passwords(sign_in_limits.NETWORK_LIMIT - 1, network="10.0.0.9")
    wrong_passwords(sign_in_limits.NAME_LIMIT - 1, username=user.username)

    assert sign_in(client, user.username, own_password(user), "10.0.0.9").status_code == 302


def test_a_name_tried_from_many_networks_is_slowed_down_for_strangers_alone(client):
    user = factories.officer()
    sign_in(client, user.username, own_password(user), "10.0.0.7")
    wrong_passwords(sign_in_limits.NAME_LIMIT, username=user.username)

    assert sign_in(client, user.username, own_password(user), "10.0.0.9").status_code == 429
    assert sign_in(client, user.username, own_password(user), "10.0.0.7").status_code == 302


def test_a_network_is_no_longer_known_after_a_while(client):
    user = factories.officer()
    sign_in(client, user.username, own_password(user), "10.0.0.7")
    AccessLog.objects.update(attempt_time=timezone.now() - sign_in_limits.KNOWN_FOR - timedelta(minutes=1))
    wrong_passwords(sign_in_limits.NAME_LIMIT, username=user.username)

    assert sign_in(client, user.username, own_password(user), "10.0.0.7").status_code == 429


def test_trying_while_locked_does_not_lengthen_the_lock(client, settings):
    user = factories.officer()
    wrong_passwords(sign_in_limits.NETWORK_LIMIT, network="10.0.0.9")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME + timedelta(minutes=1))

    assert sign_in(client, user.username, "salah", "10.0.0.9").status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(minutes=1))

    assert sign_in(client, user.username, own_password(user), "10.0.0.9").status_code == 302


def test_a_name_longer_than_names_are_is_answered_in_a_sentence(client):
    answer = sign_in(client, "a" * 100_000, "salah")

    assert answer.status_code == 200
    assert "paling panjang 150 huruf" in answer.content.decode()


def test_the_sign_in_page_says_what_it_is(client):
    assert "<h1>Masuk petugas</h1>" in client.get(LOGIN).content.decode()


# --- A password somebody else chose ---


@pytest.fixture
def newcomer(client):
    user = factories.officer(must_change_password=True)
    client.force_login(user)
    return user


def change(client, user: User, to: str):
    given = {"old_password": own_password(user), "new_password1": to, "new_password2": to}
    return client.post(reverse("admin:password_change"), given)


def test_with_a_password_that_was_given_nothing_opens_before_it_is_changed(client, newcomer):
    for page in ("admin:desk", "admin:index", "admin:claims_claim_changelist"):
        assert client.get(reverse(page)).headers["Location"] == reverse("admin:password_change")

    change(client, newcomer, "kuda-nil-membaca-koran")

    assert client.get(reverse("admin:desk")).status_code == 200


def test_the_password_that_was_given_is_no_choice(client, newcomer):
    answer = change(client, newcomer, own_password(newcomer))

    assert "lain dari yang lama" in answer.content.decode()
    assert client.get(reverse("admin:desk")).status_code == 302


def test_sign_ins_are_kept_for_a_year(now):
    days = (0, 364, 365, 366)
    for back in days:
        log = AccessLog.objects.create(username=f"orang{back}", ip_address="10.0.0.1")
        AccessLog.objects.filter(pk=log.pk).update(attempt_time=now - timedelta(days=back))

    assert sign_in_limits.forget_sign_ins(now) == 1

    assert set(AccessLog.objects.values_list("username", flat=True)) == {"orang0", "orang364", "orang365"}
