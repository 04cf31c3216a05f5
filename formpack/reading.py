"""Reading what people type the way they mean it: pasted blanks, dots and dashes are not their mistake."""

import unicodedata

SEPARATORS = frozenset("./()_")


def visible(text: str) -> str:
    """`text` in one spelling (NFKC), without characters nobody can see, each run of blanks a single space."""
    spelled = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in spelled if unicodedata.category(c) != "Cf")
    return " ".join(seen.split())


def without_separators(text: str) -> str:
    """`text` without the blanks, dots, slashes, brackets and dashes people group long numbers with."""
    return "".join(c for c in visible(text) if c not in SEPARATORS and unicodedata.category(c) not in ("Pd", "Zs"))


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def mid_sentence(label: str) -> str:
    """`label` as it stands inside a sentence: "Nama lengkap" → "nama lengkap", but "NIK" stays."""
    if len(label) > 1 and label[1].isupper():
        return label
    return label[:1].lower() + label[1:]
