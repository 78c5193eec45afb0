"""Two installations over HTTP: one witnesses the trail of the other, and refuses to sign another past."""

import logging
import shutil
import time
from pathlib import Path
from threading import Thread

import pytest

from registry.answers.shapes.trail_check import SignedBy
from registry.answers.trail import trail_view
from registry.operation.witnesses import SECONDS, WitnessClient
from registry.pipeline import cosigning
from registry.pipeline.index import refresh
from registry.pipeline.publish import publish
from registry.pipeline.status import status
from registry.pipeline.trail import CHECKPOINT, place_of, proof_of, signed, tree
from registry.pipeline.worker import working
from registry.proof.entries import leaf
from registry.proof.keys import Cosigner, Signer
from registry.proof.notes import NotSigned, cosignature, opened, unverified_text, with_signatures
from registry.proof.witnesses import Fault, witnesses_of
from registry.proof.witnessing import Answer, Submission
from registry.services import Services
from registry.store.audit_rows import Event
from registry.store.checkpoints import Signed
from registry.store.witnesses import Standing
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from tests.waiting import at_once, until
from tests.witnessed import AT, MINE, ask, happens, keyed, log_in, shown, standing
from tests.witnesses import Running, stranger, witness


@pytest.fixture
def key(tmp_path: Path) -> Signer:
    return keyed(tmp_path / "home")


def test_a_witness_signs_each_checkpoint_that_follows(tmp_path: Path, key: Signer) -> None:
    log = key.verifier
    with witness(tmp_path / "witness", log) as other, log_in(tmp_path / "home", other.named) as services:
        by = other.own.key.verifier
        for number in (1, 3, 300):
            made = happens(services, number)
            ask(services)
            signatures = opened(shown(services, log), log, by).by
            assert [each.verifier for each in signatures] == [log, by]
            assert signatures[1].time is not None
            kept = services.store.checkpoints.last(log.name)
            assert kept is not None
            assert kept.note == shown(services, log)
            assert standing(services, by, log) == Standing(made.size, signatures[1].time)
        proof = proof_of(services, 2)
        proof.check(leaf(services.store.audit.get(2)), log, origin=log.name)
        assert {each.verifier for each in opened(proof.checkpoint_note, log, by).by} == {log, by}


def test_status_and_metrics_tell_how_far_each_witness_is(tmp_path: Path, key: Signer) -> None:
    with (
        witness(tmp_path / "witness", key.verifier) as other,
        log_in(tmp_path / "home", other.named, f"{MINE.verifier} http://127.0.0.1:1") as services,
    ):
        refresh(services)
        nothing = status(services).trail
        assert (nothing.signed, nothing.at, [each.size for each in nothing.witness]) == (0, None, [0, 0])
        made = happens(services, 3)
        ask(services)
        services.store.audit.add(Event(CATALOGUE, Action.EXPORT, Actor.system("test"), services.clock(), {}))
        found = status(services)
        assert (found.trail.entries, found.trail.signed, found.trail.at) == (made.size + 1, made.size, made.at)
        signs, silent = found.trail.witness
        assert (signs.name, signs.size, signs.fault) == (other.own.key.name, made.size, None)
        assert signs.at is not None
        assert (silent.name, silent.size, silent.at, silent.fault) == (MINE.name, 0, None, Fault.UNREACHABLE)
        assert found.well, "a witness that does not answer stops nothing"
        told = services.metrics.text().decode().splitlines()
        for line in (
            f"serai_trail_entries {made.size + 1}.0",
            "serai_trail_unsigned_entries 1.0",
            f"serai_trail_signed_timestamp_seconds {made.at.timestamp()!r}",
            f'serai_witness_entries{{witness="{signs.name}"}} {made.size}.0',
            f'serai_witness_fault{{fault="unreachable",witness="{MINE.name}"}} 1.0',
        ):
            assert any(written(each) == written(line) for each in told), line


def written(line: str) -> tuple[str, float | str]:
    """A line of metrics, whose number may be written in several ways."""
    name, _, value = line.rpartition(" ")
    try:
        return name, float(value)
    except ValueError:
        return name, value


def signed_by(services: Services) -> tuple[SignedBy, ...]:
    head = trail_view(services).head
    assert head is not None
    return head.by


