"""Portals and run reports: counts that add up, causes that lead to their records."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services
from schemas.actor import COMMAND
from schemas.runs import Run, RunCounts, RunState
from tests.registry.ui.reading import Document

Fetch = Callable[[str], Document]


@pytest.fixture(scope="module")
def run(services: Services) -> Run:
    found = services.store.runs.last_done("sample_kg")
    assert found is not None
    return found


def test_every_declared_portal_is_listed_with_its_datasets_and_last_run(page: Fetch, services: Services) -> None:
    rows = page("/en/portals").one("tbody").all("tr")
    assert len(rows) == len(services.sources)
    harvested = {row.all("a")[0].get("href").rpartition("/")[2] for row in rows if "not harvested yet" not in row.text}
    assert {"sample_ir", "sample_kg", "sample_pk"} <= harvested
    assert "kg_data_gov" not in harvested
    listed = {row.all("a")[0].get("href").rpartition("/")[2]: int(row.all("td")[1].text) for row in rows}
    assert listed == {name: services.store.records.count(source=name) for name in services.sources}


def test_a_portal_page_tells_what_to_fix_first(page: Fetch, run: Run, services: Services) -> None:
    document = page("/en/portals/sample_kg")
    causes = document.one("section", **{"aria-labelledby": "fix"}).one("tbody").all("tr")
    groups = [group for group in services.store.runs.issue_groups(run.id) if group.code != "field-ignored"]
    assert len(causes) == min(len(groups), 10)
    assert groups[0].how_to_fix in causes[0].text


def test_a_portal_page_tells_what_its_datasets_say_of_their_licence(page: Fetch, services: Services) -> None:
    section = page("/en/portals/sample_kg").one("section", **{"aria-labelledby": "licences"})
    assert sum(int(each.text) for each in section.all("dd")) == services.store.records.count(source="sample_kg")
    empty = min(set(services.sources) - set(services.store.records.counts(status=None)))
    assert not page(f"/en/portals/{empty}").all("section", **{"aria-labelledby": "licences"})


def test_a_portal_without_a_run_says_so(page: Fetch) -> None:
    assert "This portal has not been harvested yet." in page("/en/portals/kg_data_gov").text


def test_the_counts_of_a_run_add_up(page: Fetch, run: Run) -> None:
    counts = {
        item.one("dt").text: int(item.one("dd").text)
        for item in page(f"/en/portals/sample_kg/runs/{run.id}").one("dl", class_="big").all("div")
    }
    assert counts["read"] == run.counts.read == sum(counts.values()) - counts["read"]
    assert list(counts) == ["read", "new", "changed", "restored", "unchanged", "rejected", "repeated"]


def test_a_cause_leads_to_exactly_its_records(page: Fetch, run: Run) -> None:
    for row in (
        page(f"/en/portals/sample_kg/runs/{run.id}").one("section", **{"aria-labelledby": "causes"}).one("tbody").all("tr")
    ):
        link = row.all("a")[0]
        count, listed = int(link.text), 0
        target = link.get("href").partition("#")[0]
        while target:
            listing = page(target).one("section", id="list")
            listed += len(listing.one("tbody").all("tr"))
            following = listing.all("a", rel="next")
            target = following[0].get("href").partition("#")[0] if following else ""
        assert listed == count


def test_a_run_that_goes_on_shows_how_far_it_is(page: Fetch, services: Services) -> None:
    runs, at = services.store.runs, services.clock()
    running = runs.start("kz_opengov", since=None, by=COMMAND, at=at).model_copy(
        update={"stated_total": 40, "counts": RunCounts(read=12, new=12)}
    )
    runs.save(running, at=at)
    document = page(f"/en/portals/kz_opengov/runs/{running.id}")
    assert "12 read of about 40" in document.text
    assert (document.one("progress").get("value"), document.one("progress").get("max")) == ("12", "40")
    runs.save(running.model_copy(update={"state": RunState.FAILED, "ended": at, "error": "the portal is gone"}), at=at)
    assert "the portal is gone" in page(f"/en/portals/kz_opengov/runs/{running.id}").text


@pytest.mark.parametrize("start", ["9" * 30, "-1", "one", "²", ""])
def test_a_place_that_a_list_cannot_have_is_its_beginning(page: Fetch, run: Run, start: str) -> None:
    path = f"/en/portals/sample_kg/runs/{run.id}?issue=field-ignored&field=/extras&changes=create"
    listed = page(path).one("section", id="list").text
    document = page(f"{path}&offset={start}&start={start}")
    assert document.one("section", id="list").text == listed
    assert document.one("section", id="changes").one("tbody").all("tr")


@pytest.mark.parametrize(
    "path", ["portals/nobody", "portals/sample_kg/runs/999999", "portals/sample_kg/runs/one", "portals/sample_ir/runs/{run}"]
)
def test_what_is_not_there_is_not_found(client: TestClient, run: Run, path: str) -> None:
    assert client.get("/en/" + path.format(run=run.id)).status_code == 404


def test_the_addresses_of_the_api_are_ones_that_it_has(page: Fetch, run: Run, services: Services) -> None:
    record = next(services.store.records.stream(source="sample_kg"))
    linked = {
        link.get("href")
        for path in (f"/en/portals/sample_kg/runs/{run.id}", f"/en/d/{record.id}")
        for link in page(path).all("a")
        if not link.get("href").startswith(("/en/", "#", "http"))
    }
    assert len(linked) >= 5
    with TestClient(create_app(services)) as api:
        assert {target: api.get(target).status_code for target in linked} == dict.fromkeys(linked, 200)
