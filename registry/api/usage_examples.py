"""Examples of answers about a use, and of a kept one, for the OpenAPI document."""

from typing import Any

from .examples import RECORD_ID
from .trail_examples import PROOF

USAGE: dict[str, Any] = {
    "request": {"state": "KZ", "purpose": "commercial"},
    "effect": "unclear",
    "decided_by": ["license"],
    "condition": [
        {"code": "LICENCE", "words": "follow the dataset's licence or terms of use", "rule": ["KG-OPEN", "P-COMMERCIAL"]},
        {"code": "OFFICER_REVIEW", "words": "compliance officer decides and records the reasons", "rule": ["KG-OPEN"]},
    ],
    "rule": [
        {
            "id": "LICENCE-UNKNOWN",
            "ground": "license",
            "effect": "unclear",
            "confidence": "high",
            "citation": "A licence that is unknown, ambiguous or contradicted cannot be followed: LICENCE cannot be met",
            "source": [{"id": "METHOD", "source": "the order of evaluation of the knowledge base"}],
            "known_since": "2026-11-23",
        },
        {
            "id": "KG-OPEN",
            "ground": "transfer",
            "state": "KG",
            "effect": "conditional",
            "confidence": "medium",
            "citation": "Digital Code No 178 of 31 Jul 2025 art 25(1): digital data are transferred freely between any persons",
            "source": [{"id": "S70", "source": "prg.kz 37462686 (Digital Code, arts 25, 55-56)"}],
            "valid_from": "2026-02-05",
            "known_since": "2026-11-23",
        },
    ],
    "missing": [
        {"code": "license", "question": "Which licence do the data have? Ask the publisher, or read the terms of the portal."}
    ],
    "would_change": [{"fact": "license", "value": "permits any use", "effect": "conditional"}],
    "confidence": "medium",
    "rules": "common-1.0.0 kg-1.0.0 kz-1.0.0 method-1 sha256-67749f6da7a0",
    "day": "2026-11-25",
    "record": f"/api/v1/datasets/{RECORD_ID}",
    "version": 3,
    "assessment_rules": "licenses-1.0.0 jurisdictions-1.0.0 privacy_rules-1.0.0 method-2 sha256-4f2a9c01b7de",
    "basis": "current",
}

KEPT_ANSWER: dict[str, Any] = {
    "number": 12,
    "hash": "6d1b2f0a1c5e8f3b7a9d4c2e0f6b8a1d3c5e7f9a0b2d4c6e8f1a3b5d7c9e0f2a",
    "answer": {
        "record": RECORD_ID,
        "version": 3,
        "record_hash": "b0a4d7c3e9f1a2b5c8d6e4f7a0b3c5d9e8f2a1b4c7d0e6f9a3b8c1d5e2f4a7b9",
        "ancestor_hash": [],
        "verdict": {
            name: value for name, value in USAGE.items() if name not in {"record", "version", "assessment_rules", "basis"}
        }
        | {"request": {"state": "KZ", "purpose": "commercial", "affiliation": "Institute of Hydrology"}},
        "assessment_rules": USAGE["assessment_rules"],
        "basis": "current",
        "serai": "1.0.0",
        "at": "2026-11-25T10:30:00Z",
    },
    "record": {"id": RECORD_ID, "source": "kg_data_gov", "version": 3},
    "ancestor": [],
    "entry": 4,
    "proof": PROOF,
    "links": {
        "self": "/api/v1/answers/12",
        "page": "/answers/12",
        "dataset": f"/api/v1/datasets/{RECORD_ID}",
        "now": f"/api/v1/datasets/{RECORD_ID}/usage?state=KZ&purpose=commercial",
        "proof": "/api/v1/trail/entries/4/proof",
    },
}
