"""The queue of questions to officers: what is in it, in which order, who has what, and that it follows decisions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.answers.review import QuestionMissing, ReviewFilter, assignable, neighbours, records_of
from registry.api.app import create_app
from registry.pipeline.index import refresh
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.actor import COMMAND, Actor
from schemas.assessment import LicenseStatus
from schemas.audit import CATALOGUE
from schemas.holds import HoldCause
from schemas.record import CatalogRecord, Curation, ReviewDueDecision
from schemas.role import Role
from tests.contracts.store.samples import new
from tests.factories import jurisdiction_of, record
from tests.homes import new_home

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
QUEUE = "/api/v1/review"
KG, KZ = "kg_data_gov", "kz_data_egov"
DECISION = {"value": "CC-BY-4.0", "reason": "The terms of use of the portal name this licence."}

Items = list[dict[str, Any]]


def due(on: date) -> Curation:
    said = {"reason": "I asked the owner of the portal.", "by": "Aizada Bekova", "at": NOW - timedelta(days=9)}
    return Curation(review_due=ReviewDueDecision(value=on, **said))


def asking() -> Iterator[CatalogRecord]:
    """Records with eight questions, of which one is not due yet; one that asks nothing, and a withdrawn one."""
    ambiguous = {"license": "Creative Commons", "license_status": LicenseStatus.AMBIGUOUS}
    for at in range(4):
        yield record(f"River {at}", identifier=f"river-{at}", source=KG, at=NOW - timedelta(days=at), **ambiguous)
    for at in range(2):
        yield record(f"School {at}", identifier=f"school-{at}", source=KZ, at=NOW - timedelta(days=30), **ambiguous)
    for at in range(2):
        yield record(
            f"Terms {at}", identifier=f"terms-{at}", source=KG, license="Open or not", license_status=LicenseStatus.CONFLICT
        )
    for at in range(2):
        yield record(f"Pupils {at}", identifier=f"pupils-{at}", source=KZ, privacy_class="personal", at=NOW)
    yield record("Owners", identifier="owners", source=KG, privacy_class="unknown")
    yield record("Lakes", identifier="lakes", source=KG, jurisdiction=jurisdiction_of(None))
    yield record("Today", identifier="today", source=KG, curation=due(NOW.date()), at=NOW - timedelta(days=5), **ambiguous)
    yield record("Later", identifier="later", source=KG, curation=due(NOW.date() + timedelta(days=1)), **ambiguous)
    yield record("Clear", identifier="clear", source=KG)
    yield record("Gone", identifier="gone", source=KG, status="withdrawn", at=NOW - timedelta(days=300), **ambiguous)


@contextmanager
def installation(home: Path) -> Iterator[Services]:
    settings = Settings(home=new_home(home), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, clock=lambda: NOW) as opened:
        opened.store.records.save([new(each) for each in asking()], actor=Actor.of_run(1), at=NOW)
        refresh(opened)
        yield opened


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


def header(services: Services, name: str, role: Role = Role.OFFICER, *, days: int = 1) -> dict[str, str]:
    token = services.store.tokens.add(name, role=role, expires=NOW + timedelta(days=days), at=NOW)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def bearer(services: Services) -> dict[str, str]:
    return header(services, "Aizada Bekova")


Asking = Callable[..., Any]


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Asks the queue of an installation that no test changes."""
    with installation(tmp_path_factory.mktemp("serai")) as opened, TestClient(create_app(opened)) as client:
        bearer = header(opened, "Aizada Bekova")
        yield lambda address=QUEUE, **asked: client.get(address, params=asked or None, headers=bearer)


def kinds(items: Items) -> list[tuple[str, int]]:
    return [(f"{each['aspect']} {each['cause']}", each["count"]) for each in items]


def id_of(client: TestClient, bearer: dict[str, str], **asked: str) -> str:
    """The first question that a filter leaves."""
    [first, *_] = client.get(QUEUE, params=asked, headers=bearer).json()["items"]
    return str(first["id"])


