"""How fast questions are answered, in ratios within one run: `python -m tests.benchmarks.engines --records 10000 100000`.

The records are generated (`generated.py`) and written straight to the engines. A million take some twenty minutes, and 5 GB of
disk for each engine: `--records 100000 1000000 --vectors 100000`; with `--kept FOLDER` the engines are filled only once.

The API over Tantivy is beside the requests that our own engine sends to Elasticsearch for the same questions, sent by its client
alone: the answers are decoded, and nothing is done with them.
"""

import argparse
import http.client
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from elasticsearch import Elasticsearch, helpers

from search import open_engine
from search.ask import ask
from search.elastic import names
from search.elastic.address import parse
from search.elastic.client import connect
from search.elastic.engine import ElasticEngine
from search.elastic.mapping import indexed, mappings, settings
from search.engine import SearchEngine
from search.params import render
from search.query import Query
from tests.live.elasticsearch import INSTALLATION, fresh_address, running, with_prefix

from . import generated, server, similar
from .goals import Goals
from .timing import timed

BATCH = 2000
QUESTIONS = 200
WARM = 100
"""How many questions are asked before the measuring, so that the words of the catalogue are known."""

Call = Callable[[Query], object]


@dataclass(frozen=True)
class Times:
    """Milliseconds of the quick half and of all but the slowest twentieth."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"p50 {self.p50:7.1f} p95 {self.p95:7.1f} ms"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--records", type=int, nargs="+", default=[2_000, 20_000], help="sizes of the catalogue, small to large"
    )
    arguments.add_argument("--vectors", type=int, default=2_000, help="how many records have a vector; 0: not measured")
    arguments.add_argument("--kept", type=Path, help="a folder where the indexes are kept, and used again")
    asked = arguments.parse_args()
    goals = Goals()
    questions = list(generated.questions(WARM + QUESTIONS))
    api = [measure(records, questions, goals, vectors=min(records, asked.vectors), kept=asked.kept) for records in asked.records]
    if len(api) > 1:
        goals.at_most(f"API at {asked.records[-1]} beside {asked.records[0]} records, p95", api[-1].p95 / api[0].p95, 2)
    goals.end()


def measure(records: int, questions: Sequence[Query], goals: Goals, *, vectors: int, kept: Path | None) -> Times:
    """Measure everything at one size; the times of the API over Tantivy."""
    print(f"{records} records", flush=True)
    with TemporaryDirectory() as folder:
        address = f"tantivy:{kept or folder}/{records}"
        with closing(open_engine(address)) as engine:
            fill(engine, records, "tantivy")
        api = served(Path(folder), address, questions, goals)
        print(f"  tantivy        API  {api}", flush=True)
        if vectors:
            ratio = similar.beside_lexical(address, questions, vectors=vectors)
            goals.at_most(f"with {vectors} vectors beside words alone, p95", ratio, 2)
    with elasticsearch(records, kept) as address:
        if address is None:
            print("  Elasticsearch was not measured: run tests/live/prepare, or set SERAI_TEST_ELASTICSEARCH_URL")
        else:
            raw = elastic(records, questions, address, goals)
            print(f"  elasticsearch  raw  {raw}", flush=True)
            goals.at_most("API over Tantivy beside raw Elasticsearch, p95", api.p95 / raw.p95, 1)
    return api


def fill(engine: SearchEngine, records: int, name: str) -> None:
    """Write the records to an engine, which must take them all, unless it has them already."""
    if engine.check().count == records:
        return
    seconds = timed(lambda: filled(engine, records))
    print(f"  {name:<14} bulk {records / seconds:>7.0f} documents/s", flush=True)


def filled(engine: SearchEngine, records: int) -> None:
    if refused := engine.rebuild(generated.documents(records)):
        sys.exit(f"{len(refused)} documents were refused: {refused[0].reason}")


def served(home: Path, address: str, questions: Sequence[Query], goals: Goals) -> Times:
    """The times of the API in a process of its own, which has just started, and its memory."""
    with server.serving(home, address) as listening, closing(http.client.HTTPConnection(*listening)) as connection:

        def api(query: Query) -> bytes:
            connection.request("GET", f"/api/v1/datasets?{urlencode(render(query))}")
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == http.client.OK, body
            return body

        goals.at_most("first answer after the start, s", timed(lambda: api(questions[0])), 3)
        found = times(questions, api)
        for process in multiprocessing.active_children():
            if (own := memory(process.pid)) is not None:
                goals.at_most("memory of the process that serves, MB", own, 600)
    return found


def memory(pid: int | None) -> int | None:
    """MB that a process owns, without the files that it has mapped; None if this system does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["RssAnon"].split()[0]) // 1024


