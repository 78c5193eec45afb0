"""A CatalogRecord and its two rows: `record` has what is compared, `record_layers` has the layers."""

import re
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import bindparam, select

from schemas.assessment import Assessment
from schemas.dataset import Dataset
from schemas.record import CatalogRecord, Curation, Provenance, Status

from .database import AnyRow, AnySelect, storable
from .errors import Corrupt, NotStorable
from .models import LayersRow, RecordRow

ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL character as JSON writes it, but not an escaped backslash before `u0000`."""


def layers_row(record: CatalogRecord) -> dict[str, Any]:
    """The row of `record_layers`. Raises `NotStorable`."""
    try:
        return {
            "record_id": record.id,
            "dataset": _dump(record.dataset),
            "curation": _dump(record.curation),
            "assessment": _dump(record.assessment),
            "provenance": _dump(record.provenance),
        }
    except PydanticSerializationError as error:
        raise NotStorable(f"record {record.id}: {error}") from error
    except _HasNul:
        raise NotStorable(f"record {record.id}: a text has a NUL character") from None


def record_row(record: CatalogRecord, *, identifier: str, dataset_hash: str, seen_run: int) -> dict[str, Any]:
    """The row of `record`. Raises `NotStorable`."""
    if not storable(record.source):
        raise NotStorable(f"record {record.id}: the source's id")
    return {
        "id": record.id,
        "source": record.source,
        "identifier": identifier,
        "version": record.version,
        "status": record.status.value,
        "raw_hash": record.provenance.raw_hash,
        "dataset_hash": dataset_hash,
        "seen_run": seen_run,
        "rules": rules_key(record.assessment.rules),
    }


def rules_key(version: str) -> str:
    """What `record.rules` has for rules of a version: short, because there is one for each record."""
    return sha256(version.encode()).hexdigest()[:16]


@cache
def whole_records() -> AnySelect:
    """The statement whose rows `to_record` reads."""
    columns = (RecordRow.id, RecordRow.source, RecordRow.version, RecordRow.status, RecordRow.raw_hash)
    layers = (LayersRow.dataset, LayersRow.curation, LayersRow.assessment, LayersRow.provenance)
    return select(*columns, *layers).join(LayersRow, LayersRow.record_id == RecordRow.id)


@cache
def whole_records_of() -> AnySelect:
    """The same for the ids that are bound to `records`. It is one object, so SQLAlchemy prepares it only once."""
    return whole_records().where(RecordRow.id.in_(bindparam("records", expanding=True)))


def to_record(row: AnyRow) -> CatalogRecord:
    """The record of a row. Raises `Corrupt` if a layer is not valid."""
    try:
        provenance = Provenance.model_validate_json(row.provenance)
        if provenance.raw_hash != row.raw_hash:
            provenance = provenance.model_copy(update={"raw_hash": row.raw_hash})
        return CatalogRecord(
            id=row.id,
            source=row.source,
            status=Status(row.status),
            version=row.version,
            dataset=Dataset.model_validate_json(row.dataset),
            curation=Curation.model_validate_json(row.curation),
            assessment=Assessment.model_validate_json(row.assessment),
            provenance=provenance,
        )
    except ValueError as error:
        raise Corrupt(f"record {row.id} cannot be read: {_summary(error)}") from error


def to_dataset(row: AnyRow) -> Dataset:
    """The harvested layer of a row of `record_layers`. Raises `Corrupt` if it is not valid."""
    try:
        return Dataset.model_validate_json(row.dataset)
    except ValueError as error:
        raise Corrupt(f"record {row.record_id} cannot be read: {_summary(error)}") from error


class _HasNul(Exception):
    pass


def _dump(layer: BaseModel) -> str:
    text = layer.model_dump_json(exclude_none=True)
    if "\\u0000" in text and ESCAPED_NUL.search(text):
        raise _HasNul
    return text


def _summary(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'/'.join(map(str, first['loc']))}: {first['msg']}"
