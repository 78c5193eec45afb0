"""The questions: by rule where a rule can make them, with a fixed seed; by hand where not (the files in `questions/`)."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from .forms import ASKED, FORMS
from .material import Item, items
from .measure import Question
from .reading import read
from .scripts import cyrillic, in_latin, otherwise
from .typing import mistyped, other_layout

BY_HAND = ("inflected", "sentence", "synonym", "transliterated")
ONE_LANGUAGE = ("words", "inflected", "sentence", "typing", "script", "transliterated", "layout", "synonym", "code")
MOST = {"words": 30, "typing": 30, "script": 20, "transliterated": 20, "layout": 10, "code": 15}
"""The most questions of a kind in a language that are made by rule."""

PAIR = 6
"""How many questions an ordered pair of languages has."""

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\u200c’'-]+")


def questions() -> Iterator[Question]:
    """All questions about the development set."""
    for form in ASKED:
        mine = [item for item in items() if item.form == form]
        for kind in MOST:
            yield from _by_rule(kind, form, mine)
        yield from _by_hand(form, {item.family: item for item in mine})
    families = _families()
    yield from _across(families)
    yield from _page(families)


def _by_rule(kind: str, form: str, mine: list[Item]) -> Iterator[Question]:
    chance = Random(f"{kind} {form}")
    made = 0
    for item in chance.sample(mine, len(mine)):
        text = _text(kind, item, chance)
        if text and made < MOST[kind]:
            made += 1
            yield _known(kind, item, text)


def _known(kind: str, item: Item, text: str) -> Question:
    return Question(kind, item.form, item.form, text, frozenset({item.record().id}), within=item.form)


def _text(kind: str, item: Item, chance: Random) -> str | None:
    """A question of a kind about an item, or None if the kind is none for it."""
    if kind == "code":
        return _code(item, chance)
    plain = _words(item, chance)
    if kind == "words":
        return plain
    if kind == "typing":
        return mistyped(plain, item.form, chance)
    if kind == "layout":
        return other_layout(plain, item.form)
    made = otherwise(plain, item.form) if kind == "script" else in_latin(plain, item.form)
    changed = [text for text in made if text != plain]
    return chance.choice(changed) if changed else None


def _words(item: Item, chance: Random) -> str:
    """Two or three words of the title that carry meaning, in another order; one of them is in few titles."""
    words = list(dict.fromkeys(_carrying(item)))
    if len(words) < 2:
        return item.title
    often = _titles_with(item.form)
    rare = min(words, key=lambda word: (often[word.casefold()], -len(word)))
    others = chance.sample([word for word in words if word != rare], min(len(words) - 1, chance.choice((1, 2))))
    return " ".join(chance.sample([rare, *others], len(others) + 1))


def _carrying(item: Item) -> list[str]:
    """The words of a title but those that a person leaves out."""
    empty = read("empty_words.yml")
    left = set(empty.get(item.form) or map(cyrillic, empty["uz-Latn"]))
    words = [word for each in item.words for word in _WORD.findall(each)]
    return [word for word in words if word.casefold() not in left and len(word) >= (2 if item.form == "zh" else 3)]


@cache
def _titles_with(form: str) -> Counter[str]:
    """In how many titles of a form each word is."""
    return Counter(word for item in items() if item.form == form for word in {each.casefold() for each in _carrying(item)})


def _code(item: Item, chance: Random) -> str | None:
    """A number or a year of the title with a word of it."""
    codes = re.findall(r"\d[\d/.–-]*\w*", " ".join(item.words))
    words = _words(item, chance).split()
    return f"{words[0]} {chance.choice(codes)}" if codes else None


def _by_hand(form: str, mine: dict[str, Item]) -> Iterator[Question]:
    for kind in BY_HAND:
        yield from (_known(kind, mine[family], text) for family, text in written(kind, form).items())


def written(kind: str, form: str) -> dict[str, str]:
    """The questions of a kind that were written by hand, by family. Those in Uzbek are written in Latin letters only."""
    if form != "uz-Cyrl":
        return dict(read(f"questions/{form}.yml").get(kind, {}))
    return {family: cyrillic(text) for family, text in written(kind, "uz-Latn").items()}


def _families() -> dict[str, dict[str, Item]]:
    """The items that have twins, by family and form."""
    found: dict[str, dict[str, Item]] = {}
    for item in items():
        found.setdefault(item.family, {})[item.form] = item
    return {family: twins for family, twins in found.items() if len(twins) > 1}


def _across(families: dict[str, dict[str, Item]]) -> Iterator[Question]:
    """Each ordered pair of languages: a title or some words of it, and the twin in the other language."""
    for form in FORMS:
        for target in FORMS:
            chance = Random(f"{form} {target}")
            for at, family in enumerate(chance.sample(list(families), min(PAIR, len(families)) if form != target else 0)):
                item, twin = families[family][form], families[family][target]
                text = (item.title, _words(item, chance), _own_words(item, chance))[at % 3]
                yield Question("across", form, target, text, frozenset({twin.record().id}), within=target)


def _own_words(item: Item, chance: Random) -> str:
    """A question in a person's own words where one was written; else words of the title."""
    return written("sentence", item.form).get(item.family) or _words(item, chance)


def _page(families: dict[str, dict[str, Item]]) -> Iterator[Question]:
    """What a person sees who asks all portals: the own language's record, the twins, and what only one other language has."""
    for form in FORMS:
        chance = Random(f"page {form}")
        for at, family in enumerate(families):
            item, others = families[family][form], [twin for twin in families[family].values() if twin.form != form]
            text = _words(item, chance) if at % 2 else _own_words(item, chance)
            if at % 2 or family in written("sentence", form):
                yield Question("page own", form, form, text, frozenset({item.record().id}))
                yield Question("page twins", form, form, text, frozenset(twin.record().id for twin in others))
            only = families[family][alone(at)]
            if only is not item:
                yield Question("page alone", form, only.form, text, frozenset({only.record().id}), alone=True)


def alone(at: int) -> str:
    """The one language in which the dataset at a place of the list is in the index of lone datasets."""
    return FORMS[at * 5 % len(FORMS)]


def lone_items() -> tuple[Item, ...]:
    """The items of that index."""
    kept = {(family, alone(at)) for at, family in enumerate(_families())}
    return tuple(item for item in items() if item.publisher == "" or (item.family, item.form) in kept)
