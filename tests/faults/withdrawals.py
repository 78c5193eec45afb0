"""Portals that list less than they did."""

from registry.services import Services
from schemas.audit import Action
from schemas.record import Status, record_id
from schemas.runs import Run, RunState
from tests.portal import Answer, Asked, Portal, Trouble, package

from .fault import HEALTHY, Expect, Fault

LAST = package(49)["id"]


def lists_only(count: int) -> Trouble:
    """So many of the datasets, and a total to match."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        return portal.listing(portal.packages[:count][asked.start : asked.start + asked.rows], total=count)

    return answer


def held_with_its_list(services: Services, run: Run) -> None:
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    assert hold.count == 50
    assert run.counts.withdrawn == 0


def untouched(services: Services, run: Run) -> None:
    assert run.counts.unchanged == 50
    assert {record.version for record in services.store.records.stream()} == {1}


def readable_as_withdrawn(services: Services, run: Run) -> None:
    record = services.store.records.get(record_id(run.source, LAST))
    assert record is not None
    assert record.status is Status.WITHDRAWN
    assert record.dataset.title


def back_with_its_history(services: Services, run: Run) -> None:
    history = services.store.audit.history(record_id(run.source, LAST))
    assert [entry.action for entry in history] == [Action.CREATE, Action.WITHDRAW, Action.RESTORE]


FAULTS = (
    Fault(
        name="an empty catalogue",
        portal="Holds 50 datasets, then answers with a valid, empty list.",
        serai="Nothing is withdrawn: the run is `held` with its reason and the list of the 50, and a person decides.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [lists_only(0)],
        proof=held_with_its_list,
        expect=Expect(kept=50, state=RunState.HELD, issues=frozenset({"list-empty"}), error="50"),
    ),
    Fault(
        name="healthy again",
        portal="Lists its 50 datasets again after it was empty.",
        serai="All 50 are there as they were, not one is written.",
        earlier=lambda: [HEALTHY, [lists_only(0)]],
        proof=untouched,
        expect=Expect(kept=50),
    ),
    Fault(
        name="half of the catalogue is gone",
        portal="Lists 25 of its 50 datasets, sweep after sweep.",
        serai="More than the source's limit: the run is `held`, however often it comes.",
        earlier=lambda: [HEALTHY, [lists_only(25)]],
        trouble=lambda: [lists_only(25)],
        expect=Expect(kept=50, state=RunState.HELD, issues=frozenset({"many-missing"}), error="25 of 50"),
    ),
    Fault(
        name="a dataset that is missing once",
        portal="Lists 49 of its 50 datasets in one sweep.",
        serai="Once is no proof: it stays until it was missing for the source's grace.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [lists_only(49)],
        expect=Expect(kept=50),
    ),
    Fault(
        name="a dataset that is gone",
        portal="Lists 49 of its 50 datasets in two whole sweeps.",
        serai="It is withdrawn, and stays readable as withdrawn with its last state.",
        earlier=lambda: [HEALTHY, [lists_only(49)]],
        trouble=lambda: [lists_only(49)],
        proof=readable_as_withdrawn,
        expect=Expect(kept=49),
    ),
    Fault(
        name="a dataset that comes back",
        portal="Lists a dataset again that was withdrawn.",
        serai="It is restored with its id, its history and what people decided about it.",
        earlier=lambda: [HEALTHY, [lists_only(49)], [lists_only(49)]],
        proof=back_with_its_history,
        expect=Expect(kept=50),
    ),
)