def test_what_most_records_ask_comes_first_and_of_as_many_the_worse_cause(queue: Asking) -> None:
    found = queue().json()
    assert kinds(found["items"]) == [
        ("license ambiguous", 4),
        ("license conflict", 2),
        ("privacy_class raised", 2),
        ("license ambiguous", 2),
        ("review_due due", 1),
        ("jurisdiction unknown", 1),
        ("privacy_class unknown", 1),
    ]
    assert (found["questions"], found["records"], found["oldest"]) == (7, 13, "2026-10-26")
    assert {(each["aspect"], each["cause"]): (each["questions"], each["records"]) for each in found["counts"]} == {
        ("license", "ambiguous"): (2, 6),
        ("license", "conflict"): (1, 2),
        ("privacy_class", "raised"): (1, 2),
        ("privacy_class", "unknown"): (1, 1),
        ("jurisdiction", "unknown"): (1, 1),
        ("review_due", "due"): (1, 1),
    }
    assert (found["held"], found["proposals"]) == (0, 0)


def test_a_question_leads_to_its_records(queue: Asking) -> None:
    first = queue().json()["items"][0]
    assert (first["source"], first["since"], first["words"]) == (KG, "2026-11-22", ["Creative Commons"])
    assert first["title"][0]["value"].startswith("River")
    assert first["assignee"] is None
    found = queue(first["links"]["records"]).json()
    assert found["total"] == first["count"] == 4
    assert queue(first["links"]["example"]).json()["id"] == first["example"]
    report = queue(first["links"]["self"]).json()
    assert {each["id"] for each in report.pop("items")} == {each["id"] for each in found["items"]}
    assert report == first


@pytest.mark.parametrize(
    ("asked", "questions", "oldest"),
    [
        ({"aspect": "license"}, 3, "2026-10-26"),
        ({"cause": "ambiguous"}, 2, "2026-10-26"),
        ({"aspect": "license", "cause": "conflict"}, 1, "2026-11-25"),
        ({"aspect": "review_due"}, 1, "2026-11-25"),
        ({"aspect": "minors"}, 0, None),
        ({"source": KG}, 5, "2026-11-22"),
        ({"source": KZ, "aspect": "license"}, 1, "2026-10-26"),
        ({"jurisdiction": "unknown"}, 1, "2026-11-25"),
        ({"q": "river"}, 1, "2026-11-22"),
        ({"q": '"river 1"'}, 1, "2026-11-24"),
        ({"q": "school", "question": "license.ambiguous.0000000000000000"}, 0, None),
        ({"q": "glacier"}, 0, None),
        ({"privacy_class": "personal"}, 1, "2026-11-25"),
        ({"status": "withdrawn"}, 1, "2026-01-29"),
        ({"modified": "2026-05"}, 7, "2026-10-26"),
        ({"modified": "2027.."}, 0, None),
        ({"question": "x"}, 0, None),
        ({"question_since": "x"}, 0, None),
        ({"question_since": "license.ambiguous.2026-10-26"}, 1, "2026-10-26"),
        ({"assigned": "nobody"}, 7, "2026-10-26"),
        ({"assigned": "me"}, 0, None),
        ({"question": "license.ambiguous.0000000000000000"}, 0, None),
    ],
)
def test_every_filter_of_a_search_narrows_the_queue(
    queue: Asking, asked: dict[str, str], questions: int, oldest: str | None
) -> None:
    found = queue(**asked).json()
    assert (found["questions"], len(found["items"]), found["oldest"]) == (questions, questions, oldest)
    assert found["records"] == sum(each["count"] for each in found["items"])
    for each in found["items"]:
        assert queue(each["links"]["records"]).json()["total"] == each["count"]


def test_a_filter_by_question_leaves_that_one(queue: Asking) -> None:
    [conflict] = queue(cause="conflict").json()["items"]
    assert queue(question=conflict["id"]).json()["items"] == [conflict]


def test_the_numbers_of_the_kinds_stay_while_one_kind_is_looked_at(queue: Asking) -> None:
    everything = queue().json()
    for asked in ({"aspect": "license"}, {"cause": "raised"}, {"aspect": "license", "cause": "raised"}):
        assert queue(**asked).json()["counts"] == everything["counts"]
    of_a_portal = queue(source=KZ, aspect="license").json()["counts"]
    assert [(each["aspect"], each["cause"]) for each in of_a_portal] == [("license", "ambiguous"), ("privacy_class", "raised")]


def test_pages_have_every_question_once(queue: Asking) -> None:
    whole = queue().json()["items"]
    seen: Items = []
    address: str | None = f"{QUEUE}?limit=3&assigned=nobody"
    while address:
        page = queue(address).json()
        seen += page["items"]
        before, address = address, page["next"]
    assert seen == whole
    assert queue(queue(before).json()["previous"]).json()["items"] == whole[3:6]
    numbers = queue(limit=0).json()
    assert (numbers["questions"], numbers["items"], numbers["next"]) == (7, [], None)


