import pytest

from claims.cleaning import examine
from deploy import sample_papers

KINDS = [*sample_papers.TITLES, "FOTO", "SURAT_LAIN"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_paper_is_taken_by_the_portal_like_a_real_one(kind):
    file_name, content_type, content = sample_papers.draw(kind, name="Sari Contoh", seed=7)

    file = examine([content], file_name=file_name, declared_type=content_type)

    assert [page.notes for page in file.pages] == [[]]
    assert len(content) < 1_000_000


def test_the_same_kind_name_and_seed_give_the_same_paper():
    for kind in ("KTP", "KPJ", "KK", "PAKLARING"):
        assert sample_papers.draw(kind, name="Sari", seed=7) == sample_papers.draw(kind, name="Sari", seed=7)
        assert sample_papers.draw(kind, name="Sari", seed=7) != sample_papers.draw(kind, name="Sari", seed=8)


def test_the_person_cannot_exist():
    person = sample_papers.invent("Sari Contoh", 7)

    assert (len(person.nik), person.nik[:2]) == (16, "99")
    assert person.nik[6:12] == f"{person.birth_date:%d%m%y}"
    assert len(person.kpj) == 11
