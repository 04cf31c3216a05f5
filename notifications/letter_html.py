"""The same letter as a page: what was written once as plain text, drawn with headings of facts, lists and a button.

Plain text is the source, so that both parts of an e-mail say the same. Paragraphs are parted by an empty line:

- lines that begin with "- " are a list, what stands before them leads it in;
- lines "Label: value" are facts, a line without label goes on with the value above it; a single one is a fact when it
  is no sentence, which ends with a full stop;
- one line "Label: https://…" is a button, with its address below for who copies it; a second one is a plain link;
- digits alone are a code;
- all else is a paragraph in which addresses can be pressed.
"""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString

_LABELLED = re.compile(r"^([^:.\n]{2,28}): (\S.*)$")
_BUTTON = re.compile(r"^([^:\n]{2,60}): (https?://\S+)$")
_CODE = re.compile(r"^\d{4,8}$")


def drawn(text: str, *, told: frozenset[str] = frozenset()) -> SafeString:
    """The text as HTML. A paragraph that is one of `told` is what must not be overlooked, and stands out."""
    blocks = list(_blocks(text, told))
    return SafeString("\n".join(blocks))


def _blocks(text: str, told: frozenset[str]) -> Iterator[SafeString]:
    has_button = False
    for paragraph in re.split(r"\n{2,}", text.strip()):
        if button := _BUTTON.match(paragraph):
            yield _link(button[1], button[2]) if has_button else _button(button[1], button[2])
            has_button = True
        elif paragraph in told:
            yield format_html('<p class="told">{}</p>', paragraph)
        elif _CODE.match(paragraph):
            yield format_html('<p class="code">{}</p>', paragraph)
        else:
            yield _plain(paragraph.split("\n"))


def _plain(lines: list[str]) -> SafeString:
    first_item = next((number for number, line in enumerate(lines) if line.startswith("- ")), None)
    if first_item is not None:
        lead = format_html('<p class="lead">{}</p>\n', _lines(lines[:first_item])) if first_item else ""
        return format_html("{}{}", lead, _list(lines[first_item:]))
    labelled = sum(1 for line in lines if _LABELLED.match(line))
    if _LABELLED.match(lines[0]) and (labelled > 1 or (len(lines) == 1 and not lines[0].endswith("."))):
        return _facts(lines)
    return format_html("<p>{}</p>", _lines(lines))


def _list(lines: list[str]) -> SafeString:
    """The items; a line after the last of them that is none is a paragraph of its own."""
    items = [line[2:] for line in lines if line.startswith("- ")]
    rest = [line for line in lines if not line.startswith("- ")]
    made = format_html("<ul>\n{}</ul>", format_html_join("", "<li>{}</li>\n", ((item,) for item in items)))
    return format_html("{}\n<p>{}</p>", made, _lines(rest)) if rest else made


def _facts(lines: list[str]) -> SafeString:
    rows: list[tuple[str, list[str]]] = []
    for line in lines:
        if said := _LABELLED.match(line):
            rows.append((said[1], [said[2]]))
        else:
            rows[-1][1].append(line)
    drawn_rows = format_html_join(
        "", '<tr><th scope="row">{}</th><td>{}</td></tr>\n', ((label, _lines(value)) for label, value in rows)
    )
    return format_html('<table class="facts">\n{}</table>', drawn_rows)


def _button(label: str, address: str) -> SafeString:
    return format_html('<p><a class="button" href="{0}">{1}</a></p>\n<p class="address">{0}</p>', address, label)


def _link(label: str, address: str) -> SafeString:
    return format_html('<p><a href="{}">{}</a></p>', address, label)


def _lines(lines: list[str]) -> SafeString:
    return SafeString("<br>\n".join(urlize(line, autoescape=True) for line in lines))
