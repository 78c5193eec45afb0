"""An example of the answer about a combination, for the OpenAPI document."""

from typing import Any

from .examples import RECORD_ID

OTHER_ID = "0b1f5e0e-62f1-5b0a-9d6e-2a8a5b1c7d10"

COMBINATION: dict[str, Any] = {
    "request": {"state": "RU", "purpose": "adaptation"},
    "use": "published",
    "effect": "prohibited",
    "outcome": "keep_apart",
    "published": "keep_apart",
    "dataset": [
        {
            "record": OTHER_ID,
            "title": {"value": "Roads", "language": "en"},
            "publisher": {"value": "Ministry of Transport", "language": "en"},
            "license": "CC-BY-SA-4.0",
            "license_class": "sa",
            "state": ["KZ"],
            "verdict": {
                "request": {"state": "RU", "purpose": "adaptation"},
                "effect": "allowed",
                "decided_by": ["transfer"],
                "rule": [],
                "confidence": "high",
                "rules": "by-1.0.0 cn-1.0.0 common-1.0.0 kz-1.0.0 method-1 sha256-6fc5f8f98617",
                "day": "2026-11-29",
            },
        },
        {
            "record": RECORD_ID,
            "title": {"value": "Mapped springs", "language": "en"},
            "publisher": {"value": "Ministry of Water", "language": "en"},
            "license": "ODbL-1.0",
            "license_class": "sa",
            "state": ["KZ"],
            "verdict": {
                "request": {"state": "RU", "purpose": "adaptation"},
                "effect": "allowed",
                "decided_by": ["transfer"],
                "rule": [],
                "confidence": "high",
                "rules": "by-1.0.0 cn-1.0.0 common-1.0.0 kz-1.0.0 method-1 sha256-6fc5f8f98617",
                "day": "2026-11-29",
            },
        },
    ],
    "pair": [
        {
            "license": ["CC-BY-SA-4.0", "ODbL-1.0"],
            "first": [OTHER_ID],
            "second": [RECORD_ID],
            "outcome": "keep_apart",
            "published": "keep_apart",
            "because": [
                {
                    "code": "sa+sa",
                    "words": "allowed only if both are the same licence and compatible version; otherwise keep "
                    "them as separate databases",
                    "source": [
                        {
                            "id": "KB",
                            "source": "the project's knowledge base, licences.yaml, meta.combination (from the "
                            "texts of licences in general knowledge)",
                        }
                    ],
                    "confidence": "medium",
                }
            ],
            "blocks": True,
        }
    ],
    "duty": [
        {
            "code": "ATTRIBUTION",
            "words": "Name each publisher, and link each dataset and its licence.",
            "record": [OTHER_ID, RECORD_ID],
            "about": ["Ministry of Transport", "Ministry of Water"],
            "on_sharing": True,
        }
    ],
    "condition": [
        {
            "code": "LICENCE",
            "words": "follow the dataset's licence or terms of use",
            "record": [OTHER_ID, RECORD_ID],
            "rule": ["KZ-OPEN"],
        }
    ],
    "state": ["KZ"],
    "confidence": "medium",
    "rules": "by-1.0.0 cn-1.0.0 common-1.0.0 kz-1.0.0 method-1 sha256-6fc5f8f98617",
    "table": "combination-1.0.0 method-1 sha256-b3d221819903",
    "day": "2026-11-29",
    "links": {
        "self": f"/api/v1/combination?id={OTHER_ID}&id={RECORD_ID}&state=RU&purpose=adaptation",
        "datasets": [f"/api/v1/datasets/{OTHER_ID}", f"/api/v1/datasets/{RECORD_ID}"],
    },
}
