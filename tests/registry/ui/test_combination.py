"""Datasets put together: the buttons, the cookie and the address, and the answer in words."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.withdraw import withdraw
from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.dataset import LangString
from schemas.record import CatalogRecord, Status, record_id
from tests.factories import stated
from tests.portal import package
from tests.registry.policy.combined_records import licensed
from tests.registry.ui.conftest import NOW, OWN
from tests.registry.ui.desk import Desk
from tests.registry.ui.reading import Document, Element, read

Add = Callable[..., UUID]


@pytest.fixture(scope="module")
def add(services: Services) -> Add:
    """Store a dataset with a licence, and get its id."""
    saved: list[CatalogRecord] = []

    def save(license: str, *made_from: UUID, status: Status = Status.ACTIVE, **facts: Any) -> UUID:  # noqa: A002  # the house's name
        built = licensed(license, **facts)
        name = f"combined-{len(saved)}"
        told = {"identifier": name, "source": stated(*map(str, made_from))}
        dataset = built.dataset.model_copy(update=told)
        record = built.model_copy(update={"id": record_id(built.source, name), "dataset": dataset, "status": status})
        services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
        saved.append(record)
        return record.id

    return save


@pytest.fixture
def visitor(services: Services) -> Iterator[TestClient]:
    """A browser with no cookies yet."""
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


def address(*ids: UUID, purpose: str = "adaptation", state: str = "RU") -> str:
    return "/en/combination?" + "".join(f"id={id_}&" for id_ in ids) + f"as={state}&for={purpose}"


def visit(visitor: TestClient, path: str, *, status: int = 200) -> Document:
    answer = visitor.get(path)
    assert answer.status_code == status, path
    return read(answer.text)


def press(visitor: TestClient, document: Element, words: str) -> Any:
    """Press the first button with these words, as a browser does without script."""
    form = next(form for form in document.all("form") if any(words in button.text for button in form.all("button")))
    fields = [(field.get("name"), field.get("value")) for field in form.all("input")]
    button = next(button for button in form.all("button") if words in button.text)
    data: dict[str, list[str]] = {}
    for name, value in [*fields, (button.get("name"), button.get("value"))]:
        data.setdefault(name, []).append(value)
    return visitor.post(form.get("action"), data=data)


def test_a_dataset_is_added_on_its_page_and_removed_again(visitor: TestClient, add: Add) -> None:
    first, second = add("CC-BY-4.0"), add("CC0-1.0")
    for number, id_ in enumerate((first, second), start=1):
        document = visit(visitor, f"/en/d/{id_}")
        answer = press(visitor, document, "Add to the combination")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/en/d/{id_}")
        again = visit(visitor, f"/en/d/{id_}")
        link = next(link for link in again.one("header").all("a") if link.get("href").startswith("/en/combination"))
        assert link.text == f"Combination {number} {'dataset' if number == 1 else 'datasets'} put together"
    led = visitor.get(link.get("href").partition("?")[0])
    assert led.headers["location"] == f"/en/combination?id={first}&id={second}"
    assert visit(visitor, link.get("href")).one("h2", id="datasets-title").text == "2 datasets"
    removed = press(visitor, visit(visitor, link.get("href")), "Remove from the combination")
    assert removed.headers["location"] == f"/en/combination?id={second}"
    press(visitor, visit(visitor, f"/en/d/{second}"), "Remove from the combination")
    assert "combination" not in visitor.cookies
    assert "Put datasets together" in visit(visitor, "/en/combination").text


def test_a_dataset_is_added_from_the_results_and_its_card_says_so(visitor: TestClient) -> None:
    results = visit(visitor, "/en/datasets?q=water")
    card = results.all("article")[0]
    answer = press(visitor, card, "Add to the combination")
    back = urlsplit(answer.headers["location"])
    assert (back.path, back.query) == ("/en/datasets", "q=water")
    changed = next(
        each for each in visit(visitor, "/en/datasets?q=water").all("article") if each.one("h2").get("id") == back.fragment
    )
    assert "Remove from the combination" in changed.text
    button = changed.all("form")[0].one("button")
    assert button.get("aria-describedby") == back.fragment


def test_an_address_gives_everybody_the_same_and_does_not_replace_what_was_kept(visitor: TestClient, add: Add) -> None:
    mine, theirs = add("CC-BY-4.0"), (add("CC0-1.0"), add("ODbL-1.0"))
    press(visitor, visit(visitor, f"/en/d/{mine}"), "Add to the combination")
    document = visit(visitor, address(*theirs))
    assert document.one("h2", id="datasets-title").text == "2 datasets"
    assert UUID(visitor.cookies["combination"]) == mine
    kept = press(visitor, document, "Keep these datasets")
    assert kept.headers["location"] == address(*theirs)
    assert visitor.cookies["combination"] == ".".join(map(str, theirs))
    assert "Keep these datasets" not in visit(visitor, address(*theirs)).text


def test_the_pair_that_blocks_stands_in_the_answer_with_its_reason(visitor: TestClient, add: Add) -> None:
    chosen = add("CC-BY-4.0"), add("ODbL-1.0"), add("CC-BY-SA-4.0", publisher="Ministry of Springs")
    answer = visit(visitor, address(*chosen)).one("section", id="answer")
    assert answer.has_class("prohibited")
    assert "In Russia you may not use the data for this purpose" in answer.one("div", class_="said").text
    [notice] = answer.all("div", class_="notice")
    assert "ODbL-1.0" in notice.text
    assert "CC-BY-SA-4.0" in notice.text
    assert "Only as separate databases" in notice.text
    assert "otherwise keep them as separate databases" in notice.text
    assert {link.get("href") for link in notice.all("a")} == {"#d-2", "#d-3"}
    assert "No licence is known" in answer.text
    assert "Ministry of Springs" in answer.text
    region = answer.one("div", role="region")
    assert (region.get("tabindex"), len(region.one("tbody").all("tr"))) == ("0", 3)
    own = visit(visitor, address(*chosen, purpose="research")).one("section", id="answer")
    assert own.has_class("allowed")
    assert "If you publish the result as one dataset: Only as separate databases" in own.text
    assert "Many licences bind only what is shared" in own.text


def test_the_page_says_what_the_api_says(visitor: TestClient, add: Add, services: Services) -> None:
    chosen = add("CC-BY-4.0", privacy_class="anonymised"), add("CC-BY-NC-4.0", privacy_class="pseudonymised")
    answer = visit(visitor, address(*chosen)).one("section", id="answer")
    link = next(link.get("href") for link in answer.all("a") if link.get("href").startswith("/api/"))
    with TestClient(create_app(services)) as client:
        told = client.get(link).json()
    assert answer.has_class(told["effect"])
    assert (
        [tag.text for tag in answer.one("ul", class_="chips").children] == told["outgoing"] == ["CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"]
    )
    assert len(answer.one("ol", class_="duties").children) == len(told["condition"])
    assert all(duty["words"] in answer.text for duty in told["duty"])
    assert told["caution"][0]["words"] in answer.text
    assert told["table"] in answer.text


def test_one_dataset_alone_has_its_own_answer(visitor: TestClient, add: Add) -> None:
    alone = add("CC-BY-ND-4.0")
    answer = visit(visitor, address(alone)).one("section", id="answer")
    assert answer.has_class("prohibited")
    assert "The licences together" not in answer.text


def test_until_a_state_is_chosen_the_datasets_are_listed_and_nothing_is_answered(visitor: TestClient, add: Add) -> None:
    chosen = add("CC-BY-4.0")
    document = visit(visitor, f"/en/combination?id={chosen}")
    assert "Choose a state" in document.one("form", id="ask").text
    assert not document.all("section", id="answer")
    kept = {(field.get("name"), field.get("value")) for field in document.one("form", id="ask").all("input")}
    assert ("id", str(chosen)) in kept
    settled = visitor.get(f"/en/combination?id={chosen}&chosen=1&as=RU&for=adaptation")
    assert settled.headers["location"] == address(chosen)
    assert visitor.get(f"/en/combination?id={chosen}").headers["location"] == address(chosen)


def test_what_is_not_there_is_named_and_can_be_removed(visitor: TestClient, add: Add) -> None:
    there, gone = add("CC-BY-4.0"), add("CC0-1.0", status=Status.WITHDRAWN)
    for asked, sentence in (
        (address(there, UUID(int=1)), "There is no dataset with the id 00000000-0000-0000-0000-000000000001."),
        (address(there, gone), "The portal no longer lists Water use by district."),
        (f"/en/combination?id={there}&id=water&as=RU", "“water” is not the id of a dataset."),
        (address(*map(UUID, (str(UUID(int=number)) for number in range(51)))), "At most 50 datasets can be combined."),
        (address(there, state="XX"), "“XX” is no state (ISO 3166-1 alpha-2)."),
    ):
        document = visit(visitor, asked, status=400)
        assert sentence in document.one("p", id="problem").text
        assert not document.all("section", id="answer")
        assert document.one("section", id="datasets").all("button")
    left = press(visitor, visit(visitor, address(UUID(int=1), there), status=400), "Remove from the combination")
    assert dict(parse_qsl(urlsplit(left.headers["location"]).query))["id"] == str(there)


def test_no_more_than_fifty_are_put_together(visitor: TestClient, add: Add) -> None:
    visitor.cookies.set("combination", ".".join(str(UUID(int=number)) for number in range(50)))
    full = visitor.post("/en/combination", data={"id": str(add("CC0-1.0")), "act": "add", "back": "/en/"})
    assert full.status_code == 422
    assert "Remove one first" in full.text
    assert "set-cookie" not in full.headers
    visitor.cookies.set("combination", "water")
    assert "Combination" not in visit(visitor, "/en/").one("header").text
    refused = visitor.post("/en/combination", data={"id": "water", "act": "add"})
    assert refused.status_code == 400
    led = visitor.post("/en/combination", data={"id": str(UUID(int=1)), "act": "add", "back": "https://elsewhere.example/"})
    assert led.headers["location"] == f"/en/combination?id={UUID(int=1)}"


@pytest.fixture
def later(services: Services) -> Iterator[TestClient]:
    """A browser two days later."""
    pages = create_pages(replace(services, clock=lambda: NOW + timedelta(days=2)))
    with TestClient(pages, follow_redirects=False, headers=OWN) as client:
        yield client


def test_another_day_is_answered(visitor: TestClient, add: Add) -> None:
    asked = address(add("CC-BY-4.0"), add("CC0-1.0"))
    answer = visit(visitor, f"{asked}&at=2027-03-01").one("section", id="answer")
    assert "As of 1 March 2027" in answer.text
    assert "computed later" not in answer.text


def test_the_pair_that_blocks_names_what_a_dataset_was_made_from(visitor: TestClient, services: Services, add: Add) -> None:
    census = add("CC-BY-SA-4.0")
    table, roads = add("CC-BY-4.0", census), add("ODbL-1.0")
    document = visit(visitor, address(table, roads))
    answer = document.one("section", id="answer")
    title = document.one("details", id="ancestors").all("a")[0]
    assert title.get("href") == f"/en/d/{census}?as=RU&for=adaptation"
    said = answer.one("div", class_="said").text
    assert f"One of them is the licence of what a dataset was made from: {title.text} (made from it: 1)." in said
    [block, *_] = answer.all("div", class_="notice")
    assert title.text in block.text
    assert "The licences of those count too" in answer.text
    assert f"/en/d/{census}" in [link.get("href").partition("?")[0] for link in block.all("a")]
    with TestClient(create_app(services)) as api:
        found = api.get(f"/api/v1/combination?id={table}&id={roads}&state=RU&purpose=adaptation").json()
    assert [(each["record"], each["through"]) for each in found["ancestor"]] == [(str(census), [str(table)])]
    again = visit(visitor, address(table, roads, census))
    assert not again.all("details", id="ancestors")


def test_a_past_day_is_answered_as_it_stood_and_leads_to_today(later: TestClient, add: Add) -> None:
    first, second = add("CC-BY-4.0"), add("CC0-1.0")
    asked = address(first, second)
    page = visit(later, f"{asked}&at={NOW:%Y-%m-%d}")
    answer = page.one("section", id="answer")
    assert "computed later, for 25 November 2026" in answer.text
    assert "The program of then is not kept" in answer.text
    assert "As of 25 November 2026" in answer.text
    listed = page.one("section", id="datasets").text
    assert listed.count("Version 1 of the record, as it was stored then; the history proves it.") == 2
    assert "not kept" not in listed
    [today] = [link.get("href") for link in answer.all("a") if link.text == "The answer of today"]
    assert "at=" not in today
    now = visit(later, today).one("section", id="answer")
    assert now.one("h2").text == answer.one("h2").text
    assert "computed later" not in now.text


def test_a_past_day_of_which_nothing_is_known_says_of_which_datasets(later: TestClient, services: Services, add: Add) -> None:
    old = add("CC-BY-4.0")
    built = licensed("CC0-1.0")
    dataset = built.dataset.model_copy(update={"identifier": "added-later", "title": (LangString(value="Roads of Osh"),)})
    young = built.model_copy(update={"id": record_id(built.source, "added-later"), "dataset": dataset})
    saved = [Save(record=young, action=Action.CREATE, details={})]
    services.store.records.save(saved, actor=Actor.of_run(1), at=NOW + timedelta(days=1))
    page = visit(later, f"{address(old, young.id)}&at={NOW:%Y-%m-%d}", status=400)
    told = page.one("p", id="problem").text
    assert "Serai did not have all of these datasets on 25 November 2026: Roads of Osh." in told
    assert "26 November 2026" in told
    assert not page.all("section", id="answer")
    unknown = visit(later, f"{address(old)}&at=2020-03-01", status=400).one("p", id="problem").text
    assert "Which rules held on 1 March 2020 is not known" in unknown
    assert "24 November 2026" in unknown


def test_what_was_withdrawn_since_is_answered_for_a_past_day_alone(desk: Desk) -> None:
    ids = [record_id("kg_example", package(number)["id"]) for number in (0, 1)]
    days = [desk.clock.now + timedelta(days=each) for each in range(4)]
    desk.clock.now = days[1]
    withdraw(desk.services, [[ids[0]]], by=COMMAND, details={})
    desk.clock.now = days[3]
    with TestClient(create_pages(desk.services), follow_redirects=False, headers=OWN) as client:
        then, gone, now = (f"{address(*ids)}&at={days[each]:%Y-%m-%d}" for each in (0, 1, 3))
        assert "computed later" in visit(client, then).one("section", id="answer").text
        told = [visit(client, each, status=400).one("p", id="problem").text for each in (gone, now)]
        assert "On that day the portal did not list" in told[0]
        assert "The portal no longer lists" in told[1]
