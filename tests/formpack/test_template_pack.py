from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from formpack.fields import DigitsField, PaperFileField, ThreeBoxDateField
from formpack.forms import PublicForm
from formpack.widgets import RadioCards


class Identity(PublicForm):
    page_heading = "nik"

    nik = DigitsField(label="NIK", length=16, help_text="16 angka di KTP")
    born = ThreeBoxDateField(label="Tanggal lahir")
    cause = forms.ChoiceField(
        label="Sebab", choices=[("phk", "PHK"), ("usia", "Usia pensiun")], widget=RadioCards(hints={"phk": "Sebulan"})
    )
    email = forms.EmailField(label="Alamat e-mail", required=False)


class Paper(PublicForm):
    file = PaperFileField(label="KTP")


def drawn(form) -> str:
    return Template("{% load crispy_forms_filters %}{{ form|crispy }}").render(Context({"form": form}))


def test_the_heading_field_label_is_the_pages_h1():
    assert '<h1><label for="id_nik">NIK</label></h1>' in drawn(Identity())


def test_nothing_is_required_by_the_browser():
    assert " required" not in drawn(Identity())
    assert " required" not in render_crispy_form(Identity())


def test_a_wrong_control_points_to_its_hint_and_its_error():
    page = drawn(Identity({"nik": "31"}))

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_nik_helptext id_nik_error"' in page
    assert 'id="id_nik_helptext"' in page and 'id="id_nik_error"' in page


def test_groups_are_fieldsets_and_an_option_may_carry_a_hint():
    page = drawn(Identity({}))

    assert '<fieldset class="field field-wrong" aria-describedby="id_cause_error">' in page
    assert 'aria-describedby="id_cause_0_hint"' in page and 'id="id_cause_0_hint">Sebulan' in page


def test_what_was_typed_is_kept():
    page = drawn(Identity({"nik": "31 71", "born_0": "17", "born_1": "agu", "born_2": ""}))

    assert 'value="31 71"' in page and 'value="agu"' in page


def test_the_summary_links_to_the_first_control_of_each_wrong_field():
    form = Identity({})
    form.add_error(None, "Jam itu baru saja penuh.")

    summary = render_to_string("parts/error_summary.html", {"form": form})

    assert "Jam itu baru saja penuh." in summary
    assert 'href="#id_nik"' in summary and 'href="#id_born_0"' in summary and 'href="#id_cause_0"' in summary


def test_empty_fields_are_asked_for_by_name():
    form = Identity({"email": "tanpa-at"})

    assert form.errors["cause"] == ["Pilih sebab."]
    assert form.errors["email"] == ["Alamat e-mail harus memuat tanda @, contoh nama@contoh.id."]


def test_a_file_arrives_from_either_of_the_two_controls():
    photo = SimpleUploadedFile("ktp.jpg", b"x")

    assert Paper({}, MultiValueDict({"file": [photo]})).is_valid()
    assert not Paper({}, MultiValueDict({"file": [photo, photo]})).is_valid()
    assert drawn(Paper()).count('name="file"') == 2


@override_settings(PUBLIC_BASE_URL="https://lapakasik.contoh.go.id:8443/awal")
def test_the_official_address_comes_from_the_settings():
    page = Template("{% load lapak %}{% official_address %}").render(Context())

    assert page == "lapakasik.contoh.go.id:8443"


def test_what_is_the_same_for_all_is_made_once_in_each_language():
    page = Template("{% load i18n lapak %}{% same_for_all %}{% translate 'Kembali' %}{% endsame_for_all %}")
    node = page.nodelist[-1]

    said = [_in(language, page) for language in ("id", "en", "id")]

    assert said == ["Kembali", "Back", "Kembali"]
    assert node.made == {"id": "Kembali", "en": "Back"}


def test_nothing_of_one_persons_page_can_stand_in_what_is_the_same_for_all():
    page = Template("{% load lapak %}{% same_for_all %}<p>{{ name }}</p>{% endsame_for_all %}{{ name }}")

    assert page.render(Context({"name": "Budi"})) == "<p></p>Budi"


def _in(language: str, page: Template) -> str:
    with override(language):
        return page.render(Context())


class Agreement(PublicForm):
    truth = forms.BooleanField(label="Benar", error_messages={"required": "Centang dulu."})
    key = forms.CharField(widget=forms.HiddenInput)


def drawn_once(form) -> str:
    return Template("{% load lapak %}{{ form|drawn_once }}").render(Context({"form": form}))


def test_a_form_that_is_drawn_once_still_has_each_persons_hidden_fields():
    first, second = (drawn_once(Agreement(initial={"key": key})) for key in ("satu", "dua"))

    assert 'value="satu"' in first and 'value="dua"' in second
    assert "satu" not in second
    assert first.replace("satu", "dua") == second and "Benar" in second


def test_a_form_that_is_drawn_once_shows_its_errors_and_forgets_them():
    wrong = drawn_once(Agreement({"key": "satu"}))

    assert "Centang dulu." in wrong
    assert "Centang dulu." not in drawn_once(Agreement(initial={"key": "dua"}))
