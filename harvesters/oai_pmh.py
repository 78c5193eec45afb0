"""OAI-PMH 2.0 portals (https://www.openarchives.org/OAI/openarchivesprotocol.html), in the format `oai_dc` that all of them have.

The list is read with `ListRecords`; the portal cuts it into pages of its own size. What it marks as deleted is not listed, so that
a whole sweep misses it. Real portals differ from the protocol, and so does this reader, where it can do so without a guess:
pycsw, the engine of GeoNode, needs `metadataPrefix` beside a token, and gives all records of a page the identifier of the first.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import requests

from schemas.issues import MAX_VALUE, Issue, issue

from .base import Checkpoint, Fetched, Normalised, RawRecord, Total
from .errors import BadAnswer, StopHarvest
from .http import Session
from .limits import MAX_IDENTIFIER
from .oai_dc import PREFIX, read_record
from .paging import Page, TokenPager, page_key
from .source import Source
from .transport import redacted
from .xml import FORBIDDEN, Element, UnreadableXml, child, children, decoded, local_name, parse, text_of, written

NEVER = frozenset({"badVerb", "cannotDisseminateFormat", "noSetHierarchy"})
"""Errors that come again however often we ask: the address, the format or the set is not the portal's."""


class OaiPmhHarvester:
    """Reads an OAI-PMH portal. Incremental by datestamp, to the portal's second or day, and with that of `since` itself.

    A raw record is the portal's `record` element, header and all, each value untouched. Not kept are what stands around it, the
    quotes around attributes, and a character that XML forbids: U+FFFD stands in its place, and an issue says so.
    """

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        if source.secret:
            raise StopHarvest(f"{source.id} names a secret, and OAI-PMH has no place for one")
        prefix_beside, position = json.loads(cursor) if cursor else (False, None)
        portal = _Portal(source, session, since=since, prefix_beside=prefix_beside)
        for item in TokenPager(portal.read, cursor=position):
            if isinstance(item, Checkpoint):
                yield Checkpoint(json.dumps([portal.prefix_beside, item.cursor]))
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
    """The list of a portal's records. `prefix_beside` tells whether it wants `metadataPrefix` beside a token."""

    def __init__(self, source: Source, session: Session, *, since: datetime | None, prefix_beside: bool) -> None:
        self.base, self.set_spec = str(source.url), source.set_spec
        self.session, self.since, self.prefix_beside = session, since, prefix_beside
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
        question = {"metadataPrefix": PREFIX} | ({"set": self.set_spec} if self.set_spec else {})
        if self.since is None:
            return self._ask("ListRecords", **question)
        try:
            return self._ask("ListRecords", **question, **{"from": self._datestamp(self.since)})
        except _Refusal as refusal:
            if refusal.code != "badArgument":
                raise
            return self._ask("ListRecords", **question)

    def _go_on(self, token: str) -> Element:
        if not self.prefix_beside:
            try:
                return self._ask("ListRecords", resumptionToken=token)
            except _Refusal as refusal:
                if refusal.code != "badArgument":
                    raise
                self.prefix_beside = True
        return self._ask("ListRecords", resumptionToken=token, metadataPrefix=PREFIX)

    def _datestamp(self, moment: datetime) -> str:
        """A moment as the portal writes datestamps. What is finer is cut off, so that no record of the same second or day is missed.

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
        """The root of an OAI-PMH answer. Raises `UnreadableXml`."""
        kind = response.headers.get("Content-Type", "").lower()
        text = decoded(response.content, stated=response.encoding if "charset" in kind else None)
        if "html" in kind or text[:1000].lstrip().lower().startswith(("<!doctype html", "<html")):
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
        total = "" if token is None else token.get("completeListSize", "").strip()
        stated = [_identifier(entry) for entry in entries]
        identifiers = _told_apart(entries, stated)
        found = [self._found(entry, identifier) for entry, identifier in zip(entries, identifiers, strict=True)]
        if identifiers != stated:
            found.append(issue("identifier-repeated", value=f"{len(entries)} records of a page under one identifier: {stated[0]}"))
        noted, self._noted = self._noted, []
        return Page(
            found=(*noted, *found),
            length=len(entries),
            key=page_key([identifier or written(entry) for entry, identifier in zip(entries, identifiers, strict=True)]),
            total=int(total) if total.isascii() and total.isdecimal() else None,
            next=text_of(token) or None,
        )

    def _found(self, entry: Element, identifier: str | None) -> RawRecord | Issue:
        """The record of an entry, or what is wrong with it."""
        if identifier is None:
            return issue("identifier-missing", value=text_of(entry)[:MAX_VALUE])
        header = _header(entry)
        if header is not None and header.get("status") == "deleted":
            return issue("record-deleted", identifier=identifier)
        url = _address(self.base, verb="GetRecord", identifier=identifier, metadataPrefix=PREFIX)
        return RawRecord(identifier=identifier, content=written(entry), media_type="application/xml", url=url)


def _address(base: str, **arguments: str) -> str:
    """A question; the base address of a portal may have a query of its own."""
    return f"{base}{'&' if urlsplit(base).query else '?'}{urlencode(arguments)}"


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
    return None if header is None else _usable(text_of(child(header, "identifier")))


def _usable(text: str) -> str | None:
    return text if text.isprintable() and 0 < len(text) <= MAX_IDENTIFIER else None


def _told_apart(entries: Sequence[Element], stated: Sequence[str | None]) -> list[str | None]:
    """The identifiers of a page, from the metadata where its headers all repeat one and the metadata show that they are wrong.

    That is so if each record has an identifier in its metadata, no two the same, and one of them is what all headers say.
    """
    if len(entries) > 1 and len(set(stated)) == 1 and stated[0]:
        own = [_own_identifier(entry) for entry in entries]
        if None not in own and Counter(own)[stated[0]] == 1 and len(set(own)) == len(own):
            return own
    return list(stated)


def _own_identifier(entry: Element) -> str | None:
    """The first identifier in the metadata of an entry."""
    for metadata in children(entry, "metadata"):
        for container in children(metadata):
            return _usable(text_of(child(container, "identifier")))
    return None
