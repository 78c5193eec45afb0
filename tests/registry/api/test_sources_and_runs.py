"""Portals, runs and their issues, as JSON and as CSV."""

import csv
import io
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.services import Services
from schemas.actor import COMMAND
from schemas.issues import issue
from schemas.runs import Run, RunState
from schemas.source import Retired


@pytest.fixture(scope="session")
def run(services: Services) -> Run:
    """A finished run of a source of its own, with 250 issues, some of them with hostile values."""
    runs = services.store.runs
    run = runs.start("sample_pk", since=None, by=COMMAND, at=services.clock())
    dates = [
        issue("date-not-understood", identifier=f"d{number}", pointer="/issued", value="0000-00-00") for number in range(240)
    ]
    titles = [issue("title-missing", identifier="=HYPERLINK(1)", pointer="/title", value=value) for value in HOSTILE]
    runs.add_issues(run.id, dates + titles)
    done = run.model_copy(update={"state": RunState.DONE, "ended": services.clock()})
    runs.save(done, at=services.clock())
    return done


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", 'a "quoted", text', "two\nlines", "<script>alert(1)</script>", "суу", "")


def test_every_declared_portal_is_listed(client: TestClient, services: Services) -> None:
    answer = client.get("/api/v1/sources").json()
    assert answer["total"] == len(answer["items"]) == len(services.sources)
    assert [item["declaration"]["id"] for item in answer["items"]] == sorted(services.sources)
    by_id = {item["declaration"]["id"]: item for item in answer["items"]}
    assert by_id["kg_data_gov"]["last_run"] is None
    assert by_id["sample_kg"]["records"] == services.store.records.count(source="sample_kg") > 0


def test_a_portal_tells_its_declaration_and_last_run(client: TestClient) -> None:
    answer = client.get("/api/v1/sources/sample_kg").json()
    assert answer["declaration"]["jurisdiction"] == "KG"
    assert answer["declaration"]["secret"] is None
    assert answer["last_done"]["counts"]["read"] > 0
    assert all(client.get(link).status_code == 200 for link in answer["links"].values())
    assert client.get(answer["links"]["datasets"]).json()["total"] == answer["records"]


def test_a_portal_tells_what_its_records_say_of_their_licence(client: TestClient, services: Services) -> None:
    answer = client.get("/api/v1/sources/sample_kg").json()
    licenses = answer["licenses"]
    records = [record for record in services.store.records.stream() if record.source == "sample_kg" and record.status == "active"]
    stated = [record for record in records if record.assessment.license.status in ("identified", "ambiguous")]
    counts = {name: licenses[name] for name in ("stated", "republished", "conflict", "unread", "law", "none")}
    assert sum(counts.values()) == answer["records"] == len(records)
    assert counts["stated"] == len(stated)
    assert licenses["share"] == pytest.approx(len(stated) / len(records))
    empty = min(set(services.sources) - set(services.store.records.counts(status=None)))
    assert client.get(f"/api/v1/sources/{empty}").json()["licenses"] is None


