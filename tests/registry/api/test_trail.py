"""The published trail: a client follows it with the public key alone, and proofs are given out and checked without an account."""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api import trail_examples
from registry.api.app import create_app
from registry.pipeline.publish import publish
from registry.proof.checkpoint import Checkpoint, Proof
from registry.proof.keys import Cosigner, Signer, Verifier
from registry.proof.notes import cosignature, opened, with_signatures
from registry.proof.opening import Opening
from registry.proof.proved import MOST_CHARACTERS
from registry.proof.tile_files import TileMissing
from registry.proof.tiles import Tiles
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.audit_rows import Event
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.canonical import canonical
from tests.homes import new_home
from tests.registry.api.conftest import NOW
from tests.registry.api.test_errors import check as check_problem

LOG = "serai.example/trail"
KEY = Signer(LOG, bytes(range(32)))
WITNESS = Cosigner("witness.example", bytes(range(1, 33)))
PERSON = Actor.person("Aizada Bekova")

Check = Callable[..., Any]


@dataclass(frozen=True)
class Node:
    """An installation whose trail has some hundred entries, and is signed."""

    services: Services
    client: TestClient

    def add(self, count: int = 1, *, action: Action = Action.GRANT, **details: Any) -> int:
        """Add entries that no record goes with, and return the number of the last."""
        told = {"token": "0123abcd", "name": "Aizada Bekova"} | details
        for _ in range(count):
            last = self.services.store.audit.add(Event(CATALOGUE, action, PERSON, NOW, told))
        return last

    def get(self, path: str, status: int = 200, **asked: Any) -> Any:
        answer = self.client.get(f"/api/v1/trail{path}", params=asked)
        assert answer.status_code == status, answer.text
        return answer

    def proof(self, number: int) -> str:
        return self.get(f"/entries/{number}/proof").text

    def check(self, proof: str, *keys: object) -> Any:
        answer = self.client.post("/api/v1/trail/check", json={"proof": proof, "key": list(map(str, keys))})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with opened_node(new_home(tmp_path_factory.mktemp("node")), KEY) as services, TestClient(create_app(services)) as client:
        made = Node(services, client)
        publish(services)
        made.add(300)
        publish(services)
        yield made


def opened_node(home: Path, key: Signer) -> Any:
    settings = Settings(
        home=home, database_url=None, search_url=None, archive_url=None, sources=None, trail_key=str(key), samples=False
    )
    return open_services(settings, clock=lambda: NOW)


def read_over_http(client: TestClient) -> Callable[[str], bytes]:
    """How a stranger reads the files of the trail."""

    def read(name: str) -> bytes:
        answer = client.get(f"/api/v1/trail/{name}")
        if answer.status_code == 404:
            raise TileMissing(name)
        return bytes(answer.content)

    return read


def test_a_client_follows_the_log_with_nothing_but_the_public_key(node: Node) -> None:
    read = read_over_http(node.client)
    known = Verifier.parse(str(KEY.verifier))
    first = Checkpoint.parse(opened(read("checkpoint").decode(), known).text)
    tree = Tiles(read, first.size)
    assert tree.root() == first.root
    contents = list(tree.contents(0, first.size))
    listed: list[Any] = []
    page = node.get("/entries").json()
    while page["items"]:
        listed += page["items"]
        page = node.client.get(page["next"]).json() if page["next"] else {"items": []}
    assert [canonical(each["leaf"]) for each in listed] == contents
    assert [each["number"] for each in listed] == list(range(1, first.size + 1))
    assert all(sha256(canonical(each["leaf"])).hexdigest() == each["hash"] for each in listed)

    node.add(5)
    publish(node.services)
    second = Checkpoint.parse(opened(read("checkpoint").decode(), known).text)
    assert second.size == first.size + 5
    grown = Tiles(read, second.size)
    assert grown.root() == second.root
    assert list(grown.contents(0, first.size)) == contents


