"""What a record of each kind costs: `python -m tests.benchmarks.reading`.

The same datasets are written as packages of CKAN, as datasets of DCAT-US, as packages of DKAN 1, as passports and as entries of a
declared list. Each is made a `Dataset`. Then a document with many of them is read entry by entry, beside a reader that takes it
whole.
"""

import argparse
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import orjson

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from harvesters.limits import LIMITS, MIB
from harvesters.reading import json_lists
from harvesters.reading.records import json_bytes
from schemas.source import Source
from tests import catalogue
from tests.dcat_portal import dataset, old_package
from tests.passports_portal import FORMS, passport, version

from .goals import Goals
from .timing import timed

BESIDE_CKAN = 2.0
"""How many times as long as a package of CKAN a record takes, at most."""

PASSPORT = "https://data.example/opendata/7700000000-lakes0"

MEMORY = 1.0
"""MiB that the entries of a document take while they are read, at most, besides its text."""


def as_dcat(package: dict[str, Any]) -> dict[str, Any]:
    files = [
        {"title": each["name"], "downloadURL": each["url"], "format": each["format"], "byteSize": each["size"]}
        for each in package["resources"]
    ]
    number = int(package["name"].rpartition("-")[2])
    return dataset(
        number,
        title=package["title"],
        description=package["notes"],
        keyword=[tag["name"] for tag in package["tags"]],
        modified=package["metadata_modified"],
        license=package["license_id"],
        distribution=files,
    )


def as_dkan(package: dict[str, Any]) -> dict[str, Any]:
    return old_package(0) | {
        **{name: package[name] for name in ("id", "name", "title", "notes", "resources")},
        "tags": [{"name": tag["name"], "id": tag["name"], "vocabulary_id": "2"} for tag in package["tags"]],
    }


def as_passport(package: dict[str, Any]) -> dict[str, Any]:
    """A passport with as many versions and words as the package has files and tags."""
    days = [f"2024{number:02}15" for number in range(1, len(package["resources"]) + 1)]
    data = [version(f"{PASSPORT}/data-{day}-structure-1.csv", day) for day in days]
    words = ", ".join(tag["name"] for tag in package["tags"])
    held = passport(0, title=package["title"], description=package["notes"], subject=words, data=data)
    return {"item": {"identifier": "7700000000-lakes0"}, "detail": json.loads(FORMS["json"](held))}


DECLARED = {
    "lists": {"all": {"request": {"get": "/list"}, "records": "rows", "id": "id"}},
    "landing_page": "{url}/view?id={id}",
    "fields": {
        "title": "title",
        "description": "notes",
        "keyword": "tags[].name",
        "publisher": "organization.title",
        "modified": "metadata_modified",
        "license": "license_id || license_title",
        "distribution": {"at": "resources", "title": "name", "download_url": "url", "format": "format", "byte_size": "size"},
    },
    "ignore": ["resources[].id", "resources[].position", "state", "private", "type"],
}

KINDS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]], dict[str, Any]]] = {
    "ckan": ("ckan", lambda package: package, {}),
    "data_json": ("data_json", as_dcat, {}),
    "declared": ("declared", lambda package: {"list": "all", "item": package}, DECLARED),
    "dkan, DKAN 1": ("dkan", as_dkan, {}),
    "dkan, DKAN 2": ("dkan", as_dcat, {}),
    "passports": ("passports", as_passport, {}),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=5000, help="how many records of each kind are read")
    count = arguments.parse_args().records
    goals = Goals()
    packages = [catalogue.ordinary(number) for number in range(count)]
    costs = {
        name: cost(kind, [write(package) for package in packages], options) for name, (kind, write, options) in KINDS.items()
    }
    for name, (seconds, size) in costs.items():
        print(f"{name:14} {1e6 * seconds:6.0f} us a record of {size:.0f} bytes", flush=True)
    for name, (seconds, _) in costs.items():
        goals.at_most(f"{name}, beside ckan", seconds / costs["ckan"][0], BESIDE_CKAN)
    document([as_dcat(package) for package in packages], goals)
    goals.end()


def cost(kind: str, values: list[dict[str, Any]], options: dict[str, Any]) -> tuple[float, float]:
    """Seconds for each record, and its size in bytes."""
    declared = {"id": "kg_example", "title": {"ky": "Ачык"}, "kind": kind, "url": "https://data.example", "jurisdiction": "KG"}
    source = Source.model_validate(declared | {"language": ("ky", "ru"), "options": options})
    contents = [json_bytes(value) for value in values]
    raws = [RawRecord("1", content, "application/json", "https://data.example") for content in contents]
    seconds = min(timed(lambda: [HARVESTERS[kind].normalise(raw, source) for raw in raws]) for _ in range(3))
    return seconds / len(raws), sum(map(len, contents)) / len(contents)


def document(datasets: list[dict[str, Any]], goals: Goals) -> None:
    """A document as large as an answer may be."""
    entries = json.dumps(datasets, ensure_ascii=False)[1:-1]
    times = int(0.95 * LIMITS.max_body / len(entries.encode()))
    text, count = f'{{"dataset": [{",".join([entries] * times)}]}}', times * len(datasets)
    seconds = timed(lambda: read(text))
    print(f"a document of {LIMITS.max_body * 0.95 / MIB:.0f} MiB, {count} datasets: {1e6 * seconds / count:.1f} us an entry")
    print(f"  taken whole by orjson: {1e6 * timed(lambda: orjson.loads(text)) / count:.1f} us an entry", flush=True)
    few = f'{{"dataset": [{entries}]}}'
    tracemalloc.start()
    read(few)
    goals.at_most("memory of the entries beside the text, MiB", tracemalloc.get_traced_memory()[1] / MIB, MEMORY)


def read(text: str) -> None:
    for _ in json_lists.entries(text, "dataset"):
        pass


if __name__ == "__main__":
    main()
