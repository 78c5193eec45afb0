"""The page of decisions, and what the history of a record shows of each."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.pipeline.curate import curate, take_back
from registry.services import Services
from registry.store.audit_rows import Event as StoredEvent
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.assessment import PrivacyClass
from schemas.audit import Action
from schemas.record import Aspect, CuratedJurisdiction, JurisdictionDecision, LicenseDecision, PrivacyDecision
from schemas.role import Role
from tests.registry.ui.conftest import NOW, OWN, signed_in
from tests.registry.ui.reading import Element, read

REASON = "The <b>terms of use</b> name it."
BOLAT = "Bolat Bolatov"


@pytest.fixture(scope="module")
def decided(services: Services) -> UUID:
    """A record of Pakistan with four entries of decisions by Bolat."""
    record = list(services.store.records.stream(source="sample_pk"))[1].id
    about = {"reason": REASON, "by": BOLAT, "at": NOW}
    curate(services, record, LicenseDecision(value="CC-BY-4.0", **about))
    curate(services, record, JurisdictionDecision(value=CuratedJurisdiction(holder_state="KZ", storage_state=("RU",)), **about))
    curate(services, record, PrivacyDecision(value=PrivacyClass.PERSONAL, **about))
    take_back(services, record, Aspect.PRIVACY_CLASS, reason="It was another dataset.", by=Actor.person(BOLAT))
    return record


def rows(client: TestClient, **asked: str) -> list[Element]:
    answer = client.get("/en/decisions", params=asked)
    assert answer.status_code == 200
    tables = read(answer.text).one("main").all("tbody")
    return tables[0].all("tr") if tables else []


def test_a_row_says_what_was_decided_about_what_why_and_what_was_concluded(client: TestClient, decided: UUID) -> None:
    taken_back, personal, states, license_ = rows(client, by=BOLAT)
    assert license_.one("a").get("href") == f"/en/d/{decided}#history"
    assert (license_.one("ins").text, license_.all("del")) == ("CC-BY-4.0", [])
    for words in ("Licence", "In force", REASON, BOLAT, "confidence"):
        assert words in license_.text
    assert "Held in Kazakhstan; Stored in: Russia" in states.one("ins").text
    assert (personal.one("ins").text, taken_back.one("del").text) == ("Personal data", "Personal data")
    assert "Taken back" in personal.text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 4),
        ({"aspect": "license"}, 1),
        ({"aspect": "", "state": " ", "from": "", "to": ""}, 4),
        ({"state": "taken-back"}, 2),
        ({"jurisdiction": "PK", "source": "sample_pk"}, 4),
        ({"jurisdiction": "KG"}, 0),
        ({"from": "2026-11-25", "to": "2026-11-25"}, 4),
        ({"from": "2026-11-26"}, 0),
    ],
)
def test_the_form_filters(client: TestClient, decided: UUID, asked: dict[str, str], count: int) -> None:
    assert decided
    assert len(rows(client, by=BOLAT, **asked)) == count


def test_the_form_and_the_table_keep_what_was_asked(client: TestClient, decided: UUID) -> None:
    assert decided
    document = read(client.get("/en/decisions?aspect=license&by=Bolat+Bolatov&from=2026-11-25").text).one("main")
    [chosen] = [option for option in document.one("select", id="aspect").all("option") if "selected" in option.attributes]
    assert (chosen.get("value"), chosen.text) == ("license", "Licence")
    assert [document.one("input", id=name).get("value") for name in ("by", "from", "to")] == [BOLAT, "2026-11-25", ""]
    [table] = [link for link in document.all("a") if link.text == "All of them (CSV)"]
    assert table.get("href") == "/api/v1/decisions.csv?aspect=license&by=Bolat+Bolatov&from=2026-11-25"


@pytest.mark.parametrize(
    "asked", ["aspect=title", "state=gone", "jurisdiction=kg", "from=today", "from=2026-02-02&to=2026-01-01"]
)
def test_what_cannot_be_asked_is_said_so(client: TestClient, asked: str) -> None:
    answer = client.get(f"/en/decisions?{asked}")
    assert answer.status_code == 400
    assert read(answer.text).one("h1").text == "This search is not valid"


def test_the_history_shows_what_was_concluded_before(client: TestClient, decided: UUID) -> None:
    story = read(client.get(f"/en/d/{decided}").text).one("ol", class_="timeline").all("li")
    told = [event.text for event in story if BOLAT in event.text]
    assert len(told) == 4
    assert all("Serai had concluded:" in text and "confidence" in text for text in told)


def test_the_history_shows_a_refusal(client: TestClient, services: Services) -> None:
    record = list(services.store.records.stream(source="sample_pk"))[2].id
    services.store.refusals.keep(
        Actor.person("Ms Reader"), {"deed": "decide", "needed": "officer", "had": "reader"}, record=record, at=NOW
    )
    latest = read(client.get(f"/en/d/{record}").text).one("ol", class_="timeline").all("li")[0]
    assert latest.has_class("person")
    assert "Ms Reader may not do this, so nothing was done: record a decision. It takes the role “officer”." in latest.text


def test_the_history_shows_what_other_rules_conclude(client: TestClient, services: Services) -> None:
    record = list(services.store.records.stream(source="sample_pk"))[3]
    difference = {"aspect": "privacy_class", "before": {"value": "open"}, "after": {"value": "special"}}
    said = {"reassessment": 3, "reason": "Another release", "approved_by": BOLAT, "differences": [difference]}
    again = record.model_copy(update={"version": record.version + 1})
    services.store.records.save([Save(again, Action.REASSESS, said)], actor=Actor.person("Ms Officer"), at=NOW)
    latest = read(client.get(f"/en/d/{record.id}").text).one("ol", class_="timeline").all("li")[0]
    for words in ("Ms Officer had the conclusions drawn again", "Open", "Special", "Another release", BOLAT):
        assert words in latest.text


def test_the_history_says_that_a_name_was_erased(client: TestClient, services: Services) -> None:
    record = list(services.store.records.stream(source="sample_pk"))[4]
    reason, at = "Aizada Bekova of the ministry was asked.", services.clock()
    curate(services, record.id, LicenseDecision(value="CC-BY-4.0", reason=reason, by="Ms Forgotten", at=at))
    *_, entry = services.store.audit.history(record.id)
    services.store.audit.erase([entry.id], reason="asked by the person", by=Actor.person(BOLAT), at=at)
    latest = read(client.get(f"/en/d/{record.id}").text).one("ol", class_="timeline").all("li")[0]
    assert "Curated by a person. The name and what was said were erased." in latest.text
    assert "Ms Forgotten" not in latest.text
    [row] = [row for row in rows(client) if str(record.id) in row.one("th").one("a").get("href")]
    assert "a name that was erased" in row.text
    assert "Ms Forgotten" not in row.text


def test_what_a_run_said_may_be_erased_too(client: TestClient, services: Services) -> None:
    record = list(services.store.records.stream(source="sample_pk"))[3]
    again = record.model_copy(update={"version": record.version + 1})
    said = {"run": 1, "note": "Somebody asked for it."}
    services.store.records.save([Save(again, Action.WITHDRAW, said)], actor=Actor.of_run(1), at=NOW)
    *_, entry = services.store.audit.history(record.id)
    services.store.audit.erase([entry.id], reason="asked by the person", by=Actor.person(BOLAT), at=NOW)
    latest = read(client.get(f"/en/d/{record.id}").text).one("ol", class_="timeline").all("li")[0]
    assert "Withdrawn. What else the entry said was erased." in latest.text
    assert not latest.has_class("person")


def test_the_history_says_since_when_the_trail_proves_states(client: TestClient, services: Services) -> None:
    record = list(services.store.records.stream(source="sample_pk"))[5].id
    services.store.audit.add(StoredEvent(record, Action.TAKE_OVER, Actor.system("start"), NOW, {}))
    latest = read(client.get(f"/en/d/{record}").text).one("ol", class_="timeline").all("li")[0]
    assert not latest.has_class("person")
    assert "Taken over: since then the audit trail proves each state of this record." in latest.text


@pytest.fixture
def fresh_client(services: Services) -> Iterator[TestClient]:
    """A browser with no cookies yet."""
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


REVIEWED = ("license_status", "license_confidence", "jurisdiction_confidence", "privacy_confidence", "decided")


def boxes(client: TestClient, path: str = "/en/datasets") -> dict[str, Element]:
    found = read(client.get(path).text).one("section", id="filters").all("details", class_="facet")
    return {box.get("id").removeprefix("facet-"): box for box in found}


def test_the_filters_for_reviews_are_for_those_who_are_signed_in(fresh_client: TestClient, services: Services) -> None:
    assert not boxes(fresh_client).keys() & set(REVIEWED)
    asked = boxes(fresh_client, "/en/datasets?license_confidence=low")
    assert asked.keys() & set(REVIEWED) == {"license_confidence"}
    assert "open" in asked["license_confidence"].attributes
    signed_in(fresh_client, services, role=Role.OFFICER)
    found = boxes(fresh_client)
    assert [name for name in found if name in REVIEWED] == list(REVIEWED)
    assert not any("open" in found[name].attributes for name in REVIEWED)
    words = {name: [label.text for label in found[name].all("span", class_="text")] for name in REVIEWED}
    assert set(words["privacy_confidence"]) <= {"high", "medium", "low"}
    assert "Nobody has decided" in words["decided"]
    assert set(words["license_status"]) & {"Identified", "Licence not stated", "Licence unknown"}
