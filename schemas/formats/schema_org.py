"""A record as a `Dataset` of schema.org in JSON-LD (https://schema.org/Dataset), as search engines read it from a page.

What Google asks for is in https://developers.google.com/search/docs/appearance/structured-data/dataset. Texts are plain strings,
in the portal's words: a reader of such data does not expect texts by language.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ..assessment import Effect, LicenseAssessment
from ..dataset import Agent, Dataset, Distribution, LangString, Location, PeriodOfTime, Text
from ..file_formats import file_formats
from ..record import Status
from ..web_address import iri_of
from .as_json import laid_out
from .entry import Catalog, Entry, Format
from .odrl import is_settled

Node = dict[str, Any]
"""A node of JSON-LD. What is None or empty is not written."""

SHORTEST, LONGEST = 50, 5000
"""The characters of a description that Google takes."""

NAME = "Serai"

_FREE = {"PUBLIC": True, "RESTRICTED": False, "NON_PUBLIC": False}
"""What an access right of the EU's table says of access for everybody."""


def dataset_node(entry: Entry, catalog: Catalog) -> Node:
    """The dataset, without a context."""
    dataset, record = entry.record.dataset, entry.record
    iri = catalog.dataset(record.id)
    return filled(
        {
            "@type": "Dataset",
            "@id": iri,
            **_told(dataset),
            "description": description(entry),
            "url": iri,
            "identifier": [iri, dataset.identifier],
            "sameAs": iri_of(dataset.landing_page) if dataset.landing_page else None,
            "creator": agent(dataset.publisher),
            "publisher": agent(dataset.publisher),
            "license": license_address(record.assessment.license),
            "spatialCoverage": [_place(each) for each in dataset.spatial],
            "temporalCoverage": intervals(dataset.temporal),
            "isAccessibleForFree": _free(entry),
            "conditionsOfAccess": [each.verbatim for each in dataset.access_rights],
            "creativeWorkStatus": "Withdrawn" if record.status is Status.WITHDRAWN else None,
            "isBasedOn": [address for each in dataset.was_derived_from if (address := iri_of(each.verbatim))],
            "distribution": [node for each in dataset.distribution if (node := _download(each))],
            "includedInDataCatalog": catalogs(entry, catalog),
            "sdDatePublished": entry.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sdPublisher": {"@type": "Organization", "name": NAME, "url": catalog.root},
        }
    )


def _told(dataset: Dataset) -> Node:
    """What the portal says of the dataset in single words and dates. Dates of the portal's record are not of the dataset."""
    issued, modified = dataset.issued, dataset.modified
    return {
        "name": dataset.title[0].value,
        "alternateName": unique(dataset.title[1:], but=dataset.title[0].value),
        "keywords": unique(dataset.keyword),
        "inLanguage": [each.code for each in dataset.language if each.code],
        "version": dataset.version,
        "datePublished": issued.iso if issued and not issued.of_record else None,
        "dateModified": modified.iso if modified and not modified.of_record else None,
    }


