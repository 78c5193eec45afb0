"""OAI-PMH 2.0 portals (https://www.openarchives.org/OAI/openarchivesprotocol.html), in the format `oai_dc`, which all must offer.

The list is read with `ListRecords`; the portal chooses the size of the pages. A record may be marked as deleted. Real portals
differ from the protocol. This reader accepts what it understands without guessing: pycsw, the engine of GeoNode, wants
`metadataPrefix` with a token, writes `dateStamp`, and names a page after the last.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field

from schemas.issues import MAX_VALUE, Issue, issue
from schemas.model import Model
from schemas.source import Source

from ...answers import check_status, read_xml
from ...base import Fetched, Found, Normalised, RawRecord, Removed
from ...errors import BadAnswer, StopHarvest
from ...limits import MAX_RECORDS, MAX_TOKEN
from ...paging import Page, by_token, page_key
from ...reading.broken import Broken
from ...reading.identifiers import identifier_of
from ...reading.outright import said_outright
from ...reading.xml import Element, child, children, local_name, text_of, written
from ...wire.moments import to_day, to_second
from ...wire.quoting import from_elsewhere, quoted
from ...wire.session import Session
from ...wire.transport import redacted, with_query
from .oai_dc import PREFIX, read_record

CODES = frozenset(
    {
        "badArgument",
        "badResumptionToken",
        "badVerb",
        "cannotDisseminateFormat",
        "idDoesNotExist",
        "noMetadataFormats",
        "noRecordsMatch",
        "noSetHierarchy",
    }
)
"""The errors of the protocol (OAI-PMH 2.0, 3.6)."""

CODE = re.compile(r"[A-Za-z]{1,40}")

NEVER = frozenset({"badVerb", "cannotDisseminateFormat", "noSetHierarchy"})
"""Errors that another try cannot fix: the portal does not have the address, the format or the set."""


class Options(Model):
    """The options of a declaration of an OAI-PMH portal, besides the keys of every source."""

    set_spec: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9_.!~*'():-]+$", description="The set to read (a `setSpec`). Default: the whole portal."),
    ] = None


class OaiPmhHarvester:
    """Reads an OAI-PMH portal. Incremental by datestamp, to the portal's second or day, including that of `since`.

    A raw record is the portal's `record` element with its header, with each value unchanged. The elements around it and the kind
    of quotes around attributes are not kept. A character that XML forbids is replaced by U+FFFD, and an issue says so.
    """

    options = Options

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        if source.secret:
            raise StopHarvest(f"{source.id} names a secret, and OAI-PMH has no place for one")
        yield from by_token(_Records(source, session, since=since), since=since, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_record(raw, source)


class _Refusal(Exception):
    """The portal answers with an error of the protocol."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"the error {code}{words}")
        self.code = code


