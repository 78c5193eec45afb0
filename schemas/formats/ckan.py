"""A record as CKAN 2.12 writes a package, with the keys and types of its API. Pure.

CKAN's words: a package is a dataset, a resource a distribution, an organization a portal, a group an EU theme, a tag a keyword.
Extras have the names of ckanext-dcat where it has one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from ..dataset import Coded, Distribution, Location, Text
from ..frequencies import frequency
from ..record import NAMESPACE, CatalogRecord, Status, distribution_ids
from ..source import Source
from ..themes import Theme, themes
from ..web_address import iri_of
from .as_json import written
from .ckan_licenses import is_open, license_id, license_row
from .entry import Catalog, Entry, Format

Json = dict[str, Any]

_TAG = re.compile(r"[\w .-]{2,100}")
"""What CKAN takes as a tag: 2 to 100 letters, digits, spaces, `-`, `_`, `.`. A vowel sign of Hindi is no letter for it."""

_ID_LENGTH = 36


def package(entry: Entry, catalog: Catalog) -> Json:
    """A record as `package_show` answers it."""
    record, dataset = entry.record, entry.record.dataset
    created, modified = moment(record.provenance.first_harvested), moment(entry.modified)
    contact = dataset.contact_point[0] if dataset.contact_point else None
    tags, resources = tags_of(dataset.keyword), resources_of(entry, catalog)
    organization = organization_of(record.source, entry.source)
    return {
        "author": None,
        "author_email": None,
        "creator_user_id": None,
        "id": str(record.id),
        **_license(record),
        "maintainer": contact.name if contact else None,
        "maintainer_email": contact.email if contact else None,
        "metadata_created": created,
        "metadata_modified": modified,
        "name": package_name(record.source, record.id),
        "notes": _first(dataset.description),
        "num_resources": len(resources),
        "num_tags": len(tags),
        "organization": organization,
        "owner_org": organization["id"],
        "private": False,
        "state": "active" if record.status is Status.ACTIVE else "deleted",
        "title": _first(dataset.title),
        "type": "dataset",
        "url": iri_of(dataset.landing_page) if dataset.landing_page else None,
        "version": dataset.version,
        "extras": [{"key": key, "value": value} for key, value in _extras(entry, catalog).items() if value],
        "resources": resources,
        "tags": tags,
        "groups": [_short(group_of(each)) for each in _themes(record)],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def package_name(source: str, id: UUID) -> str:
    """The name of a package: its portal and its id.

    CKAN allows small letters, digits, `-` and `_`, 2 to 100 of them. A name made of the title would change with the title, and
    two datasets could have the same; this one stays, is one of a kind in every CKAN that takes it over, and tells the portal.
    """
    return f"{source}-{id}"


def id_of_name(name: str) -> tuple[str, UUID] | None:
    """The portal and the id in the name of a package, None if it is no such name."""
    source, id_ = name[: -_ID_LENGTH - 1], name[-_ID_LENGTH:]
    try:
        return (source, UUID(id_)) if package_name(source, UUID(id_)) == name else None
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def moment(at: datetime) -> str:
    """A moment as CKAN writes it: in UTC, with microseconds and without a zone."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def organization_id(source: str) -> UUID:
    """The id of a portal as an organization."""
    return uuid5(NAMESPACE, f"ckan organization {source}")


@lru_cache(maxsize=64)
def group_id(code: str) -> UUID:
    """The id of an EU theme as a group."""
    return uuid5(NAMESPACE, f"ckan group {code}")


def group_name(code: str) -> str:
    """The name of an EU theme as a group."""
    return code.lower()


def tag_id(name: str) -> UUID:
    """The id of a keyword as a tag."""
    return uuid5(NAMESPACE, f"ckan tag {name}")