def test_nothing_of_a_person_is_in_what_everybody_follows(node: Node) -> None:
    number = node.add(name="Gulnara Asanova", reason="She joined the ministry.")
    publish(node.services)
    read = read_over_http(node.client)
    size = node.get("").json()["head"]["size"]
    everything = b"".join(Tiles(read, size).contents(0, size)) + node.get(f"/entries/{number}").content
    opening = Opening.parse(Proof.parse(node.proof(number)).extra or b"")
    assert opening.private is None
    assert opening.salt is None
    for told in ("Gulnara", "Aizada", "ministry"):
        assert told.encode() not in everything
        assert told not in str(opening)


def test_the_head_tells_who_signs_and_what_is_not_signed_yet(node: Node) -> None:
    publish(node.services)
    before = node.get("").json()
    assert (before["origin"], before["unsigned"], before["entries"]) == (LOG, 0, before["head"]["size"])
    [key] = before["key"]
    assert key["key"] == str(KEY.verifier)
    assert node.get(f"/entries/{key['since']}").json()["leaf"]["action"] == "sign"
    checkpoint = Checkpoint.parse(opened(before["head"]["note"], KEY.verifier).text)
    assert (checkpoint.root.hex(), checkpoint.size) == (before["head"]["root"], before["head"]["size"])
    assert before["head"]["by"] == [{"name": LOG, "at": None, "known": True}]
    node.add(2)
    assert node.get("").json()["unsigned"] == 2


def test_files_are_named_as_the_specification_names_them_and_kept_by_caches(node: Node) -> None:
    publish(node.services)
    checkpoint = node.get("/checkpoint")
    assert checkpoint.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["Cache-Control"] == "public, max-age=5"
    tile = node.get("/tile/0/000")
    assert (tile.headers["Content-Type"], len(tile.content)) == ("application/octet-stream", 256 * 32)
    assert "immutable" in tile.headers["Cache-Control"]
    assert node.get("/tile/entries/000").headers["Content-Encoding"] == "gzip"
    wide = node.get("").json()["head"]["size"] % 256
    assert len(node.get(f"/tile/0/001.p/{wide}").content) == wide * 32


@pytest.mark.parametrize(
    "name",
    [
        "0/999",
        "0/001",
        "9/000",
        "0/0",
        "0/000.p/256",
        "0/000.p/0",
        "entries/x000/000",
        "..%2fcheckpoint",
        "%2e%2e/checkpoint",
        "0/%00",
    ],
)
def test_no_other_file_is_given_out(node: Node, name: str) -> None:
    problem = check_problem(node.client.get(f"/api/v1/trail/tile/{name}"), 404)
    assert problem.code in {"trail-file-missing", "path-unknown"}


def test_entries_come_in_pages(node: Node) -> None:
    end = node.services.store.audit.end()
    page = node.get("/entries", after=end - 3, limit=2).json()
    assert [each["number"] for each in page["items"]] == [end - 2, end - 1]
    last = node.client.get(page["next"]).json()
    assert ([each["number"] for each in last["items"]], last["next"]) == ([end], None)
    assert node.get("/entries", after=2**63 - 1, limit=1000).json() == {"items": [], "next": None}
    check_problem(node.get("/entries", 422, after=2**63), 422)
    check_problem(node.get("/entries", 422, limit=1001), 422)


def test_an_entry_that_is_not_there_or_not_signed_is_told(node: Node) -> None:
    assert check_problem(node.get("/entries/999999", 404), 404).code == "entry-missing"
    assert check_problem(node.get(f"/entries/{2**63 - 1}/proof", 404), 404).code == "entry-missing"
    waiting = node.get(f"/entries/{node.add()}/proof", 409)
    assert check_problem(waiting, 409).code == "entry-not-signed"
    assert int(waiting.headers["Retry-After"]) > 0


def test_where_nothing_is_signed_yet_entries_are_there(tmp_path: Path) -> None:
    settings = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(settings, samples={}, clock=lambda: NOW) as services, TestClient(create_app(services)) as fresh:
        head = fresh.get("/api/v1/trail").json()
        assert (head["origin"], head["head"], head["key"]) == (None, None, [])
        assert head["unsigned"] == head["entries"] == len(fresh.get("/api/v1/trail/entries").json()["items"])
        assert check_problem(fresh.get("/api/v1/trail/checkpoint"), 404).code == "trail-file-missing"
        assert check_problem(fresh.get("/api/v1/trail/tile/0/000"), 404).code == "trail-file-missing"
        assert check_problem(fresh.get("/api/v1/trail/entries/1/proof"), 409).code == "entry-not-signed"
        checked = fresh.post("/api/v1/trail/check", json={"proof": trail_examples.PROOF}).json()
        assert (checked["holds"], checked["fault"]["code"]) == (False, "other-log")


