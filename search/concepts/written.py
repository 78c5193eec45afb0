"""The concepts that were written by hand: `data/*.yml`, one file for each field of public life.

version: 2026-11-29
origin: written by hand for this catalogue
shared: {ru: [состав]}            # labels that two concepts have on purpose
concepts:
  - id: hotel
    theme: [ECON]                 # codes of the EU's data themes
    broader: [tourism]            # may be left out
    en: [hotel, inn]              # and so on, in all eleven languages
"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from schemas.themes import themes
from schemas.vocab import parse

from .concept import Concept, ConceptInvalid, checked

_NO_LABEL = frozenset({"id", "theme", "broader"})


def written() -> Iterator[Concept]:
    """All concepts of the files in `data/`."""
    for file in data_files():
        yield from read(file.name, file.read_text("utf-8"))


def data_files() -> list[Traversable]:
    """The files in `data/`, by name."""
    folder = files(__package__).joinpath("data")
    return sorted((file for file in folder.iterdir() if file.name.endswith(".yml")), key=lambda file: file.name)


def read(name: str, content: str) -> Iterator[Concept]:
    """The concepts of one file. Raises `ConceptInvalid`, or `yaml.YAMLError` if it is not YAML."""
    loaded = parse(content)
    if not isinstance(loaded, dict) or not isinstance(loaded.get("concepts"), list):
        raise ConceptInvalid(f"{name}: a list `concepts` is expected")
    origin = loaded.get("origin")
    if not isinstance(origin, str) or not loaded.get("version"):
        raise ConceptInvalid(f"{name}: `version` and `origin` are expected")
    for row in loaded["concepts"]:
        yield checked(_concept(name, row, origin), source=name)


def _concept(name: str, row: Any, origin: str) -> Concept:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise ConceptInvalid(f"{name}: a concept has no `id` that is text: {str(row)[:80]}")
    lists = {field: _list(name, row, field) for field in row if field != "id"}
    for theme in lists.get("theme", ()):
        if theme not in themes():
            raise ConceptInvalid(f"{name}, {row['id']}, theme: {theme!r} is not a theme")
    label = {field: values for field, values in lists.items() if field not in _NO_LABEL}
    return Concept(row["id"], lists.get("theme", ()), lists.get("broader", ()), label, origin)


def _list(name: str, row: dict[str, Any], field: str) -> tuple[Any, ...]:
    values = row[field]
    if not isinstance(values, list):
        raise ConceptInvalid(f"{name}, {row['id']}, {field}: a list is expected")
    return tuple(values)
