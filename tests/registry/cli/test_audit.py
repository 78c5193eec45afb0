"""`serai audit`: the trail is given out and checked where there is no installation; its keys change; entries are erased."""

import json
from pathlib import Path

import pytest

from registry.proof.checkpoint import Checkpoint
from registry.proof.keys import Signer
from registry.proof.notes import signed

from .conftest import Serai

BY = ("--by", "Aizada Bekova")
WHY = ("--reason", "The data protection office has asked for it.")


@pytest.fixture
def exported(serai: Serai, tmp_path: Path) -> Path:
    """An export with private parts of a trail that has some entries."""
    assert serai("harvest", "kg_example").code == 0
    file = tmp_path / "trail.jsonl"
    done = serai("audit", "export", str(file), *BY, "--private")
    assert (done.code, done.out) == (0, "")
    return file


@pytest.fixture
def key(serai: Serai, exported: Path) -> tuple[str, str]:
    found = json.loads(serai("audit", "key", "--json").out)["key"]
    assert serai("audit", "key").out.split() == found
    return ("--key", found[0])


def test_before_anything_is_signed(serai: Serai) -> None:
    told = serai("audit", "head")
    assert (told.code, "nothing is signed yet" in told.out) == (0, True)
    assert serai("audit", "key").out == ""
    assert serai("audit", "prove", "1000").code == 1


def test_the_head_tells_what_is_signed_and_by_whom(serai: Serai, key: tuple[str, str]) -> None:
    found = json.loads(serai("audit", "head", "--json").out)
    assert [each["key"] for each in found["key"]] == [key[1]]
    assert [(each["name"], each["known"]) for each in found["head"]["by"]] == [(found["origin"], True)]
    assert found["unsigned"] == 1, "the entry about the export"
    told = serai("audit", "head").out
    assert f"{found['head']['size']} entries" in told
    assert found["head"]["root"] in told
    assert f"signed by  {found['origin']}" in told


