import pytest

from verification.names import apart, most_alike, same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Budi Santosa", "BUDI SANTOSA", True),
        ("Budi Santosa, S.H.", "Santosa Budi", True),
        ("I Gusti Ayu Déwi", "I Gusti Ayu Dewi", True),
        ("Budi Santosa", "Budi Santoso", False),
        ("Budi Budi", "Budi", False),
    ],
)
def test_names_are_compared_as_people_write_them(one, other, same):
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Budi Santoso", "BUDI SANTOSA", "“santoso” ↔ “santosa”"),
        ("Budi Contoh", "Budi", "“contoh” ↔ “–”"),
    ],
)
def test_the_words_that_differ_are_named(one, other, words):
    assert apart(one, other) == words


@pytest.mark.parametrize(
    ("wanted", "found", "best"),
    [
        ("Budi Santosa", ["Sekar Contoh", "BUDI SANTOSO"], "BUDI SANTOSO"),
        ("3171011708850001", ["9940791005735911", "3171011708850007"], "3171011708850007"),
        ("Budi Santosa", ["Sekar"], ""),
        ("Budi Santosa", [], ""),
    ],
)
def test_the_writing_most_alike_is_found_and_what_is_unlike_is_not(wanted, found, best):
    assert most_alike(wanted, found) == best
