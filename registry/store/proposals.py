"""Proposals: decisions about sets of records, and what has become of them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from schemas.actor import Actor
from schemas.proposals import Effect, MovedGrounds, Outcome, Proposal, ProposalState, ProposedRecord

from . import audit, saving
from .bulk import add
from .database import AnyRow, AnySelect, chunks
from .errors import ProposalMissing, ProposalSettled
from .matters import Matters, as_json, as_text, said
from .proposal_rows import ProposalGroundsRow, ProposalRecordRow, ProposalRow
from .saving import Prepared


class Proposals(Matters[Proposal]):
    """Keeps proposals with their records. `turn` changes the state, together with the records that are decided."""

    kind, row, missing_error, settled_error = Proposal, ProposalRow, ProposalMissing, ProposalSettled

    def keep(self, proposal: Proposal, records: Sequence[ProposedRecord], grounds: Sequence[MovedGrounds] = ()) -> Proposal:
        """Keep a new proposal, and return it with its number. Drafts that nobody confirmed for a day are removed.

        `grounds` tells what answers about the records that it decides depend on, before and after.
        """
        with self._database.writing() as connection:
            number = self._add(connection, self._row(proposal))
            for chunk in chunks(_record_row(number, each) for each in records):
                add(connection, ProposalRecordRow, chunk)
            for chunk in chunks(_grounds_row(number, *each) for each in enumerate(grounds)):
                add(connection, ProposalGroundsRow, chunk)
        return proposal.model_copy(update={"id": number})

    def turn(self, proposal: Proposal, *, was: StrEnum, saves: Sequence[Prepared] = ()) -> Proposal:
        """Give a proposal in the state `was` its new state, and write the records that it decides: all of it or nothing.

        The trail has what the person said, before the decisions.

        If it was applied and undoes another one, that one is undone in the same transaction.

        Raises `ProposalMissing`, `ProposalSettled` (somebody was faster), `StaleRecord` and `NotStorable`.
        """
        with self._database.writing() as connection:
            head = audit.lock_head(connection)  # always first, so that two writers never wait for each other
            self._turn(connection, proposal.id, self._row(proposal), was=was)
            audit.append(connection, head, said(proposal, was=was))
            if proposal.undoes is not None and proposal.state is ProposalState.APPLIED:
                undone = {
                    "state": ProposalState.UNDONE.value,
                    "undone_by": proposal.by,
                    "undone_at": proposal.settled_at,
                    "undone_reason": proposal.reason,
                }
                self._turn(connection, proposal.undoes, undone, was=ProposalState.APPLIED)
            for each in saves:
                saving.write(connection, each)
        return proposal

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
        where = []
        if by is not None:
            where.append(ProposalRow.by == by)
        if record is not None:
            about = select(ProposalRecordRow.proposal_id).where(ProposalRecordRow.record_id == record)
            where.append(ProposalRow.id.in_(about))
        if undoes is not None:
            where.append(ProposalRow.undoes == undoes)
        return self._latest(*where, state=state, before=before, limit=limit)

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
        return tuple(Effect(before=as_json(row.before), after=as_json(row.after), count=row.number) for row in rows)

    def grounds(self, proposal: int) -> tuple[MovedGrounds, ...]:
        """What answers depend on before and after, as it was kept; nothing of a proposal that an older version made."""
        row = ProposalGroundsRow
        statement = select(row.before, row.after, row.count).where(row.proposal_id == proposal).order_by(row.number)
        with self._database.reading() as connection:
            rows = connection.execute(statement).mappings()
            return tuple(MovedGrounds(**each) for each in rows)


def _records_of(proposal: int) -> AnySelect:
    return select(ProposalRecordRow.__table__).where(ProposalRecordRow.proposal_id == proposal)


def _record_row(proposal: int, record: ProposedRecord) -> dict[str, Any]:
    return {
        "proposal_id": proposal,
        "record_id": record.record,
        "version": record.version,
        "outcome": record.outcome.value,
        "before": as_text(record.before),
        "after": as_text(record.after),
        "former": as_text(record.former),
    }


def _grounds_row(proposal: int, number: int, grounds: MovedGrounds) -> dict[str, Any]:
    return {"proposal_id": proposal, "number": number, **dict(grounds)}


def _record(row: AnyRow) -> ProposedRecord:
    return ProposedRecord(
        record=row.record_id,
        version=row.version,
        outcome=Outcome(row.outcome),
        before=as_json(row.before),
        after=as_json(row.after),
        former=as_json(row.former),
    )
