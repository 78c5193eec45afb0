"""Concepts for the provinces of the ten states (ISO 3166-2), named also by their seats of government: `place:KG-GO` for Osh."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.vocab import parse

from ..analysis.folding import fold
from .concept import Concept, checked

PLACE = "place:"
"""What the id of the concept of a place begins with; its code follows."""


def provinces() -> Iterator[Concept]:
    """All provinces. Each is a part of its state."""
    origin = _content()["origin"]
    for code, row in _rows().items():
        label = {language: tuple(names) for language, names in row.items()}
        yield checked(Concept(f"{PLACE}{code}", (), (f"{PLACE}{state_of(code)}",), label, origin), source="provinces.yml")


def state_of(code: str) -> str:
    """The state of a place, which may be a state itself: `KG` for `KG-GO`."""
    return code.partition("-")[0]


def is_province(code: str) -> bool:
    """Whether a code is that of a province that has a name here."""
    return code in _rows()


def province_name(code: str, language: str) -> str:
    """The usual name of a province in a language, or in English where there is none. Raises `KeyError` for another code."""
    row = _rows()[code]
    return str(row.get(language, row["en"])[0])


@cache
def namesakes() -> Mapping[str, frozenset[str]]:
    """Provinces of other states that have a name of a province too: Punjab is in India and in Pakistan."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for code, row in _rows().items():
        for name in {fold(name) for names in row.values() for name in names}:
            named[name].add(code)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for codes in named.values():
        for code in codes:
            found[code] |= {other for other in codes if state_of(other) != state_of(code)}
    return {code: frozenset(others) for code, others in found.items() if others}


def _rows() -> Mapping[str, Mapping[str, list[str]]]:
    rows: Mapping[str, Mapping[str, list[str]]] = _content()["provinces"]
    return rows


@cache
def _content() -> dict[str, Any]:
    return parse(files(__package__).joinpath("provinces.yml").read_text("utf-8"))
