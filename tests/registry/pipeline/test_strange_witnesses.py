"""Witnesses that answer something else than their signature, or nothing at all: what is taken from them, and what is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from registry.proof.checkpoint import Checkpoint
from registry.proof.keys import Cosigner, Signer
from registry.proof.notes import cosignature, unverified_text
from registry.proof.witnesses import Fault
from registry.proof.witnessing import Submission
from registry.services import Services
from tests.homes import new_home
from tests.witnessed import AT, MINE, ask, happens, keyed, log_in, standing
from tests.witnesses import Reply, stranger

OTHER = Cosigner("witness.example", bytes([15]) * 32)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """An installation whose checkpoints many tests have signed."""
    with log_in(new_home(tmp_path_factory.mktemp("busy"))) as services:
        yield services


@pytest.fixture
def key(tmp_path: Path) -> Signer:
    return keyed(tmp_path / "home")


def by(cosigner: Cosigner) -> Reply:
    """Signs whatever it gets, with this key."""

    def reply(body: bytes) -> tuple[int, str, bytes]:
        text = unverified_text(Submission.parse(body.decode()).note)
        return 200, "text/plain", f"{cosignature(text, cosigner, at=AT)}\n".encode()

    return reply


def says(status: int, body: bytes = b"", media_type: str = "text/plain") -> Reply:
    return lambda _: (status, media_type, body)


def saw_the_same_size(body: bytes) -> tuple[int, str, bytes]:
    """Has signed another checkpoint of the size that it is asked to sign."""
    size = Checkpoint.parse(unverified_text(Submission.parse(body.decode()).note)).size
    return 409, "text/x.tlog.size", f"{size}\n".encode()


def in_turn(*replies: Reply) -> Reply:
    """One reply after the other."""
    left = iter(replies)

    def reply(body: bytes) -> tuple[int, str, bytes]:
        return next(left)(body)

    return reply


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (by(MINE), None),
        (by(OTHER), Fault.WRONG_ANSWER),
        (says(200), Fault.WRONG_ANSWER),
        (says(200, b"\xff\x00" * 100), Fault.WRONG_ANSWER),
        (says(200, b"\n" * 150_000), Fault.WRONG_ANSWER),
        (says(200, b"x" * 300_000), Fault.UNREACHABLE),
        (says(204), Fault.REFUSED),
        (says(302, b"http://127.0.0.1:1/"), Fault.REFUSED),
        (says(403), Fault.REFUSED),
        (says(404), Fault.REFUSED),
        (says(409, b"7\n"), Fault.WRONG_ANSWER),
        (says(409, b"many\n", "text/x.tlog.size"), Fault.WRONG_ANSWER),
        (says(409, b"0\n", "text/x.tlog.size"), Fault.WRONG_ANSWER),
        (says(409, b"1\n", "text/x.tlog.size"), Fault.WRONG_ANSWER),
        (saw_the_same_size, Fault.INCONSISTENT),
        (says(409, b"9223372036854775807\n", "text/x.tlog.size"), Fault.INCONSISTENT),
        (says(422), Fault.INCONSISTENT),
        (says(429), Fault.UNREACHABLE),
        (says(500), Fault.UNREACHABLE),
    ],
)
def test_only_the_signature_of_the_named_key_is_taken(busy: Services, reply: Reply, fault: Fault | None) -> None:
    with stranger(in_turn(by(MINE), reply, reply)) as address:
        services = replace(busy, settings=busy.settings.model_copy(update={"witnesses": f"{MINE.verifier} {address}"}))
        happens(services)
        ask(services)
        made = happens(services)
        ask(services)
        known = services.store.witnesses.of(made.origin)[str(MINE.verifier)]
        assert known.fault is fault
        kept = services.store.checkpoints.last(made.origin)
        assert kept is not None
        assert (kept.note == made.note) == (fault is not None)


def test_what_went_wrong_is_told_once_and_forgotten_when_it_signs(
    tmp_path: Path, key: Signer, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        stranger(in_turn(says(503), says(503), says(404), by(MINE))) as address,
        log_in(tmp_path / "home", f"{MINE.verifier} {address}") as services,
    ):
        happens(services)
        faults = []
        for _ in range(4):
            ask(services)
            faults.append(standing(services, MINE.verifier, key.verifier).fault)
        assert faults == [Fault.UNREACHABLE, Fault.UNREACHABLE, Fault.REFUSED, None]
        assert len([each for each in caplog.records if MINE.name in each.getMessage()]) == 2


def test_an_alarm_stays_until_the_witness_signs(tmp_path: Path, key: Signer) -> None:
    with (
        stranger(in_turn(says(422), says(503), by(MINE))) as address,
        log_in(tmp_path / "home", f"{MINE.verifier} {address}") as services,
    ):
        happens(services)
        for fault in (Fault.INCONSISTENT, Fault.INCONSISTENT, None):
            ask(services)
            assert standing(services, MINE.verifier, key.verifier).fault is fault


def test_nobody_is_there(tmp_path: Path, key: Signer) -> None:
    with log_in(tmp_path / "home", f"{MINE.verifier} http://127.0.0.1:1") as services:
        ask(services)
        assert services.store.witnesses.of(key.name) == {}, "nothing is signed yet"
        happens(services)
        ask(services)
        assert standing(services, MINE.verifier, key.verifier).fault is Fault.UNREACHABLE