def organization_of(id: str, source: Source | None) -> Json:
    """A portal as packages name their organization. One that is declared no more has its id as title.

    Nobody has noted when a portal was declared first, so `created` is null.
    """
    titles = list(source.title.values()) if source else []
    return {
        "id": _organization_text(id),
        "name": id,
        "title": titles[0] if titles else id,
        "type": "organization",
        "description": str(source.url) if source else "",
        "image_url": "",
        "created": None,
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


@lru_cache(maxsize=1024)
def _organization_text(id: str) -> str:
    return str(organization_id(id))


def group_of(theme: Theme) -> Json:
    """An EU theme as a group."""
    return {
        "id": str(group_id(theme.code)),
        "name": group_name(theme.code),
        "title": theme.label,
        "type": "group",
        "description": theme.iri,
        "image_url": "",
        "created": None,
        "is_organization": False,
        "approval_status": "approved",
        "state": "active",
    }


def tag_of(name: str) -> Json:
    """A tag, as packages have it."""
    return {"display_name": name, "id": _tag_text(name), "name": name, "state": "active", "vocabulary_id": None}


@lru_cache(maxsize=16_384)
def _tag_text(name: str) -> str:
    return str(tag_id(name))


def tags_of(keywords: Text) -> list[Json]:
    """The keywords that CKAN takes as tags."""
    return [tag_of(name) for name in dict.fromkeys(" ".join(each.value.split()) for each in keywords) if is_tag(name)]


def is_tag(name: str) -> bool:
    """Whether CKAN takes a text as a tag."""
    return _TAG.fullmatch(name) is not None


def resources_of(entry: Entry, catalog: Catalog) -> list[Json]:
    """The distributions, in their order."""
    record = entry.record
    of_all = {
        "created": moment(record.provenance.first_harvested),
        "metadata_modified": moment(entry.modified),
        "package_id": str(record.id),
        "url": catalog.dataset(record.id),
    }
    with_ids = zip(record.dataset.distribution, distribution_ids(record), strict=True)
    return [_resource(file, str(id), number, of_all) for number, (file, id) in enumerate(with_ids)]


def _resource(file: Distribution, id: str, number: int, of_all: Mapping[str, str]) -> Json:
    """A distribution. CKAN wants an address of each; one without an own that works leads to the dataset."""
    return {
        "cache_last_updated": None,
        "cache_url": None,
        "created": moment(file.issued.value) if file.issued and file.issued.value else of_all["created"],
        "description": _first(file.description),
        "format": (file.format.code or file.format.verbatim) if file.format else "",
        "hash": file.checksum.value if file.checksum else "",
        "id": id,
        "last_modified": moment(file.modified.value) if file.modified and file.modified.value else None,
        "metadata_modified": of_all["metadata_modified"],
        "mimetype": file.media_type,
        "mimetype_inner": None,
        "name": _first(file.title) or None,
        "package_id": of_all["package_id"],
        "position": number,
        "resource_type": None,
        "size": file.byte_size,
        "state": "active",
        "url": _address(file) or of_all["url"],
        "url_type": None,
    } | ({"hash_algorithm": file.checksum.algorithm} if file.checksum and file.checksum.algorithm else {})


def _address(file: Distribution) -> str | None:
    return next((found for each in (file.download_url, file.access_url) if each and (found := iri_of(each))), None)


def _license(record: CatalogRecord) -> Json:
    found = record.assessment.license
    id_ = license_id(found)
    row = license_row(id_)
    return {
        "isopen": is_open(id_),
        "license_id": id_,
        "license_title": row["title"],
        "license_url": found.url or row["url"],
    }


def _themes(record: CatalogRecord) -> list[Theme]:
    known = themes()
    return [known[each] for each in _codes(record.dataset.theme) if each in known]


def _short(group: Json) -> Json:
    """A group as packages name it."""
    short = {name: group[name] for name in ("id", "name", "title", "description")}
    return short | {"display_name": group["title"], "image_display_url": ""}


def _extras(entry: Entry, catalog: Catalog) -> dict[str, str | None]:
    """What has no field of its own in CKAN, as texts; what is not there is left out."""
    record, dataset = entry.record, entry.record.dataset
    iri = catalog.dataset(record.id)
    found: dict[str, str | None] = {
        "guid": iri,
        "uri": iri,
        "identifier": dataset.identifier,
        "issued": dataset.issued.iso if dataset.issued else None,
        "modified": dataset.modified.iso if dataset.modified else None,
        "frequency": _frequency(dataset.accrual_periodicity),
        "language": _list(each.code or each.verbatim for each in dataset.language),
        "theme": _list(each.iri for each in _themes(record)),
        "access_rights": next(iter(_codes(dataset.access_rights)), None),
        "publisher_name": _first(dataset.publisher.name) if dataset.publisher else None,
        "publisher_uri": dataset.publisher.identifier if dataset.publisher else None,
        "publisher_url": dataset.publisher.homepage if dataset.publisher else None,
        "title_translated": _translated(dataset.title),
        "notes_translated": _translated(dataset.description),
        "keyword": _list(each.value for each in dataset.keyword if not is_tag(" ".join(each.value.split()))),
        "provenance_url": record.provenance.url,
    }
    return found | _where_and_when(record) | _concluded(record)


def _where_and_when(record: CatalogRecord) -> dict[str, str | None]:
    """Places and periods. CKAN's extensions read one of each: the first box, and the first period."""
    places, period = record.dataset.spatial, next(iter(record.dataset.temporal), None)
    return {
        "spatial": next((_polygon(each) for each in places if each.bbox), None),
        "spatial_text": "; ".join(each.name for each in places if each.name),
        "temporal_start": period.start.iso if period and period.start else None,
        "temporal_end": period.end.iso if period and period.end else None,
    }


def _concluded(record: CatalogRecord) -> dict[str, str | None]:
    """What Serai concludes, with how sure it is; these names are ours."""
    found = record.assessment
    states = (found.jurisdiction.holder_state, *found.jurisdiction.storage_state, *found.jurisdiction.collection_state)
    every = (*states, *found.jurisdiction.data_subject_state)
    return {
        "jurisdiction": _list(dict.fromkeys(each for each in every if each)),
        "jurisdiction_confidence": found.jurisdiction.confidence.value,
        "privacy_class": found.privacy.privacy_class.value,
        "privacy_confidence": found.privacy.confidence.value,
        "license_spdx": found.license.id,
        "license_status": found.license.status.value,
        "license_confidence": found.license.confidence.value,
        "license_statement": _list(found.license.raw),
    }


def _polygon(place: Location) -> str | None:
    """A box as ckanext-spatial reads it: a polygon of GeoJSON."""
    if not place.bbox:
        return None
    west, south, east, north = place.bbox
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return _text({"type": "Polygon", "coordinates": [corners]})


def _frequency(verbatim: str | None) -> str | None:
    return (frequency(verbatim).code or verbatim) if verbatim else None


def _translated(text: Text) -> str | None:
    """A text in its languages, as ckanext-fluent writes it; None if there is only one."""
    found: dict[str, str] = {}
    for each in text:
        found.setdefault(each.language, each.value)
    return _text(found) if len(found) > 1 else None


def _list(values: Iterable[str]) -> str | None:
    """Several values as ckanext-dcat writes them: a list of JSON. None if there are none."""
    found = list(values)
    return _text(found) if found else None


def _text(value: object) -> str:
    return written(value).decode()


def _codes(values: Iterable[Coded]) -> Iterator[str]:
    return iter(dict.fromkeys(each.code for each in values if each.code))


def _first(text: Text) -> str:
    return text[0].value if text else ""


CKAN = Format(
    file="ckan.json",
    media_type="application/json",
    title="CKAN package",
    profile="https://docs.ckan.org/en/2.11/api/",
    dump=lambda entry, catalog: written(package(entry, catalog)),
)
"""A record as CKAN's API writes it."""
