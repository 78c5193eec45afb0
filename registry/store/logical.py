"""Rows as JSON in which no database has a part: what SQLite kept can be loaded into PostgreSQL, and back.

A row is a list, in the order of the table's columns. A moment is text in ISO 8601 in UTC, a UUID is text with hyphens, and JSON
is text in one form: keys sorted, no white space. So equal rows are equal bytes, whichever database they come from.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Integer, Text, Uuid, types
from sqlalchemy import Column as AnyColumn
from sqlalchemy import Table as AnyTable

from schemas.model import Model

from .columns import JSON_TEXT, ActorText, UtcDateTime
from .errors import Corrupt


class Kind(StrEnum):
    """What a column has, on every database."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    TEXT = "text"
    UUID = "uuid"
    MOMENT = "moment"
    DAY = "day"
    JSON = "json"


TYPES: Mapping[Kind, types.TypeEngine[Any]] = {
    Kind.BOOLEAN: Boolean(),
    Kind.INTEGER: BigInteger(),
    Kind.TEXT: Text(),
    Kind.UUID: Uuid(),
    Kind.MOMENT: UtcDateTime(),
    Kind.DAY: Date(),
    Kind.JSON: JSON_TEXT,
}
"""The type by which a column of each kind is read and written. An actor is its text, so that an invalid one stops nothing."""

KINDS: tuple[tuple[type[types.TypeEngine[Any]], Kind], ...] = (
    (UtcDateTime, Kind.MOMENT),
    (ActorText, Kind.TEXT),
    (Boolean, Kind.BOOLEAN),
    (Integer, Kind.INTEGER),
    (Uuid, Kind.UUID),
    (DateTime, Kind.MOMENT),
    (Date, Kind.DAY),
    (JSON, Kind.JSON),
    (Text, Kind.TEXT),
)
"""The kind of each type that our tables use. The first match counts."""


class Column(Model):
    """A column: its name, and what it has."""

    name: str
    kind: Kind


class Table(Model):
    """A table: its name, its columns, and the highest number that its rows ever had, if the database counts them."""

    name: str
    column: tuple[Column, ...]
    last: int | None = None


def described(table: AnyTable, *, last: int | None = None) -> Table:
    """The description of a table of our models."""
    return Table(name=table.name, column=tuple(map(_column, table.columns)), last=last)


def encoded(table: Table, values: tuple[Any, ...]) -> bytes:
    """A row as one line of JSON, without the end of line."""
    pairs = zip(table.column, values, strict=True)
    return orjson.dumps([None if value is None else _WRITTEN[column.kind](value) for column, value in pairs])


def decoded(table: Table, line: bytes) -> dict[str, Any]:
    """The row in a line, by the names of the columns. Raises `Corrupt`."""
    try:
        values = orjson.loads(line)
        pairs = zip(table.column, values, strict=True)
        return {column.name: None if value is None else _READ[column.kind](value) for column, value in pairs}
    except (TypeError, ValueError) as error:
        raise Corrupt(f"a row of table {table.name} cannot be read") from error


def _column(column: AnyColumn[Any]) -> Column:
    kind = next(kind for type_, kind in KINDS if isinstance(column.type, type_))
    return Column(name=column.name, kind=kind)


def _same(value: Any) -> Any:
    return value


def _json_text(text: str) -> str:
    """JSON in one form: PostgreSQL keeps neither the order of keys nor white space. Numbers stay as long as they are."""
    return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_WRITTEN: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.BOOLEAN: _same,
    Kind.INTEGER: _same,
    Kind.TEXT: _same,
    Kind.UUID: str,
    Kind.MOMENT: datetime.isoformat,
    Kind.DAY: date.isoformat,
    Kind.JSON: _json_text,
}
_READ: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.BOOLEAN: _same,
    Kind.INTEGER: _same,
    Kind.TEXT: _same,
    Kind.UUID: UUID,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.DAY: date.fromisoformat,
    Kind.JSON: _same,
}
