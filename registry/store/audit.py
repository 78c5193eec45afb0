"""The audit trail: who did what to which record. Entries are only added. Each has the hash of the one before.

`registry/proof/entries.py` tells what an entry's hash is over. Entries of all forms may follow each other in any order. Ids count
up from 1 without a gap. So anybody who has the entries can check them, and find an entry that was changed, removed or inserted. A
missing end is found too: the head is kept separately.

What an entry only commits to can be erased: the database allows this change alone. A later entry says which ones were.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select, update

from schemas.actor import Actor, ActorKind
from schemas.audit import CATALOGUE, CHANGES, Action, AuditEntry
from schemas.canonical import canonical

from ..proof.entries import FORM, is_erased, is_whole, leaf, open_part
from . import decisions, former_states
from .audit_rows import COLUMNS, Event, Head, Values, entry_of, row_of
from .bulk import add
from .database import Database, chunks
from .errors import Corrupt, EntryMissing, NotStorable
from .models import AuditHeadRow, AuditRow

GENESIS = "0" * 64
"""The hash that the first entry refers to."""

CHANGED = AuditRow.action.in_(sorted(CHANGES))
"""The entries of changes of records. Others stand in the trail too: of refusals, tokens, kept answers and the like."""


MOST_ERASED = 1000
"""How many entries one erasure may name: its own entry names all of them."""


def of_action(action: Action) -> ColumnElement[bool]:
    """The entries of an action. As a literal, so that SQLite uses the index that has only these, if there is one."""
    return AuditRow.action == literal_column(f"'{action.value}'")


class Audit:
    """Reads the trail. `append` writes it, in the transaction of the change that the entry records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, record: UUID) -> tuple[AuditEntry, ...]:
        """All entries of a record, oldest first."""
        statement = select(*COLUMNS).where(AuditRow.record_id == record).order_by(AuditRow.id)
        with self._database.reading() as connection:
            return tuple(entry_of(row) for row in connection.execute(statement).mappings())

    def refusals(self, *, limit: int) -> tuple[AuditEntry, ...]:
        """The latest refusals, at most `limit`, the latest first."""
        statement = select(*COLUMNS).where(of_action(Action.REFUSE)).order_by(AuditRow.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(entry_of(row) for row in connection.execute(statement).mappings())

    def get(self, entry: int) -> AuditEntry:
        """One entry. Raises `EntryMissing`."""
        with self._database.reading() as connection:
            row = connection.execute(select(*COLUMNS).where(AuditRow.id == entry)).mappings().first()
        if row is None:
            raise EntryMissing(f"the trail has no entry {entry}")
        return entry_of(row)

    def last(self, action: Action) -> AuditEntry | None:
        """The last entry of an action; None if there is none."""
        statement = select(*COLUMNS).where(of_action(action)).order_by(AuditRow.id.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else entry_of(row)

    def erased(self) -> frozenset[int]:
        """The entries of which later ones say that they were erased."""
        with self._database.reading() as connection:
            return erased_entries(connection)

    def end(self) -> int:
        """The id of the last entry; 0 if there is none."""
        return self.head().entry

    def head(self) -> Head:
        """The last entry."""
        with self._database.reading() as connection:
            return read_head(connection)

    def entries(self, *, after: int = 0, until: int | None = None, action: Action | None = None) -> Iterator[AuditEntry]:
        """The entries after one, up to another, in their order; those of one action if given. Memory use is constant."""
        statement = select(*COLUMNS).where(AuditRow.id > after)
        if until is not None:
            statement = statement.where(AuditRow.id <= until)
        if action is not None:
            statement = statement.where(of_action(action))
        for row in chain.from_iterable(self._database.pages(statement, by=AuditRow.id)):
            yield entry_of(row._mapping)

    def leaves(self, *, after: int, until: int) -> Iterator[bytes]:
        """The contents of the leaves of these entries. Raises `Corrupt` if an entry is missing."""
        for expected, entry in enumerate(self.entries(after=after, until=until), after + 1):
            if entry.id != expected:
                raise Corrupt(f"the trail has no entry {expected}")
            yield leaf(entry)

    def verify(self) -> int | None:
        """Read the trail from its beginning and return the id of the first entry that is changed or missing; None if all is well.

        Entries that are added meanwhile are not read. One that was added behind the store's back counts as changed, and so does
        one whose private part was erased while no entry says so.
        """
        with self._database.reading() as connection:
            last_row = connection.scalar(select(func.max(AuditRow.id))) or 0
            end = read_head(connection)  # after the rows: a row that is added meanwhile has its head
            erased = erased_entries(connection)
        entries = select(*COLUMNS).where(AuditRow.id <= end.entry)
        rows = (row._mapping for row in chain.from_iterable(self._database.pages(entries, by=AuditRow.id)))
        broken = first_broken(rows, end, erased)
        return end.entry + 1 if broken is None and last_row > end.entry else broken

    def add(self, event: Event) -> int:
        """Add one entry that no change of a record goes with, and return its id. Raises `NotStorable`."""
        with self._database.writing() as connection:
            return log(connection, event)

    def erase(self, entries: Iterable[int], *, reason: str, by: Actor, at: datetime) -> int:
        """Erase what entries only commit to: names of persons, and details that could be about one. Return the entry about it.

        Of entries of the old forms name and details go too. Then only their hash is left, proved by later entries and the tree.
        The list of decisions loses the names too. A former state that such an entry proves goes as well; the present one of a
        record stays, because it is in use.
        Raises `EntryMissing`, and `NotStorable` for more than `MOST_ERASED` entries.
        """
        named = sorted(set(entries))
        if len(named) > MOST_ERASED:
            raise NotStorable(f"an erasure names at most {MOST_ERASED} entries")
        with self._database.writing() as connection:
            head = lock_head(connection)
            found = _entries(connection, named)
            if missing := set(named) - {entry.id for entry in found}:
                raise EntryMissing(f"the trail has no entry {min(missing)}")
            if private := [entry for entry in found if entry.salt is not None or entry.form != FORM]:
                connection.execute(ERASE, list(map(_erased, private)))
            former_states.erase(connection, named)
            decisions.erase(connection, named)
            return append(connection, head, [Event(CATALOGUE, Action.ERASE, by, at, {"entries": named, "reason": reason})])[0]


def first_broken(rows: Iterable[Values], end: Head, erased: Container[int]) -> int | None:
    """The id of the first entry that is changed or missing, of all rows of a trail and its head; None if all is well.

    `erased` are the entries of which later ones say that they were erased.
    """
    last = Head(0, GENESIS)
    for row in rows:
        if not _follows(row, last, erased):
            return last.entry + 1
        last = Head(row["id"], row["hash"])
    if last.entry < end.entry:
        return last.entry + 1
    return None if last == end else last.entry


def erased_entries(connection: Connection) -> frozenset[int]:
    """The entries of which later ones say that they were erased."""
    said = connection.scalars(select(AuditRow.details).where(of_action(Action.ERASE)))
    return frozenset(entry for details in said for entry in orjson.loads(details).get("entries", ()))


def lock_head(connection: Connection) -> Head:
    """The head of the trail, locked until the transaction ends. Only the transaction with this lock can write records."""
    return read_head(connection, locked=True)


def append(connection: Connection, head: Head, events: Sequence[Event]) -> list[int]:
    """Add an entry for each event after `head`, which is locked, and return their ids. Raises `NotStorable`."""
    rows = []
    for event in events:
        row = row_of(event, head)
        head = Head(row["id"], row["hash"])
        rows.append(row)
    if rows:
        add(connection, AuditRow, rows)
        connection.execute(update(AuditHeadRow).values(entry=head.entry, hash=head.hash))
    return [row["id"] for row in rows]


def log(connection: Connection, event: Event) -> int:
    """Add an entry in the transaction of what it records, and return its id. Raises `NotStorable`."""
    return append(connection, lock_head(connection), [event])[0]


ERASE = (
    update(AuditRow)
    .where(AuditRow.id == bindparam("entry"))
    .values(actor=bindparam("nobody"), details=bindparam("left"), salt=None)
)


def _entries(connection: Connection, ids: Sequence[int]) -> list[AuditEntry]:
    statement = select(*COLUMNS)
    return [
        entry_of(row) for chunk in chunks(ids) for row in connection.execute(statement.where(AuditRow.id.in_(chunk))).mappings()
    ]


def _erased(entry: AuditEntry) -> dict[str, object]:
    nobody = entry.actor.model_copy(update={"name": ""}) if entry.actor.kind is ActorKind.PERSON else entry.actor
    return {"entry": entry.id, "nobody": nobody, "left": canonical(open_part(entry.details)).decode()}


def _follows(row: Values, last: Head, erased: Container[int]) -> bool:
    """Whether a row is the entry after `last`, unchanged."""
    if (row["id"], row["previous_hash"]) != (last.entry + 1, last.hash):
        return False
    try:
        entry = entry_of(row)
    except Corrupt:
        return False
    if is_erased(entry) or (entry.form != FORM and entry.id in erased):
        return entry.id in erased and (entry.form != FORM or is_whole(entry))
    return is_whole(entry)


def read_head(connection: Connection, *, locked: bool = False) -> Head:
    """The last entry of the trail. Raises `Corrupt` if it is missing."""
    statement = select(AuditHeadRow.entry, AuditHeadRow.hash)
    row = connection.execute(statement.with_for_update() if locked else statement).first()
    if row is None:
        raise Corrupt("the head of the audit trail is missing")
    return Head(row.entry, row.hash)
