"""Keeping an answer and reading it: what is in it, its hashes, one number for equal answers, and every refusal."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.publish import publish
from registry.policy.rules import load_rules, shipped_contents, shipped_rules
from registry.proof.checkpoint import Checkpoint, Proof
from registry.proof.entries import leaf
from registry.proof.keys import Cosigner, Signer
from registry.proof.notes import signed, with_signatures
from registry.proof.opening import Opening
from registry.proof.tile_files import HEIGHT
from registry.proof.tiles import Tiles, tile_of
from registry.proof.tree import leaf_hash, node_hash
from registry.services import Services
from schemas.answers import differences
from schemas.audit import AuditEntry
from tests.registry.api.conftest import NOW
from tests.registry.api.test_usage import decide
from tests.ruled import ruled

QUESTION = {"state": "KZ", "purpose": "research"}


@pytest.fixture
def record(ids: Iterator[UUID]) -> UUID:
    return next(ids)


def keep(client: TestClient, record: UUID, headers: dict[str, str] | None = None, **body: Any) -> Any:
    return client.post(f"/api/v1/datasets/{record}/answers", json=QUESTION | body, headers=headers or {})


def canonical(value: Any) -> bytes:
    """Written apart from the code: what a stranger reads in the description of the API."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@contextmanager
def other(services: Services, **settings: Any) -> Iterator[TestClient]:
    """The API with other settings."""
    changed = replace(services, settings=services.settings.model_copy(update=settings))
    with TestClient(create_app(changed)) as client:
        yield client


def test_an_answer_is_kept_with_all_that_it_rests_on(client: TestClient, record: UUID) -> None:
    asked = client.get(f"/api/v1/datasets/{record}/usage", params=QUESTION).json()
    made = keep(client, record, affiliation=" Institute of Hydrology ", recipient="The river commission")
    assert made.status_code == 201
    kept = made.json()
    path = made.headers["Location"]
    assert path == kept["links"]["self"] == f"/api/v1/answers/{kept['number']}"
    assert client.get(path).json() == kept
    answer, verdict = kept["answer"], kept["answer"]["verdict"]
    stated = {"affiliation": "Institute of Hydrology", "recipient": "The river commission"}
    assert verdict["request"] == QUESTION | stated | {"subclass": [], "denied_subclass": []}
    assert (verdict["effect"], verdict["day"], verdict["rules"]) == (asked["effect"], asked["day"], asked["rules"])
    assert (answer["record"], answer["version"], answer["basis"]) == (str(record), asked["version"], "current")
    assert answer["assessment_rules"] == asked["assessment_rules"] == shipped_rules().version
    assert answer["at"] == "2026-11-25T12:00:00Z"
    assert "by" not in answer
    assert kept["links"] == {
        "self": path,
        "page": f"/answers/{kept['number']}",
        "dataset": f"/api/v1/datasets/{record}",
        "now": f"/api/v1/datasets/{record}/usage?state=KZ&purpose=research",
        "proof": f"/api/v1/trail/entries/{kept['entry']}/proof",
    }
    assert client.get(kept["links"]["now"]).status_code == 200


def test_the_hashes_are_over_what_is_shown(client: TestClient, record: UUID) -> None:
    kept = keep(client, record).json()
    assert sha256(canonical(kept["answer"])).hexdigest() == kept["hash"]
    assert sha256(canonical(kept["record"])).hexdigest() == kept["answer"]["record_hash"]
    assert list(differences(kept)) == []
    kept["answer"]["verdict"]["effect"] = "allowed?"
    kept["record"]["version"] += 1
    assert list(differences(kept)) == ["answer", "record"]


def test_the_state_of_the_record_is_kept_without_whom_to_contact(client: TestClient, record: UUID) -> None:
    kept = keep(client, record).json()["record"]
    shown = client.get(f"/api/v1/datasets/{record}").json()
    assert "contact_point" not in kept["dataset"]
    assert kept["dataset"]["title"] == shown["dataset"]["title"]
    assert kept["assessment"]["license"]["id"] == shown["assessment"]["license"]["id"]
    assert (kept["version"], kept["provenance"]["raw_hash"]) == (shown["version"], shown["provenance"]["raw_hash"])


