"""May these datasets be used: the asking bar, the box, what is left out and the answers on home and results."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.index import refresh
from registry.policy.rules import load_rules, shipped_contents
from registry.policy.transfer.rules import Said
from registry.services import Services, open_services
from registry.store.saving import Save
from registry.ui import create_pages
from registry.ui.reasons import LAW, SAID
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import record_id
from schemas.usage import UsageEffect
from tests.registry.policy.transfer.usage_cases import Case, record_of
from tests.registry.ui.conftest import NOW, OWN, settings, signed_in
from tests.registry.ui.desk import REASON
from tests.registry.ui.reading import Document, Element, read
from tests.ruled import ruled

DATASETS: tuple[dict[str, Any], ...] = (
    {"holder": "KZ", "state": "RU"},
    {"holder": "KZ", "state": "RU"},
    {"holder": "KZ", "state": "RU", "privacy_class": "personal", "persons": ["KZ"]},
    {"holder": "KZ", "state": "RU", "licence": "unknown"},
    {"holder": "KZ", "state": "RU", "licence": "unknown", "privacy_class": "unknown"},
    {"holder": "KZ", "state": "RU", "weak": ["class"]},
    {"holder": "BY", "state": "RU", "privacy_class": "restricted"},
    {"holder": "UZ", "state": "RU"},
)
"""Datasets with every effect but one, for research in RU."""

ASKED = "as=RU&for=research"
LIST = f"/en/datasets?{ASKED}"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with open_services(settings(tmp_path_factory.mktemp("usable")), clock=lambda: NOW) as opened:
        saves = []
        for number, facts in enumerate(DATASETS):
            built = record_of(Case(case="a dataset", why="", expect={}, **facts), opened.rules.transfer)
            dataset = built.dataset.model_copy(update={"identifier": f"usable-{number}"})
            record = built.model_copy(update={"id": record_id(built.source, dataset.identifier), "dataset": dataset})
            saves.append(Save(record=record, action=Action.CREATE, details={}))
        opened.store.records.save(saves, actor=Actor.of_run(1), at=NOW)
        refresh(opened)
        yield opened


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


@pytest.fixture
def api(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


def fetch(client: TestClient, path: str, *, status: int = 200) -> Document:
    answer = client.get(path)
    assert answer.status_code == status, path
    return read(answer.text)


def total(document: Element) -> int:
    return int(re.match(r"[\d,]+", document.one("h1", id="found").text.strip())[0].replace(",", ""))  # type: ignore[index]


def choices(document: Element, field: str) -> dict[str, int]:
    """The values of a box with their counts."""
    inputs = document.one("details", id=f"facet-{field}").all("label", class_="choice")
    return {label.one("input").get("value"): int(label.one("span", class_="count").text) for label in inputs}


def verdicts(document: Element) -> dict[str, str]:
    """The effect on each card, by the address that it leads to."""
    found = {}
    for card in document.all("article"):
        [link] = [each for each in card.all("a") if each.get("href").endswith("#answer")]
        [tag] = [each for each in link.all("span") if each.has_class("effect")]
        found[link.get("href")] = next(effect for effect in UsageEffect if tag.has_class(effect))
    return found


@pytest.mark.parametrize("path", ["/en/", "/en/datasets"])
def test_until_a_state_is_chosen_the_bar_asks_and_nothing_is_answered(client: TestClient, path: str) -> None:
    document = fetch(client, path)
    assert "Choose a state" in document.one("div", id="ask").text
    assert document.all("article")
    assert not [link for link in document.all("a") if "#answer" in link.get("href")]
    assert not document.all("details", id="facet-usage")
    assert not document.all("details", id="left")


@pytest.mark.parametrize("path", ["/en/", "/en/datasets"])
def test_a_choice_is_kept_and_the_page_stays(client: TestClient, path: str) -> None:
    button = next(each for each in fetch(client, path).one("div", id="ask").all("button"))
    assert (button.get("formaction"), button.get("form"), button.get("name")) == (path, "search", "chosen")
    answer = client.get(f"{path}?q=&chosen=1&as=RU&for=commercial")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?as=RU&for=commercial")
    bar = fetch(client, answer.headers["location"]).one("div", id="ask")
    assert "Answers for: Russia · Commercial" in bar.one("summary").text
    assert "rules of 29 November 2026" in bar.one("summary").text
    other = {"/en/": "/en/datasets", "/en/datasets": "/en/"}[path]
    assert client.get(other).headers["location"] == f"{other}?as=RU&for=commercial"
    assert client.get(f"{path}?chosen=1&as=&for=research&q=").headers["location"] == path
    assert client.get(other).status_code == 200


def test_the_box_counts_and_each_count_is_what_its_tick_gives(client: TestClient) -> None:
    document = fetch(client, LIST)
    assert document.one("section", id="filters").all("details")[0].get("id") == "facet-usage"
    counts = choices(document, "usage")
    assert counts == {"allowed": 3, "conditional": 1, "unclear": 3, "prohibited": 1}
    assert sum(counts.values()) == total(document) == len(DATASETS)
    for effect, count in counts.items():
        ticked = fetch(client, f"/en/datasets?usage={effect}&{ASKED}")
        assert total(ticked) == count
        assert set(verdicts(ticked).values()) == {effect}
        assert choices(ticked, "usage") == counts
    both = fetch(client, f"/en/datasets?usage=allowed&usage=conditional&{ASKED}")
    assert total(both) == 4


def test_a_filter_on_use_leaves_the_counts_of_other_boxes_true(client: TestClient) -> None:
    document = fetch(client, f"/en/datasets?jurisdiction=UZ&usage=allowed&{ASKED}")
    counts = choices(document, "jurisdiction")
    assert counts == {"KZ": 2, "UZ": 1}
    for state, count in counts.items():
        assert total(fetch(client, f"/en/datasets?jurisdiction={state}&usage=allowed&{ASKED}")) == count


def test_a_card_says_what_its_record_says(client: TestClient, api: TestClient) -> None:
    found = verdicts(fetch(client, LIST))
    assert len(found) == len(DATASETS)
    for href, effect in found.items():
        assert fetch(client, href.partition("#")[0]).one("section", id="answer").has_class(effect)
        id_ = urlsplit(href).path.rpartition("/")[2]
        assert api.get(f"/api/v1/datasets/{id_}/usage?state=RU&purpose=research").json()["effect"] == effect
    texts = [card.text for card in fetch(client, f"/en/datasets?usage=unclear&{ASKED}").all("article")]
    assert sum("The portal names no licence, or none that Serai knows." in text for text in texts) == 2
    assert sum("The privacy class was concluded with low confidence." in text for text in texts) == 1


@pytest.mark.parametrize("ticked", ["", "usage=allowed&", "usage=allowed&usage=unclear.LICENCE-UNKNOWN&"])
def test_what_is_left_out_is_told_with_its_causes_and_each_is_a_link_to_them(client: TestClient, ticked: str) -> None:
    document = fetch(client, f"/en/datasets?{ticked}{ASKED}")
    left = document.one("details", id="left")
    number = int(re.search(r"\d+", left.one("summary").text)[0])  # type: ignore[index]
    assert number == (len(DATASETS) - total(document) if ticked else 4)
    assert ("left out" if ticked else "the answer is not yes") in left.one("summary").text
    links = left.all("a")
    assert links
    for link in links:
        told = re.search(r"\d+", link.path[-1].text)
        assert told
        assert total(fetch(client, link.get("href"))) == int(told[0]), link.text
    unclear = [item.text for item in left.all("li") if "names no licence" in item.text and not item.all("li")]
    assert unclear == ([] if "LICENCE-UNKNOWN" in ticked else [unclear[0]])
    if unclear:
        assert "Which licence do the data have?" in unclear[0]


def test_everything_that_leads_on_carries_the_question(client: TestClient, services: Services) -> None:
    signed_in(client, services)
    document = fetch(client, f"/en/datasets?q=water&usage=unclear&usage=allowed&{ASKED}")
    answering = re.compile(r"/en/(datasets(/facet/\w+|/[0-9a-f-]{36}/why)?|d/[0-9a-f-]{36}|review/select)?(\?|#|$)")
    found = [link.get("href") for link in document.all("a") if answering.match(link.get("href"))]
    kinds = {answering.match(href)[1] for href in found}  # type: ignore[index]
    assert {"datasets", "review/select"} < kinds
    for href in found:
        asked = parse_qs(urlsplit(href).query)
        assert (asked["as"], asked["for"]) == (["RU"], ["research"]), href
    assert "as=RU&for=research&q=" in document.one("div", id="options").get("data-from")
    for path in (f"/en/suggestions?{ASKED}&q=a", f"/en/datasets/facet/jurisdiction?usage=allowed&{ASKED}"):
        page = fetch(client, path)
        for link in page.all("a"):
            assert "as=RU" in link.get("href") or not answering.match(link.get("href")), link.get("href")
        for form in page.all("form"):
            assert form.get("method") == "post" or {("as", "RU"), ("for", "research"), ("usage", "allowed")} <= {
                (item.get("name"), item.get("value")) for item in form.all("input")
            }


def test_a_record_leads_back_to_the_same_list(client: TestClient) -> None:
    document = fetch(client, f"/en/datasets?usage=allowed&{ASKED}")
    href = document.all("article")[0].all("a")[0].get("href")
    back = fetch(client, href).one("main").all("a")[0]
    assert back.text.strip() == "Back to 3 results"
    assert back.get("href") == f"/en/datasets?usage=allowed&{ASKED}"


def test_the_same_list_in_the_api(client: TestClient, api: TestClient) -> None:
    for ticked in ("", "usage=unclear&", "usage=allowed&usage=unclear.LICENCE-UNKNOWN&"):
        document = fetch(client, f"/en/datasets?{ticked}{ASKED}")
        href = next(link.get("href") for link in document.all("a") if link.get("href").startswith("/api/v1/datasets"))
        answer = api.get(href).json()
        assert answer["total"] == total(document)
        assert [item["usage"]["effect"] for item in answer["items"]] == list(verdicts(document).values())


def test_a_decision_about_these_results_is_about_these(client: TestClient, services: Services) -> None:
    signed_in(client, services)
    document = fetch(client, f"/en/datasets?usage=unclear&{ASKED}")
    href = next(link.get("href") for link in document.all("a") if link.text == "Select these results for a decision")
    form = fetch(client, f"{href}&aspect=license")
    assert "all results of this search: 3 datasets" in form.text
    there = next(each for each in form.all("form", method="post") if "select" in each.get("action")).get("action")
    sent = {"aspect": "license", "act": "record", "value": "CC-BY-4.0", "reason": REASON}
    where = client.post(there, data=sent).headers["location"]
    proposal = services.store.proposals.get(int(where.rpartition("/")[2]))
    assert (proposal.count, proposal.selection.query) == (3, "usage=RU%3Aresearch%3Aunclear")
    links = [link.get("href") for link in fetch(client, where).all("a")]
    found = next(each for each in links if each.startswith("/en/datasets?"))
    moved = client.get(found).headers["location"]
    assert moved == f"/en/datasets?usage=unclear&{ASKED}"
    assert client.get("/en/review/select?usage=unclear").status_code == 400


def test_ways_out_of_an_empty_list_know_the_filter_on_use(client: TestClient) -> None:
    document = fetch(client, f"/en/datasets?usage=authorisation&jurisdiction=KZ&{ASKED}")
    assert total(document) == 0
    offers = {
        link.text: link.get("href") for link in document.one("section", id="results").all("a") if "gives" in link.path[-1].text
    }
    [href] = offers.values()
    assert href == f"/en/datasets?jurisdiction=KZ&{ASKED}"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/en/datasets?usage=allowed", "/en/datasets"),
        ("/en/datasets?for=research&q=", "/en/datasets"),
        ("/en/datasets?usage=RU:research", f"/en/datasets?usage=allowed&usage=conditional&{ASKED}"),
        ("/en/datasets?usage=RU:research:all&jurisdiction=KZ", f"/en/datasets?jurisdiction=KZ&{ASKED}"),
        ("/en/datasets?as=RU&for=research&jurisdiction=&modified_from=2026-01-01", f"/en/datasets?modified=2026-01-01..&{ASKED}"),
    ],
)
def test_an_address_is_tidied_in_one_step(client: TestClient, path: str, to: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, to)
    assert client.get(to).status_code == 200


@pytest.mark.parametrize("path", ["/en/", "/en/datasets"])
@pytest.mark.parametrize("asked", ["as=XX&for=research", "as=RU&for=resale", "as=RU&as=KZ"])
def test_what_there_is_not_is_said_in_the_bar_and_the_list_is_shown(client: TestClient, path: str, asked: str) -> None:
    document = fetch(client, f"{path}?{asked}", status=400)
    assert document.one("title").text.startswith("Problem:")
    assert document.one("div", id="ask").one("p", id="problem").one("a").get("href") in {"#ask-as", "#ask-for"}
    assert document.all("article")
    assert not document.all("details", id="left")


@pytest.mark.parametrize("usage", ["perhaps", "unclear.NO-SUCH-RULE", "KZ:research", "RU:research:allowed:x"])
def test_a_filter_on_use_that_there_is_not_is_explained(client: TestClient, usage: str) -> None:
    document = fetch(client, f"/en/datasets?usage={usage}&{ASKED}", status=400)
    assert "This search is not valid" in document.text
    assert usage.rpartition(".")[2].partition(":")[0] in document.one("p", class_="notice").text


def test_the_search_goes_on_while_a_file_of_rules_is_broken(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    content = shipped_contents()["transfer/kz"].replace("effect: allowed", "effect: perhaps")
    pages = create_pages(ruled(services, load_rules({"transfer/kz": content})))
    with TestClient(pages, headers=OWN) as broken:
        for path in ("/en/", "/en/datasets", LIST, f"/en/datasets?usage=allowed&{ASKED}"):
            document = fetch(broken, path)
            assert document.all("article")
            assert "take it as unclear" in document.one("section", id="answer").text
            assert document.one("section", id="answer").one("code").text in caplog.text


def test_grouped_results_have_their_answers_too(client: TestClient) -> None:
    document = fetch(client, f"/en/datasets?usage=allowed&group=language&{ASKED}")
    assert set(verdicts(document).values()) == {"allowed"}
    links = [link.get("href") for link in document.one("section", id="results").all("a") if "group=language" in link.get("href")]
    assert links
    assert all({("as", "RU"), ("for", "research")} <= set(parse_qsl(urlsplit(href).query)) for href in links)


def test_every_rule_of_the_record_and_every_effect_of_a_law_has_words() -> None:
    assert set(SAID) == set(Said)
    assert set(LAW) == set(UsageEffect)
