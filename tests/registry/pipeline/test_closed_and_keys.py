"""What a run keeps and reports of a portal that needs a key, is closed to programs, or has old TLS."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from harvesters import HARVESTERS
from harvesters.base import Checkpoint, Fetched, NoOptions, RawRecord
from harvesters.kinds.ckan import CkanHarvester
from harvesters.wire.session import Session
from registry.pipeline.harvest import harvest
from registry.services import Services
from schemas.issues import Severity
from schemas.record import record_id
from schemas.runs import RunState
from schemas.source import Source
from tests.portal import Answer, Asked, Portal, answers, on, package
from tests.tls import TlsPortal

KEY = "k3y/of-the-portal"


class Careless(CkanHarvester):
    """A kind that writes the key into all that it yields."""

    options = NoOptions

    def fetch(
        self, source: Source, session: Session, *, since: datetime | None = None, cursor: str | None = None
    ) -> Iterator[Fetched]:
        for item in super().fetch(source, session, since=since, cursor=None):
            match item:
                case RawRecord():
                    title = item.content.replace(b"[hidden]", b"k3y\\/of-the-portal")
                    yield replace(item, content=title, url=f"{source.url}{quote(KEY, safe='')}/show?k={KEY}")
                case Checkpoint():
                    yield Checkpoint(f"{KEY} {item.cursor}")
                case _:
                    yield item


def with_key(asked: Asked, portal: Portal) -> Answer:
    """Tells the key in each title."""
    healthy = portal.healthy(asked)
    return replace(healthy, body=healthy.body.replace(b"@", KEY.encode()))


@pytest.mark.parametrize("kind", ["ckan", "careless"])
def test_nothing_that_is_kept_has_the_key(services: Services, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMPLE_KEY", KEY)
    monkeypatch.setitem(HARVESTERS, "careless", Careless())
    with Portal([package(number, title=f"Суу @ {number}") for number in range(25)], trouble=[with_key]) as portal:
        source = portal.source(kind=kind, secret="EXAMPLE_KEY", page_size=10)
        run = harvest(services, source, full=True)
    assert (run.state, run.counts.new) == (RunState.DONE, 25)
    kept = services.store.records.get(record_id(source.id, package(3)["id"]))
    assert kept is not None
    assert kept.dataset.title[0].value == "Суу [hidden] 3"
    assert b"[hidden]" in services.archive.get(kept.provenance.raw_hash)
    for file in services.settings.home.rglob("*"):
        assert not file.is_file() or not any(form in file.read_bytes() for form in (KEY.encode(), quote(KEY, safe="").encode()))


@pytest.mark.parametrize("status", [401, 403, 412])
def test_a_portal_that_is_closed_is_asked_once_and_said_to_be_closed(services: Services, status: int) -> None:
    with Portal([package(1)]) as portal:
        source = portal.source()
        harvest(services, source, full=True)
        portal.trouble, portal.asked = [answers(status, body=b"<html>no")], []
        run = harvest(services, source, full=True)
        assert len(portal.asked) == 1
    [told] = services.store.runs.issues(run.id, limit=10)
    assert (run.state, told.code) == (RunState.FAILED, "closed-to-programs")
    assert f"closed to programs: it answers {status}" in (run.error or "")
    assert services.store.records.count() == 1


def test_one_entry_that_is_closed_costs_only_itself(services: Services) -> None:
    with Portal([package(number) for number in range(20)], trouble=[on(answers(403, body=b"<html>no"), covering=17)]) as portal:
        run = harvest(services, portal.source(page_size=10), full=True)
    assert (run.state, run.counts.new) == (RunState.PARTIAL, 19)
    codes = [each.code for each in services.store.runs.issues(run.id, limit=100) if each.code != "license-ambiguous"]
    assert codes == ["page-failed"]


@pytest.mark.parametrize("fields", [{}, {"tls": "legacy"}])
def test_old_tls_is_told_in_every_run(services: Services, fields: dict[str, Any]) -> None:
    with TlsPortal([package(1)]) as portal:
        source = portal.source(**fields)
        for _ in range(2):
            run = harvest(services, source)
            found = services.store.runs.issues(run.id, limit=10, code="tls-legacy")
            assert [(each.value, each.kind.severity) for each in found] == [("127.0.0.1", Severity.INFO)] * len(fields)
            assert run.state is RunState.DONE
