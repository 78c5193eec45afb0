"""One form for the many spellings of a word: case, marks, letter variants, digits, apostrophes.

`fold` keeps the script. `uzbek_latin` also writes Uzbek words in Cyrillic with the Latin alphabet
(Cabinet of Ministers of Uzbekistan, table of the Latin alphabet of 1995), because the country uses both.
"""

import re
import unicodedata

import regex

from schemas.spelling import APOSTROPHES, INVISIBLE, small, spelt

ZWNJ = "\u200c"
"""The zero-width non-joiner, which separates a Persian word from its endings."""

_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
DROPPED = str.maketrans("", "", APOSTROPHES + INVISIBLE + _BLANKS)

"""The signs that are not compared: apostrophes, invisible signs, blanks."""

_COMMON = re.compile("[а-яәғқңөұүһіўҳҷӣӯ]+|[ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیںٹڈڑ]+")
"""Most words of most texts. Without ё, which becomes е."""

_MARK = regex.compile(r"\p{M}")
_DIGIT = regex.compile(r"\p{Nd}")
_LATIN_LETTER = regex.compile(r"\p{Script=Latin}")

_UZBEK = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z", "и": "i", "й": "y", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "ts",
        "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ў": "o", "қ": "q", "ғ": "g",
        "ҳ": "h",
    }
)  # fmt: skip
_IOTATED = regex.compile(r"(?<=^|[аеёиоуўэюя])е")
_HARD_C = regex.compile(r"(?<=^|[бвгджзйклмнпрстфхчшқғҳ])ц")


def fold(word: str) -> str:
    """A word in the form in which spellings are compared: that of `schemas.spelling`, with ASCII digits and without apostrophes.

    Latin letters lose their accents. May be empty. Marks are removed from the decomposed word, where each is a separate sign in
    canonical order; the rest is composed at the end. So the result is normalised too, and folding it again changes nothing.
    """
    lower = word.lower()
    if is_common(lower):
        return lower
    folded = spelt(word, dropped=DROPPED)
    if folded.isascii():
        return folded
    if _LATIN_LETTER.search(folded):
        folded = unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", folded)))
    return str(_DIGIT.sub(_ascii_digit, folded))


def is_common(lower: str) -> bool:
    """Whether a word in small letters is folded already: letters of one alphabet of ours, none of which has another spelling."""
    return _COMMON.fullmatch(lower) is not None


def uzbek_latin(word: str) -> str:
    """An Uzbek word, folded, in the Latin alphabet; it may be written in Latin or Cyrillic letters."""
    plain = small(word, dropped=DROPPED)
    iotated = _IOTATED.sub("ye", _HARD_C.sub("s", plain))
    return fold(iotated.translate(_UZBEK))


def _ascii_digit(digit: regex.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0], digit[0]))  # `regex` may know a digit that this Python does not
