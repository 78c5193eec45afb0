"""A record as a Feature of GeoJSON (RFC 7946), by OGC API – Records, Part 1 (https://docs.ogc.org/is/20-004r1/).

The geometry is that of the stated boxes: a place that is known by its name alone has none, and stands in the properties. `time`
goes from the start of the first to the end of the last period.
"""

from collections.abc import Iterable
from datetime import date

from ..dataset import Dataset, Distribution, Location
from ..periods import around
from ..web_address import iri_of
from .as_json import laid_out
from .entry import Catalog, Entry, Format
from .geometries import Geometry, geometry_of
from .record_core import first_of, media_type_of, properties_of
from .schema_org import Node, address_of, filled, license_address

RECORD_CORE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"
"""The class of requirements that a record meets."""


def feature(entry: Entry, catalog: Catalog) -> Node:
    """A record as a Feature. What is empty is left out, but for the members that GeoJSON and the standard want always."""
    record = entry.record
    return {
        "id": str(record.id),
        "type": "Feature",
        "conformsTo": [RECORD_CORE],
        "time": time_of(record.dataset),
        "geometry": geometry(record.dataset.spatial),
        "properties": properties_of(entry),
        "links": _links(entry, catalog),
    }


def geometry(places: Iterable[Location]) -> Geometry | None:
    """The geometry of the boxes of places."""
    return geometry_of(place.bbox for place in places if place.bbox)


def time_of(dataset: Dataset) -> Node | None:
    """The time that the data describe: a day, or an interval with `..` for an open end."""
    days = around(dataset.temporal)
    if days is None:
        return None
    first, last = days
    return {"date": _day(first)} if first == last else {"interval": [_day(first), _day(last)]}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ".."


def _links(entry: Entry, catalog: Catalog) -> list[Node]:
    """Links from the record: its lasting name, the portal's page, the licence, the catalogue of its portal, the files."""
    dataset, license_ = entry.record.dataset, license_address(entry.record.assessment.license)
    page = iri_of(dataset.landing_page) if dataset.landing_page else None
    portal = catalog.portal(entry.record.source)
    return [
        {"rel": "canonical", "href": catalog.dataset(entry.record.id), "type": "text/html"},
        *([{"rel": "about", "href": page, "type": "text/html", "title": "The page of the portal"}] if page else []),
        *([{"rel": "license", "href": license_}] if license_ else []),
        {"rel": "collection", "href": portal, "title": entry.record.source},
        *(told for each in dataset.distribution if (told := _file(each))),
    ]


def _file(distribution: Distribution) -> Node | None:
    """A file that can be loaded is an `enclosure`, other access to the data an `item`."""
    address, title = address_of(distribution), first_of(distribution.title)
    if not address:
        return None
    loaded = bool(distribution.download_url and iri_of(distribution.download_url))
    told = {"type": media_type_of(distribution), "title": title, "length": distribution.byte_size}
    return filled({"rel": "enclosure" if loaded else "item", "href": address, **told})


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """The document."""
    return laid_out(feature(entry, catalog))


GEOJSON = Format(
    "record.geojson", "application/geo+json", "GeoJSON (OGC API – Records)", "https://docs.ogc.org/is/20-004r1/", dump
)
