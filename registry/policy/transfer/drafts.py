"""An operator's files while rows are put into them, and the text that is written at the end."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.lined_yaml import read_lined
from schemas.written_yaml import write_yaml

from .files import COMMON, CONFIRMATIONS, FIELDS

HEAD = """The rules of this installation. Serai lays them over those that are shipped."""

Row = Mapping[str, Any]


@dataclass
class Draft:
    """One file: its head, its lists of rows, and for each row that was put what it came from (`origin`: a row of a sheet)."""

    name: str
    text: str
    content: dict[str, Any]
    origins: dict[tuple[str, int], Any] = field(default_factory=dict)
    put: dict[tuple[str, int], list[tuple[Row, Any]]] = field(default_factory=dict)
    added: dict[str, list[tuple[Row, Any]]] = field(default_factory=dict)

    def replace(self, part: str, number: int, rows: Iterable[tuple[Row, Any]]) -> None:
        """Put rows in the place of one."""
        self.put[part, number] = list(rows)

    def add(self, part: str, row: Row, origin: Any) -> None:
        self.added.setdefault(part, []).append((row, origin))

    @property
    def changed(self) -> bool:
        return bool(self.put or self.added)

    def written(self, as_of: str) -> str:
        """The text of the file. Comments stay where the file begins. One that is changed has a higher version."""
        if not self.changed:
            return self.text
        for part in dict.fromkeys([*(part for part, _ in self.put), *self.added]):
            before = list(enumerate(self.content.get(part, ())))
            pairs = [pair for number, row in before for pair in self.put.get((part, number), [(row, None)])]
            pairs += self.added.get(part, [])
            self.content[part] = [_ordered(row) for row, _ in pairs]
            self.origins |= {(part, number): origin for number, (_, origin) in enumerate(pairs) if origin is not None}
        self.content["version"] = _raised(str(self.content["version"])) if self.text else "1"
        self.content["as_of"] = max(str(self.content["as_of"]), as_of)
        return write_yaml(self.content, head=_comments(self.text) or HEAD)


def draft(name: str, text: str, as_of: str) -> Draft:
    """The file as it is, or a new one if the text is empty."""
    if text:
        return Draft(name, text, dict(read_lined(text).value))
    state = {} if name in {COMMON, CONFIRMATIONS} else {"state": name.upper()}
    return Draft(name, "", {"version": "1", "as_of": as_of, **state})


def _ordered(row: Row) -> dict[str, Any]:
    return dict(sorted(row.items(), key=lambda item: FIELDS.index(item[0]) if item[0] in FIELDS else len(FIELDS)))


def _raised(version: str) -> str:
    """The version with its last number one higher."""
    head, number = re.fullmatch(r"(.*?)(\d*)", version, re.DOTALL).groups()  # type: ignore[union-attr]  # it always matches
    return f"{head}{int(number) + 1}" if number else f"{head}.1"


def _comments(text: str) -> str:
    """The comments with which a file begins."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    return "\n".join(lines)
