"""A record, and a whole catalogue, by DCAT-US 1.1 (https://resources.data.gov/resources/dcat-us/), as `/data.json` has it.

The document is that of publishers who are no federal agency: without `bureauCode` and `programCode`. All texts are plain strings,
in the language of the first title. Addresses are URIs: letters of other scripts are percent-encoded.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from ..access_rights import access_rights
from ..dataset import Dataset, Distribution, Location
from .as_json import laid_out, written
from .entry import Catalog, Entry, Format
from .oai_dc import known_themes
from .odrl import is_limited
from .schema_org import filled, license_address, portal_name, unique
from .us_values import (
    address,
    contact,
    day,
    described,
    first,
    format_name,
    languages,
    media_type,
    other_themes,
    period_of,
    publisher_name,
    told,
    written_day,
)

Node = dict[str, Any]

PROFILE = "https://project-open-data.cio.gov/v1.1/schema"

LONGEST_RIGHTS = 255
"""The most characters of `rights`."""

PUBLIC, RESTRICTED = "public", "restricted public"

_LEVELS = {"PUBLIC": PUBLIC, "RESTRICTED": RESTRICTED, "NON_PUBLIC": "non-public"}
"""The level of access for each right of the EU's table."""

_NOT_STATED = "The portal does not say who may have the data, and it is not clear that a licence alone is enough."

_URI = "!#$%&'()*+,/:;=?@-._~"
"""The signs that stand in a URI as they are, beside letters and digits (RFC 3986)."""


def catalog_node(_: Catalog) -> Node:
    """The catalogue without its datasets."""
    return {
        "@context": f"{PROFILE}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": PROFILE,
        "describedBy": f"{PROFILE}/catalog.json",
    }


def dataset_node(entry: Entry, catalog: Catalog) -> Node:
    """The dataset."""
    dataset, iri = entry.record.dataset, catalog.dataset(entry.record.id)
    asked, level = contact(entry, catalog), access_level(entry)
    return filled(
        {
            "@type": "dcat:Dataset",
            "identifier": iri,
            "title": dataset.title[0].value,
            "description": described(dataset),
            "keyword": _keywords(entry),
            "modified": _modified(entry),
            "publisher": {"@type": "org:Organization", "name": publisher_name(entry)},
            "contactPoint": filled({"@type": "vcard:Contact", "fn": asked.name, "hasEmail": asked.mail}),
            "accessLevel": level,
            "rights": _rights(entry, level),
            "license": _uri(license_address(entry.record.assessment.license)),
            "issued": day(dataset.issued),
            "accrualPeriodicity": _frequency(dataset.accrual_periodicity),
            "language": languages(dataset),
            "landingPage": _uri(address(dataset.landing_page)),
            "spatial": _spatial(dataset.spatial),
            "temporal": _interval(dataset),
            "theme": [*(each.label for each in known_themes(dataset)), *other_themes(dataset)],
            "distribution": [node for each in dataset.distribution if (node := _distribution(each))],
        }
    )


def access_level(entry: Entry) -> str:
    """Who may have the data: the strictest right that the portal states.

    If it states none that we know, the data are public only where nothing limits them (`odrl.is_limited`).
    """
    stated = entry.record.dataset.access_rights
    codes = [each.code for each in stated]
    strictest = [code for code in access_rights() if code in codes]
    if strictest and all(codes):
        return _LEVELS[strictest[-1]]
    return RESTRICTED if stated or is_limited(entry) else PUBLIC


def _rights(entry: Entry, level: str) -> str | None:
    """The portal's words about access if it is limited, and about the licence if it is not clear which one it is."""
    dataset = entry.record.dataset
    access = told(each.verbatim for each in dataset.access_rights) or [_NOT_STATED]
    stated = () if license_address(entry.record.assessment.license) else dataset.license
    text = "; ".join([*(() if level == PUBLIC else access), *told(each.verbatim for each in stated)])
    return text if len(text) <= LONGEST_RIGHTS else f"{text[: LONGEST_RIGHTS - 1]}…"


def _keywords(entry: Entry) -> list[str]:
    """The keywords; without one the themes, without these the name of the portal: at least one is asked for."""
    dataset = entry.record.dataset
    found = [each for each in unique(dataset.keyword) if each.strip()]
    return found or [each.label for each in known_themes(dataset)] or other_themes(dataset) or [portal_name(entry)]


def _modified(entry: Entry) -> str:
    """When the data last changed; without a date of them, when the portal's record did, or when we saw it change."""
    dataset = entry.record.dataset
    of_record = (written_day(each) for each in (dataset.modified, dataset.issued) if each)
    found = day(dataset.modified) or day(dataset.issued) or next(filter(None, of_record), None)
    return found or entry.record.provenance.changed.strftime("%Y-%m-%dT%H:%M:%SZ")


def _frequency(words: str | None) -> str | None:
    code, interval = period_of(words)
    return "irregular" if code == "IRREG" else interval


def _spatial(places: tuple[Location, ...]) -> str | None:
    """The first box, as west, south, east, north; else the names."""
    box = next((each.bbox for each in places if each.bbox), None)
    return ",".join(f"{edge:.10g}" for edge in box) if box else "; ".join(told(each.name for each in places)) or None


def _interval(dataset: Dataset) -> str | None:
    """The first period that has a start and an end: the version has no open ones."""
    periods = ((each.start and written_day(each.start), each.end and written_day(each.end)) for each in dataset.temporal)
    return next((f"{start}/{end}" for start, end in periods if start and end), None)


def _distribution(file: Distribution) -> Node | None:
    """A file; None if nothing is told of it. One whose media type is not known has no `downloadURL`, which needs one."""
    kind, access, download = media_type(file), _uri(address(file.access_url)), _uri(address(file.download_url))
    if not kind:
        access, download = access or download, None
    node = filled(
        {
            "title": first(file.title),
            "description": first(file.description),
            "downloadURL": download,
            "accessURL": None if access == download else access,
            "mediaType": kind,
            "format": format_name(file),
        }
    )
    return {"@type": "dcat:Distribution", **node} if node else None


def _uri(iri: str | None) -> str | None:
    return quote(iri, safe=_URI) if iri else None


def dump(entry: Entry, catalog: Catalog) -> bytes:
    """A catalogue of this dataset alone: harvesters read no other document."""
    return laid_out({**catalog_node(catalog), "dataset": [dataset_node(entry, catalog)]})


def dump_all(entries: Iterable[Entry], catalog: Catalog) -> Iterator[bytes]:
    """The document of many datasets, part by part. It is whole only with the last part."""
    return in_parts(catalog_node(catalog), (dataset_node(each, catalog) for each in entries))


def in_parts(head: Node, datasets: Iterable[Node]) -> Iterator[bytes]:
    """A catalogue and its datasets as JSON, a part for each dataset."""
    yield f'{_line(head)[:-1]}, "dataset": ['.encode()
    for number, each in enumerate(datasets):
        yield f"{',' if number else ''}\n{_line(each)}".encode()
    yield b"\n]}\n"


def _line(node: Node) -> str:
    return written(node).decode()


DCAT_US = Format("dcat-us.json", "application/json", "DCAT-US 1.1", PROFILE, dump)
