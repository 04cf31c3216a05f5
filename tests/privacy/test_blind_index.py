import pytest

from privacy.blind_index import blind_index


def test_the_same_value_is_found_again():
    assert blind_index("nik", "3174056812900001") == blind_index("nik", "3174056812900001")
    assert len(blind_index("nik", "3174056812900001")) == 16


def test_equal_values_of_different_purpose_do_not_meet():
    assert blind_index("nik", "3174056812900001") != blind_index("kpj", "3174056812900001")


def test_purpose_and_value_cannot_be_shifted_into_each_other():
    assert blind_index("nik", "12") != blind_index("nik1", "2")


def test_another_index_key_gives_another_index(settings):
    before = blind_index("nik", "3174056812900001")
    settings.INDEX_KEY = b"z" * 32

    assert blind_index("nik", "3174056812900001") != before


def test_nothing_has_no_index():
    with pytest.raises(ValueError, match="nik"):
        blind_index("nik", "")
