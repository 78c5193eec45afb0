"""Compare the words of a portal with those of a vocabulary."""

import re

from .spelling import APOSTROPHES, INVISIBLE, spelt

LONGEST = 200
"""Texts longer than this many characters are prose, not a value of a list."""


def word_key(text: str) -> str:
    """A text as words are compared: in one spelling (`schemas.spelling`), without differences of blanks and kinds of apostrophe.

    >>> word_key(" Qishloq  xo‘jaligi ")
    "qishloq xo'jaligi"
    """
    return " ".join(spelt(text, dropped=_ONE_SIGN).replace("آ", "ا").split())


_ONE_SIGN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(INVISIBLE, ""))


def spaced(text: str) -> str:
    """The folded text with one space for every run of blanks and punctuation, and with a space at both ends."""
    return f" {_NO_LETTERS.sub(' ', word_key(text)).strip()} "


_NO_LETTERS = re.compile(r"[\s!-&(-/:-@\[-`{-~–—·،؛؟।、，。；：（）《》]+")


def authority_code(text: str, authority: str) -> str | None:
    """The code in an address of the EU's authority tables: `EDUC` in `http://publications.europa.eu/resource/authority/data-theme/EDUC`."""
    match = _AUTHORITY.fullmatch(text.strip())
    return match["code"] if match and match["authority"] == authority else None


_AUTHORITY = re.compile(r"https?://publications\.europa\.eu/resource/authority/(?P<authority>[a-z-]+)/(?P<code>[A-Za-z0-9_]+)/?")
