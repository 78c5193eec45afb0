"""Compare the words of a portal with those of a vocabulary."""

import re
import unicodedata

LONGEST = 200
"""Texts longer than this many characters are prose, not a value of a list."""


def word_key(text: str) -> str:
    """A text as words are compared: without differences of case, width, blanks, vowel points and variant letters.

    >>> word_key(" Qishloq  xo‘jaligi ")
    "qishloq xo'jaligi"
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", text).casefold().translate(_ONE_SIGN))
    return " ".join(text.split())


_APOSTROPHES = "ʻʼ‘’`´ʹ′"
_ARABIC = dict(
    zip("\u064a\u0649\u0643\u0629\u06c0\u0623\u0625\u0622", "\u06cc\u06cc\u06a9\u0647\u0647\u0627\u0627\u0627", strict=True)
)
"""Arabic yeh, alef maksura, kaf, teh marbuta, heh with yeh, and the alefs with hamza or madda, to Persian and Urdu letters."""
_INVISIBLE = [*range(0x064B, 0x0660), 0x0640, 0x00AD, *range(0x200B, 0x2010), 0xFEFF]
"""Vowel points and stretching of Arabic script, soft hyphen, joiners and marks of direction, byte-order mark."""
_ONE_SIGN = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | _ARABIC | {"ё": "е"}) | dict.fromkeys(_INVISIBLE)


def spaced(text: str) -> str:
    """The folded text with one space for every run of blanks and punctuation, and with a space at both ends."""
    return f" {_NO_LETTERS.sub(' ', word_key(text)).strip()} "


_NO_LETTERS = re.compile(r"[\s!-&(-/:-@\[-`{-~–—·،؛؟।、，。；：（）《》]+")


def authority_code(text: str, authority: str) -> str | None:
    """The code in an address of the EU's authority tables: `EDUC` in `http://publications.europa.eu/resource/authority/data-theme/EDUC`."""
    match = _AUTHORITY.fullmatch(text.strip())
    return match["code"] if match and match["authority"] == authority else None


_AUTHORITY = re.compile(r"https?://publications\.europa\.eu/resource/authority/(?P<authority>[a-z-]+)/(?P<code>[A-Za-z0-9_]+)/?")
