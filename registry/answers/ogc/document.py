"""The description of OGC API Records as OpenAPI 3.0, which its clients read. The API of the house has its own document."""

from typing import Any

from schemas.formats.catalogs import DESCRIPTION, TITLE
from schemas.formats.entry import Catalog
from search.params import MAX_TEXT
from search.query import DEEPEST

from .. import links
from .addresses import CATALOG, COLLECTION, GEOJSON, JSON, OPENAPI, SCHEMA
from .asked import LIMIT, MOST
from .fields import AREAS, ORDERS, QUERYABLES, queryable

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
NUMBERS: Json = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
LIST: Json = {"type": "array", "items": TEXT}

_ORDER = {
    "type": "string",
    "enum": [f"{sign}{name}" for name, ways in ORDERS.items() for sign in ("", "-")[: len(ways) - (None in ways)]],
}

_OBJECT: Json = {"type": "object"}

_STANDARD: dict[str, tuple[Json, str]] = {
    "bbox": (
        NUMBERS,
        "west,south,east,north in degrees, or six numbers with heights, which are ignored. West of more than east: "
        "across the 180° meridian. A record without a box matches too.",
    ),
    "datetime": (
        TEXT,
        "A day, a moment or an interval (`2020-01-01/2020-12-31`, `2020-01-01/..`) of the time that the data "
        "describe. A record without a time matches too.",
    ),
    "limit": ({"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}, "How many records to answer at most."),
    "q": (LIST, "Terms with commas between: a record with any of them matches. Words of one term stand side by side."),
    "type": (LIST, "Types of resources. All records are of the type `dataset`."),
    "ids": (LIST, "Ids of records."),
    "externalIds": (LIST, "Identifiers that portals give, alone or behind the address of a portal and a colon."),
    "sortby": (
        {"type": "array", "items": _ORDER, "maxItems": 1},
        "A property, with `-` before it to fall. Without it: the order of ids, or the best first if there is `search`.",
    ),
}

_OWN: dict[str, tuple[Json, str]] = {
    "search": (
        {"type": "string", "maxLength": MAX_TEXT},
        "Words or a whole question, in any language, as the search of the "
        "catalogue reads them: also in other words and languages, the best first.",
    ),
    "offset": ({"type": "integer", "minimum": 0, "maximum": DEEPEST, "default": 0}, "How many records to skip."),
    "after": (TEXT, "The place behind which the page begins. The link `next` has it."),
}

_AREA = "west,south,east,north in degrees. Only records that state a box that lies so to it match."

_RELATIONS = dict(zip(AREAS, ("It has a point in common with the area.", "All boxes lie in the area."), strict=True))


def document(catalog: Catalog) -> Json:
    """The whole document."""
    return {
        "openapi": "3.0.3",
        "info": {"title": f"{TITLE}: OGC API Records", "description": DESCRIPTION, "version": catalog.version},
        "servers": [{"url": catalog.root + links.ogc()}],
        "paths": _paths(),
        "components": {"parameters": _parameters(), "schemas": {"exception": _exception()}, "responses": _refusals()},
    }


def _paths() -> Json:
    of = "/collections/{collectionId}"
    return {
        "/": _get("The landing page", JSON),
        "/conformance": _get("What this API conforms to", JSON),
        "/api": _get("This document", OPENAPI),
        "/collections": _get("The collections", JSON),
        of: _get("A collection", JSON, "collectionId", others=(CATALOG,)),
        f"{of}/queryables": _get("What records can be filtered by", SCHEMA, "collectionId"),
        f"{of}/sortables": _get("What records can be ordered by", SCHEMA, "collectionId"),
        f"{of}/items": _get("Records", GEOJSON, "collectionId", *_STANDARD, *_OWN, *AREAS, *QUERYABLES),
        f"{of}/items/{{recordId}}": _get("A record", GEOJSON, "collectionId", "recordId"),
    }


def _get(summary: str, media_type: str, *parameters: str, others: tuple[str, ...] = ()) -> Json:
    found = {
        "200": {"description": summary, "content": {each: {"schema": _OBJECT} for each in (media_type, *others)}},
        "303": {"description": "The way to the pages for people, for who asks for HTML."},
        "400": {"$ref": "#/components/responses/refused"},
        "503": {"$ref": "#/components/responses/refused"},
    }
    missing = {"404": {"$ref": "#/components/responses/refused"}} if "collectionId" in parameters else {}
    named = [{"$ref": f"#/components/parameters/{name}"} for name in (*parameters, "f")]
    return {"get": {"summary": summary, "parameters": named, "responses": found | missing}}


def _parameters() -> Json:
    asked = {name: _query(name, schema, words) for name, (schema, words) in (_STANDARD | _OWN).items()}
    areas = {name: _query(name, {**NUMBERS, "maxItems": 4}, f"{_AREA} {words}") for name, words in _RELATIONS.items()}
    fields = {name: _query(name, LIST, queryable(name)["description"], explode=True) for name in QUERYABLES}
    path = {
        "collectionId": _path("collectionId", {"type": "string", "enum": [COLLECTION]}),
        "recordId": _path("recordId", {"type": "string", "format": "uuid"}),
    }
    form = _query("f", {"type": "string", "enum": ["json", "html"]}, "The form of the answer, before what `Accept` says.")
    return {**path, "f": form, **asked, **areas, **fields}


def _query(name: str, schema: Json, words: str, *, explode: bool = False) -> Json:
    told = {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
    return {**told, "style": "form", "explode": explode}


def _path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _exception() -> Json:
    return {"type": "object", "required": ["code"], "properties": {"code": TEXT, "description": TEXT}}


def _refusals() -> Json:
    content = {JSON: {"schema": {"$ref": "#/components/schemas/exception"}}}
    return {"refused": {"description": "The request is refused, or cannot be answered now.", "content": content}}
