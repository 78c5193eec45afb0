"""A text that people read, as they should read it: without markup, invisible characters and needless blanks, in Unicode's NFC.

It is for titles, descriptions, keywords and names. Addresses, dates, identifiers and the words of a licence are no prose. The
text as the portal sent it is in the archived record.
"""

import re
import unicodedata

from .garbled import SUSPECT
from .invisible import PRINTABLE, visible
from .markup import without_markup

_ODD = re.compile(f"[&<{PRINTABLE}{SUSPECT}]")
_PIECES = ("  ", "??", "*/")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_BLANKS = re.compile("[^\\S\n]+")
_EDGES = re.compile("(?: ?\n ?)+")
_LETTER_OR_DIGIT = frozenset("LN")


def is_plain(text: str) -> bool:
    """Whether nothing has to be done to a text: the quick check that most texts pass."""
    if not text.isprintable() or any(piece in text for piece in _PIECES):
        return False
    if text.isascii():
        return "&" not in text and "<" not in text
    return not _ODD.search(text) and unicodedata.is_normalized("NFC", text)


def prose(text: str) -> str:
    """The text for people. Blank lines between paragraphs stay, at most one each. Cleaning it again changes nothing."""
    plain = without_markup(_LINE_END.sub("\n", text))
    shown = unicodedata.normalize("NFC", visible(_LINE_END.sub("\n", plain)))
    return _EDGES.sub(_line_ends, _BLANKS.sub(" ", shown)).strip()


def _line_ends(run: re.Match[str]) -> str:
    return "\n\n" if run[0].count("\n") > 1 else "\n"


def is_legible(text: str) -> bool:
    """Whether a text has a letter or a digit: without one it names nothing."""
    return any(unicodedata.category(sign)[0] in _LETTER_OR_DIGIT for sign in text)
