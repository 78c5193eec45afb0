"""OGC API Records, Part 1 (https://docs.ogc.org/is/20-004r1/): the pages that lead to the records."""

from typing import Any

from schemas.formats.catalogs import DESCRIPTION, TITLE
from schemas.formats.entry import Catalog

from .. import links
from . import addresses
from .addresses import CATALOG, COLLECTION, GEOJSON, HTML, JSON, OPENAPI, SCHEMA, link
from .errors import NothingThere

Json = dict[str, Any]

_RECORDS = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    f"{_FEATURES}/core",
    f"{_FEATURES}/geojson",
    f"{_FEATURES}/oas30",
    f"{_RECORDS}/record-core",
    f"{_RECORDS}/record-collection",
    f"{_RECORDS}/record-core-query-parameters",
    f"{_RECORDS}/records-api",
    f"{_RECORDS}/searchable-catalog",
    f"{_RECORDS}/json",
    f"{_RECORDS}/oas30",
)
"""The classes of requirements that are met. Not `sorting`, which wants several properties at once, and not `html`: our pages are
not those of the standard. Part 3 of Features (filters in CQL2) is not there.
"""

WORLD = {"spatial": {"bbox": [[-180, -90, 180, 90]], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}


def landing(catalog: Catalog) -> Json:
    """The landing page."""
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "links": [
            link("self", catalog.root + links.ogc(), JSON),
            link("alternate", catalog.iri, HTML, "The catalogue's own pages"),
            link("service-desc", catalog.root + addresses.api(), OPENAPI, "This API, as OpenAPI 3.0"),
            link("service-doc", catalog.iri, HTML, "The catalogue's own pages"),
            link("conformance", catalog.root + addresses.conformance(), JSON, "What this API conforms to"),
            link("data", catalog.root + addresses.collections(), JSON, "The collections"),
            link("http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog", catalog.root + addresses.collection(), CATALOG),
        ],
    }


def conformance() -> Json:
    """The classes of requirements that are met."""
    return {"conformsTo": list(CONFORMANCE)}


def collections(catalog: Catalog) -> Json:
    """The one collection, in a list."""
    here = catalog.root + addresses.collections()
    return {"links": [link("self", here, JSON), link("alternate", catalog.iri, HTML)], "collections": [collection(catalog)]}


def collection(catalog: Catalog) -> Json:
    """The collection of all records."""
    return {
        "id": COLLECTION,
        "type": "Catalog",
        "itemType": "record",
        "title": TITLE,
        "description": DESCRIPTION,
        "extent": WORLD,
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "links": [
            link("self", catalog.root + addresses.collection(), JSON),
            link("alternate", catalog.root + addresses.collection(), CATALOG),
            link("alternate", catalog.iri, HTML),
            link("items", catalog.root + addresses.items(), GEOJSON, "The records"),
            link("http://www.opengis.net/def/rel/ogc/1.0/queryables", catalog.root + addresses.queryables(), SCHEMA),
            link("http://www.opengis.net/def/rel/ogc/1.0/sortables", catalog.root + addresses.sortables(), SCHEMA),
            link("parent", catalog.root + links.ogc(), JSON),
        ],
    }


def check_collection(id: str) -> None:
    """Raise `NothingThere` if there is no such collection."""
    if id != COLLECTION:
        raise NothingThere(f"There is no collection {id[:100]!r}; there is one, {COLLECTION!r}.")
