"""CKAN portals, through the Action API (https://docs.ckan.org/en/latest/api/).

The list is read with `package_search`, sorted by id. CKAN does not say what was deleted.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ckanapi.common import prepare_action, reverse_apicontroller_action
from ckanapi.errors import CKANAPIError, NotAuthorized, SearchError, SearchQueryError, ServerIncompatibleError, ValidationError

from schemas.issues import Issue, issue
from schemas.source import Source

from ...answers import check_status, json_of
from ...base import Fetched, Found, NoOptions, Normalised, RawRecord, Removed
from ...errors import BadAnswer, StopHarvest
from ...paging import Page, by_number, page_key
from ...reading.broken import Broken
from ...reading.identifiers import identifier_of
from ...reading.outright import said_outright
from ...reading.records import json_bytes
from ...wire.moments import to_second
from ...wire.quoting import from_elsewhere, kind_of_json, quoted
from ...wire.secret import secret_of
from ...wire.session import Session
from ...wire.transport import redacted
from .package import read_package

NOT_DATASETS = frozenset({"harvest", "showcase"})
"""Types of package that are not datasets, such as a harvest job or a use of data."""

ORDERS = ("id asc", "name asc", None)
"""The sort orders, best first: if a portal refuses one, the next is tried. Without an order, entries may move between pages."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class CkanHarvester:
    """Reads a CKAN portal. Incremental by `metadata_modified`, to the second, including the second of `since`."""

    options = NoOptions

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        yield from by_number(_Packages(source, session, since=since), size=source.page_size, since=since, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_package(raw, source)


class _Refusal(Exception):
    """The portal refuses the question. The message is `: its words`, or empty."""


class _Packages:
    """The list of a portal's packages. `question` is the index in `questions`: the portal has refused those before it.

    `from_elsewhere` says of the last page that another host answered, after a redirect.
    """

    from_elsewhere = False

    def __init__(self, source: Source, session: Session, *, since: datetime | None) -> None:
        self.base = str(source.url).rstrip("/")
        self.session = session
        self.address, _, self.headers = prepare_action(
            "package_search", apikey=secret_of(source), base_url=f"{self.base}/api/3/action/"
        )
        self.questions, self.question = _questions(since), 0

    def read(self, start: int, rows: int) -> Page:
        """A page of the list. If the portal refuses the first page, a simpler request is tried."""
        while True:
            try:
                return self._page(self._search(**self.questions[self.question], start=start, rows=rows), start=start, rows=rows)
            except _Refusal as refusal:
                if start or self.question == len(self.questions) - 1:
                    raise BadAnswer(f"{self.base} refuses the search{refusal}") from None
                self.question += 1

    def _search(self, **question: Any) -> Any:
        """The result of `package_search`. Raises `_Refusal` for a refused request, `BadAnswer`, `StopHarvest`."""
        response = self.session.get(self.address, params=question, headers=self.headers)
        self.from_elsewhere = from_elsewhere(response)
        try:
            answer = json_of(response, entries="results")  # of any status: a refusal has the status of an error
        except BadAnswer:
            check_status(response)
            raise
        if isinstance(answer, dict) and answer.get("success") and "result" in answer:
            return answer["result"]
        words = quoted(response, _message(answer))
        try:
            reverse_apicontroller_action(self.address, response.status_code, json.dumps(answer))
        except (SearchQueryError, SearchError, ValidationError):
            raise _Refusal(words) from None
        except NotAuthorized:
            raise StopHarvest(f"{self.base} lets only users with a key read its list") from None
        except (CKANAPIError, ServerIncompatibleError, KeyError, TypeError, RecursionError):
            check_status(response)
        raise BadAnswer(f"{redacted(response.url)} answers without a result, with {kind_of_json(answer)}{words}")

    def _page(self, result: Any, *, start: int, rows: int) -> Page:
        packages = result.get("results") if isinstance(result, dict) else None
        if not isinstance(packages, list):
            raise BadAnswer(f"{self.base} answers without a list of packages")
        total = result.get("count")
        self._check_cut(packages, expected=min(rows, total - start if isinstance(total, int) else rows))
        return Page(
            found=tuple(found for package in packages if (found := self._record(package)) is not None),
            length=len(packages),
            key=page_key([_identifier(package) or repr(package) for package in packages]),
            total=total if isinstance(total, int) else None,
        )

    def _check_cut(self, packages: list[Any], *, expected: int) -> None:
        """Raises `BadAnswer` if a broken package may have taken others with it: fewer came than were asked for."""
        if len(packages) < expected and any(isinstance(package, Broken) for package in packages):
            raise BadAnswer(f"{self.base} answers with JSON that is broken")

    def _record(self, package: Any) -> Found | None:
        """The record of a package, or what else it is. None if it is neither public nor can be named."""
        if isinstance(package, Broken):
            return self._raw(package.identifier, package.content) if package.identifier else issue("record-not-json")
        if not isinstance(package, dict):
            return issue("record-not-object", value=kind_of_json(package) if self.from_elsewhere else package)
        identifier = _identifier(package)
        if identifier is None:
            title = "" if self.from_elsewhere else package.get("title", "")
            return issue("identifier-missing", value=title) if _said(package, "") is None else None
        if said := _said(package, identifier):
            return Removed(_same(identifier), said) if said.kind.removes else said
        return self._raw(identifier, json_bytes(package))

    def _raw(self, identifier: str, content: bytes) -> RawRecord:
        url = f"{self.base}/api/3/action/package_show?id={quote(identifier, safe='')}"
        return RawRecord(identifier=_same(identifier), content=content, media_type="application/json", url=url)


def _same(identifier: str) -> str:
    """An identifier in one spelling. A UUID is the same in small and capital letters (RFC 9562)."""
    return identifier.lower() if UUID.fullmatch(identifier) else identifier


def _message(answer: Any) -> object:
    """The words for people in CKAN's answer to a request that failed; for wrong parameters, those about each of them."""
    try:
        error = answer["error"]
        return error.get("message") or "; ".join(f"{name}: {words}" for name, words in error.items() if name != "__type")
    except (TypeError, KeyError, AttributeError):
        return None


def _identifier(package: Any) -> str | None:
    """The id of a package, or its name if it has no id."""
    if isinstance(package, Broken):
        return package.identifier
    return identifier_of(package.get("id"), package.get("name")) if isinstance(package, dict) else None


def _said(package: dict[str, Any], identifier: str) -> Issue | None:
    """Why a package is not a dataset that everybody may see."""
    kind = package.get("type")
    if isinstance(kind, str) and kind in NOT_DATASETS:
        return issue("record-not-dataset", identifier=identifier, pointer="/type", value=kind)
    return said_outright(identifier, state=package.get("state"), private=package.get("private"))


def _questions(since: datetime | None) -> list[dict[str, str]]:
    """The requests to try, best first."""
    filters = [{}] if since is None else [{"fq": f"metadata_modified:[{to_second(since)} TO *]"}, {}]
    return [chosen | ({"sort": order} if order else {}) for chosen in filters for order in ORDERS]
