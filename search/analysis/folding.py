"""One form for the many spellings of a word: case, marks, letter variants, digits, apostrophes.

`fold` keeps the script. `uzbek_latin` also brings Uzbek words in Cyrillic to the Latin alphabet
(Cabinet of Ministers of Uzbekistan, table of the Latin alphabet of 1995), because the country writes both.
"""

import unicodedata

import regex

APOSTROPHES = "'’ʻʼ‘`´ʹ"
"""The signs that stand for the apostrophe: part of the Uzbek letters oʻ and gʻ, of Belarusian words, and of English ones."""

ZWNJ = "\u200c"
"""The zero-width non-joiner, which divides a Persian word from its endings."""

_DROPPED = APOSTROPHES + ZWNJ + "\u200d\u00ad\u0640\u093c"  # joiner, soft hyphen, tatweel, nukta
_LETTERS = {
    "ё": "е",
    "ي": "ی",
    "ى": "ی",
    "ئ": "ی",
    "ے": "ی",
    "ۓ": "ی",
    "ك": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "ۂ": "ه",
    "ۃ": "ه",
    "ە": "ه",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ؤ": "و",
    "ँ": "ं",
}
_DROP = str.maketrans("", "", _DROPPED)
_FOLD = str.maketrans(_LETTERS | dict.fromkeys(_DROPPED, ""))
_ARABIC_MARKS = regex.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_LATIN_LETTER = regex.compile(r"\p{Script=Latin}")
_MARK = regex.compile(r"\p{M}")

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
    """A word in the form in which spellings are compared: NFKC, small letters, ASCII digits, no apostrophes, no optional
    marks.

    Arabic letter variants become the Persian ones; Latin letters lose their accents; ё becomes е. May be empty.
    """
    plain = _normal(word)
    if plain.isascii():
        return plain
    if _LATIN_LETTER.search(plain):
        plain = _MARK.sub("", unicodedata.normalize("NFKD", plain))
    plain = str(_ARABIC_MARKS.sub("", plain.translate(_FOLD)))
    return plain.translate(_digits(plain))


def uzbek_latin(word: str) -> str:
    """A folded word of Uzbek in the Latin alphabet, whichever it was written in."""
    plain = _normal(word)
    iotated = _IOTATED.sub("ye", _HARD_C.sub("s", plain))
    return fold(iotated.translate(_UZBEK))


def _normal(word: str) -> str:
    """Compatible forms made one (also those that only appear in small letters), small letters, no space.

    NFKC writes some signs with a space: the acute accent alone, the Arabic ligature ﷺ.
    """
    bare = unicodedata.normalize("NFKC", word.translate(_DROP))
    return "".join(unicodedata.normalize("NFKC", bare.casefold()).split())


def _digits(word: str) -> dict[int, str]:
    """Digits of other scripts -> ASCII."""
    return {ord(sign): str(unicodedata.decimal(sign)) for sign in word if sign.isdecimal() and not sign.isascii()}
