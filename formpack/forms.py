"""The form every public page starts from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from formpack.reading import mid_sentence

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


class PublicForm(forms.Form):
    """A form whose empty fields are asked for by name: "Pilih bank.", never "Bidang ini tidak boleh kosong."

    `page_heading` names the field whose label is the page's h1. A field's own `error_messages` win.
    """

    page_heading = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] is DJANGO_REQUIRED:
                field.error_messages["required"] = _ask_for(field)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _("Alamat e-mail harus memuat tanda @, contoh nama@contoh.id.")


def _ask_for(field: forms.Field) -> str:
    label = str(field.label or "")
    if isinstance(field, forms.BooleanField):
        return str(_("Beri centang untuk melanjutkan."))
    if isinstance(field, forms.ChoiceField):
        sentence = _("Pilih %(name)s.") if label and "?" not in label else _("Pilih salah satu jawaban.")
    else:
        sentence = _("Isi %(name)s.") if label and "?" not in label else _("Isi jawaban Anda.")
    return str(sentence) % {"name": mid_sentence(label)}


def one_of_several(*fields: forms.Field) -> None:
    """Fields of which at least one is needed: none of them is called optional, and the form's `clean` asks for one."""
    for field in fields:
        field.one_of_several = True  # type: ignore[attr-defined] # read by templates/lapak/field_label.html
