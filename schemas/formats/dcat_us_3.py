"""A record, and a whole catalogue, by DCAT-US 3 (https://resources.data.gov/standards/catalog/dcat-us-3/), in JSON-LD.

The names are those of its JSON schemas (https://github.com/GSA/dcat-us). The context is in the document: nothing has to be
fetched to read it as a graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dataset import Checksum, Dataset, Distribution, Location, PeriodOfTime, Text
from ..record import CatalogRecord, Status, distribution_ids
from .as_json import laid_out
from .catalogs import DESCRIPTION, TITLE
from .dcat import WITHDRAWN
from .dcat_us import in_parts
from .dcat_us_context import CONTEXT
from .entry import Catalog, Entry, Format
from .oai_dc import known_themes
from .objects import box_wkt
from .schema_org import filled, license_address, portal_name, unique
from .us_values import (
    address,
    contact,
    day,
    described,
    first,
    format_name,
    languages,
    mail_address,
    media_type,
    other_themes,
    period_of,
    publisher_name,
    told,
    written_day,
)
from .xml import is_language

Node = dict[str, Any]

PROFILE = "https://resources.data.gov/standards/catalog/dcat-us-3/"

THEMES = "http://publications.europa.eu/resource/authority/data-theme"
"""The EU's table of themes."""

_LENGTH = 2
"""The letters of a language code: ISO 639-1 alone is allowed."""

_FREQUENCIES: Mapping[str, str] = {
    "IRREG": "irregular",
    "AS_NEEDED": "asNeeded",
    "NEVER": "notPlanned",
    "UPDATE_CONT": "continual",
}
"""The words for codes of the EU's table that are no interval."""


def catalog_node(catalog: Catalog) -> Node:
    """The catalogue without its datasets."""
    mail = mail_address(catalog.contact)
    return filled(
        {
            "@context": CONTEXT,
            "@type": "Catalog",
            "@id": catalog.iri,
            "title": TITLE,
            "description": DESCRIPTION,
            "publisher": {"@type": "Agent", "name": TITLE},
            "contactPoint": [{"@type": "Kind", "fn": TITLE, "hasEmail": mail}] if mail else None,
            "homepage": {"@type": "Document", "title": TITLE, "accessURL": catalog.root},
            "conformsTo": {"@type": "Standard", "@id": PROFILE, "title": "DCAT-US 3.0"},
        }
    )


def dataset_node(entry: Entry, catalog: Catalog) -> Node:
    """The dataset."""
    record, dataset, iri = entry.record, entry.record.dataset, catalog.dataset(entry.record.id)
    license_ = license_address(record.assessment.license)
    return filled(
        {
            "@type": "Dataset",
            "@id": iri,
            "identifier": iri,
            "otherIdentifier": [{"@type": "Identifier", "notation": dataset.identifier, "schemaAgency": portal_name(entry)}],
            "title": dataset.title[0].value,
            "titleMap": _others(dataset.title, dataset.title[0].value),
            "description": described(dataset),
            "descriptionMap": _others(dataset.description, described(dataset)),
            "keyword": [each for each in unique(dataset.keyword) if each.strip()],
            "theme": _themes(dataset),
            "publisher": _publisher(entry),
            "contactPoint": _contact(entry, catalog),
            "landingPage": _page(address(dataset.landing_page), dataset.title[0].value),
            "issued": day(dataset.issued),
            "modified": day(dataset.modified),
            "accrualPeriodicity": _frequency(dataset.accrual_periodicity),
            "language": [each for each in languages(dataset) if len(each) == _LENGTH],
            "version": dataset.version,
            "status": _status(record),
            "spatial": [node for each in dataset.spatial if (node := _place(each))],
            "temporal": [node for each in dataset.temporal if (node := _period(each))],
            "accessRights": _access(dataset),
            "rights": told(each.verbatim for each in dataset.license),
            "license": license_,
            "relation": told(address(each.verbatim) or "" for each in dataset.was_derived_from),
            "distribution": [
                _distribution(each, f"{iri}#distribution-{id}", _spare(entry, catalog), license_)
                for each, id in zip(dataset.distribution, distribution_ids(record), strict=True)
            ],
        }
    )


