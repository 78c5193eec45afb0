"""Which entry proves an answer or a state of a record, and its proof."""

from datetime import datetime
from uuid import UUID

from schemas.audit import AuditEntry

from ..proof.checkpoint import Proof
from ..services import Services
from ..store.errors import EntryMissing
from .publish import publish
from .trail import EntryNotSigned, proof_of


def prove(services: Services, entry: int) -> Proof:
    """The proof of an entry. What is not signed yet is signed before, if the key is at hand.

    Raises `EntryMissing`, `EntryNotSigned`, `TrailError` and what `proof_of` raises.
    """
    try:
        return proof_of(services, entry)
    except EntryNotSigned:
        publish(services)
        return proof_of(services, entry)


def entry_of_answer(services: Services, answer: int) -> int:
    """The entry about a kept answer. Raises `AnswerMissing`, and `EntryMissing`: answers of older versions have none."""
    entry = services.store.answers.get(answer).entry
    if entry is None:
        raise EntryMissing(f"the trail has no entry about answer {answer}: an older version kept it")
    return entry


def entry_of_record(services: Services, record: UUID, *, at: datetime) -> int:
    """The entry that proves the state that a record had at a moment. Raises `EntryMissing`."""
    found = services.store.states.at(record, at)
    if found is None:
        raise EntryMissing(f"there was no record {record} at {at.isoformat()}")
    return found.id if isinstance(found, AuditEntry) else found.entry.id