@pytest.mark.parametrize(
    ("asked", "code", "choice"),
    [
        ({"aspect": "title"}, "request-invalid", "license"),
        ({"cause": "boredom"}, "request-invalid", "conflict"),
        ({"limit": "101"}, "request-invalid", None),
        ({"colour": "red"}, "query-invalid", None),
        ({"sort": "modified"}, "query-invalid", None),
        ({"modified": "yesterday"}, "query-invalid", None),
        ({"assigned": "\0"}, "request-invalid", None),
    ],
)
def test_what_cannot_be_asked(queue: Asking, asked: dict[str, str], code: str, choice: str | None) -> None:
    answer = queue(**asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert choice is None or choice in answer.json()["choices"]
    [flaw] = answer.json()["errors"]
    assert flaw["parameter"] in asked
    if "colour" in asked:
        assert all(name in flaw["detail"] for name in ("jurisdiction", "assigned", "cause"))


def test_a_question_to_look_again_waits_from_its_day_on(queue: Asking) -> None:
    [today] = queue(aspect="review_due").json()["items"]
    assert (today["title"][0]["value"], today["since"]) == ("Today", "2026-11-25")
    later = queue("/api/v1/datasets", facet="question", review_due="2026-11-26..").json()
    [value] = later["facets"]["question"]["values"]
    report = queue(f"{QUEUE}/{value['value']}").json()
    assert (report["title"][0]["value"], report["since"]) == ("Later", "2026-11-26"), "it can be read before its day"
    assert ".ambiguous." not in value["value"], "until then nothing else is asked"


# assignment


def give(client: TestClient, id: str, name: str | None, bearer: dict[str, str]) -> Any:
    return client.put(f"{QUEUE}/{id}/assignee", json={"name": name}, headers=bearer)


def test_a_question_is_given_to_a_person_and_taken_back(client: TestClient, services: Services, bearer: dict[str, str]) -> None:
    bolat = header(services, "Bolat", Role.ADMIN)
    id = id_of(client, bearer, source=KG)
    answer = give(client, id, "Bolat", bearer)
    expected = {"question": id, "name": "Bolat", "by": {"kind": "person", "name": "Aizada Bekova"}, "at": "2026-11-25T12:00:00Z"}
    assert (answer.status_code, answer.json()["assignee"]) == (200, expected)

    def of(asked: str, who: dict[str, str]) -> tuple[int, int, str]:
        found = client.get(QUEUE, params={"assigned": asked}, headers=who).json()
        return found["questions"], sum(each["questions"] for each in found["counts"]), found["oldest"]

    assert of("me", bolat) == of("Bolat", bearer) == (1, 1, "2026-11-22")
    assert of("me", bearer)[0] == 0
    assert of("nobody", bearer) == (6, 6, "2026-10-26")
    give(client, id_of(client, bearer, source=KZ, aspect="license"), "Aizada Bekova", bearer)
    assert of("nobody", bearer) == (5, 5, "2026-11-25"), "the oldest that nobody has"
    assert give(client, id, None, bearer).json()["assignee"] is None
    assert of("Bolat", bearer)[0] == 0


def test_it_goes_only_to_those_who_may_decide(client: TestClient, services: Services, bearer: dict[str, str]) -> None:
    header(services, "Bolat", Role.CURATOR)
    header(services, "Dina", days=0)
    header(services, "Emil", Role.ADMIN)
    header(services, "Emil")
    id = id_of(client, bearer)
    for name in ("Bolat", "Dina", "Nobody at all", ""):
        answer = give(client, id, name, bearer)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "assignee-invalid")
        assert (problem["choices"], problem["errors"][0]["pointer"]) == (["Aizada Bekova", "Emil"], "/name")
    assert services.store.assignments.all() == {}
    assert assignable(services) == ("Aizada Bekova", "Emil")
    assert client.put(f"{QUEUE}/{id}/assignee", json={}, headers=bearer).json()["code"] == "request-invalid"


