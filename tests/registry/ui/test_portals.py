"""Portals and run reports: counts that add up, causes that lead to their records."""

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services
from registry.ui import create_pages
from schemas.actor import COMMAND
from schemas.runs import Run, RunCounts, RunState
from search.errors import EngineUnavailable
from search.values import languages
from tests.registry.ui.reading import Document, read

Fetch = Callable[[str], Document]


@pytest.fixture(scope="module")
def run(services: Services) -> Run:
    found = services.store.runs.last_done("sample_kg")
    assert found is not None
    return found


def test_the_portals_are_listed_by_state(page: Fetch, client: TestClient, services: Services) -> None:
    document = page("/en/portals")
    sections = {section.one("h2").text: section for section in document.all("section")}
    declared = Counter(source.jurisdiction for source in services.sources.values())
    assert [section.one("a").get("href") for section in document.all("h2")] == [
        f"/en/portals/state/{code}" for code in ("BY", "CN", "IN", "IR", "KZ", "KG", "PK", "RU", "TJ", "UZ")
    ]
    of_kg = {name for name, source in services.sources.items() if source.jurisdiction == "KG"}
    counts = {name: count for name, count in services.store.records.counts().items() if name in of_kg}  # other tests add some
    assert f"{declared['KG']} portals declared {len(counts)} harvested {sum(counts.values())} datasets" in (
        sections["Kyrgyzstan"].text
    )
    assert sorted(named(sections["Kyrgyzstan"])) == sorted(counts)
    assert "sample_kg" in counts
    assert not sections["Tajikistan"].all("table")
    assert len(client.get("/en/portals").content) < 60_000


def test_every_declared_portal_is_on_the_page_of_its_state(page: Fetch, services: Services) -> None:
    for code in {source.jurisdiction for source in services.sources.values()}:
        document = page(f"/en/portals/state/{code}")
        asked, waiting = [document.all(tag) for tag in ("tbody", "details")]
        asked_names = [name for body in asked for name in named(body)]
        waiting_names = [name for each in waiting for name in named(each)]
        assert sorted(asked_names + waiting_names) == sorted(
            name for name, source in services.sources.items() if source.jurisdiction == code
        )
        assert not any(services.store.records.count(source=name) for name in waiting_names)
        assert all("open" not in each.attributes for each in waiting if asked_names and each.has_class("more"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("data.gov.kg", "kg_data_gov"),
        ("DATA.GOV.KG", "kg_data_gov"),
        ("кыргыз портал-образец", "sample_kg"),
        ("kyrgyzstan sample", "sample_kg"),
        ("opendata.by", "by_opendata"),
    ],
)
def test_a_portal_is_found_by_name_host_or_state(page: Fetch, words: str, found: str) -> None:
    document = page(f"/en/portals?find={quote(words)}")
    assert named(document.one("main")) == [found]
    assert document.one("input", id="find").get("value") == words


def test_what_is_found_in_a_state_is_listed_whole_on_its_page(page: Fetch, services: Services) -> None:
    document = page("/en/portals?find=china")
    of_china = sum(source.jurisdiction == "CN" for source in services.sources.values())
    assert len(named(document)) == 10 < of_china
    whole = page(document.one("h2").one("a").get("href"))
    assert len(named(whole)) == of_china
    assert page("/en/portals/state/CN?find=zzzzqqqq").one("main").all("tr") == []
    assert "0 portals have the words" in page("/en/portals?find=zzzzqqqq").text


def test_the_pages_stay_light_when_all_portals_are_harvested(fresh: Services) -> None:
    for source in fresh.sources:
        run = fresh.store.runs.start(source, since=None, by=COMMAND, at=fresh.clock())
        fresh.store.runs.save(run.model_copy(update={"state": RunState.DONE, "ended": run.started}), at=run.started)
    with TestClient(create_pages(fresh)) as client:
        assert len(client.get("/en/portals").content) < 60_000
        assert len(client.get("/en/portals?find=a").content) < 100_000
        listed, following = [], "/en/portals/state/CN"
        while following:
            answer = client.get(following)
            assert len(answer.content) < 60_000
            document = read(answer.text)
            listed += named(document)
            following = next((link.get("href") for link in document.all("a", rel="next")), "")
    assert len(listed) == len(set(listed)) == sum(source.jurisdiction == "CN" for source in fresh.sources.values())


def named(part: Document) -> list[str]:
    """The portals that a part of a page leads to."""
    targets = (
        [link.get("href") for link in part.one("main").all("a")] if part.all("main") else [a.get("href") for a in part.all("a")]
    )
    return [target.split("/")[3] for target in targets if re.fullmatch("/en/portals/[a-z0-9_]+", target)]


@pytest.mark.parametrize("path", ["/", "/portals/sample_kg", "/portals/sample_ir", "/portals/state/PK"])
def test_every_bar_leads_to_as_many_datasets_as_it_says(page: Fetch, path: str) -> None:
    document = page("/en" + path)
    bars = [link for chart in document.all("ul", class_="shares") for link in chart.all("a")]
    assert len(bars) > 8
    for bar in bars:
        heading = page(bar.get("href")).one("h1").text
        assert bar.one("b").text == re.findall(r"[\d,]+", heading)[0], bar.get("href")


def test_a_portal_page_says_how_many_datasets_have_no_value(page: Fetch, services: Services) -> None:
    records = list(services.store.records.stream(source="sample_kg"))
    silent = sum(not languages(record) for record in records)
    assert silent == 1
    assert (
        "1 dataset says nothing about this." in page("/en/portals/sample_kg").one("section", **{"aria-labelledby": "charts"}).text
    )


@pytest.mark.parametrize("path", ["/en/portals/sample_kg", "/en/portals/state/KG", "/en/portals"])
def test_a_portal_opens_without_its_charts_while_the_search_is_down(
    services: Services, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def down(*_: object, **__: object) -> None:
        raise EngineUnavailable("it does not answer")

    monkeypatch.setattr(type(services.engine), "search", down)
    with TestClient(create_pages(services)) as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert ("The charts are missing, because the search does not answer" in answer.text) is (path != "/en/portals")


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


@pytest.mark.parametrize("start", ["9" * 30, "-1", "one", "²"])
def test_a_place_that_a_list_cannot_have_is_refused(client: TestClient, run: Run, start: str) -> None:
    path = f"/en/portals/sample_kg/runs/{run.id}?issue=field-ignored&field=/extras"
    assert client.get(f"{path}&offset={start}").status_code == 400
    assert client.get(f"{path}&changes=create&start={start}").status_code == 400


def test_a_field_of_an_issue_has_words_and_its_pointer_is_behind_a_click(page: Fetch, run: Run) -> None:
    document = page(f"/en/portals/sample_kg/runs/{run.id}")
    fields = document.all("td", **{"data-label": "Field"})
    assert "additional fields" in " ".join(field.own_text for field in fields)
    assert not [field.own_text for field in fields if "/" in field.own_text]
    assert all(field.all("details", class_="pointer") for field in fields if field.own_text.strip() != "whole record")


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
