"""What a portal says outright of a dataset is no absence: it is withdrawn at the end of the run that read it, within limits."""

from typing import Any

import pytest

from registry.pipeline.check import checked
from registry.pipeline.harvest import harvest
from registry.pipeline.withdraw import drop, release
from registry.services import Services
from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import HoldCause, HoldState
from schemas.issues import Issue
from schemas.license_issues import LICENSE_ISSUES
from schemas.record import Status, record_id
from schemas.runs import Run, RunCounts, RunState
from tests.oai_portal import OaiPortal, record
from tests.portal import Portal, answers, on, package

from .conftest import Clock

BOLAT = Actor.person("Bolat")
LATER = "2026-12-31T00:00:00.000000"


def packages(count: int) -> list[dict[str, Any]]:
    return [package(number) for number in range(count)]


def mark(portal: Portal, *numbers: int, **fields: Any) -> None:
    """Give packages other fields, and a new date."""
    for number in numbers:
        portal.packages[number] = portal.packages[number] | {"metadata_modified": LATER} | fields


def run(services: Services, clock: Clock, portal: Portal, *, full: bool = False, **declared: Any) -> Run:
    """A harvest, a day after the last one."""
    clock.forward(days=1)
    return harvest(services, portal.source(**declared), full=full)


def status(services: Services, number: int) -> Status:
    found = services.store.records.get(record_id("kg_example", package(number)["id"]))
    assert found is not None
    return found.status


def issues(services: Services, ended: Run) -> list[tuple[str, str | None]]:
    found: tuple[Issue, ...] = services.store.runs.issues(ended.id)
    return [(each.code, each.identifier) for each in found if each.code not in LICENSE_ISSUES.values()]


@pytest.mark.parametrize("full", [True, False])
def test_private_and_deleted_ones_are_withdrawn_by_the_run_that_reads_it(services: Services, clock: Clock, full: bool) -> None:
    with Portal(packages(20)) as portal:
        run(services, clock, portal)
        mark(portal, 1, private="True")
        mark(portal, 2, state="deleted")
        ended = run(services, clock, portal, full=full)
        assert (ended.state, ended.counts) == (
            RunState.DONE,
            RunCounts(read=18 if full else 0, unchanged=18 if full else 0, withdrawn=2),
        )
        assert issues(services, ended) == [("record-private", package(1)["id"]), ("record-deleted", package(2)["id"])]
        assert [status(services, number) for number in (1, 2, 3)] == [Status.WITHDRAWN, Status.WITHDRAWN, Status.ACTIVE]
        for number, said in ((1, "record-private"), (2, "record-deleted")):
            entry = services.store.audit.history(record_id("kg_example", package(number)["id"]))[-1]
            assert (entry.action, entry.actor) == (Action.WITHDRAW, Actor.of_run(ended.id))
            assert entry.details == {"run": ended.id, "said": said}
        mark(portal, 1, private=False)
        back = run(services, clock, portal, full=full)
        assert (back.counts.restored, back.counts.withdrawn) == (1, 0)
        assert status(services, 1) is Status.ACTIVE


def test_a_record_of_oai_pmh_that_is_marked_as_deleted(services: Services, clock: Clock) -> None:
    with OaiPortal([record(number) for number in range(10)]) as portal:
        run(services, clock, portal)
        portal.packages[3] = record(3, deleted=True, datestamp="2026-12-31T00:00:00Z")
        ended = run(services, clock, portal)
    assert (ended.state, ended.counts.withdrawn, services.store.records.count()) == (RunState.DONE, 1, 9)