def test_an_export_is_checked_without_an_installation(
    serai: Serai, exported: Path, key: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERAI_HOME", str(tmp_path / "nowhere"))
    done = serai("audit", "check", str(exported), *key)
    assert (done.code, "with private parts, are those that were signed" in done.out) == (0, True)
    report = json.loads(serai("audit", "check", str(exported), *key, "--json").out)
    assert (report["found"], report["signed_by"]) == ([], [key[1]])
    assert serai("audit", "compare", str(exported), str(exported), *key).out == "same: both are the same history\n"
    lines = exported.read_bytes().splitlines(keepends=True)
    del lines[5]
    exported.write_bytes(b"".join(lines))
    done = serai("audit", "check", str(exported), *key)
    assert (done.code, done.out.splitlines()[0]) == (1, "entry-missing: line 6, entry 5: it is not there")
    assert not (tmp_path / "nowhere").exists()


def test_what_is_no_export_or_no_key_is_told(serai: Serai, exported: Path, key: tuple[str, str], tmp_path: Path) -> None:
    other = ("--key", str(Signer("other.example/trail", bytes(32)).verifier))
    assert serai("audit", "check", str(exported), *other).out.startswith("not-signed: line 1")
    assert serai("audit", "check", str(exported), *key, "--origin", "other.example").out.startswith("other-log: line 1")
    assert serai("audit", "check", str(exported), "--key", "nonsense").code == 2
    assert serai("audit", "check", str(exported)).code == 2
    assert serai("audit", "check", str(tmp_path / "missing"), *key).code == 2
    for content in (b"", b"\xff\xfe", b"{}\n", b"[" * 100_000):
        exported.write_bytes(content)
        done = serai("audit", "check", str(exported), *key)
        assert (done.code, done.out.partition(":")[0]) == (1, "not-an-export")
        assert serai("audit", "verify", str(exported), *key).code == 1
        assert serai("audit", "compare", str(exported), str(exported), *key).code == 1


def test_an_export_is_compared_with_a_later_one_and_with_a_checkpoint(
    serai: Serai, exported: Path, key: tuple[str, str], tmp_path: Path
) -> None:
    later, note = tmp_path / "later.jsonl", tmp_path / "checkpoint"
    assert serai("audit", "export", str(later), *BY).code == 0
    done = serai("audit", "compare", str(exported), str(later), *key)
    assert (done.code, done.out.partition(":")[0]) == (0, "first-begins-second")
    note.write_text(json.loads(exported.read_text("utf-8").partition("\n")[0])["export"]["checkpoint"], "utf-8")
    done = serai("audit", "compare", str(later), str(note), *key)
    assert (done.code, done.out.partition(":")[0]) == (0, "second-begins-first")
    done = serai("audit", "compare", str(exported), str(note), *key, "--json")
    assert (done.code, json.loads(done.out)["relation"]) == (0, "same")
    forger = Signer("other.example/trail", bytes(32))
    note.write_text(signed(Checkpoint("other.example/trail", 3, bytes(32)).text, forger), "utf-8")
    assert serai("audit", "compare", str(later), str(note), *key).code == 1


def test_an_entry_is_proved_and_the_proof_checked_anywhere(
    serai: Serai, key: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "one.tlog-proof"
    record = json.loads(serai("search", "--json").out)["items"][0]["id"]
    assert serai("audit", "prove", "--record", record, "--out", str(file)).code == 0
    assert serai("audit", "prove", "1").out.startswith("c2sp.org/tlog-proof@v1\n")
    assert serai("audit", "prove", "100000").code == 1
    assert serai("audit", "prove").code == 2
    assert serai("audit", "prove", "1", "--record", record).code == 2
    assert "no record" in serai("audit", "prove", "--record", record, "--at", "2020-01-01").err
    assert serai("audit", "prove", "--answer", "7").code == 1
    monkeypatch.setenv("SERAI_HOME", str(tmp_path / "nowhere"))
    done = serai("audit", "verify", str(file), *key)
    signed = f"signed by  {key[1].partition('+')[0]}"
    assert (done.code, f"create of {record}" in done.out, signed in done.out) == (0, True, True)
    assert json.loads(serai("audit", "verify", str(file), *key, "--json").out)["leaf"]["record"] == record
    other = Signer(key[1].partition("+")[0], bytes(32)).verifier
    assert serai("audit", "verify", str(file), "--key", str(other)).err.startswith("not-signed: ")
    content = file.read_text("utf-8")
    file.write_text(content.replace("index ", "index 1", 1), "utf-8")
    assert serai("audit", "verify", str(file), *key).err.startswith("not-included: ")
    assert not (tmp_path / "nowhere").exists()


def test_a_new_key_follows_the_old_one_and_both_check_the_trail(
    serai: Serai, exported: Path, key: tuple[str, str], tmp_path: Path
) -> None:
    made = serai("audit", "rotate").out.strip()
    later = tmp_path / "later.jsonl"
    assert serai("audit", "export", str(later), *BY).code == 0
    assert json.loads(serai("audit", "key", "--json").out)["key"] == [made, key[1]]
    for each in (made, key[1]):
        assert serai("audit", "check", str(later), "--key", each).code == 0
    assert serai("audit", "compare", str(exported), str(later), *key).code == 0
    assert serai("verify").code == 0


def test_a_lost_key_and_a_new_log(serai: Serai, home: Path, key: tuple[str, str], tmp_path: Path) -> None:
    assert json.loads(serai("audit", "head", "--json").out)["problem"] is None
    (home / "trail.key").write_text(serai("audit", "new-key").out)
    assert "problem   trail-key-unknown" in serai("audit", "head").out
    later = tmp_path / "later.jsonl"
    done = serai("audit", "export", str(later), *BY)
    assert (done.code, "trail-key-unknown" in done.err) == (0, True), "what was signed can be given out"
    assert serai("audit", "check", str(later), *key).code == 0
    old = key[1].partition("+")[0]
    assert serai("audit", "restart", *BY, *WHY, "--name", old).code == 1
    assert serai("audit", "restart", *BY, *WHY, "--name", "two words").code == 2
    made = serai("audit", "restart", *BY, *WHY).out.strip()
    assert made.partition("+")[0] != old
    assert serai("audit", "export", str(later), *BY).err.startswith(
        f"{json.loads(serai('audit', 'head', '--json').out)['head']['size']} "
    )
    assert serai("audit", "check", str(later), "--key", made).code == 0
    assert serai("audit", "check", str(later), *key).code == 1
    assert serai("verify").code == 0


def test_a_key_that_is_set_is_not_changed_in_the_file(serai: Serai, monkeypatch: pytest.MonkeyPatch) -> None:
    done = serai("audit", "new-key", "--name", "log.example/trail")
    monkeypatch.setenv("SERAI_TRAIL_KEY", done.out.strip())
    assert done.err.strip().removeprefix("Its public key: ").startswith("log.example/trail+")
    assert "trail-key-elsewhere" in serai("audit", "rotate").err
    restarted = serai("audit", "restart", *BY, *WHY, "--name", "log.example/second")
    assert restarted.out.startswith("PRIVATE+KEY+log.example/second+")
    assert serai("audit", "new-key", "--name", "two words").code == 2


def test_what_was_erased_is_gone_and_the_trail_still_holds(
    serai: Serai, exported: Path, key: tuple[str, str], tmp_path: Path
) -> None:
    assert "Aizada Bekova" in serai("audit", "export", "-", *BY, "--private").out
    entries = [json.loads(line).get("entry") for line in exported.read_text("utf-8").splitlines()]
    number = next(each["leaf"]["id"] for each in entries if each and "salt" in each)
    done = json.loads(serai("audit", "erase", str(number), *BY, *WHY, "--json").out)
    assert done["entries"] == [number]
    later = tmp_path / "later.jsonl"
    assert serai("audit", "export", str(later), *BY, "--private").code == 0
    assert serai("audit", "check", str(later), *key).code == 0
    kept = [json.loads(line).get("entry") for line in later.read_text("utf-8").splitlines()]
    assert [each for each in kept if each and each["leaf"]["id"] == number] == [
        {name: entries[number][name] for name in ("leaf", "hash")}
    ]
    assert serai("audit", "erase", "100000", *BY, *WHY).code == 1
