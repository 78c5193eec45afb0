"""Portals that list the same datasets under new identifiers: the hold says so, a person moves the identity, and can undo it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.pipeline.index import drain
from registry.pipeline.moving import move, undo
from registry.pipeline.rescue import revert
from registry.pipeline.withdraw import drop
from registry.services import Services
from registry.store.errors import HoldMissing, HoldSettled, NothingToMove, RunActive, StaleRecord
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.dataset import Dataset
from schemas.holds import Evidence, Hold, HoldCause, HoldState, NotMoved
from schemas.license_issues import LICENSE_ISSUES
from schemas.record import LicenseDecision, Status
from schemas.runs import Run, RunCounts, RunState
from search.ask import ask
from search.query import Query
from tests.portal import Portal, package

from .conftest import Clock

BOLAT = Actor.person("Bolat")
WHY = "the portal makes everything anew each night"
TEN = range(10)


def night(number: int, *, of: range = TEN, **fields: Any) -> list[dict[str, Any]]:
    """The same datasets, with the ids of one night."""
    return [package(1000 * number + each, name=f"schools-{each}", title=f"Мектептер {each}", **fields) for each in of]


def sweep(services: Services, clock: Clock, portal: Portal, **declared: Any) -> Run:
    """A whole sweep, a day after the last one."""
    clock.forward(days=1)
    return harvest(services, portal.source(**declared), full=True)


def knowing(services: Services, portal: Portal) -> Services:
    source = portal.source()
    return replace(services, sources={source.id: source})


def hold_of(services: Services, run: Run) -> Hold:
    assert run.state is RunState.HELD, run.error
    hold = services.store.holds.of_run(run.id)
    assert hold is not None
    return hold


def active(services: Services) -> dict[UUID, Dataset]:
    return {each.id: each.dataset for each in services.store.records.stream() if each.status is Status.ACTIVE}


def decide(services: Services, record: UUID, clock: Clock) -> LicenseDecision | None:
    decision = LicenseDecision(value="CC0-1.0", reason="asked the ministry", by="Aisuluu", at=clock())
    return curate(services, record, decision).curation.license


def test_three_nights_keep_ten_datasets_with_their_ids_decisions_and_history(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        first = {record.id: record for record in services.store.records.stream()}
        favourite = min(first)
        decision = decide(services, favourite, clock)
        for number in (1, 2):
            portal.packages = night(number)
            run = sweep(services, clock, portal)
            hold = hold_of(services, run)
            assert (hold.cause, hold.count, hold.pairs) == (HoldCause.IDENTIFIERS_REPLACED, 10, 10)
            assert hold.explanation == "10 of 10 missing datasets are listed again under new identifiers" == run.error
            codes = {group.code for group in services.store.runs.issue_groups(run.id)}
            assert codes - set(LICENSE_ISSUES.values()) == {"identifiers-replaced"}
            done = move(services, hold.id, by=BOLAT, reason=WHY)
            assert (done.hold.state, done.moved, done.left) == (HoldState.MOVED, 10, ())
            assert active(services).keys() == first.keys()
            assert {each.identifier for each in active(services).values()} == {each["id"] for each in portal.packages}
            again = sweep(services, clock, portal)
            assert (again.state, again.counts) == (RunState.DONE, RunCounts(read=10, unchanged=10))
        drain(services)
        assert ask(services.engine, Query(text="Мектептер")).total == 10
        portal.packages[0] |= {"title": "Башка аталыш", "metadata_modified": "2026-12-20T00:00:00"}
        assert sweep(services, clock, portal).counts == RunCounts(read=10, changed=1, unchanged=9)
    kept = services.store.records.get(favourite)
    assert kept is not None
    assert (kept.curation.license, kept.assessment.license.id) == (decision, "CC0-1.0")
    assert kept.provenance.first_harvested == first[favourite].provenance.first_harvested
    actions = [entry.action for entry in services.store.audit.history(favourite)]
    assert actions[:4] == [Action.CREATE, Action.CURATE, Action.MOVE, Action.MOVE]
    entry = services.store.audit.history(favourite)[2]
    assert (entry.actor, entry.details["reason"], entry.details["before"]) == (BOLAT, WHY, first[favourite].dataset.identifier)
    assert services.store.audit.verify() is None


def test_a_hold_that_waits_for_some_nights_finds_the_whole_chain(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        first = active(services).keys()
        for number in (1, 2, 3):
            portal.packages = night(number)
            run = sweep(services, clock, portal)
        hold = hold_of(services, run)
        assert (hold.count, hold.pairs, len(active(services))) == (30, 10, 40)
        assert move(services, hold.id, by=BOLAT, reason=WHY).moved == 30
        assert active(services).keys() == first
        assert sweep(services, clock, portal).counts == RunCounts(read=10, unchanged=10)
        undo(services, hold.id, by=BOLAT, reason="that was a mistake")
    assert len(active(services)) == 40
    assert {each.identifier for each in active(services).values()} == {each["id"] for n in (0, 1, 2, 3) for each in night(n)}


def test_a_move_is_undone(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        before = active(services)
        portal.packages = night(1)
        hold = hold_of(services, sweep(services, clock, portal))
        twins = active(services).keys() - before.keys()
        with_twins = active(services)
        move(services, hold.id, by=BOLAT, reason=WHY)
        survivors = services.store.aliases.survivors(twins)
        assert set(survivors.values()) == before.keys()
        portal.packages[3] |= {"title": "Жаңы аталыш", "metadata_modified": "2026-12-20T00:00:00"}
        sweep(services, clock, portal)
        done = undo(services, hold.id, by=BOLAT, reason="they are not the same")
        assert (done.hold.state, done.moved, done.hold.reason) == (HoldState.MOVE_UNDONE, 10, "they are not the same")
        now = active(services)
        assert now.keys() == with_twins.keys()
        assert {id: now[id] for id in before} == before
        assert [each.title[0].value for each in now.values()].count("Жаңы аталыш") == 1
        assert services.store.aliases.survivors(twins) == {}
        actions = [entry.action for entry in services.store.audit.history(min(before))]
        assert actions[-2:] in ([Action.MOVE, Action.UNDO_MOVE], [Action.CHANGE, Action.UNDO_MOVE])
        assert undo(services, hold.id, by=BOLAT, reason="they are not the same").moved == 0
        again = hold_of(services, sweep(services, clock, portal))
        assert (again.cause, again.pairs) == (HoldCause.IDENTIFIERS_REPLACED, 10)
    assert services.store.audit.verify() is None


def test_a_move_is_repeated_where_it_was_killed(services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with Portal(night(0, of=range(250))) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        first = active(services).keys()
        portal.packages = night(1, of=range(250))
        hold = hold_of(services, sweep(services, clock, portal))
        real, calls = services.store.aliases.move, []

        def killed(*args: Any, **kwargs: Any) -> None:
            calls.append(args)
            if len(calls) == 2:
                raise KeyboardInterrupt
            real(*args, **kwargs)

        monkeypatch.setattr(services.store.aliases, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            move(services, hold.id, by=BOLAT, reason=WHY)
        assert len(active(services)) == 400
        assert move(services, hold.id, by=BOLAT, reason=WHY).moved == 150
    assert active(services).keys() == first


def test_somebody_who_decides_at_the_same_moment_is_not_overruled(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        record = min(active(services))
        portal.packages = night(1)
        hold = hold_of(services, sweep(services, clock, portal))
        real, decided = services.store.aliases.move, []

        def late(*args: Any, **kwargs: Any) -> None:
            if not decided:
                decided.append(decide(services, record, clock))
            real(*args, **kwargs)

        monkeypatch.setattr(services.store.aliases, "move", late)
        assert move(services, hold.id, by=BOLAT, reason=WHY).moved == 10
    kept = services.store.records.get(record)
    assert kept is not None
    assert kept.curation.license == decided[0]


def test_pairs_are_left_out_and_conflicts_reported(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        first = active(services).keys()
        portal.packages = night(1)
        hold = hold_of(services, sweep(services, clock, portal))
        (one, two, three, *_) = [pair for page in services.store.holds.pairs(hold.id) for pair in page]
        decide(services, one.twin, clock)
        back = next(each for each in night(0) if each["id"] == three.identifier)
        portal.packages = [back | {"metadata_modified": "2026-12-01T00:00:00.000000"}]
        clock.forward(hours=1)
        assert harvest(services, portal.source()).counts.read == 1  # not a whole sweep, so the hold still waits
        done = move(services, hold.id, by=BOLAT, reason=WHY, leave=[two.twin])
    assert {(left.twin, left.why) for left in done.left} == {(one.twin, NotMoved.DECIDED), (three.twin, NotMoved.CHANGED)}
    assert done.moved == 7
    assert active(services).keys() == first | {one.twin, two.twin, three.twin}


def test_what_cannot_be_moved(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        portal.packages = night(1)
        hold = hold_of(services, sweep(services, clock, portal))
        with pytest.raises(NothingToMove):
            undo(services, hold.id, by=BOLAT, reason=WHY)
        run = services.store.runs.start("kg_example", since=None, by=COMMAND, at=clock())
        with pytest.raises(RunActive):
            move(services, hold.id, by=BOLAT, reason=WHY)
        services.store.runs.end(run, RunState.INTERRUPTED, error="stopped", at=clock())
        drop(services, hold.id, by=BOLAT, reason=WHY)
        with pytest.raises(HoldSettled):
            move(services, hold.id, by=BOLAT, reason=WHY)
        with pytest.raises(HoldMissing):
            move(services, 999, by=BOLAT, reason=WHY)
        portal.packages = []
        gone = hold_of(services, sweep(services, clock, portal))
        with pytest.raises(NothingToMove):
            move(services, gone.id, by=BOLAT, reason=WHY)


def test_what_came_between_two_whole_sweeps_is_recognised(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        first = active(services).keys()
        portal.packages = night(1, metadata_modified="2026-11-30T00:00:00.000000")
        clock.forward(hours=1)
        between = harvest(services, portal.source())
        assert (between.since is not None, between.counts.new) == (True, 10)
        hold = hold_of(services, sweep(services, clock, portal))
        assert (hold.cause, hold.pairs) == (HoldCause.IDENTIFIERS_REPLACED, 10)
        assert move(services, hold.id, by=BOLAT, reason=WHY).moved == 10
    assert active(services).keys() == first


def test_what_was_left_is_asked_again(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        portal.packages = night(1)
        hold = hold_of(services, sweep(services, clock, portal))
        [(pair, *_)] = services.store.holds.pairs(hold.id)
        assert move(services, hold.id, by=BOLAT, reason=WHY, leave=[pair.record]).moved == 9
        again = hold_of(services, sweep(services, clock, portal))
        assert (again.count, again.pairs) == (1, 1)
        assert again.explanation == "1 of 1 missing datasets are listed again under new identifiers"


def test_one_dataset_of_many_is_recognised_the_first_time(services: Services, clock: Clock) -> None:
    with Portal(night(0, of=range(50))) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        portal.packages[7] = night(1, of=range(7, 8))[0]
        hold = hold_of(services, sweep(services, clock, portal))
        assert (hold.cause, hold.count, hold.pairs) == (HoldCause.IDENTIFIERS_REPLACED, 1, 1)


def test_a_dataset_that_is_really_gone_is_not_paired_with_another(services: Services, clock: Clock) -> None:
    with Portal(night(0, of=range(50))) as portal:
        sweep(services, clock, portal)
        portal.packages[7] = package(999, name="rivers", title="Дарыялар")
        assert sweep(services, clock, portal).state is RunState.DONE
        run = sweep(services, clock, portal)
    assert (run.state, run.counts.withdrawn) == (RunState.DONE, 1)


def test_two_of_the_same_title_are_not_paired(services: Services, clock: Clock) -> None:
    def twice(number: int) -> list[dict[str, Any]]:
        same = {"title": "Бюджет", "resources": []}
        return [package(5000 + 100 * number + each, name=f"x{number}-budget-{'ab'[each]}{number}", **same) for each in range(2)]

    with Portal([*night(0), *twice(0)]) as portal:
        sweep(services, clock, portal)
        portal.packages = [*night(0), *twice(1)]
        run = sweep(services, clock, portal)
    assert (run.state, len(active(services))) == (RunState.DONE, 14)


def test_both_identifiers_in_one_list_are_one_dataset(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        portal.packages = night(1)
        move(services, hold_of(services, sweep(services, clock, portal)).id, by=BOLAT, reason=WHY)
        portal.packages = [*night(1), *night(0)]
        run = sweep(services, clock, portal)
    assert (run.counts.repeated, len(active(services))) == (10, 10)


def test_a_source_that_is_put_back_has_no_twins(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        first = sweep(services, clock, portal)
        portal.packages = night(1)
        held = sweep(services, clock, portal)
        move(services, hold_of(services, held).id, by=BOLAT, reason=WHY)
        clock.forward(hours=1)
        source = services.sources["kg_example"]
        assert revert(services, source, first, apply=True, by=BOLAT).changed == 10
        clock.forward(hours=1)
        assert len(active(services)) == 10
        ended = services.store.runs.get(held.id)
        assert ended is not None
        revert(services, source, ended, apply=True, by=BOLAT)
        assert len(active(services)) == 10
        sweep(services, clock, portal)
    assert {each.identifier for each in active(services).values()} == {each["id"] for each in night(1)}
    assert services.store.audit.verify() is None


def test_a_portal_that_moves_to_another_domain(services: Services, clock: Clock) -> None:
    with Portal(night(0)) as old:
        sweep(services, clock, old)
        first = active(services).keys()
    with Portal([each | {"name": f"n-{each['name']}"} for each in night(1)]) as new:
        services = knowing(services, new)
        hold = hold_of(services, sweep(services, clock, new))
        pairs = [pair for page in services.store.holds.pairs(hold.id) for pair in page]
        assert {pair.evidence for pair in pairs} == {Evidence.TITLE}
        assert move(services, hold.id, by=BOLAT, reason=WHY).moved == 10
    assert active(services).keys() == first


def test_a_move_gives_up_if_others_change_the_records_again_and_again(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Portal(night(0)) as portal:
        services = knowing(services, portal)
        sweep(services, clock, portal)
        portal.packages = night(1)
        hold = hold_of(services, sweep(services, clock, portal))

        def always_late(*_: Any, **__: Any) -> None:
            raise StaleRecord(hold_id, version=2, stored=2)

        hold_id = min(active(services))
        monkeypatch.setattr(services.store.aliases, "move", always_late)
        with pytest.raises(StaleRecord):
            move(services, hold.id, by=BOLAT, reason=WHY)
