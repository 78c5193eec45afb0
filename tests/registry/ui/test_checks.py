"""Having a portal checked on the pages: the form, the report, who may, and the badge."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from registry.pipeline import portal_checks
from registry.pipeline.harvest import harvest
from registry.services import Services
from registry.ui import create_pages
from tests.portal import Portal, package
from tests.registry.ui.conftest import NOW, OWN, signed_in
from tests.registry.ui.reading import read

BROKEN = [package(100, title=None), package(101, metadata_modified="0000-00-00")]


@contextmanager
def browser(services: Services, **settings: object) -> Iterator[TestClient]:
    chosen = replace(services, settings=services.settings.model_copy(update=settings))
    with TestClient(create_pages(chosen), follow_redirects=False, headers=OWN, client=("1.1.1.1", 1)) as client:
        yield client


def work(services: Services) -> None:
    check = services.store.checks.take(at=services.clock())
    assert check is not None
    portal_checks.carry_out(services, check, leaving=Event())


def test_a_portal_is_checked_from_the_form_to_the_report(installed: Services, portal: Portal) -> None:
    portal.packages += BROKEN
    with browser(installed) as client:
        form = read(client.get("/en/check?portal=kg_example").text)
        assert form.one("input", id="portal").get("value") == "kg_example"
        sent = client.post("/en/check", data={"portal": portal.url, "jurisdiction": ""})
        assert sent.status_code == 303
        address = sent.headers["location"]
        assert re.fullmatch(r"/en/checks/[\w-]{22}", address)
        waiting = client.get(address)
        assert "Waiting" in waiting.text
        assert read(waiting.text).all("a", href=address)
        work(installed)
        done = client.get(address)
        document = read(done.text)
        assert "The portal can be harvested" in document.text
        assert "72 of 72 that the portal states" in document.text
        causes = read(done.text).one("table").text
        assert "The dataset has no title" in causes
        assert "00000000-0000-4000-8000-000000000100" in causes
        assert done.headers["x-robots-tag"] == "noindex"
        assert client.get(f"/checks/{address.rpartition('/')[2]}").headers["location"] == address
        assert client.get("/check?portal=x").headers["location"] == "/en/check?portal=x"


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"portal": "nothing"}, "portal"), ({"portal": "<b>"}, "portal"), ({"portal": "data.example.org"}, "jurisdiction")],
)
def test_what_cannot_be_checked_comes_back_in_the_form(fresh: Services, sent: dict[str, str], field: str) -> None:
    with browser(fresh) as client:
        answer = client.post("/en/check", data=sent)
    document = read(answer.text)
    assert answer.status_code == 422
    assert document.one("input", id="portal").get("value") == sent["portal"]
    assert document.one("input" if field == "portal" else "select", id=field).get("aria-invalid") == "true"


def test_another_site_cannot_ask(fresh: Services) -> None:
    with browser(fresh) as client:
        foreign = {"Origin": "https://other.example"}
        assert client.post("/en/check", data={"portal": "data.example.kg"}, headers=foreign).status_code == 403


def test_too_many(fresh: Services) -> None:
    with browser(fresh, checks_per_hour=4) as client:
        assert client.post("/en/check", data={"portal": "a.example.kg"}).status_code == 303
        refused = client.post("/en/check", data={"portal": "b.example.kg"})
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
        assert "Too many checks" in refused.text
        signed_in(client, fresh)
        assert client.post("/en/check", data={"portal": "b.example.kg"}).status_code == 303


def test_who_may_is_a_setting(fresh: Services) -> None:
    with browser(fresh, checks="off") as client:
        assert not read(client.get("/en/check").text).all("input", id="portal")
        assert client.post("/en/check", data={"portal": "a.example.kg"}).status_code == 403
    with browser(fresh, checks="signed-in") as client:
        assert not read(client.get("/en/check").text).all("input", id="portal")
        assert client.post("/en/check", data={"portal": "a.example.kg"}).status_code == 403
        signed_in(client, fresh)
        assert client.post("/en/check", data={"portal": "a.example.kg"}).status_code == 303


def test_a_report_is_deleted_after_some_days(installed: Services) -> None:
    with browser(installed) as client:
        address = client.post("/en/check", data={"portal": "kg_example"}).headers["location"]
        work(installed)
    later = replace(installed, clock=lambda: NOW + timedelta(days=8))
    with browser(later) as client:
        gone = client.get(address)
        assert (gone.status_code, "is deleted" in gone.text) == (410, True)
        assert client.get("/en/checks/no-such-check").status_code == 404
        assert client.get("/en/checks/not%20one").status_code == 404


def test_a_badge(installed: Services, portal: Portal) -> None:
    with browser(installed) as client:
        before = client.get("/badge/kg_example.svg")
        assert "not harvested yet" in before.text
        portal.packages += BROKEN
        harvest(installed, installed.sources["kg_example"])
        badge = client.get("/badge/kg_example.svg")
        assert badge.headers["content-type"] == "image/svg+xml"
        assert badge.headers["cross-origin-resource-policy"] == "cross-origin"
        root = ElementTree.fromstring(badge.text)
        assert root.get("aria-label") == root[0].text == "Serai: 71 datasets · 3 causes to fix"
        again = client.get("/badge/kg_example.svg", headers={"If-None-Match": badge.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get("/badge/nothing.svg").status_code == 404
        assert client.get("/badge/kg_example.svg?language=tlh").status_code == 404
        page = client.get("/en/portals/kg_example")
        assert "&lt;img src=&#34;http://testserver/badge/kg_example.svg&#34;" in page.text
        assert read(page.text).all("a", href="/en/check?portal=kg_example")