@pytest.mark.parametrize("full", [True, False])
def test_when_all_are_private_at_once_a_person_decides(services: Services, clock: Clock, full: bool) -> None:
    with Portal(packages(20)) as portal:
        run(services, clock, portal)
        mark(portal, *range(20), private=True)
        ended = run(services, clock, portal, full=full)
        assert (ended.state, ended.counts.withdrawn, services.store.records.count()) == (RunState.HELD, 0, 20)
        hold = services.store.holds.waiting("kg_example")
        assert hold is not None
        assert (hold.cause, hold.count, hold.run) == (HoldCause.MANY_REMOVED, 20, ended.id)
        assert hold.explanation == ended.error
        assert ended.error == "20 of 20 datasets are said to be deleted or not public; more than 4 need a person's decision"
        assert ("many-removed", None) in issues(services, ended)
        drop(services, hold.id, by=BOLAT, reason="a mistake of the portal")
        again = run(services, clock, portal)
        assert (again.state, services.store.records.count()) == (RunState.HELD, 20)
        second = services.store.holds.waiting("kg_example")
        assert second is not None
        release(services, second.id, by=BOLAT, reason="they are private")
    assert services.store.records.count() == 0
    entry = services.store.audit.history(record_id("kg_example", package(7)["id"]))[-1]
    assert entry.details == {"run": again.id, "hold": second.id, "reason": "they are private", "said": "record-private"}


def test_a_release_leaves_what_is_public_again(services: Services, clock: Clock) -> None:
    with Portal(packages(20)) as portal:
        run(services, clock, portal)
        mark(portal, *range(10), private=True)
        held = services.store.holds.of_run(run(services, clock, portal).id)
        assert held is not None
        mark(portal, 0, private=False, title="Башка аталыш")
        mark(portal, *range(1, 10), private=True)
        assert run(services, clock, portal).state is RunState.HELD
        waiting = services.store.holds.waiting("kg_example")
        assert waiting is not None
        assert (waiting.count, services.store.holds.get(held.id).state) == (9, HoldState.SUPERSEDED)
        release(services, waiting.id, by=BOLAT, reason="they are private")
    assert services.store.records.count() == 11


def test_a_list_that_cannot_be_read_whole_still_says_so(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        run(services, clock, portal)
        mark(portal, 1, 2, private=1)
        portal.trouble.append(on(answers(404), start=25))
        ended = run(services, clock, portal, full=True, page_size=25)
    assert (ended.state, ended.counts.withdrawn, services.store.records.count()) == (RunState.PARTIAL, 2, 48)


def test_many_small_runs_do_not_empty_the_catalogue(services: Services, clock: Clock) -> None:
    with Portal(packages(20)) as portal:
        run(services, clock, portal)
        states = []
        for number in range(0, 12, 2):
            clock.forward(hours=-20)
            mark(portal, number, number + 1, private=True, metadata_modified="2027-01-01T00:00:00.000000")
            states.append(run(services, clock, portal).state)
    assert states == [RunState.DONE, RunState.DONE, *[RunState.HELD] * 4]
    assert services.store.records.count() == 16


def test_one_that_was_never_public_is_noted_without_its_name(services: Services) -> None:
    with Portal([package(1), package(2, private=True)]) as portal:
        ended = harvest(services, portal.source())
        assert (ended.state, ended.counts) == (RunState.DONE, RunCounts(read=1, new=1))
        assert issues(services, ended) == [("record-private", None)]
        assert services.store.records.count(status=None) == 1
        with checked(portal.source(), settings=services.settings, limits=services.limits) as report:
            assert report.clean
            assert ("record-private", None) in [(each.code, each.identifier) for each in report.issues()]


def test_one_that_is_listed_in_the_same_run_stays(services: Services, clock: Clock) -> None:
    with OaiPortal([record(1), record(2)]) as portal:
        run(services, clock, portal)
        portal.packages += [record(1, deleted=True)]
        assert run(services, clock, portal, full=True).counts.withdrawn == 0


def test_what_is_removed_and_what_is_missing_share_the_limit(services: Services, clock: Clock) -> None:
    with Portal(packages(20)) as portal:
        run(services, clock, portal)
        mark(portal, 0, 1, 2, private=True)
        del portal.packages[15:17]
        ended = run(services, clock, portal, full=True)
    assert (ended.state, ended.counts.withdrawn, services.store.records.count()) == (RunState.HELD, 3, 17)
    hold = services.store.holds.waiting("kg_example")
    assert hold is not None
    assert (hold.cause, hold.count) == (HoldCause.TOO_MANY, 2)
