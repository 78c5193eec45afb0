"""What every place of vectors must do. A place subclasses `VectorsContract` and gives an empty one."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid5

import numpy as np
import pytest

from search.meaning.vector import Vector
from search.meaning.vectors import Row, Vectors
from tests.waiting import until

SIZE = 32
NAMES = UUID(int=7)


class Words:
    """A small embedder: texts are near if they share words. The numbers of a word depend on its letters alone."""

    size = SIZE
    sure = least = -1.0

    def __init__(self, name: str = "words-1") -> None:
        self.name, self.passages_made = name, 0

    def question(self, text: str) -> Vector:
        total = sum((_of_word(word) for word in text.split()), np.full(SIZE, 1e-6))
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)

    def passages(self, texts: list[str]) -> list[Vector]:
        self.passages_made += len(texts)
        return [self.question(text) for text in texts]


def _of_word(word: str) -> Vector:
    found: Vector = np.random.default_rng(list(word.strip(".,").encode()) or [0]).normal(size=SIZE)
    return found


def identifier(number: int) -> UUID:
    return uuid5(NAMES, str(number))


def rows(*texts: str, key: str = "k") -> list[Row]:
    return [Row(identifier(at), f"{key}{at}", Words().question(text)) for at, text in enumerate(texts)]


def random_rows(count: int, *, first: int = 0) -> list[Row]:
    """Random vectors of length 1."""
    found = np.random.default_rng(count).normal(size=(count, SIZE)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return [Row(identifier(first + at), "k", vector) for at, vector in enumerate(found)]


class VectorsContract:
    """The fixture `vectors` gives an empty place for vectors of `Words`, `another` opens it as another process does."""

    tolerance = 0.01
    """How far a cosine may be from that of the vectors as they were put."""

    def found(self, vectors: Vectors, text: str, limit: int = 10) -> list[UUID]:
        return [record for record, _ in vectors.nearest(Words().question(text), limit)]

    def test_a_place_without_vectors(self, vectors: Vectors) -> None:
        assert vectors.nearest(Words().question("water"), 10) == []
        assert vectors.keys([identifier(0)]) == {}
        assert vectors.vector(identifier(0)) is None
        assert list(vectors.ids()) == []
        assert vectors.count() == 0
        vectors.remove([identifier(0)])
        vectors.tend()
        vectors.clear()

    def test_the_nearest_come_first_with_their_cosine(self, vectors: Vectors) -> None:
        put = rows("clean water", "dirty water", "schools of the city")
        vectors.put(put)
        until(lambda: len(self.found(vectors, "water")) == 3)
        hits = vectors.nearest(Words().question("clean water"), 2)
        assert [record for record, _ in hits] == [identifier(0), identifier(1)]
        assert [cosine for _, cosine in hits] == pytest.approx([1.0, float(put[0].vector @ put[1].vector)], abs=self.tolerance)

    def test_a_vector_comes_back(self, vectors: Vectors) -> None:
        [row] = rows("clean water")
        vectors.put([row])
        found = vectors.vector(row.id)
        assert found is not None
        assert found.dtype == np.float32
        assert float(found @ row.vector) == pytest.approx(1, abs=0.001)
        assert float(np.linalg.norm(found)) == pytest.approx(1, abs=0.001)

    def test_keys_are_known_at_once(self, vectors: Vectors) -> None:
        vectors.put(rows("a", "b"))
        assert vectors.keys([identifier(1), identifier(9)]) == {identifier(1): "k1"}
        assert vectors.keys([]) == {}
        vectors.put(rows("a", "b", key="new"))
        assert vectors.keys([identifier(0), identifier(1)]) == {identifier(0): "new0", identifier(1): "new1"}

    def test_a_newer_vector_replaces_the_older_one(self, vectors: Vectors) -> None:
        vectors.put(rows("water", "schools"))
        until(lambda: len(self.found(vectors, "water")) == 2)
        vectors.put(rows("budget"))
        until(lambda: self.found(vectors, "budget", 1) == [identifier(0)])
        assert vectors.count() == 2
        assert self.found(vectors, "budget").count(identifier(0)) == 1
        [(_, cosine)] = [hit for hit in vectors.nearest(Words().question("water"), 9) if hit[0] == identifier(0)]
        assert cosine < 0.9

    def test_what_is_removed_is_not_found(self, vectors: Vectors) -> None:
        vectors.put(rows("water", "water supply"))
        until(lambda: len(self.found(vectors, "water")) == 2)
        vectors.remove([identifier(0), identifier(5)])
        until(lambda: self.found(vectors, "water") == [identifier(1)])
        assert vectors.keys([identifier(0)]) == {}
        until(lambda: list(vectors.ids()) == [identifier(1)])

    def test_another_process_sees_within_a_second(self, vectors: Vectors, another: Callable[[], Vectors]) -> None:
        reader = another()
        assert self.found(reader, "water") == []
        vectors.put(rows("water"))
        begin = time.monotonic()
        until(lambda: self.found(reader, "water") == [identifier(0)])
        assert time.monotonic() - begin < 2  # a second, and what a busy machine takes
        vectors.put(rows("water", "more water"))
        until(lambda: len(self.found(reader, "water")) == 2)

    def test_many(self, vectors: Vectors) -> None:
        put = random_rows(1500)
        vectors.put(put)
        vectors.tend()
        until(lambda: vectors.count() == 1500)
        assert set(vectors.ids()) == {row.id for row in put}
        first = [vectors.nearest(row.vector, 3)[0][0] == row.id for row in put[::50]]
        assert sum(first) >= len(first) - 1
        assert len(vectors.nearest(put[0].vector, 700)) == 700

    def test_many_threads(self, vectors: Vectors) -> None:
        put = random_rows(200)
        vectors.put(put[:20])
        until(lambda: vectors.count() == 20)
        with ThreadPoolExecutor(6) as pool:
            writes = [pool.submit(vectors.put, put[at : at + 20]) for at in range(20, 200, 20)]
            reads = list(pool.map(lambda row: vectors.nearest(row.vector, 5), put[:20] * 5))
            for write in writes:
                write.result()
        assert all(reads)
        until(lambda: vectors.count() == 200)

    def test_after_clearing_it_can_be_filled_again(self, vectors: Vectors, another: Callable[[], Vectors]) -> None:
        vectors.put(rows("water"))
        reader = another()
        until(lambda: self.found(reader, "water") != [])
        vectors.clear()
        assert vectors.count() == 0
        vectors.put(rows("schools", "water"))
        until(lambda: self.found(reader, "water", 1) == [identifier(1)])
