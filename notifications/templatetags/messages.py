"""The one filter messages need beside Django's own."""

from django import template

register = template.Library()


@register.filter
def fit(items: list[str], letters: int) -> str:
    """As many items as fit in so many letters, then how many more there are: "KTP, Kartu Keluarga dan 3 lainnya"."""
    shown: list[str] = []
    for item in items:
        if shown and len(", ".join([*shown, item])) > letters:
            break
        shown.append(item)
    rest = len(items) - len(shown)
    return ", ".join(shown) + (f" dan {rest} lainnya" if rest else "")
