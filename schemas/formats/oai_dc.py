"""Simple Dublin Core as OAI-PMH has it (`oai_dc`): the fifteen elements, each of them as often as there are values.

The order is that of the element set (https://www.dublincore.org/specifications/dublin-core/dces/). The first identifier is our
own; the portal's page is the `source`, and the files are relations.
"""

from collections.abc import Iterable, Iterator

from ..access_rights import AccessRight, access_rights
from ..assessment import LicenseStatus
from ..dataset import Dataset, Location, PeriodOfTime
from ..record import CatalogRecord
from ..themes import Theme, themes
from ..web_address import iri_of
from .entry import Catalog, Entry, Format
from .xml import Element, Writer, written

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
ELEMENTS = "http://purl.org/dc/elements/1.1/"

_ROOT = Writer(NAMESPACE)
_DC = Writer(ELEMENTS)


def element(entry: Entry, catalog: Catalog) -> Element:
    """The record as `oai_dc:dc`."""
    record, dataset = entry.record, entry.record.dataset
    root = _ROOT.root("dc", SCHEMA, {"oai_dc": NAMESPACE, "dc": ELEMENTS})
    for title in dataset.title:
        _DC.add_text(root, "title", title)
    for keyword in dataset.keyword:
        _DC.add_text(root, "subject", keyword)
    _DC.add_all(root, "subject", (theme.label for theme in known_themes(dataset)))
    for description in dataset.description:
        _DC.add_text(root, "description", description)
    for publisher in dataset.publisher.name if dataset.publisher else ():
        _DC.add_text(root, "publisher", publisher)
    for name, values in _plain(record, catalog):
        _DC.add_all(root, name, values)
    return root


def _plain(record: CatalogRecord, catalog: Catalog) -> Iterator[tuple[str, Iterable[str]]]:
    """The elements without a language, with their values."""
    dataset = record.dataset
    files = (each.download_url or each.access_url for each in dataset.distribution)
    yield "date", (date.iso for date in (dataset.issued, dataset.modified) if date and date.iso)
    yield "type", ("Dataset",)
    yield "format", formats_of(dataset)
    yield "identifier", (catalog.dataset(record.id), dataset.identifier)
    yield "source", filter(None, [iri_of(dataset.landing_page or "")])
    yield "language", (each.code or each.verbatim for each in dataset.language)
    yield "relation", filter(None, (iri_of(file or "") for file in files))
    yield "coverage", (*map(_place, dataset.spatial), *filter(None, map(period_of, dataset.temporal)))
    yield "rights", _rights(record)


def known_themes(dataset: Dataset) -> list[Theme]:
    """The EU's data themes of a dataset, as far as they are known, each once."""
    return [themes()[code] for code in dict.fromkeys(each.code for each in dataset.theme) if code and code in themes()]


def known_rights(dataset: Dataset) -> list[AccessRight]:
    """The access rights of a dataset in the EU's table, as far as they are known."""
    return [access_rights()[each.code] for each in dataset.access_rights if each.code and each.code in access_rights()]


def formats_of(dataset: Dataset) -> Iterator[str]:
    """The media types of the files, else their formats."""
    for each in dataset.distribution:
        if each.media_type or each.format:
            yield each.media_type or (each.format and (each.format.code or each.format.verbatim)) or ""


def period_of(period: PeriodOfTime) -> str | None:
    """A period as ISO 8601 has it: `2010/2026-05-31`, with nothing where an end is open. None if no end is known."""
    ends = [end.iso if end else None for end in (period.start, period.end)]
    return "/".join(end or "" for end in ends) if any(ends) else None


def _place(place: Location) -> str:
    """A place by its name or, without one, as a DCMI Box (https://www.dublincore.org/specifications/dublin-core/dcmi-box/)."""
    if place.name or not place.bbox:
        return place.name
    west, south, east, north = place.bbox
    return f"northlimit={north}; southlimit={south}; westlimit={west}; eastlimit={east}"


def _rights(record: CatalogRecord) -> Iterator[str]:
    """The licence as we read it, the portal's words, and the access rights."""
    concluded = record.assessment.license
    if concluded.status is LicenseStatus.IDENTIFIED:
        yield concluded.url or concluded.id
    yield from (statement.verbatim for statement in record.dataset.license)
    yield from (right.iri for right in known_rights(record.dataset))


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """The document."""
    return written(element(entry, catalog))


OAI_DC = Format("oai_dc.xml", "application/xml", "Dublin Core", NAMESPACE, dump)
