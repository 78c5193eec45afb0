"""`serai usage --keep` and `serai answers`: keeping, listing, showing and checking answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from registry.pipeline.publish import publish
from registry.pipeline.trail import verifiers
from registry.proof.keys import Signer
from registry.services import open_services
from registry.settings import Settings

from .conftest import Serai

ASKED = ("--state", "KZ", "--purpose", "research")


@pytest.fixture
def record(serai: Serai) -> str:
    serai("harvest", "kg_example")
    [found] = json.loads(serai("search", "--limit", "1", "--json").out)["items"]
    return str(found["id"])


def keep(serai: Serai, record: str, *more: str) -> Any:
    done = serai("usage", record, *ASKED, "--keep", "--json", *more)
    assert done.code == 0, done.err
    return json.loads(done.out)


def sign() -> str:
    """Sign what is new in the trail, as the worker does, and return the public key."""
    with open_services(Settings()) as services:
        publish(services)
        return str(verifiers(services)[0])


def test_an_answer_is_kept_listed_shown_and_checked(serai: Serai, record: str, tmp_path: Path) -> None:
    kept = keep(serai, record, "--affiliation", "Институт водных проблем", "--by", "Айсулуу")
    assert (kept["number"], kept["answer"]["by"]) == (1, {"kind": "person", "name": "Айсулуу"})
    assert keep(serai, record)["answer"]["by"] == {"kind": "system", "name": "command"}
    listed = serai("answers", "list").out.splitlines()
    assert [line.split()[0] for line in listed] == ["2", "1"]
    assert "kept by Айсулуу" in listed[1]
    assert serai("answers", "list", "--record", "00000000-0000-0000-0000-000000000001").out == ""
    shown = serai("answers", "show", "1")
    assert shown.out.startswith(("conditional", "unclear"))
    assert kept["hash"] in shown.out
    whole = serai("answers", "show", "1", "--json").out
    assert json.loads(whole) == kept
    file = tmp_path / "answer-1.json"
    file.write_text(whole, encoding="utf-8")
    checked = serai("answers", "check", str(file), "--here")
    assert (checked.code, checked.out.splitlines()[1]) == (0, f"answer  {kept['hash']}")
    plain = serai("usage", record, *ASKED, "--keep").out
    assert "  answer 2, kept by command at " in plain


def test_a_file_that_was_changed_is_found(serai: Serai, record: str, tmp_path: Path) -> None:
    kept, file = keep(serai, record), tmp_path / "answer.json"
    changed = json.loads(json.dumps(kept))
    changed["answer"]["verdict"]["effect"] = "allowed"
    changed["record"]["version"] = 7
    file.write_text(json.dumps(changed), encoding="utf-8")
    found = serai("answers", "check", str(file))
    assert (found.code, "the hash of the answer and of the record is another one" in found.err) == (1, True)
    file.write_text(json.dumps(kept | {"number": 5}), encoding="utf-8")
    assert serai("answers", "check", str(file)).code == 0
    assert serai("answers", "check", str(file), "--here").code == 1
    for nothing in ("{}", "[1]", "no JSON", '{"answer": 1, "record": 2, "hash": "x"}'):
        file.write_text(nothing, encoding="utf-8")
        refused = serai("answers", "check", str(file))
        assert (refused.code, "is not a kept answer" in refused.err) == (2, True)


def test_what_is_not_there_ends_with_1(serai: Serai, record: str) -> None:
    missing = serai("answers", "show", "9")
    assert (missing.code, "there is no answer 9" in missing.err) == (1, True)
    early = serai("usage", record, *ASKED, "--at", "2020-01-01")
    assert (early.code, "Serai did not have the record yet" in early.err) == (1, True)


def test_words_that_cannot_be_kept_are_refused(serai: Serai, record: str) -> None:
    refused = serai("usage", record, *ASKED, "--keep", "--affiliation", "x" * 501)
    assert (refused.code, "at most 500 characters" in refused.err) == (2, True)


def test_the_proof_of_an_answer_is_shown_and_checked_by_the_public_key(serai: Serai, record: str, tmp_path: Path) -> None:
    kept, file = keep(serai, record), tmp_path / "answer.json"
    assert f"entry {kept['entry']} of the audit trail, not signed yet" in serai("answers", "show", "1").out
    file.write_text(json.dumps(kept), encoding="utf-8")
    key = sign()
    early = serai("answers", "check", str(file), "--key", key)
    assert (early.code, "there is no proof in the file" in early.err) == (1, True)

    proved = json.loads(serai("answers", "show", "1", "--json").out)
    shown = serai("answers", "show", "1").out
    assert shown.endswith(proved["proof"])
    file.write_text(json.dumps(proved), encoding="utf-8")
    done = serai("answers", "check", str(file), "--key", key)
    assert done.code == 0, done.err
    entry, by = done.out.splitlines()[-2:]
    assert entry.startswith(f"entry  {kept['entry']} of ")
    assert by == f"signed by  {key.partition('+')[0]}"

    stranger = str(Signer(key.partition("+")[0], bytes(32)).verifier)
    refused = serai("answers", "check", str(file), "--key", stranger)
    assert (refused.code, "does not hold (not-signed)" in refused.err) == (1, True)
    assert serai("answers", "check", str(file), "--key", "nonsense").code == 2

    other = keep(serai, record, "--affiliation", "Another")
    sign()
    moved = {**proved, "proof": json.loads(serai("answers", "show", str(other["number"]), "--json").out)["proof"]}
    file.write_text(json.dumps(moved), encoding="utf-8")
    swapped = serai("answers", "check", str(file), "--key", key)
    assert (swapped.code, "the proof is of another answer" in swapped.err) == (1, True)
