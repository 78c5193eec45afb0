"""Portals that lead a harvest to other hosts, or repeat what they were sent: nothing private is reached, no secret is told."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from harvesters.limits import Limits
from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.services import Services, open_services
from registry.settings import Settings
from registry.ui.app import create_pages
from schemas.runs import Run, RunState
from schemas.source import Source
from tests.oai_portal import OaiPortal
from tests.portal import Answer, Asked, Portal, Trouble, answers, package

KEY = "k3y/of+the portal"

FOREIGN = "words-of-another-host"

XML = {"Content-Type": "text/xml"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path, database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, limits=Limits(first_wait=0.001, longest_wait=0.01, retries=0)) as opened:
        yield opened


def told(services: Services, source: Source, run: Run) -> str:
    """All that anybody can read about a run: report, API and pages."""
    issues = services.store.runs.issues(run.id, limit=1000)
    texts = [repr(run), *(repr(each) for each in issues)]
    app = create_app(services, pages=create_pages(services))
    with TestClient(app) as client:
        paths = (f"/api/v1/runs/{run.id}", f"/api/v1/runs/{run.id}/issues", f"/api/v1/sources/{source.id}")
        texts += [client.get(path).text for path in (*paths, f"/en/portals/{source.id}/runs/{run.id}", "/en/portals")]
    return "\n".join(texts)


def led_to(elsewhere: str) -> Trouble:
    """A portal whose list is at another host, after a redirect."""
    return lambda asked, portal: Answer(b"", 302, {"Location": f"{elsewhere}{asked.path}?access_token={FOREIGN}"})


BODIES: dict[str, Answer] = {
    "text": Answer(FOREIGN.encode()),
    "a list": Answer(json.dumps([FOREIGN]).encode()),
    "an object": Answer(json.dumps({FOREIGN: FOREIGN}).encode()),
    "a string": Answer(json.dumps(FOREIGN).encode()),
    "an error": Answer(json.dumps({"success": False, "error": {"__type": FOREIGN, "message": FOREIGN}}).encode(), 409),
    "a search error": Answer(
        json.dumps({"success": False, "error": {"__type": "Search Error", "message": FOREIGN}}).encode(), 409
    ),
    "a validation error": Answer(
        json.dumps({"success": False, "error": {"__type": "Validation Error", FOREIGN: [FOREIGN]}}).encode(), 409
    ),
    "no packages": Answer(
        json.dumps({"success": True, "result": {"results": [FOREIGN, [FOREIGN], {"title": FOREIGN}]}}).encode()
    ),
    "a page": Answer(f"<html>{FOREIGN}</html>".encode(), 200, {"Content-Type": "text/html"}),
    "a status": Answer(FOREIGN.encode(), 500),
    "broken JSON": Answer(f'{{"{FOREIGN}": '.encode()),
    "XML": Answer(f"<{FOREIGN}>{FOREIGN}</{FOREIGN}>".encode(), 200, XML),
    "broken XML": Answer(f"<{FOREIGN}>{FOREIGN}</x>".encode(), 200, XML),
    "a DTD": Answer(f"<!DOCTYPE {FOREIGN}><x/>".encode(), 200, XML),
    "an OAI error": Answer(f'<OAI-PMH><error code="{FOREIGN}">{FOREIGN}</error></OAI-PMH>'.encode(), 200, XML),
    "a known OAI error": Answer(f'<OAI-PMH><error code="badVerb">{FOREIGN}</error></OAI-PMH>'.encode(), 200, XML),
    "OAI without records": Answer(
        f"<OAI-PMH><ListRecords><record><x>{FOREIGN}\x01</x></record></ListRecords></OAI-PMH>".encode(), 200, XML
    ),
    "a broken header": Answer(b"{}", 200, {"Content-Length": "2", f"{FOREIGN} x": FOREIGN}),
}


@pytest.mark.usefixtures("internet")
@pytest.mark.parametrize("kind", [Portal, OaiPortal])
@pytest.mark.parametrize("body", BODIES)
def test_nothing_of_the_answer_of_another_host_is_told(
    services: Services, caplog: pytest.LogCaptureFixture, kind: Callable[..., Portal], body: str
) -> None:
    with Portal([], trouble=[lambda asked, portal: BODIES[body]]) as other, kind([package(1)]) as portal:
        portal.trouble = [led_to(other.url.replace("127.0.0.1", "elsewhere.example"))]
        source = portal.source(url=portal.source().url.unicode_string().replace("127.0.0.1", "portal.example"))
        source = source.model_copy(update={"allow_private_addresses": False})
        with caplog.at_level(logging.INFO):
            run = harvest(services, source)
        assert other.asked
    assert run.state in {RunState.FAILED, RunState.PARTIAL, RunState.DONE, RunState.HELD}
    assert FOREIGN not in told(services, source, run)
    assert FOREIGN not in caplog.text


def echo(text: Callable[[Asked], str], status: int = 200, error: str = "Search Error") -> Trouble:
    """Says in an error what it was sent."""
    return lambda asked, portal: Answer(
        json.dumps({"success": False, "error": {"__type": error, "message": text(asked)}}).encode(), status
    )


ECHOES: dict[str, Trouble] = {
    "words": echo(lambda asked: f"invalid api key {asked.headers['Authorization']}", 403),
    "headers": echo(lambda asked: str(asked.headers), 409),
    "headers as JSON": echo(lambda asked: json.dumps(asked.headers), 409),
    "cut in the middle": echo(lambda asked: "x" * 190 + " " + asked.headers["Authorization"], 409),
    "in capitals": echo(lambda asked: asked.headers["Authorization"].upper(), 409),
    "a type of error": echo(lambda asked: asked.headers["Authorization"], 409, error="Unknown"),
    "without a result": lambda asked, portal: Answer(json.dumps({"you sent": asked.headers}).encode()),
    "as an entry": lambda asked, portal: portal.listing([asked.headers["Authorization"], asked.headers], total=2),
    "in a field that is ignored": lambda asked, portal: portal.listing([package(1, debug=str(asked.headers))], total=1),
    "in a record that is not JSON": lambda asked, portal: portal.listing(
        [package(1, debug=asked.headers["Authorization"], number=float("nan"))], total=1
    ),
    "a page": lambda asked, portal: Answer(str(asked.headers).encode(), 500, {"Content-Type": "text/html"}),
}


@pytest.mark.parametrize("name", ECHOES)
def test_a_key_that_the_portal_repeats_is_told_to_nobody(
    services: Services, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("EXAMPLE_KEY", KEY)
    with Portal([package(1)], trouble=[ECHOES[name]]) as portal:
        source = portal.source(secret="EXAMPLE_KEY")
        with caplog.at_level(logging.INFO):
            run = harvest(services, source)
        assert portal.asked[0].headers["Authorization"] == KEY
    text = f"{told(services, source, run)}{caplog.text}".lower()
    for secret in (KEY, KEY.replace("/", "%2F"), KEY[:10]):
        assert secret.lower() not in text


def test_what_the_portal_itself_says_is_told(services: Services) -> None:
    with Portal([package(1)], trouble=[echo(lambda asked: "the index is being rebuilt", 409)]) as portal:
        run = harvest(services, portal.source())
    assert "refuses the search: the index is being rebuilt" in (run.error or "")


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}", "http://127.0.0.1:{other}", "http://127.1:{other}", "http://[::1]:{other}"]
)
def test_a_portal_of_an_inner_network_leads_to_no_other_service(services: Services, target: str) -> None:
    with Portal([package(1)]) as inner, Portal([]) as portal:
        other, port = inner.url.rpartition(":")[2], portal.url.rpartition(":")[2]
        where = target.format(other=other, port=port)
        portal.trouble = [lambda asked, _: Answer(b"", 302, {"Location": f"{where}{asked.path}"})]
        run = harvest(services, portal.source())
        assert inner.asked == []
        assert len(portal.asked) == 1
    assert "is not a public address" in (run.error or "")


def test_a_portal_of_an_inner_network_may_lead_to_another_path(services: Services) -> None:
    with Portal([package(1)]) as portal:
        portal.trouble = [
            lambda asked, _: (
                None if "moved" in asked.params else Answer(b"", 302, {"Location": f"{portal.url}{asked.path}?moved=1"})
            )
        ]
        run = harvest(services, portal.source(page_size=1))
        assert {"moved": "1"} in [asked.params for asked in portal.asked]
    assert run.counts.new == 1


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/meta-data/", "http://3221225664/opc/v2/", "http://[fe80::1]/"]
)
def test_no_declaration_permits_a_metadata_service(services: Services, location: str) -> None:
    with Portal([package(1)], trouble=[answers(302, location=location)]) as portal:
        run = harvest(services, portal.source())
    assert "is not a public address" in (run.error or "")
    run = harvest(services, portal.source(url=location.rpartition("/")[0], id="kg_other"))
    assert "no declaration can permit it" in (run.error or "")


def test_an_error_in_serai_tells_nothing_of_the_answer(
    services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise ValueError(FOREIGN)

    monkeypatch.setattr("registry.pipeline.step.keep", fails)
    with Portal([package(1)]) as portal:
        run = harvest(services, portal.source())
    assert run.error == "Serai failed: ValueError; the log has the details"
    assert "ValueError" in caplog.text
    assert FOREIGN not in caplog.text
