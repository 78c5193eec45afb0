"""Checks of portals in the API."""

import csv
from dataclasses import replace
from datetime import timedelta
from threading import Event

from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline import portal_checks
from registry.pipeline.worker import Worker, log_end
from registry.services import Services
from tests.portal import Portal, package
from tests.registry.api.conftest import Catalogue
from tests.waiting import until

CHECKS = "/api/v1/checks"


def serving(catalogue: Catalogue, **settings: object) -> Services:
    services = catalogue.services
    return replace(services, settings=services.settings.model_copy(update=settings))


def test_a_check_is_asked_for_worked_off_by_a_worker_and_read(catalogue: Catalogue) -> None:
    catalogue.portal.packages += [package(2, title=None), package(3, title="=1+1", metadata_modified="0000-00-00")]
    asked = catalogue.client.post(CHECKS, json={"portal": catalogue.portal.url})
    assert asked.status_code == 202
    address = asked.headers["location"]
    assert (asked.json()["state"], asked.json()["request"]["source"]) == ("queued", "kg_example")
    early = catalogue.client.get(f"{address}.csv")
    assert (early.status_code, early.json()["code"], early.headers["retry-after"]) == (409, "check-open", "5")
    worker = Worker(catalogue.services, sources=(), slots=1, ended=log_end)
    worker.look()
    until(lambda: catalogue.client.get(address).json()["state"] == "done")
    report = catalogue.client.get(address).json()
    assert (report["report"]["outcome"], report["read"], report["stated_total"]) == ("read", 3, 3)
    assert report["expires"]
    table = list(csv.DictReader(catalogue.client.get(report["links"]["csv"]).text.splitlines()))
    assert (table[0]["code"], table[0]["count"]) == ("title-missing", "1")
    assert table[0]["identifier"] == package(2)["id"]
    catalogue.clock.now += timedelta(days=8)
    expired = catalogue.client.get(address)
    assert (expired.status_code, expired.json()["code"]) == (410, "check-expired")
    assert catalogue.client.get(f"{CHECKS}/no-such-check").json()["code"] == "check-missing"


def test_what_is_refused(catalogue: Catalogue) -> None:
    for body, pointer in (({"portal": "nothing"}, "/portal"), ({"portal": "example.org"}, "/jurisdiction")):
        refused = catalogue.client.post(CHECKS, json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "check-invalid")
        assert refused.json()["errors"][0]["pointer"] == pointer
    with TestClient(create_app(serving(catalogue, checks="off"))) as client:
        assert client.post(CHECKS, json={"portal": "a.example.kg"}).json()["code"] == "checks-off"
    with TestClient(create_app(serving(catalogue, checks="signed-in"))) as client:
        assert client.post(CHECKS, json={"portal": "a.example.kg"}).status_code == 401
        assert client.post(CHECKS, json={"portal": "a.example.kg"}, headers=catalogue.bearer).status_code == 202
    with TestClient(create_app(serving(catalogue, checks_per_hour=1))) as client:
        assert client.post(CHECKS, json={"portal": "a.example.kg"}).status_code == 202
        many = client.post(CHECKS, json={"portal": "b.example.kg"})
        assert (many.status_code, many.json()["code"], many.headers["retry-after"]) == (429, "checks-too-many", "3600")


def test_an_address_of_a_private_network_is_not_asked(catalogue: Catalogue) -> None:
    with Portal([package(1)]) as inside:
        address = catalogue.client.post(CHECKS, json={"portal": inside.url, "jurisdiction": "KG"}).headers["location"]
        check = catalogue.services.store.checks.take(at=catalogue.services.clock())
        assert check is not None
        portal_checks.carry_out(catalogue.services, check, leaving=Event())
        assert inside.asked == []
    assert catalogue.client.get(address).json()["report"]["outcome"] == "not-public"
