"""What the data were made from: on the page of a record, and in its answer."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.services import Services
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import record_id
from tests.factories import stated, text
from tests.registry.policy.transfer.usage_cases import Case, record_of
from tests.registry.ui.conftest import NOW, OWN
from tests.registry.ui.reading import Document, Element, read

Add = Callable[..., str]
Visit = Callable[[str], Document]


@pytest.fixture(scope="module")
def add(services: Services) -> Add:
    """Store a dataset that was made from what is named, and get the address of its page."""

    def save(name: str, *made_from: str, **facts: Any) -> str:
        built = record_of(Case(case="", why="", expect={}, holder="KZ", state="RU", **facts), services.rules.transfer)
        page = f"https://made.example.kg/dataset/{name}"
        fields = {"identifier": name, "title": text({"ru": name}), "landing_page": page, "source": stated(*made_from)}
        record = built.model_copy(
            update={"id": record_id(built.source, name), "dataset": built.dataset.model_copy(update=fields)}
        )
        services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
        return f"/en/d/{record.id}"

    return save


@pytest.fixture
def visit(services: Services) -> Visit:
    pages = TestClient(create_pages(services), follow_redirects=False, headers=OWN)

    def fetch(path: str) -> Document:
        answer = pages.get(path)
        assert answer.status_code == 200, path
        return read(answer.text)

    return fetch


def glance(document: Document) -> dict[str, list[Element]]:
    """The facts of the record, by name."""
    found: dict[str, list[Element]] = {}
    children = document.one("aside").one("dl").children
    for name, value in zip(children[::2], children[1::2], strict=True):
        found.setdefault(name.text, []).append(value)
    return found


def test_the_page_says_what_the_data_were_made_from(visit: Visit, add: Add) -> None:
    census = add("Перепись")
    path = add("Карта", "https://made.example.kg/dataset/Перепись", "Опрос 1998 года", "https://elsewhere.example.kg/b")
    known, words, address = glance(visit(path))["Made from"]
    assert (known.text, known.one("a").get("href")) == ("Перепись", census)
    assert known.one("bdi").get("lang") == "ru"
    assert words.text == "Опрос 1998 года not in this catalogue"
    assert address.one("a").get("href") == "https://elsewhere.example.kg/b"
    assert "Made from" not in glance(visit(census))


def test_the_answer_names_the_ancestor_that_blocks(visit: Visit, add: Add) -> None:
    census = add("Census-nc", licence="non-commercial")
    table = add("Table-nc", "https://made.example.kg/dataset/Census-nc")
    path = add("Map-nc", "https://made.example.kg/dataset/Table-nc")
    answer = visit(f"{path}?as=RU&for=commercial").one("section", id="answer")
    assert answer.has_class("prohibited")
    said = answer.one("div", class_="said")
    assert "Made from “Census-nc”, whose licence does not permit this purpose." in said.text
    assert [link.get("href") for link in said.all("a")] == [f"{census}?as=RU&for=commercial#answer"]
    listed = answer.one("details", id="made-from")
    assert "What the data were made from (2)" in listed.one("summary").text
    assert [item.one("a").get("href").partition("?")[0] for item in listed.all("li")] == [table, census]
    assert any(
        "Census-nc" in item.text and "permits any use" in item.text for item in answer.one("details", id="changes").all("li")
    )
    assert "Asked of: Map-nc; Table-nc; Census-nc" in answer.text


def test_what_is_not_in_the_catalogue_is_a_condition_that_names_it(visit: Visit, add: Add) -> None:
    answer = visit(f"{add('Map-survey', 'A survey of 1998')}?as=RU&for=research").one("section", id="answer")
    assert answer.has_class("conditional")
    said = answer.one("div", class_="said").text
    assert "Made from “A survey of 1998”, which is not in this catalogue." in said
    [duty] = [each for each in answer.one("ol", class_="duties").children if "made from permit this use" in each.text]
    assert "A survey of 1998" in duty.text
    assert "Asked of:" not in answer.text


def test_without_ancestors_nothing_is_said_of_them(visit: Visit, add: Add) -> None:
    document = visit(f"{add('Alone')}?as=RU&for=commercial")
    assert not document.all("details", id="made-from")
    assert "made from" not in document.one("section", id="answer").text
