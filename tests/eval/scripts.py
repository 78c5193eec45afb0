"""Letters in place of other letters: alphabets, keyboards without the national letters, chats in Latin letters.

The tables are the measure's own: they share nothing with those that the search uses, or it would measure itself.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from .reading import read


def cyrillic(text: str) -> str:
    """An Uzbek text in Cyrillic letters; an e that begins a word is э."""
    words = (_initial(word) for word in text.split(" "))
    changed = " ".join(words)
    for latin, letter in (*read("scripts.yml")["uzbek_loans"], *read("scripts.yml")["uzbek_pairs"]):
        changed = changed.replace(latin, letter)
    return changed.translate(_mapping(**_told(read("scripts.yml")["uzbek_letters"])))


def _initial(word: str) -> str:
    return {"e": "э", "E": "Э"}.get(word[:1], word[:1]) + word[1:]


def latin_uzbek(text: str) -> str:
    """An Uzbek text in Latin letters; an е that begins a word is ye."""
    changed = re.sub(r"\bе", "ye", re.sub(r"\bЕ", "Ye", text)).replace("э", "e").replace("Э", "E").replace("ц", "ts")
    for latin, letter in read("scripts.yml")["uzbek_pairs"]:
        changed = changed.replace(letter, latin)
    told = read("scripts.yml")["uzbek_letters"]
    return changed.translate(_mapping(first=told["to"], second=told["from"]))


def otherwise(text: str, form: str) -> Iterator[str]:
    """The text as it is typed by other habits, as far as they differ: other letters of its own script."""
    plain = unicodedata.normalize("NFD", text) if form == "hi" else text
    for habit in read("scripts.yml")["typed"].get(form, ()):
        yield plain.translate(_mapping(**_told(habit)))
    if form == "hi":
        yield _ANUSVARA.sub(_nasal, text)
    if form == "uz-Latn":
        yield cyrillic(text)
    if form == "uz-Cyrl":
        yield latin_uzbek(text)


_NASALS = {"कखगघ": "ङ्", "चछजझ": "ञ्", "टठडढ": "ण्", "तथदध": "न्", "पफबभ": "म्"}
_ANUSVARA = re.compile(f"ं(?=[{''.join(_NASALS)}])")


def _nasal(found: re.Match[str]) -> str:
    """The nasal letter in place of the point above: हिंदी and हिन्दी are the same word."""
    following = found.string[found.end()]
    return next(nasal for letters, nasal in _NASALS.items() if following in letters)


def _told(habit: dict[str, str]) -> dict[str, str]:
    return {"first": habit["from"], "second": habit["to"]}


@cache
def _mapping(*, first: str, second: str) -> dict[int, str]:
    return {ord(old): "" if new == "-" else new for old, new in zip_longest(first, second) if old and new}


def in_latin(text: str, form: str) -> Iterator[str]:
    """The text as people type it in Latin letters, one for each habit; none for forms whose vowels are not written."""
    told = read("scripts.yml")["latin"]
    if form == "hi":
        yield " ".join(_hindi(word) for word in text.split())
        return
    for national in told.get(form, ()):
        for habit in told["cyrillic"]:
            letters = told["cyrillic"][0] | habit | national
            yield "".join(letters.get(sign, sign) for sign in text.lower())


def _hindi(word: str) -> str:
    """A word as it is spoken: the a of a consonant gives way to a written vowel, and is silent at the end."""
    told = read("scripts.yml")["latin"]
    letters, signs, spelled = told["hi"][0], told["hi_signs"], ""
    for at, sign in enumerate(word):
        if sign in signs:
            spelled = spelled.removesuffix("a") + signs[sign]
        elif sign in {"ं", "ँ"}:
            spelled += "n"
        else:
            last = at == len(word) - 1 and at > 0
            spelled += letters.get(sign, "" if sign == "\u093c" else sign).removesuffix("a" if last and sign != "आ" else "\0")
    return spelled
