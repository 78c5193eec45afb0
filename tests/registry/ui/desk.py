"""The officer's desk in tests: an installation with one portal, and the browsers of people who work there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services
from registry.ui import create_pages
from schemas.role import Role
from tests.portal import Portal, package
from tests.registry.ui.reading import Document, Element, read

OWN = {"Origin": "http://testserver"}
"""What a browser sends with a form of ours."""

REASON = "The terms of use of the portal say so."
LICENSED = 6
"""How many datasets of the portal ask the same about their licence."""


def packages() -> list[dict[str, Any]]:
    """Datasets whose licence is ambiguous, and two lists of persons, of which nobody has confirmed the class."""
    persons = "Список семейных врачей с контактными телефонами"
    known = {"license_id": "cc-zero", "license_title": "Creative Commons CCZero"}
    return [
        *(package(number) for number in range(LICENSED)),
        *(package(number, title=f"{persons}, {number}", **known) for number in (20, 21)),
    ]


class Clock:
    """A clock that tests set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """An installation with one portal, and the browsers of people who work there."""

    def __init__(self, services: Services, portal: Portal, clock: Clock) -> None:
        self.services, self.portal, self.clock = services, portal, clock

    def harvested(self) -> "Desk":
        """The portal is harvested, and the index has it."""
        harvest(self.services, self.services.sources["kg_example"], full=True)
        return self.indexed()

    def indexed(self) -> "Desk":
        refresh(self.services)
        return self

    @contextmanager
    def person(self, name: str, *, role: Role = Role.OFFICER) -> Iterator["Browser"]:
        with TestClient(create_pages(self.services), follow_redirects=False, headers=OWN) as client:
            at = self.clock()
            token = self.services.store.tokens.add(name, role=role, expires=at + timedelta(days=1), at=at)
            assert client.post("/en/sign-in", data={"token": token}).status_code == 303
            yield Browser(client)


class Browser:
    """A person's browser."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, *, status: int = 200) -> Document:
        answer = self.client.get(path.partition("#")[0])
        assert answer.status_code == status, (path, answer.headers.get("location"))
        return read(answer.text)

    def question(self, aspect: str) -> tuple[str, Document]:
        """The first question about an aspect: its address, and its page."""
        href = self.get(f"/en/review?aspect={aspect}").one("ol", class_="cases").all("a")[0].get("href")
        return href.partition("#")[0], self.get(href)

    def answer(self, page: Document, **fields: str) -> Response:
        """Fill in the form of a question and press "Record the decision"; an empty field is left out."""
        form = answer_form(page)
        assert {name for name, value in fields.items() if value} <= {each.get("name") for each in form.walk()}
        sent = {**filled(form), "reason": REASON, **fields, "act": "record"}
        return self.client.post(form.get("action"), data={name: value for name, value in sent.items() if value})

    def press(self, path: str, act: str, **fields: str) -> Response:
        """Press a button of a proposal, which must be there."""
        assert act in [button.get("value") for button in self.get(path).all("button")]
        return self.client.post(path, data={"act": act, **fields})


def answer_form(page: Document) -> Element:
    return next(form for form in page.all("form") if form.get("id").startswith("decide-"))


def tabs(page: Document) -> dict[str, tuple[int, str]]:
    """The tabs with their numbers and where they lead."""
    shown = page.one("nav", class_="tabs").children
    numbered = ((tab, tab.one("span", class_="count").text) for tab in shown)
    return {tab.text.removesuffix(number).strip(): (int(number), tab.get("href")) for tab, number in numbered}


def listed(page: Document) -> list[str]:
    return [item.text for items in page.all("ol", class_="cases") for item in items.all("li")]


def filled(form: Element) -> dict[str, Any]:
    """What a browser would send of a form as it is."""
    found: dict[str, Any] = {}
    for field in form.walk():
        name, value = field.get("name"), field.get("value")
        if field.tag == "input" and field.get("type") == "checkbox":
            if "checked" in field.attributes:
                found.setdefault(name, []).append(value)
        elif field.tag == "input":
            found[name] = value
        elif field.tag == "select":
            found[name] = next((option.get("value") for option in field.all("option") if "selected" in option.attributes), "")
        elif field.tag == "textarea":
            found[name] = field.text_as_is.removeprefix("\n")
    return found
