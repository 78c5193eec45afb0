"""The values of a record by the expressions of its declaration, under the names of a dataset's fields."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from ...reading.fields import Fields
from ...reading.pointers import escaped
from ...reading.remarks import Remarks
from .expressions import Expression, NoValue, Path, says_nothing
from .plan import Getter, Plan, Used, leftovers, use

ZONE = re.compile(r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
"""A time zone at the end of a date."""

SEVERAL = frozenset(
    {
        "keyword",
        "theme",
        "format",
        "language",
        "access_rights",
        "license",
        "spatial",
        "was_derived_from",
        "source",
        "landing_page",
    }
)
"""Fields that may be a list. Of others a list of one text is that text."""

CONTACT = frozenset({"contact_name", "contact_email", "contact_telephone"})
"""Fields about persons: no issue quotes them."""


class Found(NamedTuple):
    """A value, and where it is (JSON pointer)."""

    value: Any
    pointer: str


@dataclass(frozen=True)
class Place:
    """Where the values of the root are in the raw record: `/detail/…` or `/item/…`."""

    root: str

    def __call__(self, path: Path) -> str:
        return pointer_of(path) if path[:1] == ("item",) else f"/{self.root}{pointer_of(path)}"


@lru_cache(maxsize=4096)
def pointer_of(path: Path) -> str:
    """The JSON pointer (RFC 6901) of a path."""
    return "".join(f"/{escaped(str(step))}" for step in path)


class Values:
    """Values by expressions from an object, as fields under the names of a dataset's. `used` notes what was used of it."""

    def __init__(
        self,
        root: Mapping[str, Any] | str,
        labels: Mapping[str, Any],
        remarks: Remarks,
        plan: Plan,
        *,
        pointer: Callable[[Path], str],
    ) -> None:
        self.root, self.labels, self.remarks, self.pointer = root, labels, remarks, pointer
        self.used: Used = {}
        self.fields = Fields({}, remarks, plan.source)

    def take_all(self, getters: Mapping[str, Getter]) -> None:
        """Put the values of all fields in their places."""
        for name, getter in getters.items():
            self._take(name, getter)

    def _take(self, name: str, getter: Getter) -> None:
        """Put the value of a field in its place."""
        for tag, expression in getter.languages.items():
            self._adopt(f"{name}_{tag.replace('-', '_')}", self._found(expression), getter)
        if getter.languages:
            return
        if getter.value.value is not None:
            self._adopt(name, Found(getter.value.value, ""), getter)
            return
        found = next((each for each in map(self._found, getter.expressions) if not says_nothing(each.value)), None)
        if found is None:
            found = next((each for each in map(self._labelled, getter.labels) if each.value), None)
        if found is not None:
            self._adopt(name, found, getter)

    def _found(self, expression: Expression) -> Found:
        try:
            value, paths = expression.find(self.root)
        except NoValue as error:
            value, paths = None, expression.paths
            self.remarks.note("value-not-made", self._pointer(paths), f"{expression.text}: {error}")
        use(self.used, paths)
        return Found(value, self._pointer(paths))

    def _pointer(self, paths: tuple[Path, ...]) -> str:
        """Where the first of the values is that an expression uses."""
        return self.pointer(paths[0]) if paths else ""

    def _labelled(self, label: str) -> Found:
        value = self.labels.get(label)
        if value:
            use(self.used, [("labels", label)])
        return Found(value, self.pointer(("labels", label)))

    def _adopt(self, name: str, found: Found, getter: Getter) -> None:
        value = found.value
        if getter.value.divider and isinstance(value, str):
            value = [part.strip() for part in value.split(getter.value.divider) if part.strip()]
        if isinstance(value, list):
            value = list(_flat(value))
            if len(value) == 1 and name not in SEVERAL and not isinstance(value[0], dict):
                value = value[0]
        if getter.codes is not None:
            value = self._words(value, getter.codes, found.pointer)
        if getter.value.zone and isinstance(value, str):
            value = ZONE.sub("", value)
        if name in CONTACT and not isinstance(value, str):
            value = "; ".join(_leaves(value))
        if not says_nothing(value):
            self.fields.adopt(name, value, pointer=found.pointer)

    def _words(self, value: Any, codes: Mapping[str, str], pointer: str) -> Any:
        """The portal's words for its codes. A code without words stays as it is."""
        if isinstance(value, list):
            return [self._words(each, codes, pointer) for each in value]
        if says_nothing(value) or isinstance(value, dict):
            return value
        code = json.dumps(value) if isinstance(value, bool) else str(value).strip()
        if code in codes:
            return codes[code]
        if code not in codes.values():
            self.remarks.note("code-not-understood", pointer, code)
        return code

    def listed(self, expression: Expression) -> tuple[list[Any], str]:
        """The entries of a list, and where it is. One object counts as a list of it."""
        found = self._found(expression)
        if says_nothing(found.value):
            return [], found.pointer
        if not isinstance(found.value, list | dict):
            self.remarks.note("list-expected", found.pointer, found.value)
            return [], found.pointer
        return found.value if isinstance(found.value, list) else [found.value], found.pointer

    def close(self, values: Any, used: Used | None, *, at: str) -> None:
        """List what no expression uses, of values at a pointer, as ignored."""
        for path, value in leftovers(values, used):
            if path and not says_nothing(value) and str(value) != self.remarks.identifier:
                self.remarks.ignore(str(path[-1]), at + pointer_of(path), value)


def _flat(values: list[Any]) -> Iterator[Any]:
    """The entries of a list and of the lists in it."""
    for each in values:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def _leaves(value: Any) -> Iterator[str]:
    """The texts and numbers within a value."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)
