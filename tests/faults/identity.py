"""Portals that list the same datasets under new identifiers. A person then moves the identity."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from registry.pipeline.moving import move, undo
from registry.services import Services
from schemas.actor import Actor
from schemas.holds import Hold, HoldCause, HoldState
from schemas.record import record_id
from schemas.runs import Run, RunState
from tests.oai_portal import OaiPortal, Record, record, rewritten
from tests.portal import Answer, Asked, Portal, Trouble, package

from .fault import HEALTHY, Expect, Fault, Proof

BOLAT = Actor.person("Bolat")


def made_anew(night: int, *, first: int = 0) -> Trouble:
    """From number `first` on, the datasets have new ids, and their old names and titles."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        listed = portal.packages[:first] + [_anew(each, night) for each in portal.packages[first:]]
        return portal.listing(listed[asked.start : asked.start + asked.rows], total=len(listed))

    return answer


def _anew(listed: dict[str, Any], night: int) -> dict[str, Any]:
    number = int(listed["id"][-12:])
    return package(1000 * night + number, name=listed["name"], title=listed["title"])


def at_another_domain() -> Trouble:
    def change(text: str) -> str:
        return text.replace("oai:example.kg:", "oai:new.example:").replace("https://data.example/", "https://new.example/data/")

    return rewritten(change)


def fifty_records() -> list[Record]:
    return [record(number) for number in range(50)]


def declared(services: Services, run: Run) -> Services:
    """The services, which know the source of the run."""
    with Portal([]) as portal:
        return replace(services, sources={run.source: portal.source()})


def held(services: Services, run: Run, *, count: int, pairs: int) -> Hold:
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    assert (hold.cause, hold.count, hold.pairs) == (HoldCause.IDENTIFIERS_REPLACED, count, pairs)
    return hold


def moved(*, count: int, pairs: int, ids: frozenset[UUID]) -> Proof:
    """The hold names the pairs. After a move the datasets have their first ids."""

    def proof(services: Services, run: Run) -> None:
        hold = held(services, run, count=count, pairs=pairs)
        done = move(declared(services, run), hold.id, by=BOLAT, reason="the portal makes all anew")
        assert (done.hold.state, done.moved, done.left) == (HoldState.MOVED, count, ())
        stored = services.store.records
        assert ids <= {each.id for each in stored.stream() if each.status == "active"}

    return proof


def moved_and_undone(services: Services, run: Run) -> None:
    moved(count=50, pairs=50, ids=CKAN_IDS)(services, run)
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    assert undo(declared(services, run), hold.id, by=BOLAT, reason="they differ").moved == 50


CKAN_IDS = frozenset(record_id("kg_example", package(number)["id"]) for number in range(50))
OAI_IDS = frozenset(record_id("kg_example", record(number).identifier) for number in range(50))
REPLACED = frozenset({"identifiers-replaced"})

FAULTS = (
    Fault(
        name="everything is made anew",
        portal="Lists its 50 datasets with their names, all under new ids.",
        serai="The run is `held`: 50 of 50 are listed again. One action moves them: 50 datasets with their first ids.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [made_anew(1)],
        proof=moved(count=50, pairs=50, ids=CKAN_IDS),
        expect=Expect(kept=50, state=RunState.HELD, issues=REPLACED, error="50 of 50 missing datasets are listed again"),
    ),
    Fault(
        name="everything is made anew, night after night",
        portal="Has new ids in each of three nights, before anybody looks.",
        serai="The hold names the whole chain. One action joins it: 50 datasets with their first ids.",
        earlier=lambda: [HEALTHY, [made_anew(1)], [made_anew(2)]],
        trouble=lambda: [made_anew(3)],
        proof=moved(count=150, pairs=50, ids=CKAN_IDS),
        expect=Expect(kept=50, state=RunState.HELD, issues=REPLACED),
    ),
    Fault(
        name="one dataset is made anew",
        portal="Lists one of its 50 datasets under a new id, in one sweep.",
        serai="That is recognised the first time, though one missing dataset would be below every limit.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [made_anew(1, first=49)],
        proof=moved(count=1, pairs=1, ids=CKAN_IDS),
        expect=Expect(kept=50, state=RunState.HELD, issues=REPLACED, error="1 of 1"),
    ),
    Fault(
        name="a move is undone",
        portal="Lists its 50 datasets under new ids.",
        serai="A person moves them, and takes that back: all records are as before the move.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [made_anew(1)],
        proof=moved_and_undone,
        expect=Expect(kept=100, state=RunState.HELD, issues=REPLACED),
    ),
    Fault(
        name="another domain",
        portal="Speaks OAI-PMH, and has moved: every identifier and address has another domain.",
        serai="The identifiers are compared without their domain. One action moves them.",
        kind=OaiPortal,
        packages=fifty_records,
        earlier=lambda: [HEALTHY],
        trouble=lambda: [at_another_domain()],
        proof=moved(count=50, pairs=50, ids=OAI_IDS),
        expect=Expect(kept=50, state=RunState.HELD, issues=REPLACED, error="50 of 50"),
    ),
)
