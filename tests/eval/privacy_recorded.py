"""Records of recorded portals with their privacy class: `privacy_recorded.csv` has the labels, the shared material the texts.

One judge for each portal read title, description, keywords, publisher and names of files, and not the rules: a random part of
each portal, and records that may be about persons (`draw`). A record is named by a hash of its place, because its texts are not
copied. The records have the form of those in `conformance/privacy-labels` of the shared material.
"""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.recorded_china import LARGE, PORTALS
from tests.recorded_lists import table

from .distractors import SHARED

FILE = Path(__file__).with_name("privacy_recorded.csv")

FIXTURES = SHARED / "fixtures"

LONGEST = 700
"""Of a description so many characters are read."""

_DESCRIPTIONS = ("描述", "摘要", "资源摘要", "摘要信息")


class Texts(NamedTuple):
    """The texts of a record, and whose it is: the portal's name here, and its state."""

    portal: str
    state: str
    title: str
    description: str = ""
    keyword: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def mark(place: str) -> str:
    """How the file of labels names a record."""
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def labels() -> Iterator[Mapping[str, str]]:
    """The rows of the file: `record`, `half`, `draw`, `label`, `also`."""
    with FILE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def labelled_texts() -> Iterator[tuple[Mapping[str, str], Texts]]:
    """Each row with the texts of its record; nothing if the shared material is absent."""
    if not FIXTURES.exists():
        return
    wanted = {row["record"]: row for row in labels()}
    for place, texts in (*_brazil(), *_india(), *_kazakhstan(), *_uzbekistan(), *_moscow(), *_china()):
        row = wanted.pop(mark(place), None)
        if row is not None:
            yield row, texts
    assert not wanted, f"{len(wanted)} labelled records are not in the shared material"


def _brazil() -> Iterator[tuple[str, Texts]]:
    for each in _json("br-ckan-dadosgovbr/package_search_rows800.json.gz")["result"]["results"]:
        keywords = tuple(tag["display_name"] for tag in each["tags"])
        files = tuple(resource["name"] or "" for resource in each["resources"][:8])
        yield f"br:{each['name']}", Texts("br", "BR", each["title"], (each["notes"] or "")[:LONGEST], keywords, files)


def _india() -> Iterator[tuple[str, Texts]]:
    for each in _json("in-ogd/data_gov_in_api_registry.json.gz"):
        yield f"in:{each['resource_id']}", Texts("in", "IN", each["title"], keyword=tuple(each["sector"].split(", ")))


def _kazakhstan() -> Iterator[tuple[str, Texts]]:
    for name in ("byCGO", "byMIO", "byQuasiOrg"):
        for row in table(FIXTURES / f"kz-data-egov/{name}.csv.gz"):
            yield f"kz:{name}:{row['Data Url']}", Texts("kz", "KZ", row["Version Name"])


def _uzbekistan() -> Iterator[tuple[str, Texts]]:
    """The titles were not recorded: the sphere and the code stand for them, and the names of the columns for the description."""
    spheres = json.loads((FIXTURES / "uz-data-egov/sphere_list.json").read_text("utf-8"))["result"]
    sphere = {each["guidId"]: each["title"]["uzbText"] for each in spheres}
    for row in table(FIXTURES / "uz-data-egov/dataset_index_derived.csv.gz"):
        title = f"{sphere[row['sphere_guid']]} {row['dataset_code']}"
        yield f"uz:{row['struct_id']}", Texts("uz", "UZ", title, row["columns"].replace("|", ", "))


def _moscow() -> Iterator[tuple[str, Texts]]:
    for row in table(FIXTURES / "ru-mosopendata-2013/datasets.csv", delimiter="\t"):
        yield f"ru:mos:{row['id']}", Texts("ru", "RU", row["name"], keyword=(row["theme"],))


def _china() -> Iterator[tuple[str, Texts]]:
    for name in sorted({**PORTALS, **LARGE, "anhui_huangshan": None}):
        for row in _json(f"cn-portals-2023/metadata__{name}.json.gz"):
            described = next((row[field] for field in _DESCRIPTIONS if field in row), "") or ""
            yield f"cn:{name}:{row['标题']}", Texts("cn", "CN", row["标题"], str(described)[:LONGEST])


def _json(file: str) -> Any:
    return json.loads(gzip.decompress((FIXTURES / file).read_bytes()))
