import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy import vault
from privacy.vault import Unreadable

pytestmark = pytest.mark.usefixtures("keys")


def test_what_was_sealed_comes_back_and_does_not_show():
    sealed = vault.seal(b"3174056812900001", about="nik")

    assert b"3174056812900001" not in sealed
    assert vault.unseal(sealed, about="nik") == b"3174056812900001"


def test_the_same_value_never_rests_the_same_way_twice():
    assert vault.seal(b"3174", about="nik") != vault.seal(b"3174", about="nik")


def test_the_first_key_seals_and_its_name_stands_in_the_value():
    assert vault.key_name_of(vault.seal(b"x", about="nik")) == "today"


def test_a_value_of_an_older_key_still_opens(settings, keys):
    settings.SEALING_KEYS = [keys[1]]
    sealed = vault.seal(b"x", about="nik")
    settings.SEALING_KEYS = keys

    assert vault.key_name_of(sealed) == "before"
    assert vault.unseal(sealed, about="nik") == b"x"
    assert vault.key_name_of(vault.reseal(sealed, about="nik")) == "today"


def test_a_value_whose_key_left_the_settings_is_unreadable(settings, keys):
    sealed = vault.seal(b"x", about="nik")
    settings.SEALING_KEYS = keys[1:]

    with pytest.raises(Unreadable, match="today"):
        vault.unseal(sealed, about="nik")


def test_another_key_under_the_same_name_does_not_open(settings):
    sealed = vault.seal(b"x", about="nik")
    settings.SEALING_KEYS = [("today", b"z" * 32)]

    with pytest.raises(Unreadable):
        vault.unseal(sealed, about="nik")


def test_a_value_about_one_thing_does_not_open_as_another():
    sealed = vault.seal(b"x", about="claims.participant.nik")

    with pytest.raises(Unreadable):
        vault.unseal(sealed, about="claims.participant.name")


def test_a_value_of_one_data_key_does_not_open_with_another_nor_without():
    mine, other = (vault.open_data_key(vault.fresh_data_key()) for _ in range(2))
    sealed = vault.seal(b"x", about="nik", key=mine)

    assert vault.unseal(sealed, about="nik", key=mine) == b"x"
    for wrong in (other, None):
        with pytest.raises(Unreadable):
            vault.unseal(sealed, about="nik", key=wrong)


def test_a_data_key_opens_from_its_wrapping_after_rotation(settings, keys):
    settings.SEALING_KEYS = [keys[1]]
    wrapped = vault.fresh_data_key()
    sealed = vault.seal(b"x", about="nik", key=vault.open_data_key(wrapped))
    settings.SEALING_KEYS = keys

    rewrapped = vault.rewrap_data_key(wrapped)

    assert vault.key_name_of(rewrapped) == "today"
    assert vault.unseal(sealed, about="nik", key=vault.open_data_key(rewrapped)) == b"x"


@pytest.mark.parametrize("destroyed", [b"", None])
def test_a_destroyed_data_key_is_unreadable(destroyed):
    with pytest.raises(Unreadable, match="destroyed"):
        vault.open_data_key(destroyed)


def test_a_wrapped_data_key_is_no_value_and_a_value_is_no_data_key():
    with pytest.raises(Unreadable):
        vault.unseal(vault.fresh_data_key(), about="nik")
    with pytest.raises(Unreadable):
        vault.open_data_key(vault.seal(b"k" * 32, about="nik"))


def test_every_changed_byte_and_every_cut_is_noticed():
    sealed = vault.seal(b"3174056812900001", about="nik")
    changed = [sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :] for i in range(len(sealed))]
    cut = [sealed[:length] for length in range(len(sealed))]

    for value in [*changed, *cut, sealed + b"\0"]:
        with pytest.raises(Unreadable):
            vault.unseal(value, about="nik")


@given(st.binary(max_size=200))
def test_bytes_that_were_never_sealed_are_unreadable_and_nothing_else(noise):
    with pytest.raises(Unreadable):
        vault.unseal(noise, about="nik")


def test_a_data_key_stays_in_memory_and_does_not_show():
    key = vault.open_data_key(vault.fresh_data_key())

    assert repr(key) == "<DataKey>"
    assert copy.deepcopy(key) is key
    with pytest.raises(TypeError):
        pickle.dumps(key)
