"""The names of the properties of a list and of a passport: `properties.yml`."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from schemas.vocab import parse

from ...limits import MAX_NAME

_SIGNS = re.compile(r"[\W_]+")

PEOPLE = frozenset({"publishername", "publisherphone", "publishermbox"})
"""The properties of the responsible person."""


@lru_cache(maxsize=4096)
def property_of(name: str) -> str | None:
    """The standard's name of a property, as it is in `properties.yml`; None if it is unknown."""
    return _names().get(_plain(name)) if len(name) <= MAX_NAME else None


@lru_cache(maxsize=256)
def column_of(head: str) -> str | None:
    """What a column of a passport that is a table holds, by its head: `name` or `value`; None if it is unknown."""
    return _heads().get(_plain(head)) if len(head) <= MAX_NAME else None


def _plain(name: str) -> str:
    """A name as it is compared."""
    return _SIGNS.sub("", name.rpartition(":")[2].casefold())


@cache
def _names() -> Mapping[str, str]:
    return _table("names")


@cache
def _heads() -> Mapping[str, str]:
    return _table("columns")


def _table(part: str) -> Mapping[str, str]:
    table = parse(files(__package__).joinpath("properties.yml").read_text("utf-8"))[part]
    return {_plain(name): known for known, names in table.items() for name in names}
