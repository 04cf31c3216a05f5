import pytest

from notifications import gsm7


@pytest.mark.parametrize(
    ("written", "carried"),
    [
        ("Café “Ibu” — 50 %…", 'Café "Ibu" - 50 %...'),
        ("Ngurah Ağung", "Ngurah Agung"),
        ("Łukasz 😀", "?ukasz ?"),
        ("harga [5] €", "harga [5] €"),
    ],
)
def test_an_sms_carries_the_nearest_gsm7_letters(written, carried):
    assert gsm7.to_gsm7(written) == carried


@pytest.mark.parametrize(
    ("text", "count"), [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 81, 2)]
)
def test_segments_are_counted_as_the_networks_count(text, count):
    assert gsm7.segments(text) == count


def test_a_letter_of_two_places_is_never_cut_in_half_between_two_segments():
    """153 places end in the middle of the euro's two: the networks put it whole into the next segment."""
    assert gsm7.segments("a" * 152 + "€" + "a" * 152) == 3
