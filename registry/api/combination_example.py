"""An example of the answer about a combination on a past day, for the OpenAPI document."""

from typing import Any

from .examples import RECORD_ID

OTHER_ID = "0b1f5e0e-62f1-5b0a-9d6e-2a8a5b1c7d10"

UNTIL = "2026-11-29T23:59:59.999999Z"


def _dataset(record: str, title: str, publisher: str, *, license: str, entry: int) -> dict[str, Any]:  # noqa: A002 - its name
    """A dataset that has not changed since the day. `entry` is its last entry in the history."""
    return {
        "record": record,
        "title": {"value": title, "language": "en"},
        "publisher": {"value": publisher, "language": "en"},
        "license": license,
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
        "version": 1,
        "assessment_rules": "licenses-1.2.0 jurisdictions-1.0.0 privacy_rules-2.1.0 method-2 sha256-5e4faeee632e",
        "basis": "computed",
        "rests_on": {
            "until": UNTIL,
            "entry": entry,
            "entry_hash": f"{entry:064x}",
            "raw_hash": f"{entry:064x}",
            "state": "proved",
            "not_kept": ["code"],
        },
    }


COMBINATION: dict[str, Any] = {
    "request": {"state": "RU", "purpose": "adaptation"},
    "use": "published",
    "effect": "prohibited",
    "outcome": "keep_apart",
    "published": "keep_apart",
    "dataset": [
        _dataset(OTHER_ID, "Roads", "Ministry of Transport", license="CC-BY-SA-4.0", entry=17),
        _dataset(RECORD_ID, "Mapped springs", "Ministry of Water", license="ODbL-1.0", entry=12),
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
    "basis": "computed",
    "rests_on": {"until": UNTIL, "not_kept": ["code"]},
    "links": {
        "self": f"/api/v1/combination?id={OTHER_ID}&id={RECORD_ID}&state=RU&purpose=adaptation&at=2026-11-29",
        "datasets": [f"/api/v1/datasets/{OTHER_ID}", f"/api/v1/datasets/{RECORD_ID}"],
    },
}
