"""Portals that list less than they did."""

from typing import Any

from registry.services import Services
from schemas.audit import Action
from schemas.holds import HoldCause
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


def says(count: int, **fields: Any) -> Trouble:
    """So many of the datasets have these fields."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        marked = [each | fields if number < count else each for number, each in enumerate(portal.packages)]
        return portal.listing(marked[asked.start : asked.start + asked.rows], total=len(marked))

    return answer


def ends_after(count: int) -> Trouble:
    """After so many datasets come empty pages, whatever the total says."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        return portal.listing(portal.packages[asked.start : min(count, asked.start + asked.rows)], total=50)

    return answer


def withdrawn_and_named(services: Services, run: Run) -> None:
    named = [each.identifier for each in services.store.runs.issues(run.id) if each.kind.removes]
    assert named == [package(number)["id"] for number in range(3)]
    assert run.counts.withdrawn == 3
    assert services.store.audit.history(record_id(run.source, package(0)["id"]))[-1].details["said"]


def held_because_removed(services: Services, run: Run) -> None:
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    assert (hold.cause, hold.count) == (HoldCause.MANY_REMOVED, 50)


def not_named(services: Services, run: Run) -> None:
    assert [each.identifier for each in services.store.runs.issues(run.id, code="record-private")] == [None] * 3
    assert services.store.records.count(status=None) == 47


def asked_for_again(services: Services, run: Run) -> None:
    assert services.store.runs.has_issue(run.id, "list-ends-early")


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
    Fault(
        name="datasets that become private",
        portal="Says of 3 of its 50 datasets that they are private, as `true` or as text.",
        serai="What is said outright is no absence: they are withdrawn at the end of the run that reads it.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [says(3, private=" True")],
        proof=withdrawn_and_named,
        expect=Expect(kept=47),
    ),
    Fault(
        name="datasets that are deleted or drafts again",
        portal="Lists 3 of its 50 datasets with another `state` than `active`.",
        serai="They are withdrawn at the end of the run that reads it.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [says(3, state="Deleted")],
        proof=withdrawn_and_named,
        expect=Expect(kept=47),
    ),
    Fault(
        name="everything is private",
        portal="Says of all its 50 datasets that they are private.",
        serai="More than the source's limit: nothing is withdrawn, the run is `held` until a person has looked.",
        earlier=lambda: [HEALTHY],
        trouble=lambda: [says(50, private=True)],
        proof=held_because_removed,
        expect=Expect(kept=50, state=RunState.HELD, issues=frozenset({"many-removed"}), error="50 of 50"),
    ),
    Fault(
        name="datasets that never were public",
        portal="Lists 3 private datasets to somebody with a key.",
        serai="Nothing of them is kept; the report counts them and does not name them.",
        trouble=lambda: [says(3, private=1)],
        proof=not_named,
        expect=Expect(kept=47),
    ),
    Fault(
        name="a state that nobody knows",
        portal="Writes `state: zzz` in 3 datasets.",
        serai="It is not guessed whether they are public: they are left out and reported.",
        trouble=lambda: [says(3, state="zzz")],
        expect=Expect(kept=47, issues=frozenset({"state-not-understood"}), rejected=3),
    ),
    Fault(
        name="a list that ends early",
        portal="States 50 datasets, and after 30 come empty pages, at the very first harvest.",
        serai="The 30 are kept. It is no whole sweep: the next run reads everything again, until two end at the same place.",
        trouble=lambda: [ends_after(30)],
        proof=asked_for_again,
        expect=Expect(kept=30, issues=frozenset({"total-wrong"})),
    ),
)
