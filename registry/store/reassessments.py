"""Re-assessments: how far each has got, what it found to differ, and which process works on it.

At most one is at work. Its worker holds it as a worker holds a run (`leases.py`), and its steps show that it lives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from schemas.actor import Actor
from schemas.matter import OPEN
from schemas.reassessment import AT_WORK, Effect, Reassessment, ReassessmentState

from . import audit, saving
from .bulk import upsert
from .database import AnyRow, AnySelect, chunks
from .errors import ReassessmentActive, ReassessmentLost, ReassessmentMissing, ReassessmentSettled
from .leases import FRUITLESS, held_here, holder_lives
from .matters import Matters, said
from .models import RecordRow
from .reassessment_rows import ReassessmentEffectRow, ReassessmentRow, effect_row
from .rows import rules_key
from .runs import stopped
from .saving import Prepared


@dataclass(frozen=True)
class Step:
    """A step of the work: the re-assessment with its counts after it, and the last record that was judged.

    `effects` are those whose numbers grew. `equal` are the records whose conclusions the rules give again, `differing` those for
    which they give others, each with the version that was judged. `saves` are the records that get their new conclusions.
    """

    after: Reassessment
    cursor: UUID | None
    effects: Sequence[Effect] = ()
    equal: Mapping[UUID, int] = field(default_factory=dict)
    differing: Mapping[UUID, int] = field(default_factory=dict)
    saves: Prepared | None = None


class Reassessments(Matters[Reassessment]):
    """Keeps re-assessments. `go_on` keeps a step of the work together with the records that it changes; `turn` the state."""

    kind, row, missing_error, settled_error = Reassessment, ReassessmentRow, ReassessmentMissing, ReassessmentSettled

    def ask(self, reassessment: Reassessment) -> Reassessment:
        """Keep a new one, for any worker to take, and return it with its number. Raises `ReassessmentActive`."""
        with self._database.writing() as connection:
            audit.lock_head(connection)  # so that of two that are asked for at once one is refused
            _check_nobody_works(connection)
            number = self._add(connection, {**self._row(reassessment), "heartbeat": reassessment.at, "fruitless": 0})
        return reassessment.model_copy(update={"id": number})

    def take(self, *, at: datetime) -> Reassessment | None:
        """The one that is at work and has no living worker, now held by this process; None if there is none.

        If a person has asked to stop it, or too many workers in a row have ended at it, it is ended instead.
        """
        with self._database.writing() as connection:
            row = connection.execute(_at_work().with_for_update(skip_locked=True)).first()
            if row is None or (row.host is not None and holder_lives(row, at)):
                return None
            values: dict[str, Any] = {"heartbeat": at, "attempt": row.attempt + 1, "fruitless": row.fruitless + 1, **held_here()}
            if row.stop_by is not None:
                values = {"state": ReassessmentState.STOPPED.value, "ended": at, "error": stopped(row.stop_by)}
            elif row.fruitless >= FRUITLESS:
                error = f"{row.fruitless} workers ended one after the other at the same place"
                values = {"state": ReassessmentState.FAILED.value, "ended": at, "error": error}
            statement = update(ReassessmentRow).where(ReassessmentRow.id == row.id).values(**values)
            taken = connection.execute(statement.returning(*ReassessmentRow.__table__.columns)).one()
        return self._matter(taken) if taken.state in AT_WORK else None

    def cursor(self, reassessment: int) -> UUID | None:
        """The last record that was judged; None at the beginning of the comparing, and of the applying."""
        with self._database.reading() as connection:
            return connection.scalar(select(ReassessmentRow.cursor).where(ReassessmentRow.id == reassessment))

    def go_on(self, step: Step, *, at: datetime) -> Actor | None:
        """Keep a step, all of it or nothing. It counts as a heartbeat. Returns who has asked to stop, if anybody has.

        Raises `ReassessmentLost` (another process holds it), `StaleRecord` and `NotStorable`.
        """
        row = self._row(step.after) | {"cursor": step.cursor, "heartbeat": at, "fruitless": 0}
        with self._database.writing() as connection:
            audit.lock_head(connection)  # always first, so that two writers never wait for each other
            held = _changed(connection, step.after, step.after.state, row)
            if held is None:
                raise ReassessmentLost(step.after.id)
            if step.effects:
                upsert(connection, ReassessmentEffectRow, [effect_row(step.after.id, each) for each in step.effects], key="key")
            key = rules_key(step.after.rules)
            _note_rules(connection, step.equal, key)
            _note_rules(connection, step.differing, None)
            if step.saves is not None:
                saving.write(connection, step.saves)
        by: Actor | None = held.stop_by
        return by

    def turn(self, reassessment: Reassessment, *, was: StrEnum) -> Reassessment:
        """Give one in the state `was` its new state. The work on it begins anew, or ends. The trail has what a person said.

        Raises `ReassessmentMissing`, `ReassessmentSettled` (somebody was faster), `ReassessmentActive` and `ReassessmentLost`.
        """
        row = self._row(reassessment) | {"cursor": None, "fruitless": 0, "stop_by": None, **NOBODY}
        with self._database.writing() as connection:
            head = audit.lock_head(connection)
            if reassessment.state in AT_WORK:
                _check_nobody_works(connection)
            if _changed(connection, reassessment, was, row) is None:
                now = self._get(connection, reassessment.id)
                raise ReassessmentSettled(now) if was in OPEN else ReassessmentLost(now.id)
            audit.append(connection, head, said(reassessment, was=was))
        return reassessment

    def give_back(self, reassessment: Reassessment) -> None:
        """Let another worker go on. Does nothing if this process does not hold it any more."""
        with self._database.writing() as connection:
            _changed(connection, reassessment, reassessment.state, {**NOBODY, "fruitless": 0})

    def ask_stop(self, reassessment: int, *, by: Actor, at: datetime) -> Reassessment:
        """Ask one to end at its next step. One that waits for a worker ends at once.

        Raises `ReassessmentMissing` and `ReassessmentSettled`.
        """
        with self._database.writing() as connection:
            audit.lock_head(connection)
            found = self._get(connection, reassessment)
            if found.state not in AT_WORK:
                raise ReassessmentSettled(found)
            row = connection.execute(_at_work()).one()
            values: dict[str, Any] = {"stop_by": by}
            if row.host is None or not holder_lives(row, at):
                values |= {"state": ReassessmentState.STOPPED.value, "ended": at, "error": stopped(by)}
            connection.execute(update(ReassessmentRow).where(ReassessmentRow.id == reassessment).values(**values))
            return self._get(connection, reassessment)

    def list(
        self, *, state: ReassessmentState | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[Reassessment, ...]:
        """The newest first, at most `limit`: those in a state, and those with a lower number."""
        return self._latest(state=state, before=before, limit=limit)

    def counts(self) -> dict[ReassessmentState, int]:
        """How many there are in each state."""
        statement = select(ReassessmentRow.state, func.count()).group_by(ReassessmentRow.state)
        with self._database.reading() as connection:
            return {ReassessmentState(state): number for state, number in connection.execute(statement)}

    def effects(self, reassessment: int, *, offset: int = 0, limit: int | None = None) -> tuple[Effect, ...]:
        """What differs: first what is lowered, then that of the most records; at most `limit`."""
        order = (ReassessmentEffectRow.lowered.desc(), ReassessmentEffectRow.count.desc(), ReassessmentEffectRow.key)
        statement = select(ReassessmentEffectRow.effect).where(ReassessmentEffectRow.reassessment_id == reassessment)
        with self._database.reading() as connection:
            found = connection.scalars(statement.order_by(*order).offset(offset).limit(limit))
            return tuple(map(Effect.model_validate_json, found))

    def count_effects(self, reassessment: int) -> int:
        """How many effects there are."""
        statement = select(func.count()).where(ReassessmentEffectRow.reassessment_id == reassessment)
        with self._database.reading() as connection:
            return connection.scalar(statement) or 0


NOBODY: dict[str, Any] = {"host": None, "pid": None, "process": None}
"""The columns of one that no process holds."""


def _check_nobody_works(connection: Connection) -> None:
    row = connection.execute(_at_work()).first()
    if row is not None:
        raise ReassessmentActive(row.id)


def _at_work() -> AnySelect:
    return select(*ReassessmentRow.__table__.columns).where(ReassessmentRow.state.in_([state.value for state in AT_WORK]))


def _changed(connection: Connection, held: Reassessment, was: StrEnum, values: dict[str, Any]) -> AnyRow | None:
    """Change one that is in the state `was`, and that nobody has taken over. Returns its row, or None if that is not so."""
    expected = (ReassessmentRow.id == held.id, ReassessmentRow.state == was.value, ReassessmentRow.attempt == held.attempt)
    statement = update(ReassessmentRow).where(*expected).values(**values)
    return connection.execute(statement.returning(*ReassessmentRow.__table__.columns)).first()


def _note_rules(connection: Connection, judged: Mapping[UUID, int], key: str | None) -> None:
    """Note by which rules the conclusions of records hold, unless they have changed since they were judged."""
    for chunk in chunks(judged):
        stored = connection.execute(select(RecordRow.id, RecordRow.version).where(RecordRow.id.in_(chunk)))
        same = [row.id for row in stored if row.version == judged[row.id]]
        other = RecordRow.rules.is_distinct_from(key)
        connection.execute(update(RecordRow).where(RecordRow.id.in_(same), other).values(rules=key))
