"""The layout of the Tantivy index, generated from `FIELDS`, and a document in it.

For each searched field `text_<name>` (words, with positions for phrases) and `stem_<name>`; for each filter `value_<name>`,
as it is compared, also as a column for counting; for each facet of free text `name_<name>`, the spelling that is shown; for
each date `day_<name>`, a day number (`date.toordinal`). A document that was deleted stays as a tombstone: id and version
without a status. So nothing finds it, and an older write cannot bring it back.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from uuid import UUID

import tantivy

from ..document import Document, recipe
from ..engine import Delete
from ..fields import FILTERS, NAMED, RANGES, SEARCHED, SORT_DAY, compared

MAX_VALUE_BYTES = 32_766
"""The longest value of a filter in UTF-8 bytes; the limit of Lucene, so that all engines refuse the same."""

_ID_BITS = 42
_DAY_BITS = 22
_SPELLED: dict[str, bool | str] = {"tokenizer_name": "whitespace", "index_option": "position"}
_STEMMED: dict[str, bool | str] = {"tokenizer_name": "whitespace", "index_option": "freq"}
_EXACT: dict[str, bool | str] = {"tokenizer_name": "raw", "index_option": "basic"}


def _columns() -> Iterator[tuple[str, str, dict[str, bool | str]]]:
    """Name, kind and options of every field of the index."""
    yield "id", "text", _EXACT | {"stored": True}
    yield "summary", "bytes", {"stored": True}
    for name in ("id_high", "id_low", "version", "newest", "oldest"):
        yield name, "unsigned", {"fast": True}
    for name in SEARCHED:
        yield f"text_{name}", "text", _SPELLED
        yield f"stem_{name}", "text", _STEMMED
    for name in FILTERS:
        yield f"value_{name}", "text", _EXACT | {"fast": True}
    for name in NAMED:
        yield f"name_{name}", "text", _EXACT | {"fast": True}
    for name in RANGES:
        yield f"day_{name}", "integer", {"indexed": True, "fast": True}


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
    for prefix, texts in (("text", document.tokens), ("stem", document.stems)):
        for name, text in texts.items():
            row.add_text(f"{prefix}_{name}", text)
    for name, values in document.values.items():
        for value in values:
            row.add_text(f"value_{name}", _bounded(name, compared(name, value)))
            if name in NAMED:
                row.add_text(f"name_{name}", _bounded(name, value))
    days = {name: date.fromisoformat(day).toordinal() for name, day in document.days.items()}
    for name, day in days.items():
        row.add_integer(f"day_{name}", day)
    newest, oldest = sort_keys(document.id, days.get(SORT_DAY))
    row.add_unsigned("newest", newest)
    row.add_unsigned("oldest", oldest)
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


def _bounded(name: str, value: str) -> str:
    size = len(value.encode())
    if size > MAX_VALUE_BYTES:
        raise ValueError(f"a value of {name} has {size} bytes, more than {MAX_VALUE_BYTES}")
    return value
