"""The page of a record as it stood at the end of a past day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import LicenseDecision, record_id
from tests.factories import stated, text
from tests.portal import package
from tests.registry.policy.transfer.usage_cases import Case, record_of
from tests.registry.ui.conftest import NOW, OWN
from tests.registry.ui.desk import REASON, Browser, Desk, filled
from tests.registry.ui.reading import Document, Element, read

ID = record_id("kg_example", package(1)["id"])
PAGE = f"/en/d/{ID}"
BY = Actor.person("Aizada Bekova")


@pytest.fixture
def changed(desk: Desk) -> Desk:
    """A dataset was harvested on the 25th, decided about on the 26th, and changed by the portal on the 27th. It is the 28th."""
    desk.clock.now = NOW + timedelta(days=1)
    said = {"reason": REASON, "by": BY.name, "at": desk.clock.now}
    curate(desk.services, ID, LicenseDecision(value="CC-BY-4.0", **said))
    desk.clock.now = NOW + timedelta(days=2)
    desk.portal.packages[1] = package(1, title="A title of later")
    harvest(desk.services, desk.services.sources["kg_example"], full=True)
    desk.clock.now = NOW + timedelta(days=3)
    return desk.indexed()


@pytest.fixture
def reader(changed: Desk) -> Iterator[Browser]:
    with TestClient(create_pages(changed.services), follow_redirects=False, headers=OWN) as client:
        yield Browser(client)


def hrefs(element: Element | Document) -> list[str]:
    return [link.get("href") for link in element.all("a")]


def days_of(event: Element) -> list[str]:
    """Where an entry leads to its day."""
    return [href for href in hrefs(event.all("p")[0]) if "at=" in href]


def events(page: Document) -> list[Element]:
    return page.one("ol", class_="timeline").all("li")


def test_a_past_day_has_all_of_the_page_as_it_stood_then(reader: Browser) -> None:
    today, decided, first = reader.get(PAGE), reader.get(f"{PAGE}?at=2026-11-26"), reader.get(f"{PAGE}?at=2026-11-25")
    assert not [each for each in today.all("div") if each.get("id") == "then"]
    assert today.one("h1").text == "A title of later" != decided.one("h1").text
    band = decided.one("div", id="then")
    assert "As it stood at the end of 26 November 2026 (UTC)." in band.text
    assert "as it was stored then; the history proves it" in band.text
    assert hrefs(band) == [PAGE]
    assert "CC-BY-4.0" in decided.one("section", id="license").text
    assert "A person decided" in decided.one("section", id="license").text
    assert "A person decided" not in first.one("section", id="license").text
    assert [len(events(each)) for each in (first, decided, today)] == [1, 2, 3]
    api = f"/api/v1/datasets/{ID}"
    assert {f"{api}?at=2026-11-26", f"{api}/raw?at=2026-11-26"} <= set(hrefs(decided))
    assert {api, f"{api}/raw"} <= set(hrefs(today))


def test_the_history_leads_to_its_days_and_asks_for_one(reader: Browser) -> None:
    page = reader.get(f"{PAGE}?as=KZ&for=research&from=q%3Dwater")
    days = [days_of(each) for each in events(page)]
    assert days == [[f"{PAGE}?at=2026-11-{day}&as=KZ&for=research"] for day in (27, 26, 25)]
    assert "As it stood at the end of 25 November 2026" in reader.get(days[-1][0]).text
    past = reader.get(days[1][0])
    assert [days_of(each) for each in events(past)] == [[], days[2]], "the day of the page leads nowhere"
    form = next(each for each in page.one("section", id="history").all("form"))
    assert form.get("action") == PAGE
    assert filled(form) == {"at": "", "as": "KZ", "for": "research", "from": "q=water"}
    assert form.one("input", id="then-at").get("max") == "2026-11-28"
    assert past.one("input", id="then-at").get("value") == "2026-11-26"


def test_the_answer_about_the_use_and_the_page_are_of_the_same_day(reader: Browser) -> None:
    page = reader.get(f"{PAGE}?as=KZ&for=research&at=2026-11-26")
    box = page.one("section", id="answer")
    assert "This answer was computed later, for 26 November 2026" in box.text
    assert f"{PAGE}?as=KZ&for=research#answer" in hrefs(box)
    assert hrefs(page.one("div", id="then")) == [f"{PAGE}?as=KZ&for=research"]
    later = reader.get(f"{PAGE}?as=KZ&for=research&at=2026-12-24")
    assert "As of 24 December 2026" in later.one("section", id="answer").text
    assert "As it stood at the end of" not in later.one("h1").text
    assert later.one("h1").text == "A title of later"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (
            "2026-11-24",
            "Serai did not have this dataset on 24 November 2026. The first day of which it can tell is 25 November 2026.",
        ),
        ("2026-11-29", "29 November 2026 has not come yet. Choose a state to see whether you may use the data on that day."),
        ("yesterday", "“yesterday” is no day: write it as 2026-11-23."),
    ],
)
def test_a_day_that_cannot_be_shown_says_why(reader: Browser, at: str, told: str) -> None:
    page = reader.get(f"{PAGE}?at={at}", status=400)
    assert page.one("p", id="problem").text == told
    assert page.one("input", id="ask-at").get("aria-invalid") == "true"
    assert page.one("h1").text == "A title of later"


def test_today_is_the_page_as_it_is(reader: Browser) -> None:
    page = reader.get(f"{PAGE}?at=2026-11-28")
    assert page.one("h1").text == "A title of later"
    assert not [each for each in page.all("div") if each.get("id") == "then"]


def test_a_past_day_offers_nothing_that_acts_on_today(changed: Desk) -> None:
    with changed.person("Aizada Bekova") as officer:
        today, past = officer.get(PAGE), officer.get(f"{PAGE}?at=2026-11-26")
    assert today.one("section", id="decide")
    for gone in ("decide", "similar"):
        assert gone not in [each.get("id") for each in past.all("section")]
    posts = [each.get("action") for each in past.one("main").all("form") if each.get("method") == "post"]
    assert posts == []


def test_what_was_erased_is_told_as_erased(changed: Desk, reader: Browser) -> None:
    entries = changed.services.store.audit.history(ID)
    changed.services.store.audit.erase([entries[1].id], reason="A person asked for it.", by=BY, at=changed.clock())
    told = events(reader.get(PAGE))[1].text
    assert "The name and what was said were erased." in told
    assert BY.name not in told
    page = reader.get(f"{PAGE}?at=2026-11-26", status=400)
    assert "is not kept. The first day of which Serai can tell is 27 November 2026." in page.one("p", id="problem").text


def test_what_a_dataset_was_made_from_is_of_the_day_too(services: Services) -> None:
    def add(name: str, *made_from: str) -> str:
        built = record_of(Case(case="", why="", expect={}, holder="KZ", state="RU"), services.rules.transfer)
        fields = {"identifier": name, "title": text({"ru": name}), "landing_page": f"https://then.example.kg/{name}"}
        dataset = built.dataset.model_copy(update=fields | {"source": stated(*made_from)})
        record = built.model_copy(update={"id": record_id(built.source, name), "dataset": dataset})
        services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
        return f"/en/d/{record.id}"

    parent = add("then-parent")
    child = add("then-child", "https://then.example.kg/then-parent")
    later = replace(services, clock=lambda: NOW + timedelta(days=3))
    asked = "at=2026-11-25&as=KZ&for=research"
    with TestClient(create_pages(later), follow_redirects=False, headers=OWN) as client:
        page = read(client.get(f"{child}?{asked}").text)
    assert f"{parent}?{asked}" in hrefs(page.one("aside"))
    assert f"{parent}?as=KZ&for=research&at=2026-11-25#answer" in hrefs(page.one("section", id="answer"))
