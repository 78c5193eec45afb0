"""Proposals: decisions about sets of records, and what has become of them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, delete, func, insert, select, update

from schemas.actor import Actor
from schemas.proposals import Effect, FourEyesCause, MovedGrounds, Outcome, Proposal, ProposalState, ProposedRecord, Selection
from schemas.record import Aspect

from . import audit, saving
from .bulk import add
from .database import AnyRow, AnySelect, Database, chunks
from .errors import ProposalMissing, ProposalSettled
from .models import ProposalGroundsRow, ProposalRecordRow, ProposalRow
from .saving import Prepared

DRAFT_KEPT = timedelta(days=1)
"""How long a draft is kept that nobody confirms."""


class Proposals:
    """Keeps proposals with their records. `turn` changes the state, together with the records that are decided."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, proposal: Proposal, records: Sequence[ProposedRecord], grounds: Sequence[MovedGrounds] = ()) -> Proposal:
        """Keep a new proposal, and return it with its number. Drafts that nobody confirmed for a day are removed.

        `grounds` tells what answers about the records that it decides depend on, before and after.
        """
        old = ProposalRow.state == ProposalState.DRAFT.value, ProposalRow.at < proposal.at - DRAFT_KEPT
        row = _row(proposal)
        with self._database.writing() as connection:
            connection.execute(delete(ProposalRow).where(*old))
            number = connection.execute(insert(ProposalRow).values(**row).returning(ProposalRow.id)).scalar_one()
            for chunk in chunks(_record_row(number, each) for each in records):
                add(connection, ProposalRecordRow, chunk)
            for chunk in chunks(_grounds_row(number, *each) for each in enumerate(grounds)):
                add(connection, ProposalGroundsRow, chunk)
        return proposal.model_copy(update={"id": number})

    def turn(self, proposal: Proposal, *, was: ProposalState, saves: Sequence[Prepared] = ()) -> Proposal:
        """Give a proposal in the state `was` its new state, and write the records that it decides: all of it or nothing.

        If it was applied and undoes another one, that one is undone in the same transaction.

        Raises `ProposalMissing`, `ProposalSettled` (somebody was faster), `StaleRecord` and `NotStorable`.
        """
        row = _row(proposal)
        with self._database.writing() as connection:
            audit.lock_head(connection)  # always first, so that two writers never wait for each other
            _turned(connection, proposal.id, was, row)
            if proposal.undoes is not None and proposal.state is ProposalState.APPLIED:
                undone = {
                    "state": ProposalState.UNDONE.value,
                    "undone_by": proposal.by,
                    "undone_at": proposal.settled_at,
                    "undone_reason": proposal.reason,
                }
                _turned(connection, proposal.undoes, ProposalState.APPLIED, undone)
            for each in saves:
                saving.write(connection, each)
        return proposal

    def get(self, proposal: int) -> Proposal:
        """One proposal. Raises `ProposalMissing`."""
        with self._database.reading() as connection:
            return _get(connection, proposal)

    def list(
        self,
        *,
        state: ProposalState | None = None,
        by: Actor | None = None,
        record: UUID | None = None,
        undoes: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Proposal, ...]:
        """Proposals, the newest first, at most `limit`: in a state, of a person, about a record, those that undo another one."""
        statement = select(ProposalRow.__table__).order_by(ProposalRow.id.desc()).limit(limit)
        if state is not None:
            statement = statement.where(ProposalRow.state == state.value)
        if by is not None:
            statement = statement.where(ProposalRow.by == by)
        if record is not None:
            about = select(ProposalRecordRow.proposal_id).where(ProposalRecordRow.record_id == record)
            statement = statement.where(ProposalRow.id.in_(about))
        if undoes is not None:
            statement = statement.where(ProposalRow.undoes == undoes)
        if before is not None:
            statement = statement.where(ProposalRow.id < before)
        return self._all(statement)

    def count(self, *, state: ProposalState) -> int:
        """How many proposals are in a state."""
        with self._database.reading() as connection:
            statement = select(func.count()).select_from(ProposalRow).where(ProposalRow.state == state.value)
            return connection.scalar(statement) or 0

    def records(self, proposal: int, *, offset: int = 0, limit: int = 100) -> tuple[ProposedRecord, ...]:
        """A page of the records of a proposal, by id."""
        statement = _records_of(proposal).order_by(ProposalRecordRow.record_id).offset(offset).limit(limit)
        with self._database.reading() as connection:
            return tuple(map(_record, connection.execute(statement)))

    def all_records(self, proposal: int) -> Iterator[ProposedRecord]:
        """All records of a proposal, by id."""
        for page in self._database.pages(_records_of(proposal), by=ProposalRecordRow.record_id):
            yield from map(_record, page)

    def effects(self, proposal: int, *, limit: int) -> tuple[Effect, ...]:
        """What changes, each with the number of records, the most first, at most `limit`."""
        said = ProposalRecordRow.before, ProposalRecordRow.after
        number = func.count().label("number")
        of_proposal = ProposalRecordRow.proposal_id == proposal, ProposalRecordRow.outcome == Outcome.CHANGED.value
        statement = select(*said, number).where(*of_proposal).group_by(*said).order_by(number.desc(), *said).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(Effect(before=_read(row.before), after=_read(row.after), count=row.number) for row in rows)

    def grounds(self, proposal: int) -> tuple[MovedGrounds, ...]:
        """What answers depend on before and after, as it was kept; nothing of a proposal that an older version made."""
        row = ProposalGroundsRow
        statement = select(row.before, row.after, row.count).where(row.proposal_id == proposal).order_by(row.number)
        with self._database.reading() as connection:
            rows = connection.execute(statement).mappings()
            return tuple(MovedGrounds(**each) for each in rows)

    def _all(self, statement: AnySelect) -> tuple[Proposal, ...]:
        with self._database.reading() as connection:
            return tuple(map(_proposal, connection.execute(statement)))


