"""The addresses of OGC API Records."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from .. import links

COLLECTION = "datasets"
"""The one collection. A record may be in one alone (OGC API – Records, /req/record-core/links)."""

JSON = "application/json"
GEOJSON = "application/geo+json"
CATALOG = "application/ogc-catalog+json"
"""The media type of a collection in OGC API – Records."""
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"


def conformance() -> str:
    return f"{links.ogc()}/conformance"


def api() -> str:
    """The description of this API, as OpenAPI 3.0."""
    return f"{links.ogc()}/api"


def collections() -> str:
    return f"{links.ogc()}/collections"


def collection(id: str = COLLECTION) -> str:
    return f"{collections()}/{id}"


def queryables(id: str = COLLECTION) -> str:
    return f"{collection(id)}/queryables"


def sortables(id: str = COLLECTION) -> str:
    return f"{collection(id)}/sortables"


def items(params: Iterable[tuple[str, str]] = (), *, id: str = COLLECTION) -> str:
    return links.with_query(f"{collection(id)}/items", params)


def item(record: UUID) -> str:
    return f"{items()}/{record}"


def link(relation: str, address: str, media_type: str, title: str | None = None) -> dict[str, Any]:
    """A link as OGC APIs write it; `address` is a whole one."""
    told = {"rel": relation, "href": address, "type": media_type}
    return {**told, "title": title} if title else told
