"""Concepts for names of places, languages and currencies: Unicode CLDR through Babel, and `names.yml` for what it does not have.

A name that is also an everyday word of its language is left out (`homographs.yml`): «того» is hardly ever the state of Togo.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.core import get_global

from schemas.jurisdictions import ScoStatus, jurisdictions
from schemas.vocab import parse

from ..analysis.folding import fold
from .concept import Concept, checked
from .homographs import left_out

SPOKEN = 0.1
"""Languages of which fewer percent of the people of a state speak are left out."""

Names = Mapping[str, str]
Label = dict[str, tuple[str, ...]]

_ADDED = re.compile(r"\s*(?:[(（,،].*| [-–] .*| SAR\b.*)$")
"""What CLDR adds to a name: "Myanmar (Burma)", "Congo - Kinshasa", "Hong Kong SAR China"."""


def places() -> Iterator[Concept]:
    """The territories of the world and its larger regions: `place:KZ`, `place:143` (Central Asia)."""
    for code in _codes(lambda locale: locale.territories):
        if code not in _rows()["no_place"]:
            label = _label(code, lambda locale: locale.territories, further=_rows()["places"])
            yield _concept(f"place:{code}", {language: _usual(names, language) for language, names in label.items()})


def languages() -> Iterator[Concept]:
    """The official languages of the world, and what the people of our ten states speak: `language:kk`."""
    wanted = _spoken()
    for code in _codes(lambda locale: locale.languages):
        if code in wanted:
            label = _label(code, lambda locale: locale.languages)
            yield _concept(f"language:{code}", {language: _as_language(names, language) for language, names in label.items()})


def currencies() -> Iterator[Concept]:
    """The currencies in use: `currency:KZT`."""
    facts = [row for rows in get_global("territory_currencies").values() for row in rows]
    used = {code for code, _, until, tender in facts if tender and not until}
    for code in _codes(lambda locale: locale.currencies):
        if code in used:
            yield _concept(f"currency:{code}", _label(code, lambda locale: locale.currencies, further=_rows()["currencies"]))


def _concept(id: str, label: Label) -> Concept:
    return checked(Concept(id, (), (), label, _rows()["origin"]), source="names.yml")


def _codes(names: Callable[[Locale], Names]) -> list[str]:
    """The codes that have a name in each of our languages."""
    named = [set().union(*(names(locale) for locale in locales)) for locales in _locales().values()]
    return sorted(set.intersection(*named))


def _label(code: str, names: Callable[[Locale], Names], *, further: Mapping[str, Any] | None = None) -> Label:
    """The names of a code in each language."""
    more = (further or {}).get(code, {})
    label: Label = {}
    for language, locales in _locales().items():
        found = [_ADDED.sub("", names(locale)[code]) for locale in locales if code in names(locale)]
        label[language] = _distinct([*found, *more.get(language, ())])
    return label


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    unique: dict[str, str] = {}
    for name in names:
        unique.setdefault(fold(name), name)
    return tuple(unique.values())


def _usual(names: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The names of a place that are no everyday words; if none is left, as the name of a state: «Республика Куба»."""
    usual = tuple(name for name in names if fold(name) not in left_out().get(language, ()))
    return usual or tuple(_rows()["state_forms"][language].format(name) for name in names)


def _as_language(names: Iterable[str], language: str) -> tuple[str, ...]:
    """The names of a language, with the word for language where they would be the name of a country or a people."""
    ending = _rows()["language_endings"].get(language, "")
    bare = [name.removesuffix(ending) for name in names]
    named = _distinct(form.format(name) for form in _rows()["language_forms"][language] for name in bare)
    return tuple(name for name in named if fold(name) not in left_out().get(language, ()))


def _spoken() -> set[str]:
    states = {code for code, each in jurisdictions().items() if each.sco_status is ScoStatus.MEMBER}
    return {
        tag.partition("_")[0]
        for state, spoken in get_global("territory_languages").items()
        for tag, facts in spoken.items()
        if facts["official_status"] == "official" or (state in states and facts["population_percent"] >= SPOKEN)
    }


@cache
def _locales() -> Mapping[str, tuple[Locale, ...]]:
    return {language: tuple(map(Locale.parse, tags)) for language, tags in _rows()["locales"].items()}


@cache
def _rows() -> dict[str, Any]:
    return parse(files(__package__).joinpath("names.yml").read_text("utf-8"))