def filled(node: Mapping[str, Any]) -> Node:
    """The node without what is None or empty."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def unique(texts: Iterable[LangString], *, but: str = "") -> list[str]:
    """The texts, each once, in their order."""
    return [each for each in dict.fromkeys(text.value for text in texts) if each != but]


def description(entry: Entry) -> str:
    """The portal's description, in the language of the first title if there is one, with the length that Google takes.

    One that is too short is followed by what the record tells: the title, the publisher, the portal, the files. One that is too
    long is cut at a word.
    """
    dataset = entry.record.dataset
    text = _in_language(dataset.description, dataset.title[0].language).strip()
    if len(text) < SHORTEST:
        text = " ".join((text, *_sentences(entry))) if text else " ".join(_sentences(entry))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rpartition(' ')[0] or text[: LONGEST - 1]}…"


def _in_language(texts: Text, language: str) -> str:
    same = (each for each in texts if each.language == language)
    found = next(same, texts[0] if texts else None)
    return found.value if found else ""


def _sentences(entry: Entry) -> list[str]:
    dataset, portal = entry.record.dataset, portal_name(entry)
    publisher = dataset.publisher.name[0].value if dataset.publisher and dataset.publisher.name else ""
    formats = dict.fromkeys(each.format.code for each in dataset.distribution if each.format and each.format.code)
    files = f"Files: {len(dataset.distribution)}" + (f" ({', '.join(formats)})." if formats else ".")
    told = [f"Dataset “{dataset.title[0].value}”."]
    told += [f"Publisher: {publisher}."] if publisher else []
    return [*told, f"Portal: {portal}.", files, f"Described in the catalogue {NAME}."]


def portal_name(entry: Entry) -> str:
    """The English name of the portal, else its first one; its id if nobody declares it any more."""
    if not entry.source:
        return entry.record.source
    title = entry.source.title
    return title.get("en") or next(iter(title.values()), entry.record.source)


def agent(publisher: Agent | None) -> Node | None:
    """The publisher. Portals name offices nearly always, so it is an organisation."""
    if not publisher or not publisher.name:
        return None
    homepage = iri_of(publisher.homepage) if publisher.homepage else None
    return filled({"@type": "Organization", "name": publisher.name[0].value, "url": homepage})


def license_address(found: LicenseAssessment) -> str | None:
    """The address of the licence, if it is settled: its own, else that of the SPDX list."""
    if not is_settled(found):
        return None
    own = iri_of(found.url) if found.url else None
    return own or (None if found.id.startswith("LicenseRef-") else f"https://spdx.org/licenses/{found.id}")


def _place(location: Location) -> Node:
    """A place with its name, its box or both. schema.org writes a box as south west north east."""
    if not location.bbox:
        return {"@type": "Place", "name": location.name}
    west, south, east, north = location.bbox
    return filled(
        {
            "@type": "Place",
            "name": location.name,
            "geo": {"@type": "GeoShape", "box": f"{south:g} {west:g} {north:g} {east:g}"},
        }
    )


def intervals(periods: Iterable[PeriodOfTime]) -> list[str]:
    """The periods in the form of ISO 8601, `..` for an open end. What is no date is left out."""
    pairs = [(each.start.iso if each.start else None, each.end.iso if each.end else None) for each in periods]
    return [f"{start or '..'}/{end or '..'}" for start, end in pairs if start or end]


def _free(entry: Entry) -> bool | None:
    """Whether everybody can have the data without payment: by the stated access rights, else by an open licence."""
    codes = {each.code for each in entry.record.dataset.access_rights}
    stated = {_FREE[code] for code in codes if code in _FREE}
    if stated:
        return all(stated)
    found = entry.record.assessment.license
    return True if is_settled(found) and found.commercial.effect is found.derivatives.effect is Effect.YES else None


def _download(distribution: Distribution) -> Node | None:
    """A distribution; None if it has no address."""
    address = address_of(distribution)
    if not address:
        return None
    name = distribution.title[0].value if distribution.title else None
    return filled(
        {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": address,
            "encodingFormat": encoding_format(distribution),
            "contentSize": size(distribution),
            "dateModified": distribution.modified.iso if distribution.modified and not distribution.modified.of_record else None,
        }
    )


def address_of(distribution: Distribution) -> str | None:
    """Where the data are, as an IRI; None if the portal gives no address that is one."""
    stated = (distribution.download_url, distribution.access_url)
    return next((iri for each in stated if each and (iri := iri_of(each))), None)


def encoding_format(distribution: Distribution) -> str | None:
    """The media type of a known format, else the format's address in the EU's table, else its code."""
    known = file_formats().get(distribution.format.code) if distribution.format and distribution.format.code else None
    if not known:
        return None
    return known.media_types[0] if known.media_types else known.iri or known.code


def size(distribution: Distribution) -> str | None:
    """The size of the file with its unit."""
    return None if distribution.byte_size is None else f"{distribution.byte_size} B"


def catalogs(entry: Entry, catalog: Catalog) -> list[Node]:
    """The catalogues that the dataset is in: this one, and the portal."""
    source = entry.source
    portal = {"@type": "DataCatalog", "@id": catalog.portal(entry.record.source), "name": portal_name(entry)}
    ours = {"@type": "DataCatalog", "@id": catalog.iri, "name": NAME, "url": catalog.iri}
    return [ours, filled({**portal, "url": iri_of(str(source.url)) if source else None})]


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """The document."""
    return laid_out({"@context": "https://schema.org/", **dataset_node(entry, catalog)})


SCHEMA_ORG = Format("schema.jsonld", "application/ld+json", "schema.org", "https://schema.org/Dataset", dump)
