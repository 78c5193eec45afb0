"""What OGC API Records can filter and order by: from the table of the search's fields, as a JSON schema."""

from typing import Any

from search.fields import FIELDS, FILTERS, RANGES
from search.params import BOXES
from search.query import Sort

Json = dict[str, Any]

SCHEMA = "https://json-schema.org/draft/2019-09/schema"

_NOT_ASKED = frozenset({"status"})
"""Withdrawn records are in no collection, so nobody asks for them."""

QUERYABLES = tuple(name for name in (*FILTERS, *RANGES) if not FIELDS[name].review and name not in _NOT_ASKED)
"""The fields that can be filtered, each as a parameter. What serves those who review conclusions is not among them."""

AREAS = tuple(BOXES)
"""Parameters of an area that find only records that state a box in it."""

ORDERS = {
    "id": (Sort.ID, None),
    "modified": (Sort.OLDEST, Sort.MODIFIED),
    "updated": (Sort.CHANGED_OLDEST, Sort.CHANGED),
}
"""The properties that a list can be ordered by: the order that rises, and the one that falls."""

_SORTABLES = {
    "id": {"title": "Id", "type": "string", "description": "The id of the record; rising only."},
    "modified": {"title": "Modified", "type": "string", "format": "date", "description": FIELDS["modified"].description},
    "updated": {
        "title": "Updated",
        "type": "string",
        "format": "date-time",
        "description": FIELDS["record_modified"].description,
    },
}

_RANGE = "A day, month or year, or a range of them such as `2026-01..2026-06`. Either end of a range may be open."


def queryables(address: str) -> Json:
    """The schema of the fields that can be filtered. `address` is its own."""
    return _schema(address, "What records can be filtered by", {name: queryable(name) for name in QUERYABLES})


def sortables(address: str) -> Json:
    """The schema of the properties that a list can be ordered by."""
    return _schema(address, "What records can be ordered by", _SORTABLES)


def queryable(name: str) -> Json:
    """A field that can be filtered."""
    field = FIELDS[name]
    how = _RANGE if name in RANGES else "May be repeated: a record with any of the values matches."
    return {"title": field.label, "description": f"{field.description} {how}", "type": "string"}


def _schema(address: str, title: str, properties: Json) -> Json:
    told = {"$schema": SCHEMA, "$id": address, "type": "object", "title": title}
    return {**told, "properties": properties, "additionalProperties": False}
