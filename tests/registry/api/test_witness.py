"""A witness behind a real port: what it answers to whom, whatever is sent to it."""

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.proof.checkpoint import Checkpoint
from registry.proof.keys import Signer
from registry.proof.notes import opened, signed, with_signatures
from registry.proof.tree import leaf_hash, node_hash
from registry.proof.witnessing import MAX_BODY, SIZE, Submission
from tests.witnesses import Running, witness

LOG = Signer("ministry.example/trail", bytes([9]) * 32)
OTHER = Signer("other.example/trail", bytes([10]) * 32)
IMPOSTOR = Signer("ministry.example/trail", bytes([11]) * 32)

LEAVES = [leaf_hash(b"one"), leaf_hash(b"two")]
ROOTS = {1: LEAVES[0], 2: node_hash(*LEAVES)}


def note(size: int, *, root: bytes | None = None, origin: str = LOG.name, by: Signer = LOG) -> str:
    return signed(Checkpoint(origin, size, root or ROOTS[size]).text, by)


FIRST = Submission(0, (), note(1)).text
SECOND = Submission(1, (LEAVES[1],), note(2)).text


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A witness that signs nothing in these tests."""
    with witness(tmp_path_factory.mktemp("witness") / "home", LOG.verifier) as running:
        yield running


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A witness that may sign what it gets."""
    with witness(tmp_path_factory.mktemp("fuzzed") / "home", LOG.verifier) as running:
        yield running


def post(running: Running, body: str | bytes, **headers: str) -> requests.Response:
    content = body.encode() if isinstance(body, str) else body
    return requests.post(f"{running.address}/add-checkpoint", data=content, headers=headers, timeout=20)


def test_it_signs_what_follows(tmp_path: Path) -> None:
    with witness(tmp_path / "home", LOG.verifier) as running:
        for body, of in ((FIRST, 1), (FIRST.replace("old 0", "old 1"), 1), (SECOND, 2)):
            answer = post(running, body)
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
            by = opened(with_signatures(note(of), answer.text), running.own.key.verifier).by
            assert by[0].time is not None
            assert abs((datetime.now(UTC) - by[0].time).total_seconds()) < 60
        stale = post(running, FIRST)
        assert (stale.status_code, stale.headers["Content-Type"], stale.text) == (409, SIZE, "2\n")


def test_it_refuses_another_root_of_the_same_size_and_a_path_that_does_not_hold(tmp_path: Path) -> None:
    with witness(tmp_path / "home", LOG.verifier) as running:
        assert post(running, FIRST).status_code == 200
        same = post(running, Submission(1, (), note(1, root=LEAVES[1])).text)
        assert (same.status_code, same.headers["Content-Type"], same.text) == (409, SIZE, "1\n")
        assert post(running, Submission(1, (LEAVES[0],), note(2)).text).status_code == 422
        assert post(running, Submission(1, (), note(2)).text).status_code == 422
        assert post(running, SECOND).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (Submission(0, (), note(1, origin=OTHER.name, by=OTHER)).text, 404),
        (Submission(0, (), note(1, by=OTHER)).text, 403),
        (Submission(0, (), note(1, by=IMPOSTOR)).text, 403),
        (FIRST.replace("old 0", "old 2"), 400),
        (FIRST.replace("old 0", "old 00"), 400),
        (FIRST.replace("old 0", "old -1"), 400),
        (FIRST.replace("old 0", "old 9223372036854775808"), 400),
        (FIRST.replace("old 0\n", "old 0\n" + "x\n"), 400),
        (FIRST.rstrip("\n"), 400),
        (FIRST.replace("\n", "\r\n"), 400),
        (FIRST + "\n", 400),
        ("old 0\n\n", 400),
        ("", 400),
        (b"\xff\xfe" * 8, 400),
        (b"\x00" * MAX_BODY, 400),
        (b"x" * (MAX_BODY + 1), 413),
        ("—" * MAX_BODY, 413),
        (Submission(0, (), note(1)).text.replace("old 0\n", "old 0\n" + "A" * 44 + "\n"), 400),
        (Submission(1, (LEAVES[1],), note(2)).text, 409),
    ],
)
def test_everything_else_is_refused_and_nothing_is_remembered(served: Running, body: str | bytes, status: int) -> None:
    answer = post(served, body)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == (SIZE if status == 409 else "text/plain; charset=utf-8")
    assert answer.text.endswith("\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert served.own.store.witnessed.latest(LOG.name) is None


def test_other_paths_and_methods_are_refused(served: Running) -> None:
    get = requests.get(f"{served.address}/add-checkpoint", timeout=20)
    assert (get.status_code, get.headers["Allow"]) == (405, "POST")
    for path in ("", "/", "/checkpoint", "/add-checkpoint/", "/%00", "/api/v1/datasets"):
        assert requests.post(served.address + path, data=FIRST, timeout=20, allow_redirects=False).status_code == 404


PIECES = st.sampled_from(
    [
        "old 0\n",
        "old 1\n",
        "old ",
        "\n",
        "\n\n",
        "— ",
        LOG.name,
        " ",
        "+",
        "1\n",
        "A" * 43 + "=\n",
        "\x00",
        "\ud7ff",
        FIRST,
        SECOND,
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_fail(fuzzed: Running, body: str) -> None:
    answer = fuzzed.own.answer(body)
    assert answer.status in {200, 400, 403, 404, 409, 422}
    if answer.status == 200:
        assert body in {FIRST, SECOND, FIRST.replace("old 0", "old 1")}


@given(body=st.binary(max_size=300), cut=st.integers(min_value=0, max_value=len(FIRST)))
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_it_fail(fuzzed: Running, body: bytes, cut: int) -> None:
    text = FIRST.encode()
    assert post(fuzzed, text[:cut] + body + text[cut + 1 :]).status_code in {400, 403, 404}


def test_a_store_that_does_not_answer_is_no_failure_of_the_program(tmp_path: Path) -> None:
    with witness(tmp_path / "home", LOG.verifier) as running:
        (tmp_path / "home" / "serai.db").write_bytes(b"not a database" * 1000)
        running.own.store.close()
        answer = post(running, FIRST)
        assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/plain; charset=utf-8")


def test_a_body_that_is_announced_and_never_comes_holds_nobody_up(served: Running) -> None:
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as waiting:
        waiting.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nold 0")
        assert post(served, "").status_code == 400


def test_who_leaves_in_the_middle_is_no_failure_of_the_program(served: Running, caplog: pytest.LogCaptureFixture) -> None:
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as leaving:
        leaving.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nold 0")
        assert post(served, "").status_code == 400  # so the first request is being read
    assert post(served, "").status_code == 400  # so the server has seen that it ended
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
