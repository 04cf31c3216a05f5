"""What the templates of the public pages need beyond Django's own tags."""

from functools import lru_cache
from urllib.parse import urlsplit

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control without a `required` attribute: our own sentences speak, not the browser's bubbles."""
    field.form.use_required_attribute = False
    return field.as_widget()


@register.filter
def options(field: BoundField) -> list:
    """The radios or checkboxes of a group, one by one, without `required`."""
    field.form.use_required_attribute = False
    return field.subwidgets


@register.filter
def first_control(field: BoundField) -> str:
    """Id of what an error link jumps to: the control itself, or the first of a group."""
    if isinstance(field.field.widget, GROUPS):
        return f"{field.auto_id}_0"
    return field.id_for_label


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_option_group(field: BoundField) -> bool:
    """Radios or checkboxes, which the pack draws option by option."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def back_link(address: str) -> str:
    """The "Kembali" link to `address`, or nothing. A filter, so that a block can hand it the address."""
    return render_to_string("parts/back_link.html", {"href": address.strip()}) if address.strip() else ""


@register.filter
def drawn_once(form: forms.Form) -> SafeString:
    """A form that asks everybody the same. Until something was sent, only its hidden fields are drawn for each person.

    The others are drawn once in each language; the form is one that can be made without arguments.
    """
    if form.is_bound:
        return as_crispy_form(form)
    hidden = format_html_join("", "{}", ((field,) for field in form.hidden_fields()))
    return hidden + _drawn(type(form), get_language())


@lru_cache
def _drawn(kind: type[forms.Form], language: str | None) -> SafeString:
    form = kind()
    for field in form.hidden_fields():
        del form.fields[field.name]
    return as_crispy_form(form)


class SameForAll(template.Node):
    """What stands between `{% same_for_all %}` and its end: made once in each language, kept as long as the process.

    It is given no context at all, so that nothing of one person's page can ever stand on another's.
    """

    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes
        self.made: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self.made:
            self.made[language] = self.nodes.render(context.new({}))
        return self.made[language]


@register.tag
def same_for_all(parser: Parser, token: Token) -> SameForAll:
    nodes = parser.parse(("endsame_for_all",))
    parser.delete_first_token()
    return SameForAll(nodes)


@register.simple_tag
def official_address() -> str:
    """The one address people may trust, from the settings: never from the request, which a copycat controls."""
    return urlsplit(settings.PUBLIC_BASE_URL).netloc