def test_equal_answers_have_one_number(client: TestClient, bearer: dict[str, str], record: UUID) -> None:
    first = keep(client, record).json()
    again = keep(client, record)
    assert (again.status_code, again.json()) == (200, first)
    others = [
        keep(client, record, affiliation="Institute of Hydrology"),
        keep(client, record, bearer),
        keep(client, record, state="RU"),
        keep(client, record, exporter_count=5),
        keep(client, record, at="2026-11-26"),
    ]
    decide(client, bearer, record, minors="no")
    others.append(keep(client, record))
    assert [each.status_code for each in others] == [201] * 6
    assert len({first["number"], *(each.json()["number"] for each in others)}) == 7
    assert client.get(first["links"]["self"]).json() == first


def test_the_name_of_a_token_is_kept(client: TestClient, bearer: dict[str, str], record: UUID) -> None:
    kept = keep(client, record, bearer).json()
    assert kept["answer"]["by"] == {"kind": "person", "name": "Aizada Bekova"}


def test_a_token_that_is_not_valid_is_refused(client: TestClient, record: UUID) -> None:
    refused = keep(client, record, {"Authorization": "Bearer nonsense"})
    assert (refused.status_code, refused.json()["code"]) == (401, "token-refused")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"state": "XX"}, ("usage-invalid", "/state")),
        ({"purpose": "resale"}, ("usage-invalid", "/purpose")),
        ({"subclass": ["none-such"]}, ("usage-invalid", "/subclass")),
        ({"at": "2026-11-31"}, ("request-invalid", "/at")),
        ({"affiliation": "a\u0000b"}, ("request-invalid", "/affiliation")),
        ({"affiliation": "a" * 501}, ("request-invalid", "/affiliation")),
        ({"exporter_count": 10**30}, ("request-invalid", "/exporter_count")),
        ({"name": "Aizada"}, ("request-invalid", "/name")),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(
    client: TestClient, untouched: UUID, body: dict[str, Any], told: tuple[str, str]
) -> None:
    refused = keep(client, untouched, **body)
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["errors"][0]["pointer"]) == (422, *told)


def test_a_day_before_the_record_is_refused(client: TestClient, untouched: UUID) -> None:
    refused = keep(client, untouched, at="2026-11-01").json()
    assert (refused["code"], refused["choices"], refused["errors"][0]["pointer"]) == ("day-before-record", ["2026-11-25"], "/at")


def test_what_is_not_there_is_missing(client: TestClient) -> None:
    assert keep(client, UUID(int=1)).json()["code"] == "record-missing"
    for number in ("999999", "0", "x", str(2**63)):
        missing = client.get(f"/api/v1/answers/{number}")
        assert (missing.status_code, missing.json()["code"]) in {(404, "answer-missing"), (422, "request-invalid")}
    assert client.get("/api/v1/answers/999999").json()["code"] == "answer-missing"


def test_visitors_keep_only_so_many_in_an_hour(services: Services, bearer: dict[str, str], record: UUID) -> None:
    with other(services, answers_per_hour=1) as client:
        refused = keep(client, record, affiliation="The second one")
        if refused.status_code == 201:  # no other test has kept an answer yet
            refused = keep(client, record, affiliation="The third one")
        assert (refused.status_code, refused.json()["code"]) == (429, "answers-too-many")
        assert 0 < int(refused.headers["Retry-After"]) <= 3600
        assert keep(client, record, bearer, affiliation="The second one").status_code == 201
        later = replace(services, clock=lambda: NOW + timedelta(hours=2), settings=services.settings)
        with TestClient(create_app(later)) as after:
            assert keep(after, record, affiliation="An hour later").status_code == 201


def test_an_operator_may_let_only_those_with_a_token_keep(services: Services, bearer: dict[str, str], record: UUID) -> None:
    with other(services, answers_per_hour=0) as client:
        refused = keep(client, record)
        assert (refused.status_code, refused.json()["code"]) == (401, "token-missing")
        assert keep(client, record, bearer).status_code == 201


def test_kept_answers_stay_as_they_are_when_rules_change(services: Services, record: UUID) -> None:
    shipped = shipped_contents()
    contents = {name: shipped[name].replace("effect: conditional", "effect: prohibited") for name in shipped}
    with TestClient(create_app(services)) as client:
        kept = keep(client, record).json()
    changed = ruled(services, load_rules(contents))
    with TestClient(create_app(changed)) as client:
        assert client.get(kept["links"]["self"]).json() == kept
        assert client.get(kept["links"]["now"]).json()["rules"] != kept["answer"]["verdict"]["rules"]


