"""`serai witness` as an operator runs it: its key, its processes, and what it says."""

import signal
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from registry.pipeline.index import refresh
from registry.pipeline.publish import publish
from registry.proof.checkpoint import Checkpoint
from registry.proof.keys import Cosigner, Signer, Verifier
from registry.proof.notes import opened, signed, with_signatures
from registry.proof.tree import leaf_hash
from registry.proof.witnesses import Fault
from registry.proof.witnessing import Submission
from registry.services import open_services
from registry.settings import Settings
from tests.registry.cli.conftest import Serai
from tests.waiting import at_once
from tests.witnesses import Started, started

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LOG = Signer("ministry.example/trail", bytes([1]) * 32)
NOTES = [signed(Checkpoint(LOG.name, 1, leaf_hash(content)).text, LOG) for content in (b"one", b"two")]


def asked(witness: Started, note: str, old_size: int = 0) -> requests.Response:
    body = Submission(old_size, (), note).text.encode()
    return requests.post(f"{witness.address}/add-checkpoint", data=body, timeout=20)


def test_it_remembers_when_it_was_killed_and_ends_in_good_order(tmp_path: Path) -> None:
    with started(tmp_path / "home", LOG.verifier) as first:
        answer = asked(first, NOTES[0])
        assert answer.status_code == 200
        key = first.key
        assert opened(with_signatures(NOTES[0], answer.text), key).by
        assert f"It signs checkpoints of {LOG.name}" in first.said
        first.process.kill()
    with started(tmp_path / "home", LOG.verifier) as again:
        assert str(key) in again.said
        assert asked(again, NOTES[0]).status_code == 409
        assert asked(again, NOTES[1], old_size=1).status_code == 409
        assert asked(again, NOTES[0], old_size=1).status_code == 200
        again.process.send_signal(signal.SIGTERM)
        assert again.process.wait(30) == 0


def test_of_two_processes_with_one_home_one_signs(tmp_path: Path) -> None:
    with started(tmp_path / "home", LOG.verifier) as one, started(tmp_path / "home", LOG.verifier) as two:
        acts = [lambda each=each, note=note: asked(each, note).status_code for note in NOTES for each in (one, two)]
        assert sorted(map(str, at_once(*acts * 3, refused=()))) == ["200", *["409"] * 11]


@pytest.fixture
def serai_here(serai: Serai, monkeypatch: pytest.MonkeyPatch) -> Serai:
    monkeypatch.setenv("SERAI_SAMPLES", "false")
    return serai


def test_the_key_is_made_once_and_only_its_public_half_is_printed(serai_here: Serai, home: Path) -> None:
    first = serai_here("witness", "key")
    private = (home / "witness.key").read_text().strip()
    assert first.out.strip() == str(Cosigner.parse(private).verifier)
    assert private not in first.out + first.err
    assert serai_here("witness", "key").out == first.out
    assert stat.S_IMODE((home / "witness.key").stat().st_mode) == 0o600
    assert [each.name for each in home.glob("witness.key*")] == ["witness.key"]


def test_the_name_of_the_key_is_the_address_of_the_installation(serai_here: Serai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERAI_BASE_URL", "https://data.ministry.example/catalogue/")
    assert Verifier.parse(serai_here("witness", "key").out.strip()).name == "data.ministry.example/catalogue/witness"


def test_a_key_of_the_settings_makes_no_file(serai_here: Serai, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Cosigner("witness.example", bytes([2]) * 32)
    monkeypatch.setenv("SERAI_WITNESS_KEY", f"{key}\n")
    assert serai_here("witness", "key").out.strip() == str(key.verifier)
    assert not (home / "witness.key").exists()
    assert str(key) not in repr(Settings())


def test_status_shows_the_alarm_and_ends_with_one(serai_here: Serai, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, silent = Cosigner("witness.example", bytes([3]) * 32), Cosigner("silent.example", bytes([4]) * 32)
    monkeypatch.setenv("SERAI_WITNESSES", f"{key.verifier} https://witness.example;{silent.verifier} https://silent.example")
    with open_services(Settings()) as services:
        refresh(services)
        made = publish(services)
        assert made is not None
        services.store.witnesses.signed(made.origin, str(key.verifier), size=2, at=AT)
    before = serai_here("status")
    assert before.code == 0
    assert f"trail    {made.size} of {made.size} entries are signed, the last at " in before.out
    assert "witness witness.example signed 2 entries at 2026-11-25 12:00" in before.out
    assert "witness silent.example has signed nothing yet" in before.out
    with open_services(Settings()) as services:
        services.store.witnesses.failed(made.origin, str(key.verifier), Fault.INCONSISTENT, at=AT)
    after = serai_here("status")
    assert after.code == 1
    assert "ALARM: it has signed another past of this trail" in after.out


def test_without_logs_it_says_what_to_do(serai_here: Serai) -> None:
    done = serai_here("witness")
    assert done.code == 2
    assert "SERAI_WITNESS_LOGS names no log" in done.err


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("SERAI_WITNESSES", "https://witness.example", "not a key"),
        ("SERAI_WITNESS_LOGS", str(Cosigner("one.example", bytes([5]) * 32).verifier), "not one of a log"),
        ("SERAI_WITNESS_KEY", str(Signer("one.example", bytes([6]) * 32)), "not one for this kind of signature"),
        ("SERAI_WITNESS_KEY", str(Cosigner("one.example", bytes([7]) * 32))[:-4] + "AAA=", "SERAI_WITNESS_KEY"),
    ],
)
def test_wrong_settings_are_told_at_the_start_and_not_repeated(
    serai_here: Serai, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, why: str
) -> None:
    monkeypatch.setenv(setting, value)
    done = serai_here("witness", "key")
    assert done.code == 2
    assert setting in done.err
    assert why in done.err
    assert value not in done.err


def test_a_file_that_has_no_key_is_told_and_not_repeated(serai_here: Serai, home: Path) -> None:
    home.mkdir()
    (home / "witness.key").write_text(f"{Signer('one.example', bytes([8]) * 32)}\n")
    done = serai_here("witness", "key")
    assert done.code == 1, "a new database is not made beside the key of a witness"
    assert "the key of a witness is in the home folder" in done.err
    (home / "witness.key").rename(home / "away")
    serai_here("witness", "key")
    (home / "away").rename(home / "witness.key")
    done = serai_here("witness", "key")
    assert done.code == 2
    assert "The key of the witness cannot be used" in done.err
    assert "PRIVATE" not in done.err


def test_a_witness_that_has_lost_its_memory_signs_nothing(serai_here: Serai, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serai_here("witness", "key")
    for file in home.glob("serai.db*"):
        file.unlink()
    assert "database-vanished" in serai_here("witness", "key").err
    monkeypatch.setenv("SERAI_NEW_DATABASE", "true")
    assert serai_here("witness", "key").code == 0
