"""What the data were made from: on the page of a record, and in its answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

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
from tests.registry.ui.conftest import NOW, OWN, signed_in
from tests.registry.ui.desk import filled
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
    assert (known.text, known.one("a").get("href")) == ("Перепись found by its address or identifier", census)
    assert known.one("bdi").get("lang") == "ru"
    assert words.text == "Опрос 1998 года not in this catalogue"
    assert address.one("a").get("href") == "https://elsewhere.example.kg/b"
    assert "Made from" not in glance(visit(census))


def test_an_officer_says_what_the_words_mean_and_readers_see_who_and_why(services: Services, visit: Visit, add: Add) -> None:
    survey, register = add("Survey-1999", licence="non-commercial"), add("Register")
    words = ("Ministry of Forests", "The survey of 1999", "A map", "Notes <of> 1950\nand later")
    path = add("Map-decided", *words)
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as person:
        signed_in(person, services)
        form = read(person.get(path).text).one("details", id="decide-was_derived_from").one("form")
        quotes = [field for field in form.all("input", type="hidden") if field.get("name").startswith("quoted.")]
        assert tuple(field.get("value") for field in quotes) == words
        assert "The portal's words: Ministry of Forests" in form.text
        said = {
            "value.0.origin": "no_dataset",
            "value.1.record": f"http://testserver{survey}?as=RU",
            "value.3.origin": "elsewhere",
            "value.3.permits": ["research", "adaptation"],
            "value.4.record": register.rpartition("/")[2].upper(),
            "reason": "The ministry sent its list of sources.",
            "act": "record",
        }
        answer = person.post(path, data={**filled(form), **said})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#was_derived_from")
        again = filled(read(person.get(path).text).one("details", id="decide-was_derived_from").one("form"))
    stored = services.store.records.get(UUID(path.rpartition("/")[2]))
    assert stored
    assert stored.curation.was_derived_from
    rows = [(each.said, each.origin, each.permits) for each in stored.curation.was_derived_from.value]
    assert rows == [
        ("Ministry of Forests", "no_dataset", ()),
        ("The survey of 1999", "dataset", ()),
        ("Notes <of> 1950\nand later", "elsewhere", ("research", "adaptation")),
        (None, "dataset", ()),
    ]
    assert (
        again.items() >= {"quoted.3.said": "A map", "value.3.origin": "", "value.2.permits": ["research", "adaptation"]}.items()
    )

    document = visit(f"{path}?as=RU&for=research")
    ministry, found, plain, elsewhere, added = glance(document)["Made from"]
    assert "Ministry of Forests no dataset" in ministry.text
    assert "Decided by Aizada Bekova: The ministry sent its list of sources." in ministry.text
    assert found.all("a")[0].get("href").partition("?")[0] == survey
    assert "(The survey of 1999)" in found.text
    assert plain.text == "A map not in this catalogue"
    assert "not in this catalogue" in elsewhere.text
    assert "not named by the portal" in added.text
    recorded = document.one("section", id="was_derived_from").text
    assert "Its terms were read. They permit: " in recorded
    assert "The ministry sent its list of sources." in recorded
    assert "“The survey of 1999”: Survey-1999" in document.one("ol", class_="timeline").text
    assert visit(f"{path}?as=RU&for=commercial").one("section", id="answer").has_class("prohibited")


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
