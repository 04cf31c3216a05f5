"""Bar codes in pages."""

from django import template
from django.utils.safestring import SafeString

from printing.codes import code128_svg

register = template.Library()


@register.simple_tag
def bars(text: str) -> SafeString:
    """A Code 128 of `text`."""
    return code128_svg(text)
