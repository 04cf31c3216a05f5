"""What fits an SMS: the GSM-7 letters (3GPP TS 23.038). One letter outside them turns 160 places into 70."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-", "\u00a0": " ", "`": "'"}
)


def is_gsm7(text: str) -> bool:
    """Whether every letter is one an SMS carries in seven bits."""
    return all(letter in _BASIC or letter in _TWO_PLACES for letter in text)


def to_gsm7(text: str) -> str:
    """The same text in GSM-7: accents it lacks are dropped, signs made plain, what is left becomes a question mark."""
    return "".join(_nearest(letter) for letter in unicodedata.normalize("NFC", text.translate(_PLAIN)))


def _nearest(letter: str) -> str:
    if is_gsm7(letter):
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return bare if bare and is_gsm7(bare) else "?"


def segments(text: str) -> int:
    """How many SMS the text costs: one of 160 places, or several of 153, in which no letter is cut in two."""
    places = [2 if letter in _TWO_PLACES else 1 for letter in text]
    if sum(places) <= 160:
        return 1
    count, left = 1, 153
    for wanted in places:
        if wanted > left:
            count, left = count + 1, 153
        left -= wanted
    return count
