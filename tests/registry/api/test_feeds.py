"""Feeds over HTTP, read by a feed reader: what a search finds, changes of class, licence or law, and runs."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.curate import curate
from registry.pipeline.index import drain, refresh
from registry.services import Services
from schemas.actor import Actor
from schemas.assessment import Confidence, PrivacyClass
from schemas.record import JurisdictionDecision, PrivacyDecision, Status
from tests.contracts.reassessing import AIZADA, applied, by_rules, declared, fill
from tests.feeds import atom, json_feed, link, pages
from tests.harvest_processes import Place
from tests.homes import with_tables
from tests.portal import package

from .conftest import CLOSED, OPEN, REASON, Catalogue
from .test_errors import check

SEARCHES = ("/api/v1/datasets.atom", "/api/v1/datasets.feed.json", "/api/v1/changes.atom", "/api/v1/changes.feed.json")

RUNS = ("/api/v1/sources/sample_kg/runs.atom", "/api/v1/sources/sample_kg/runs.feed.json")

WRONG = (
    ("sort=nothing", "sort"),
    ("offset=-1", "offset"),
    ("after=never", "after"),
    ("after=2025-03-04.5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a", "after"),
    ("facet=nothing", "facet"),
    ("limit=x", "limit"),
    ("q=1&q=2", "q"),
    ("nothing=1", "nothing"),
)


def changes(catalogue: Catalogue) -> list[Any]:
    """The entries of the feed of the record, which have the same ids in both syntaxes."""
    [read] = pages(catalogue.client, f"{catalogue.path}/changes.atom")
    items = json_feed(catalogue.client.get(f"{catalogue.path}/changes.feed.json").content).items
    assert [(each.id, each.title, each.content_text) for each in items] == [(e.id, e.title, e.summary) for e in read.entries]
    return list(read.entries)


def names(entry: Any) -> list[str]:
    return [each.term for each in entry.tags]


@pytest.mark.parametrize("limit", ["", "&limit=7"])
def test_paging_gives_every_record_once_the_latest_change_first(reader: TestClient, still: Services, limit: str) -> None:
    read = list(pages(reader, f"/api/v1/datasets.atom?sort=modified&offset=3&facet=license{limit}"))
    entries = [each for page in read for each in page.entries]
    active = {str(each.id) for each in still.store.records.stream() if each.status is Status.ACTIVE}
    assert sorted(each.id.rpartition("/")[2] for each in entries) == sorted(active)
    assert [each.updated for each in entries] == sorted((each.updated for each in entries), reverse=True)
    assert len(read) > 1
    assert len({page.feed.id for page in read}) == 1, "all pages are of one feed"


def test_a_feed_of_a_search_has_what_the_search_finds(reader: TestClient, still: Services) -> None:
    asked = "q=вода&jurisdiction=KG&jurisdiction=KZ"
    found = reader.get(f"/api/v1/datasets?{asked}&limit=100").json()
    read = atom(reader.get(f"/api/v1/datasets.atom?{asked}&limit=100").content)
    assert {each.id.rpartition("/")[2] for each in read.entries} == {each["id"] for each in found["items"]} != set()
    for each in read.entries:
        record = still.store.records.get(UUID(each.id.rpartition("/")[2]))
        assert record is not None
        title = record.dataset.title[0]
        assert (each.title, each.title_detail.language) == (title.value, title.language)
        assert each.author
    assert reader.get(str(link(read, "self"))).status_code == 200
    items = json_feed(reader.get(f"/api/v1/datasets.feed.json?{asked}&limit=100").content).items
    assert [each.id for each in items] == [each.id for each in read.entries]


@pytest.mark.parametrize("address", [*SEARCHES, *RUNS])
def test_who_asks_again_is_told_that_nothing_is_new(reader: TestClient, address: str) -> None:
    first = reader.get(address)
    assert reader.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert reader.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert reader.get(address, headers={"If-None-Match": '"other"'}).content == first.content


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.parametrize(("asked", "parameter"), WRONG)
def test_a_wrong_parameter_is_refused(reader: TestClient, address: str, asked: str, parameter: str) -> None:
    problem = check(reader.get(f"{address}?{asked}"), 422)
    assert (problem.code, [each.parameter for each in problem.errors]) == ("query-invalid", [parameter])


def test_what_is_not_there_is_a_problem(reader: TestClient) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    for suffix in ("atom", "feed.json"):
        assert check(reader.get(f"/api/v1/datasets/{nobody}/changes.{suffix}"), 404).code == "record-missing"
        assert check(reader.get(f"/api/v1/datasets/none/changes.{suffix}"), 422).code == "request-invalid"
        assert check(reader.get(f"/api/v1/sources/none/runs.{suffix}"), 404).code == "source-missing"
        for wrong in ("0", "x", "9" * 30):
            assert check(reader.get(f"/api/v1/sources/sample_kg/runs.{suffix}?before={wrong}"), 422).code == "request-invalid"


def test_a_limit_of_none_is_a_feed_without_entries(reader: TestClient) -> None:
    for address in ("/api/v1/datasets.atom?limit=0", "/api/v1/changes.atom?limit=0"):
        [read] = pages(reader, address)
        assert read.entries == []


def test_a_licence_that_the_portal_changes(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    assert changes(catalogue) == []
    catalogue.on(21).harvest(**OPEN, notes="Other words", tags=[{"name": "new"}], version="2")
    assert changes(catalogue) == [], "nothing of what counts has changed"
    catalogue.on(22).harvest(**CLOSED)
    [change] = changes(catalogue)
    assert change.title == f"Licence, Licence terms, Licence as stated, Privacy class: “{package(1)['title']}”"
    assert "Licence: Creative Commons Zero 1.0 Universal (CC0-1.0) → unclear.\n" in change.summary, "the version is not stated"
    assert "Licence terms: commercial: yes; derivatives: yes; " in change.summary
    assert "Licence as stated: " in change.summary
    assert " → cc-by-nc; Creative Commons Attribution-NonCommercial.\n" in change.summary
    assert "A harvest: the portal says something else." in change.summary
    assert change.updated == "2026-11-22T09:00:00Z"
    assert f"Rules: {catalogue.services.rules.version}." in change.summary
    assert catalogue.client.get(change.link.replace("http://testserver", "")).status_code in {200, 303, 404}


def test_what_is_not_settled_is_unclear(catalogue: Catalogue) -> None:
    vague: dict[str, Any] = {"title": "Another title", "notes": "Other words", "tags": [{"name": "new"}]}
    catalogue.on(20).harvest(**OPEN).on(21).harvest(**OPEN | vague)
    found = catalogue.services.store.records.get(catalogue.id)
    assert found is not None
    assert found.assessment.privacy.confidence is Confidence.LOW
    [change] = changes(catalogue)
    assert "Privacy class: Open data → unclear.\n" in change.summary
    catalogue.on(22).harvest(**OPEN | vague | {"version": "2"})
    assert changes(catalogue) == [change], "from unclear to unclear nothing is told"


def test_a_class_that_a_person_decides_and_takes_back(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    before = catalogue.services.store.records.get(catalogue.id)
    assert before is not None
    catalogue.on(21).decide("privacy_class", value="personal", subclass=[])
    catalogue.on(22).decide("review_due", value="2027-01-01")
    [decided] = changes(catalogue)
    assert names(decided) == ["Privacy class"]
    assert " → personal data" in decided.summary.casefold()
    assert "A person decided." in decided.summary
    catalogue.on(23).take_back("privacy_class")
    back, again = changes(catalogue)
    assert again == decided
    assert "A person took a decision back." in back.summary
    assert "Aizada" not in str(changes(catalogue))
    assert REASON not in str(changes(catalogue))


def test_facts_that_people_record(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).decide("legal_basis", value=[{"basis": "LegalObligation", "article": "Secret words, article 9"}])
    catalogue.on(22).decide("access_conditions", value={"words": "Ask Aizada", "embargo_until": "2027-05-01"})
    catalogue.on(23).decide("minors", value="yes")
    catalogue.on(24).decide("jurisdiction", value={"storage_state": ["KZ"]})
    assert [names(each) for each in changes(catalogue)] == [
        ["States concerned"],
        ["Minors among them"],
        ["Not available before"],
        ["Legal bases"],
    ]
    told = " ".join(each.summary for each in changes(catalogue))
    assert "storage: Kazakhstan" in told
    assert "none → 2027-05-01" in told
    assert "Secret words" not in told
    assert "Ask Aizada" not in told


def test_a_withdrawal_and_a_return(catalogue: Catalogue) -> None:
    other = package(2, title="Башка")
    catalogue.on(20).harvest(other, **OPEN)
    catalogue.on(21).withdraw()
    [gone] = changes(catalogue)
    assert names(gone) == ["Status"]
    assert "Status: listed by the portal → withdrawn." in gone.summary
    refresh(catalogue.services)
    [told] = [each for page in pages(catalogue.client, "/api/v1/changes.atom") for each in page.entries]
    assert (told.id, told.title) == (gone.id, f"Withdrawn: dataset {catalogue.id}")
    assert package(1)["title"] not in str(told)
    assert str(catalogue.id) not in catalogue.client.get("/api/v1/datasets.atom").text
    catalogue.on(22).harvest(other, **OPEN)
    assert [names(each) for each in changes(catalogue)] == [["Status"], ["Status"]]


def test_conclusions_by_other_rules(tmp_path: Path) -> None:
    with Place(tmp_path / "home", with_tables(tmp_path / "serai.db")).open() as opened:
        made = fill(declared(by_rules(opened, "strict")), "Zorbals", "Number of wells")
        mild = declared(by_rules(opened, "mild"))
        applied(mild)
        drain(mild)
        with TestClient(create_app(mild)) as client:
            zorbals, wells = (atom(client.get(f"/api/v1/datasets/{each.id}/changes.atom").content) for each in made)
            [change] = zorbals.entries
            assert names(change) == ["Privacy class"]
            assert "The conclusions were drawn again by other rules." in change.summary
            was = by_rules(opened, "strict").rules.version
            assert f"Rules: {was} → {mild.rules.version}." in change.summary
            assert AIZADA.name not in str(change)
            assert wells.entries == []
            [same] = atom(client.get("/api/v1/changes.atom").content).entries
            assert (same.id, same.title, same.summary) == (change.id, change.title, change.summary)


def test_a_law_that_changes_with_the_holder(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).decide("jurisdiction", value={"holder_state": "KZ"})
    [change] = changes(catalogue)
    assert "States concerned" in names(change)
    assert "holder: Kyrgyzstan" in change.summary
    assert "holder: Kazakhstan" in change.summary


def test_states_that_are_not_kept_are_no_changes(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    catalogue.forget_states()
    assert changes(catalogue) == []
    catalogue.on(22).harvest(**OPEN)
    [change] = changes(catalogue)
    assert names(change) == ["Licence", "Licence terms", "Licence as stated", "Privacy class"]


def test_an_erased_state_leaves_the_change_and_says_so(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    catalogue.on(22).harvest(**OPEN, title="Another")
    catalogue.on(23).decide("privacy_class", value="personal", subclass=[])
    assert len(changes(catalogue)) == 3
    before = catalogue.client.get(f"{catalogue.path}/changes.atom")
    second = catalogue.services.store.audit.history(catalogue.id)[2]
    catalogue.services.store.audit.erase([second.id], reason="asked", by=Actor.person("Bolat"), at=catalogue.clock.now)
    after = catalogue.client.get(f"{catalogue.path}/changes.atom", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    latest, *_ = atom(after.content).entries
    assert "States in between are not kept" in latest.summary


def test_a_long_history_comes_in_pages(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    for number in range(1, 131):
        value = PrivacyClass.PERSONAL if number % 2 else PrivacyClass.OPEN
        _decide(catalogue, PrivacyDecision(value=value, reason=REASON, by="Aizada", at=catalogue.clock.now))
    read = list(pages(catalogue.client, f"{catalogue.path}/changes.atom"))
    ids = [each.id for page in read for each in page.entries]
    assert (len(read), len(ids), len(set(ids))) == (2, 130, 130)
    numbers = [int(each.rpartition("-")[2]) for each in ids]
    assert numbers == sorted(numbers, reverse=True)


def test_a_feed_of_a_record_is_not_made_for_who_has_it(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN).on(21).harvest(**CLOSED)
    for suffix in ("atom", "feed.json"):
        address = f"{catalogue.path}/changes.{suffix}"
        first = catalogue.client.get(address)
        assert catalogue.client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        assert first.headers["Last-Modified"] == "Sat, 21 Nov 2026 09:00:00 GMT"
    catalogue.on(22).harvest(**OPEN)
    assert catalogue.client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_changes_of_a_search_in_pages(catalogue: Catalogue) -> None:
    others = [package(number, title=f"Башка {number}", **OPEN) for number in range(2, 152)]
    catalogue.on(20).harvest(*others, **OPEN)
    catalogue.on(21).harvest(*(each | CLOSED for each in others), **CLOSED)
    catalogue.on(22).decide("privacy_class", value="personal", subclass=[])
    refresh(catalogue.services)
    read = list(pages(catalogue.client, "/api/v1/changes.atom?limit=1"))
    ids = [each.id for page in read for each in page.entries]
    assert [len(page.entries) for page in read] == [101, 51]
    assert len(set(ids)) == 152
    assert read[0].entries[0].id.startswith(f"http://testserver/datasets/{catalogue.id}#change-")
    only = [each for page in pages(catalogue.client, "/api/v1/changes.atom?privacy_class=personal") for each in page.entries]
    assert [names(each)[0] for each in only] == ["Privacy class", "Licence"]


def test_a_change_behind_many_others_is_on_the_first_page(catalogue: Catalogue) -> None:
    others = [package(number, title=f"Башка {number}", **OPEN) for number in range(2, 232)]
    catalogue.on(20).harvest(*others, **OPEN)
    catalogue.on(21).harvest(*others, **CLOSED)
    catalogue.on(22).harvest(*(each | {"version": "2"} for each in others), **CLOSED)
    refresh(catalogue.services)
    [read] = pages(catalogue.client, "/api/v1/changes.atom")
    [change] = read.entries
    assert (names(change)[0], change.updated) == ("Licence", "2026-11-21T09:00:00Z")


def test_runs_of_a_portal(catalogue: Catalogue) -> None:
    broken = package(3, title="")
    catalogue.on(20).harvest(broken, **OPEN)
    catalogue.on(21).harvest(package(2), **CLOSED)
    path = "/api/v1/sources/kg_example/runs"
    [read] = pages(catalogue.client, f"{path}.atom")
    last, first = read.entries
    assert (last.updated, first.updated) == ("2026-11-21T09:00:00Z", "2026-11-20T09:00:00Z")
    assert "Asked for everything; 2 read, 1 new, 1 changed" in last.summary
    assert "1 rejected" in first.summary
    assert "Found wrong: " in first.summary
    assert "The dataset has no title" in first.summary
    assert first.link.endswith("/en/portals/kg_example/runs/1")
    assert [each.id for each in json_feed(catalogue.client.get(f"{path}.feed.json").content).items] == [last.id, first.id]


def test_who_stopped_a_run_is_not_told(catalogue: Catalogue) -> None:
    runs, source, at = catalogue.services.store.runs, "kg_example", catalogue.clock.now
    run = runs.queue(source, since=None, by=Actor.person("Bolat Asanov"), at=at)
    assert atom(catalogue.client.get(f"/api/v1/sources/{source}/runs.atom").content).entries == [], "a run that waits is no news"
    runs.ask_stop(run.id, by=Actor.person("Bolat Asanov"), at=at)
    [entry] = atom(catalogue.client.get(f"/api/v1/sources/{source}/runs.atom").content).entries
    assert "It was stopped by a person." in entry.summary
    assert "Bolat" not in str(entry)


def test_many_runs_come_in_pages(catalogue: Catalogue) -> None:
    runs, at = catalogue.services.store.runs, catalogue.clock.now
    for _ in range(120):
        run = runs.queue("kg_example", since=None, by=Actor.person("Bolat"), at=at)
        runs.ask_stop(run.id, by=Actor.person("Bolat"), at=at)
    read = list(pages(catalogue.client, "/api/v1/sources/kg_example/runs.atom"))
    assert [len(each.entries) for each in read] == [50, 50, 20]
    assert len({entry.id for page in read for entry in page.entries}) == 120


def _decide(catalogue: Catalogue, decision: PrivacyDecision | JurisdictionDecision) -> None:
    curate(catalogue.services, catalogue.id, decision)
