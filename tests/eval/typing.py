"""Errors of typing, made by chance: one in a short question, two in a long one."""

from functools import cache
from random import Random

from .reading import read

LONG = 16
"""From so many characters on a question has two errors."""


def mistyped(text: str, form: str, chance: Random) -> str:
    """The question with its errors, each in another word as far as there are so many."""
    words = text.split()
    places = [at for at, word in enumerate(words) if len(word) >= (2 if form == "zh" else 4) and not word.isdigit()]
    for at in chance.sample(places, min(len(places), 2 if len(text) >= LONG else 1)):
        words[at] = _wrong(words[at], form, chance)
    return " ".join(words)


def _wrong(word: str, form: str, chance: Random) -> str:
    """A word with one error behind its first letter: people see a wrong first letter."""
    at = chance.randrange(1, len(word))
    kinds = ["missing", "doubled"] + ["swapped"] * (at + 1 < len(word)) + ["neighbour"] * bool(_near(form, word[at]))
    match chance.choice(kinds):
        case "missing":
            return word[:at] + word[at + 1 :]
        case "doubled":
            return word[: at + 1] + word[at:]
        case "swapped":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + chance.choice(_near(form, word[at])) + word[at + 1 :]


@cache
def _near(form: str, letter: str) -> tuple[str, ...]:
    """The letters of the keys left and right of a letter."""
    for row in read("keyboards.yml").get(_board(form), ()):
        if letter in row:
            at = row.index(letter)
            return tuple(key for key in (row[max(0, at - 1) : at] + row[at + 1 : at + 2]) if key.isalpha())
    return ()


def _board(form: str) -> str:
    return "en" if form in ("uz-Latn", "de") else form


def other_layout(text: str, form: str) -> str | None:
    """The text as it comes out when the other keyboard is on: Latin letters or, for a text in them, Russian ones.

    None if the text has a letter without a key, or there is no such keyboard.
    """
    boards = read("keyboards.yml")
    if form in ("zh", "hi", "ur"):
        return None
    mine, other = boards[_board(form)], boards["ru" if _board(form) == "en" else "en"]
    keys = {key: there for row, others in zip(mine, other, strict=True) for key, there in zip(row, others, strict=True)}
    typed = [sign if sign == " " else keys.get(sign, "·") for sign in text.lower()]
    return None if "·" in typed or not text.strip() else "".join(typed)
