"""An installation of version 0.1 is opened by today's code: everything is there, and work goes on.

`home-0.1.tar.gz` is the installation and `home-0.1.json` what version 0.1 said of it. `make_home.py` tells how both were made.
"""

import json
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harvesters.limits import Limits
from registry.access.visitor import Visitor, visitor
from registry.answers.review import ReviewFilter, assign, review
from registry.cli import main
from registry.pipeline import index
from registry.pipeline.harvest import harvest
from registry.pipeline.verify import verify
from registry.proof.entries import entry_hash
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.decisions import Wanted
from registry.store.states import Stood
from schemas.actor import Actor, ActorKind
from schemas.audit import Action, AuditEntry
from schemas.decisions import DecisionState
from schemas.questions import questions
from schemas.record import Aspect, Status
from schemas.role import Role
from schemas.runs import RunState
from search.ask import ask
from search.query import Query
from tests.portal import Portal

HERE = Path(__file__).parent
OUR_WORDS = {"title", "how_to_fix", "datasets"}
"""What we say of issues today, whenever they were found."""
Told = dict[str, Any]


@pytest.fixture(scope="session")
def told() -> Told:
    """What version 0.1 said of the home."""
    found: Told = json.loads((HERE / "home-0.1.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with tarfile.open(HERE / "home-0.1.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "home"


@pytest.fixture
def services(home: Path, told: Told) -> Iterator[Services]:
    """The home an hour later, by today's code."""
    later = datetime.fromisoformat(told["at"]) + timedelta(hours=1)
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None, batch_size=4)
    with open_services(settings, limits=Limits(first_wait=0.01, longest_wait=0.05), clock=lambda: later) as opened:
        yield opened


def named(name: str | None) -> Any:
    """How the person of a name is written today."""
    return name and {"kind": "person", "name": name}


def trail(services: Services) -> list[AuditEntry]:
    records = services.store.records.stream()
    return sorted((entry for each in records for entry in services.store.audit.history(each.id)), key=lambda entry: entry.id)


def within(old: Any, new: Any) -> bool:
    """Whether `new` has all that `old` has; it may say more."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and within(value, new[key]) for key, value in old.items())
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(within, old, new))
    return bool(old == new)


def test_every_record_is_there_as_it_was(services: Services, told: Told) -> None:
    records = [record.model_dump(mode="json") for record in services.store.records.stream()]
    assert [record["id"] for record in records] == [record["id"] for record in told["records"]]
    for old, new in zip(told["records"], records, strict=True):
        assert within(old, new), old["id"]
    for old in told["records"]:
        assert services.archive.get(old["provenance"]["raw_hash"])


def test_the_trail_verifies_and_tells_who_did_what(services: Services, told: Told) -> None:
    assert services.store.audit.verify() is None
    entries = trail(services)
    assert [entry.actor.model_dump(mode="json") for entry in entries] == told["who"]
    kept = [entry.model_dump(mode="json", exclude={"actor", "form"}) for entry in entries]
    assert kept == [{name: value for name, value in entry.items() if name != "actor"} for entry in told["trail"]]
    assert {entry.form for entry in entries} == {1}
    assert [entry_hash(entry) for entry in entries] == [entry["hash"] for entry in told["trail"]]
    kinds = {entry.actor.kind for entry in entries if str(entry.actor) == "run 1"}
    assert kinds == {ActorKind.RUN, ActorKind.PERSON}


def test_every_run_is_there_with_its_report(services: Services, told: Told) -> None:
    store = services.store
    for old in told["runs"]:
        run = store.runs.get(old["id"])
        assert run is not None
        renamed = {"torn": "incomplete"}
        expected = {renamed.get(name, name): value for name, value in old.items()} | {"asked_by": named(old["asked_by"])}
        assert run.model_dump(mode="json") == expected
        assert store.runs.cursor(run.id) == told["cursors"][str(run.id)]
        groups = [group.model_dump(mode="json", exclude=OUR_WORDS) for group in store.runs.issue_groups(run.id)]
        issues = told["issues"][str(run.id)]
        assert groups == [{name: value for name, value in group.items() if name not in OUR_WORDS} for group in issues]
        by_run = [
            entry for entry, who in zip(told["trail"], told["who"], strict=True) if who == {"kind": "run", "name": str(run.id)}
        ]
        assert [str(change.record) for change in store.changes.of_run(run.id)] == [entry["record"] for entry in by_run]


def test_every_hold_schedule_and_token_is_there(services: Services, told: Told) -> None:
    store = services.store
    holds = [hold.model_dump(mode="json") for hold in store.holds.list()]
    assert holds == [old | {"by": named(old["by"]), "pairs": 0, "values": {}} for old in told["holds"]]
    for hold, held in told["held"].items():
        assert [str(record.id) for record in store.holds.records(int(hold))] == held
    decided = {name: [each.schedule, each.by, each.at.isoformat()] for name, each in store.schedules.decided().items()}
    assert decided == {name: [text, Actor.person(by), at] for name, (text, by, at) in told["schedules"].items()}
    tokens = [[each.name, each.created.isoformat(), each.expires.isoformat()] for each in store.tokens.list()]
    assert tokens == told["tokens"]
    found = visitor(store.tokens, told["token"], at=services.clock())
    assert found is not None
    assert found == Visitor(Actor.person("run 1"), Role.OFFICER)


def test_every_decision_is_listed(services: Services, told: Told) -> None:
    curated = [entry for entry in told["trail"] if entry["action"] == "curate"]
    listed = services.store.decisions.list(Wanted())
    assert [(each.id, each.reason, each.concluded) for each in reversed(listed)] == [
        (entry["id"], entry["details"]["reason"], None) for entry in curated
    ]
    in_force = {(each.record, each.aspect) for each in listed if each.state is DecisionState.IN_FORCE}
    records = services.store.records.stream()
    assert in_force == {(record.id, aspect) for record in records for aspect in Aspect if getattr(record.curation, aspect)}


def test_the_index_is_usable(services: Services, told: Told) -> None:
    assert [str(pending.id) for pending in services.store.outbox.pending(1000)] == told["waiting"]
    index.refresh(services)
    assert ask(services.engine, Query(limit=0)).total == services.store.records.count()
    assert ask(services.engine, Query(text="дарыялар")).total == 4
    assert verify(services).whole


def test_the_queue_has_what_the_records_ask(services: Services, told: Told) -> None:
    index.refresh(services)
    records = [record for record in services.store.records.stream() if record.status is Status.ACTIVE]
    asked = Counter(question.id for record in records for question in questions(record))
    found = review(services, ReviewFilter(), limit=100)
    assert {each.id: each.count for each in found.items} == asked
    assert found.held == sum(hold["state"] == "waiting" for hold in told["holds"])
    assert assign(services, found.items[0].id, "run 1", by=Actor.person("run 1")) is not None, "who had a token is an officer"


def test_a_run_that_was_cut_off_goes_on_without_loss(services: Services, told: Told) -> None:
    [cut] = [run for run in told["runs"] if run["state"] == "running"]
    packages = told["portals"]["kg_example"]
    with Portal(packages) as portal:
        source = portal.source(id="kg_example", page_size=4, grace={"sweeps": 1, "days": 0})
        run = harvest(services, source, full=True)
    assert (run.id, run.state, run.attempt) == (cut["id"], RunState.DONE, 2)
    assert run.counts.read == len(packages)
    active = [
        record.dataset.identifier
        for record in services.store.records.stream(source="kg_example")
        if record.status is Status.ACTIVE
    ]
    assert sorted(active) == sorted(package["id"] for package in packages)
    assert services.store.audit.verify() is None
    assert {entry.form for entry in trail(services)} == {1, 3}


def test_the_trail_takes_every_record_over(services: Services) -> None:
    at, states = services.clock(), services.store.states
    records = list(services.store.records.stream())
    as_it_was = {record.id: states.at(record.id, at) for record in records}
    assert {each.record.id: each.salt for each in as_it_was.values() if isinstance(each, Stood)} == dict.fromkeys(as_it_was)
    assert states.not_taken_over() == len(records)
    while states.take_over(at=at, limit=3):
        pass
    assert states.not_taken_over() == 0
    for record in records:
        first, *_, last = services.store.audit.history(record.id)
        stood, before = states.at(record.id, at), states.at(record.id, first.at)
        assert isinstance(stood, Stood)
        assert (stood.record, stood.entry.form, stood.salt is None) == (record, 1, False)
        assert (last.action, last.state and last.state.version) == (Action.TAKE_OVER, record.version)
        assert before == first or record.version == 1, "of what came before there is the entry alone"
    assert services.store.audit.verify() is None
    assert list(states.diverging()) == []
    assert len(list(services.store.audit.entries(action=Action.TAKE_OVER))) == len(records)


def test_the_next_harvests_find_what_they_know(services: Services, told: Told) -> None:
    with Portal(told["portals"]["tj_example"]) as portal:
        run = harvest(services, portal.source(id="tj_example", page_size=4), full=True)
    assert (run.state, run.counts.read, run.counts.unchanged) == (RunState.DONE, 2, 2)


def test_the_command_verifies_all(home: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    index.refresh(services)
    monkeypatch.setenv("SERAI_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["serai", "verify"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
