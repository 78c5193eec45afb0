"""Tables as text: CSV and JSON Lines; and a collection of GeoJSON. Rows come in batches, and each batch goes out as one piece.

In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe (`schemas.csv_table`), values of a list have
`|` between them, and what is not known is an empty cell. JSON Lines has the same columns, with real lists, numbers and null.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..csv_table import Cell, lines
from .as_json import iso, written
from .table import Heading, Row, Value
from .table_values import in_unicode

Batches = Iterable[Sequence[Row]]

BETWEEN = "|"
"""What stands between the values of a list in a cell. Within a value it is written with a backslash before it."""

_APART = re.compile(r"\\(.)|\|", re.DOTALL)

_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What some programs take for the end of a line, as JSON writes it otherwise."""


def csv_table(headings: Sequence[Heading], batches: Batches, *, separator: str = ",", mark: bool = False) -> Iterator[bytes]:
    """A table by RFC 4180 in UTF-8. With `mark` it begins with a byte order mark, by which Excel knows UTF-8."""
    names = [each.name for each in headings]
    yield (codecs.BOM_UTF8 if mark else b"") + lines([names], separator).encode()
    for rows in batches:
        yield lines(([_cell(row[name]) for name in names] for row in rows), separator).encode()


def json_lines(batches: Batches) -> Iterator[bytes]:
    """An object for each row, one a line."""
    for rows in batches:
        yield "".join(f"{json_text(row)}\n" for row in rows).encode()


def feature_collection(batches: Iterable[Sequence[dict[str, Any]]]) -> Iterator[bytes]:
    """A `FeatureCollection` of GeoJSON, with a feature a line."""
    yield b'{"type":"FeatureCollection","features":['
    between = ""
    for features in batches:
        yield in_utf8("".join(f"{between if at == 0 else ','}\n{json_text(each)}" for at, each in enumerate(features)))
        between = "," if features else between
    yield b"\n]}\n"


def json_text(value: object) -> str:
    """JSON without a character that ends a line."""
    return written(value).decode().translate(_ENDS)


def _cell(value: Value) -> Cell:
    """A cell of CSV. It has no NUL, at which many programs stop to read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = list_cell(value) if isinstance(value, list) else value if isinstance(value, str) else iso(value)
    return text.replace("\0", "\ufffd")


def in_utf8(text: str) -> bytes:
    """The text in UTF-8, with U+FFFD for what has none."""
    return in_unicode(text).encode()


def list_cell(values: Iterable[str]) -> str:
    """The values of a list as a cell has them."""
    return BETWEEN.join(each.replace("\\", "\\\\").replace(BETWEEN, f"\\{BETWEEN}") for each in values)


def read_list(cell: str) -> list[str]:
    """The values of which `list_cell` made a cell."""
    values, begin, text = [""], 0, cell
    for found in _APART.finditer(text):
        values[-1] += text[begin : found.start()] + (found[1] or "")
        values += [] if found[1] else [""]
        begin = found.end()
    values[-1] += text[begin:]
    return values if cell else []
