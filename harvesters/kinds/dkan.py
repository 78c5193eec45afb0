"""DKAN portals (https://dkan.readthedocs.io), both versions.

DKAN 2 lists its datasets in the terms of DCAT-US 1.1: page by page with `/api/1/search`, where a page has 100 at most
(`SearchController` of GetDKAN/dkan), and all at once with `/api/1/metastore/schemas/dataset/items`. DKAN 1 on Drupal 7 speaks a
part of CKAN's API (`open_data_schema_map` of GetDKAN): `current_package_list_with_resources`, `package_list` and `package_show`,
without `package_search`. The portal is asked in this order. Nothing can be asked for by date.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from schemas.dataset import Dataset
from schemas.issues import Issue
from schemas.publication_states import flag
from schemas.source import Source

from ..answers import check_status, json_of, read_entries
from ..base import Fetched, NoOptions, Normalised, RawRecord, read_fields
from ..errors import BadAnswer, RetryLater, StopHarvest
from ..paging import OneAnswer, Page, by_number, page_key
from ..reading.dcat import identifier_in, read_dataset, said_of
from ..reading.fields import Fields
from ..reading.identifiers import identifier_of
from ..reading.outright import said_outright
from ..reading.package import Package
from ..walks.json_entries import found_in, key_of
from ..wire.quoting import from_elsewhere
from ..wire.session import Session

MOST = 100
"""The most datasets of a page of DKAN 2."""

OF_PACKAGES = frozenset({"resources", "notes", "private"})
"""Fields that a package of DKAN 1 has, and a dataset of DCAT-US has not."""

CHANGED = "Date changed"
"""What DKAN 1 writes before the date in `last_modified` of a resource, whatever its language."""


class DkanHarvester:
    """Reads a DKAN portal. A raw record is a dataset of DCAT-US (DKAN 2) or a package (DKAN 1)."""

    options = NoOptions

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        if source.secret:
            raise StopHarvest(f"{source.id} names a secret, and DKAN lists its datasets without one")
        portal = _Portal(str(source.url).rstrip("/"), session)
        yield from by_number(_Datasets(portal), size=min(source.page_size, MOST), since=since, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_fields(raw, source, lambda fields: _dataset(fields, raw.identifier))


def _dataset(fields: Fields, identifier: str) -> Dataset:
    if OF_PACKAGES.isdisjoint(fields.values):
        return read_dataset(fields, identifier, base=f"{str(fields.source.url).rstrip('/')}/")
    return _Package(fields).dataset(identifier)


class _Refusal(BadAnswer):
    """The portal does not speak this way."""


class _Portal:
    """Asks the portal."""

    from_elsewhere = False

    def __init__(self, base: str, session: Session) -> None:
        self.base, self.session = base, session

    def get(self, path: str, **parameters: str | int) -> Any:
        """The JSON of an answer. Raises `_Refusal` for any other, `RetryLater` and `StopHarvest`."""
        response = self.session.get(f"{self.base}{path}", params=parameters)
        self.from_elsewhere = from_elsewhere(response)
        try:
            check_status(response)
            return json_of(response, entries="result")
        except BadAnswer as error:
            raise _Refusal(str(error)) from None

    def result(self, action: str, **parameters: str | int) -> Any:
        """The result of an action of DKAN 1. Raises as `get`."""
        answer = self.get(f"/api/3/action/{action}", **parameters)
        if not isinstance(answer, dict) or not answer.get("success") or "result" not in answer:
            raise _Refusal(f"{self.base} answers {action} without a result")
        return answer["result"]

    def entries(self, path: str) -> Iterator[Any]:
        response = self.session.get(f"{self.base}{path}")
        self.from_elsewhere = from_elsewhere(response)
        return read_entries(response)


class _Datasets:
    """The list, in the first way that the portal speaks. `question` is the number of that way, and what it has to remember."""

    def __init__(self, portal: _Portal) -> None:
        self.base = portal.base
        self.ways = (_Search(portal), _Items(portal), _Resources(portal), _Packages(portal))
        self.question: Any = [0, ""]

    def read(self, start: int, rows: int) -> Page:
        way, remembered = self.question
        while True:
            try:
                page, remembered = self.ways[way].read(start, rows, remembered)
            except _Refusal as refusal:
                if start:
                    raise
                way += 1
                if way == len(self.ways):
                    raise RetryLater(f"{self.base} lists no datasets in any way of DKAN: {refusal}") from None
            else:
                self.question = [way, remembered]
                return page


class _Way(ABC):
    """A way to list the datasets. `read` gives a page, and what has to be remembered for the next. Raises `_Refusal`."""

    def __init__(self, portal: _Portal) -> None:
        self.portal = portal

    @property
    def from_elsewhere(self) -> bool:
        return self.portal.from_elsewhere

    @abstractmethod
    def read(self, start: int, rows: int, remembered: str) -> tuple[Page, str]: ...

    def page(self, entries: list[Any], *, total: int | None = None, key: str = "") -> Page:
        found = (found_in(entry, self) for entry in entries)
        return Page(tuple(each for each in found if each), len(entries), key or key_of(entries, self), total=total)

    def identifier(self, entry: dict[str, Any]) -> str | None:
        return identifier_in(entry)

    def said(self, entry: dict[str, Any], identifier: str) -> Issue | None:
        return said_of(entry, identifier)

    def url_of(self, identifier: str) -> str:
        return f"{self.portal.base}/api/1/metastore/schemas/dataset/items/{quote(identifier, safe='')}"


class _Search(_Way):
    """DKAN 2, page by page. A page is asked for by its number, so its size has to divide the entries before it."""

    def read(self, start: int, rows: int, remembered: str) -> tuple[Page, str]:
        size = next(size for size in range(rows, 0, -1) if start % size == 0)
        asked: dict[str, str | int] = {"page": start // size + 1, "page-size": size, "sort": "title", "facets": 0}
        answer = self.portal.get("/api/1/search", **asked)
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list | dict):
            raise _Refusal(f"{self.portal.base} answers the search without results")
        entries = list(results.values()) if isinstance(results, dict) else results
        total = identifier_of(answer.get("total")) or ""
        return self.page(entries, total=int(total) if total.isascii() and total.isdecimal() else None), remembered


class _Items(_Way):
    """DKAN 2, all at once: where its search is switched off."""

    def __init__(self, portal: _Portal) -> None:
        super().__init__(portal)
        self.listed = OneAnswer(
            lambda: portal.entries("/api/1/metastore/schemas/dataset/items"), lambda entry: found_in(entry, self)
        )

    def read(self, start: int, rows: int, remembered: str) -> tuple[Page, str]:
        try:
            return self.listed.read(start, rows), remembered
        except RetryLater as error:
            raise (error if start else _Refusal(str(error))) from None


class _PackageWay(_Way):
    """DKAN 1."""

    def identifier(self, entry: dict[str, Any]) -> str | None:
        return identifier_of(entry.get("id"), entry.get("name"))

    def said(self, entry: dict[str, Any], identifier: str) -> Issue | None:
        """What a package says of itself. Its `private` is no flag but the status of its page: `Published`, or true for any word.

        Only published datasets are listed (`propertyCondition('status', 1)` in `open_data_schema_map.module`), so true and false
        say nothing here. The constant `Dataset`, which CKAN writes small, tells that it is DKAN 1.
        """
        private = entry.get("private")
        if entry.get("type") == "Dataset" and flag(str(private)) is not None:
            private = None
        return said_outright(identifier, state=entry.get("state"), private=private)

    def url_of(self, identifier: str) -> str:
        return f"{self.portal.base}/api/3/action/package_show?id={quote(identifier, safe='')}"


class _Resources(_PackageWay):
    """Packages with all that is in them, page by page. What is remembered is the key of the first page.

    Some portals know no `offset`: they send the first page again. If it has not as many entries as were asked for, it is all.
    """

    def read(self, start: int, rows: int, remembered: str) -> tuple[Page, str]:
        result = self.portal.result("current_package_list_with_resources", limit=rows, offset=start)
        if not isinstance(result, list):
            raise _Refusal(f"{self.portal.base} answers without a list of packages")
        entries = [each for part in result for each in (part if isinstance(part, list) else [part])]
        page = self.page(entries)
        if start and page.key == remembered and len(entries) != rows:
            return self.page([]), remembered
        return page, remembered if start else page.key


class _Packages(_PackageWay):
    """Packages by their names, one request for each: a page has one entry."""

    names: list[Any] | None = None

    def read(self, start: int, rows: int, remembered: str) -> tuple[Page, str]:  # noqa: ARG002 - one at a time
        if self.names is None:
            listed = self.portal.result("package_list")
            if not isinstance(listed, list):
                raise _Refusal(f"{self.portal.base} answers without a list of names")
            self.names = listed
        return self.page(
            [self.shown(name) for name in self.names[start : start + 1]], total=len(self.names), key=page_key(start)
        ), remembered

    def shown(self, name: Any) -> Any:
        """The package of a name. A name may be the path of a page that has no other (`node/12`), whose number is an id."""
        plain = identifier_of(name)
        if plain is None:
            return name
        try:
            result = self.portal.result("package_show", id=plain.removeprefix("node/"))
        except _Refusal as refusal:
            raise BadAnswer(str(refusal)) from None
        return result[0] if isinstance(result, list) and result else result


class _Package(Package):
    """A package of DKAN 1. Its groups are the organisations that publish it."""

    in_portal_zone = True

    def __init__(self, fields: Fields) -> None:
        for number, group in enumerate(list(_listed(fields.values.pop("groups", None)))):
            fields.adopt("organization", group, pointer=f"/groups/{number}")
        for resource in _listed(fields.values.get("resources")):
            if isinstance(resource, dict) and isinstance(changed := resource.get("last_modified"), str):
                resource["last_modified"] = changed.removeprefix(CHANGED).strip()
        super().__init__(fields)


def _listed(value: Any) -> Iterable[Any]:
    """The entries of a list, or the value that stands in its place."""
    return value if isinstance(value, list) else [value]
