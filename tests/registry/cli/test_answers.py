"""`serai usage --keep` and `serai answers`: keeping, listing, showing and checking answers."""

import json
from pathlib import Path
from typing import Any

import pytest

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
