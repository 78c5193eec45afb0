"""No parameter of an address is passed over in silence: pages refuse what they do not take, and their forms send nothing else."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from registry.services import Services
from registry.ui import create_pages
from registry.ui.app import PARTS
from registry.ui.parameters import MARKS, without_marks
from tests.registry.ui.conftest import OWN, SEEN, signed_in
from tests.registry.ui.reading import Document, Element, read

UNKNOWN, TWICE = "The address asks for something that this page does not know", "The address says the same thing twice"

FILLED = {"aspect": "mechanisms", "act": "record"}
"""What the form of a decision about a search needs before the address is read."""


@pytest.fixture(scope="module")
def reader(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


@pytest.fixture
def client(reader: TestClient) -> Iterator[TestClient]:
    """A browser that remembers nothing from one test to the next."""
    yield reader
    reader.cookies.clear()


@pytest.fixture(scope="module")
def person(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        signed_in(client, services)
        yield client


def refused(answer: Response) -> list[str]:
    """The parameters that a page has refused."""
    assert answer.status_code == 400, answer.url
    document = read(answer.text)
    assert document.one("h1").text in {UNKNOWN, TWICE}
    return [code.text for code in document.one("main").all("code")]


def addresses(paths: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Method and address of everything that the pages have; ids are those of `paths` where the page has to find something."""
    values = {
        "language": "en",
        "id": paths["record"].split("/")[2],
        "field": "publisher",
        "source_id": "sample_kg",
        "number": "1",
        "state": "CN",
        "to": "RU",
        "version": "1",
        "name": "serai.css",
    }
    question = paths["question"].split("/")[2]
    for part in PARTS:
        for route in part.router.routes:
            in_place = values | ({"id": question} if route.path.endswith("/review/{id}") else {})
            for method in route.methods:
                yield method, route.path.replace(":path}", "}").format(**in_place)


def test_every_page_refuses_a_parameter_that_it_does_not_know(person: TestClient, paths: dict[str, str]) -> None:
    asked, searching = 0, []
    for method, address in addresses(paths):
        form = {"data": FILLED} if method == "POST" else {}
        answer = person.request(method, f"{address}?surely-unknown=1", **form)  # type: ignore[arg-type]
        if answer.status_code == 303:  # handed on, with the whole address
            answer = person.get(answer.headers["location"].partition("#")[0])
        assert answer.status_code == 400, (method, address)
        assert "surely-unknown" in answer.text, (method, address)
        if read(answer.text).one("h1").text != UNKNOWN:
            searching.append(address.rsplit("/", 1)[1])
            continue
        assert refused(answer) == ["surely-unknown"], (method, address)
        asked += 1
    assert asked > 35
    question = paths["question"].split("/")[2]
    assert sorted(searching) == sorted(["coverage", "datasets", "publisher", "review", "select", "select", "why", question])


def test_the_refusal_leads_to_the_page_without_it(client: TestClient, paths: dict[str, str]) -> None:
    answer = client.get(f"/en{paths['record']}?as=KZ&ats=2026-01-01&for=research")
    assert refused(answer) == ["ats"]
    links = [link.get("href") for link in read(answer.text).all("a", class_="button")]
    assert f"/en{paths['record']}?as=KZ&for=research" in links


def test_what_is_refused_is_shown_as_text(client: TestClient) -> None:
    answer = client.get("/en/portals?%3Cscript%3E=1&%E2%80%AE=2")
    assert refused(answer) == ["<script>", "\u202e"]


def test_of_two_values_none_is_passed_over(client: TestClient) -> None:
    answer = client.get("/en/decisions?source=sample_kg&source=sample_pk")
    assert (refused(answer), read(answer.text).one("h1").text) == (["source"], TWICE)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("record", "from", "modified=surely-wrong"),
        ("record", "from", "surely-wrong"),
        ("trail", "before", "surely-wrong"),
        ("trail", "before", "-1"),
        ("decisions", "before", "9" * 30),
        ("portal-run", "changes", "surely-wrong"),
        ("portal-run", "start", "١٢x"),
        ("portal-run", "issue", "surely-wrong"),
        ("portal-run", "field", "/surely-wrong"),
        ("proposals", "state", "surely-wrong"),
        ("proposals", "before", "1.5"),
        ("proposal", "from", "cause=surely-wrong"),
        ("rule-set", "offset", "surely-wrong"),
        ("reassessment", "offset", "surely-wrong"),
    ],
)
def test_a_value_that_a_page_does_not_understand_is_refused(
    person: TestClient, paths: dict[str, str], kind: str, name: str, value: str
) -> None:
    path = "/en" + (paths["run"].partition("?")[0] if kind == "portal-run" else paths[kind])
    answer = person.get(f"{path}?{urlencode({name: value})}")
    assert answer.status_code == 400
    document = read(answer.text)
    assert document.one("h1").text == "The address has a value that this page does not understand"
    assert [code.text for code in document.one("main").all("code")] in ([name], ["issue"])
    assert person.get(document.one("main").one("a", class_="button").get("href")).status_code in {200, 400}


