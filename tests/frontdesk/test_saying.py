import pytest

from frontdesk.models import Counter, Visit
from frontdesk.saying import CLIPS, LETTERS, MOST, PLACES, call_clips, number_words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (101, "seratus satu"),
        (110, "seratus sepuluh"),
        (111, "seratus sebelas"),
        (119, "seratus sembilan belas"),
        (200, "dua ratus"),
        (345, "tiga ratus empat puluh lima"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1011, "seribu sebelas"),
        (2100, "dua ribu seratus"),
    ],
)
def test_a_number_is_said_as_people_say_it(number, said):
    assert " ".join(number_words(number)) == said


def test_no_two_numbers_are_said_alike():
    said = {" ".join(number_words(number)) for number in range(MOST + 1)}

    assert len(said) == MOST + 1


@pytest.mark.parametrize("number", [-1, MOST + 1])
def test_a_number_there_are_no_words_for_is_refused(number):
    with pytest.raises(ValueError, match="is no number that is called"):
        number_words(number)


def test_a_call_names_the_number_and_where_to_go():
    assert call_clips("A", 12, "loket", 3) == [
        "bel", "nomor-antrean", "a", "dua", "belas", "silakan-ke", "loket", "tiga"
    ]  # fmt: skip


def test_a_call_that_is_repeated_chimes_once_and_is_said_twice():
    once = call_clips("C", 110, "bilik", 11)

    assert call_clips("C", 110, "bilik", 11, twice=True) == once + once[1:]


def test_every_word_of_every_number_is_a_clip_and_every_clip_is_a_word():
    words = {word for number in range(MOST + 1) for word in number_words(number)}
    others = {"bel", "nomor-antrean", "silakan-ke", *LETTERS, *PLACES}

    assert words | others == set(CLIPS)
    assert len(CLIPS) == len(set(CLIPS))


def test_every_series_and_every_kind_of_counter_can_be_said():
    assert {series.lower() for series in Visit.Series.values} == set(LETTERS)
    assert set(Counter.Kind.values) == set(PLACES)
