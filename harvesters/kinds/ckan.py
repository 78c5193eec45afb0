"""CKAN portals, through the Action API (https://docs.ckan.org/en/latest/api/).

The list is read with `package_search`, sorted by id. CKAN does not say what was deleted.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ckanapi.common import prepare_action, reverse_apicontroller_action
from ckanapi.errors import CKANAPIError, NotAuthorized, SearchError, SearchQueryError, ServerIncompatibleError, ValidationError

from schemas.issues import Issue, issue
from schemas.source import Source

from ..answers import check_status, json_of
from ..base import Fetched, NoOptions, Normalised, RawRecord, read_fields
from ..errors import BadAnswer, StopHarvest
from ..paging import Page, by_number
from ..reading.broken import Broken
from ..reading.identifiers import identifier_of
from ..reading.outright import said_outright
from ..reading.package import Package
from ..walks.json_entries import found_in, key_of
from ..wire.moments import to_second
from ..wire.quoting import from_elsewhere, kind_of_json, quoted
from ..wire.secret import secret_of
from ..wire.session import Session
from ..wire.transport import redacted

NOT_DATASETS = frozenset({"harvest", "showcase"})
"""Types of package that are not datasets, such as a harvest job or a use of data."""

ORDERS = ("id asc", "name asc", None)
"""The sort orders, best first: if a portal refuses one, the next is tried. Without an order, entries may move between pages."""


class CkanHarvester:
    """Reads a CKAN portal. Incremental by `metadata_modified`, to the second, including the second of `since`."""

    options = NoOptions

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        yield from by_number(_Packages(source, session, since=since), size=source.page_size, since=since, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_fields(raw, source, lambda fields: Package(fields).dataset(raw.identifier))


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
            found=tuple(found for package in packages if (found := found_in(package, self))),
            length=len(packages),
            key=key_of(packages, self),
            total=total if isinstance(total, int) else None,
        )

    def _check_cut(self, packages: list[Any], *, expected: int) -> None:
        """Raises `BadAnswer` if a broken package may have taken others with it: fewer came than were asked for."""
        if len(packages) < expected and any(isinstance(package, Broken) for package in packages):
            raise BadAnswer(f"{self.base} answers with JSON that is broken")

    def identifier(self, entry: dict[str, Any]) -> str | None:
        """Its id, or its name if it has no id."""
        return identifier_of(entry.get("id"), entry.get("name"))

    def said(self, entry: dict[str, Any], identifier: str) -> Issue | None:
        kind = entry.get("type")
        if isinstance(kind, str) and kind in NOT_DATASETS:
            return issue("record-not-dataset", identifier=identifier, pointer="/type", value=kind)
        return said_outright(identifier, state=entry.get("state"), private=entry.get("private"))

    def url_of(self, identifier: str) -> str:
        return f"{self.base}/api/3/action/package_show?id={quote(identifier, safe='')}"


def _message(answer: Any) -> object:
    """The words for people in CKAN's answer to a request that failed; for wrong parameters, those about each of them."""
    try:
        error = answer["error"]
        return error.get("message") or "; ".join(f"{name}: {words}" for name, words in error.items() if name != "__type")
    except (TypeError, KeyError, AttributeError):
        return None


def _questions(since: datetime | None) -> list[dict[str, str]]:
    """The requests to try, best first."""
    filters = [{}] if since is None else [{"fq": f"metadata_modified:[{to_second(since)} TO *]"}, {}]
    return [chosen | ({"sort": order} if order else {}) for chosen in filters for order in ORDERS]
