"""`serai backup` and `serai restore` as a person calls them."""

import json
from pathlib import Path

import pytest

from tests.registry.cli.conftest import Serai


def test_a_home_is_backed_up_and_brought_back(serai: Serai, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "night.zip"
    refused = serai("backup", str(file))
    assert (refused.code, refused.err.partition(":")[0], home.exists()) == (1, "backup-nothing-here", False)
    serai("harvest", "kg_example")
    made = serai("backup", str(file), "--archive", "--by", "Aizada Bekova", "--json")
    told = json.loads(made.out)
    assert (made.code, told["records"], told["archived"], told["absent"], told["keys"]) == (0, 10, 10, 0, 0)
    assert "no private keys" in made.err
    assert serai("backup", str(file)).err.startswith("backup-exists:")
    serai("audit", "export", str(tmp_path / "trail.jsonl"), "--by", "Aizada Bekova")  # signs, and makes the key
    assert "PRIVATE KEYS" in serai("backup", str(tmp_path / "keys.zip"), "--with-keys").err

    monkeypatch.setenv("SERAI_HOME", str(tmp_path / "new"))
    monkeypatch.setenv("SERAI_SOURCES", str(tmp_path / "new declarations"))
    looked = serai("restore", str(file), "--dry-run")
    assert (looked.code, looked.out.startswith("Nothing was changed."), (tmp_path / "new").exists()) == (0, True, False)
    back = json.loads(serai("restore", str(file), "--json").out)
    assert (back["records"], back["indexed"], back["absent"], back["declarations"]) == (10, 10, 0, 1)
    assert back["head"] == told["head"]
    assert (tmp_path / "new declarations" / "kg_example.yml").exists()
    assert serai("verify").code == 0
    again = serai("restore", str(file))
    assert (again.code, again.err.partition(":")[0]) == (1, "restore-home-in-use")


def test_a_restore_without_the_archive_says_what_is_missing(
    serai: Serai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serai("harvest", "kg_example")
    serai("backup", str(tmp_path / "small.zip"))
    monkeypatch.setenv("SERAI_HOME", str(tmp_path / "new"))
    back = serai("restore", str(tmp_path / "small.zip"))
    assert "lacks 10 of 10 raw records" in back.err


def test_a_file_that_is_none_ends_with_a_code(serai: Serai, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("hello")
    for name, code in (("text.zip", "backup-not-ours"), ("nothing.zip", "backup-unreadable")):
        done = serai("restore", str(tmp_path / name), "--json")
        assert (done.code, done.out, done.err.partition(":")[0]) == (1, "", code)