class _Records:
    """The list of a portal's records.

    `question` is what is sent with a token: nothing, as the protocol says, or all arguments, if the portal's tokens do not
    include them. `from_elsewhere` says of the last page that another host answered, after a redirect.
    """

    from_elsewhere = False

    def __init__(self, source: Source, session: Session, *, since: datetime | None) -> None:
        self.base, self.set_spec = str(source.url), Options.model_validate(source.options).set_spec
        self.session, self.since = session, since
        self.question: dict[str, str] = {}
        self._noted: list[Issue] = []
        self._broken: list[Broken] = []

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
            return self._ask("ListRecords", **self._arguments())
        except _Refusal as refusal:
            if refusal.code != "badArgument" or self.since is None:
                raise
        self.since = None
        return self._ask("ListRecords", **self._arguments())

    def _go_on(self, token: str) -> Element:
        try:
            return self._ask("ListRecords", resumptionToken=token, **self.question)
        except _Refusal as refusal:
            if refusal.code != "badArgument" or self.question:
                raise
        self.question = self._arguments()
        return self._ask("ListRecords", resumptionToken=token, **self.question)

    def _arguments(self) -> dict[str, str]:
        chosen = {"metadataPrefix": PREFIX, "set": self.set_spec, "from": self.since and self._datestamp(self.since)}
        return {name: value for name, value in chosen.items() if value}

    def _datestamp(self, moment: datetime) -> str:
        """A moment as the portal writes datestamps, rounded down, so that no record of the same second or day is missed.

        Every portal understands days, so a day is sent if the portal does not say what else it understands.
        """
        granularity = text_of(child(self._ask("Identify"), "granularity"))
        return to_second(moment) if "ss" in granularity else to_day(moment)

    def _ask(self, verb: str, **arguments: str) -> Element:
        """The element of the answer with the name of the verb. Raises `_Refusal` and `BadAnswer`."""
        response = self.session.get(with_query(self.base, verb=verb, **arguments))
        self.from_elsewhere = from_elsewhere(response)
        read = read_xml(response, root="OAI-PMH")
        self._noted += read.issues
        self._broken += read.broken
        refusal = child(read.root, "error")  # some portals send it with the status of an error
        if refusal is not None:
            raise _Refusal(_code(refusal.get("code", ""), elsewhere=self.from_elsewhere), quoted(response, text_of(refusal)))
        check_status(response)
        answer = child(read.root, verb)
        if answer is None:
            raise BadAnswer(f"{redacted(response.url)} answers without {verb}")
        return answer

    def _page(self, answer: Element) -> Page:
        entries = [each for each in children(answer) if local_name(each) != "resumptionToken"]
        token = child(answer, "resumptionToken")
        following = text_of(token)
        if len(following) > MAX_TOKEN:
            raise BadAnswer(f"{redacted(self.base)} answers with a token of {len(following)} characters")
        noted, self._noted = self._noted, []
        broken, self._broken = self._broken, []
        return Page(
            found=(*noted, *map(self._found, entries), *map(self._lost, broken)),
            length=len(entries) + len(broken),
            key=page_key([*(_identifier(entry) or written(entry) for entry in entries), *broken]),
            total=None if token is None else _total(token.get("completeListSize", "").strip()),
            next=following or None,
        )

    def _found(self, entry: Element) -> Found:
        """The record of an entry, or what is wrong with it."""
        header, identifier = _header(entry), _identifier(entry)
        if header is None or identifier is None:
            return issue("identifier-missing", value="" if self.from_elsewhere else text_of(entry)[:MAX_VALUE])
        said = said_outright(identifier, state=header.get("status") or entry.get("status"))
        if said and said.kind.removes:  # other words, such as `updated`, do not say that it is removed
            return Removed(identifier, said)
        return self._raw(identifier, written(entry))

    def _lost(self, entry: Broken) -> RawRecord | Issue:
        """The record of an entry that cannot be read. `normalise` refuses it, so that it counts as listed."""
        if entry.identifier is None:
            return issue("record-not-xml", value="an entry without a readable identifier")
        return self._raw(entry.identifier, entry.content)

    def _raw(self, identifier: str, content: bytes) -> RawRecord:
        url = with_query(self.base, verb="GetRecord", identifier=identifier, metadataPrefix=PREFIX)
        return RawRecord(identifier=identifier, content=content, media_type="application/xml", url=url)


def _code(stated: str, *, elsewhere: bool) -> str:
    """The code of an error; a portal may have made up its own."""
    known = stated in CODES or (CODE.fullmatch(stated) and not elsewhere)
    return stated if known else "without a known code"


def _total(stated: str) -> int | None:
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) <= len(str(MAX_RECORDS)) else None


def _header(entry: Element) -> Element | None:
    """The header of an entry. It is in the record, or in a record around it, or it is the entry itself."""
    if local_name(entry) == "header":
        return entry
    header = child(entry, "header")
    inner = child(entry, "record") if header is None else None
    return header if inner is None else child(inner, "header")


def _identifier(entry: Element) -> str | None:
    """The identifier in the header of an entry."""
    header = _header(entry)
    return None if header is None else identifier_of(text_of(child(header, "identifier")))
