"""One installation for all tests of the pages: embedded parts in a temporary folder, filled from the sample portals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from registry.answers.keeping import keep
from registry.answers.review import ReviewFilter, review
from registry.pipeline import reassess
from registry.pipeline.curate import curate
from registry.pipeline.harvest import harvest
from registry.pipeline.propose import propose
from registry.pipeline.publish import publish
from registry.policy.rules import Rules
from registry.services import Services, open_services
from registry.settings import FourEyes, Settings
from registry.ui import create_pages
from schemas.actor import COMMAND, Actor
from schemas.holds import HoldCause
from schemas.proposals import Proposal, Selection
from schemas.reassessment import Reassessment
from schemas.record import Aspect, CatalogRecord, LicenseDecision, ReviewDueDecision
from schemas.role import Role
from schemas.runs import Run, RunState
from schemas.usage import UsageRequest
from search.query import Filter, Query
from tests.checked_portal import checked
from tests.homes import new_home
from tests.past_days import of_yesterday
from tests.portal import Portal, package
from tests.registry.ui.desk import OWN, Browser, Clock, Desk, packages
from tests.registry.ui.reading import Document, page_of
from tests.samples import harvested_samples

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

KINDS = (
    "home",
    "home for a state",
    "results",
    "usable",
    "narrowed",
    "nothing",
    "parts",
    "grouped",
    "why",
    "facet",
    "coverage",
    "record",
    "answer",
    "combination",
    "combined",
    "rules",
    "between",
    "past",
    "as-of",
    "saved",
    "trail",
    "proof",
    "proved",
    "portals",
    "found portals",
    "state",
    "portal",
    "check",
    "checked",
    "run",
    "held",
    "decisions",
    "status",
    "guide",
    "how",
    "guides",
    "guide page",
    "sign-in",
)
"""The kinds of pages that everybody sees, as `paths` names them."""

DESK = (
    "review", "question", "filtered", "holds", "proposals", "proposal", "select", "selected",
    "rules-desk", "rule-set", "reassessment",
)  # fmt: skip
"""The kinds of pages of the officer's desk, for signed-in persons alone."""

SEEN = [("reader", kind) for kind in KINDS] + [("person", kind) for kind in (*KINDS, *DESK)]
"""Who sees which kinds of pages."""


