"""OAI-PMH 2.0 portals (https://www.openarchives.org/OAI/openarchivesprotocol.html), in the format `oai_dc` that all must have.

The list is read with `ListRecords`; the portal cuts it into pages of its own size. A record that it marks as deleted is not
listed, so that a whole sweep misses it. Real portals differ from the protocol. This reader accepts what it can understand without
a guess: pycsw, the engine of GeoNode, wants `metadataPrefix` beside a token, writes `dateStamp`, and names a page after the last.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import requests

from schemas.issues import MAX_VALUE, Issue, issue
from schemas.source import Source

from ...base import Checkpoint, Fetched, Normalised, RawRecord, Total
from ...errors import BadAnswer, StopHarvest
from ...limits import MAX_IDENTIFIER, MAX_RECORDS, MAX_TOKEN
from ...paging import Page, TokenPager, page_key
from ...reading.xml import FORBIDDEN, Element, UnreadableXml, child, children, document, local_name, parse, text_of, written
from ...wire.session import Session
from ...wire.transport import redacted
from .oai_dc import PREFIX, read_record

NEVER = frozenset({"badVerb", "cannotDisseminateFormat", "noSetHierarchy"})
"""Errors that come again however often we ask: the address, the format or the set is not the portal's."""

WEB_PAGE = re.compile(r"\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)


class OaiPmhHarvester:
    """Reads an OAI-PMH portal. Incremental by datestamp, to the portal's second or day, and with that of `since` itself.

    A raw record is the portal's `record` element with its header, each value untouched. What stands around it is not kept, nor
    are the quotes around attributes. A character that XML forbids is replaced by U+FFFD, and an issue says so.
    """

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        if source.secret:
            raise StopHarvest(f"{source.id} names a secret, and OAI-PMH has no place for one")
        question, position = json.loads(cursor) if cursor else ({}, None)
        portal = _Portal(source, session, since=since, beside_token=question)
        for item in TokenPager(portal.read, cursor=position):
            if isinstance(item, Checkpoint):
                yield Checkpoint(json.dumps([portal.beside_token, item.cursor]))
            elif since is None or not isinstance(item, Total):  # the total of what changed is not the portal's
                yield item

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_record(raw, source)


class _Refusal(Exception):
    """The portal answers with an error of the protocol."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"the error {code}: {words}" if words else f"the error {code}")
        self.code = code


class _Portal:
    """The list of a portal's records.

    `beside_token` is what stands beside a token: nothing, as the protocol has it, or the whole question at a portal whose tokens
    do not hold it.
    """

    def __init__(self, source: Source, session: Session, *, since: datetime | None, beside_token: dict[str, str]) -> None:
        self.base, self.set_spec = str(source.url), source.set_spec
        self.session, self.since, self.beside_token = session, since, beside_token
        self._noted: list[Issue] = []

    def read(self, token: str | None) -> Page:
        """The page that a token names, the first for None. Raises `BadAnswer` and `StopHarvest`."""
        try:
            return self._page(self._begin() if token is None else self._go_on(token))
        except _Refusal as refusal:
            if refusal.code == "noRecordsMatch":
                return Page(found=(), length=0, key=page_key([]))
            kind = StopHarvest if refusal.code in NEVER else BadAnswer
            raise kind(f"{redacted(self.base)} answers with {refusal}") from None

    def _begin(self) -> Element:
        """The first page. A portal that refuses `from` is asked for everything."""
        try:
            return self._ask("ListRecords", **self._question())
        except _Refusal as refusal:
            if refusal.code != "badArgument" or self.since is None:
                raise
        self.since = None
        return self._ask("ListRecords", **self._question())

    def _go_on(self, token: str) -> Element:
        try:
            return self._ask("ListRecords", resumptionToken=token, **self.beside_token)
        except _Refusal as refusal:
            if refusal.code != "badArgument" or self.beside_token:
                raise
        self.beside_token = self._question()
        return self._ask("ListRecords", resumptionToken=token, **self.beside_token)

    def _question(self) -> dict[str, str]:
        chosen = {"metadataPrefix": PREFIX, "set": self.set_spec, "from": self.since and self._datestamp(self.since)}
        return {name: value for name, value in chosen.items() if value}

    def _datestamp(self, moment: datetime) -> str:
        """A moment as the portal writes datestamps. What is finer is cut off: no record of the same second or day is missed.

        Every portal understands days; one that does not say what else it understands gets them.
        """
        granularity = text_of(child(self._ask("Identify"), "granularity"))
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ" if "ss" in granularity else "%Y-%m-%d")

    def _ask(self, verb: str, **arguments: str) -> Element:
        """The element of the answer that is named after the verb. Raises `_Refusal` and `BadAnswer`."""
        response = self.session.get(_address(self.base, verb=verb, **arguments))
        url, sound = redacted(response.url), response.status_code == requests.codes.ok
        try:
            root = self._root(response)
        except UnreadableXml as error:
            raise BadAnswer(f"{url} answers with {error}" if sound else f"{url} answers {response.status_code}") from None
        refusal = child(root, "error")  # some portals send it with the status of an error
        if refusal is not None:
            raise _Refusal(refusal.get("code", "without a code")[:MAX_VALUE], text_of(refusal)[:MAX_VALUE])
        if not sound:
            raise BadAnswer(f"{url} answers {response.status_code}")
        answer = child(root, verb)
        if answer is None:
            raise BadAnswer(f"{url} answers without {verb}")
        return answer

    def _root(self, response: requests.Response) -> Element:
        """The root of an OAI-PMH answer. Raises `UnreadableXml`. Its media type is not asked: portals call XML what they like."""
        kind = response.headers.get("Content-Type", "").lower()
        text = document(response.content, stated=response.encoding if "charset" in kind else None)
        if WEB_PAGE.match(text):
            raise UnreadableXml("a web page instead of XML")
        if forbidden := FORBIDDEN.search(text):
            around = text[max(0, forbidden.start() - 40) : forbidden.end() + 40]
            self._noted.append(issue("control-characters", value=repr(around)))
            text = FORBIDDEN.sub("\ufffd", text)
        root = parse(text)
        if local_name(root) != "OAI-PMH":
            raise UnreadableXml(f"XML that is no OAI-PMH: {local_name(root)[:MAX_VALUE]}")
        return root

    def _page(self, answer: Element) -> Page:
        entries = [each for each in children(answer) if local_name(each) != "resumptionToken"]
        token = child(answer, "resumptionToken")
        following = text_of(token)
        if len(following) > MAX_TOKEN:
            raise BadAnswer(f"{redacted(self.base)} answers with a token of {len(following)} characters")
        noted, self._noted = self._noted, []
        return Page(
            found=(*noted, *map(self._found, entries)),
            length=len(entries),
            key=page_key([_identifier(entry) or written(entry) for entry in entries]),
            total=None if token is None else _total(token.get("completeListSize", "").strip()),
            next=following or None,
        )

    def _found(self, entry: Element) -> RawRecord | Issue:
        """The record of an entry, or what is wrong with it."""
        header, identifier = _header(entry), _identifier(entry)
        if header is None or identifier is None:
            return issue("identifier-missing", value=text_of(entry)[:MAX_VALUE])
        if header.get("status") == "deleted":
            return issue("record-deleted", identifier=identifier)
        url = _address(self.base, verb="GetRecord", identifier=identifier, metadataPrefix=PREFIX)
        return RawRecord(identifier=identifier, content=written(entry), media_type="application/xml", url=url)


def _address(base: str, **arguments: str) -> str:
    """A question; the base address of a portal may have a query of its own."""
    return f"{base}{'&' if urlsplit(base).query else '?'}{urlencode(arguments)}"


def _total(stated: str) -> int | None:
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) <= len(str(MAX_RECORDS)) else None


def _header(entry: Element) -> Element | None:
    """The header of an entry: in the record, in a record around it, or the entry itself."""
    if local_name(entry) == "header":
        return entry
    header = child(entry, "header")
    inner = child(entry, "record") if header is None else None
    return header if inner is None else child(inner, "header")


def _identifier(entry: Element) -> str | None:
    """The identifier in the header of an entry."""
    header = _header(entry)
    text = "" if header is None else text_of(child(header, "identifier"))
    return text if text.isprintable() and 0 < len(text) <= MAX_IDENTIFIER else None
