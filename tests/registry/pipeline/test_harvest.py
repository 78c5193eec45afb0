"""A harvest over real HTTP into real parts: what goes in, what stays out, and what the report says."""

from collections import Counter
from typing import Any

import pytest

from registry.pipeline.harvest import OVERLAP, harvest
from registry.pipeline.index import drain, rebuild
from registry.services import Services, open_services
from registry.store.errors import RunActive
from schemas.record import record_id
from schemas.runs import RunCounts, RunState
from search.ask import ask
from search.query import Query
from tests.portal import Asked, Portal, answers, deletes_before, on, package, repeats_first_page

from .conftest import Clock, refuse


def packages(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [package(number, **fields) for number in range(count)]


def codes(services: Services, run: int) -> Counter[str]:
    return Counter({group.code: group.count for group in services.store.runs.issue_groups(run)})


def test_a_first_harvest_takes_everything_in(services: Services) -> None:
    with Portal(packages(25)) as portal:
        run = harvest(services, portal.source(page_size=10))
    assert run.state is RunState.DONE
    assert run.counts == RunCounts(read=25, new=25)
    assert run.stated_total == 25
    assert services.store.runs.get(run.id) == run
    assert drain(services) == 25
    assert ask(services.engine, Query(text="суу")).total == 25


def test_a_second_harvest_writes_nothing(services: Services, clock: Clock) -> None:
    with Portal(packages(25)) as portal:
        harvest(services, portal.source())
        drain(services)
        clock.forward(days=1)
        run = harvest(services, portal.source(), full=True)
    assert run.counts == RunCounts(read=25, unchanged=25)
    assert services.store.outbox.depth() == 0
    assert all(record.version == 1 for record in services.store.records.stream())


def test_after_a_run_that_was_done_only_changes_are_asked_for(services: Services, clock: Clock) -> None:
    with Portal(packages(5)) as portal:
        first = harvest(services, portal.source())
        clock.forward(days=1)
        portal.packages[2] |= {"title": "Башка аталыш", "metadata_modified": "2026-11-25T11:30:00.000001"}
        second = harvest(services, portal.source())
    assert second.since == first.started - OVERLAP
    assert second.counts == RunCounts(read=1, changed=1)
    changed = services.store.records.get(record_id("kg_example", package(2)["id"]))
    assert changed is not None
    assert changed.dataset.title[0].value == "Башка аталыш"
    assert changed.version == 2
    assert [entry.details.get("changed") for entry in services.store.audit.history(changed.id)] == [None, ["title", "modified"]]


def test_a_change_that_no_field_of_ours_reads_is_no_change(services: Services) -> None:
    with Portal([package(1, tracking_summary={"total": 1})]) as portal:
        harvest(services, portal.source())
        portal.packages[0]["tracking_summary"] = {"total": 2}
        run = harvest(services, portal.source(), full=True)
        again = harvest(services, portal.source(), full=True)
    assert run.counts == again.counts == RunCounts(read=1, unchanged=1)
    record = services.store.records.get(record_id("kg_example", package(1)["id"]))
    assert record is not None
    assert b'"total":2' in services.archive.get(record.provenance.raw_hash)


BAD: dict[str, tuple[dict[str, Any], str, bool]] = {
    "no title": ({"title": None}, "title-missing", False),
    "NaN": ({"rating": float("nan")}, "record-not-json", False),
    "half a surrogate pair": ({"notes": "\ud800"}, "record-not-json", False),
    "a list where text belongs": ({"notes": ["one", "two"]}, "text-expected", True),
    "a description of 15 MB": ({"notes": "суу " * 2_500_000}, "text-too-long", True),
    "a date of zeros": ({"metadata_modified": "0000-00-00"}, "date-not-understood", True),
    "control characters": ({"notes": "a\u0001b\u0000c"}, "control-characters", True),
    "resources that are no list": ({"resources": {"url": "https://data.example/1.csv"}}, "list-expected", True),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_reported_and_the_others_go_in(services: Services, case: str) -> None:
    fields, code, taken = BAD[case]
    listed = packages(5)
    listed[2] |= fields
    with Portal(listed) as portal:
        run = harvest(services, portal.source())
    assert run.counts.new == (5 if taken else 4)
    assert run.counts.rejected == (0 if taken else 1)
    assert code in codes(services, run.id)
    assert services.store.records.count() == run.counts.new


def test_a_record_that_the_store_refuses_is_reported_and_the_others_go_in(services: Services, clock: Clock) -> None:
    with Portal(packages(25)) as portal:
        refused = package(7)["id"]
        refuse(services, refused)
        run = harvest(services, portal.source(page_size=10))
        assert run.counts == RunCounts(read=25, new=24, rejected=1)
        [found] = services.store.runs.issues(run.id, code="record-refused")
        assert (found.identifier, "it is refused" in found.value) == (refused, True)
        clock.forward(days=1)
        again = harvest(services, portal.source(), full=True)
    assert again.counts == RunCounts(read=25, unchanged=24, rejected=1)
    assert services.store.audit.verify() is None


def test_a_page_that_fails_leaves_a_partial_run_with_all_that_came_before(services: Services) -> None:
    with Portal(packages(50), trouble=[on(answers(404), start=25)]) as portal:
        run = harvest(services, portal.source(page_size=25))
    assert run.state is RunState.PARTIAL
    assert run.counts.new == services.store.records.count() == 25
    assert run.error
    assert services.store.runs.last_done("kg_example") is None


def test_a_portal_that_is_down_fails_the_run_and_keeps_the_records(services: Services, clock: Clock) -> None:
    with Portal(packages(5)) as portal:
        source = portal.source()
        harvest(services, source)
        clock.forward(hours=1)
        portal.trouble.append(answers(503))
        run = harvest(services, source)
    assert run.state is RunState.FAILED
    assert services.store.records.count() == 5


def test_records_that_drift_between_pages_are_counted_once(services: Services) -> None:
    listed = packages(30)
    with Portal([*listed, listed[3]]) as portal:
        run = harvest(services, portal.source(page_size=10))
    assert run.counts == RunCounts(read=31, new=30, repeated=1)
    assert codes(services, run.id)["identifier-repeated"] == 1
    with Portal(listed, trouble=[deletes_before(10, count=2)]) as portal:
        assert harvest(services, portal.source(page_size=10), full=True).counts.unchanged >= 26


def test_the_same_page_for_ever_ends_the_run(services: Services) -> None:
    with Portal(packages(20), trouble=[repeats_first_page()]) as portal:
        run = harvest(services, portal.source(page_size=10))
    assert run.state is RunState.PARTIAL
    assert run.counts.new == 10
    assert codes(services, run.id)["page-repeated"] == 1


def test_an_address_on_loopback_is_refused_unless_allowed(services: Services) -> None:
    with Portal(packages(1)) as portal:
        run = harvest(services, portal.source(allow_private_addresses=False))
        assert portal.asked == []
    assert run.state is RunState.FAILED
    assert "127.0.0.1" in (run.error or "")


def test_a_stop_by_a_person_leaves_what_was_saved(services: Services) -> None:
    def stop(run: object) -> None:
        raise KeyboardInterrupt

    with Portal(packages(25)) as portal:
        with pytest.raises(KeyboardInterrupt):
            harvest(services, portal.source(page_size=10), on_step=stop)
        [run] = services.store.runs.list(source="kg_example")
        assert run.state is RunState.INTERRUPTED
        kept = services.store.records.count()
        assert 0 < run.counts.new == kept < 25
        assert harvest(services, portal.source()).counts == RunCounts(read=25, new=25 - kept, unchanged=kept)


def test_one_run_of_a_source_at_a_time(services: Services) -> None:
    def again(run: object) -> None:
        with pytest.raises(RunActive):
            harvest(services, source)

    with Portal(packages(5)) as portal:
        source = portal.source()
        assert harvest(services, source, on_step=again).state is RunState.DONE


def test_the_tie_at_the_last_second_is_not_lost(services: Services, clock: Clock) -> None:
    with Portal(packages(3)) as portal:
        first = harvest(services, portal.source())
        edge = (first.started - OVERLAP).strftime("%Y-%m-%dT%H:%M:%S")
        portal.packages.append(package(9, metadata_modified=f"{edge}.000000"))
        clock.forward(days=1)
        assert harvest(services, portal.source()).counts.new == 1


def test_a_dead_engine_delays_and_loses_nothing(services: Services) -> None:
    with Portal(packages(12)) as portal:
        harvest(services, portal.source())
    assert services.store.outbox.depth() == 12
    with open_services(services.settings) as later:
        assert drain(later) == 12
    assert ask(services.engine, Query()).total == 12
    assert rebuild(services) == ask(services.engine, Query()).total == 12


def test_what_the_portal_is_asked(services: Services) -> None:
    with Portal(packages(3)) as portal:
        harvest(services, portal.source())
        asked: Asked = portal.asked[0]
    assert asked.headers["User-Agent"].startswith("Serai/")
    assert asked.params["sort"] == "id asc"
