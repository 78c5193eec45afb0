"""What a request asks of an action, and the values in it, read as CKAN's validators read them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.formats.entry import Catalog

from ...services import Services
from .errors import Invalid

MISSING = "Missing value"

_TRUE = frozenset({"true", "yes", "t", "y", "1", "on"})


@dataclass(frozen=True)
class Call:
    """A request to an action: the services, this catalogue by its public address, and the arguments; unknown ones are ignored."""

    services: Services
    catalog: Catalog
    arguments: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A text; several are joined as CKAN's index would read them, an empty one counts as none."""
        value = self.arguments.get(name)
        if isinstance(value, list):
            value = " ".join(str(each) for each in value)
        return default if value is None or value == "" else str(value)

    def needed(self, *names: str) -> str:
        """The first of these texts that is there. Raises `Invalid` with the last name."""
        found = next((value for name in names if (value := self.text(name))), None)
        if found is None:
            raise Invalid(**{names[-1].replace(".", "__"): MISSING})
        return found

    def number(self, name: str, default: int, *, most: int) -> int:
        """A natural number, at most `most`. Raises `Invalid`."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return min(default, most)
        found = _integer(value)
        if found is None:
            raise Invalid(**{name.replace(".", "__"): "Invalid integer"})
        if found < 0:
            raise Invalid(**{name.replace(".", "__"): "Must be a natural number"})
        return min(found, most)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean, in the words that CKAN takes for one."""
        value = self.arguments.get(name)
        return default if value is None or value == "" else str(value).strip().lower() in _TRUE

    def texts(self, name: str) -> list[str]:
        """A list of texts, in an address as JSON. Raises `Invalid`."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise Invalid(**{name.replace(".", "__"): "Could not parse as valid JSON"}) from None
        if not isinstance(value, list):
            raise Invalid(**{name.replace(".", "__"): "Not a list"})
        if wrong := [each for each in value if not isinstance(each, str)]:
            raise Invalid(**{name.replace(".", "__"): f"Not a string: {wrong[0]}"})
        return value

    def listed(self, name: str) -> list[str]:
        """Texts as a list, as JSON, or with commas or blanks between them."""
        value = self.arguments.get(name)
        if isinstance(value, str) and not value.lstrip().startswith("["):
            return value.replace(",", " ").split()
        return self.texts(name)


_LONGEST = 18
"""The most digits of a number; longer ones fit in no engine."""


def _integer(value: Any) -> int | None:
    """A whole number, as a number or in digits."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    digits = text.removeprefix("-").removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    return int(text) if len(digits) <= _LONGEST else int(text[:_LONGEST])
