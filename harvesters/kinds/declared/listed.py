"""A list of a declared portal: its pages, and the record of each entry, which may need a request of its own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from schemas.dates import parse_date
from schemas.issues import issue

from ...answers import bad_answer
from ...base import Found, RawRecord, Removed
from ...errors import BadAnswer, RetryLater, StopHarvest
from ...limits import MAX_DETAILS_FAILED_IN_A_ROW
from ...paging import Page, page_key
from ...reading.broken import Broken
from ...reading.html import text_of
from ...reading.identifiers import identifier_of
from ...reading.outright import said_outright
from ...reading.records import json_bytes
from ...wire.quoting import kind_of_json
from .asking import Answered, Asking
from .expressions import NoValue, expression, says_nothing
from .holes import filled_text
from .html import pairs, select
from .numbers import Of, number_in
from .plan import Plan
from .replies import Detail, Listing, Parts, Read, Reply

MEDIA_TYPE = "application/json"

MARGIN = timedelta(days=1)
"""How much earlier than `since` a date of a list may be: it is a day, or a time whose zone is not known."""


@dataclass
class Numbered:
    """A list for `paging.by_number` or `by_page`. All lists of a declaration are asked for in one way."""

    read: Callable[..., Page]
    question: Any = None


class List:
    """One list of a portal, whose records changed from `since` on."""

    def __init__(self, plan: Plan, asking: Asking, name: str, *, since: datetime | None) -> None:
        self.plan, self.asking, self.name = plan, asking, name
        self.listing = plan.options.lists[name]
        self.detail = plan.options.detail
        self.only = {text: filled_text(wanted, asking.always) for text, wanted in self.listing.only.items()}
        self.since = since.date() - MARGIN if since else None
        self.part: dict[str, Any] = {}
        self.met: set[str] = set()  # the records of the parts so far
        self.failed = 0  # how many details failed one after the other

    def parts(self, parts: Parts) -> list[dict[str, Any]]:
        """The values of each part of the list, in the order in which they are named. Raises `BadAnswer`."""
        answered = self.asking.ask(parts, {})
        found = [set_of(parts.set, entry) for entry in self._entries_of(parts, answered)]
        if not (named := list({json_bytes(each): each for each in found if len(each) == len(parts.set)}.values())):
            raise BadAnswer(f"{self.asking.base} answers without the parts of a list")
        return named

    def by_offset(self) -> Numbered:
        begin = self.listing.paging.begin if self.listing.paging else 0
        return Numbered(lambda start, rows: self._page({"offset": begin + start, "size": rows}, first=start == 0))

    def by_page(self, size: int) -> Numbered:
        begin = self.listing.paging.begin if self.listing.paging else 0
        return Numbered(lambda number: self._page({"page": begin + number, "size": size}, first=number == 0))

    def by_token(self, size: int) -> Numbered:
        return Numbered(lambda token: self._page({"token": token or "", "size": size}, first=token is None))

    def _page(self, holes: dict[str, Any], *, first: bool) -> Page:
        """A page of the list. The requests for its records are sent when they are gone through."""
        listing = self.listing
        key = listing.records.rpartition(".")[2]
        answered = self.asking.ask(listing, {**holes, "part": self.part}, entries=key if key.isidentifier() else None)
        entries = self._entries_of(listing, answered)
        total = self._number(answered, listing.total, "total")
        if first and not entries and total:
            raise bad_answer(answered.response, f"that it has {total} records, and with none")
        others = [self._is_of_another(entry) for entry in entries]
        if first and entries and all(others):  # it may not know the filter, and have very many
            raise StopHarvest(f"{answered.kept} begins with nothing but the records of other portals")
        return Page(
            found=self._found([entry for entry, other in zip(entries, others, strict=True) if not other], answered),
            length=len(entries),
            key=page_key([self._identifier(entry) or repr(entry) for entry in entries]),
            total=total,
            pages=self._number(answered, listing.pages, "pages"),
            next=self._next(answered),
        )

    def _entries_of(self, reply: Listing | Parts, answered: Answered) -> list[Any]:
        """The entries of a page. Raises `BadAnswer` if there is no list."""
        if reply.is_html:
            found = select(answered.content, reply.records)
            totals = (reply.total, reply.pages) if isinstance(reply, Listing) else ()
            if not found and reply.ok is None and all(self._value(answered, where) is None for where in totals):
                raise bad_answer(answered.response, "with a page that has no list")
            return [values_of(reply, element) for element in found]
        try:
            entries = expression(reply.records).value(answered.content)
        except NoValue:
            entries = None
        if not isinstance(entries, list):
            raise BadAnswer(f"{self.asking.base} answers without a list of records")
        return entries

    def _number(self, answered: Answered, where: str | Read | None, of: Of) -> int | None:
        return number_in(self._value(answered, where), of)

    def _next(self, answered: Answered) -> str | None:
        value = self._value(answered, self.listing.paging.next if self.listing.paging else None)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None

    def _value(self, answered: Answered, where: str | Read | None) -> Any:
        if where is None:
            return None
        if isinstance(where, Read) or self.listing.is_html:
            return next(iter(texts_of(answered.content, where if isinstance(where, Read) else Read(css=where))), None)
        try:
            return expression(where).value(answered.content)
        except NoValue:
            return None

    def _identifier(self, entry: Any) -> str | None:
        if isinstance(entry, Broken):
            return entry.identifier
        return identifier_of(self._of(entry, self.listing.id)) if isinstance(entry, dict) else None

    def _is_of_another(self, entry: Any) -> bool:
        """Whether an entry says that it is of another portal, with which this one shares the list."""
        if not self.only or not isinstance(entry, dict):
            return False
        stated = ((self._of(entry, text), wanted) for text, wanted in self.only.items())
        return any(not says_nothing(value) and str(value).strip() != wanted for value, wanted in stated)

    def _of(self, entry: dict[str, Any], text: str) -> Any:
        try:
            return expression(text).value(entry)
        except NoValue:
            return None

    def _title(self, entry: dict[str, Any]) -> str:
        """What a report calls an entry that has no identifier. The entry itself may name persons."""
        found = next((self._of(entry, text) for text in self.plan.options.fields.title.at), None)
        return found if isinstance(found, str) else ""

    def _found(self, entries: list[Any], answered: Answered) -> Iterator[Found]:
        for entry in entries:
            identifier = self._identifier(entry)
            if isinstance(entry, Broken):
                yield self._raw(identifier, entry.content, answered) if identifier else issue("record-not-json")
            elif not isinstance(entry, dict):
                yield issue("record-not-object", value=kind_of_json(entry))
            elif identifier is None:
                yield issue("identifier-missing", value=self._title(entry))
            elif identifier not in self.met:
                self.met |= {identifier} if self.listing.parts else set()
                yield from self._record(identifier, entry, answered)

    def _record(self, identifier: str, entry: dict[str, Any], answered: Answered) -> Iterator[Found]:
        """The record of an entry; nothing if the list says that it has not changed."""
        state = self._of(entry, self.plan.options.state) if self.plan.options.state else None
        if said := said_outright(identifier, state=state):
            yield Removed(identifier, said) if said.kind.removes else said
            return
        if self.since and (day := self._day(entry)) and day < self.since:
            return
        whole: dict[str, Any] = {"list": self.name, "item": entry}
        if self.detail is None:
            yield self._raw(identifier, json_bytes(whole), answered)
            return
        try:
            detail = self._detail(self.detail, identifier, entry, answered)
        except BadAnswer as error:
            self.failed += 1
            yield issue("record-partial", identifier=identifier, value=str(error))
            yield self._raw(identifier, json_bytes(whole | {"detail": None}), answered, partial=True)
            if self.failed == MAX_DETAILS_FAILED_IN_A_ROW:
                raise RetryLater(f"{self.failed} records could not be read one after the other: {error}") from None
            return
        self.failed = 0
        yield self._raw(identifier, json_bytes(whole | {"detail": detail[0]}), detail[1])

    def _day(self, entry: dict[str, Any]) -> date | None:
        """The day on which the list says that an entry has changed."""
        value = self._of(entry, self.listing.modified) if self.listing.modified else None
        return parse_date(str(value), self.plan.source.date_customs).calendar_day if isinstance(value, str | int) else None

    def _detail(
        self, detail: Detail, identifier: str, entry: dict[str, Any], listed: Answered
    ) -> tuple[dict[str, Any], Answered]:
        """The record of an entry, and where it was. Raises `BadAnswer`."""
        holes = {"id": identifier, "item": entry, "set": set_values(self.plan, self.name, entry)}
        answered = self.asking.ask(detail, holes, page=listed.url)
        if detail.is_html:
            record: Any = values_of(detail, answered.content)
        else:
            try:
                record = expression(detail.record).value(answered.content) if detail.record else answered.content
            except NoValue:
                record = None
        if not isinstance(record, dict) or not any(record.values()):
            raise bad_answer(answered.response, "without a record")
        return record, answered

    def _raw(self, identifier: str, content: bytes, answered: Answered, *, partial: bool = False) -> RawRecord:
        return RawRecord(identifier, content, MEDIA_TYPE, answered.kept, partial=partial)


def set_values(plan: Plan, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The values of the holes {set.name} for an entry of a list."""
    listing = plan.options.lists.get(name)
    return set_of(listing.set if listing else {}, entry)


