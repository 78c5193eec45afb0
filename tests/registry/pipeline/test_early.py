"""A list that ends early is no whole sweep until it ends at the same place twice."""

from typing import Any

import pytest

from registry.pipeline.harvest import harvest, since
from registry.services import Services
from schemas.record import Status
from schemas.runs import Run, RunState
from tests.oai_portal import OaiPortal, record
from tests.portal import Answer, Asked, Portal, Trouble, package

from .conftest import Clock


def packages(count: int) -> list[dict[str, Any]]:
    return [package(number) for number in range(count)]


def sweep(services: Services, clock: Clock, portal: Portal, **declared: Any) -> Run:
    clock.forward(days=1)
    return harvest(services, portal.source(**declared), full=True)


def early(services: Services, run: Run) -> list[str]:
    return [each.value for each in services.store.runs.issues(run.id, code="list-ends-early")]


def ends_after(count: int) -> Trouble:
    """The list ends here, with an empty page, though its total says more."""

    def answer(asked: Asked, portal: Portal) -> Answer:
        return portal.listing(portal.packages[asked.start : min(count, asked.start + asked.rows)], total=len(portal.packages))

    return answer


def test_the_first_sweep_of_all_ends_early_and_everything_is_asked_for_again(services: Services, clock: Clock) -> None:
    with Portal(packages(50), trouble=[ends_after(30)]) as portal:
        clock.forward(days=1)
        first = harvest(services, portal.source())
        assert (first.state, early(services, first)) == (RunState.DONE, ["50 stated, 30 listed"])
        assert since(services, portal.source()) is None
        portal.trouble.clear()
        clock.forward(hours=1)
        second = harvest(services, portal.source())
        assert (second.since, second.counts.new, early(services, second)) == (None, 20, [])
        assert since(services, portal.source()) is not None


def test_when_two_sweeps_end_at_the_same_place_it_is_the_end(services: Services, clock: Clock) -> None:
    with Portal(packages(50), trouble=[ends_after(30)]) as portal:
        assert early(services, sweep(services, clock, portal))
        again = sweep(services, clock, portal)
        assert early(services, again) == []
        assert since(services, portal.source()) is not None


def test_a_total_that_is_always_as_much_too_high_is_no_early_end(services: Services, clock: Clock) -> None:
    with Portal(packages(30), total=40) as portal:
        assert early(services, sweep(services, clock, portal))
        portal.packages.append(package(30))
        portal.total = 41
        assert early(services, sweep(services, clock, portal)) == []


def test_lists_that_end_somewhere_else_each_time_never_agree(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        for count in (20, 30, 25):
            portal.trouble = [ends_after(count)]
            assert early(services, sweep(services, clock, portal, expect={"max_withdrawn_share": 1}))
            assert since(services, portal.source()) is None


def test_by_tokens_too(services: Services, clock: Clock) -> None:
    with OaiPortal([record(number) for number in range(30)], total=60) as portal:
        assert early(services, sweep(services, clock, portal)) == ["60 stated, 30 listed"]
        assert early(services, sweep(services, clock, portal)) == []


def test_a_sweep_that_ended_early_counts_for_no_withdrawal(services: Services, clock: Clock) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        portal.trouble = [ends_after(45)]
        assert sweep(services, clock, portal).counts.withdrawn == 0
        portal.trouble.clear()
        del portal.packages[49]
        once = sweep(services, clock, portal)
        assert (once.state, once.counts.withdrawn, early(services, once)) == (RunState.DONE, 0, [])
        twice = sweep(services, clock, portal)
        assert (twice.state, twice.counts.withdrawn) == (RunState.DONE, 1)
    assert services.store.records.count(status=Status.WITHDRAWN) == 1


def test_a_list_that_is_clearly_shorter_than_before_without_any_missing(services: Services, clock: Clock) -> None:
    untitled = [package(number, title=None) for number in range(20, 50)]
    with Portal([*packages(20), *untitled]) as portal:
        sweep(services, clock, portal)
        del portal.packages[20:]
        assert early(services, sweep(services, clock, portal)) == ["50 listed before, 20 now"]
        assert early(services, sweep(services, clock, portal)) == []


@pytest.mark.parametrize("count", [46, 50, 60])
def test_a_healthy_list_that_grows_or_shrinks_a_little(services: Services, clock: Clock, count: int) -> None:
    with Portal(packages(50)) as portal:
        sweep(services, clock, portal)
        portal.packages = packages(count)
        assert early(services, sweep(services, clock, portal)) == []
        assert since(services, portal.source()) is not None
