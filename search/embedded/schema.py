"""The layout of the Tantivy index, generated from `FIELDS`, and a document in it.

For each stream of a searched field `<stream>_<name>` (`search.streams`; words have positions for phrases); for each filter
`value_<name>`, as it is compared, also as a column for counting; for each facet of free text `name_<name>`, the spelling that is
shown; for each date `day_<name>`, a day number (`date.toordinal`); for each moment `moment_<name>`, a second (`search.moments`);
the columns of `search.extent` for boxes and periods; `language` and `completeness` for ranking. A document that was deleted
stays as a tombstone: id and version without a status. So nothing finds it, and an older write cannot bring it back.
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
from ..fields import COLUMNS, DAYS, FILTERS, MOMENTS, NAMED, SORT_DAY, SORT_MOMENT, SPANS, compared
from ..moments import EARLIEST, column
from ..streams import Stream

MAX_VALUE_BYTES = 32_766
"""The longest value of a filter in UTF-8 bytes; the limit of Lucene, so that all engines refuse the same."""

NUMBER_BITS = 64
_DAY_BITS = 22
"""Enough for the days of the years 1 to 9999."""
_SECOND_BITS = 39
"""Enough for the seconds of the years 1 to 9999."""
_SPELLED: dict[str, bool | str] = {"tokenizer_name": "whitespace", "index_option": "position"}
_UNPLACED: dict[str, bool | str] = {"tokenizer_name": "whitespace", "index_option": "freq"}
_EXACT: dict[str, bool | str] = {"tokenizer_name": "raw", "index_option": "basic"}


def _columns() -> Iterator[tuple[str, str, dict[str, bool | str]]]:
    """Name, kind and options of every field of the index."""
    yield "id", "text", _EXACT | {"stored": True}
    yield "summary", "bytes", {"stored": True}
    for name in ("id_high", "id_low", "version", *NUMBERS, "language", "completeness"):
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
    for name in MOMENTS:
        yield column(name), "integer", {"indexed": True, "fast": True}
    for name in SPANS:
        for end in span_columns(name):
            yield end, "integer", {"indexed": True, "fast": True}
    for edge in BOX_COLUMNS:
        yield edge, "float", {"indexed": True, "fast": True}


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
    high, low = halves(change.id)
    row.add_unsigned("id_high", high)
    row.add_unsigned("id_low", low)
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
    for name, second in document.moments.items():
        row.add_integer(column(name), second)
    for part, number in document.extent.items():
        if isinstance(number, int):
            row.add_integer(part, number)
        else:
            row.add_float(part, number)
    for name, key in sort_keys(document.id, days.get(SORT_DAY), document.moments.get(SORT_MOMENT)).items():
        row.add_unsigned(name, key)
    row.add_unsigned("language", _number(document.language))
    row.add_unsigned("completeness", document.completeness)
    row.add_bytes("summary", document.summary.model_dump_json().encode())


def sort_keys(identifier: UUID, day: int | None, second: int | None) -> dict[str, int]:
    """The numbers of `NUMBERS`, whose descending order is newest first or oldest first: the day or the second, then the id
    ascending; what has no day or no second comes last.

    The lower bits are the first ones of the id. Documents with the same day or second may have these bits in common, and then
    the same number; an answer has them in the order of their whole ids.
    """
    newest, oldest = _numbers(identifier, day or 0, _DAY_BITS)
    changed, unchanged = _numbers(identifier, 0 if second is None else second - EARLIEST + 1, _SECOND_BITS)
    return dict(zip(NUMBERS, (newest, oldest, changed, unchanged), strict=True))


NUMBERS = ("newest", "oldest", "changed", "changed_oldest")
"""The columns of the numbers by which documents are sorted."""


def _numbers(identifier: UUID, at: int, bits: int) -> tuple[int, int]:
    """The number for the newest and that for the oldest first; 0 stands for no date."""
    rest = NUMBER_BITS - bits
    first = (1 << rest) - 1 - (identifier.int >> 128 - rest)
    return at << rest | first, ((1 << bits) - 1 - at if at else 0) << rest | first


def day_of(number: int, order: str) -> int:
    """The day in a number of `newest` or `oldest`, 0 if it has none."""
    day = number >> NUMBER_BITS - _DAY_BITS
    return (1 << _DAY_BITS) - 1 - day if day and order == "oldest" else day


def halves(identifier: UUID) -> tuple[int, int]:
    """An id as the two numbers of its columns."""
    return identifier.int >> NUMBER_BITS, identifier.int & (1 << NUMBER_BITS) - 1


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
