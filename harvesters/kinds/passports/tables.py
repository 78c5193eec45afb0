"""Lists and passports that are tables (CSV): rows of cells, whatever divides them.

Python's `csv` reads the rows. It does not say which sign divides them, how quotes are escaped, and whether a quote that is never
closed has swallowed the rows after it.
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

DIVIDERS = ",;\t|"

HEAD = 4000
"""So many characters at the beginning of a table tell which sign divides its cells."""

SWALLOWED = re.compile(r'\n"?(?:\d{10}(?:\d\d)?-[\w-]|(?:data|structure)-\d|publisher(?:name|phone|mbox)\b)')
"""The beginning of another row inside a cell: an identifier, a version, or a property with a name of its own."""


class NoTable(ValueError):
    """A text that cannot be read as a table."""


class Table(NamedTuple):
    """The rows of a table that have any text, with every cell unchanged, and the sign that divides the cells."""

    rows: list[list[str]]
    divider: str


def table_of(text: str) -> Table:
    """Raises `NoTable`."""
    divider = _divider(text)
    rows = _read(text, divider)
    if any(SWALLOWED.search(cell) for row in rows for cell in row if "\n" in cell):
        rows = [row for line in text.splitlines() for row in _read(line, divider)]
    return Table([row for row in rows if any(cell.strip() for cell in row)], divider)


def _read(text: str, divider: str) -> list[list[str]]:
    """The rows of a text. A quote inside a cell is doubled (RFC 4180), or has a backslash before it."""
    backslashes = '\\"' in text and '""' not in text.replace('\\"', "").replace(f'{divider}""', "")
    escape = "\\" if backslashes else None
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=divider, escapechar=escape, doublequote=not backslashes))
    except csv.Error as error:
        raise NoTable(f"a table that cannot be read: {error}") from None


def _divider(text: str) -> str:
    """The sign that is in the first line, and in most of the lines after it, and there the most often."""
    lines = [line for line in text[:HEAD].splitlines() if line.strip()][:10] or [""]
    return max(DIVIDERS, key=lambda sign: (sign in lines[0], sum(sign in line for line in lines), lines[0].count(sign)))


def named(heads: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a row that are not blank, by the heads of their columns, else by their numbers."""
    found: dict[str, str] = {}
    for number, cell in enumerate(cells):
        head = heads[number].strip() if number < len(heads) else ""
        if cell.strip():
            found[head if head and head not in found else f"column {number + 1}"] = cell
    return found
