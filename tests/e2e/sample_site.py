"""A sample installation as a browser sees it: its portals are harvested, and it has one of each kind of page.

The browser is `SERAI_CHROMIUM` or /usr/bin/chromium.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp

from registry.answers.keeping import keep
from registry.answers.review import ReviewFilter, review
from registry.pipeline.curate import curate
from registry.pipeline.propose import propose
from registry.pipeline.publish import publish
from registry.services import Services
from schemas.actor import COMMAND, Actor
from schemas.holds import HoldCause
from schemas.proposals import Selection
from schemas.record import Aspect, CatalogRecord, LicenseDecision
from schemas.runs import Run, RunState
from schemas.usage import UsageRequest
from tests.checked_portal import checked
from tests.e2e.kinds import FIXED
from tests.past_days import of_yesterday

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of loopback; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    program = Path(os.environ.get("SERAI_CHROMIUM", "/usr/bin/chromium"))
    assert program.exists(), f"{program} is not there: `make test-live` installs it, or set SERAI_CHROMIUM"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


def one_of_each(services: Services) -> dict[str, str]:
    """One address of each of `KINDS`."""
    held = hold_everything(services, "sample_ir")
    decide(services, "sample_pk")
    record = next(services.store.records.stream(source="sample_ir"))
    run = services.store.runs.last("sample_kg")
    assert run is not None
    saved = save(services, record)
    publish(services)
    return {
        **FIXED,
        "why": f"/datasets/{record.id}/why?q=air+quality+zzzzqqqq",
        "record": f"/d/{record.id}",
        "answer": f"/d/{record.id}?as=KZ&for=ai_training",
        "combination": f"/combination?{combined(services)}&as=KZ&for=adaptation",
        "as of": f"/d/{of_yesterday(services)}?at={services.clock().date() - timedelta(days=1)}",
        "saved": f"/answers/{saved}",
        "proved": f"/proof?entry={services.store.answers.get(saved).entry}",
        "checked": f"/checks/{checked(services)}",
        "run": f"/portals/sample_kg/runs/{run.id}",
        "own record": f"/d/{record.id}?as=KZ&for=ai_training",
        "own held": f"/portals/sample_ir/runs/{held.id}",
        **desk_paths(services),
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


def officer_token(services: Services) -> str:
    """The token of a person who may decide."""
    at = services.clock()
    return services.store.tokens.add("Aizada Bekova", expires=at + timedelta(days=1), at=at)
