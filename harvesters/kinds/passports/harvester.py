"""Portals of the Russian standard of open data ("methodical recommendations", version 3.0).

A list (`/opendata/list.xml`, `.csv` or `.json`) names a passport for each dataset (`meta.xml`, `.csv` or `.json`), which is a
request of its own. It may name the lists of other bodies. Nobody says what was deleted.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urljoin, urlsplit

from pydantic import Field

from schemas.dates import parse_date
from schemas.issues import Issue, issue
from schemas.model import Model
from schemas.source import Source

from ...base import Fetched, Found, Normalised, RawRecord
from ...errors import BadAnswer, RetryLater, StopHarvest
from ...limits import MAX_FAILED_IN_A_ROW, MAX_PASSPORTS_FAILED_IN_A_ROW
from ...paging import Page, by_number, page_key
from ...reading.broken import Broken
from ...reading.identifiers import identifier_of
from ...reading.records import json_bytes
from ...wire.session import Session
from ...wire.transport import redacted
from .documents import read_passport
from .lists import DATA, Entry, Lists, is_portals, value_in
from .passport import FAILED, read_dataset

PRESCRIBED = ("/opendata/list.xml", "/opendata/list.csv", "/opendata/list.json")
"""Where the standard puts the list of a portal."""

DAY = timedelta(days=1)
"""How far a calendar day of the portal may be from that in UTC."""


class Options(Model):
    """The options of a declaration of such a portal, besides the keys of every source."""

    list: Annotated[
        str | None,
        Field(
            min_length=1,
            description="The path or the address of the list, from `url`. Default: the first of `/opendata/list.xml`, `.csv` and "
            "`.json` that can be read.",
        ),
    ] = None


class PassportsHarvester:
    """Reads such a portal. In an incremental harvest, datasets that the list says were changed earlier are not asked for.

    A raw record is `{"item": …, "detail": …}`: the entry of the list and the passport, as JSON with every value unchanged. It has
    no `detail` if the list names no passport. If the passport cannot be read, it says why in `failed`, and `normalise` refuses
    it: so the dataset counts as listed, and what is stored of it stays.
    """

    options = Options

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        if source.secret:
            raise StopHarvest(f"{source.id} names a secret, and lists of passports have no place for one")
        datasets = _Datasets(source, session, since=since)
        size = min(source.page_size, MAX_PASSPORTS_FAILED_IN_A_ROW)
        yield from by_number(datasets, size=size, since=since, cursor=cursor)
        yield from datasets.lists.told()

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_dataset(raw, source)


class _Datasets:
    """The datasets that the lists name, each with its passport. `question` is the number of the address of the list."""

    def __init__(self, source: Source, session: Session, *, since: datetime | None) -> None:
        self.source, self.session = source, session
        self.lists = Lists(source, session)
        self.addresses, self.question = _addresses(source), 0
        self.since = since and (since.astimezone(UTC) - DAY).date()
        self._opened = False
        self._failed = self._silent = 0

    def read(self, start: int, rows: int) -> Page:
        """A page of the datasets. It does not end with one whose passport failed: it is not known yet whether the portal fails.

        Raises `RetryLater`, also if passport after passport fails.
        """
        self._open(start)
        end, found = start, list[Found | None]()
        while end < start + rows or self._failed:
            self.lists.extend(end + 1)
            if end >= len(self.lists.entries):
                break
            found.append(self._found(self.lists.entries[end]))
            end += 1
        keys = [each.key if isinstance(each, Entry) else each for each in self.lists.entries[start:end]]
        known = self.lists.at_end and not self.lists.incomplete
        return Page(
            found=(*(self.lists.told() if keys else ()), *(each for each in found if each)),
            length=len(keys),
            key=page_key(keys),
            total=len(self.lists.entries) if known else None,
        )

    def _open(self, start: int) -> None:
        """Read the first list. If it is not where it is looked for first, the next address is tried. Raises `RetryLater`."""
        why: list[str] = []
        while not self._opened:
            try:
                self.lists.open(self.addresses[self.question])
            except BadAnswer as error:
                why.append(str(error))
                if start or self.question == len(self.addresses) - 1:
                    raise RetryLater("; ".join(why)) from None
                self.question += 1
            else:
                self._opened = True

    def _found(self, entry: Entry | Broken | Issue) -> Found | None:
        """The record of an entry, or what is wrong with it. None if it has not changed. Raises `RetryLater`."""
        match entry:
            case Issue():
                return entry
            case Broken():
                return RawRecord(str(entry.identifier), entry.content, "application/json", str(self.source.url))
        if self._is_older(entry):
            return None
        if entry.address is None or DATA.search(urlsplit(entry.address).path):
            return _raw(entry, entry.identifier, entry.listed) if entry.identifier else _unnamed(entry)
        return self._described(entry, entry.address)

    def _described(self, entry: Entry, address: str) -> Found:
        """The record of an entry with its passport. Raises `RetryLater`."""
        try:
            detail = self._passport(entry, address)
        except (RetryLater, StopHarvest) as error:
            self._count(error)
            if entry.identifier is None:
                return issue("page-failed", value=str(error))
            return _raw(entry, entry.identifier, address, **{FAILED: str(error)})
        self._failed = self._silent = 0
        identifier = entry.identifier or identifier_of(value_in(detail, "identifier"))
        return _raw(entry, identifier, address, detail=detail) if identifier else _unnamed(entry)

    def _passport(self, entry: Entry, address: str) -> dict[str, Any]:
        """Raises `RetryLater` and `StopHarvest`."""
        if not is_portals(address, self.source):
            raise StopHarvest(f"{redacted(address)} is another service of the portal's host")
        detail = read_passport(self.session.get(address))
        stated = identifier_of(value_in(detail, "identifier"))
        if entry.identifier and stated != entry.identifier and stated in self.lists.identifiers:
            raise BadAnswer(f"{redacted(address)} answers with the passport of another dataset of the list")
        return detail

    def _count(self, error: RetryLater | StopHarvest) -> None:
        """A passport failed. Raises `RetryLater` if the portal does: it is silent or busy, or passport after passport fails."""
        self._failed += 1
        self._silent = self._silent + 1 if isinstance(error, RetryLater) and not isinstance(error, BadAnswer) else 0
        if self._failed == MAX_PASSPORTS_FAILED_IN_A_ROW or self._silent == MAX_FAILED_IN_A_ROW:
            raise RetryLater(str(error)) from None

    def _is_older(self, entry: Entry) -> bool:
        """Whether the list says that a dataset was changed last before the time that is asked for."""
        stated = value_in(entry.item, "modified")
        if self.since is None or not isinstance(stated, str | int):
            return False
        day = parse_date(str(stated).strip(), self.source.date_customs).calendar_day
        return day is not None and day < self.since


def _addresses(source: Source) -> tuple[str, ...]:
    """Where the list may be, best first."""
    stated = Options.model_validate(source.options).list
    return tuple(urljoin(str(source.url), each) for each in ([stated] if stated else PRESCRIBED))


def _raw(entry: Entry, identifier: str, url: str, **more: Any) -> RawRecord:
    return RawRecord(identifier, json_bytes({"item": entry.item, **more}), "application/json", url)


def _unnamed(entry: Entry) -> Issue:
    title = value_in(entry.item, "title")
    return issue("identifier-missing", value=title if isinstance(title, str) else "")
