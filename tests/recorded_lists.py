"""The recorded lists of four portals, as the items of their lists: Kazakhstan, Uzbekistan, Moscow, India."""

import csv
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.shared_material import shared


def table(file: Path, *, delimiter: str = ",") -> list[dict[str, str]]:
    text = (gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


@cache
def kazakh() -> list[dict[str, Any]]:
    """The rows of central bodies, regions and quasi-state organisations, in the form of the list."""
    files = [shared(f"fixtures/kz-data-egov/{name}.csv.gz") for name in ("byCGO", "byMIO", "byQuasiOrg")]
    rows = [row for file in files for row in table(file)]
    return [
        {"apiUri": parse_qs(urlsplit(row["Data Url"]).query)["index"][0], "nameRu": row["Version Name"], "status": "PUBLISHED"}
        for row in rows
    ]


def uzbek() -> list[dict[str, Any]]:
    """The names of the datasets were not recorded: their code stands for them."""
    spheres = json.loads(shared("fixtures/uz-data-egov/sphere_list.json").read_text(encoding="utf-8"))["result"]
    labels = {sphere["guidId"]: sphere["title"] for sphere in spheres}
    return [
        {
            "structId": row["struct_id"],
            "name": row["dataset_code"],
            "dataName": {"uzbText": f"To‘plam {row['dataset_code']}"},
            "sphereName": labels[row["sphere_guid"]],
            "fullCount": int(row["rows"]),
            "lastUpdate": "2025-01-05T10:00:00",
        }
        for row in table(shared("fixtures/uz-data-egov/dataset_index_derived.csv.gz"))
    ]


def muscovite() -> list[dict[str, Any]]:
    recorded = table(shared("fixtures/ru-mosopendata-2013/datasets.csv"), delimiter="\t")
    return [
        {
            "Id": int(row["id"]),
            "Caption": row["name"],
            "DepartmentCaption": row["source"],
            "CategoryCaption": row["theme"],
            "SefUrl": f"7700000000-{row['id']}",
        }
        for row in recorded
    ]


def indian() -> list[dict[str, Any]]:
    rows = json.loads(gzip.decompress(shared("fixtures/in-ogd/data_gov_in_api_registry.json.gz").read_bytes()))
    return [
        {
            "index_name": row["resource_id"],
            "title": row["title"],
            "org": [part for part in (row["ministry"] or "").split(", ") if part],
            "sector": [row["sector"]],
            "source": "data.gov.in",
        }
        for row in rows
    ]
