"""Withdrawal over real HTTP: what a portal lists no more goes, and no fault of a portal is taken for that.

M1 and M2 are the measurements of a system in use: it deleted all 50 datasets of a portal that answered with an empty list, and
crashed when the portal was well again.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.pipeline.index import drain
from registry.pipeline.withdraw import drop, release
from registry.services import Services
from registry.store.errors import HoldMissing, HoldSettled
from schemas.actor import Actor
from schemas.audit import Action
from schemas.holds import HoldCause, HoldState
from schemas.record import CatalogRecord, LicenseDecision, Status, record_id
from schemas.runs import Run, RunCounts, RunState
from schemas.source import Source
from search.ask import ask
from search.query import Filter, Query
from tests.portal import Portal, answers, deletes_before, on, package, repeats_first_page

from .conftest import Clock, refuse


def packages(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [package(number, **fields) for number in range(count)]


def sweep(services: Services, clock: Clock, portal: Portal, **declared: Any) -> Run:
    """A whole sweep, a day after the last one."""
    clock.forward(days=1)
    return harvest(services, portal.source(**declared), full=True)


def of(number: int) -> UUID:
    return record_id("kg_example", package(number)["id"])


def stored(services: Services, number: int) -> CatalogRecord:
    found = services.store.records.get(of(number))
    assert found is not None
    return found


def actions(services: Services, number: int) -> list[Action]:
    return [entry.action for entry in services.store.audit.history(of(number))]


def counts(services: Services) -> tuple[int, int]:
    """Active and withdrawn records."""
    records = services.store.records
    return records.count(status=Status.ACTIVE), records.count(status=Status.WITHDRAWN)


def test_m1_an_empty_answer_withdraws_nothing_and_is_held_with_its_reason(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        portal.packages.clear()
        runs = [sweep(services, clock, portal) for _ in range(3)]
    assert [run.state for run in runs] == [RunState.HELD] * 3
    assert "lists no dataset" in (runs[-1].error or "")
    assert counts(services) == (50, 0)
    assert services.store.outbox.depth() == 50
    [hold] = services.store.holds.list(state=HoldState.WAITING)
    assert (hold.run, hold.cause, hold.count) == (runs[-1].id, HoldCause.EMPTY_ANSWER, 50)
    assert {each.id for each in services.store.holds.records(hold.id)} == {of(number) for number in range(50)}
    assert [group.code for group in services.store.runs.issue_groups(runs[-1].id)] == ["list-empty"]


def test_m2_a_portal_that_is_well_again_has_all_its_datasets_with_the_same_ids_and_history(
    services: Services, clock: Clock
) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        before = {record.id: record for record in services.store.records.stream()}
        listed, portal.packages = portal.packages, []
        held = sweep(services, clock, portal)
        portal.packages = listed
        run = sweep(services, clock, portal)
    assert (run.state, run.counts) == (RunState.DONE, RunCounts(read=50, unchanged=50))
    assert {record.id: record for record in services.store.records.stream()} == before
    assert [actions(services, number) for number in range(50)] == [[Action.CREATE]] * 50
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    assert hold.state is HoldState.SUPERSEDED


def test_m2_also_after_a_person_has_released_the_withdrawal(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        source = portal.source()
        sweep(services, clock, portal)
        decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=clock())
        decided = curate(replace(services, sources={source.id: source}), of(7), decision).curation.license
        before = {record.id: record for record in services.store.records.stream()}
        listed, portal.packages = portal.packages, []
        hold = services.store.holds.of_run(sweep(services, clock, portal).id)
        assert hold is not None
        assert release(services, hold.id, by=Actor.person("Bolat"), reason="the portal has closed").state is HoldState.RELEASED
        assert counts(services) == (0, 50)
        portal.packages = listed
        listed[3] = listed[3] | {"title": "Башка аталыш"}
        run = sweep(services, clock, portal)
    assert (run.state, run.counts) == (RunState.DONE, RunCounts(read=50, restored=50))
    assert run.source == source.id
    assert counts(services) == (50, 0)
    after = {record.id: record for record in services.store.records.stream()}
    assert after.keys() == before.keys()
    assert stored(services, 7).curation.license == decided
    assert stored(services, 7).assessment.license.id == "CC0-1.0"
    assert actions(services, 7) == [Action.CREATE, Action.CURATE, Action.WITHDRAW, Action.RESTORE]
    assert all(after[id].provenance.first_harvested == before[id].provenance.first_harvested for id in before)
    assert stored(services, 3).dataset.title[0].value == "Башка аталыш"
    assert [entry.details.get("changed") for entry in services.store.audit.history(of(3))] == [None, None, ["title"]]
    assert stored(services, 4).provenance.changed == before[of(4)].provenance.changed
    assert services.store.audit.verify() is None


def test_one_that_vanishes_is_withdrawn_by_the_second_whole_sweep(services: Services, clock: Clock) -> None:
    with Portal(packages(10)) as portal:
        sweep(services, clock, portal)
        del portal.packages[4]
        first = sweep(services, clock, portal)
        clock.forward(hours=1)
        between = harvest(services, portal.source())
        assert counts(services) == (10, 0)
        second = sweep(services, clock, portal)
        third = sweep(services, clock, portal)
    assert [run.state for run in (first, between, second, third)] == [RunState.DONE] * 4
    assert [run.counts.withdrawn for run in (first, between, second, third)] == [0, 0, 1, 0]
    gone = stored(services, 4)
    assert (gone.status, gone.version, gone.dataset.title[0].value) == (Status.WITHDRAWN, 2, "Суу ресурстары 4")
    assert actions(services, 4) == [Action.CREATE, Action.WITHDRAW]
    assert services.store.holds.list() == ()


def test_one_that_cannot_be_withdrawn_stays_and_is_reported(services: Services, clock: Clock) -> None:
    with Portal(packages(20)) as portal:
        sweep(services, clock, portal)
        del portal.packages[4:6]
        refuse(services, package(4)["id"])
        run = sweep(services, clock, portal, grace={"sweeps": 1})
    assert (run.state, run.counts.withdrawn) == (RunState.DONE, 1)
    assert [found.identifier for found in services.store.runs.issues(run.id, code="record-refused")] == [package(4)["id"]]
    assert (stored(services, 4).status, stored(services, 5).status) == (Status.ACTIVE, Status.WITHDRAWN)


def test_what_is_withdrawn_is_found_only_when_asked_for(services: Services, clock: Clock) -> None:
    with Portal(packages(5)) as portal:
        sweep(services, clock, portal)
        gone = portal.packages.pop()
        sweep(services, clock, portal)
        sweep(services, clock, portal)
        drain(services)
        assert ask(services.engine, Query(text="суу")).total == 4
        withdrawn = Query(filter=(Filter(field="status", value=("withdrawn",)),))
        assert [hit.id for hit in ask(services.engine, withdrawn).hit] == [record_id("kg_example", gone["id"])]
        portal.packages.append(gone)
        assert sweep(services, clock, portal).counts == RunCounts(read=5, unchanged=4, restored=1)
    drain(services)
    assert ask(services.engine, Query(text="суу")).total == 5


def test_one_that_is_away_for_one_sweep_only_is_not_touched(services: Services, clock: Clock) -> None:
    with Portal(packages(5)) as portal:
        sweep(services, clock, portal)
        for _ in range(3):
            away = portal.packages.pop(2)
            assert sweep(services, clock, portal).counts.withdrawn == 0
            portal.packages.insert(2, away)
            assert sweep(services, clock, portal).counts == RunCounts(read=5, unchanged=5)
    assert actions(services, 2) == [Action.CREATE]


@pytest.mark.parametrize(
    ("grace", "withdrawn"), [({"sweeps": 1}, [1, 0, 0, 0]), ({"sweeps": 4}, [0, 0, 0, 1]), ({"days": 2}, [0, 0, 1, 0])]
)
def test_a_source_has_its_own_grace(services: Services, clock: Clock, grace: dict[str, int], withdrawn: list[int]) -> None:
    with Portal(packages(5)) as portal:
        sweep(services, clock, portal, grace=grace)
        del portal.packages[2]
        runs = [sweep(services, clock, portal, grace=grace) for _ in range(4)]
    assert [run.counts.withdrawn for run in runs] == withdrawn


def test_when_half_vanish_it_is_held_at_once(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        del portal.packages[::2]
        runs = [sweep(services, clock, portal) for _ in range(3)]
        assert counts(services) == (50, 0)
        hold = services.store.holds.waiting("kg_example")
        assert hold is not None
        assert (hold.run, hold.cause, hold.count) == (runs[-1].id, HoldCause.TOO_MANY, 25)
        assert hold.values == {"missing": 25, "kept": 50, "allowed": 10}
        assert hold.explanation == runs[-1].error == "25 of 50 datasets are missing; more than 10 need a person's decision"
        release(services, hold.id, by=Actor.person("Bolat"), reason="half the ministry moved")
        assert counts(services) == (25, 25)
        assert sweep(services, clock, portal).state is RunState.DONE
    [entry] = services.store.audit.history(of(0))[1:]
    assert (entry.action, entry.actor, entry.details) == (
        Action.WITHDRAW,
        Actor.person("Bolat"),
        {"run": hold.run, "hold": hold.id, "reason": "half the ministry moved"},
    )


def test_what_is_dropped_stays_and_is_asked_again(services: Services, clock: Clock) -> None:
    with Portal(packages(10)) as portal:
        sweep(services, clock, portal)
        del portal.packages[:5]
        first = services.store.holds.of_run(sweep(services, clock, portal).id)
        assert first is not None
        dropped = drop(services, first.id, by=Actor.person("Bolat"), reason="the portal is being repaired")
        assert (dropped.state, dropped.by, dropped.reason, dropped.at) == (
            HoldState.DROPPED,
            Actor.person("Bolat"),
            "the portal is being repaired",
            clock(),
        )
        assert counts(services) == (10, 0)
        for decide in (drop, release):
            with pytest.raises(HoldSettled):
                decide(services, first.id, by=Actor.person("Aisuluu"), reason="too late")
            with pytest.raises(HoldMissing):
                decide(services, 999, by=Actor.person("Aisuluu"), reason="of nothing")
        assert sweep(services, clock, portal).state is RunState.HELD
    assert [hold.state for hold in services.store.holds.list()] == [HoldState.WAITING, HoldState.DROPPED]


def test_a_release_leaves_what_was_met_meanwhile(services: Services, clock: Clock) -> None:
    with Portal(packages(10)) as portal:
        sweep(services, clock, portal)
        back, portal.packages = portal.packages[0], portal.packages[6:]
        hold = services.store.holds.of_run(sweep(services, clock, portal).id)
        assert hold is not None
        assert hold.count == 6
        portal.packages.append(back | {"metadata_modified": "2026-12-01T00:00:00.000000"})
        clock.forward(hours=1)
        harvest(services, portal.source())
    release(services, hold.id, by=Actor.person("Bolat"), reason="five have really gone")
    assert counts(services) == (5, 5)
    assert stored(services, 0).status is Status.ACTIVE


@pytest.mark.parametrize("expect", [{"min": 9}, {"max": 7}])
def test_a_count_that_is_not_expected_is_held(services: Services, clock: Clock, expect: dict[str, int]) -> None:
    with Portal(packages(10)) as portal:
        sweep(services, clock, portal)
        portal.packages = portal.packages[:8]
        run = sweep(services, clock, portal, expect=expect)
    assert run.state is RunState.HELD
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    assert (hold.cause, hold.count) == (HoldCause.COUNT_UNEXPECTED, 2)
    assert [group.code for group in services.store.runs.issue_groups(run.id)] == ["count-unexpected"]


def test_limits_are_relative_and_absolute(services: Services, clock: Clock) -> None:
    with Portal(packages(20)) as portal:
        sweep(services, clock, portal)
        portal.packages = portal.packages[3:]
        assert sweep(services, clock, portal, expect={"max_withdrawn": 2}).state is RunState.HELD
        assert sweep(services, clock, portal, expect={"max_withdrawn_share": 0.1}).state is RunState.HELD
        assert sweep(services, clock, portal, expect={"max_withdrawn": 3, "max_withdrawn_share": 0.15}).state is RunState.DONE


def test_a_page_that_fails_withdraws_nothing(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        portal.trouble.append(on(answers(404), start=25))
        runs = [sweep(services, clock, portal, page_size=25) for _ in range(3)]
    assert [run.state for run in runs] == [RunState.PARTIAL] * 3
    assert counts(services) == (50, 0)
    assert services.store.holds.list() == ()


def test_the_same_page_again_and_again_withdraws_nothing(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        portal.trouble.append(repeats_first_page())
        runs = [sweep(services, clock, portal, page_size=10) for _ in range(3)]
    assert [run.state for run in runs] == [RunState.PARTIAL] * 3
    assert counts(services) == (50, 0)


def test_pages_that_drift_withdraw_nothing_that_is_there(services: Services, clock: Clock) -> None:
    with Portal(packages(60)) as portal:
        sweep(services, clock, portal)
        listed = list(portal.packages)
        for _ in range(3):
            portal.trouble = [deletes_before(20, count=5)]
            sweep(services, clock, portal, page_size=10)
            portal.packages = list(listed)
    assert counts(services) == (60, 0)


def test_a_list_that_ends_before_its_stated_end_is_held(services: Services, clock: Clock) -> None:
    with Portal(packages(20)) as portal:
        sweep(services, clock, portal)
        del portal.packages[7]
        portal.total = 20
        runs = [sweep(services, clock, portal) for _ in range(2)]
        assert [run.state for run in runs] == [RunState.DONE, RunState.HELD]
        hold = services.store.holds.of_run(runs[-1].id)
        assert hold is not None
        assert (hold.cause, hold.count) == (HoldCause.LIST_UNSTABLE, 1)
        portal.total = None
        assert sweep(services, clock, portal).counts.withdrawn == 1
    assert services.store.holds.get(hold.id).state is HoldState.SUPERSEDED


@pytest.mark.parametrize("share", [1, 50])
def test_ids_that_change_their_letters_withdraw_nothing(services: Services, clock: Clock, share: int) -> None:
    with Portal([package(number, id=f"Dataset-{number:02}") for number in range(50)]) as portal:
        sweep(services, clock, portal)
        for each in portal.packages[:share]:
            each["id"] = each["id"].upper()
        runs = [sweep(services, clock, portal) for _ in range(3)]
    assert counts(services) == (50 + share, 0)
    assert runs[-1].state is RunState.HELD
    hold = services.store.holds.of_run(runs[-1].id)
    assert hold is not None
    assert hold.count == share
    assert hold.cause is (HoldCause.TOO_MANY if share == 50 else HoldCause.IDENTIFIERS_RESPELLED)


def test_what_is_listed_but_cannot_be_taken_is_not_missing(services: Services, clock: Clock) -> None:
    with Portal(packages(5)) as portal:
        sweep(services, clock, portal)
        portal.packages[2] = portal.packages[2] | {"title": None}
        runs = [sweep(services, clock, portal) for _ in range(3)]
    assert [(run.state, run.counts.rejected, run.counts.withdrawn) for run in runs] == [(RunState.DONE, 1, 0)] * 3
    assert actions(services, 2) == [Action.CREATE]


def test_an_empty_portal_that_we_keep_nothing_of_is_no_fault(services: Services) -> None:
    with Portal([]) as portal:
        assert harvest(services, portal.source()).state is RunState.DONE


def test_the_last_dataset_of_a_portal_needs_a_person(services: Services, clock: Clock) -> None:
    with Portal(packages(1)) as portal:
        source: Source = portal.source()
        sweep(services, clock, portal)
        portal.packages.clear()
        assert [sweep(services, clock, portal).state for _ in range(2)] == [RunState.HELD] * 2
    hold = services.store.holds.waiting(source.id)
    assert hold is not None
    release(services, hold.id, by=Actor.person("Bolat"), reason="it was the only one")
    assert counts(services) == (0, 1)
