"""An example of the figures by state, for the OpenAPI document. It has two of the states, one field and one finding."""

from typing import Any

ANSWER: dict[str, Any] = {
    "day": "2026-11-29",
    "total": 120,
    "evenness": 0.469,
    "states": [
        {"state": "KZ", "count": 108, "share": 0.9, "conditions": {"jurisdiction": ["KZ"]}},
        {"state": "TJ", "count": 12, "share": 0.1, "conditions": {"jurisdiction": ["TJ"]}},
    ],
    "dimensions": [
        {
            "field": "license",
            "several": False,
            "kinds": 1,
            "evenness": None,
            "evenness_by_state": {"KZ": None, "TJ": None},
            "values": [
                {
                    "value": "CC-BY-4.0",
                    "count": 105,
                    "states": {"KZ": 105, "TJ": 0},
                    "conditions": {"license": ["CC-BY-4.0"]},
                },
                {
                    "value": "not_stated",
                    "count": 15,
                    "states": {"KZ": 3, "TJ": 12},
                    "conditions": {"license": ["not_stated"]},
                },
            ],
            "uncounted": 0,
        }
    ],
    "filtered": [],
    "same_from": 0,
    "search": "/api/v1/datasets?q=water&sort=modified",
    "rules": "1.0.0",
    "findings": [
        {
            "code": "licence-unreadable",
            "state": "TJ",
            "dimension": "license_status",
            "count": 12,
            "total": 12,
            "share": 1.0,
            "words": "Tajikistan: 12 of 12 datasets (100.0%) have no licence that a program can read.",
            "reason": "Whoever keeps to licences leaves these datasets out.",
            "citation": "DCAT 3, property dct:license",
            "conditions": {"jurisdiction": ["TJ"], "license_status": ["not_stated"]},
            "link": "/api/v1/datasets?q=water&jurisdiction=TJ&license_status=not_stated&sort=modified",
        }
    ],
    "csv": "/api/v1/coverage.csv?q=water",
    "statement": "/api/v1/coverage.md?q=water",
}
