"""The one filter messages need beside Django's own."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def fit(items: list[str], letters: int) -> str:
    """As many items as fit in so many letters, then how many more there are: "KTP, Kartu Keluarga dan 3 lainnya".

    An item that does not even fit alone is cut after a word.
    """
    shown: list[str] = []
    for item in items:
        if shown and len(", ".join([*shown, item])) > letters:
            break
        shown.append(item if shown else _cut(item, letters))
    said, rest = ", ".join(shown), len(items) - len(shown)
    return _("%(said)s dan %(rest)d lainnya") % {"said": said, "rest": rest} if rest else said


def _cut(item: str, letters: int) -> str:
    if len(item) <= letters:
        return item
    return item[: letters - 2].rpartition(" ")[0] + "..."
