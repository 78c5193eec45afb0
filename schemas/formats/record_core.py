"""The properties of a record by OGC API – Records, Part 1: what its common properties are (https://docs.ogc.org/is/20-004r1/).

`created` and `updated` are of the record; `issued` and `modified` are the portal's dates of the data. The names that the standard
does not have are those of the search.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain

from ..assessment import Confidence
from ..dataset import UNDETERMINED, Agent, ContactPoint, Dataset, DateValue, Distribution, LangString
from ..record import CatalogRecord, Status
from ..web_address import iri_of
from .citation import author
from .entry import Entry
from .oai_dc import known_themes
from .odrl import is_settled
from .schema_org import Node, encoding_format, filled, license_address, unique

THEMES = "http://publications.europa.eu/resource/authority/data-theme"

OTHER = "other"
"""A licence that SPDX has no id for; a link leads to it."""

_PHONE = re.compile(r"\+[1-9]\d{3,14}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s().-]+")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


def properties_of(entry: Entry) -> Node:
    """The properties; what is empty is left out, but for the type."""
    record, dataset = entry.record, entry.record.dataset
    told = {
        "created": _moment(record.provenance.first_harvested),
        "updated": _moment(entry.modified),
        "title": dataset.title[0].value if dataset.title else dataset.identifier,
        "description": first_of(dataset.description),
        "keywords": unique(dataset.keyword),
        "themes": _themes(dataset),
        "language": next(iter(_languages(dataset)), None),
        "languages": _languages(dataset),
        "resourceLanguages": [{"code": each.code} for each in dataset.language if each.code],
        "externalIds": _external_ids(entry),
        "formats": [told for each in dataset.distribution if (told := _format(each))],
        "contacts": _contacts(entry),
        "license": license_of(record),
        "rights": "; ".join(_rights(dataset)),
        "issued": _date(dataset.issued),
        "modified": _date(dataset.modified),
        "source": record.source,
        "status": "withdrawn" if record.status is Status.WITHDRAWN else None,
        "spatial": list(dict.fromkeys(each.verbatim for each in dataset.spatial if each.verbatim and not each.bbox)),
        **_concluded(record),
    }
    return {"type": "dataset", **filled(told)}


def _concluded(record: CatalogRecord) -> Node:
    """What Serai concludes of law and privacy, by the names that its search has; not what rests on a weak sign."""
    law, privacy = record.assessment.jurisdiction, record.assessment.privacy
    states = (law.holder_state, *law.storage_state, *law.collection_state, *law.data_subject_state)
    told = list(dict.fromkeys(each for each in states if each))
    return {
        "jurisdiction": told if law.confidence is not Confidence.LOW else None,
        "privacy_class": privacy.privacy_class.value if privacy.confidence is not Confidence.LOW else None,
    }


def license_of(record: CatalogRecord) -> str | None:
    """The SPDX id of a settled licence, `other` for one that has none but an address; else None."""
    found = record.assessment.license
    if not is_settled(found):
        return None
    if not found.id.startswith("LicenseRef-"):
        return found.id
    return OTHER if license_address(found) else None


def _rights(dataset: Dataset) -> Iterable[str]:
    """The portal's words about licence and access."""
    words = chain((each.verbatim for each in dataset.license), (each.verbatim for each in dataset.access_rights))
    return dict.fromkeys(each for each in words if each)


def _languages(dataset: Dataset) -> list[Node]:
    """The languages of the record's own texts."""
    codes = (each.language for each in dataset.title if each.language != UNDETERMINED)
    return [{"code": each} for each in dict.fromkeys(codes)]


def _themes(dataset: Dataset) -> list[Node]:
    found = [{"id": each.code, "title": each.label, "url": each.iri} for each in known_themes(dataset)]
    return [{"scheme": THEMES, "concepts": found}] if found else []


def _external_ids(entry: Entry) -> list[Node]:
    """The identifier that the portal gives; it is one of a kind within that portal alone."""
    scheme = iri_of(str(entry.source.url)) if entry.source else None
    return [filled({"scheme": scheme, "value": entry.record.dataset.identifier})]


def _format(distribution: Distribution) -> Node | None:
    media_type, known = media_type_of(distribution), distribution.format
    name = (known.code or known.verbatim) if known else None
    return filled({"name": name, "mediaType": media_type}) or None


def media_type_of(distribution: Distribution) -> str | None:
    """The media type: that of the known format, else the portal's if it is one."""
    known = encoding_format(distribution) or ""
    stated = distribution.media_type or ""
    return next((each for each in (known, stated) if _MEDIA_TYPE.fullmatch(each)), None)


def _contacts(entry: Entry) -> list[Node]:
    dataset, body = entry.record.dataset, author(entry)
    publisher = [_publisher(dataset.publisher)] if dataset.publisher and dataset.publisher.name else []
    return [*publisher, *(told for each in dataset.contact_point if (told := _contact(each, body)))]


def _publisher(agent: Agent) -> Node:
    homepage = iri_of(agent.homepage) if agent.homepage else None
    page = [{"rel": "about", "type": "text/html", "href": homepage}] if homepage else []
    return filled(
        {"identifier": agent.identifier, "organization": agent.name[0].value, "links": page, "roles": ["publisher"]},
    )


def _contact(point: ContactPoint, body: str | None) -> Node | None:
    """A contact has to have a name: without one, that of the body. A number that cannot be dialled as it is stays in words."""
    name = {"name": point.name} if point.name else {"organization": body}
    reached = {**_phone(point.telephone or ""), **_email(point.email or "")}
    if not any(name.values()) or not (point.name or reached):
        return None
    return {**name, **reached, "roles": ["pointOfContact"]}


def _phone(text: str) -> Node:
    digits = _BETWEEN_DIGITS.sub("", text)
    if _PHONE.fullmatch(digits):
        return {"phones": [{"value": digits}]}
    return {"contactInstructions": text} if text else {}


def _email(text: str) -> Node:
    plain = text.removeprefix("mailto:")
    return {"emails": [{"value": plain}]} if _EMAIL.fullmatch(plain) else {}


def first_of(texts: Iterable[LangString]) -> str | None:
    """The portal's first text."""
    return next((each.value for each in texts), None)


def _date(value: DateValue | None) -> str | None:
    """A date of the data themselves, as precise as the portal's."""
    return value.iso if value and not value.of_record else None


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