def test_a_checkpoint_tells_who_has_signed_it_too(tmp_path: Path, key: Signer) -> None:
    with witness(tmp_path / "witness", key.verifier) as other, log_in(tmp_path / "home", other.named) as services:
        made = happens(services)
        assert [each.name for each in signed_by(services)] == [key.name]
        ask(services)
        note = shown(services, key.verifier)
        kept = services.store.checkpoints.of_size(made.origin, made.size)
        assert kept is not None
        services.store.checkpoints.cosigned(kept, with_signatures(note, cosignature(unverified_text(note), MINE, at=AT)))
        _, known, unknown = signed_by(services)
        assert (known.name, known.known) == (other.own.key.name, True)
        assert known.at == standing(services, other.own.key.verifier, key.verifier).at
        assert (unknown.name, unknown.known, unknown.at) == (MINE.name, False, None)


def test_nobody_is_asked_again_about_what_it_has_signed(tmp_path: Path, key: Signer) -> None:
    with witness(tmp_path / "witness", key.verifier) as other, log_in(tmp_path / "home", other.named) as services:
        happens(services)
        ask(services)
        before = shown(services, key.verifier)
        ask(services)
        publish(services)
        assert shown(services, key.verifier) == before


def test_a_checkpoint_is_published_again_if_a_signature_is_missing_there(tmp_path: Path, key: Signer) -> None:
    with witness(tmp_path / "witness", key.verifier) as other, log_in(tmp_path / "home", other.named) as services:
        made = happens(services)
        ask(services)
        cosigned = shown(services, key.verifier)
        services.archive.publish(place_of(key.name, CHECKPOINT), made.note.encode())
        publish(services)
        assert shown(services, key.verifier) == cosigned


def test_a_fork_is_refused_and_the_alarm_shows(tmp_path: Path, key: Signer, caplog: pytest.LogCaptureFixture) -> None:
    """The home of the log is copied, key and all, and both go on: whoever comes first is witnessed, the other one is not."""
    with witness(tmp_path / "witness", key.verifier) as other:
        by, log = other.own.key.verifier, key.verifier
        with log_in(tmp_path / "home", other.named) as services:
            refresh(services)
            happens(services, 5)
            ask(services)
        shutil.copytree(tmp_path / "home", tmp_path / "copy")
        with log_in(tmp_path / "home", other.named) as first, log_in(tmp_path / "copy", other.named) as second:
            signed = happens(first, 3)
            ask(first)
            shorter, equal, longer = happens(second), happens(second, 2), happens(second)
            assert shorter.size < signed.size == equal.size < longer.size
            caplog.clear()
            ask(second)
            assert standing(second, by, log).fault is Fault.INCONSISTENT
            assert [(each.levelno, by.name in each.getMessage()) for each in caplog.records] == [(logging.ERROR, True)]
            assert (status(first).trail.alarms, status(first).well) == (False, True)
            assert (status(second).trail.alarms, status(second).well) == (True, False)
            assert f'serai_witness_fault{{fault="inconsistent",witness="{by.name}"}} 1.0' in second.metrics.text().decode()
            assert f'serai_witness_fault{{fault="inconsistent",witness="{by.name}"}} 0.0' in first.metrics.text().decode()
            ask(second)
            assert len(caplog.records) == 1
            with pytest.raises(NotSigned):
                opened(shown(second, log), by)
            happens(first)
            ask(first)
            assert opened(shown(first, log), by)
            assert standing(first, by, log).fault is None


@pytest.mark.parametrize(("on", "copy"), [(3, 1), (3, 3), (1, 3)], ids=["shorter", "as long", "longer"])
def test_every_length_of_a_fork_is_refused(tmp_path: Path, key: Signer, on: int, copy: int) -> None:
    with witness(tmp_path / "witness", key.verifier) as other:
        with log_in(tmp_path / "home", other.named) as services:
            same = happens(services, 5)
            ask(services)
        shutil.copytree(tmp_path / "home", tmp_path / "copy")
        with log_in(tmp_path / "home", other.named) as first, log_in(tmp_path / "copy", other.named) as second:
            happens(first, on)
            ask(first)
            happens(second, copy)
            ask(second)
            found = standing(second, other.own.key.verifier, key.verifier)
            assert (found.fault, found.size) == (Fault.INCONSISTENT, same.size)


