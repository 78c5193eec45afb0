"""A record as a row: the one table that CSV, JSON Lines, Parquet, the bundle and the client of Python share.

The names are DCAT's terms in snake case, singular even where a column holds many values. A row has what the portal states as it
stands, and a conclusion only if it is clear to people too. Nothing of a contact person is in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ..dataset import Dataset, Distribution
from ..terms import terms
from . import table_values as of
from .entry import Catalog, Entry

Value = str | int | float | bool | date | datetime | list[str] | None
"""What a cell can hold. None: nothing is stated, or it was not understood."""

Row = dict[str, Value]


class Kind(StrEnum):
    """The kinds of cells. A moment is in UTC; a list is of texts, in the order of the record, and never None."""

    TEXT = "text"
    TEXTS = "list of texts"
    WHOLE = "whole number"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Heading:
    """What a column is. `term` is the vocabulary's term for it, None if only Serai has it."""

    name: str
    kind: Kind
    description: str
    term: str | None = None


@dataclass(frozen=True)
class Column(Heading):
    """A column of the table, with what stands in it."""

    value: Callable[[Entry, Catalog], Value] = field(kw_only=True)


_DATASET: Mapping[str, str] = {name: term.curie for name, term in terms(Dataset).items()}
_FILE: Mapping[str, str] = {name: term.curie for name, term in terms(Distribution).items()}
_TEXT, _TEXTS, _WHOLE, _NUMBER, _BOOLEAN, _DAY, _MOMENT = Kind


def _column(name: str, kind: Kind, description: str, value: Callable[[Entry], Value], term: str | None = None) -> Column:
    return Column(name, kind, description, term, value=lambda entry, _: value(entry))


_NAMED = (
    _column("id", _TEXT, "The id of the record, the same at every harvest (UUID).", of.id),
    Column("address", _TEXT, "What names the dataset for good, and leads to its page.", value=of.address),
    _column("identifier", _TEXT, "The portal's own identifier of the dataset.", of.identifier, _DATASET["identifier"]),
    _column("source", _TEXT, "The id of the portal.", of.source),
    _column("portal", _TEXT, "The name of the portal, in English if it has one.", of.portal),
    _column("landing_page", _TEXT, "The page of the dataset at the portal.", of.landing_page, _DATASET["landing_page"]),
    _column("status", _TEXT, "Whether the portal still lists it: active or withdrawn.", of.status),
)

_DESCRIBED = (
    _column("title", _TEXT, "The portal's first title.", of.title, _DATASET["title"]),
    _column("title_language", _TEXT, "Its language (BCP 47), und if nobody states it.", of.title_language),
    _column("alternative", _TEXTS, "The titles in other languages.", of.alternative, "dct:alternative"),
    _column("alternative_language", _TEXTS, "Their languages, in the same order.", of.alternative_language),
    _column(
        "description",
        _TEXT,
        "The description, in the language of the title if there is one.",
        of.description,
        _DATASET["description"],
    ),
    _column("description_language", _TEXT, "Its language.", of.description_language),
    _column("keyword", _TEXTS, "Keywords, in all languages.", of.keyword, _DATASET["keyword"]),
    _column("theme", _TEXTS, "Codes of the EU's data themes.", of.theme, _DATASET["theme"]),
    _column("publisher", _TEXT, "The name of the publisher, as the portal writes it first.", of.publisher, _DATASET["publisher"]),
    _column(
        "language",
        _TEXTS,
        "Languages of the data (BCP 47), of the files if the dataset states none.",
        of.language,
        "dct:language",
    ),
    _column("version", _TEXT, "The version of the data.", of.version, _DATASET["version"]),
)

_WHEN_AND_WHERE = (
    _column("issued", _DAY, "The day of publication; of a year or a month, its first day.", of.issued, _DATASET["issued"]),
    _column("issued_precision", _TEXT, "How much the portal states: year, month, day or time.", of.issued_precision),
    _column("issued_of_record", _BOOLEAN, "Whether it is the day of the portal's record, not of the data.", of.issued_of_record),
    _column(
        "modified", _DAY, "The day of the last change; of a year or a month, its first day.", of.modified, _DATASET["modified"]
    ),
    _column("modified_precision", _TEXT, "How much the portal states: year, month, day or time.", of.modified_precision),
    _column(
        "modified_of_record", _BOOLEAN, "Whether it is the day of the portal's record, not of the data.", of.modified_of_record
    ),
    _column(
        "accrual_periodicity",
        _TEXT,
        "How often the data change, in the portal's words.",
        of.periodicity,
        _DATASET["accrual_periodicity"],
    ),
    _column("frequency", _TEXT, "The same as a code of the EU's frequency table.", of.frequency_code),
    _column("temporal_start", _DAY, "The first day of the periods that the data describe.", of.temporal_start, "dcat:startDate"),
    _column("temporal_end", _DAY, "Their last day; None if one of them is open.", of.temporal_end, "dcat:endDate"),
    _column("spatial", _TEXTS, "The places that the data describe, in the portal's words.", of.spatial, _DATASET["spatial"]),
    _column("bbox_west", _NUMBER, "The first box of these places, in degrees (WGS 84).", of.edge(0), "dcat:bbox"),
    _column("bbox_south", _NUMBER, "Its south.", of.edge(1), "dcat:bbox"),
    _column("bbox_east", _NUMBER, "Its east. Less than the west: across the 180° meridian.", of.edge(2), "dcat:bbox"),
    _column("bbox_north", _NUMBER, "Its north.", of.edge(3), "dcat:bbox"),
)

