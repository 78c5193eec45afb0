"""The vectors beside the embedded engine: the contract, and what is its own: the graph, killed writers, broken files."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.errors import EngineBusy, EngineUnavailable, IndexDamaged, UnknownEngine
from search.lock import locked
from search.meaning.embedded import EmbeddedVectors
from search.meaning.vectors import open_vectors
from tests.contracts.vectors import VectorsContract, Words, identifier, random_rows, rows


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[EmbeddedVectors]:
    with closing(EmbeddedVectors(tmp_path, Words(), wait=0.2)) as opened:
        yield opened


@pytest.fixture
def small(tmp_path: Path) -> Iterator[EmbeddedVectors]:
    """A graph is due for more than 100 vectors."""
    with closing(EmbeddedVectors(tmp_path, Words(), tail=100)) as opened:
        yield opened


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Callable[[], EmbeddedVectors]]:
    opened: list[EmbeddedVectors] = []

    def once_more() -> EmbeddedVectors:
        opened.append(EmbeddedVectors(tmp_path, Words()))
        return opened[-1]

    yield once_more
    for each in opened:
        each.close()


class TestWithoutGraph(VectorsContract):
    pass


class TestWithGraph(VectorsContract):
    @pytest.fixture
    def vectors(self, small: EmbeddedVectors) -> EmbeddedVectors:
        return small


def graphs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.graph"))


def test_the_place_is_beside_the_index(tmp_path: Path) -> None:
    with closing(open_vectors(f"tantivy:{tmp_path}/index", Words())) as opened:
        opened.put(rows("water"))
        opened.tend()
    assert [path.name for path in tmp_path.iterdir()] == ["index-meaning"]
    with pytest.raises(UnknownEngine):
        open_vectors("solr:index", Words())


def test_a_graph_is_extended_and_replaced_while_readers_go_on(
    small: EmbeddedVectors, another: Callable[[], EmbeddedVectors], tmp_path: Path
) -> None:
    reader, put = another(), random_rows(900)
    for start in range(0, 900, 150):
        small.put(put[start : start + 150])
        assert reader.nearest(put[start].vector, 1)[0][0] == put[start].id
        small.tend()
        assert len(graphs(tmp_path)) == 1
        assert reader.nearest(put[start + 1].vector, 1)[0][0] == put[start + 1].id
    small.tend()
    assert reader.count() == 900


def test_vectors_in_the_graph_are_replaced_and_removed(small: EmbeddedVectors) -> None:
    put = random_rows(400)
    small.put(put)
    small.tend()
    small.remove([row.id for row in put[:100]])
    small.put([row._replace(vector=-row.vector) for row in put[100:350]])
    for row in (put[0], put[120]):
        assert row.id not in [record for record, _ in small.nearest(row.vector, 5)]
    small.tend()  # most of the graph is gone: it is made from the beginning
    assert small.nearest(-put[120].vector, 1)[0][0] == put[120].id
    assert small.nearest(put[380].vector, 1)[0][0] == put[380].id
    assert len(small.nearest(put[0].vector, 400)) == 300


def test_vectors_of_another_embedder_are_others(tmp_path: Path, vectors: EmbeddedVectors) -> None:
    vectors.put(rows("water"))
    with closing(EmbeddedVectors(tmp_path, Words("words-2"))) as newer:
        assert newer.count() == 0
        newer.put(rows("water", "schools"))
        newer.tend()
    assert vectors.count() == 0  # nobody uses them any more


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(b"\0" * 5000)])
def test_a_damaged_graph_is_noticed_and_built_again(
    small: EmbeddedVectors, another: Callable[[], EmbeddedVectors], tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    put = random_rows(200)
    small.put(put)
    small.tend()
    [file] = graphs(tmp_path)
    damage(file)
    with pytest.raises(IndexDamaged):
        another().nearest(put[0].vector, 1)
    small.tend()
    assert another().nearest(put[0].vector, 1)[0][0] == put[0].id


def test_a_damaged_file_is_noticed_and_can_be_cleared(
    vectors: EmbeddedVectors, another: Callable[[], EmbeddedVectors], tmp_path: Path
) -> None:
    vectors.put(random_rows(50))
    vectors.close()
    [file] = tmp_path.glob("*/vectors.db")
    file.write_bytes(b"no database at all, but some text" * 200)
    damaged = another()
    for call in (damaged.count, lambda: damaged.keys([identifier(1)]), lambda: damaged.put(rows("water"))):
        with pytest.raises(IndexDamaged):
            call()
    damaged.clear()
    damaged.put(rows("water"))
    assert vectors.count() == 1  # who had it open goes on with the new file


def test_one_writer_at_a_time(vectors: EmbeddedVectors, tmp_path: Path) -> None:
    vectors.put(rows("water"))
    [folder] = tmp_path.iterdir()
    with locked(folder / "writing.lock", wait=0):
        with pytest.raises(EngineBusy):
            vectors.put(rows("schools"))
        assert vectors.count() == 1
    vectors.put(rows("schools"))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with closing(EmbeddedVectors(tmp_path / "file" / "folder", Words())) as opened, pytest.raises(EngineUnavailable):
        opened.put(rows("water"))


def _write_until_killed(folder: Path, ready: "multiprocessing.synchronize.Event") -> None:
    opened = EmbeddedVectors(folder, Words(), tail=100)
    for at in range(1000):
        opened.put(random_rows(60, first=60 * at))
        opened.tend()
        ready.set()


@pytest.mark.parametrize("moment", range(6))
def test_a_killed_writer_leaves_what_it_had_put(tmp_path: Path, moment: int) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_write_until_killed, args=(tmp_path, ready))
    process.start()
    assert ready.wait(60)
    process.join(0.03 * moment)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    with closing(EmbeddedVectors(tmp_path, Words(), tail=100)) as opened:
        count = opened.count()
        assert count >= 60
        assert count % 60 == 0
        assert len(opened.nearest(random_rows(60)[0].vector, 10)) == 10
        opened.put(random_rows(60))
        opened.tend()
        assert opened.count() == count
    assert len(graphs(tmp_path)) <= 1
    assert not list(tmp_path.glob("*/*.new"))