def test_a_proof_is_checked_offline_and_here(node: Node) -> None:
    number = node.add()
    publish(node.services)
    text = node.proof(number)
    proof = Proof.parse(text)
    opening = Opening.parse(proof.extra or b"")
    assert proof.check(opening.leaf, KEY.verifier, origin=LOG).size >= number
    found = node.check(text)
    assert (found["holds"], found["fault"], found["entry"], found["here"]) == (True, None, number, "same")
    assert (found["origin"], found["size"], found["leaf"]["action"]) == (LOG, number, "grant")
    assert found["at"] == "2026-11-25T12:00:00Z"
    assert found["leaf"] == node.get(f"/entries/{number}").json()["leaf"]


def test_what_does_not_hold_is_told_with_its_fault(node: Node) -> None:
    number = node.add()
    publish(node.services)
    text = node.proof(number)
    head, blank, note = text.partition("\n\n")
    other = Opening.of(node.services.store.audit.get(number - 1)).extra
    stranger = Signer("other.example/trail", bytes(32))
    size = note.split("\n")[1]
    wrong = {
        "nothing": "malformed",
        text.removesuffix("\n"): "malformed",
        text.replace("\nindex ", "\nindex 0"): "malformed",
        text.replace("\nindex ", "\nindex 1"): "not-included",
        text.replace(f"\n{size}\n", f"\n{int(size) + 1}\n"): "not-signed",
        text.replace(LOG, "other.example/trail"): "other-log",
        head.replace("\nextra ", "\nextra AAAA") + blank + note: "malformed",
        "\n".join(line for line in head.split("\n") if not line.startswith("extra ")) + blank + note: "malformed",
        replace(Proof.parse(text), extra=other).text: "not-included",
        replace(Proof.parse(text), path=Proof.parse(text).path[:-1]).text: "not-included",
        with_signatures(text, stranger.line("another text\n")).replace(KEY.line(unsigned(note)), ""): "malformed",
    }
    for each, fault in wrong.items():
        found = node.check(each)
        assert (found["holds"], found["fault"]["code"]) == (False, fault), each
        assert found["fault"]["detail"]
        assert (found["leaf"], found["by"], found["here"]) == (None, [], None)


def unsigned(note: str) -> str:
    """The text of a note without its signatures."""
    return note.partition("\n\n")[0] + "\n"


def test_a_witness_is_checked_by_the_key_that_a_person_gives(node: Node) -> None:
    number = node.add()
    publish(node.services)
    proof = Proof.parse(node.proof(number))
    line = cosignature(unsigned(proof.checkpoint_note), WITNESS, at=NOW + timedelta(seconds=9))
    seen = replace(proof, checkpoint_note=with_signatures(proof.checkpoint_note, line)).text
    assert node.check(seen)["by"] == [
        {"name": LOG, "at": None, "known": True},
        {"name": "witness.example", "at": None, "known": False},
    ]
    assert node.check(seen, WITNESS.verifier)["by"][1] == {
        "name": "witness.example",
        "at": "2026-11-25T12:00:09Z",
        "known": True,
    }
    forged = seen.replace(line, cosignature("another text\n", WITNESS, at=NOW))
    assert node.check(forged)["holds"]
    refused = node.check(forged, WITNESS.verifier)
    assert (refused["holds"], refused["fault"]["code"]) == (False, "not-signed")


