"""What a signed-in person does on the pages: each button's effect on the store, and what happens when it comes too late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from registry.pipeline.harvest import harvest
from registry.pipeline.worker import Worker
from registry.services import Services
from registry.ui import create_pages
from schemas.actor import COMMAND, Actor
from schemas.audit import Action
from schemas.holds import HoldState
from schemas.record import Status
from schemas.runs import Run, RunState
from tests.portal import Portal, package
from tests.registry.ui.conftest import NOW, OWN, signed_in
from tests.registry.ui.reading import Document, Element, page_of, read

PORTAL = "/en/portals/kg_example"
REASON = "The ministry has closed.\nIts site says so."


@pytest.fixture
def services(installed: Services) -> Services:
    return installed


@pytest.fixture
def reader(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


@pytest.fixture
def person(services: Services) -> Iterator[TestClient]:
    """The browser of Aizada Bekova."""
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        signed_in(client, services)
        yield client


def press(client: TestClient, path: str, words: str, **fields: str) -> Response:
    """Press the button with these words, as a browser without script does."""
    button = button_of(page_of(client, path), words)
    form = next(element for element in reversed(button.path) if element.tag == "form")
    assert form.get("method") == "post"
    named = {button.get("name"): button.get("value")} if "name" in button.attributes else {}
    return client.post(form.get("action"), data={**named, **fields})


def button_of(document: Document, words: str) -> Element:
    [button] = [button for button in document.one("main").all("button") if button.text == words]
    return button


def words_of(client: TestClient, path: str) -> list[str]:
    return [button.text for button in page_of(client, path).one("main").all("button")]


def queued(services: Services) -> Run:
    [run] = services.store.runs.list()
    return run


@pytest.mark.parametrize(("words", "since"), [("Harvest now", True), ("Harvest everything again", False)])
def test_a_harvest_is_left_to_a_worker(person: TestClient, services: Services, words: str, *, since: bool) -> None:
    harvest(services, services.sources["kg_example"])
    answer = press(person, PORTAL, words)
    run, _ = services.store.runs.list()
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PORTAL}/runs/{run.id}")
    assert (run.state, run.since is not None, run.asked_by) == (RunState.QUEUED, since, Actor.person("Aizada Bekova"))
    document = page_of(person, f"{PORTAL}/runs/{run.id}")
    assert "A worker will start the run." in document.text
    assert "Aizada Bekova" in [name.text for name in document.one("main").all("bdi")]
    assert "Reload" in [link.text for link in document.all("a")]
    assert words_of(person, PORTAL) == ["Stop the run"]

    ended: list[Run] = []
    worker = Worker(services, sources=["kg_example"], slots=1, ended=lambda run: (ended.append(run), worker.leave()))
    worker.work()
    assert [(each.id, each.state) for each in ended] == [(run.id, RunState.DONE)]
    assert words_of(person, PORTAL) == ["Harvest now", "Harvest everything again"]


def test_asking_twice_tells_that_the_portal_is_being_harvested_and_leads_back(person: TestClient, services: Services) -> None:
    press(person, PORTAL, "Harvest now")
    answer = person.post(PORTAL)
    document = read(answer.text)
    assert answer.status_code == 409
    assert document.one("h1").text == "The portal is being harvested already"
    [back] = [link for link in document.all("a") if link.text == "Back to the page"]
    assert back.get("href") == PORTAL
    assert queued(services).state is RunState.QUEUED


def test_a_run_that_waits_is_stopped_at_once_and_its_page_says_by_whom(person: TestClient, services: Services) -> None:
    press(person, PORTAL, "Harvest now")
    target = f"{PORTAL}/runs/{queued(services).id}"
    answer = press(person, PORTAL, "Stop the run")
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert queued(services).state is RunState.INTERRUPTED
    assert "stopped by Aizada Bekova" in page_of(person, target).text
    again = person.post(target, data={"run_action": "stop"})
    assert again.status_code == 409
    assert "The run has ended already" in again.text
    assert f'href="{target}"' in again.text


def test_a_run_that_goes_on_is_asked_to_stop_once(person: TestClient, reader: TestClient, services: Services) -> None:
    run = services.store.runs.start("kg_example", since=None, by=COMMAND, at=NOW)
    target = f"{PORTAL}/runs/{run.id}"
    assert press(person, target, "Stop the run").status_code == 303
    assert services.store.runs.stop_asked(run) == Actor.person("Aizada Bekova")
    for client in (person, reader):
        for path in (target, PORTAL):
            assert "Aizada Bekova has asked to stop the run." in page_of(client, path).text
            assert words_of(client, path) == []
    assert person.post(target, data={"run_action": "stop"}).status_code == 303


def test_a_release_withdraws_in_the_name_of_the_person(person: TestClient, services: Services, held: Run) -> None:
    target = f"{PORTAL}/runs/{held.id}"
    answer = press(person, target, "Release: withdraw the datasets", reason=f"  {REASON}\n".replace("\n", "\r\n"))
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    assert (hold.state, hold.by, hold.reason) == (HoldState.RELEASED, Actor.person("Aizada Bekova"), REASON)
    gone = [record for record in services.store.records.stream(source="kg_example") if record.status is Status.WITHDRAWN]
    assert len(gone) == 60
    entry = services.store.audit.history(gone[0].id)[-1]
    assert (entry.action, entry.actor, entry.details["reason"]) == (Action.WITHDRAW, Actor.person("Aizada Bekova"), REASON)
    document = page_of(person, target)
    assert "Aizada Bekova" in document.one("section", **{"aria-labelledby": "held"}).text
    assert document.all("textarea") == []
    assert "Aizada Bekova confirmed that the portal no longer lists the dataset." in page_of(person, f"/en/d/{gone[0].id}").text


def test_a_drop_keeps_the_datasets(person: TestClient, services: Services, held: Run) -> None:
    assert press(person, f"{PORTAL}/runs/{held.id}", "Drop: keep the datasets", reason=REASON).status_code == 303
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    assert (hold.state, hold.by, hold.reason) == (HoldState.DROPPED, Actor.person("Aizada Bekova"), REASON)
    assert {record.status for record in services.store.records.stream(source="kg_example")} == {Status.ACTIVE}


def test_who_decides_second_is_told_and_changes_nothing(person: TestClient, services: Services, held: Run) -> None:
    target = f"{PORTAL}/runs/{held.id}"
    press(person, target, "Drop: keep the datasets", reason=REASON)
    for action in ("drop", "release"):
        answer = person.post(target, data={"run_action": action, "reason": "another reason"})
        assert answer.status_code == 409
        assert "The withdrawal is already decided" in answer.text
        assert f'href="{target}"' in answer.text
    hold = services.store.holds.of_run(held.id)
    assert hold is not None
    assert (hold.state, hold.reason) == (HoldState.DROPPED, REASON)


@pytest.mark.parametrize("reason", ["", " too short ", "x" * 2001, "a bell \x07 rings in it"])
def test_a_reason_must_hold_and_is_kept_to_be_corrected(person: TestClient, services: Services, held: Run, reason: str) -> None:
    answer = press(person, f"{PORTAL}/runs/{held.id}", "Drop: keep the datasets", reason=reason)
    document = read(answer.text)
    assert answer.status_code == 422
    assert document.one("title").text.startswith("Problem: ")
    problem = document.one("p", id="problem")
    assert "the reason must have 10 to 2,000 characters" in problem.text
    assert problem.one("a").get("href") == "#reason"
    field = document.one("textarea", id="reason")
    assert field.text_as_is.removeprefix("\n") == reason
    assert field.get("aria-invalid") == "true"
    assert "problem" in field.get("aria-describedby").split()
    assert "required" in field.attributes
    assert (field.get("minlength"), field.get("maxlength")) == ("10", "2000")
    assert services.store.holds.waiting("kg_example") is not None


def test_a_token_that_is_revoked_meanwhile_does_nothing_and_asks_to_sign_in_again(
    person: TestClient, services: Services, held: Run
) -> None:
    target = f"{PORTAL}/runs/{held.id}"
    page_of(person, target)
    services.store.tokens.revoke("Aizada Bekova", at=NOW)
    answer = person.post(target, data={"run_action": "release", "reason": REASON})
    document = read(answer.text)
    assert answer.status_code == 403
    assert "Nothing was done: you are not signed in, or your token is no longer valid." in document.text
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert services.store.holds.waiting("kg_example") is not None
    token = services.store.tokens.add("Aizada Bekova", expires=NOW + timedelta(days=1), at=NOW)
    back = person.post("/en/sign-in", data={"token": token, "back": document.one("main").one("input", name="back").get("value")})
    assert back.headers["location"] == target


def test_a_reader_sees_no_button_and_can_do_nothing(reader: TestClient, services: Services, held: Run) -> None:
    target = f"{PORTAL}/runs/{held.id}"
    for path in (PORTAL, target):
        assert words_of(reader, path) == []
        assert page_of(reader, path).all("textarea") == []
    for path, data in ((PORTAL, {}), (target, {"run_action": "drop", "reason": REASON}), (target, {"run_action": "stop"})):
        assert reader.post(path, data=data).status_code == 403
    assert services.store.holds.waiting("kg_example") is not None
    assert len(services.store.runs.list()) == 2


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/en/portals/nowhere", {}, 404),
        ("/en/portals/kg_example/runs/999", {"run_action": "stop"}, 404),
        ("/en/portals/kg_example/runs/999999999999999999999", {"run_action": "stop"}, 404),
        ("/en/portals/kg_data_gov/runs/1", {"run_action": "stop"}, 404),
        ("/en/portals/kg_example/runs/1", {"run_action": "drop", "reason": REASON}, 404),
        ("/en/portals/kg_example/runs/1", {"run_action": "burn"}, 400),
        ("/en/portals/kg_example/runs/1", {}, 400),
        ("/en/portals/kg_example", {"full": "perhaps"}, 400),
    ],
)
def test_what_is_not_there_is_refused_as_a_page(
    person: TestClient, services: Services, path: str, data: dict[str, str], status: int
) -> None:
    harvest(services, services.sources["kg_example"])
    answer = person.post(path, data=data)
    assert answer.status_code == status
    assert len(services.store.runs.list()) == 1


def test_a_form_that_is_too_large_is_refused(reader: TestClient, person: TestClient) -> None:
    for client, address in ((reader, "/en/sign-in"), (reader, "/en/theme"), (person, PORTAL)):
        assert client.post(address, data={"reason": "a" * 70_000}).status_code == 413


def test_a_retired_portal_has_no_button_and_says_since_when_and_why(services: Services, portal: Portal) -> None:
    retired = portal.source(retired={"on": "2026-02-28", "why": "Its domain was sold"})
    pages = create_pages(replace(services, sources={"kg_example": retired}))
    with TestClient(pages, follow_redirects=False, headers=OWN) as client:
        signed_in(client, services)
        assert words_of(client, PORTAL) == []
        text = page_of(client, PORTAL).one("main").text
        assert "No longer harvested since 28 February 2026." in text
        assert "Its domain was sold" in text
        assert "1 no longer harvested" in page_of(client, "/en/portals").one("main").text
        answer = client.post(PORTAL)  # by a page that was open before
        assert (answer.status_code, "The portal is no longer harvested" in answer.text) == (409, True)
    assert services.store.runs.list() == ()


@pytest.fixture
def replaced(services: Services, portal: Portal) -> Run:
    """A run that finds all datasets under new identifiers."""
    source = services.sources["kg_example"]
    harvest(services, source, full=True)
    portal.packages[:] = [package(number + 100, name=f"dataset-{number}") for number in range(70)]
    run = harvest(services, source, full=True)
    assert run.state is RunState.HELD
    return run


def test_identities_are_moved_and_moved_back(person: TestClient, reader: TestClient, services: Services, replaced: Run) -> None:
    target = f"{PORTAL}/runs/{replaced.id}"
    shown = page_of(reader, target).one("section", **{"aria-labelledby": "held"})
    assert "70 of them are listed again under new identifiers." in shown.text
    assert "The portal's page has the same path." in shown.text
    assert "serai move 1 --by NAME --reason REASON" in shown.text
    assert shown.all("input") == []
    boxes = page_of(person, target).one("section", **{"aria-labelledby": "held"}).all("input")
    assert len(boxes) == 50
    form = page_of(person, target).one("form", id="settle")
    assert {box.get("form") for box in boxes} == {form.get("id")}
    left = boxes[0].get("value")
    answer = press(person, target, "Move: keep the datasets under their new identifiers", reason=REASON, leave=left)
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    hold = services.store.holds.of_run(replaced.id)
    assert hold is not None
    assert (hold.state, hold.reason) == (HoldState.MOVED, REASON)
    assert services.store.records.count() == 71
    assert "Moved by Aizada Bekova on 25 November 2026" in page_of(reader, target).text
    assert words_of(reader, target) == []

    twin, record = next(iter(services.store.aliases.survivors(record.id for record in services.store.records.stream()).items()))
    document = page_of(reader, f"/en/d/{twin}")
    assert "This dataset has another page now." in document.text
    assert "Aizada Bekova moved the dataset to its older record." in document.text
    [link] = [each for each in document.all("a") if each.text == "Go to the dataset"]
    assert link.get("href") == f"/en/d/{record}"
    assert "Aizada Bekova gave the record the portal's new identifier." in page_of(reader, link.get("href")).text

    assert words_of(person, target) == ["Undo the move"]
    assert press(person, target, "Undo the move", reason=REASON).status_code == 303
    assert services.store.records.count() == 140
    assert "The move was undone" in page_of(reader, target).text
    assert "Aizada Bekova gave the record its earlier identifier again." in page_of(reader, f"/en/d/{record}").text
    assert "Aizada Bekova made this a record of its own again." in page_of(reader, f"/en/d/{twin}").text
    again = person.post(target, data={"run_action": "move", "reason": REASON})
    assert again.status_code == 409
    assert "The withdrawal is already decided" in again.text


def test_nothing_is_moved_where_nothing_came_back(person: TestClient, held: Run) -> None:
    target = f"{PORTAL}/runs/{held.id}"
    for action in ("move", "undo-move"):
        refused = person.post(target, data={"run_action": action, "reason": REASON})
        assert refused.status_code == 409
        assert "There is nothing to move, or to move back" in refused.text
    assert person.post(target, data={"run_action": "move", "reason": REASON, "leave": "x"}).status_code in {400, 422}
