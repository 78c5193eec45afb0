"""Examples of checks that the OpenAPI document shows. A test reads each with the model that it is an example of."""

from typing import Any

ID = "hY3v0Jq2mC8sT1xWk9LrZw"

ASKING: dict[str, dict[str, Any]] = {
    "an address": {"portal": "https://data.example.kg", "jurisdiction": "KG"},
    "a host": {"portal": "data.example.kg"},
    "a declared source": {"portal": "kg_data_gov"},
}

REQUEST: dict[str, Any] = {"address": "https://data.example.kg/", "jurisdiction": "KG"}

QUEUED: dict[str, Any] = {
    "id": ID,
    "state": "queued",
    "request": REQUEST,
    "asked": "2026-11-24T08:00:00Z",
    "links": {"self": f"/api/v1/checks/{ID}", "page": f"/checks/{ID}"},
}

DONE: dict[str, Any] = {
    "id": ID,
    "state": "done",
    "request": REQUEST,
    "asked": "2026-11-24T08:00:00Z",
    "started": "2026-11-24T08:00:01Z",
    "ended": "2026-11-24T08:00:14Z",
    "read": 500,
    "stated_total": 1204,
    "requests": 8,
    "attempt": 1,
    "report": {
        "outcome": "read",
        "url": "https://data.example.kg/",
        "kind": "ckan",
        "title": "Open data",
        "ended_by": "records",
        "bounds": {"records": 500, "requests": 60, "seconds": 300},
        "requests": 8,
        "seconds": 12.9,
        "counts": {"read": 500, "new": 497, "rejected": 3},
        "stated_total": 1204,
        "causes": [
            {
                "code": "title-missing",
                "severity": "error",
                "title": "The dataset has no title",
                "how_to_fix": "Give the dataset a title with at least one letter or digit.",
                "pointer": "/title",
                "count": 3,
                "examples": [{"identifier": "5b1d9c3e-0f5c-4a36-9d0e-6c0f8f6a0b11", "value": ""}],
            }
        ],
        "licenses": [{"status": "identified", "asserted_by": "publisher", "count": 497}],
        "classes": [{"privacy_class": "open", "count": 490}, {"privacy_class": "unknown", "count": 7}],
    },
    "expires": "2026-12-01T08:00:14Z",
    "links": {"self": f"/api/v1/checks/{ID}", "page": f"/checks/{ID}", "csv": f"/api/v1/checks/{ID}.csv"},
}
