"""The fields of forms in which a person decides, and what was sent in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.reason import REMARK

QUOTED = "quoted"
"""Where a form has the portal's words that a row is about. They fill no row."""

ROW = re.compile(rf"(value|{QUOTED})\.(\d{{1,3}})\.(\w+)", re.ASCII)
"""The name of a field in a row of a list: where it is, the number of the row, and what the row has there."""

Sent = Mapping[str, tuple[str, ...]]
"""What was sent: the values of each field, none of them empty."""


@dataclass(frozen=True)
class Option:
    """A choice of a field.

    `language` is that of the label if it differs from the page's, `group` a heading above it. `hints` are sentences below it.
    """

    value: str
    label: str
    language: str = ""
    group: str = ""
    icon: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field of a form.

    `kind`: `select`, `radio` (one choice, all of them shown), `boxes` (several choices), `suggest` (a text with suggestions),
    `text`, `long` (several lines), `day`, `dataset` (an id, or the address of a page), `quote` (words that are shown and sent).
    `group` is a heading above the fields that belong together; `none` the label of the empty choice of a `select`.
    """

    name: str
    label: str
    kind: str
    options: tuple[Option, ...] = ()
    group: str = ""
    language: str = ""
    none: str = ""
    longest: int = REMARK
    values: tuple[str, ...] = ()
    problem: str = ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """The options under their headings."""
        names = dict.fromkeys(option.group for option in self.options)
        return tuple((name, tuple(option for option in self.options if option.group == name)) for name in names)
