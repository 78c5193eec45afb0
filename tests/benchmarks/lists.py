"""What lists of protocols cost over HTTP, beside the search itself, in processor time: `python -m tests.benchmarks.lists`."""

import random
import sys
from functools import partial
from pathlib import Path
from statistics import median

from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.operation.heap import collect_rarely, keep_one_heap
from search.query import MAX_OFFSET
from tests import catalogue

from .filled import filled
from .goals import Goals
from .installation import installation
from .timing import cpu

BESIDE = 1.5
"""How many times as long a list of a protocol takes as the search itself, at most."""

QUESTIONS = 40

LISTS = {
    "CKAN package_search": ("/api/3/action/package_search?q={word}", "/api/v1/datasets?limit=10&q={word}"),
    "CKAN package_search, a hundred by id": (
        "/api/3/action/package_search?rows=100&sort=id+asc&start={place}",
        "/api/v1/datasets?limit=100&sort=id&offset={place}",
    ),
    "OAI-PMH ListRecords": (
        "/oai?verb=ListRecords&metadataPrefix=oai_dc&from={day}",
        "/api/v1/datasets?limit=100&sort=changed_oldest&record_modified={day}..",
    ),
    "OGC API Records, a hundred by id": (
        "/ogc/collections/datasets/items?limit=100&offset={place}",
        "/api/v1/datasets?limit=100&sort=id&offset={place}",
    ),
}
"""The list of a protocol, and the search that it is measured beside."""


def main() -> None:
    keep_one_heap()
    collect_rarely()
    goals = Goals()
    with filled(__doc__) as (home, records):
        print(f"lists, {records} records")
        listed(goals, home, records)
    goals.end()


def listed(goals: Goals, home: Path, records: int) -> None:
    """The lists of protocols beside the search."""
    chance = random.Random(0)
    words = [word for language in catalogue.words() for word in language]
    with installation(home) as services, TestClient(create_app(services)) as client:
        for name, addresses in LISTS.items():
            asked = [_filled(addresses, chance, words, records) for _ in range(QUESTIONS)]
            times = [tuple(cpu(partial(get, client, address)) for address in pair) for pair in asked]
            plain = median(beside for _, beside in times)
            print(f"  the search beside {name}: {plain * 1000:.1f} ms")
            goals.at_most(f"{name} beside the search", median(own for own, _ in times) / plain, BESIDE)
        last = f"/api/3/action/package_search?rows=100&sort=id+asc&start={records - 100}"
        print(f"  CKAN package_search, the last hundred by id: {cpu(partial(get, client, last)) * 1000:.1f} ms")


def _filled(addresses: tuple[str, str], chance: random.Random, words: list[str], records: int) -> list[str]:
    gaps = {
        "word": chance.choice(words),
        "place": chance.randrange(0, min(records, MAX_OFFSET), 100),
        "day": "2020-01-01",
    }
    return [address.format(**gaps) for address in addresses]


def get(client: TestClient, address: str) -> None:
    """One request, which must be answered. What is packed stays so: to unpack it is the work of a client."""
    with client.stream("GET", address) as answer:
        body = b"".join(answer.iter_raw())
    if answer.status_code != 200:
        sys.exit(f"{address}: {answer.status_code} {body[:200]!r}")


if __name__ == "__main__":
    main()