def test_a_facet_takes_no_parameter_of_the_form_of_results(client: TestClient) -> None:
    assert client.get("/en/datasets/facet/publisher?find=a").status_code == 200
    assert client.get("/en/datasets/facet/publisher?modified_from=2020").status_code == 400
    assert client.get("/en/datasets?find=a").status_code == 400


@pytest.mark.parametrize("kind", ["results", "narrowed", "record", "answer", "portals", "decisions", "combined"])
def test_what_other_sites_add_to_links_is_left_out(client: TestClient, paths: dict[str, str], kind: str) -> None:
    path = "/en" + paths[kind]
    marked = f"{path}{'&' if '?' in path else '?'}{urlencode([(name, 'a b&c') for name in sorted(MARKS)])}"
    plain, answer = client.get(path), client.get(marked)
    assert (answer.status_code, answer.text) == (200, plain.text)


def test_the_rest_of_an_address_stays_as_it_was_written() -> None:
    assert without_marks(b"q=a%20b&utm_source=x&=&as") == b"q=a%20b&=&as"
    assert without_marks(b"utm%5Fsource=x&fbclid") == b""
    assert without_marks(b"utm_sources=x&q=utm_source") == b"utm_sources=x&q=utm_source"


def test_the_way_to_the_first_page_carries_what_was_asked(client: TestClient) -> None:
    assert client.get("/?as=KZ&for=research&fbclid=1").headers["location"] == "/en/?as=KZ&for=research"
    assert client.get("/en?as=XX").headers["location"] == "/en/?as=XX"


def test_who_chooses_a_state_before_searching_keeps_the_words(client: TestClient) -> None:
    answer = client.get("/en/?q=water&as=KZ&for=research&chosen=1")
    assert answer.headers["location"] == "/en/?q=water&as=KZ&for=research"
    client.cookies.clear()
    assert read(client.get(answer.headers["location"]).text).one("input", id="q").get("value") == "water"


@pytest.mark.parametrize(("who", "kind"), SEEN)
def test_our_own_forms_send_only_what_is_taken(
    client: TestClient, services: Services, paths: dict[str, str], who: str, kind: str
) -> None:
    browser = client
    if who == "person":
        signed_in(browser, services, name=f"Forms {kind}")
    document = read(browser.get("/en" + paths[kind]).text)
    for form in document.all("form"):
        for action, fields in submissions(document, form):
            if form.get("method") == "post":
                if re.match("/(?!en/)[a-z]{2}/language", action) is None:  # the others answer in the language that they name
                    check_posted(browser, action)
                continue
            path, _, fragment = action.partition("#")
            answer = browser.get(f"{path}?{urlencode(fields)}")
            while answer.is_redirect:
                answer = browser.get(answer.headers["location"].partition("#")[0])
            assert answer.status_code == 200, (action, fields, fragment)


def check_posted(browser: TestClient, action: str) -> None:
    """Of the address to which a form is sent, only what we add is refused. So nothing is done."""
    path, _, query = action.partition("?")
    answer = browser.post(f"{path}?{query}&surely-unknown=1".replace("?&", "?"), data=FILLED)
    assert "surely-unknown" in answer.text, action
    if not path.endswith("/select"):  # tells of the first one that is wrong
        assert refused(answer) == ["surely-unknown"], action


def submissions(document: Document, form: Element) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Where a browser sends a form and with which fields, for each of its buttons."""
    inside = [*form.walk(), *(item for item in document.walk() if form.get("id") and item.get("form") == form.get("id"))]
    fields = [pair for item in inside for pair in sent(item)]
    for button in [item for item in inside if item.tag == "button"] or [form]:
        pressed = [(button.get("name"), button.get("value"))] if button.get("name") else []
        yield button.get("formaction") or form.get("action"), [*fields, *pressed]


def sent(item: Element) -> Iterator[tuple[str, str]]:
    """What a field sends as it stands on the page."""
    name = item.get("name")
    if not name or item.tag not in {"input", "select", "textarea"}:
        return
    if item.tag == "select":
        options = item.all("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        yield from ((name, option.get("value")) for option in chosen)
    elif item.tag == "textarea":
        yield name, item.text_as_is
    elif item.get("type") not in {"checkbox", "radio"} or "checked" in item.attributes:
        yield name, item.get("value")
