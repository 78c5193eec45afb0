"""Read the files of rules as they are written, with the line of everything in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from schemas.lined_yaml import Lined, UnreadableYaml, Where, read_lined

from .errors import RuleFlaw
from .files import Head, Row
from .rules import Part

File = TypeVar("File", bound=Head)


@dataclass(frozen=True)
class Read(Generic[File]):
    """A file that could be read: its content, and the line of each place in it."""

    name: str
    file: File
    lined: Lined

    def flaw(self, where: Where, code: str, value: object, choices: Iterable[str] = ()) -> RuleFlaw:
        return RuleFlaw(file_name(self.name), self.lined.line(where), code, str(value), tuple(choices))


@dataclass(frozen=True)
class Placed:
    """A row, and where it stands."""

    read: Read[Any]
    part: Part
    number: int
    row: Row

    @property
    def where(self) -> Where:
        return (self.part.value, self.number)

    @property
    def list(self) -> tuple[str, Part]:
        """The list in which all versions of the rule stand."""
        return (self.read.name, self.part)

    @property
    def state(self) -> str | None:
        return getattr(self.read.file, "state", None)

    @property
    def from_state(self) -> tuple[str, ...]:
        stated: tuple[str, ...] = getattr(self.row, "from_state", ())
        own = (self.state,) if self.part is Part.EXPORT and self.state else ()
        return stated or own

    def flaw(self, field: str, code: str, value: object, choices: Iterable[str] = ()) -> RuleFlaw:
        return self.read.flaw((*self.where, field), code, value, choices)


def file_name(name: str) -> str:
    return f"{name}.yml"


def read(contents: Mapping[str, str], kinds: Mapping[str, type[Head]], flaws: list[RuleFlaw]) -> dict[str, Read[Any]]:
    """The files that can be read, by name; each is of its kind. What is wrong with the others is added to `flaws`."""
    found = {name: _read(name, content, kinds[name]) for name, content in contents.items()}
    flaws += (flaw for each in found.values() if isinstance(each, tuple) for flaw in each)
    return {name: each for name, each in found.items() if isinstance(each, Read)}


@lru_cache(maxsize=64)
def _read(name: str, content: str, kind: type[Head]) -> Read[Any] | tuple[RuleFlaw, ...]:
    """A file, or what is wrong with it. The shipped files are read again and again, and take most of the time."""
    try:
        lined = read_lined(content)
        return Read(name, kind.model_validate(lined.value), lined)
    except UnreadableYaml as error:
        return (RuleFlaw(file_name(name), error.line, "unreadable", str(error)),)
    except ValidationError as error:
        return tuple(_flaw(name, item, lined) for item in error.errors())


CODES = {"missing": "field-missing", "extra_forbidden": "field-unknown", "value_error": "validity-reversed"}
"""pydantic's kinds of errors that are flaws of their own."""


def _flaw(name: str, item: Any, lined: Lined) -> RuleFlaw:
    """One of pydantic's errors as a flaw."""
    where: Where = tuple(item["loc"])
    field = next((part for part in reversed(where) if isinstance(part, str) and part != "[key]"), "")
    line, kind = lined.line(where), item["type"]
    if kind in CODES:
        return RuleFlaw(file_name(name), line, CODES[kind], field)
    if kind in {"enum", "literal_error"}:
        named = {"permissions": "permission", "effects": "effect"}.get(field, field)
        choices = item["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return RuleFlaw(file_name(name), line, f"{named}-unknown", str(item["input"]), tuple(choices))
    if kind.startswith("date"):
        return RuleFlaw(file_name(name), line, "day-unreadable", str(item["input"]))
    return RuleFlaw(file_name(name), line, "value-unreadable", f"{field}: {item['msg']}")


def placed(each: Read[Any]) -> Iterator[Placed]:
    """The rows of a file."""
    for part in Part:
        for number, row in enumerate(getattr(each.file, part.value, ())):
            yield Placed(each, part, number, row)
