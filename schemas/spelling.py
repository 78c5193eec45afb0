"""One spelling for the many ways to write a word: what `schemas.words` and the index of `search` compare has it in common.

It changes nothing that people read, and no identifier: it is for comparing only. Every step takes time in proportion to the text.
"""

import re
import unicodedata
from collections.abc import Mapping

import regex

from .han import simplified
from .letters import usual_letters

APOSTROPHES = "'’ʻʼ‘`´ʹ′"
"""The signs that people write as apostrophe: in the Uzbek letters oʻ and gʻ, in Belarusian words and in English ones."""

INVISIBLE = "".join(
    chr(sign)
    for first, last in (
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x61C, 0x61C),
        (0x640, 0x640),
        (0x6DD, 0x6DE),
        (0x6E5, 0x6E6),
        (0x6E9, 0x6E9),
        (0x180B, 0x180E),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xE0000, 0xE01FF),
    )
    for sign in range(first, last + 1)
)
"""Signs that do not change a word: soft hyphen, joiners, marks of direction, byte-order mark, variation selectors, tags; also the
tatweel, which only stretches an Arabic word, and signs of the Quran that are not marks."""

_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ے": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ہ": "ه", "ۃ": "ه", "ە": "ه", "ٱ": "ا", "ँ": "ं"}
)  # fmt: skip
"""Variants of letters. Those with a hamza need no line: the hamza is a mark, which is removed before."""

_MARKED = regex.compile(r"\P{M}?\p{M}+")
_OPTIONAL = regex.compile(r"[\u0610-\u061a\u064b-\u0652\u0654-\u065f\u0670\u06d6-\u06ed\u093c]")
"""Arabic vowels and hamza; the nukta of Hindi."""
_MADDA = "\u0653"
_STRESS = regex.compile(r"[\u0300-\u0302\u030f\u0311\u0341\u0483-\u0487]")
"""Stress and the marks of old print on a Cyrillic letter. The breve of й and ў, and the macron of ӣ and ӯ are no stress."""
_REMOVABLE = re.compile("[\u0300-\u0302\u0308\u030f\u0311\u0341\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c]")
"""All marks that may be taken away, for a quick check."""
_CYRILLIC = regex.compile(r"\p{Script=Cyrillic}")
_NASAL = regex.compile(r"ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[क-घच-झट-ढत-ध])|म्(?=[प-भ])")
"""Half a nasal before a consonant that is spoken at the same place, which is also written as anusvara: हिन्दी, हिंदी."""


def spelt(text: str, *, dropped: Mapping[int, int | str | None]) -> str:
    """The text in small letters (NFKC), in one spelling: see the README of `schemas`. `dropped` is done to single signs first."""
    plain = small(text, dropped=dropped)
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFD", plain)
    if _REMOVABLE.search(apart):
        plain = unicodedata.normalize("NFC", _MARKED.sub(_without_optional_marks, apart))
    letters: str = _NASAL.sub("ं", plain.translate(_LETTERS))
    return simplified(letters)


def small(text: str, *, dropped: Mapping[int, int | str | None]) -> str:
    """The text in NFKC, small and usual letters, without the signs that `dropped` takes away.

    NFKC itself writes spaces (for an accent alone, for the Arabic ligature ﷺ) and apostrophes, so `dropped` is done after it too.
    Then marks that were apart may be neighbours, so the text is normalised again. Letters are told apart by their look before
    they become small: H looks like Н, h like һ.
    """
    if text.isascii():
        return text.lower().translate(dropped)
    written = unicodedata.normalize("NFC", text).translate(dropped)
    wide = unicodedata.normalize("NFKC", written).translate(dropped)
    lower = usual_letters(unicodedata.normalize("NFKC", wide)).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", lower).translate(dropped))


def _without_optional_marks(match: regex.Match[str]) -> str:
    """A letter with the marks that make another letter of it."""
    found: str = match[0]
    base = "" if unicodedata.category(found[0]).startswith("M") else found[0]
    marks: str = _OPTIONAL.sub("", found[len(base) :])
    if base != "ا":
        marks = marks.replace(_MADDA, "")
    if base and _CYRILLIC.match(base):
        marks = _STRESS.sub("", marks)
    return base + (marks.replace("\u0308", "") if base == "е" else marks)
