"""How fast the question is answered whether data may be used: `python -m tests.benchmarks.usage`.

`decide` alone; then `serai up`, asked for one dataset and for many at once; and a search for what may be used beside the same
search without that, over generated records, in processor time.
"""

import argparse
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import UUID

from registry.answers.shapes.usable import UsageCounts
from registry.answers.usable import usage_counts
from registry.pipeline.usable import Usable
from registry.policy.rules import load_rules
from schemas.usage import UsageRequest
from search import open_engine
from search.ask import ask
from search.engine import SearchEngine
from search.query import Query
from tests.registry.policy.transfer.speed import p95_of_decide

from . import generated
from .engines import fill
from .goals import Goals
from .installation import installation
from .load import load, prepare, serai_up
from .timing import cpu

QUESTIONS = 20_000
GOAL = 1.0
"""Milliseconds within which nineteen of twenty answers of `decide` are there."""

RATE, P95 = 300, 10
"""Answers a second on two cores, and milliseconds within which nineteen of twenty are there."""

RECORDS = 1000
AT_ONCE = 200
"""How many datasets are asked for in one request."""

BESIDE = 2.0
"""How many times as long a search for what may be used takes as the same search without that, at most."""

STATES, PURPOSES = ("CN", "RU", "IN", "KZ", "KG", "IR", "TR", "HK"), ("research", "commercial", "ai_training", "publication")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10, help="how long the server is asked in each way")
    arguments.add_argument("--records", type=int, default=100_000, help="how many records the search has; 0: not measured")
    arguments.add_argument("--kept", type=Path, help="a folder where the index is kept, and used again")
    asked = arguments.parse_args()
    goals = Goals()
    print(f"may it be used, {QUESTIONS} questions")
    goals.at_most("p95 of an answer in ms", p95_of_decide(QUESTIONS, changes=False) * 1000, GOAL)
    print(f"  p95 with what would change it in ms: {p95_of_decide(QUESTIONS // 20, changes=True) * 1000:.2f}", flush=True)
    served(goals, asked.seconds)
    if asked.records:
        searched(goals, asked.records, asked.kept)
    goals.end()


def served(goals: Goals, seconds: float) -> None:
    """`serai up`: one dataset at a time, for one client and for eight, and many datasets in a request."""
    print(f"serai up, {RECORDS} records")
    with TemporaryDirectory() as folder:
        prepare(Path(folder), RECORDS)
        with installation(Path(folder)) as services:
            ids = [each.id for each in services.store.records.versions()]
        with serai_up(Path(folder)) as address:
            host = urlsplit(address).netloc
            load(address, one_by_one(host, ids), clients=8, seconds=seconds)  # so that every process has read the rules
            alone = load(address, one_by_one(host, ids), clients=1, seconds=seconds)
            together = load(address, one_by_one(host, ids), clients=8, seconds=seconds)
            many = load(address, at_once(host, ids), clients=1, seconds=seconds)
    goals.at_most("GET, one client, p95 in ms", alone.p95 * 1000, P95)
    goals.at_least("GET, eight clients, answers/s", together.rate, RATE)
    goals.at_least(f"POST of {AT_ONCE}, one client, answers/s", many.rate * AT_ONCE, RATE)
    goals.at_most(f"POST of {AT_ONCE}, p95 in ms for each", many.p95 * 1000 / AT_ONCE, P95)


def one_by_one(host: str, ids: Sequence[UUID]) -> Iterator[bytes]:
    """Requests for one dataset, of all states and purposes in turn, in an order that no cache could know."""
    asked = list(itertools.product(STATES, PURPOSES, ids))
    random.Random(0).shuffle(asked)
    addresses = (f"/api/v1/datasets/{id}/usage?state={state}&purpose={purpose}" for state, purpose, id in asked)
    return itertools.cycle([f"GET {address} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for address in addresses])


def at_once(host: str, ids: Sequence[UUID]) -> Iterator[bytes]:
    """Requests for many datasets."""
    ready = list[bytes]()
    for at, (state, purpose) in enumerate(itertools.product(STATES, PURPOSES)):
        chosen = random.Random(at).sample(ids, AT_ONCE)
        body = json.dumps({"state": state, "purpose": purpose, "records": [str(id) for id in chosen]}).encode()
        head = f"POST /api/v1/usage HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        ready.append(head.encode() + b"\r\n\r\n" + body)
    return itertools.cycle(ready)


def searched(goals: Goals, records: int, kept: Path | None) -> None:
    """A search for what may be used, beside the same search without that."""
    print(f"search, {records} records")
    with TemporaryDirectory() as folder, closing(open_engine(f"tantivy:{kept or folder}/{records}")) as engine:
        fill(engine, records, "tantivy")
        usable = Usable(load_rules(), UsageRequest(state="KZ", purpose="ai_training"), date(2026, 11, 25))
        queries = [Query(facet=generated.SIX), *generated.questions(40)]
        plain = [cpu(partial(ask, engine, query)) for query in queries]
        narrowed = [cpu(partial(for_use, engine, usable, query)) for query in queries]
    print(f"  without words: {plain[0] * 1000:.1f} ms, for a use {narrowed[0] * 1000:.1f} ms", flush=True)
    goals.at_most("median for a use beside without", median(narrowed) / median(plain), BESIDE)


def for_use(engine: SearchEngine, usable: Usable, query: Query) -> UsageCounts:
    return usage_counts(usable, ask(engine, usable.filtered(engine, query)))


if __name__ == "__main__":
    main()
