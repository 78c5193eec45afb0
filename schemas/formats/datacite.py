"""DataCite's metadata, kernel 4.6, as XML (https://datacite-metadata-schema.readthedocs.io/en/4.6/).

What the kernel demands and nobody states is `:unav`, its own word for that. Only a year has to be a year: then it is that of the
day on which Serai first found the dataset, when it was there for everybody to see.
"""

from collections.abc import Iterable

from ..assessment import LicenseStatus
from ..dataset import Dataset, DateValue, LangString, Location
from ..record import CatalogRecord
from ..source import Source
from ..web_address import iri_of
from .entry import Catalog, Entry, Format
from .oai_dc import formats_of, known_rights, known_themes, period_of
from .xml import Element, Writer, is_language, written

NAMESPACE = "http://datacite.org/schema/kernel-4"
SCHEMA = "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"

UNAVAILABLE = LangString(value=":unav")
"""What stands for a value that is not known (DataCite, appendix 3)."""

_D = Writer(NAMESPACE)


def element(entry: Entry, catalog: Catalog) -> Element:
    """The record as a `resource`."""
    record, dataset = entry.record, entry.record.dataset
    root = _D.root("resource", SCHEMA)
    _D.add(root, "identifier", catalog.dataset(record.id), identifierType="URL")
    _names(root, dataset, entry.source)
    _D.add(root, "publicationYear", _year(record))
    _D.add(root, "resourceType", "Dataset", resourceTypeGeneral="Dataset")
    _subjects(_D.add(root, "subjects"), dataset)
    _contributors(_D.add(root, "contributors"), dataset, entry.source)
    _dates(_D.add(root, "dates"), dataset)
    if language := next((each.code for each in dataset.language if each.code and is_language(each.code)), None):
        _D.add(root, "language", language)
    _other_identifiers(root, record)
    _D.add_all(_D.add(root, "sizes"), "size", (f"{each.byte_size} bytes" for each in dataset.distribution if each.byte_size))
    _D.add_all(_D.add(root, "formats"), "format", formats_of(dataset))
    if dataset.version:
        _D.add(root, "version", dataset.version)
    _rights(_D.add(root, "rightsList"), record)
    _descriptions(_D.add(root, "descriptions"), dataset)
    _places(_D.add(root, "geoLocations"), dataset.spatial)
    for empty in [each for each in root if not len(each) and each.text is None]:
        root.remove(empty)
    return root


def _names(root: Element, dataset: Dataset, source: Source | None) -> None:
    """Creator, titles and publisher. A body that publishes is taken for the creator; without one, the portal distributes."""
    publisher = dataset.publisher.name[0] if dataset.publisher and dataset.publisher.name else None
    creator = _D.add(_D.add(root, "creators"), "creator")
    _D.add_text(creator, "creatorName", publisher or UNAVAILABLE, nameType="Organizational" if publisher else None)
    titles = _D.add(root, "titles")
    for title in dataset.title or (UNAVAILABLE,):
        _D.add_text(titles, "title", title)
    _D.add_text(root, "publisher", publisher or _title(source) or UNAVAILABLE)


def _title(source: Source | None) -> LangString | None:
    return next((LangString(value=value, language=tag) for tag, value in source.title.items()), None) if source else None


def _year(record: CatalogRecord) -> str:
    dataset = record.dataset
    stated = next((date.calendar_day for date in (dataset.issued, dataset.modified) if date and date.calendar_day), None)
    return f"{(stated or record.provenance.first_harvested).year:04}"


def _subjects(subjects: Element, dataset: Dataset) -> None:
    for keyword in dataset.keyword:
        _D.add_text(subjects, "subject", keyword)
    for theme in known_themes(dataset):
        scheme, _, _ = theme.iri.rpartition("/")
        _D.add(subjects, "subject", theme.label, subjectScheme="EU data themes", schemeURI=scheme, valueURI=theme.iri)


def _contributors(contributors: Element, dataset: Dataset, source: Source | None) -> None:
    """The portal, and the offices to ask."""
    named = [("Distributor", title)] if (title := _title(source)) else []
    named += [("ContactPerson", LangString(value=each.name)) for each in dataset.contact_point if each.name]
    for kind, name in named:
        contributor = _D.add(contributors, "contributor", contributorType=kind)
        _D.add_text(contributor, "contributorName", name)


def _dates(dates: Element, dataset: Dataset) -> None:
    for kind, date in (("Issued", dataset.issued), ("Updated", dataset.modified)):
        _date(dates, kind, date)
    for period in filter(None, map(period_of, dataset.temporal)):
        _D.add(dates, "date", period, dateType="Coverage")


def _date(dates: Element, kind: str, date: DateValue | None) -> None:
    if date and date.iso:
        information = "The date of the portal's record." if date.of_record else None
        _D.add(dates, "date", date.iso, dateType=kind, dateInformation=information)


def _other_identifiers(root: Element, record: CatalogRecord) -> None:
    """The portal's own identifier and page, the files as parts, and what the dataset was made from."""
    dataset = record.dataset
    others = _D.add(root, "alternateIdentifiers")
    _D.add(others, "alternateIdentifier", dataset.identifier, alternateIdentifierType=f"identifier at {record.source}")
    if page := iri_of(dataset.landing_page or ""):
        _D.add(others, "alternateIdentifier", page, alternateIdentifierType="URL")
    related = _D.add(root, "relatedIdentifiers")
    origins = (statement.verbatim for statement in (*dataset.was_derived_from, *dataset.source))
    _related(related, "HasPart", (each.download_url or each.access_url or "" for each in dataset.distribution))
    _related(related, "IsDerivedFrom", origins)


def _related(related: Element, relation: str, addresses: Iterable[str]) -> None:
    for address in dict.fromkeys(filter(None, map(iri_of, addresses))):
        _D.add(related, "relatedIdentifier", address, relatedIdentifierType="URL", relationType=relation)


def _rights(rights: Element, record: CatalogRecord) -> None:
    """The licence as we read it, with its SPDX id if it has one; the portal's words; and the access rights."""
    concluded = record.assessment.license
    if concluded.status is LicenseStatus.IDENTIFIED:
        spdx = not concluded.id.startswith("LicenseRef-")
        _D.add(
            rights,
            "rights",
            concluded.id,
            rightsURI=concluded.url and iri_of(concluded.url),
            rightsIdentifier=concluded.id if spdx else None,
            rightsIdentifierScheme="SPDX" if spdx else None,
            schemeURI="https://spdx.org/licenses/" if spdx else None,
        )
    _D.add_all(rights, "rights", (statement.verbatim for statement in record.dataset.license))
    for right in known_rights(record.dataset):
        _D.add(rights, "rights", right.label, rightsURI=right.iri)


def _descriptions(descriptions: Element, dataset: Dataset) -> None:
    for description in dataset.description:
        _D.add_text(descriptions, "description", description, descriptionType="Abstract")


def _places(places: Element, spatial: Iterable[Location]) -> None:
    for location in spatial:
        place = _D.add(places, "geoLocation")
        if location.name:
            _D.add(place, "geoLocationPlace", location.name)
        if location.bbox:
            box = _D.add(place, "geoLocationBox")
            sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
            for side, degrees in zip(sides, location.bbox, strict=True):
                _D.add(box, side, f"{degrees:.10g}")


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """The document."""
    return written(element(entry, catalog))


DATACITE = Format("datacite.xml", "application/xml", "DataCite 4.6", NAMESPACE, dump)
