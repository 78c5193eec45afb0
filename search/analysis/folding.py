"""One form for the many spellings of a word: case, marks, letter variants, digits, apostrophes.

`fold` keeps the script. `uzbek_latin` also writes Uzbek words in Cyrillic with the Latin alphabet
(Cabinet of Ministers of Uzbekistan, table of the Latin alphabet of 1995), because the country uses both.
"""

import unicodedata

import regex

APOSTROPHES = "'’ʻʼ‘`´ʹ"
"""The signs that people write as apostrophe: in the Uzbek letters oʻ and gʻ, in Belarusian words and in English ones."""

ZWNJ = "\u200c"
"""The zero-width non-joiner, which separates a Persian word from its endings."""

_DROPPED = str.maketrans("", "", APOSTROPHES + ZWNJ + "\u200d\u00ad\u0640" + "\u06dd\u06de\u06e5\u06e6\u06e9")
"""Signs that do not change a word: also the joiner, the soft hyphen, the tatweel, and signs of the Quran that are not marks."""

_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ے": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ۃ": "ه", "ە": "ه", "ٱ": "ا", "ँ": "ं"}
)  # fmt: skip
"""Variants of letters. Those with a hamza need no line: the hamza is a mark, which is removed before."""

_OPTIONAL_MARK = regex.compile(
    r"[\u0610-\u061a\u064b-\u0652\u0654-\u065f\u0670\u06d6-\u06ed\u093c]"  # Arabic vowels and hamza; nukta
    r"|(?<!ا\p{M}*)\u0653"  # the madda, unless it makes آ, which is a letter
    r"|(?<=е\p{M}*)\u0308"  # ё
)
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
    """A word in the form in which spellings are compared: NFKC, small letters, ASCII digits, no apostrophes, no optional marks.

    Arabic letter variants become the Persian ones; Latin letters lose their accents; ё becomes е. May be empty.

    Marks are removed from the decomposed word, where each is a separate sign in canonical order; the rest is composed at the end.
    So the result is normalised too, and folding it again changes nothing.
    """
    plain = _normal(word)
    if plain.isascii():
        return plain
    removed = _MARK if _LATIN_LETTER.search(plain) else _OPTIONAL_MARK
    bare = removed.sub("", unicodedata.normalize("NFD", plain))
    folded = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    return str(_DIGIT.sub(_ascii_digit, folded))


def uzbek_latin(word: str) -> str:
    """An Uzbek word, folded, in the Latin alphabet; it may be written in Latin or Cyrillic letters."""
    plain = _normal(word)
    iotated = _IOTATED.sub("ye", _HARD_C.sub("s", plain))
    return fold(iotated.translate(_UZBEK))


def _normal(word: str) -> str:
    """A word in NFKC and small letters, without spaces and the signs of `_DROPPED`.

    NFKC itself writes spaces (for an accent alone, for the Arabic ligature ﷺ) and apostrophes, so these are dropped after it.
    Then marks that were apart may be neighbours, so the word is normalised again.
    """
    written = unicodedata.normalize("NFC", word).translate(_DROPPED)
    small = unicodedata.normalize("NFKC", written).casefold()
    bare = "".join(unicodedata.normalize("NFKC", small).translate(_DROPPED).split())
    return unicodedata.normalize("NFKC", bare)


def _ascii_digit(digit: regex.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0], digit[0]))  # `regex` may know a digit that this Python does not
