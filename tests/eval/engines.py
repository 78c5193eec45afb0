"""The searches that are compared: the catalogue's own over each engine, and the plainest ones. Each is filled and then asked."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from uuid import UUID

from schemas.record import CatalogRecord
from search import open_engine
from search.ask import ask
from search.document import document
from search.engine import SearchEngine
from search.meaning.meaning import Meaning, open_meaning
from search.query import Filter, Query
from tests.live.elasticsearch import INSTALLATION, fresh_address, running

from . import vectors
from .forms import source
from .measure import PAGE, Question
from .plain import Plain, ngrams, words

CATALOGUE = ("tantivy", "elasticsearch")
PLAIN = {"bm25": words, "3-grams": ngrams}
SEARCHES = (*CATALOGUE, *PLAIN)
BATCH = 2000


class Search(Protocol):
    """What answers questions."""

    def fill(self, records: Sequence[CatalogRecord]) -> None: ...

    def hits(self, question: Question) -> tuple[UUID, ...]: ...


class Catalogue:
    """The search as the API and the pages have it: this is the only place that asks it."""

    def __init__(self, engine: SearchEngine, meaning: Meaning | None) -> None:
        self._engine, self._meaning = engine, meaning

    def fill(self, records: Sequence[CatalogRecord]) -> None:
        self._engine.rebuild(iter(()))
        if self._meaning:
            self._meaning.parts.vectors.clear()
            vectors.fill(self._meaning.parts.vectors, records)
        for at in range(0, len(records), BATCH):
            assert self._engine.update([document(record) for record in records[at : at + BATCH]]) == ()

    def hits(self, question: Question) -> tuple[UUID, ...]:
        within = (Filter(field="source", value=(source(question.within),)),) if question.within else ()
        found = ask(self._engine, Query(text=question.text, filter=within, limit=PAGE), facets=(), meaning=self._meaning)
        return tuple(hit.id for hit in found.hit)


@contextmanager
def opened(name: str) -> Iterator[Search | None]:
    """A search by its name, empty; None if its program is not on this machine."""
    if name in PLAIN:
        yield Plain(PLAIN[name])
        return
    with _address(name) as address:
        if address is None:
            yield None
            return
        with closing(open_engine(address)) as engine:
            yield Catalogue(engine, open_meaning(address))


@contextmanager
def _address(name: str) -> Iterator[str | None]:
    if name == "tantivy":
        with TemporaryDirectory() as folder:
            yield f"tantivy:{Path(folder) / 'index'}"
        return
    with _server() as server:
        if server is None:
            yield None
            return
        with fresh_address(server) as address:
            yield address


@contextmanager
def _server() -> Iterator[str | None]:
    """The address of Elasticsearch: the server that the environment names or one of our own, started for this."""
    named = os.environ.get("SERAI_TEST_ELASTICSEARCH_URL")
    if named or not INSTALLATION.is_dir():
        yield named
        return
    with running(1) as [node]:
        yield f"http://{node.host}"
