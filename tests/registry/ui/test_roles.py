"""What pages show to each role, and what they answer to a form that the person may not send."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.ui import create_pages
from schemas.audit import CATALOGUE, Action, AuditEntry
from schemas.role import Role
from schemas.runs import Run, RunState
from tests.registry.ui.conftest import NOW, OWN, settings, signed_in
from tests.registry.ui.reading import page_of, read

PORTAL = "/en/portals/kg_example"
REASON = "The ministry has closed."

Browser = Callable[[Role], TestClient]


@pytest.fixture
def browser(installed: Services) -> Iterator[Browser]:
    """The browser of a person with a role."""
    with ExitStack() as stack:

        def opened(role: Role) -> TestClient:
            client = stack.enter_context(TestClient(create_pages(installed), follow_redirects=False, headers=OWN))
            signed_in(client, installed, name=f"Ms {role}", role=role)
            return client

        yield opened


def buttons(client: TestClient, path: str) -> list[str]:
    return [button.text for button in page_of(client, path).one("main").all("button", class_="button")]


@pytest.mark.parametrize("role", Role)
def test_the_menu_says_the_role(browser: Browser, role: Role) -> None:
    assert f"Role: {role}" in page_of(browser(role), PORTAL).one("header", class_="top").text


@pytest.mark.parametrize(("role", "may"), [(Role.READER, False), (Role.CURATOR, True), (Role.OFFICER, True), (Role.ADMIN, True)])
def test_only_who_may_press_a_button_sees_it(browser: Browser, held: Run, role: Role, *, may: bool) -> None:
    client, run = browser(role), f"{PORTAL}/runs/{held.id}"
    harvesting = {"Harvest now", "Harvest everything again"}
    settling = {"Release: withdraw the datasets", "Drop: keep the datasets"}
    assert (harvesting <= set(buttons(client, PORTAL)), settling <= set(buttons(client, run))) == (may, may)
    assert ("How to decide" in page_of(client, run).text) is not may
    assert bool(page_of(client, run).all("textarea")) is may


def test_a_form_that_is_sent_all_the_same_is_refused_and_says_which_role_it_takes(
    browser: Browser, installed: Services, held: Run
) -> None:
    client, run = browser(Role.READER), f"{PORTAL}/runs/{held.id}"
    for path, fields in ((run, {"run_action": "drop", "reason": REASON}), (PORTAL, {}), (run, {"run_action": "stop"})):
        answer = client.post(path, data=fields)
        document = read(answer.text)
        assert answer.status_code == 403
        assert document.one("h1").text == "Your role does not allow this"
        assert "It takes the role “curator”, and your token has the role “reader”." in document.text
        assert "ask the operator of this catalogue" in document.text
        assert "The operator:" not in document.text
        [back] = [link for link in document.all("a") if link.text == "Back to the page"]
        assert back.get("href") == path
    about = [(entry.details["deed"], entry.actor.name) for entry in refusals(installed)]
    assert about == [("drop", "Ms reader"), ("harvest", "Ms reader"), ("stop", "Ms reader")]
    assert [each.state for each in installed.store.runs.list()] == [RunState.HELD, RunState.DONE]
    assert installed.store.audit.verify() is None


def refusals(installed: Services) -> list[AuditEntry]:
    return [entry for entry in installed.store.audit.history(CATALOGUE) if entry.action is Action.REFUSE]


def test_a_curator_may_what_a_reader_may_not(browser: Browser, installed: Services) -> None:
    harvest(installed, installed.sources["kg_example"])
    assert browser(Role.CURATOR).post(PORTAL).status_code == 303
    assert refusals(installed) == []


def test_whom_to_ask_is_said_where_the_operator_is_known(tmp_path: Path) -> None:
    named = settings(tmp_path).model_copy(update={"contact": "open-data@example.kg"})
    with (
        open_services(named, clock=lambda: NOW) as services,
        TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client,
    ):
        signed_in(client, services, role=Role.READER)
        answer = client.post("/en/portals/kg_data_gov")
        assert answer.status_code == 403
        assert "The operator: open-data@example.kg" in read(answer.text).text
