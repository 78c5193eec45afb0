"""The embedded engine: the contract, and what is its own: the folder, the lock, broken files."""

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from search import open_engine
from search.ask import ask
from search.document import Document
from search.embedded import generations
from search.embedded.engine import EmbeddedEngine
from search.embedded.schema import generation, sort_keys
from search.errors import EngineBusy, EngineUnavailable, IndexMissing, UnknownEngine
from search.lock import locked
from search.moments import EARLIEST, last_second
from search.query import Query, Sort
from tests.contracts.search_engine import SearchEngineContract, many
from tests.factories import record


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    with closing(EmbeddedEngine(tmp_path / "index", wait=0.2)) as opened:
        yield opened


class TestContract(SearchEngineContract):
    pass


def directories(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def test_an_index_is_found_again(tmp_path: Path) -> None:
    with closing(open_engine(f"tantivy:{tmp_path}/index")) as first:
        first.update(many(3))
    with closing(open_engine(f"tantivy://{tmp_path}/index")) as second:
        assert second.search(Query()).total == 3
        second.update(many(4))
        assert first.search(Query()).total == 4  # closing lets go of files, it does not forbid


def test_a_reader_sees_what_another_engine_writes(engine: EmbeddedEngine, tmp_path: Path) -> None:
    engine.update(many(1))
    with closing(EmbeddedEngine(tmp_path / "index")) as reader:
        assert reader.search(Query()).total == 1
        engine.update(many(2))
        assert reader.search(Query()).total == 2
        engine.rebuild(iter(many(5)))
        assert reader.search(Query()).total == 5
        assert reader.check().count == 5


def test_one_generation_is_kept(engine: EmbeddedEngine, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    engine.update(many(1))
    assert directories(folder) == [f"000001-{generation()}"]
    (folder / "000009-halfbuilt").mkdir()
    engine.rebuild(iter(many(1)))
    assert directories(folder) == [f"000002-{generation()}"]
    assert (folder / "current").read_text() == f"000002-{generation()}"


def test_the_second_writer_is_told(engine: EmbeddedEngine, tmp_path: Path) -> None:
    other = EmbeddedEngine(tmp_path / "index", wait=0.0)
    engine.update(many(1))

    def documents() -> Iterator[Document]:
        with pytest.raises(EngineBusy):
            other.update(many(1))
        with pytest.raises(EngineBusy):
            other.rebuild(iter([]))
        assert other.search(Query()).total == 1
        yield from many(2)

    engine.rebuild(documents())
    assert other.update(many(3)) == ()
    assert ask(engine, Query()).total == 3


def test_a_writer_waits_a_little(engine: EmbeddedEngine, tmp_path: Path) -> None:
    with locked(tmp_path / "index" / generations.LOCK, wait=0.0):
        started = time.monotonic()
        with pytest.raises(EngineBusy):
            engine.update(many(1))
    assert 0.2 <= time.monotonic() - started < 5


def test_an_index_of_other_rules_asks_to_be_rebuilt(engine: EmbeddedEngine, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    engine.update(many(1))
    shutil.move(folder / f"000001-{generation()}", folder / "000001-0123456789ab")
    (folder / "current").write_text("000001-0123456789ab")
    health = engine.check()
    assert (health.reachable, health.current) == (True, False)
    for use in (lambda: ask(engine, Query()), lambda: engine.update(many(1)), lambda: engine.words("wat")):
        with pytest.raises(IndexMissing, match="rebuild"):
            use()
    engine.rebuild(iter(many(2)))
    assert engine.check().count == 2


@pytest.mark.parametrize("suffix", [".term", ".idx", ".store", ".fast", "meta.json"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_broken_files_are_an_error_of_ours(engine: EmbeddedEngine, tmp_path: Path, suffix: str, damage: str) -> None:
    engine.update(many(5))
    paths = [path for path in (tmp_path / "index").rglob("*") if path.is_file() and path.name.endswith(suffix)]
    assert paths
    for path in paths:
        if damage == "gone":
            path.unlink()
        else:
            os.truncate(path, 10)
    with pytest.raises(EngineUnavailable):
        ask(engine, Query(text="water", facet=("source",)))
    health = engine.check()
    assert not health.reachable
    assert health.detail
    engine.rebuild(iter(many(2)))
    assert ask(engine, Query()).total == 2


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("this is a file")
    engine = EmbeddedEngine(tmp_path / "index")
    assert not engine.check().reachable
    for use in (lambda: ask(engine, Query()), lambda: engine.update(many(1)), lambda: engine.rebuild(iter([]))):
        with pytest.raises(EngineUnavailable):
            use()


def _write_forever(folder: Path, ready: "multiprocessing.synchronize.Event") -> None:
    engine = EmbeddedEngine(folder)
    version = 1
    while True:
        engine.update(many(50))
        engine.rebuild(iter(many(50)))
        ready.set()
        version += 1


def test_a_killed_writer_leaves_a_whole_index(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    folder = tmp_path / "index"
    for pause in (0.0, 0.013, 0.031):
        ready = context.Event()
        writer = context.Process(target=_write_forever, args=(folder, ready))
        writer.start()
        assert ready.wait(60)
        time.sleep(pause)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        engine = EmbeddedEngine(folder)
        assert ask(engine, Query(text="water")).total == 50
        assert engine.update(many(50)) == ()
        assert engine.check().count == 50
        engine.close()


def test_what_a_killed_writer_had_not_committed_is_in_nobodys_way(engine: EmbeddedEngine, tmp_path: Path) -> None:
    engine.update(many(5))
    (commit,) = (tmp_path / "index").glob("*/meta.json")
    before = commit.read_bytes()
    engine.update(many(2))
    commit.write_bytes(before)  # as if the writer had been killed when all but this was written
    with closing(EmbeddedEngine(tmp_path / "index")) as next_one:
        assert next_one.update(many(2)) == ()
        assert next_one.check().count == 5


def test_sort_keys_order_by_day_then_id() -> None:
    first, second = sorted(record(identifier=str(at)).id for at in range(2))

    def falls(name: str, *, oldest: bool = False) -> bool:
        times = (1, 2) if oldest else (2, 1)
        keys = [sort_keys(each, at, at)[name] for at in (*times, None) for each in (first, second)]
        return keys == sorted(keys, reverse=True) and len({*keys}) == len(keys)

    assert all(falls(name) for name in ("newest", "changed"))
    assert all(falls(name, oldest=True) for name in ("oldest", "changed_oldest"))
    latest = (date.max.toordinal(), last_second(date.max))
    for at in ((None, None), (1, EARLIEST), latest):
        assert all(0 <= key < 1 << 64 for key in sort_keys(second, *at).values())


def test_ids_that_begin_alike_are_in_their_order(engine: EmbeddedEngine) -> None:
    """Pages cut through records whose numbers are equal, because what the ids have in common is all that a number has of them."""
    alike = [replace(each, id=UUID(int=(7 << 64) + 50 - at)) for at, each in enumerate(many(50))]
    for at in range(0, 50, 10):
        engine.update(alike[at : at + 10])
    expected = sorted(each.id for each in alike)
    for sort in (each for each in Sort if each is not Sort.RELEVANCE):
        assert [hit.id for at in range(0, 50, 7) for hit in engine.search(Query(sort=sort, offset=at, limit=7)).hit] == expected
        for at in (0, 20, 48, 49):
            place = engine.search(Query(sort=sort, offset=at, limit=1)).last
            rest = engine.search(Query(sort=sort, after=place, limit=100)).hit
            assert [hit.id for hit in rest] == expected[at + 1 :]


@pytest.mark.parametrize("url", ["", "sqlite:/x", "/var/lib/index", "tantivy:", "tantivy://"])
def test_an_address_without_an_engine(url: str) -> None:
    with pytest.raises(UnknownEngine, match="tantivy:"):
        open_engine(url)