@pytest.mark.parametrize("id", ["license.ambiguous.0000000000000000", "license", "license.ambiguous.0000", "a.b.c", "%00"])
def test_a_question_that_nobody_asks(client: TestClient, services: Services, bearer: dict[str, str], id: str) -> None:
    for answer in (client.get(f"{QUEUE}/{id}", headers=bearer), give(client, id, "Aizada Bekova", bearer)):
        assert (answer.status_code, answer.json()["code"]) == (404, "question-missing")
    with pytest.raises(QuestionMissing):
        records_of(services, id, limit=10)
    assert services.store.assignments.all() == {}


def test_reading_takes_a_token_and_giving_an_officer(client: TestClient, services: Services) -> None:
    for path in (QUEUE, f"{QUEUE}/license.ambiguous.0000000000000000"):
        assert (client.get(path).status_code, client.get(path).json()["code"]) == (401, "token-missing")
    reader = header(services, "Rustam", Role.READER)
    id = id_of(client, reader)
    assert client.get(f"{QUEUE}/{id}", headers=reader).status_code == 200
    answer = give(client, id, "Rustam", reader)
    assert (answer.status_code, answer.json()["code"]) == (403, "role-too-low")
    *_, entry = services.store.audit.history(CATALOGUE)
    assert entry.details == {"deed": "assign", "needed": "officer", "had": "reader", "question": id, "left_out": 0}


# decisions


def test_the_queue_leaves_out_what_was_just_decided(client: TestClient, services: Services, bearer: dict[str, str]) -> None:
    """Also before the index has heard of it."""
    id = id_of(client, bearer, source=KG)
    give(client, id, "Aizada Bekova", bearer)
    rivers = records_of(services, id, limit=10)
    assert len(rivers) == 4

    def listed() -> dict[str, int]:
        return {each["id"]: each["count"] for each in client.get(QUEUE, headers=bearer).json()["items"]}

    def decide(river: object) -> None:
        answer = client.put(f"/api/v1/datasets/{river}/curation/license", json=DECISION, headers=bearer)
        assert answer.status_code == 200

    decide(rivers[0])
    question = client.get(f"{QUEUE}/{id}", headers=bearer).json()
    assert question["example"] != str(rivers[0]), "another record still asks it"
    assert listed()[id] == 4, "a number may be a moment old"
    refresh(services)
    assert listed()[id] == 3
    for river in rivers[1:]:
        decide(river)
    assert id not in listed()
    assert client.get(f"{QUEUE}/{id}", headers=bearer).json()["code"] == "question-missing"
    refresh(services)
    assert id not in listed()
    assert client.get(QUEUE, params={"assigned": "me"}, headers=bearer).json()["questions"] == 0


def test_held_withdrawals_are_counted(client: TestClient, services: Services, bearer: dict[str, str]) -> None:
    run = services.store.runs.start(KG, since=None, by=COMMAND, at=NOW)
    services.store.holds.propose(run, cause=HoldCause.EMPTY_ANSWER, explanation="empty", since_run=run.id, at=NOW)
    found = client.get(QUEUE, headers=bearer).json()
    assert found["held"] == len(client.get(found["links"]["held"]).json()["items"]) == 1


# what the desk asks for


def test_neighbours_are_those_of_the_filtered_queue(client: TestClient, services: Services, bearer: dict[str, str]) -> None:
    ids = [each["id"] for each in client.get(QUEUE, params={"aspect": "license"}, headers=bearer).json()["items"]]
    asked = ReviewFilter.model_validate({"aspect": "license"})
    assert [neighbours(services, asked, id) for id in ids] == [(None, ids[1]), (ids[0], ids[2]), (ids[1], None)]
    assert neighbours(services, asked, "license.ambiguous.0000000000000000") == (None, ids[0])
    nothing = ReviewFilter(assigned="Bolat")
    assert neighbours(services, nothing, ids[0]) == (None, None)


def test_the_records_of_a_question_come_to_any_number(services: Services) -> None:
    more = [record(f"Canal {at}", identifier=f"canal-{at}", source=KZ, privacy_class="restricted") for at in range(230)]
    services.store.records.save([new(each) for each in more], actor=Actor.of_run(1), at=NOW)
    refresh(services)
    _, id = neighbours(services, ReviewFilter(), "")
    assert id is not None
    assert set(records_of(services, id, limit=1000)) == {each.id for each in more}
    assert len(set(records_of(services, id, limit=150))) == 150
    assert len(records_of(services, id, limit=100)) == 100