def test_a_witness_that_the_operator_named_is_known(node: Node) -> None:
    publish(node.services)
    named = node.services.settings.model_copy(update={"witnesses": f"{WITNESS.verifier} https://witness.example"})
    signed = node.services.store.checkpoints.last(LOG)
    assert signed is not None
    line = cosignature(unsigned(signed.note), WITNESS, at=NOW)
    node.services.store.checkpoints.cosigned(signed, with_signatures(signed.note, line))
    both = [
        {"name": LOG, "at": None, "known": True},
        {"name": "witness.example", "at": "2026-11-25T12:00:00Z", "known": True},
    ]
    with TestClient(create_app(replace(node.services, settings=named))) as client:
        knowing = Node(node.services, client)
        assert knowing.get("").json()["head"]["by"] == both
        assert knowing.check(knowing.proof(1))["by"] == both
    assert [each["known"] for each in node.get("").json()["head"]["by"]] == [True, False]
    node.add()
    publish(node.services)


def test_a_proof_of_another_log_is_checked_by_its_key(node: Node) -> None:
    example = node.check(trail_examples.PROOF)
    assert example["here"] == "another", "the log of the examples has the same key, and another past"
    stranger = Signer("other.example/trail", bytes(32))
    text = Checkpoint("other.example/trail", 1, sha256(b"\x00" + b'{"id":1}').digest()).text
    proof = Proof(0, (), f"{text}\n{stranger.line(text)}\n", Opening(b'{"id":1}').extra).text
    assert node.check(proof)["fault"]["code"] == "other-log"
    found = node.check(proof, stranger.verifier)
    assert (found["holds"], found["here"], found["leaf"]) == (True, "other-log", {"id": 1})
    lied = replace(Proof.parse(proof), extra=Opening(b'{"id":2}').extra).text
    assert node.check(lied, stranger.verifier)["fault"]["code"] == "not-included"


def test_a_signed_entry_that_is_gone_or_another_one_is_told(node: Node, tmp_path: Path) -> None:
    """A second installation with the same key and another past: each checks the proofs of the other."""
    with opened_node(new_home(tmp_path), KEY) as services, TestClient(create_app(services)) as client:
        fork = Node(services, client)
        publish(services)
        number = node.add()
        publish(node.services)
        assert fork.check(node.proof(number))["here"] == "missing"
        fork.add()
        publish(services)
        found = node.check(fork.proof(services.store.audit.end()))
        assert (found["holds"], found["here"], found["at"]) == (True, "another", None)


def test_hostile_texts_are_answered(node: Node) -> None:
    publish(node.services)
    text = node.proof(3)
    chosen = random.Random(20261125)
    for _ in range(300):
        at = chosen.randrange(len(text))
        damaged = text[:at] + chosen.choice(string.printable + "\u2028—\x00\ufffe") + text[at + chosen.choice((0, 1, 40)) :]
        found = node.check(damaged)
        assert found["holds"] is (damaged == text) or found["fault"] is None
    for odd in ("", "\n" * 9000, "c2sp.org/tlog-proof@v1\nindex 9223372036854775807\n\n" + text.partition("\n\n")[2]):
        assert node.check(odd)["holds"] is False


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"proof": "x" * (MOST_CHARACTERS + 1)}, "/proof"),
        ({"proof": 5}, "/proof"),
        ({}, "/proof"),
        ({"proof": "", "key": ["nonsense"]}, "/key/0"),
        ({"proof": "", "key": [str(KEY)]}, "/key/0"),
        ({"proof": "", "key": [str(KEY.verifier)] * 21}, "/key"),
        ({"proof": "", "other": 1}, "/other"),
    ],
)
def test_a_body_that_is_none_is_refused_and_no_key_is_repeated(node: Node, body: dict[str, Any], pointer: str) -> None:
    answer = node.client.post("/api/v1/trail/check", json=body)
    assert check_problem(answer, 422).errors[0].pointer == pointer
    assert str(KEY).rpartition("+")[2] not in answer.text


def test_proofs_of_records_show_what_their_history_shows(client: TestClient, services: Services) -> None:
    """A record's history is public with names and reasons, and so its proofs have them."""
    publish(services)
    record = next(services.store.records.stream()).id
    for entry in client.get(f"/api/v1/datasets/{record}/history").json()["items"]:
        proof = client.get(entry["proof"])
        assert proof.status_code == 200
        opening = Opening.parse(Proof.parse(proof.text).extra or b"")
        assert opening.entry["id"] == entry["id"]
        assert opening.salt == entry.get("salt")