def test_a_witness_remembers_over_a_restart(tmp_path: Path, key: Signer) -> None:
    with log_in(tmp_path / "home") as services:
        made = happens(services, 4)
        with witness(tmp_path / "witness", key.verifier) as other:
            assert submit(other, services, 0, made).status == 200
        happens(services, 2)
        with witness(tmp_path / "witness", key.verifier) as again:
            assert again.own.key == other.own.key
            answer = submit(again, services, 0, made)
            assert (answer.status, answer.body, answer.media_type) == (409, f"{made.size}\n", "text/x.tlog.size")


def test_the_old_size_is_corrected(tmp_path: Path, key: Signer) -> None:
    """The database of the log does not know any more what the witness signed."""
    with witness(tmp_path / "witness", key.verifier) as other, log_in(tmp_path / "home", other.named) as services:
        assert submit(other, services, 0, happens(services, 4)).status == 200
        made = happens(services, 2)
        ask(services)
        assert standing(services, other.own.key.verifier, key.verifier).size == made.size


def test_of_many_at_once_a_witness_signs_one_that_follows(tmp_path: Path, key: Signer) -> None:
    with witness(tmp_path / "witness", key.verifier) as other, log_in(tmp_path / "home") as services:
        sizes = [happens(services) for _ in range(6)]
        acts = [lambda each=each: submit(other, services, 0, each).status for each in sizes]
        assert sorted(at_once(*acts, refused=())) == [200, *[409] * 5]
        last = other.own.store.witnessed.latest(key.name)
        assert last is not None
        assert submit(other, services, last.size, sizes[-1]).status == 200


def test_a_worker_asks_by_itself_and_goes_on_without_a_witness_that_does_not_answer(
    tmp_path: Path, key: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cosigning, "PAUSE", 0.5)
    slow = Cosigner("slow.example", bytes([13]) * 32)

    def waits(_: bytes) -> tuple[int, str, bytes]:
        time.sleep(2)
        return 200, "text/plain", b""

    with (
        witness(tmp_path / "witness", key.verifier) as other,
        stranger(waits) as address,
        log_in(tmp_path / "home", other.named, f"{slow.verifier} {address}") as services,
        working(services, sources=()),
    ):
        until(lambda: has_signed(services, other), seconds=30)


def test_a_slow_witness_delays_no_other(tmp_path: Path, key: Signer) -> None:
    slow = Cosigner("slow.example", bytes([14]) * 32)

    def waits(_: bytes) -> tuple[int, str, bytes]:
        time.sleep(2 * SECONDS)
        return 200, "text/plain", b""

    with (
        witness(tmp_path / "witness", key.verifier) as other,
        stranger(waits) as address,
        log_in(tmp_path / "home", f"{slow.verifier} {address}", other.named) as services,
    ):
        happens(services)
        asking = Thread(target=ask, args=(services,))
        begun = time.monotonic()
        asking.start()
        until(lambda: has_signed(services, other), seconds=SECONDS - 1)
        assert publish(services), "publishing waits for nobody"
        assert asking.is_alive(), "the slow one is still waited for"
        asking.join(SECONDS + 5)
        assert SECONDS <= time.monotonic() - begun < SECONDS + 5
        assert standing(services, slow.verifier, key.verifier).fault is Fault.UNREACHABLE


def test_of_two_processes_that_ask_at_once_no_signature_is_lost(tmp_path: Path, key: Signer) -> None:
    with (
        witness(tmp_path / "one", key.verifier) as one,
        witness(tmp_path / "two", key.verifier) as two,
        log_in(tmp_path / "home", one.named) as first,
        log_in(tmp_path / "home", two.named) as second,
    ):
        for _ in range(5):
            happens(first)
            at_once(lambda: ask(first), lambda: ask(second), refused=())
            kept = first.store.checkpoints.last(key.name)
            assert kept is not None
            assert len(opened(kept.note, one.own.key.verifier, two.own.key.verifier).by) == 2


def submit(other: Running, services: Services, old_size: int, made: Signed) -> Answer:
    named = witnesses_of(other.named)[0]
    return WitnessClient(named).submit(Submission(old_size, tree(services, made).consistency(old_size), made.note))


def has_signed(services: Services, other: Running) -> bool:
    last = signed(services)
    try:
        return last is not None and bool(opened(last.note, other.own.key.verifier))
    except NotSigned:
        return False
