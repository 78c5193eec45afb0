"""CKAN portals, through the Action API (https://docs.ckan.org/en/latest/api/).

The list is read with `package_search`, sorted by id. CKAN never says what was deleted.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotAuthorized, SearchError, SearchQueryError, ServerIncompatibleError, ValidationError

from schemas.issues import Issue, issue
from schemas.source import Source

from ...base import Checkpoint, Fetched, Normalised, RawRecord, Total
from ...errors import BadAnswer, StopHarvest
from ...limits import MAX_IDENTIFIER
from ...paging import OffsetPager, Page, page_key
from ...reading.characters import decoded
from ...wire.session import Session
from ...wire.transport import redacted
from .package import read_package

NOT_DATASETS = frozenset({"harvest", "showcase"})
"""Types of package that describe something else: a harvest job, a use of data."""

ORDERS = ("id asc", "name asc", None)
"""What lists are sorted by; the next where a portal refuses. Without an order pages may drift."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

UTF8_MARK = b"\xef\xbb\xbf"


class CkanHarvester:
    """Reads a CKAN portal. Incremental by `metadata_modified`, to the second and with the second of `since` itself."""

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        simpler, position = json.loads(cursor) if cursor else (0, None)
        portal = _Portal(source, session, since=since, simpler=simpler)
        for item in OffsetPager(portal.read, size=source.page_size, cursor=position):
            if isinstance(item, Checkpoint):
                yield Checkpoint(json.dumps([portal.simpler, item.cursor]))
            elif since is None or not isinstance(item, Total):  # the total of what changed is not the portal's
                yield item

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_package(raw, source)


class _Portal:
    """The list of a portal's packages. `simpler` is how many questions the portal has refused, so that it gets simpler ones."""

    def __init__(self, source: Source, session: Session, *, since: datetime | None, simpler: int) -> None:
        self.base = str(source.url).rstrip("/")
        agent = session.headers["User-Agent"]
        self.api = RemoteCKAN(self.base, apikey=_secret(source), user_agent=agent, get_only=True, session=session)
        self.api.base_url = "api/3/action/"
        self.questions, self.simpler = _questions(since), simpler

    def read(self, start: int, rows: int) -> Page:
        """A page of the list. A portal that refuses the question at its start is asked a simpler one."""
        while True:
            try:
                return self._page(self._search(**self.questions[self.simpler], start=start, rows=rows))
            except (SearchQueryError, SearchError, ValidationError) as refusal:
                if start or self.simpler == len(self.questions) - 1:
                    raise BadAnswer(f"{self.base} refuses the search: {str(refusal)[:200]}") from None
                self.simpler += 1

    def _search(self, **question: Any) -> Any:
        """The result of `package_search`. Raises ckanapi's errors for a refused question, `BadAnswer`, `StopHarvest`."""
        answers: list[requests.Response] = []

        def keep(response: requests.Response, **_: object) -> None:
            _check_characters(response)
            answers.append(response)

        try:
            return self.api.call_action("package_search", question, requests_kwargs={"hooks": {"response": keep}})
        except (SearchQueryError, SearchError, ValidationError):
            raise
        except NotAuthorized:
            raise StopHarvest(f"{self.base} lets only users with a key read its list") from None
        except (CKANAPIError, ServerIncompatibleError, KeyError, RecursionError):
            raise BadAnswer(_complaint(answers[-1])) from None
        finally:
            answers.clear()  # an answer knows `keep`: the circle would hold each page until Python looks for circles

    def _page(self, result: Any) -> Page:
        packages = result.get("results") if isinstance(result, dict) else None
        if not isinstance(packages, list):
            raise BadAnswer(f"{self.base} answers without a list of packages")
        total = result.get("count")
        return Page(
            found=tuple(found for package in packages if (found := self._record(package)) is not None),
            length=len(packages),
            key=page_key([_identifier(package) or repr(package) for package in packages]),
            total=total if isinstance(total, int) else None,
        )

    def _record(self, package: Any) -> RawRecord | Issue | None:
        """The record of a package, what is wrong with it, or None if it is no public dataset."""
        if not isinstance(package, dict):
            return issue("record-not-object", value=package)
        if package.get("private") is True or package.get("state", "active") != "active" or package.get("type") in NOT_DATASETS:
            return None
        identifier = _identifier(package)
        if identifier is None:
            return issue("identifier-missing", value=package.get("title", ""))
        # Compact, and with every character as it was: what JSON forbids (NaN, half a surrogate pair) must stay to be seen.
        content = json.dumps(package, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        url = f"{self.base}/api/3/action/package_show?id={quote(identifier, safe='')}"
        # A UUID is the same in small and capital letters (RFC 9562): portals that change between them mean the same dataset.
        identifier = identifier.lower() if UUID.fullmatch(identifier) else identifier
        return RawRecord(identifier=identifier, content=content, media_type="application/json", url=url)


def _identifier(package: Any) -> str | None:
    """The id of a package, else its name."""
    if not isinstance(package, dict):
        return None
    for value in (package.get("id"), package.get("name")):
        text = str(value).strip() if isinstance(value, str | int) else ""
        if text.isprintable() and 0 < len(text) <= MAX_IDENTIFIER:
            return text
    return None


def _questions(since: datetime | None) -> list[dict[str, str]]:
    """What to ask, the best first."""
    filters = [{}] if since is None else [{"fq": f"metadata_modified:[{_solr_time(since)} TO *]"}, {}]
    return [chosen | ({"sort": order} if order else {}) for chosen in filters for order in ORDERS]


def _solr_time(moment: datetime) -> str:
    """CKAN's search has times in UTC. Less than a second is cut off, so that a record of the same second is not missed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _secret(source: Source) -> str | None:
    """The API key. Raises `StopHarvest` if the declaration names a variable that is not set."""
    if source.secret is None:
        return None
    secret = os.environ.get(source.secret)
    if not secret:
        raise StopHarvest(f"{source.id} needs an API key, and the environment variable {source.secret} is not set")
    return secret


def _check_characters(response: requests.Response) -> None:
    """Make sure that no character is lost where ckanapi decodes the answer. Raises `BadAnswer`."""
    if response.content.startswith(UTF8_MARK):
        response.encoding = "utf-8-sig"
    try:
        decoded(response.content, response.encoding or "utf-8")
    except UnicodeError:
        raise BadAnswer(f"{redacted(response.url)} answers in other characters than {response.encoding}, as it says") from None


def _complaint(response: requests.Response) -> str:
    """What is wrong with an answer that ckanapi could not use."""
    url, kind = redacted(response.url), response.headers.get("Content-Type", "")
    if response.status_code != requests.codes.ok:
        return f"{url} answers {response.status_code}"
    if "html" in kind or response.content[:64].lstrip().startswith(b"<"):
        return f"{url} answers with a web page instead of JSON"
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return f"{url} answers with JSON that is cut off or broken, {len(response.content)} bytes"
    return f"{url} answers without a result: {str(answer)[:200]}"
