"""The part of CKAN's action API that reads a portal (https://docs.ckan.org/en/2.11/api/). Pure: it answers from a `Portal`."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from .portal import Json, Portal

ROWS = 10
MAX_ROWS = 1000
"""How many packages CKAN gives by default, and at most (`ckan.search.rows_max`). It does not say when it gives fewer."""


class Refused(Exception):
    """CKAN's answer instead of a result: a status and an error object, or only a text if it cannot read the request."""

    def __init__(self, status: int, error: Json | str) -> None:
        super().__init__(f"{status}: {error}")
        self.status, self.error = status, error


def answer(portal: Portal, action: str, parameters: Mapping[str, Any]) -> object:
    """The `result` of an action. Raises `Refused`."""
    if action not in ACTIONS:
        raise Refused(400, f"Bad request - Action name not known: {action}")
    return ACTIONS[action](portal, parameters)


def _search(portal: Portal, parameters: Mapping[str, Any]) -> Json:
    """package_search: `q` as words that all must occur, `fq`, `sort`, `rows`, `start`."""
    rows = min(_natural(parameters, "rows", ROWS), MAX_ROWS)
    start = _natural(parameters, "start", 0)
    sort = str(parameters.get("sort") or "score desc, metadata_modified desc")
    conditions = [_words(str(parameters.get("q") or "*:*")), *_conditions(str(parameters.get("fq") or ""))]
    found = _sorted([package for package in portal.packages if all(holds(package) for holds in conditions)], sort=sort)
    return {
        "count": len(found),
        "facets": {},
        "results": found[start : start + rows],
        "search_facets": {},
        "sort": sort,
    }


def _natural(parameters: Mapping[str, Any], name: str, default: int) -> int:
    try:
        value = int(parameters.get(name, default))
    except (TypeError, ValueError):
        raise _invalid(name, "Invalid integer") from None
    if value < 0:
        raise _invalid(name, "Must be a natural number")
    return value


def _invalid(field: str, message: str) -> Refused:
    return Refused(409, {"__type": "Validation Error", field: [message]})


def _bad_query(what: str) -> Refused:
    return Refused(400, {"__type": "Search Query Error", "message": f"Query not understood: {what}"})


Condition = Callable[[Json], bool]


def _words(query: str) -> Condition:
    words = [] if query == "*:*" else query.casefold().split()

    def holds(package: Json) -> bool:
        # In these portals, as in real ones, titles and notes are not always text.
        text = json.dumps([package["title"], package["notes"], package.get("title_translated")], ensure_ascii=False).casefold()
        return all(word in text for word in words)

    return holds


_CLAUSE = re.compile(r'\s*(?:AND\s+)?(?P<sign>[+-]?)(?P<field>\w+):(?P<value>\[[^\]]*\]|"[^"]*"|[^\s"\[(]+)(?=\s|$)')
_RANGE = re.compile(r"\[(?P<low>\S+) TO (?P<high>\S+)\]")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def _conditions(query: str) -> Iterator[Condition]:
    """Read `fq`: clauses in the language of Solr, joined by a space or AND. Raises `Refused` for anything else."""
    rest = query.strip()
    while rest:
        clause = _CLAUSE.match(rest)
        if not clause:
            raise _bad_query(rest)
        yield _condition(clause["field"], value=clause["value"], wanted=clause["sign"] != "-")
        rest = rest[clause.end() :]


def _condition(field: str, *, value: str, wanted: bool) -> Condition:
    if field in ("metadata_modified", "metadata_created"):
        low, high = _range(value)
        return lambda package: (low <= _moment(package[field] + "Z") <= high) is wanted
    if field not in _INDEXED:
        raise _bad_query(f"undefined field {field}")
    sought = value.strip('"')
    return lambda package: (sought in _INDEXED[field](package)) is wanted


