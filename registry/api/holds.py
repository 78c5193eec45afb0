"""Held withdrawals: records that a harvest would have withdrawn.

A person releases the withdrawal or drops it, or moves the records to the new identifiers under which the portal lists them.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import Field

from schemas.actor import Actor
from schemas.holds import HoldState
from schemas.model import Model
from schemas.reason import Reason

from ..access.deeds import Deed, Subject
from ..answers import holds as answers
from ..answers import links
from ..answers.holds import HoldAnswer, HoldReport, HoldsAnswer, MoveAnswer, hold_report, hold_view, move_view
from ..pipeline import moving
from ..pipeline.withdraw import drop, release
from ..store.database import NO_NUL
from ..web.bodies import StrictRoute
from ..web.numbers import RowNumber
from .auth import WRITES, permitted
from .documentation import problems
from .lists import Latest, RecordsQuery
from .services import ServicesDep

router = APIRouter(prefix=f"{links.ROOT}/holds", tags=["holds"], route_class=StrictRoute)

REFUSALS = (*WRITES, "hold-missing", "hold-settled")
CANNOT_MOVE = (*REFUSALS, "hold-not-movable", "run-active", "source-undeclared", "record-contended")

HoldId = Annotated[RowNumber, Path(description="The number of a hold.", examples=[1])]


def about(id: HoldId, services: ServicesDep) -> Subject:
    """The hold of the address, as what a deed is about. Raises `HoldMissing`."""
    return Subject(hold=services.store.holds.get(id).id)


class HoldsQuery(Latest):
    """Which holds to list."""

    source: Annotated[str | None, Field(pattern=NO_NUL, description="Only holds of this source.", examples=["kg_data_gov"])] = (
        None
    )
    state: Annotated[HoldState | None, Field(description="Only holds in this state.", examples=["waiting"])] = None


class Judgement(Model):
    """Why a person proposes or settles something."""

    reason: Reason


class Moving(Judgement):
    """Why a person moves identities, and which records to leave as they are."""

    leave: Annotated[frozenset[UUID], Field(max_length=10_000, description="Ids of records or twins to leave as they are.")] = (
        frozenset()
    )


@router.get("", summary="List the held withdrawals", responses=problems("request-invalid"))
def list_holds(query: Annotated[HoldsQuery, Query()], services: ServicesDep) -> HoldsAnswer:
    """The holds of all sources or of one, the latest first."""
    return answers.list_holds(services.store, source=query.source, state=query.state, before=query.before, limit=query.limit)


@router.get("/{id}", summary="Read a held withdrawal", responses=problems("hold-missing", "request-invalid"))
def read_hold(id: HoldId, query: Annotated[RecordsQuery, Query()], services: ServicesDep) -> HoldReport:
    """Why a withdrawal is held, and which records it is about, a page at a time."""
    return hold_report(services.store, services.store.holds.get(id), offset=query.offset, limit=query.limit)


@router.post("/{id}/release", summary="Release a held withdrawal", responses=problems(*REFUSALS))
def release_hold(
    person: Annotated[Actor, permitted(Deed.RELEASE, about)], id: HoldId, judgement: Judgement, services: ServicesDep
) -> HoldAnswer:
    """Withdraw the records, except those that a run has seen since. The person and the reason become part of their history."""
    return hold_view(release(services, id, by=person, reason=judgement.reason))


@router.post("/{id}/drop", summary="Drop a held withdrawal", responses=problems(*REFUSALS))
def drop_hold(
    person: Annotated[Actor, permitted(Deed.DROP, about)], id: HoldId, judgement: Judgement, services: ServicesDep
) -> HoldAnswer:
    """Keep the records: that they were missing was the portal's fault. The next whole sweep decides again."""
    return hold_view(drop(services, id, by=person, reason=judgement.reason))


@router.post("/{id}/move", summary="Move records to their new identifiers", responses=problems(*CANNOT_MOVE))
def move_hold(
    person: Annotated[Actor, permitted(Deed.MOVE, about)], id: HoldId, moving_: Moving, services: ServicesDep
) -> MoveAnswer:
    """Keep the records that are listed again under new identifiers, with their ids, decisions and history.

    Each gets the identifier and the content of its twin; the twin is withdrawn and leads to it. After an interruption, ask again.
    """
    return move_view(moving.move(services, id, by=person, reason=moving_.reason, leave=moving_.leave))


@router.post("/{id}/undo-move", summary="Undo a move", responses=problems(*CANNOT_MOVE))
def undo_move(
    person: Annotated[Actor, permitted(Deed.UNDO_MOVE, about)], id: HoldId, judgement: Judgement, services: ServicesDep
) -> MoveAnswer:
    """Take a move back: records and twins are as before. The history shows both."""
    return move_view(moving.undo(services, id, by=person, reason=judgement.reason))
