"""A real browser on a real server: the sample portals are harvested, the application listens on a free port of loopback.

The browser is `SERAI_CHROMIUM` or /usr/bin/chromium, axe-core `SERAI_AXE` or the copy in the environment of `make test-live`.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.types import ASGIApp

from registry.answers.keeping import keep
from registry.answers.review import ReviewFilter, review
from registry.api.app import create_app
from registry.demo import server as sample
from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.pipeline.propose import propose
from registry.pipeline.publish import publish
from registry.services import Services, open_services
from registry.settings import Settings
from registry.ui import create_pages
from schemas.actor import COMMAND, Actor
from schemas.holds import HoldCause
from schemas.proposals import Selection
from schemas.record import Aspect, CatalogRecord, LicenseDecision
from schemas.runs import Run, RunState
from schemas.usage import UsageRequest
from tests.e2e.kinds import FIXED
from tests.past_days import of_yesterday

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("serai")
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None)
    with sample.serve() as samples, open_services(settings, samples=samples) as services:
        for source in samples.values():
            harvest(services, source)
        refresh(services)
        yield services


@pytest.fixture(scope="session")
def site(installation: Services) -> Iterator[str]:
    """The address of the server. It speaks the languages that Serai ships."""
    with listening(create_app(installation, pages=create_pages(installation))) as address:
        yield address


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = Path(os.environ.get("SERAI_CHROMIUM", "/usr/bin/chromium"))
    assert program.exists(), f"{program} is not there: `make test-live` installs it, or set SERAI_CHROMIUM"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people with disabilities out."""
    file = Path(os.environ.get("SERAI_AXE", ROOT / ".venv" / "node_modules" / "axe-core" / "axe.min.js"))
    assert file.exists(), f"{file} is not there: `make test-live` installs it, or set SERAI_AXE"
    return file.read_text(encoding="utf-8")


@pytest.fixture
def visit(browser: Browser, site: str, token: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; at the end nothing may have broken the rules of the page or its script.

    With `person` somebody is signed in there.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = 1440, scheme: str = "light", script: bool = True, person: bool = False) -> Page:
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        if person:
            context.add_cookies([{"name": "serai-token", "value": token, "url": site}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture(scope="session")
def paths(installation: Services) -> dict[str, str]:
    """One address of each of `KINDS`."""
    held = hold_everything(installation, "sample_ir")
    decide(installation, "sample_pk")
    record = next(installation.store.records.stream(source="sample_ir"))
    run = installation.store.runs.last("sample_kg")
    assert run is not None
    saved = save(installation, record)
    publish(installation)
    return {
        **FIXED,
        "why": f"/datasets/{record.id}/why?q=air+quality+zzzzqqqq",
        "record": f"/d/{record.id}",
        "answer": f"/d/{record.id}?as=KZ&for=ai_training",
        "combination": f"/combination?{combined(installation)}&as=KZ&for=adaptation",
        "as of": f"/d/{of_yesterday(installation)}?at={installation.clock().date() - timedelta(days=1)}",
        "saved": f"/answers/{saved}",
        "proved": f"/proof?entry={installation.store.answers.get(saved).entry}",
        "run": f"/portals/sample_kg/runs/{run.id}",
        "own record": f"/d/{record.id}?as=KZ&for=ai_training",
        "own held": f"/portals/sample_ir/runs/{held.id}",
        **desk_paths(installation),
    }


def combined(services: Services) -> str:
    """Datasets of which two do not go together, as the parameters of an address."""
    licenses = {"sample_kg": "ODbL-1.0", "sample_pk": "CC-BY-SA-4.0", "sample_ir": "CC-BY-NC-4.0"}
    ids = [decide(services, source, value=value) for source, value in licenses.items()]
    return "&".join(f"id={id_}" for id_ in ids)


def save(services: Services, record: CatalogRecord) -> int:
    """The number of a saved answer, with who asks."""
    request = UsageRequest(state="KZ", purpose="ai_training", affiliation="Institute of Hydrology", recipient="The commission")
    return keep(services, record, request, at=None, by=Actor.person("Aizada Bekova"))[0].number


def desk_paths(services: Services) -> dict[str, str]:
    """One address of each kind of page of the officer's desk that the installation has to have something for."""
    items = review(services, ReviewFilter(), limit=100).items
    classed = next(each.id for each in items if each.aspect is Aspect.PRIVACY_CLASS)
    several = next(each.id for each in items if each.aspect is Aspect.LICENSE and each.count > 1)
    at, person = services.clock(), Actor.person("Aizada Bekova")
    decision = LicenseDecision(value="CC-BY-4.0", reason="The terms of use name this licence.", by=person.name, at=at)
    selection = Selection(question=several)
    draft = propose(services, selection, aspect=Aspect.LICENSE, decision=decision, reason=decision.reason, by=person)
    return {
        "own question": f"/review/{classed}?jurisdiction=PK&jurisdiction=IR&jurisdiction=KG",
        "own licence": f"/review/{several}?aspect=license",
        "own preview": f"/review/proposals/{draft.id}",
    }


def decide(services: Services, source: str, *, value: str = "CC-BY-4.0") -> UUID:
    """A decision about the licence of a record of a source."""
    record = next(services.store.records.stream(source=source))
    reason = "The terms of use of the portal name this licence."
    curate(services, record.id, LicenseDecision(value=value, reason=reason, by="Aizada Bekova", at=services.clock()))
    return record.id


def hold_everything(services: Services, source: str) -> Run:
    """A run that met nothing, and holds the withdrawal of all records."""
    runs, at = services.store.runs, services.clock()
    run = runs.start(source, since=None, by=COMMAND, at=at)
    services.store.holds.propose(run, cause=HoldCause.EMPTY_ANSWER, explanation="the list is empty", since_run=run.id, at=at)
    return runs.end(run, RunState.HELD, error="the list is empty", at=at)


@pytest.fixture
def token(installation: Services) -> str:
    at = installation.clock()
    return installation.store.tokens.add("Aizada Bekova", expires=at + timedelta(days=1), at=at)