def _range(value: str) -> tuple[datetime, datetime]:
    """The first and the last moment of a range; `*` leaves that end open."""
    bounds = _RANGE.fullmatch(value)
    if not bounds:
        raise _bad_query(value)
    low, high = bounds["low"], bounds["high"]
    earliest, latest = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return earliest if low == "*" else _moment(low), latest if high == "*" else _moment(high)


def _moment(text: str) -> datetime:
    """Solr takes only UTC, written with a Z."""
    if not _DATE.fullmatch(text):
        raise _bad_query(f"Invalid Date String: {text}")
    return datetime.fromisoformat(text)


_INDEXED: Mapping[str, Callable[[Json], Sequence[str]]] = {
    "id": lambda package: [package["id"]],
    "name": lambda package: [package["name"]],
    "type": lambda package: [package["type"]],
    "dataset_type": lambda package: [package["type"]],
    "state": lambda package: [package["state"]],
    "license_id": lambda package: [package["license_id"] or ""],
    "organization": lambda package: [package["organization"]["name"]] if package["organization"] else [],
    "groups": lambda package: [group["name"] for group in package["groups"]],
    "tags": lambda package: [tag["name"] for tag in package["tags"]],
}


def _sorted(packages: list[Json], *, sort: str) -> list[Json]:
    for clause in reversed(sort.split(",")):
        field, _, direction = clause.strip().partition(" ")
        if field not in ("score", "id", "name", "metadata_created", "metadata_modified") or direction not in ("asc", "desc"):
            raise _bad_query(f"Can't determine a sort order: {clause.strip()}")
        if field != "score":  # hits have no scores here, so they keep their order
            packages = sorted(packages, key=itemgetter(field), reverse=direction == "desc")
    return packages


def _one(entries: Sequence[Json], parameters: Mapping[str, Any]) -> Json:
    """The entry of an `id`, which may be its name. Raises `Refused`."""
    wanted = parameters.get("id")
    if not wanted:
        raise _invalid("id", "Missing value")
    for entry in entries:
        if wanted in (entry["id"], entry["name"]):
            return entry
    raise Refused(404, {"__type": "Not Found Error", "message": "Not found"})


def _page(entries: Sequence[Any], parameters: Mapping[str, Any]) -> list[Any]:
    offset = _natural(parameters, "offset", 0)
    return list(entries[offset : offset + _natural(parameters, "limit", len(entries))])


def _package_list(portal: Portal, parameters: Mapping[str, Any]) -> list[str]:
    return _page(sorted(package["name"] for package in portal.packages), parameters)


def _full_organization(portal: Portal, organization: Json) -> Json:
    published = sum(package["owner_org"] == organization["id"] for package in portal.packages)
    return {
        **organization,
        "display_name": organization["title"],
        "image_display_url": "",
        "num_followers": 0,
        "package_count": published,
    }


def _organization_list(portal: Portal, parameters: Mapping[str, Any]) -> list[Any]:
    page = _page(sorted(portal.organizations, key=itemgetter("title")), parameters)
    if str(parameters.get("all_fields", "")).lower() in ("true", "1", "yes"):
        return [_full_organization(portal, organization) for organization in page]
    return [organization["name"] for organization in page]


def _organization_show(portal: Portal, parameters: Mapping[str, Any]) -> Json:
    organization = _full_organization(portal, _one(portal.organizations, parameters))
    return {**organization, "extras": [], "groups": [], "tags": [], "users": []}


def _status_show(portal: Portal, _: Mapping[str, Any]) -> Json:
    return {
        "ckan_version": "2.11.3",
        "error_emails_to": None,
        "extensions": ["fluent", "dcat"],
        "locale_default": "en",
        "site_description": "Hand-written sample, not real data",
        "site_title": portal.title,
        "site_url": f"https://{portal.id.replace('_', '-')}.example",
    }


ACTIONS: Mapping[str, Callable[[Portal, Mapping[str, Any]], object]] = {
    "organization_list": _organization_list,
    "organization_show": _organization_show,
    "package_list": _package_list,
    "package_search": _search,
    "package_show": lambda portal, parameters: _one(portal.packages, parameters),
    "status_show": _status_show,
}
