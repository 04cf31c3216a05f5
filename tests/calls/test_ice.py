"""The credentials of coturn, against a value worked out by hand and against its own rule."""

import base64
import hashlib
import hmac

from calls import ice


def test_without_servers_there_are_none(settings, now):
    settings.STUN_URLS, settings.TURN_URLS = [], []

    assert ice.servers("officer-1", now=now) == []


def test_a_turn_password_is_what_coturn_computes_of_name_and_secret(settings):
    settings.TURN_SECRET = "north"

    # printf 1433895918:ada | openssl dgst -sha1 -hmac north -binary | base64
    assert ice.credential("1433895918:ada") == "KJ5PTMBeGkZIwdEVUss3BPdY8wE="


def test_a_name_begins_with_the_second_it_ends(settings, now):
    settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET = ["stun:s.example"], ["turn:t.example"], "north"

    stun, turn = ice.servers("officer-1", now=now)

    until, _, user = turn["username"].partition(":")
    assert int(until) == int((now + ice.GOOD_FOR).timestamp())
    assert user == "officer-1"
    expected = hmac.new(b"north", turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(expected).decode()
    assert stun == {"urls": ["stun:s.example"]}
