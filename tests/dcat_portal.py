"""Portals that send datasets in DCAT-US on loopback HTTP: one document, and both versions of DKAN. See `tests/portal.py`."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from schemas.source import Source

from .portal import Answer, Asked, Portal, package

NOT_FOUND = Answer(b"<!DOCTYPE html><title>Page not found</title>", 404, {"Content-Type": "text/html"})


def dataset(number: int, **fields: Any) -> dict[str, Any]:
    """A dataset of DCAT-US 1.1."""
    return {
        "@type": "dcat:Dataset",
        "identifier": f"00000000-0000-4000-8000-{number:012}",
        "accessLevel": "public",
        "title": f"Суу ресурстары {number}",
        "description": "<p>Көлдөрдүн деңгээли</p>",
        "keyword": ["суу", "көл"],
        "modified": "2026-03-04",
        "publisher": {"@type": "org:Organization", "name": "Улуттук статистика комитети"},
        "contactPoint": {"@type": "vcard:Contact", "fn": "Айгүл", "hasEmail": "mailto:a@example.kg"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": "Файл",
                "downloadURL": f"https://data.example/{number}.csv",
                "mediaType": "text/csv",
                "format": "csv",
            }
        ],
    } | fields


def old_package(number: int, **fields: Any) -> dict[str, Any]:
    """A package as DKAN 1 shows it."""
    shown = package(number)
    for name in ("license_id", "organization", "num_resources", "num_tags"):
        del shown[name]
    resource = {
        "id": f"r-{number}",
        "name": "Файл",
        "url": f"https://data.example/{number}.csv",
        "format": "csv",
        "mimetype": "text/csv",
        "state": "Active",
        "created": "Tue, 07/04/2015 - 12:00",
        "last_modified": "Date changed Tue, 07/04/2015 - 12:00",
    }
    return (
        shown
        | {
            "notes": "<p>Көлдөрдүн деңгээли</p>",
            "type": "Dataset",
            "state": "Active",
            "private": "Published",
            "license_title": "https://creativecommons.org/licenses/by/4.0/",
            "metadata_created": "Tue, 07/04/2015 - 12:00",
            "metadata_modified": "Wed, 15/04/2015 - 02:30",
            "tags": [{"id": "t", "vocabulary_id": "2", "name": "суу"}],
            "groups": [{"id": "g", "title": "Улуттук статистика комитети", "name": "group/stat", "description": "<p></p>"}],
            "resources": [resource],
        }
        | fields
    )


def written(value: Any) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace"))


class DocumentPortal(Portal):
    """The catalogue in `/data.json`, under the key `dataset` or another one."""

    def __init__(self, datasets: Iterable[Any], *, key: str = "dataset", **how: Any) -> None:
        super().__init__(datasets, **how)
        self.key = key

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "data_json", "url": f"{self.url}/data.json", **fields})

    def healthy(self, asked: Asked) -> Answer:
        return self.listing(self.packages) if asked.path == "/data.json" else NOT_FOUND

    def listing(self, packages: list[Any], *, total: int | None = None) -> Answer:
        return written({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", self.key: packages})


class DkanPortal(Portal):
    """DKAN 2. `searches`: whether its search is switched on."""

    def __init__(self, datasets: Iterable[Any], *, searches: bool = True, **how: Any) -> None:
        super().__init__(datasets, **{"rows_max": 100, **how})
        self.searches = searches

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "dkan", **fields})

    def answer(self, asked: Asked) -> Answer:
        """Troubles find the place of a page in `start` and `rows`, as at other portals."""
        rows = int(asked.params.get("page-size", "10"))
        start = (int(asked.params.get("page", "1")) - 1) * rows
        return super().answer(replace(asked, params=asked.params | {"start": str(start), "rows": str(rows)}))

    def healthy(self, asked: Asked) -> Answer:
        if asked.path == "/api/1/search" and self.searches:
            shown = self.packages[asked.start : asked.start + min(asked.rows, self.rows_max)]
            return self.listing(shown, total=len(self.packages) if self.total is None else self.total)
        return written(self.packages) if asked.path == "/api/1/metastore/schemas/dataset/items" else NOT_FOUND

    def listing(self, packages: list[Any], *, total: int) -> Answer:
        """The search answers with an object; PHP makes a list of an empty one."""
        results = {f"dkan_dataset/{number}": each for number, each in enumerate(packages)}
        return written({"total": str(total), "results": results or [], "facets": []})


class OldDkanPortal(Portal):
    """DKAN 1. `lists`: whether it lists packages with all that is in them; `nested`: in a list of their own."""

    def __init__(self, packages: Iterable[Any], *, lists: bool = True, nested: bool = False, **how: Any) -> None:
        super().__init__(packages, **how)
        self.lists, self.nested = lists, nested

    def source(self, **fields: Any) -> Source:
        return super().source(**{"kind": "dkan", **fields})

    def answer(self, asked: Asked) -> Answer:
        place = {"start": asked.params.get("offset", "0"), "rows": asked.params.get("limit", "1000")}
        return super().answer(replace(asked, params=asked.params | place))

    def healthy(self, asked: Asked) -> Answer:
        action = asked.path.removeprefix("/api/3/action/")
        if action == "current_package_list_with_resources" and self.lists:
            shown = self.packages[asked.start : asked.start + min(asked.rows, self.rows_max)]
            return self.result([shown] if self.nested else shown)
        if action == "package_list":
            return self.result([each["name"] if isinstance(each, dict) else each for each in self.packages])
        if action == "package_show":
            return self.result([each for each in self.packages if each["name"] == asked.params.get("id")][:1])
        return NOT_FOUND

    def result(self, result: Any) -> Answer:
        return written({"help": "Return …", "success": True, "result": result})
