"""The layout of the Tantivy index, generated from `FIELDS`, and a document in it.

For each stream of a searched field `<stream>_<name>` (`search.streams`; words have positions for phrases); for each filter
`value_<name>`, as it is compared, also as a column for counting; for each facet of free text `name_<name>`, the spelling that is
shown; for each date `day_<name>`, a day number (`date.toordinal`); the columns of `search.extent` for boxes and periods;
`language` and `completeness` for ranking. A document that was deleted stays as a tombstone: id and version without a status. So
nothing finds it, and an older write cannot bring it back.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from uuid import UUID

import tantivy

from ..document import Document, recipe
from ..engine import Delete
from ..extent import BOX_COLUMNS, span_columns
from ..fields import COLUMNS, DAYS, FILTERS, NAMED, SORT_DAY, SPANS, compared
from ..streams import Stream

MAX_VALUE_BYTES = 32_766
"""The longest value of a filter in UTF-8 bytes; the limit of Lucene, so that all engines refuse the same."""

_ID_BITS = 42
_DAY_BITS = 22
_SPELLED: dict[str, bool | str] = {"tokenizer_name": "whitespace", "index_option": "position"}
_UNPLACED: dict[str, bool | str] = {"tokenizer_name": "whitespace", "index_option": "freq"}
_EXACT: dict[str, bool | str] = {"tokenizer_name": "raw", "index_option": "basic"}


def _columns() -> Iterator[tuple[str, str, dict[str, bool | str]]]:
    """Name, kind and options of every field of the index."""
    yield "id", "text", _EXACT | {"stored": True}
    yield "summary", "bytes", {"stored": True}
    for name in ("id_high", "id_low", "version", "newest", "oldest", "language", "completeness"):
        yield name, "unsigned", {"fast": True}
    for stream, names in COLUMNS.items():
        for name in names:
            yield f"{stream.value}_{name}", "text", _SPELLED if stream is Stream.TERM else _UNPLACED
    for name in FILTERS:
        yield f"value_{name}", "text", _EXACT | {"fast": True}
    for name in NAMED:
        yield f"name_{name}", "text", _EXACT | {"fast": True}
    for name in DAYS:
        yield f"day_{name}", "integer", {"indexed": True, "fast": True}
    for name in SPANS:
        for column in span_columns(name):
            yield column, "integer", {"indexed": True, "fast": True}
    for column in BOX_COLUMNS:
        yield column, "float", {"indexed": True, "fast": True}


@cache
def schema() -> tantivy.Schema:
    """The schema of every index."""
    builder = tantivy.SchemaBuilder()
    for name, kind, options in _columns():
        getattr(builder, f"add_{kind}_field")(name, **options)
    return builder.build()


@cache
def generation() -> str:
    """A name for the layout, the summaries and the analysis: an index with another name must be built again."""
    return hashlib.sha256(repr((*_columns(), recipe())).encode()).hexdigest()[:12]


def indexed(change: Document | Delete) -> tantivy.Document:
    """A change as Tantivy keeps it. Raises `ValueError` for text that is not Unicode and for a value that is too long."""
    row = tantivy.Document()
    row.add_text("id", str(change.id))
    row.add_unsigned("id_high", change.id.int >> 64)
    row.add_unsigned("id_low", change.id.int & (1 << 64) - 1)
    row.add_unsigned("version", change.version)
    if isinstance(change, Document):
        _add(row, change)
    return row


def _add(row: tantivy.Document, document: Document) -> None:
    for name, text in document.columns():
        row.add_text(name, text)
    for name, values in document.values.items():
        for value in values:
            row.add_text(f"value_{name}", _bounded(name, compared(name, value)))
            if name in NAMED:
                row.add_text(f"name_{name}", _bounded(name, value))
    days = {name: date.fromisoformat(day).toordinal() for name, day in document.days.items()}
    for name, day in days.items():
        row.add_integer(f"day_{name}", day)
    for column, number in document.extent.items():
        if isinstance(number, int):
            row.add_integer(column, number)
        else:
            row.add_float(column, number)
    newest, oldest = sort_keys(document.id, days.get(SORT_DAY))
    row.add_unsigned("newest", newest)
    row.add_unsigned("oldest", oldest)
    row.add_unsigned("language", _number(document.language))
    row.add_unsigned("completeness", document.completeness)
    row.add_bytes("summary", document.summary.model_dump_json().encode())


def sort_keys(identifier: UUID, day: int | None) -> tuple[int, int]:
    """The numbers whose descending order is newest first and oldest first: the day, then the id ascending, no day last.

    The 64 bits are 22 of the day and the first 42 of the id. So documents with the same day and 42 equal bits of their (random)
    ids have the same number.
    """
    first = (1 << _ID_BITS) - 1 - (identifier.int >> 128 - _ID_BITS)
    newest = 0 if day is None else day
    oldest = 0 if day is None else (1 << _DAY_BITS) - 1 - day
    return newest << _ID_BITS | first, oldest << _ID_BITS | first


def day_of(number: int, order: str) -> int:
    """The day in a number of `sort_keys`, 0 if it has none."""
    day = number >> _ID_BITS
    return (1 << _DAY_BITS) - 1 - day if day and order == "oldest" else day


def _number(language: str) -> int:
    """A language as a number, because only columns of numbers can be read for many documents at once: its first eight bytes."""
    return int.from_bytes(language.encode()[:8])


def language_of(number: int) -> str:
    """The language in a number of `_number`."""
    return number.to_bytes(8).lstrip(b"\0").decode()


def _bounded(name: str, value: str) -> str:
    size = len(value.encode())
    if size > MAX_VALUE_BYTES:
        raise ValueError(f"a value of {name} has {size} bytes, more than {MAX_VALUE_BYTES}")
    return value
