"""The parameters of a search in the OpenAPI document, derived from the table of fields."""

from collections.abc import Iterable
from typing import Any

from search.fields import COUNTABLE, FIELDS, MOMENTS, RANGES
from search.kinds import ValueKind
from search.params import MAX_TEXT, PARAMETERS
from search.query import MAX_LIMIT, MAX_OFFSET, Query, Sort, Way

Schema = dict[str, Any]

DEFAULT = Query()

USAGE = r"^[^:]+:[^:]+(:[^:]+)?$"

BOX = r"^-?[0-9.]+,-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$"

OWN: dict[str, tuple[str, Schema, Any]] = {
    "q": (
        "Words or a whole question, in any language. Datasets with all words come first. Words in quotation marks must be there "
        "as written, and a word behind a minus must not.",
        {"type": "string", "maxLength": MAX_TEXT},
        "вода",
    ),
    "way": (
        "How datasets are found besides by the words as typed: `concept` in other words and languages, `meaning` by what is "
        "similar in meaning. May be repeated; `typed` alone switches both off, and without it both are used.",
        {"type": "array", "items": {"type": "string", "enum": [way.value for way in Way]}},
        ["typed", "concept"],
    ),
    "box": (
        "An area: west, south, east, north in degrees (WGS 84), as `bbox` of OGC API Records. West of more than east: across the "
        "180° meridian. Datasets with a box that has a point in common with it match; those without a box do not.",
        {"type": "string", "pattern": BOX},
        "69.2,39.1,80.3,43.3",
    ),
    "box_within": (
        "As `box`; only datasets whose boxes lie in the area.",
        {"type": "string", "pattern": BOX},
        "69.2,39.1,80.3,43.3",
    ),
    "literal": (
        "A place or a time in `q` that is to be taken as words only, as it is written there. May be repeated.",
        {"type": "array", "items": {"type": "string"}},
        ["Osh"],
    ),
    "usage": (
        "Only datasets that may be used from a state, for a purpose: with the effect `allowed` or `conditional`, or with those "
        "behind a second colon, with commas between; with `all`, any. Behind an effect and a dot may stand the id of a rule that "
        "decides (`unclear.LICENCE-UNKNOWN`). The answer counts all effects. May be repeated for further effects.",
        {"type": "array", "items": {"type": "string", "pattern": USAGE}},
        ["KZ:ai_training"],
    ),
    "sort": (
        "The order: best match first; latest change of the data first or last (`modified`, `oldest`); latest change of the "
        "record in this catalogue first or last (`changed`, `changed_oldest`); or by `id`. Empty counts as absent, as of every "
        "parameter.",
        {"type": "string", "enum": ["", *(sort.value for sort in Sort)], "default": DEFAULT.sort.value},
        "modified",
    ),
    "offset": (
        "How many to skip.",
        {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": DEFAULT.offset},
        20,
    ),
    "limit": (
        "How many to answer at most. 0: only the total and the facets.",
        {"type": "integer", "minimum": 0, "maximum": MAX_LIMIT, "default": DEFAULT.limit},
        10,
    ),
    "after": (
        "The place behind which the page begins, in every order but that of relevance: the day or the second, and the id of a "
        "record. The link `next` has it.",
        {"type": "string", "maxLength": 60},
        "2025-03-04.5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a",
    ),
    "facet": (
        "A field whose values are counted. May be repeated; without it all facets are counted.",
        {"type": "array", "items": {"type": "string", "enum": list(COUNTABLE)}},
        ["license", "jurisdiction"],
    ),
    "facet_size": (
        "How many values of each facet to answer at most.",
        {"type": "integer", "minimum": 1, "maximum": 1000, "default": DEFAULT.facet_size},
        10,
    ),
}
"""Parameters that are not fields: description, schema, example."""

DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"

EXAMPLES = {
    ValueKind.ACCESS_RIGHT: "PUBLIC",
    ValueKind.ASPECT: "license",
    ValueKind.CODE: "withdrawn",
    ValueKind.CONFIDENCE: "low",
    ValueKind.FIELD: "theme",
    ValueKind.FORMAT: "CSV",
    ValueKind.INDICATOR: "license_vocabulary",
    ValueKind.LANGUAGE: "ru",
    ValueKind.LICENSE: "CC-BY-4.0",
    ValueKind.LICENSE_STATUS: "conflict",
    ValueKind.PORTAL: "kg_data_gov",
    ValueKind.PRIVACY_CLASS: "open",
    ValueKind.STATE: "KG",
    ValueKind.TEXT: "water",
    ValueKind.THEME: "ENVI",
    ValueKind.TOPIC: "drinking-water",
    ValueKind.PLACE: "KG-GO",
    ValueKind.YEAR: "2019",
}
"""A value of each kind."""

BETTER_EXAMPLES = {"publisher": "Ministry of Health"}
"""For fields where the example of their kind does not fit."""

PERIOD = "2026-01..2026-06"
SINCE = "2026-12-01T04:00:00Z.."


def _range_of(end: str) -> str:
    """The pattern of a range whose ends have a pattern."""
    return rf"^({end}|{end}\.\.({end})?|\.\.{end})$"


def search_parameters(names: Iterable[str] = PARAMETERS) -> list[dict[str, Any]]:
    """One OpenAPI parameter object for each parameter, of all that `search.params.parse` takes."""
    return [_parameter(name) for name in names]


def _parameter(name: str) -> dict[str, Any]:
    description, schema, example = OWN[name] if name in OWN else _of_field(name)
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, "example": example}


def _of_field(name: str) -> tuple[str, Schema, Any]:
    description = FIELDS[name].description
    if name in MOMENTS:
        use = "A moment (RFC 3339, by its second), a day, month or year of UTC, or a range of them. Either end may be open."
        return f"{description} {use}", {"type": "string", "pattern": _range_of(f"({DAY}|{MOMENT})")}, SINCE
    if name in RANGES:
        use = "A day, month or year, or a range of them. Either end of a range may be open."
        return f"{description} {use}", {"type": "string", "pattern": _range_of(DAY)}, PERIOD
    use = "May be repeated: a dataset with any of the values matches."
    example = BETTER_EXAMPLES.get(name, EXAMPLES[FIELDS[name].kind])
    return f"{description} {use}", {"type": "array", "items": {"type": "string"}}, [example]