def _others(text: Text, shown: str) -> Node:
    """A text by language, without the one that is shown and those whose language nobody stated."""
    found: dict[str, str] = {}
    for each in text:
        if each.value.strip() and each.value != shown and is_language(each.language):
            found.setdefault(each.language, each.value)
    return found


def _themes(dataset: Dataset) -> list[Node]:
    known = [{"@type": "Concept", "@id": each.iri, "prefLabel": each.label, "inScheme": THEMES} for each in known_themes(dataset)]
    return [*known, *({"@type": "Concept", "prefLabel": each} for each in other_themes(dataset))]


def _publisher(entry: Entry) -> Node:
    publisher = entry.record.dataset.publisher
    iri = address(publisher.identifier) if publisher else None
    return filled({"@type": "Organization", "@id": iri, "name": publisher_name(entry)})


def _contact(entry: Entry, catalog: Catalog) -> Node:
    found = contact(entry, catalog)
    return filled({"@type": "Kind", "fn": found.name, "hasEmail": found.mail, "tel": found.telephone})


def _page(iri: str | None, title: str) -> Node | None:
    return {"@type": "Document", "title": title, "accessURL": iri} if iri else None


def _frequency(words: str | None) -> str | None:
    code, interval = period_of(words)
    return _FREQUENCIES.get(code or "") or interval


def _status(record: CatalogRecord) -> Node | None:
    gone = record.status is Status.WITHDRAWN
    return {"@type": "Concept", "@id": WITHDRAWN, "prefLabel": "Withdrawn"} if gone else None


def _place(place: Location) -> Node | None:
    found = filled({"prefLabel": place.name.strip(), "bbox": box_wkt(place.bbox) if place.bbox else None})
    return {"@type": "Location", **found} if found else None


def _period(period: PeriodOfTime) -> Node | None:
    start, end = (written_day(each) if each else None for each in (period.start, period.end))
    found = filled({"startDate": start, "endDate": end})
    return {"@type": "PeriodOfTime", **found} if found else None


def _access(dataset: Dataset) -> str | None:
    """Who may have the data: `public` for that class alone, else the portal's words."""
    if {each.code for each in dataset.access_rights} == {"PUBLIC"}:
        return "public"
    return "; ".join(told(each.verbatim for each in dataset.access_rights)) or None


def _spare(entry: Entry, catalog: Catalog) -> str:
    """Where somebody is led who wants a file without an address."""
    return address(entry.record.dataset.landing_page) or catalog.dataset(entry.record.id)


def _distribution(file: Distribution, iri: str, spare: str, license_: str | None) -> Node:
    access, download = address(file.access_url), address(file.download_url)
    return filled(
        {
            "@type": "Distribution",
            "@id": iri,
            "title": first(file.title),
            "titleMap": _others(file.title, first(file.title)),
            "description": first(file.description),
            "descriptionMap": _others(file.description, first(file.description)),
            "accessURL": access or (None if download else spare),
            "downloadURL": download,
            "mediaType": media_type(file),
            "format": format_name(file),
            "byteSize": None if file.byte_size is None else str(file.byte_size),
            "issued": day(file.issued),
            "modified": day(file.modified),
            "language": [each.code for each in file.language if each.code and len(each.code) == _LENGTH],
            "license": license_,
            "rights": told(each.verbatim for each in file.license),
            "checksum": _checksum(file.checksum),
        }
    )


def _checksum(checksum: Checksum | None) -> Node | None:
    if not checksum or not checksum.algorithm:
        return None
    return {"@type": "Checksum", "algorithm": checksum.algorithm, "checksumValue": checksum.value}


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """A catalogue of this dataset alone."""
    return laid_out({**catalog_node(catalog), "dataset": [dataset_node(entry, catalog)]})


def dump_all(entries: Iterable[Entry], catalog: Catalog) -> Iterator[bytes]:
    """The document of many datasets, part by part. It is whole only with the last part."""
    return in_parts(catalog_node(catalog), (dataset_node(each, catalog) for each in entries))


DCAT_US_3 = Format("dcat-us-3.jsonld", "application/ld+json", "DCAT-US 3", PROFILE, dump)
