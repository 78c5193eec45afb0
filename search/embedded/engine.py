"""`SearchEngine` on Tantivy: any number of readers, one writer at a time, across threads and processes."""

import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import tantivy

from ..asking.wanted import EVERYTHING, Match, Wanted
from ..document import Document
from ..engine import Candidate, Capabilities, Change, Frequent, Health, Refused
from ..errors import EngineUnavailable, IndexDamaged, IndexMissing, UnknownEngine
from ..fields import check as check_fields
from ..lock import locked
from ..query import Query, Results
from . import generations, sound, versions, write
from .answer import best, held, results, total, words
from .borrowed import Place
from .compile import matching
from .errors import mapped
from .schema import generation, schema


class _Open(NamedTuple):
    """A generation that is open for reading at a place; `stamp` tells whether it was written since."""

    name: str
    reader: tantivy.Index
    stamp: tuple[int, int]
    place: Place


class _Seen(NamedTuple):
    """The files of a generation as they were when `stamp` was new."""

    name: str
    stamp: tuple[int, int]
    files: sound.Files


def open_at(url: str) -> "EmbeddedEngine":
    """`tantivy:` and a folder: `tantivy:/var/lib/serai/index`, `tantivy:index`, `tantivy:///var/lib/serai/index`.

    Raises `UnknownEngine`.
    """
    folder = url.removeprefix("tantivy:").removeprefix("//")
    if not folder:
        raise UnknownEngine("The address of the embedded engine lacks its folder. Write tantivy:/path/to/folder.")
    return EmbeddedEngine(Path(folder).expanduser())


class EmbeddedEngine:
    """The engine of one folder. `wait` is how many seconds a write waits for another one."""

    def __init__(self, folder: Path, *, wait: float = 5.0) -> None:
        self._folder = folder
        self._wait = wait
        self._lock = threading.Lock()
        self._open: _Open | None = None
        self._seen: _Seen | None = None

    def capabilities(self) -> Capabilities:
        return Capabilities(name="tantivy", shared=False)

    def search(self, query: Query, match: Match = EVERYTHING, *, first: Sequence[UUID] = ()) -> Results:
        check_fields(query)
        searcher = self._searcher()
        with mapped():
            return results(searcher, query, match, first=first)

    def best(self, query: Query, matches: Sequence[Match], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        check_fields(query)
        searcher = self._searcher()
        with mapped():
            return tuple(best(searcher, query, match, limit=limit) for match in matches)

    def count(self, query: Query, match: Match) -> int:
        check_fields(query)
        searcher = self._searcher()
        with mapped():
            return total(searcher, matching(query, match))

    def held(self, words: Sequence[Wanted]) -> tuple[bool, ...]:
        searcher = self._searcher()
        with mapped():
            return tuple(held(searcher, word) for word in words)

    def words(self, begun: str, *, within: Match = EVERYTHING, limit: int = 10) -> tuple[Frequent, ...]:
        if not begun or limit < 1:
            return ()
        searcher = self._searcher()
        with mapped():
            return words(searcher, begun, within=within, limit=limit)

    def update(self, changes: Iterable[Change]) -> tuple[Refused, ...]:
        with self._writing():
            with mapped():
                live = generations.live(self._folder)
                name = live or generations.begin(self._folder, generation())
                index = self._opened(name).reader if live else self._created(name)
            refused = write.apply(index, changes)
            if live is None:
                with mapped():
                    generations.publish(self._folder, name)
        return refused

    def rebuild(self, documents: Iterator[Document]) -> tuple[Refused, ...]:
        """As the protocol says. An update during it gets `EngineBusy`: what it writes would be lost with the old index."""
        with self._writing():
            with mapped():
                generations.clean(self._folder)
                name = generations.begin(self._folder, generation())
                index = self._created(name)
            try:
                refused = write.fill(index, documents)
            except BaseException:
                shutil.rmtree(self._folder / name, ignore_errors=True)
                raise
            with mapped():
                generations.publish(self._folder, name)
        return refused

    def versions(self) -> Iterator[tuple[UUID, int]]:
        """As the protocol says, of the index as it was at the first step."""
        with mapped():
            yield from versions.stream(self._searcher())

    def check(self) -> Health:
        """As the protocol says. Reads a little of every kind of file; a damaged index is to be built again like a missing one."""
        try:
            searcher = self._searcher()
            with mapped():
                self._check_files()
                sound.read_a_little(searcher)
                count = total(searcher, versions.alive())
        except IndexMissing as error:
            return Health(reachable=True, detail=str(error))
        except IndexDamaged as error:
            return Health(reachable=False, damaged=True, detail=f"The index is damaged: `serai rebuild` builds it again. {error}")
        except EngineUnavailable as error:
            return Health(reachable=False, detail=str(error))
        return Health(reachable=True, current=True, count=count)

    def close(self) -> None:
        with self._lock:
            self._open = None

    def _check_files(self) -> None:
        """Raises `IndexDamaged` if files are not what they were at the first look since the last write."""
        with self._lock:
            now, seen = self._open, self._seen
            if now is None:
                return
            folder = self._folder / now.name
            if seen is None or (seen.name, seen.stamp) != (now.name, now.stamp):
                self._seen = _Seen(now.name, now.stamp, sound.files(folder))
            elif self._stamp(now.name) == now.stamp:  # else another process has just written
                sound.check_files(seen.files, folder)

    def _searcher(self) -> tantivy.Searcher:
        """A view of the live generation as last written. Raises `IndexMissing` or `EngineUnavailable`."""
        with self._lock, mapped():
            while True:
                name = generations.live(self._folder)
                if name is None:
                    raise IndexMissing("Nothing was indexed yet.")
                try:
                    self._open = self._refreshed(name)
                    return self._open.reader.searcher()
                except (ValueError, OSError):
                    if generations.live(self._folder) == name:
                        raise
                    # a rebuild swapped the index between the two calls: try again

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with ExitStack() as stack:
            with mapped():
                stack.enter_context(locked(self._folder / generations.LOCK, wait=self._wait))
            yield

    def _created(self, name: str) -> tantivy.Index:
        return tantivy.Index(schema(), path=str(self._folder / name))

    def _refreshed(self, name: str) -> _Open:
        """The generation: opened if it is another one than before, reloaded if it was written since."""
        stamp = self._stamp(name)
        if self._open is None or self._open.name != name:
            return self._opened(name)
        if self._open.stamp != stamp and self._open.place.borrowed:
            return self._opened(name)
        if self._open.stamp != stamp:
            self._open.reader.reload()
        return self._open._replace(stamp=stamp)

    def _opened(self, name: str) -> _Open:
        stamp, place = self._stamp(name), Place(self._folder / name)
        if not generations.is_current(name, generation()) or not tantivy.Index.is_compatible(str(place.path)):
            raise IndexMissing("The index was built by other rules: rebuild it.")
        return _Open(name, tantivy.Index.open(str(place.path)), stamp, place)

    def _stamp(self, name: str) -> tuple[int, int]:
        """Tantivy replaces this file at every commit."""
        stat = (self._folder / name / "meta.json").stat()
        return stat.st_ino, stat.st_mtime_ns