def _turned(connection: Connection, proposal: int, was: ProposalState, values: dict[str, Any]) -> None:
    """Write columns of a proposal in the state `was`. Raises `ProposalMissing` and `ProposalSettled`."""
    expected = update(ProposalRow).where(ProposalRow.id == proposal, ProposalRow.state == was.value)
    if connection.execute(expected.values(**values)).rowcount != 1:
        raise ProposalSettled(proposal, state=_get(connection, proposal).state)


def _get(connection: Connection, proposal: int) -> Proposal:
    row = connection.execute(select(ProposalRow.__table__).where(ProposalRow.id == proposal)).first()
    if row is None:
        raise ProposalMissing(f"there is no proposal {proposal}")
    return _proposal(row)


def _records_of(proposal: int) -> AnySelect:
    return select(ProposalRecordRow.__table__).where(ProposalRecordRow.proposal_id == proposal)


_SAME = tuple(Proposal.model_fields.keys() - {"id", "aspect", "decision", "selection", "state", "why_four_eyes"})
"""The columns that have what the proposal has."""


def _row(proposal: Proposal) -> dict[str, Any]:
    """The columns of a proposal without its number."""
    return {
        **{name: getattr(proposal, name) for name in _SAME},
        "aspect": proposal.aspect.value,
        "decision": _text(proposal.decision),
        "selection": proposal.selection.model_dump_json(exclude_none=True),
        "state": proposal.state.value,
        "why_four_eyes": _text(proposal.why_four_eyes),
    }


def _proposal(row: AnyRow) -> Proposal:
    return Proposal(
        **{name: getattr(row, name) for name in _SAME},
        id=row.id,
        aspect=Aspect(row.aspect),
        decision=_read(row.decision),
        selection=Selection.model_validate_json(row.selection),
        state=ProposalState(row.state),
        why_four_eyes=tuple(map(FourEyesCause, _read(row.why_four_eyes))),
    )


def _record_row(proposal: int, record: ProposedRecord) -> dict[str, Any]:
    return {
        "proposal_id": proposal,
        "record_id": record.record,
        "version": record.version,
        "outcome": record.outcome.value,
        "before": _text(record.before),
        "after": _text(record.after),
        "former": _text(record.former),
    }


def _grounds_row(proposal: int, number: int, grounds: MovedGrounds) -> dict[str, Any]:
    return {"proposal_id": proposal, "number": number, **dict(grounds)}


def _record(row: AnyRow) -> ProposedRecord:
    return ProposedRecord(
        record=row.record_id,
        version=row.version,
        outcome=Outcome(row.outcome),
        before=_read(row.before),
        after=_read(row.after),
        former=_read(row.former),
    )


def _text(value: object) -> str | None:
    """JSON with sorted keys, so that equal values are equal texts."""
    return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _read(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)
