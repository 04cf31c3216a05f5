"""An odd value stops the start with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lapak_asik import env


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", None),
        ("tcp://127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("tcp://clamd.internal:3310", ("clamd.internal", 3310)),
        ("tcp://[::1]:3310", ("::1", 3310)),
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    ],
)
def test_a_servers_address_is_read(value, read, monkeypatch):
    monkeypatch.setenv("CLAMD_URL", value)

    assert env.socket_address("CLAMD_URL", "") == read


@pytest.mark.parametrize(
    "value", ["127.0.0.1:3310", "tcp://127.0.0.1", "tcp://a:b", "http://a:1", "unix://run", "unix://"]
)
def test_what_is_no_address_stops_the_start(value, monkeypatch):
    monkeypatch.setenv("CLAMD_URL", value)

    with pytest.raises(ImproperlyConfigured, match="CLAMD_URL must look like tcp://host:port or unix:///path"):
        env.socket_address("CLAMD_URL", "")


@pytest.mark.parametrize(("value", "says"), [("0", "must be 1 or more, not 0"), ("-3", "1 or more"), ("3,5", "whole")])
def test_a_number_that_would_switch_something_off_stops_the_start(value, says, monkeypatch):
    monkeypatch.setenv("PAYMENT_RESULT_DAYS", value)

    with pytest.raises(ImproperlyConfigured, match=f"PAYMENT_RESULT_DAYS must be .*{says.removeprefix('must be ')}"):
        env.number("PAYMENT_RESULT_DAYS", 3, least=1)
    monkeypatch.setenv("PAYMENT_RESULT_DAYS", "1")
    assert env.number("PAYMENT_RESULT_DAYS", 3, least=1) == 1
