"""Names and abbreviations that are everyday words too: `homographs.yml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.vocab import parse

from ..analysis.folding import fold


@cache
def left_out() -> Mapping[str, frozenset[str]]:
    """The names from CLDR that are no labels, by language, folded."""
    return {language: frozenset(map(fold, names)) for language, names in _homographs()["left_out"].items()}


@cache
def in_capitals() -> frozenset[str]:
    """The abbreviations that count only in capitals, folded."""
    return frozenset(map(fold, _homographs()["in_capitals"]))


@cache
def _homographs() -> dict[str, Any]:
    return parse(files(__package__).joinpath("homographs.yml").read_text("utf-8"))
