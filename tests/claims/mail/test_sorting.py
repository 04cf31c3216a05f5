import pytest

from catalogue.models import PaperKind
from claims.mail import sorting

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(house):
    codes = ("KPJ", "KTP", "KK", "REK", "FOTO", "NPWP", "PAKLARING", "F5", "MATI", "KTP_AW", "KTP_ALM", "WARIS")
    return list(PaperKind.objects.filter(code__in=codes))


def code_of(name: str, kinds, *hints: str) -> str:
    kind = sorting.kind_of(name, hints, kinds)
    return kind.code if kind else ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KTP.jpg", "KTP"),
        ("scanKTP2.pdf", "KTP"),
        ("e-ktp_budi.jpeg", "KTP"),
        ("Kartu Keluarga (1).pdf", "KK"),
        ("KK.png", "KK"),
        ("foto buku rekening bca.jpg", "REK"),
        ("Buku tabungan.pdf", "REK"),
        ("parklaring pt contoh.pdf", "PAKLARING"),
        ("NPWP-2020.jpg", "NPWP"),
        ("akta kematian ayah.pdf", "MATI"),
        ("KTP ahli waris.jpg", "KTP_AW"),
        ("ktp_almarhum.jpg", "KTP_ALM"),
        ("Surat keterangan ahli waris.pdf", "WARIS"),
        ("selfie.jpg", "FOTO"),
        ("IMG_20260101.jpg", ""),
        ("KTP dan KK.pdf", ""),
        ("skkb.pdf", ""),
        ("", ""),
        ("بطاقة.pdf", ""),
    ],
)
def test_a_name_that_names_one_paper_is_that_paper(kinds, name, code):
    assert code_of(name, kinds) == code


def test_the_name_comes_before_the_subject_and_the_subject_before_the_text(kinds):
    assert code_of("KTP.jpg", kinds, "Kartu Keluarga", "NPWP") == "KTP"
    assert code_of("IMG_1.jpg", kinds, "Kartu Keluarga", "NPWP") == "KK"
    assert code_of("IMG_1.jpg", kinds, "Dokumen", "ini NPWP saya") == "NPWP"


def test_a_place_that_names_two_papers_leaves_it_unsorted(kinds):
    assert code_of("IMG_1.jpg", kinds, "KTP dan KK", "NPWP") == ""


def test_a_paper_the_claim_does_not_ask_for_is_not_guessed_as_another(kinds):
    few = [kind for kind in kinds if kind.code in ("KTP", "KK")]

    assert code_of("KTP ahli waris.jpg", few) == ""
    assert code_of("NPWP.jpg", few, "KTP") == "KTP"


def test_every_paper_that_has_other_names_is_in_the_catalogue(house):
    assert sorting.CALLED.keys() <= set(PaperKind.objects.values_list("code", flat=True))


def test_every_paper_is_found_by_the_name_it_has_in_the_catalogue(house):
    every = list(PaperKind.objects.all())

    lost = [kind.code for kind in every if sorting.named_in(kind.name, every) not in ({kind.code}, {"BUKTI_PHK"})]

    assert lost == []