def settings(home: Path) -> Settings:
    return Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None)


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("serai")
    with open_services(settings(home), clock=lambda: NOW - timedelta(days=1)):
        pass  # since then it is known which rules were in force
    with harvested_samples(home, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


def signed_in(client: TestClient, services: Services, *, name: str = "Aizada Bekova", role: Role = Role.OFFICER) -> str:
    """Sign a new person in, and return her token."""
    token = services.store.tokens.add(name, role=role, expires=NOW + timedelta(days=1), at=NOW)
    answer = client.post("/en/sign-in", data={"token": token})
    assert answer.status_code == 303
    return token


@pytest.fixture(scope="session")
def page(client: TestClient) -> Callable[[str], Document]:
    """Fetch a page that must be there, and read it."""
    return partial(page_of, client)


@pytest.fixture(scope="session")
def paths(services: Services) -> dict[str, str]:
    """One address of each kind of page, below the language."""
    record = next(services.store.records.stream(source="sample_kg"))
    run = services.store.runs.last("sample_kg")
    assert run is not None
    group = services.store.runs.issue_groups(run.id)[0]
    held = hold_everything(services, "sample_ir")
    decide(services, "sample_pk")
    saved = save(services, record)
    publish(services)
    return {
        "home": "/",
        "home for a state": "/?as=KZ&for=research",
        "results": "/datasets",
        "usable": "/datasets?usage=unclear&usage=conditional&as=KZ&for=ai_training",
        "narrowed": "/datasets?q=data&jurisdiction=PK&modified=2020-01..",
        "nothing": "/datasets?q=zzzzqqqq&jurisdiction=PK",
        "facet": "/datasets/facet/publisher",
        "coverage": "/coverage?q=data",
        "parts": "/datasets?q=air+quality+zzzzqqqq",
        "grouped": "/datasets?q=data&group=language",
        "why": f"/datasets/{record.id}/why?q=air+quality+zzzzqqqq",
        "record": f"/d/{record.id}",
        "answer": f"/d/{record.id}?as=KZ&for=research",
        "combination": "/combination",
        "combined": f"/combination?{combined(services)}&as=KZ&for=adaptation",
        "rules": "/rules?class=special&purpose=ai_training",
        "between": "/rules/CN/RU",
        "past": f"/d/{record.id}?as=KZ&for=research&at={NOW.date() + timedelta(days=1)}",
        "as-of": f"/d/{of_yesterday(services)}?at={NOW.date() - timedelta(days=1)}",
        "saved": f"/answers/{saved}",
        "trail": "/trail",
        "proof": "/proof",
        "proved": f"/proof?entry={services.store.answers.get(saved).entry}",
        "portals": "/portals",
        "found portals": "/portals?find=data",
        "state": "/portals/state/KG",
        "portal": "/portals/sample_kg",
        "check": "/check?portal=sample_kg",
        "checked": f"/checks/{checked(services)}",
        "run": f"/portals/sample_kg/runs/{run.id}?issue={group.code}&field={group.pointer}",
        "held": f"/portals/sample_ir/runs/{held.id}",
        "decisions": "/decisions",
        "status": "/status",
        "guide": "/api",
        "how": "/how",
        "guides": "/guides",
        "guide page": "/guides/researcher",
        "sign-in": "/sign-in?back=/en/portals",
        **desk_paths(services),
    }


def combined(services: Services) -> str:
    """Some datasets of different portals put together, as the parameters of an address."""
    chosen = [next(services.store.records.stream(source=source)) for source in ("sample_kg", "sample_ir", "sample_pk")]
    return "&".join(f"id={record.id}" for record in chosen)


def save(services: Services, record: CatalogRecord) -> int:
    """The number of a saved answer about a record, with all that can be stated."""
    request = UsageRequest(
        state="KZ",
        purpose="research",
        affiliation="Institute of Hydrology",
        recipient="The river commission",
        exporter_count=12,
        critical_operator=False,
        subclass=("important_data",),
    )
    kept, _ = keep(services, record, request, at=None, by=Actor.person("Aizada Bekova"))
    return kept.number


def desk_paths(services: Services) -> dict[str, str]:
    """One address of each kind of page of the desk."""
    of_state = Query(filter=(Filter(field="jurisdiction", value=("KG",)),))
    first = review(services, ReviewFilter(query=of_state), limit=1).items[0].id
    return {
        "review": "/review",
        "question": f"/review/{first}",
        "filtered": "/review?aspect=license&cause=ambiguous&jurisdiction=KG&assigned=nobody&q=zzzzqqqq",
        "holds": "/review/held",
        "proposals": "/review/proposals",
        "proposal": f"/review/proposals/{previewed(services, first).id}",
        "select": "/review/select?q=data&jurisdiction=PK",
        "rules-desk": "/review/rules",
        "rule-set": "/review/rules/1",
        "reassessment": f"/review/reassessments/{asked_again(services).id}",
        "selected": "/review/select?q=data&jurisdiction=PK&aspect=mechanisms",
    }


def asked_again(services: Services) -> Reassessment:
    """A re-assessment that no worker has begun."""
    return reassess.ask(services, reason="A new release concludes more.", by=Actor.person("Aizada Bekova"))


def previewed(services: Services, question: str) -> Proposal:
    """A preview of what nobody has confirmed yet."""
    reason = "Somebody has to ask the owner of the portal."
    later = ReviewDueDecision(value=NOW.date() + timedelta(days=9), reason=reason, by="Aizada Bekova", at=NOW)
    person = Actor.person("Aizada Bekova")
    return propose(services, Selection(question=question), aspect=Aspect.REVIEW_DUE, decision=later, reason=reason, by=person)


def decide(services: Services, source: str) -> None:
    """A decision about a record of a source."""
    record = next(services.store.records.stream(source=source)).id
    reason = "The terms of use of the portal name this licence."
    curate(services, record, LicenseDecision(value="CC-BY-4.0", reason=reason, by="Aizada Bekova", at=NOW))


def hold_everything(services: Services, source: str) -> Run:
    """A run that met nothing, and holds the withdrawal of all records."""
    runs = services.store.runs
    run = runs.start(source, since=None, by=COMMAND, at=NOW)
    services.store.holds.propose(run, cause=HoldCause.EMPTY_ANSWER, explanation="the list is empty", since_run=run.id, at=NOW)
    return runs.end(run, RunState.HELD, error="the list is empty", at=NOW)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Services]:
    """An installation in which nothing was harvested and no index built."""
    with open_services(settings(new_home(tmp_path)), clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal with seventy datasets."""
    with Portal(package(number) for number in range(70)) as portal:
        yield portal


@pytest.fixture
def installed(tmp_path: Path, portal: Portal) -> Iterator[Services]:
    """An installation of its own, with that portal as `kg_example`."""
    with open_services(settings(new_home(tmp_path)), samples={"kg_example": portal.source()}, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def held(installed: Services, portal: Portal) -> Run:
    """A run that misses sixty of the seventy."""
    harvest(installed, installed.sources["kg_example"], full=True)
    del portal.packages[:60]
    return harvest(installed, installed.sources["kg_example"], full=True)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Make an installation whose portal is harvested."""
    clock = Clock(NOW)
    with Portal(packages()) as portal:

        @contextmanager
        def opened(four_eyes: FourEyes, rules: Path | None, shipped: Rules | None) -> Iterator[Desk]:
            chosen = settings(new_home(tmp_path)).model_copy(update={"four_eyes": four_eyes, "rules": rules})
            samples = {"kg_example": portal.source()}
            with open_services(chosen, samples=samples, clock=clock, shipped=shipped) as services:
                yield Desk(services, portal, clock).harvested()

        contexts = []

        def make(*, four_eyes: FourEyes = "off", rules: Path | None = None, shipped: Rules | None = None) -> Desk:
            contexts.append(opened(four_eyes, rules, shipped))
            return contexts[-1].__enter__()

        yield make
        for context in contexts:
            context.__exit__(None, None, None)


@pytest.fixture
def desk(installation: Callable[..., Desk]) -> Desk:
    return installation()


@pytest.fixture
def officer(desk: Desk) -> Iterator[Browser]:
    with desk.person("Aizada Bekova") as browser:
        yield browser
