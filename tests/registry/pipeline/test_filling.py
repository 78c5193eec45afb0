"""The vectors of records are made in the background, once each, and follow what changes."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from registry.pipeline import filling as background
from registry.pipeline.filling import filling
from registry.pipeline.harvest import harvest
from registry.pipeline.meaning import REST, Filling, Leaving, Progress
from registry.pipeline.status import status
from registry.services import Services
from schemas.record import Status
from search.meaning.embedded import EmbeddedVectors
from search.meaning.meaning import Meaning, Parts
from search.meaning.text import key, passage
from search.meaning.vector import Vector
from tests.contracts.vectors import Words, rows
from tests.portal import Portal, package
from tests.waiting import until


@pytest.fixture
def parts(services: Services) -> Iterator[Parts]:
    embedder = Words()
    with closing(EmbeddedVectors(services.settings.home / "meaning", embedder)) as vectors:
        yield Parts(embedder, vectors)


@pytest.fixture
def meant(services: Services, parts: Parts) -> Services:
    """The installation with the small embedder."""
    return replace(services, meaning=Meaning(lambda: parts))


def harvested(services: Services, listed: list[dict[str, object]]) -> None:
    with Portal(listed) as portal:
        assert harvest(services, portal.source(), full=True).counts.rejected == 0


def right(services: Services, parts: Parts) -> bool:
    """Whether exactly the active records have a vector, made from the text that they have now."""
    wanted = {
        each.id: key(passage(each.dataset), embedder=parts.embedder.name)
        for each in services.store.records.stream()
        if each.status is Status.ACTIVE
    }
    return parts.vectors.keys(list(parts.vectors.ids())) == wanted and bool(wanted)


def made(parts: Parts) -> int:
    assert isinstance(parts.embedder, Words)
    return parts.embedder.passages_made


def test_a_sweep_makes_what_is_missing_and_tells_its_progress(services: Services, parts: Parts) -> None:
    harvested(services, [package(number) for number in range(40)])
    told: list[Progress] = []
    assert Filling(services, parts, on_step=told.append).whole() == 40
    assert right(services, parts)
    assert told[-1] == Progress(done=40, total=40, made=40)
    assert Filling(services, parts).whole() == 0
    assert made(parts) == 40


def test_what_changes_is_followed(services: Services, parts: Parts) -> None:
    listed = [package(number) for number in range(30)]
    harvested(services, listed)
    fills = Filling(services, parts)
    fills.step()
    harvested(services, [{**package(0), "title": "Another title"}, *listed[1:], package(31)])
    fills.step()
    fills.step()
    assert right(services, parts)
    assert made(parts) == 32


def test_a_withdrawn_record_loses_its_vector(services: Services, parts: Parts) -> None:
    harvested(services, [package(number) for number in range(30)])
    fills = Filling(services, parts)
    fills.step()
    harvested(services, [package(number) for number in range(29)])
    harvested(services, [package(number) for number in range(29)])
    harvested(services, [package(number) for number in range(29)])
    fills.step()
    assert right(services, parts)


def test_vectors_of_records_that_the_store_does_not_have_are_removed(services: Services, parts: Parts) -> None:
    parts.vectors.put(rows("water", "schools"))
    harvested(services, [package(1)])
    Filling(services, parts).whole()
    assert right(services, parts)


def test_it_ends_after_a_batch_and_goes_on_there(services: Services, parts: Parts) -> None:
    harvested(services, [package(number) for number in range(200)])
    leaving = threading.Event()
    fills = Filling(services, parts, on_step=lambda progress: progress.made > 60 and leaving.set(), leaving=leaving)
    with pytest.raises(Leaving):
        fills.whole()
    before = parts.vectors.count()
    assert 0 < before < 200
    assert Filling(services, parts).whole() == 200 - before
    assert right(services, parts)


class Late(Words):
    """An embedder whose texts wait for a processor."""

    def passages(self, texts: list[str]) -> list[Vector]:
        time.sleep(0.02 * len(texts))
        return super().passages(texts)


def test_it_rests_where_others_want_the_processor(services: Services, parts: Parts) -> None:
    harvested(services, [package(number) for number in range(10)])
    begin = time.perf_counter()
    Filling(services, parts._replace(embedder=Late())).whole()
    assert time.perf_counter() - begin >= 10 * 0.02 * (1 + REST)


def test_a_rest_ends_when_the_process_ends(services: Services, parts: Parts) -> None:
    harvested(services, [package(number) for number in range(10)])
    leaving = threading.Event()

    class Leaves(Late):
        def passages(self, texts: list[str]) -> list[Vector]:
            leaving.set()
            return super().passages(texts)

    with pytest.raises(Leaving):
        Filling(services, parts._replace(embedder=(last := Leaves())), leaving=leaving).whole()
    assert last.passages_made == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux has a thread a priority of its own")
def test_the_thread_has_the_lowest_priority(meant: Services) -> None:
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    with filling(meant):
        [thread] = [each for each in threading.enumerate() if each.name == "meaning"]
        until(lambda: os.getpriority(os.PRIO_PROCESS, thread.native_id or 0) == background.NICENESS)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_many_workers_make_each_vector_once(services: Services, parts: Parts) -> None:
    harvested(services, [package(number) for number in range(150)])
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: Filling(services, parts).whole(), range(4)))
    assert sum(counts) == 150 == made(parts)
    assert right(services, parts)


def test_it_runs_in_the_background(meant: Services, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "INTERVAL", 0.05)
    with filling(meant):
        harvested(meant, [package(number) for number in range(20)])
        until(lambda: right(meant, parts))
        harvested(meant, [package(number) for number in range(25)])
        until(lambda: parts.vectors.count() == 25)
    found = status(meant).meaning
    assert found
    assert (found.reachable, found.count) == (True, 25)
    assert meant.meaning
    assert meant.meaning.similar("Dataset", 5)


def test_damaged_vectors_are_made_again(meant: Services, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "INTERVAL", 0.05)
    harvested(meant, [package(number) for number in range(20)])
    Filling(meant, parts).whole()
    parts.vectors.close()
    [file] = Path(meant.settings.home / "meaning").glob("*/vectors.db")
    file.write_bytes(b"no database at all, but some text" * 200)
    with filling(meant):
        until(lambda: made(parts) == 40)
        until(lambda: right(meant, parts))


def test_removed_vectors_are_made_again_at_the_next_start(meant: Services, parts: Parts) -> None:
    harvested(meant, [package(1)])
    Filling(meant, parts).whole()
    shutil.rmtree(meant.settings.home / "meaning")
    assert parts.vectors.count() == 0
    with filling(meant):
        until(lambda: right(meant, parts))


def test_nothing_is_done_where_it_is_off(services: Services) -> None:
    before = threading.active_count()
    with filling(replace(services, meaning=None)):
        assert threading.active_count() == before
    assert status(replace(services, meaning=None)).meaning is None