def set_of(expressions: Mapping[str, str], entry: dict[str, Any]) -> dict[str, Any]:
    """The values that expressions give of an entry, by name. What gives nothing is left out."""
    found: dict[str, Any] = {}
    for key, text in expressions.items():
        try:
            found[key] = expression(text).value(entry)
        except NoValue:
            continue
    return {key: value for key, value in found.items() if not says_nothing(value)}


def values_of(reply: Reply, element: Any) -> dict[str, Any]:
    """The values of a page of HTML, or of an element of it: texts, lists of texts, and `labels`. Empty ones are left out."""
    values: dict[str, Any] = {}
    for name, read in reply.read.items():
        if texts := texts_of(element, read):
            values[name] = texts if read.all else texts[0]
    labels: dict[str, Any] = {}
    for each in reply.labels:
        labels = pairs(select(element, each.css), each.form) | labels
    return values | ({"labels": labels} if labels else {})


def texts_of(element: Any, read: Read) -> list[str]:
    """The texts that a value of a page is made of: at most one, or with `all` every one. Empty ones are left out."""
    nth = read.nth or 1
    found = select(element, read.css)[0 if read.all else nth - 1 : None if read.all else nth]
    texts = [each.get(read.attr) if read.attr else text_of(each) for each in found]
    return [text.strip() for text in texts if text and text.strip()]
