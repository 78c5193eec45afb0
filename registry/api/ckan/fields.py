"""The fields of CKAN's search, and what each of them is in ours."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from uuid import UUID

from schemas.access_rights import access_rights
from schemas.file_formats import file_format, file_formats
from schemas.formats.ckan import group_id, group_name, id_of_name, organization_id
from schemas.formats.ckan_licenses import license_ids, searched
from schemas.themes import themes
from search.query import All, Condition, DateRange, Either, Filter, Ids, Words

from .errors import SearchRefused

NOTHING = Either()
EVERYTHING = All()

CHANGED = "record_modified"
"""Our field for `metadata_modified`."""


@dataclass(frozen=True)
class Names:
    """What only this installation knows: `sources` gives the ids of all portals. `now` is in UTC."""

    sources: Callable[[], Iterable[str]]
    now: datetime


@dataclass(frozen=True)
class Value:
    """A value in a query, without its quotation marks and escapes. `pattern` tells whether a `*` or `?` in it is one."""

    text: str
    pattern: bool = False


def field_condition(name: str, value: Value, names: Names) -> Condition:
    """What a record must meet for a field to have a value. Raises `SearchRefused`.

    CKAN's index has a field of any name; one that no record has finds nothing there, and here.
    """
    name = name.removeprefix("extras_")
    if name in _TEXTS:
        return _words(name, value)
    if name in _CONSTANT:
        return EVERYTHING if _fits(_CONSTANT[name], value) else NOTHING
    if name in _CLOSED:
        return _closed(name, value, names)
    if name in _OPEN:
        return Filter(field=_OPEN[name], value=(_literal(name, value),))
    if name in _IDS:
        return EVERYTHING if value == _ANY else _IDS[name](_literal(name, value))
    if name in REFUSED:
        raise SearchRefused(f"the field {name!r} cannot be searched here")
    return NOTHING


def is_dated(name: str) -> bool:
    """Whether a field takes moments."""
    return name == "metadata_modified"


def changed(start: datetime | None, end: datetime | None) -> Condition:
    """Records that changed between two moments, both included."""
    return DateRange(field=CHANGED, start=start, end=end) if start or end else EVERYTHING


_ANY = Value("*", pattern=True)

_TEXTS: Mapping[str, str | None] = {
    "text": None,
    "title": "title",
    "title_string": "title",
    "title_ngram": "title",
    "notes": "description",
    "publisher_name": "publisher",
}

_CONSTANT = {
    "state": "active",
    "type": "dataset",
    "dataset_type": "dataset",
    "entity_type": "package",
    "capacity": "public",
    "private": "false",
    "site_id": "default",
}
"""What is the same for every record here."""

_OPEN = {
    "tags": "keyword",
    "keyword": "keyword",
    "jurisdiction": "jurisdiction",
    "privacy_class": "privacy_class",
    "language": "language",
    "license_status": "license_status",
    "license_confidence": "license_confidence",
    "license_spdx": "license",
    "res_id": "distribution",
}
"""Our filter for a field whose values nobody lists."""

REFUSED = frozenset(
    {
        "author",
        "author_email",
        "maintainer",
        "maintainer_email",
        "url",
        "version",
        "metadata_created",
        "creator_user_id",
        "num_resources",
        "num_tags",
        "res_name",
        "res_url",
        "res_description",
        "identifier",
        "issued",
        "modified",
        "frequency",
        "spatial",
        "spatial_text",
        "temporal_start",
        "temporal_end",
        "publisher_uri",
        "provenance_url",
        "guid",
        "uri",
    }
)
"""Fields that packages have here and that no index has: an answer would be wrong."""


def _sources(names: Names) -> Mapping[str, str]:
    return {each: each for each in names.sources()}


def _owners(names: Names) -> Mapping[str, str]:
    return {str(organization_id(each)): each for each in names.sources()}


_CLOSED: Mapping[str, tuple[str, Callable[[Names], Mapping[str, str]]]] = {
    "organization": ("source", _sources),
    "owner_org": ("source", _owners),
    "groups": ("theme", lambda _: {group_name(each): each for each in themes()}),
    "group_ids": ("theme", lambda _: {str(group_id(each)): each for each in themes()}),
    "license_id": ("license", lambda _: {each: each for each in license_ids()}),
    "res_format": ("format", lambda _: {each: each for each in file_formats()}),
    "access_rights": ("access_rights", lambda _: {each: each for each in access_rights()}),
}
"""Our filter for a field whose values are known, and these: what CKAN calls a value, and what we call it."""


def _closed(name: str, value: Value, names: Names) -> Condition:
    field, values_of = _CLOSED[name]
    if value.pattern:
        found = [ours for theirs, ours in values_of(names).items() if fnmatchcase(theirs.lower(), value.text.lower())]
    elif name == "res_format":
        found = list(_formats_of(value.text))
    elif name in {"license_id", "organization"}:
        found = [value.text]
    else:
        found = [ours for theirs, ours in values_of(names).items() if theirs == value.text]
    if name == "license_id":
        found = [each for theirs in found for each in searched(theirs)]
    return Filter(field=field, value=tuple(found)) if found else NOTHING


@cache
def _formats_of(text: str) -> tuple[str, ...]:
    """The code of a format, however it is written."""
    found = file_format(stated=text[:200], media_type=None, url=None)
    return (found.code,) if found and found.code else ()


def _words(name: str, value: Value) -> Condition:
    if value == _ANY:
        return EVERYTHING
    begun = value.pattern
    text = value.text.removesuffix("*") if begun else value.text
    if begun and ("*" in text or "?" in text):
        raise SearchRefused("a pattern can only end with *")
    return Words(text=text, field=_TEXTS[name], begun=begun)


def _literal(name: str, value: Value) -> str:
    if value.pattern:
        raise SearchRefused(f"the field {name!r} takes no patterns here")
    return value.text


def _fits(text: str, value: Value) -> bool:
    return fnmatchcase(text, value.text) if value.pattern else text == value.text


def _by_id(text: str) -> Condition:
    try:
        return Ids(id=(UUID(text),))
    except ValueError:
        return NOTHING


def _by_name(text: str) -> Condition:
    """The record of a name, if it is of the portal that the name says."""
    found = id_of_name(text)
    if not found:
        return NOTHING
    return All(condition=(Ids(id=(found[1],)), Filter(field="source", value=(found[0],))))


_IDS: Mapping[str, Callable[[str], Condition]] = {"id": _by_id, "name": _by_name, "index_id": lambda _: NOTHING}