@pytest.mark.parametrize("id", ["nowhere", "%00", "a" * 3000, "sample_kg%0a"])
def test_an_undeclared_portal_is_missing(client: TestClient, id: str) -> None:
    answer = client.get(f"/api/v1/sources/{id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "source-missing")


def test_runs_are_listed_latest_first_and_in_pages(client: TestClient, services: Services, run: Run) -> None:
    url, seen = "/api/v1/runs?limit=1", []
    while url:
        page = client.get(url).json()
        seen += [item["id"] for item in page["items"]]
        url = page["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(services.store.runs.list(limit=100))
    of_one = client.get("/api/v1/runs", params={"source": "sample_pk"}).json()["items"]
    assert {item["source"] for item in of_one} == {"sample_pk"}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1000", "limit=x", "before=0", f"before={2**64}", "before=1e3", "sources=sample_kg", "source=%00"]
)
def test_a_list_of_runs_that_does_not_hold_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/runs?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_a_report_groups_the_issues(client: TestClient, run: Run) -> None:
    report = client.get(f"/api/v1/runs/{run.id}").json()
    groups = {group["code"]: group for group in report["issues"]}
    assert groups["date-not-understood"]["count"] == 240
    assert groups["date-not-understood"]["example_value"] == "0000-00-00"
    assert groups["title-missing"]["severity"] == "error"
    assert all(group["how_to_fix"] for group in groups.values())


@pytest.mark.parametrize("part", ["", "/issues", "/issues.csv"])
def test_an_unknown_run_is_missing(client: TestClient, part: str) -> None:
    answer = client.get(f"/api/v1/runs/99999{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "run-missing")
    assert client.get(f"/api/v1/runs/{10**30}{part}").status_code == 422


def test_issues_come_in_pages_and_can_be_filtered(client: TestClient, run: Run) -> None:
    page = client.get(f"/api/v1/runs/{run.id}/issues", params={"code": "date-not-understood"}).json()
    seen = list(page["items"])
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += page["items"]
    assert page["total"] == len(seen) == len({item["identifier"] for item in seen}) == 240
    assert page["previous"]
    assert client.get(f"/api/v1/runs/{run.id}/issues", params={"pointer": "/title"}).json()["total"] == len(HOSTILE)
    assert client.get(f"/api/v1/runs/{run.id}/issues", params={"code": "nothing"}).json()["items"] == []


def test_an_issue_of_a_record_that_was_taken_leads_to_it(client: TestClient, services: Services) -> None:
    for listed in client.get("/api/v1/runs", params={"source": "sample_kg"}).json()["items"]:
        for item in client.get(listed["links"]["issues"]).json()["items"]:
            if item["identifier"] and item["severity"] != "error":
                assert client.get(item["record"]).json()["dataset"]["identifier"] == item["identifier"]
                return
    pytest.fail("the sample portals have dirty values on purpose, so there must be such an issue")


@pytest.mark.parametrize(
    ("part", "accept"), [("issues.csv", "*/*"), ("issues", "text/csv"), ("issues", "text/csv;q=1, */*;q=0.1")]
)
def test_all_issues_as_csv(client: TestClient, run: Run, part: str, accept: str) -> None:
    answer = client.get(f"/api/v1/runs/{run.id}/{part}", headers={"Accept": accept})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert len(rows) == 250
    values = [row["value"] for row in rows if row["code"] == "title-missing"]
    assert values == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t'=1", *HOSTILE[5:]]
    assert {row["identifier"] for row in rows if row["code"] == "title-missing"} == {"'=HYPERLINK(1)"}


def test_csv_can_be_filtered(client: TestClient, run: Run) -> None:
    answer = client.get(f"/api/v1/runs/{run.id}/issues.csv", params={"pointer": "/title"})
    assert answer.text.count("title-missing") == len(HOSTILE)
    assert "date-not-understood" not in answer.text
    assert client.get(f"/api/v1/runs/{run.id}/issues.csv", params={"limit": 1}).status_code == 422


def test_json_is_preferred_where_both_are_accepted(client: TestClient, run: Run) -> None:
    answer = client.get(f"/api/v1/runs/{run.id}/issues", headers={"Accept": "application/json, text/csv"})
    assert answer.headers["Content-Type"] == "application/json"
    assert UUID(answer.json()["items"][0]["record"].rsplit("/", 1)[1])


def test_a_harvest_is_asked_for_and_stopped(client: TestClient, services: Services, bearer: dict[str, str]) -> None:
    asked = client.post("/api/v1/sources/sample_ir/runs?full=true", headers=bearer)
    assert (asked.status_code, asked.json()["state"], asked.json()["since"]) == (202, "queued", None)
    assert asked.json()["asked_by"] == {"kind": "person", "name": "Aizada Bekova"}
    again = client.post("/api/v1/sources/sample_ir/runs", headers=bearer)
    assert (again.status_code, again.json()["code"]) == (409, "run-active")
    stop = f"/api/v1/runs/{asked.json()['id']}/stop"
    stopped = client.post(stop, headers=bearer)
    assert (stopped.status_code, stopped.json()["state"]) == (202, "interrupted")
    assert stopped.json()["error"] == "stopped by Aizada Bekova"
    ended = client.post(stop, headers=bearer)
    assert (ended.status_code, ended.json()["code"]) == (409, "run-ended")


@pytest.mark.parametrize("path", ["/api/v1/sources/sample_ir/runs", "/api/v1/runs/1/stop"])
def test_asking_and_stopping_need_a_token(client: TestClient, path: str) -> None:
    answer = client.post(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")


@pytest.mark.parametrize(
    ("path", "code"), [("/api/v1/sources/nowhere/runs", "source-missing"), ("/api/v1/runs/99999/stop", "run-missing")]
)
def test_what_is_not_there_is_neither_harvested_nor_stopped(
    client: TestClient, bearer: dict[str, str], path: str, code: str
) -> None:
    answer = client.post(path, headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_a_retired_portal_is_listed_and_not_harvested(services: Services, bearer: dict[str, str]) -> None:
    retired = services.sources["sample_kg"].model_copy(
        update={"retired": Retired(on=date(2026, 2, 28), why="Its domain was sold")}
    )
    with TestClient(create_app(replace(services, sources={"sample_kg": retired}))) as client:
        declaration = client.get("/api/v1/sources/sample_kg").json()["declaration"]
        answer = client.post("/api/v1/sources/sample_kg/runs", headers=bearer)
    assert declaration["retired"] == {"on": "2026-02-28", "why": "Its domain was sold"}
    assert (answer.status_code, answer.json()["code"]) == (409, "source-retired")
    assert "retired on 2026-02-28: Its domain was sold" in answer.json()["detail"]
