"""Examples of the question whether many datasets may be used, and of its answer, for the OpenAPI document."""

from typing import Any

from .examples import RECORD_ID

LICENSE_UNKNOWN: dict[str, Any] = {
    "rule": "LICENCE-UNKNOWN",
    "ground": "license",
    "state": None,
    "citation": "A licence that is unknown, ambiguous or contradicted cannot be followed: LICENCE cannot be met",
    "about": [],
    "uncertain": False,
    "missing": [
        {
            "code": "license",
            "question": "Which licence do the data have? Ask the publisher, or read the terms of the portal.",
            "about": [],
        }
    ],
}

ASKED: dict[str, dict[str, Any]] = {
    "two datasets": {
        "state": "KZ",
        "purpose": "commercial",
        "records": [RECORD_ID, "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4b"],
    },
    "the same on a past day": {
        "state": "KZ",
        "purpose": "commercial",
        "records": [RECORD_ID, "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4b"],
        "at": "2026-11-20",
    },
    "all that a search finds and that is unclear": {
        "state": "KZ",
        "purpose": "ai_training",
        "query": "q=water&jurisdiction=KG",
        "effect": ["unclear"],
        "limit": 20,
    },
}

ANSWER: dict[str, Any] = {
    "usage": {
        "state": "KZ",
        "purpose": "commercial",
        "day": "2026-11-25",
        "rules": "common-1.0.0 kg-1.0.0 kz-1.0.0 method-1 sha256-67749f6da7a0",
        "effects": [
            {"effect": "allowed", "count": 0, "chosen": True},
            {"effect": "conditional", "count": 0, "chosen": True},
            {"effect": "authorisation", "count": 0, "chosen": True},
            {"effect": "unclear", "count": 1, "chosen": True},
            {"effect": "prohibited", "count": 0, "chosen": True},
        ],
        "left_out": [{**LICENSE_UNKNOWN, "effect": "unclear", "count": 1, "alone": 1}],
        "uncounted": 0,
    },
    "items": [
        {
            "id": RECORD_ID,
            "title": [{"value": "Мониторинг качества воды", "language": "ru"}],
            "verdict": {
                "effect": "unclear",
                "would_be": None,
                "decided_by": ["license"],
                "confidence": "medium",
                "reason": [LICENSE_UNKNOWN],
            },
            "basis": "current",
            "kept": None,
            "rests_on": None,
            "problem": None,
            "first": None,
            "record": f"/api/v1/datasets/{RECORD_ID}",
        },
        {
            "id": "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4b",
            "title": [],
            "verdict": None,
            "basis": None,
            "kept": None,
            "rests_on": None,
            "problem": "record-missing",
            "first": None,
            "record": "/api/v1/datasets/5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4b",
        },
    ],
    "next": None,
}
