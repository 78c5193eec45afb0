"""How fast the engines are beside their own libraries used raw, in one run: `python -m tests.benchmarks.engines`.

Bulk: `SearchEngine.update` of documents, beside `helpers.bulk` of the same documents that are already what Elasticsearch takes.
Search: the API over loopback HTTP, words and six facets, beside the engine's own call with a request that is already built. Over
both engines the raw call ends with the total, the summaries of the page as Python values and the counts of the facets.
"""

import argparse
import http.client
import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import orjson
from elasticsearch import helpers

from registry.pipeline.harvest import harvest
from search import open_engine
from search.asking.question import wanted
from search.document import Document, document
from search.elastic import names
from search.elastic.address import parse
from search.elastic.client import connect
from search.elastic.compile import request
from search.elastic.mapping import indexed, mappings, settings
from search.embedded.answer import total
from search.embedded.compile import counting, matching
from search.embedded.engine import EmbeddedEngine
from search.engine import SearchEngine
from search.params import render
from search.query import Query
from tests import catalogue
from tests.live.elasticsearch import INSTALLATION, fresh_address, running

from . import server
from .installation import installation
from .timing import timed

BATCH = 2000
QUESTIONS = 300
SIX = ("jurisdiction", "license", "privacy_class", "format", "publisher", "source")

Call = Callable[[Query], object]


@dataclass(frozen=True)
class Times:
    """Milliseconds of the quick half and of all but the slowest twentieth."""

    p50: float
    p95: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--records", type=int, nargs="*", default=[10_000], help="sizes of the catalogue, such as 10000 100000"
    )
    for records in arguments.parse_args().records:
        measure(records)


def measure(records: int) -> None:
    with TemporaryDirectory() as folder, catalogue.serving(records) as source, installation(Path(folder)) as services:
        harvest(services, source, full=True)
        documents = [document(record) for record in services.store.records.stream()]
        questions = list(islice(asked(documents), QUESTIONS))
        print(f"records {records}", flush=True)
        embedded(documents, questions, folder=Path(folder))
        with elasticsearch() as address:
            if address:
                elastic(documents, questions, address=address, folder=Path(folder))
            else:
                print("Elasticsearch was not measured: run tests/live/prepare, or set SERAI_TEST_ELASTICSEARCH_URL")


def asked(documents: Sequence[Document]) -> Iterator[Query]:
    """Two words of a title, the first page, six facets."""
    chance = random.Random(0)
    while True:
        words = chance.choice(documents).tokens["title"].split()
        yield Query(text=" ".join(chance.sample(words, min(2, len(words)))), facet=SIX)


def embedded(documents: Sequence[Document], questions: Sequence[Query], *, folder: Path) -> None:
    with closing(EmbeddedEngine(folder / "measured")) as engine:
        seconds = timed(lambda: engine.rebuild(iter(documents)))
        print(f"  tantivy        bulk {len(documents) / seconds:>7.0f} documents/s", flush=True)
        searcher = engine._searcher()

        def raw(query: Query) -> object:
            """Elasticsearch's client reads the JSON of the summaries itself; Tantivy gives bytes, so it is read here."""
            built = prepared[query]
            found = searcher.search(built, limit=query.limit)
            stored = [searcher.doc(place).get_first("summary") for _, place in found.hits]
            return total(found), [orjson.loads(each) for each in stored], searcher.aggregate(built, counting(query.facet))

        prepared = {query: matching(query, wanted(query.text)) for query in questions}
        with served(folder, f"tantivy:{folder / 'measured'}") as api:
            compared("tantivy", engine, questions, raw=raw, api=api)


def elastic(documents: Sequence[Document], questions: Sequence[Query], *, address: str, folder: Path) -> None:
    prefix = parse(address).prefix
    with closing(open_engine(address)) as engine, closing(connect(parse(address))) as client:
        actions = [ready(each) for each in documents]
        raw_seconds, our_seconds = [], []
        for turn in range(2):
            name = f"{prefix}-raw-{turn}"
            client.indices.create(index=name, mappings=mappings(), settings=settings(None))
            raw_seconds.append(timed(lambda name=name: helpers.bulk(client, actions, index=name, refresh=True)))
            client.indices.delete(index=name)
            engine.rebuild(iter([]))
            our_seconds.append(
                timed(lambda: [engine.update(documents[at : at + BATCH]) for at in range(0, len(documents), BATCH)])
            )
        ours, theirs = len(documents) / min(our_seconds), len(documents) / min(raw_seconds)
        print(
            f"  elasticsearch  bulk {ours:>7.0f} documents/s, raw {theirs:.0f}: {ours / theirs:.2f} of raw (goal 0.70)",
            flush=True,
        )
        prepared = {query: request(query, wanted(query.text)) for query in questions}
        read = names.for_reading(prefix)
        with served(folder, address) as api:
            compared(
                "elasticsearch", engine, questions, raw=lambda query: client.search(index=read, body=prepared[query]), api=api
            )


def written(engine: SearchEngine, documents: Sequence[Document]) -> None:
    """Write documents in the portions in which the outbox gives them out."""
    for at in range(0, len(documents), BATCH):
        assert engine.update(documents[at : at + BATCH]) == ()


def ready(each: Document) -> dict[str, object]:
    return {"_id": str(each.id), "version": each.version, "version_type": "external_gte", "_source": indexed(each)}


def compared(name: str, engine: SearchEngine, questions: Sequence[Query], *, raw: Call, api: Call) -> None:
    """Print the times of the API, of our engine and of the raw call; all answer every question in turn."""
    times = in_turn(questions, raw=raw, ours=engine.search, api=api)
    for way in ("ours", "api"):
        ratio = times[way].p95 / times["raw"].p95
        print(f"  {name:<14} {way:<4} p50 {times[way].p50:6.1f} p95 {times[way].p95:6.1f} ms, {ratio:.2f} of raw", flush=True)
    print(f"  {name:<14} raw  p50 {times['raw'].p50:6.1f} p95 {times['raw'].p95:6.1f} ms (goal of the API 1.50)", flush=True)


def in_turn(questions: Sequence[Query], **ways: Call) -> dict[str, Times]:
    """The times of each way; the first tenth of the questions only warms up."""
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for at, query in enumerate(questions):
        for way, call in ways.items():
            seconds = timed(lambda call=call, query=query: call(query))
            if at >= len(questions) // 10:
                taken[way].append(seconds * 1000)
    return {way: Times(quantiles(each, n=20)[9], quantiles(each, n=20)[18]) for way, each in taken.items()}


@contextmanager
def served(home: Path, engine: str) -> Iterator[Call]:
    """The API of an installation over an engine's address. A question is asked over one connection that stays open."""
    with server.serving(home, engine) as address, closing(http.client.HTTPConnection(*address)) as connection:

        def ask(query: Query) -> bytes:
            connection.request("GET", f"/api/v1/datasets?{urlencode(render(query))}")
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, body
            return body

        yield ask


@contextmanager
def elasticsearch() -> Iterator[str | None]:
    """An address on a node of our own or on a named server; None if there is neither."""
    named = os.environ.get("SERAI_TEST_ELASTICSEARCH_URL")
    if named:
        with fresh_address(named) as address:
            yield address
    elif INSTALLATION.is_dir():
        with running(1, heap="1g") as [node], fresh_address(f"http://{node.host}") as address:
            yield address
    else:
        yield None


if __name__ == "__main__":
    main()