def times(questions: Sequence[Query], call: Call) -> Times:
    """The times of one way; the first questions only warm up."""
    taken = [timed(lambda query=query: call(query)) * 1000 for query in questions][WARM:]
    cuts = quantiles(taken, n=20)
    return Times(cuts[9], cuts[18])


Asking = Callable[[Elasticsearch, str], object]
"""Asks a client once for what our engine asked for, at an index."""


class Recording(ElasticEngine):
    """Our engine, which keeps the requests that it sends."""

    sent: list[Asking]

    def _asked(self, body: Mapping[str, Any], *, about: str) -> Mapping[str, Any]:
        self.sent.append(lambda client, index: client.search(index=index, body=dict(body)))
        return super()._asked(body, about=about)

    def _asked_together(self, bodies: Sequence[Mapping[str, Any]], *, about: str) -> list[Mapping[str, Any]]:
        self.sent.append(
            lambda client, index: client.msearch(index=index, searches=[each for body in bodies for each in ({}, body)])
        )
        return super()._asked_together(bodies, about=about)


def elastic(records: int, questions: Sequence[Query], address: str, goals: Goals) -> Times:
    """The times of the requests of our engine without it."""
    prefix = parse(address).prefix
    with closing(Recording(parse(address))) as engine, closing(connect(parse(address))) as client:
        fill(engine, records, "elasticsearch")
        bulk(client, min(records, 10_000), prefix, goals)
        requests: dict[Query, list[Asking]] = {}
        for query in questions:
            engine.sent = []
            ask(engine, query)
            requests[query] = engine.sent
        read = names.for_reading(prefix)
        page = times(questions, lambda query: requests[query][-1](client, read))
        print(f"  elasticsearch  page {page} (the last of the requests of a question alone)")
        return times(questions, lambda query: [each(client, read) for each in requests[query]])


def bulk(client: Any, records: int, prefix: str, goals: Goals) -> None:
    """Our way of writing beside that of the client with documents that are ready. The better of two turns counts."""
    documents = list(generated.documents(records))
    actions = [
        {"_id": str(each.id), "version": each.version, "version_type": "external_gte", "_source": indexed(each)}
        for each in documents
    ]
    ours, raw = [], []
    for turn in range(2):
        name = f"{prefix}-raw-{turn}"
        client.indices.create(index=name, mappings=mappings(), settings=settings(None))
        raw.append(timed(lambda name=name: helpers.bulk(client, actions, index=name, refresh=True)))
        client.indices.delete(index=name)
        host = client.transport.node_pool.get().base_url
        with closing(open_engine(f"{host}/{prefix}-bulk-{turn}")) as engine:
            engine.rebuild(iter([]))
            ours.append(
                timed(lambda engine=engine: [engine.update(documents[at : at + BATCH]) for at in range(0, records, BATCH)])
            )
    goals.at_least("bulk into Elasticsearch beside its client alone", min(raw) / min(ours), 0.7)


@contextmanager
def elasticsearch(records: int, kept: Path | None) -> Iterator[str | None]:
    """An address on a node of our own or on a named server; None if there is neither. `kept` is for a node of our own."""
    named = os.environ.get("SERAI_TEST_ELASTICSEARCH_URL")
    if named:
        with fresh_address(named) as address:
            yield address
    elif not INSTALLATION.is_dir():
        yield None
    elif kept:
        (data := kept / "elasticsearch").mkdir(parents=True, exist_ok=True)
        with running(1, heap="1g", kept=data) as [node]:
            yield with_prefix(f"http://{node.host}", f"serai-{records}")
    else:
        with running(1, heap="1g") as [node], fresh_address(f"http://{node.host}") as address:
            yield address


if __name__ == "__main__":
    main()
