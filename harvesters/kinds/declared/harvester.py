"""Reading a portal as its declaration says: its lists, page by page, and each record, if the lists have not everything."""

import json
from collections.abc import Iterator
from datetime import datetime

from schemas.source import Source

from ...base import Checkpoint, Fetched, Normalised, RawRecord, Total
from ...errors import StopHarvest
from ...paging import by_number, by_page, by_token
from ...wire.secret import secret_of
from ...wire.session import Session
from .asking import Asking
from .listed import List
from .options import Options
from .plan import Plan, plan_of
from .record import read_record
from .replies import Listing, Parts


class DeclaredHarvester:
    """Reads a portal as its declaration says. Incremental where a list states when a record has changed, to the day."""

    options = Options

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        """A cursor has the name of a list, how many records the lists before it and it state, and the place in it."""
        plan = plan_of(source)
        asking = Asking(source, session, key=secret_of(source), site=plan.options.site)
        for request in plan.options.before:
            asking.first(request)
        names = list(plan.options.lists)
        started, before, total, place = json.loads(cursor) if cursor else (names[0], 0, 0, None)
        if started not in names:
            raise StopHarvest(f"the list {started} of {source.id} is not declared any more")
        for name in names[names.index(started) :]:
            for item in self._walk(plan, asking, name, since=since, cursor=place):
                if isinstance(item, Total):
                    total = item.value
                    yield Total(before + total)
                elif isinstance(item, Checkpoint):
                    yield Checkpoint(json.dumps([name, before, total, item.cursor]))
                else:
                    yield item
            before, total, place = before + total, 0, None

    def _walk(self, plan: Plan, asking: Asking, name: str, *, since: datetime | None, cursor: str | None) -> Iterator[Fetched]:
        listing = plan.options.lists[name]
        listed = List(plan, asking, name, since=since)
        if listing.parts:
            return self._parts(listed, listing.parts, plan.source, since=since, cursor=cursor)
        return self._pages(listed, plan.source, since=since, cursor=cursor)

    def _parts(
        self, listed: List, parts: Parts, source: Source, *, since: datetime | None, cursor: str | None
    ) -> Iterator[Fetched]:
        """A list that comes in parts, one after the other. Their totals are none of the list: records are often in several parts.

        A cursor has the part and the place in it. If the part is not there any more, the
        list is read from the beginning.
        """
        named = listed.parts(parts)
        started, place = json.loads(cursor) if cursor else (None, None)
        begin = named.index(started) if started in named else 0
        for part in named[begin:]:
            listed.part = part
            for item in self._pages(listed, source, since=since, cursor=place if part == started else None):
                if isinstance(item, Checkpoint):
                    yield Checkpoint(json.dumps([part, item.cursor], ensure_ascii=False))
                elif not isinstance(item, Total):
                    yield item

    def _pages(self, listed: List, source: Source, *, since: datetime | None, cursor: str | None) -> Iterator[Fetched]:
        listing = listed.listing
        size = _size(listing, source)
        match listing.paging.by if listing.paging else None:
            case "offset":
                return by_number(listed.by_offset(), size=size, since=since, cursor=cursor)
            case "page":
                return by_page(
                    listed.by_page(size),
                    size=size,
                    cap=listing.paging.cap if listing.paging else None,
                    since=since,
                    cursor=cursor,
                )
            case _:
                return by_token(listed.by_token(size), since=since, cursor=cursor)

    def normalise(self, raw: RawRecord, source: Source) -> Normalised:
        return read_record(raw, plan_of(source))


def _size(listing: Listing, source: Source) -> int:
    return (listing.paging and listing.paging.size) or source.page_size
