"""Sets of rules: each kept whole, one of a kind in force at a time, and which one was in force at any moment since the first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, literal_column, select, update

from schemas.audit import CATALOGUE, Action
from schemas.moved import Moved
from schemas.proposals import FourEyesCause
from schemas.rule_sets import OPEN, RuleSet, RuleSetKind, RuleSetState

from . import audit
from .bulk import add
from .database import AnyRow, Database
from .errors import Corrupt, RuleSetMissing, RuleSetOutdated, RuleSetSettled
from .rule_set_rows import RuleFileRow, RuleSetRow

IN_FORCE = RuleSetRow.state == literal_column(f"'{RuleSetState.IN_FORCE.value}'")
"""As a literal, so that SQLite uses the index that has only these."""

COLUMNS = tuple(column for column in RuleSetRow.__table__.columns if column.name != "difference")
"""All but the difference, which may be long."""

DRAFT_KEPT = timedelta(days=1)
"""How long a draft is kept that nobody confirms."""


class RuleSets:
    """Keeps sets of rules with the contents of their files by name. `turn` changes the state."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rule_set: RuleSet, contents: Mapping[str, str], difference: Moved) -> RuleSet:
        """Keep a new draft with its difference from the set `base`, and return it with its id, its hash and its counts.

        Drafts that nobody confirmed for a day are removed.
        """
        old = RuleSetRow.state == RuleSetState.DRAFT.value, RuleSetRow.at < rule_set.at - DRAFT_KEPT
        with self._database.writing() as connection:
            connection.execute(delete(RuleSetRow).where(*old))
            return _kept(connection, rule_set, contents, difference)

    def begin(self, rule_set: RuleSet, contents: Mapping[str, str]) -> RuleSet:
        """Keep a new set and put it in force at once: Serai itself does that at its start. Raises `RuleSetOutdated`."""
        with self._database.writing() as connection:
            head = audit.lock_head(connection)
            kept = _kept(connection, rule_set, contents)
            settled = {"confirmed_at": kept.at, "settled_by": kept.by, "settled_at": kept.at}
            return _put_in_force(connection, head, kept.model_copy(update=settled), was=RuleSetState.DRAFT)

    def turn(self, rule_set: RuleSet, *, was: RuleSetState) -> RuleSet:
        """Give a set in the state `was` its new state, and return it.

        If that is `in-force`, the set of its kind that was in force is replaced from `settled_at` on, what was compared with that
        one is outdated, and the trail has it: all of it or nothing.

        Raises `RuleSetMissing`, `RuleSetSettled` (somebody was faster) and `RuleSetOutdated` (another set came in force).
        """
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # always first, so that two writers never wait for each other
            if rule_set.state is RuleSetState.IN_FORCE:
                return _put_in_force(connection, head, rule_set, was=was)
            _turned(connection, rule_set, was=was)
        return rule_set

    def get(self, id: int) -> RuleSet:
        """One set. Raises `RuleSetMissing`."""
        with self._database.reading() as connection:
            return _get(connection, id)

    def contents(self, id: int) -> dict[str, str]:
        """The contents of the files of a set, by name. Raises `RuleSetMissing`, and `Corrupt` if they are not what was kept."""
        files = select(RuleFileRow.name, RuleFileRow.content).where(RuleFileRow.rule_set_id == id).order_by(RuleFileRow.name)
        with self._database.reading() as connection:
            kept = _get(connection, id)
            found = {row.name: row.content for row in connection.execute(files)}
        if hash_of(found) != kept.hash:
            raise Corrupt(f"the files of rule set {id} are not those that were kept")
        return found

    def damaged(self) -> tuple[int, ...]:
        """The sets whose files are not those that were kept. It reads all of them."""
        with self._database.reading() as connection:
            ids = connection.scalars(select(RuleSetRow.id).order_by(RuleSetRow.id)).all()
        return tuple(id for id in ids if self._is_damaged(id))

    def difference(self, id: int) -> Moved | None:
        """The difference of a set as it was shown; None for a set that Serai put in force itself. Raises `RuleSetMissing`."""
        with self._database.reading() as connection:
            row = connection.execute(select(RuleSetRow.difference).where(RuleSetRow.id == id)).first()
        if row is None:
            raise RuleSetMissing(f"there is no rule set {id}")
        return None if row.difference is None else Moved.model_validate_json(row.difference)

    def in_force(self, kind: RuleSetKind, at: datetime | None = None) -> RuleSet | None:
        """The set of a kind that is in force now, or was at a moment; None if none was."""
        statement = select(*COLUMNS).where(RuleSetRow.kind == kind.value)
        if at is None:
            statement = statement.where(IN_FORCE)
        else:
            statement = statement.where(RuleSetRow.in_force_from <= at).order_by(RuleSetRow.in_force_from.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(statement).first()
        return None if row is None else _rule_set(row)

    def first(self, kind: RuleSetKind) -> datetime | None:
        """Since when it is known which set of a kind was in force; None if there was none."""
        statement = select(RuleSetRow.in_force_from).where(RuleSetRow.kind == kind.value, RuleSetRow.in_force_from.is_not(None))
        with self._database.reading() as connection:
            return connection.scalar(statement.order_by(RuleSetRow.in_force_from).limit(1))

    def current(self, kind: RuleSetKind) -> tuple[int, str] | None:
        """Id and version of the set of a kind that is in force: the cheapest question, which every process asks once a second."""
        found = select(RuleSetRow.id, RuleSetRow.version)
        with self._database.reading() as connection:
            row = connection.execute(found.where(RuleSetRow.kind == kind.value, IN_FORCE)).first()
        return None if row is None else (row.id, row.version)

    def list(
        self,
        *,
        kind: RuleSetKind | None = None,
        state: RuleSetState | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[RuleSet, ...]:
        """Sets, the newest first, at most `limit`: of a kind, in a state, with a lower id."""
        statement = select(*COLUMNS).order_by(RuleSetRow.id.desc()).limit(limit)
        if kind is not None:
            statement = statement.where(RuleSetRow.kind == kind.value)
        if state is not None:
            statement = statement.where(RuleSetRow.state == state.value)
        if before is not None:
            statement = statement.where(RuleSetRow.id < before)
        with self._database.reading() as connection:
            return tuple(map(_rule_set, connection.execute(statement)))

    def _is_damaged(self, id: int) -> bool:
        try:
            self.contents(id)
        except Corrupt:
            return True
        except RuleSetMissing:  # a draft that was removed meanwhile
            pass
        return False


def hash_of(contents: Mapping[str, str]) -> str:
    """The SHA-256 of contents by name, as JSON with sorted keys."""
    return sha256(orjson.dumps(dict(contents), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _kept(connection: Connection, rule_set: RuleSet, contents: Mapping[str, str], difference: Moved | None = None) -> RuleSet:
    known: dict[str, Any] = {"hash": hash_of(contents), "state": RuleSetState.DRAFT}
    if difference is not None:
        known |= {"stricter": difference.stricter, "looser": difference.looser}
    kept = rule_set.model_copy(update=known)
    row = _row(kept) | {"difference": difference.model_dump_json() if difference else None}
    id = connection.execute(insert(RuleSetRow).values(**row).returning(RuleSetRow.id)).scalar_one()
    files = [{"rule_set_id": id, "name": name, "content": content} for name, content in contents.items()]
    add(connection, RuleFileRow, files)
    return kept.model_copy(update={"id": id})


def _put_in_force(connection: Connection, head: audit.Head, rule_set: RuleSet, *, was: RuleSetState) -> RuleSet:
    """Put a set in force from `settled_at` on, or just after the set before it, if the clock was put back."""
    state = _get(connection, rule_set.id).state
    if state is not was:
        raise RuleSetSettled(rule_set.id, state=state)
    of_kind = RuleSetRow.kind == rule_set.kind.value
    held = select(RuleSetRow.id, RuleSetRow.in_force_from).where(of_kind, IN_FORCE)
    before = connection.execute(held).first()
    if (before.id if before else None) != rule_set.base:
        raise RuleSetOutdated(rule_set.id)
    since = rule_set.settled_at or rule_set.at
    if before:
        since = max(since, before.in_force_from + timedelta(microseconds=1))
        replaced = {"state": RuleSetState.REPLACED.value, "in_force_until": since}
        connection.execute(update(RuleSetRow).where(RuleSetRow.id == before.id).values(**replaced))
    turned = rule_set.model_copy(update={"state": RuleSetState.IN_FORCE, "in_force_from": since})
    _turned(connection, turned, was=was)
    others = of_kind, RuleSetRow.state.in_([state.value for state in OPEN])
    connection.execute(update(RuleSetRow).where(*others).values(state=RuleSetState.OUTDATED.value))
    audit.append(connection, head, [_event(turned)])
    return turned


def _event(rule_set: RuleSet) -> audit.Event:
    """The entry of the trail about a set that comes in force."""
    details: dict[str, Any] = {
        "rule_set": rule_set.id,
        "kind": rule_set.kind.value,
        "version": rule_set.version,
        "hash": rule_set.hash,
        "replaces": rule_set.base,
        "reason": rule_set.reason,
    }
    if rule_set.settled_by is not None and rule_set.settled_by != rule_set.by:
        details |= {"approved_by": rule_set.settled_by.name, "approval": rule_set.settled_reason}
    return audit.Event(CATALOGUE, Action.PUT_IN_FORCE, rule_set.by, rule_set.in_force_from or rule_set.at, details)


def _turned(connection: Connection, rule_set: RuleSet, *, was: RuleSetState) -> None:
    """Write a set that is in the state `was`. Raises `RuleSetMissing`, `RuleSetSettled` and `RuleSetOutdated`."""
    expected = update(RuleSetRow).where(RuleSetRow.id == rule_set.id, RuleSetRow.state == was.value)
    if connection.execute(expected.values(**_row(rule_set))).rowcount != 1:
        raise RuleSetSettled(rule_set.id, state=_get(connection, rule_set.id).state)


def _get(connection: Connection, id: int) -> RuleSet:
    row = connection.execute(select(*COLUMNS).where(RuleSetRow.id == id)).first()
    if row is None:
        raise RuleSetMissing(f"there is no rule set {id}")
    return _rule_set(row)


_SAME = tuple(RuleSet.model_fields.keys() - {"id", "kind", "state", "why_four_eyes"})
"""The columns that have what the set has."""


def _row(rule_set: RuleSet) -> dict[str, Any]:
    """The columns of a set without its id and its difference."""
    return {
        **{name: getattr(rule_set, name) for name in _SAME},
        "kind": rule_set.kind.value,
        "state": rule_set.state.value,
        "why_four_eyes": orjson.dumps(rule_set.why_four_eyes).decode(),
    }


def _rule_set(row: AnyRow) -> RuleSet:
    return RuleSet(
        **{name: getattr(row, name) for name in _SAME},
        id=row.id,
        kind=RuleSetKind(row.kind),
        state=RuleSetState(row.state),
        why_four_eyes=tuple(map(FourEyesCause, orjson.loads(row.why_four_eyes))),
    )