def test_a_changed_answer_is_damaged_content(services: Services, record: UUID) -> None:
    """Somebody changes the database: the answer does not fit its hash."""
    with TestClient(create_app(services)) as client:
        kept = keep(client, record, affiliation="To be changed").json()
        with closing(sqlite3.connect(services.settings.home / "serai.db")) as database:
            database.execute("UPDATE answer SET content = replace(content, 'To be', 'Was') WHERE id = ?", [kept["number"]])
            database.commit()
        damaged = client.get(kept["links"]["self"])
        assert (damaged.status_code, damaged.json()["code"]) == (500, "content-damaged")


def test_a_kept_answer_has_its_proof_once_it_is_signed(client: TestClient, services: Services, record: UUID) -> None:
    kept = keep(client, record, affiliation="To be proved").json()
    assert kept.get("proof") is None
    publish(services)
    proved = client.get(kept["links"]["self"]).json()
    assert proved | {"proof": None} == kept
    assert client.get(kept["links"]["proof"]).text == proved["proof"]
    checked = client.post("/api/v1/trail/check", json={"proof": proved["proof"]}).json()
    assert (checked["holds"], checked["entry"], checked["here"]) == (True, kept["entry"], "same")
    assert checked["answer"] == {"number": kept["number"], "hash": kept["hash"], "same": True}
    assert "proved" not in str(checked), "what was asked is not in the proof"


def test_a_changed_answer_is_told_by_its_proof(client: TestClient, services: Services, record: UUID) -> None:
    """The trail was signed, and then the answer was replaced as a whole, with its hash."""
    kept = keep(client, record, affiliation="To be replaced").json()
    publish(services)
    proof = client.get(kept["links"]["proof"]).text
    content = json.dumps(kept["answer"] | {"serai": "0.0.0"})
    with closing(sqlite3.connect(services.settings.home / "serai.db")) as database:
        changed = [content, sha256(content.encode()).hexdigest(), kept["number"]]
        database.execute("UPDATE answer SET content = ?, hash = ? WHERE id = ?", changed)
        database.commit()
    checked = client.post("/api/v1/trail/check", json={"proof": proof}).json()
    assert (checked["holds"], checked["here"], checked["answer"]["same"]) == (True, "same", False)


SIZE = 1_000_000


def in_a_long_trail(entry: AuditEntry) -> Proof:
    """The proof of an entry in a trail of a million, with one witness. All leaves are this one: the hashes are as long as any."""
    opening, levels = Opening.of(entry), [leaf_hash(leaf(entry))]
    while len(levels) <= 2 * HEIGHT:
        levels.append(node_hash(levels[-1], levels[-1]))

    def read(name: str) -> bytes:
        tile = tile_of(name)
        return levels[HEIGHT * (tile.level or 0)] * tile.width

    key, witness = Signer("catalogue.example.org/trail", bytes(32)), Cosigner("witness.example.org", bytes(32))
    tree = Tiles(read, SIZE)
    text = Checkpoint(key.name, SIZE, tree.root()).text
    note = with_signatures(signed(text, key), witness.line(text, NOW))
    proof = Proof(entry.id - 1, tree.inclusion(entry.id - 1), note, opening.extra)
    assert proof.check(opening.leaf, key.verifier, origin=key.name).size == SIZE
    return proof


@pytest.mark.parametrize("number", [1, 500_001, 999_900])
def test_a_proof_has_two_kilobytes_in_a_trail_of_a_million_entries(
    client: TestClient, services: Services, bearer: dict[str, str], record: UUID, number: int
) -> None:
    kept = keep(client, record, bearer).json()
    answered = services.store.audit.get(kept["entry"])
    answered = answered.model_copy(update={"id": number, "details": answered.details | {"answer": number}})
    reason = "Министерство подтвердило письмом от 12 ноября, что сведения о лицах удалены."
    put = client.put(f"/api/v1/datasets/{record}/curation/license", json={"value": "CC-BY-4.0", "reason": reason}, headers=bearer)
    assert put.status_code == 200
    decided = services.store.audit.history(record)[-1].model_copy(update={"id": number})
    for entry in (answered, decided):
        assert len(in_a_long_trail(entry).text.encode()) <= 2048