_RIGHTS = (
    _column("license", _TEXT, "The licence, if it is clear: an SPDX id or a LicenseRef.", of.license_id, _DATASET["license"]),
    _column("license_title", _TEXT, "What it is called.", of.license_title),
    _column("license_url", _TEXT, "Its address.", of.license_url),
    _column("license_stated", _TEXTS, "The portal's words about the licence.", of.license_stated),
    _column(
        "license_status", _TEXT, "How it was found: identified, ambiguous, conflict, unknown, not_stated.", of.license_status
    ),
    _column(
        "license_confidence", _TEXT, "How sure that is: high, medium, low. What is low is not stated.", of.license_confidence
    ),
    _column(
        "permission",
        _TEXTS,
        "What the licence permits (ODRL). Empty for data that may need more than a licence.",
        of.permission,
        "odrl:permission",
    ),
    _column("prohibition", _TEXTS, "What it forbids.", of.prohibition, "odrl:prohibition"),
    _column("duty", _TEXTS, "What it asks for in return.", of.duty, "odrl:duty"),
    _column(
        "access_rights",
        _TEXTS,
        "Who may have the data (EU table), else the portal's words.",
        of.access_rights,
        _DATASET["access_rights"],
    ),
    _column("privacy_class", _TEXT, "The privacy class, if it is clear.", of.privacy_class, "dpv:hasData"),
    _column("privacy_confidence", _TEXT, "How sure it is.", of.privacy_confidence),
    _column(
        "jurisdiction",
        _TEXTS,
        "The states whose law touches the data (ISO 3166-1), if they are clear.",
        of.jurisdiction,
        "dpv:hasJurisdiction",
    ),
    _column("holder_state", _TEXT, "The state of who holds the data, if it is clear.", of.holder_state),
    _column("governing_law", _TEXTS, "The laws that apply, if they are clear.", of.governing_law, "dpv:hasApplicableLaw"),
    _column("jurisdiction_confidence", _TEXT, "How sure that is.", of.jurisdiction_confidence),
)

_FILES = (
    _column("distribution_count", _WHOLE, "How many files and services there are.", of.distribution_count),
    _column(
        "format", _TEXTS, "Their formats: codes of the EU's table, else the portal's words.", of.file_format, _FILE["format"]
    ),
    _column("media_type", _TEXTS, "Their media types, as the portal states them.", of.media_type, _FILE["media_type"]),
    _column(
        "download_url",
        _TEXTS,
        "Where each of them is, if the portal gives an address that is one.",
        of.download_url,
        _FILE["download_url"],
    ),
    _column("byte_size", _WHOLE, "All bytes, if the portal states them for every file.", of.byte_size, _FILE["byte_size"]),
    _column(
        "was_derived_from",
        _TEXTS,
        "What the data were made from, in the portal's words.",
        of.was_derived_from,
        "prov:wasDerivedFrom",
    ),
)

_RECORD = (
    _column("metadata_quality", _WHOLE, "Points of the metadata by the method of data.europa.eu.", of.metadata_quality),
    _column("record_issued", _MOMENT, "When Serai first harvested the record.", of.record_issued, "dct:issued"),
    _column("record_modified", _MOMENT, "When anything of the record last changed here.", of.record_modified, "dct:modified"),
    _column("record_url", _TEXT, "Where the record was harvested.", of.record_url, "prov:wasDerivedFrom"),
)

COLUMNS: tuple[Column, ...] = (*_NAMED, *_DESCRIBED, *_WHEN_AND_WHERE, *_RIGHTS, *_FILES, *_RECORD)
"""Every column, in the order of the table."""


def row(entry: Entry, catalog: Catalog) -> Row:
    """The row of a record, in the order of the columns. Its texts are whole in UTF-8: what is not becomes U+FFFD."""
    return {column.name: of.cleaned(column.value(entry, catalog)) for column in COLUMNS}
