"""The records that are not looked for: near-duplicates of the set, other topics, and titles of recorded portals.

The recorded titles are read where they lie, beside the repository.
"""

import csv
import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from schemas.record import CatalogRecord
from tests import factories

from .forms import FORMS, source
from .material import Item
from .reading import read
from .scripts import cyrillic

SHARED = Path(os.environ.get("SERAI_SHARED") or Path(__file__).parents[2].parent / "shared")
MOST = 300
"""The most titles of one recorded file."""

PLACES = 4
"""In so many places there is each of the other topics."""

_YEAR = re.compile(r"\b(?:19|20)\d\d")


def near(items: tuple[Item, ...]) -> Iterator[Item]:
    """The same dataset of other years, or of another place: as portals have them by the dozen."""
    for item in items:
        chance = Random(f"{item.family} near")  # the same for all twins
        if _YEAR.search(item.title):
            for at, year in enumerate(chance.sample(range(2008, 2018), 3)):
                yield _changed(item, _YEAR.sub(str(year), item.title), at)
        elif item.form in read("places.yml"):
            at = chance.randrange(len(read("places.yml")["en"]))
            yield _changed(item, _placed(item.form, item.title, at, year=chance.randrange(2008, 2024)), at)


def _placed(form: str, title: str, at: int, *, year: int) -> str:
    place = read("places.yml")[form][at]
    return f"{place}{title}（{year}年）" if form == "zh" else f"{title}, {place}, {year}"


def _changed(item: Item, title: str, at: int) -> Item:
    return Item(item.family, item.form, title, (), item.description, item.keyword, item.publisher, variant=f"-near-{at}")


def single(items: tuple[Item, ...]) -> Iterator[Item]:
    """One keyword of a dataset, at a place, in a year: a record about the same thing that says less."""
    for item in items:
        for at, keyword in enumerate(item.keyword if item.form in read("places.yml") else ()):
            chance = Random(f"{item.family} single {at}")
            place, year = chance.randrange(len(read("places.yml")["en"])), chance.randrange(2008, 2024)
            title = _placed(item.form, keyword, place, year=year)
            yield Item(item.family, item.form, title, (), "", (), item.publisher, variant=f"-single-{at}")


def topics() -> Iterator[CatalogRecord]:
    """Titles about other things, in every form."""
    for form in FORMS:
        told = read("topics.yml").get(form) or [cyrillic(topic) for topic in read("topics.yml")["uz-Latn"]]
        for at, topic in enumerate(told):
            chance = Random(f"topic {at}")  # the same in all forms
            for place in chance.sample(range(len(read("places.yml")["en"])), PLACES):
                title = _placed(form, topic, place, year=chance.randrange(2008, 2024))
                yield factories.record({form: title}, identifier=f"topic-{at}-{place}", source=source(form))


def recorded() -> Iterator[CatalogRecord]:
    """Titles of real portals, each as a record of the portal of its language; nothing if they are not here."""
    for form, titles in (
        ("ru", _russian()),
        ("en", _english()),
        ("zh", _chinese()),
        ("uz-Latn", _uzbek()),
        ("pt", _portuguese()),
    ):
        for at, (title, publisher) in enumerate(dict(titles).items()):
            yield factories.record(
                {form: title}, identifier=f"recorded-{at}", source=source(form), publisher={form: publisher} if publisher else ""
            )


def _open(relative: str) -> str:
    path = SHARED / "fixtures" / relative
    if not path.exists():
        return ""
    plain = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return plain.decode("utf-8-sig")


def _russian() -> Iterator[tuple[str, str]]:
    for name in ("byCGO", "byMIO", "byQuasiOrg"):
        for row in csv.reader(_open(f"kz-data-egov/{name}.csv.gz").splitlines()[1 : MOST + 1]):
            yield row[0], ""
    for row in csv.reader(_open("ru-mosopendata-2013/datasets.csv").splitlines()[1:], delimiter="\t"):
        yield row[0], row[3]


def _english() -> Iterator[tuple[str, str]]:
    for row in json.loads(_open("in-ogd/data_gov_in_api_registry.json.gz") or "[]")[:MOST]:
        yield row["title"], row["ministry"]


def _chinese() -> Iterator[tuple[str, str]]:
    for path in sorted((SHARED / "fixtures" / "cn-portals-2023").glob("metadata__*.json.gz")):
        for row in json.loads(_open(f"cn-portals-2023/{path.name}"))[: MOST // 2]:
            if row.get("标题"):
                yield row["标题"], row.get("提供单位") or row.get("数源单位") or ""


def _uzbek() -> Iterator[tuple[str, str]]:
    for row in csv.DictReader(_open("uz-data-egov/dataset_index_derived.csv.gz").splitlines()):
        yield " ".join(row["columns"].split("|")[:4]), ""


def _portuguese() -> Iterator[tuple[str, str]]:
    told = json.loads(_open("br-ckan-dadosgovbr/package_search_rows800.json.gz") or "{}")
    for row in told.get("result", {}).get("results", ())[:MOST]:
        yield row["title"], (row.get("organization") or {}).get("title") or ""


def uzbek_twice(records: Iterator[CatalogRecord]) -> Iterator[CatalogRecord]:
    """The records, and those in Uzbek also in Cyrillic letters."""
    for record in records:
        yield record
        if record.source == source("uz-Latn"):
            title = cyrillic(record.dataset.title[0].value)
            yield factories.record({"uz-Cyrl": title}, identifier=record.dataset.identifier, source=source("uz-Cyrl"))
