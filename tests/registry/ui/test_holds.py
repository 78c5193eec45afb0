"""Held withdrawals, differences and timelines on the pages, after real harvests of a portal that loses datasets."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.pipeline.withdraw import release
from registry.services import Services
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.runs import Run, RunState
from tests.portal import Portal
from tests.registry.ui.reading import Document, read

Fetch = Callable[[str], Document]


@pytest.fixture
def services(installed: Services) -> Services:
    return installed


@pytest.fixture
def page(services: Services) -> Iterator[Fetch]:
    with TestClient(create_pages(services), follow_redirects=False) as client:

        def fetch(path: str) -> Document:
            answer = client.get(path)
            assert answer.status_code == 200, path
            return read(answer.text)

        yield fetch


def test_a_held_run_says_what_would_go_and_how_a_person_decides(page: Fetch, services: Services, held: Run) -> None:
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    for path in (f"/en/portals/kg_example/runs/{held.id}", "/en/portals/kg_example"):
        section = page(path).one("section", **{"aria-labelledby": "held"})
        assert "More datasets are missing at once than may be withdrawn without a person." in section.text
        assert "Nothing was withdrawn. A person decides whether 60 datasets are withdrawn." in section.text
        assert f"serai release {hold.id} --by NAME --reason REASON" in section.text
        assert f"POST /api/v1/holds/{hold.id}/drop" in section.text
        assert section.all("form") == section.all("button") == []
        assert len(section.one("ul").all("li")) == 50
    assert "Held for a person" in page("/en/portals").text
    with TestClient(create_app(services)) as api:
        assert api.get(f"/api/v1/holds/{hold.id}").json()["total"] == 60


def test_what_is_settled_says_by_whom_and_why(page: Fetch, services: Services, held: Run) -> None:
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    release(services, hold.id, by=Actor.person("Bolat"), reason="the ministry has closed")
    assert page("/en/portals/kg_example").all("section", **{"aria-labelledby": "held"}) == []
    section = page(f"/en/portals/kg_example/runs/{held.id}").one("section", **{"aria-labelledby": "held"})
    assert "Released by Bolat on" in section.text
    assert "60 of the datasets are withdrawn now." in section.text
    assert section.all("form") == []
    runs = page("/en/portals/kg_example").one("section", **{"aria-labelledby": "runs"}).text
    assert "Held, then released" in runs
    assert "Released by Bolat on" in runs
    assert "Held for a person" not in runs
    assert "Bolat" in section.text
    assert "the ministry has closed" in section.text
    assert "serai release" not in section.text
    record = page(section.one("ul").all("a")[0].get("href"))
    assert "Withdrawn." in record.text
    assert "Bolat confirmed that the portal no longer lists the dataset." in record.text


def test_a_run_shows_what_it_changed(page: Fetch, services: Services, portal: Portal) -> None:
    source = services.sources["kg_example"]
    first = harvest(services, source, full=True)
    portal.packages[3] |= {"title": "Башка", "notes": "Башка"}
    second = harvest(services, source, full=True)
    section = page(f"/en/portals/kg_example/runs/{second.id}").one("section", id="changes")
    [kind] = section.one("ul").all("a")
    assert kind.text == "Changed: 1"
    [row] = page(kind.get("href").partition("#")[0]).one("section", id="changes").one("tbody").all("tr")
    assert "title, description" in row.text
    assert page(row.one("a").get("href")).one("h1").text == "Башка"

    listed, target = [], f"/en/portals/kg_example/runs/{first.id}?changes=create"
    while target:
        section = page(target).one("section", id="changes")
        listed += [row.one("code").text for row in section.one("tbody").all("tr")]
        following = section.all("a", rel="next")
        target = following[0].get("href").partition("#")[0] if following else ""
    assert len(listed) == len(set(listed)) == 70


def test_the_chart_of_runs_tells_them_apart_without_colour(page: Fetch, services: Services, portal: Portal, held: Run) -> None:
    assert held.state is RunState.HELD
    harvest(services, services.sources["kg_example"])
    box = page("/en/portals/kg_example").one("section", **{"aria-labelledby": "runs"}).all("div", class_="box")[0]
    chart = box.one("svg", class_="plot")
    assert chart.get("role") == "img"
    assert chart.get("aria-label") == (
        "Bars: what the last 3 runs read, the newest last, at most 70 records. "
        "Runs that did not end as they should: 1. The table below has all numbers."
    )
    assert [text.text for text in chart.all("text")[:4]] == ["0", "50", "100", "25 Nov 2026"]
    assert [bar.get("height") for bar in chart.all("rect", class_="new")] == ["84.0"]
    widths = [group.all("rect")[-1].get("width") for group in chart.all("g")]
    assert widths == ["18", "18", "8"]
    legend = [item.text for item in box.one("ul", class_="meta").all("li")]
    assert legend == [
        "new",
        "unchanged",
        "wide bar: the whole portal was read",
        "narrow bar: only what had changed was asked for",
        "held: a person has to decide",
    ]


def test_a_released_run_has_another_mark_than_a_held_one(page: Fetch, services: Services, held: Run) -> None:
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    waiting = marks(page)
    release(services, hold.id, by=Actor.person("Bolat"), reason="the ministry has closed")
    told = page("/en/portals/kg_example").one("section", **{"aria-labelledby": "runs"}).text
    assert "held, then released by a person" in told
    assert "leased by Bolat on 25 November 2026" in told
    assert (len(waiting), len(marks(page))) == (1, 1)
    assert waiting != marks(page)


def marks(page: Fetch) -> list[str]:
    """The icons below the bars of the chart of runs."""
    return [use.get("href") for use in page("/en/portals/kg_example").one("svg", class_="plot").all("use")]


def test_one_run_makes_no_chart(page: Fetch, services: Services) -> None:
    harvest(services, services.sources["kg_example"])
    assert page("/en/portals/kg_example").all("svg", class_="plot") == []


def test_the_settings_show_what_may_be_missing(page: Fetch) -> None:
    portal = page("/en/portals/kg_example")
    assert portal.one("section", **{"aria-labelledby": "check"}).all("code")[0].text == "serai check kg_example"
    settings = portal.one("section", **{"aria-labelledby": "settings"}).text
    assert "2 whole runs without it" in settings
    assert "20 % of the datasets, and not more than 1,000" in settings
