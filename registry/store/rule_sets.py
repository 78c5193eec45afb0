"""Sets of rules: each kept whole, one of a kind in force at a time, and which one was in force at any moment since the first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, literal_column, select, update

from schemas.audit import CATALOGUE, Action
from schemas.matter import OPEN
from schemas.moved import Moved
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState

from . import audit
from .audit_rows import Event, Head
from .bulk import add
from .errors import Corrupt, RuleSetMissing, RuleSetOutdated, RuleSetSettled
from .matters import Matters, said
from .rule_set_rows import RuleFileRow, RuleSetRow

IN_FORCE = RuleSetRow.state == literal_column(f"'{RuleSetState.IN_FORCE.value}'")
"""As a literal, so that SQLite uses the index that has only these."""


class RuleSets(Matters[RuleSet]):
    """Keeps sets of rules with the contents of their files by name. `turn` changes the state."""

    kind, row, missing_error, settled_error = RuleSet, RuleSetRow, RuleSetMissing, RuleSetSettled

    def keep(self, rule_set: RuleSet, contents: Mapping[str, str], difference: Moved) -> RuleSet:
        """Keep a new draft with its difference from the set `base`, and return it with its id, its hash and its counts.

        Drafts that nobody confirmed for a day are removed.
        """
        with self._database.writing() as connection:
            return self._kept(connection, rule_set, contents, difference)

    def begin(self, rule_set: RuleSet, contents: Mapping[str, str], difference: Moved | None = None) -> RuleSet:
        """Keep a new set and put it in force at once: Serai itself does that at its start.

        `difference` is what moves against the set `base`, as far as it is known. Raises `RuleSetOutdated`.
        """
        with self._database.writing() as connection:
            head = audit.lock_head(connection)
            kept = self._kept(connection, rule_set, contents, difference)
            settled = kept.settled(RuleSetState.IN_FORCE, by=kept.by, at=kept.at, confirmed_at=kept.at)
            return self._put_in_force(connection, head, settled, was=RuleSetState.DRAFT)

    def turn(self, rule_set: RuleSet, *, was: StrEnum) -> RuleSet:
        """Give a set in the state `was` its new state, and return it.

        If that is `in-force`, the set of its kind that was in force is replaced from `settled_at` on, what was compared with that
        one is outdated, and the trail has it: all of it or nothing. The trail has too who else said what.

        Raises `RuleSetMissing`, `RuleSetSettled` (somebody was faster) and `RuleSetOutdated` (another set came in force).
        """
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # always first, so that two writers never wait for each other
            if rule_set.state is RuleSetState.IN_FORCE:
                return self._put_in_force(connection, head, rule_set, was=was)
            self._turn(connection, rule_set.id, self._row(rule_set), was=was)
            audit.append(connection, head, said(rule_set, was=was))
        return rule_set

    def contents(self, id: int) -> dict[str, str]:
        """The contents of the files of a set, by name. Raises `RuleSetMissing`, and `Corrupt` if they are not what was kept."""
        files = select(RuleFileRow.name, RuleFileRow.content).where(RuleFileRow.rule_set_id == id).order_by(RuleFileRow.name)
        with self._database.reading() as connection:
            kept = self._get(connection, id)
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
        """The difference of a set as it was shown; None for the first, and where it is not known. Raises `RuleSetMissing`."""
        with self._database.reading() as connection:
            self._get(connection, id)
            kept = connection.scalar(select(RuleSetRow.difference).where(RuleSetRow.id == id))
        return None if kept is None else Moved.model_validate_json(kept)

    def in_force(self, kind: RuleSetKind, at: datetime | None = None) -> RuleSet | None:
        """The set of a kind that is in force now, or was at a moment; None if none was."""
        statement = select(*self._columns).where(RuleSetRow.kind == kind.value)
        if at is None:
            statement = statement.where(IN_FORCE)
        else:
            statement = statement.where(RuleSetRow.in_force_from <= at).order_by(RuleSetRow.in_force_from.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(statement).first()
        return None if row is None else self._matter(row)

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
        where = [] if kind is None else [RuleSetRow.kind == kind.value]
        return self._latest(*where, state=state, before=before, limit=limit)

    def _is_damaged(self, id: int) -> bool:
        try:
            self.contents(id)
        except Corrupt:
            return True
        except RuleSetMissing:  # a draft that was removed meanwhile
            pass
        return False

    def _kept(
        self, connection: Connection, rule_set: RuleSet, contents: Mapping[str, str], difference: Moved | None = None
    ) -> RuleSet:
        known: dict[str, Any] = {"hash": hash_of(contents), "state": RuleSetState.DRAFT}
        if difference is not None:
            known |= {"stricter": difference.stricter, "looser": difference.looser}
        kept = rule_set.model_copy(update=known)
        row = self._row(kept) | {"difference": difference.model_dump_json() if difference else None}
        id = self._add(connection, row)
        files = [{"rule_set_id": id, "name": name, "content": content} for name, content in contents.items()]
        add(connection, RuleFileRow, files)
        return kept.model_copy(update={"id": id})

    def _put_in_force(self, connection: Connection, head: Head, rule_set: RuleSet, *, was: StrEnum) -> RuleSet:
        """Put a set in force from `settled_at` on, or just after the set before it, if the clock was put back."""
        now = self._get(connection, rule_set.id)
        if now.state is not was:
            raise RuleSetSettled(now)
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
        self._turn(connection, turned.id, self._row(turned), was=was)
        others = of_kind, RuleSetRow.state.in_(OPEN)
        connection.execute(update(RuleSetRow).where(*others).values(state=RuleSetState.OUTDATED.value))
        audit.append(connection, head, [_event(turned)])
        return turned


def hash_of(contents: Mapping[str, str]) -> str:
    """The SHA-256 of contents by name, as JSON with sorted keys."""
    return sha256(orjson.dumps(dict(contents), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _event(rule_set: RuleSet) -> Event:
    """The entry of the trail about a set that comes in force."""
    details: dict[str, Any] = {
        "rule_set": rule_set.id,
        "kind": rule_set.kind.value,
        "version": rule_set.version,
        "hash": rule_set.hash,
        "replaces": rule_set.base,
        "reason": rule_set.reason,
    }
    if rule_set.approved and rule_set.settled_by:
        details |= {"approved_by": rule_set.settled_by.name, "approval": rule_set.settled_reason}
    return Event(CATALOGUE, Action.PUT_IN_FORCE, rule_set.by, rule_set.in_force_from or rule_set.at, details)
