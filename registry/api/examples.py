"""Examples that the OpenAPI document shows. A test reads each with the model that it is an example of."""

from typing import Any

from .problems import Flaw

RECORD_ID = "b7b4a3a6-5c1d-5b0e-9a53-0d2f3c0f7c11"

PROBLEMS: dict[str, dict[str, Any]] = {
    "role-too-low": {
        "detail": "Your role does not allow this: it takes the role officer, and the token has the role curator",
        "instance": f"/api/v1/datasets/{RECORD_ID}/curation/license",
    },
    "record-missing": {"detail": f"There is no record {RECORD_ID}.", "instance": f"/api/v1/datasets/{RECORD_ID}"},
    "request-invalid": {
        "detail": "String should have at least 10 characters",
        "instance": f"/api/v1/datasets/{RECORD_ID}/curation/license",
        "errors": (Flaw(pointer="/reason", detail="String should have at least 10 characters"),),
    },
    "query-invalid": {
        "detail": "There is no order `newest`.",
        "instance": "/api/v1/datasets",
        "errors": (Flaw(parameter="sort", detail="There is no order `newest`."),),
    },
    "decision-invalid": {
        "detail": "The decision is not valid: “CC-BY” is not one of the choices.",
        "instance": f"/api/v1/datasets/{RECORD_ID}/curation/license",
        "errors": (Flaw(pointer="/value", detail="“CC-BY” is not one of the choices."),),
        "choices": ("CC-BY-3.0", "CC-BY-4.0"),
    },
    "usage-invalid": {
        "detail": "The question about a use is not valid: There is no purpose “resale”.",
        "instance": f"/api/v1/datasets/{RECORD_ID}/usage",
        "errors": (Flaw(parameter="purpose", detail="There is no purpose “resale”."),),
        "choices": ("research", "commercial", "ai_training"),
    },
    "proposal-outdated": {
        "detail": "The selection means something else than at the preview: since the preview of proposal 12, "
        "3 came, 1 went and 2 changed; make a new proposal",
        "instance": "/api/v1/proposals/12/confirm",
    },
    "proposal-settled": {
        "detail": "The state of the proposal does not allow this: proposal 12 is rejected",
        "instance": "/api/v1/proposals/12/confirm",
    },
    "proposal-too-large": {
        "detail": "The selection has too many records for one proposal: it has 31,204, and a proposal may have 10,000 at most",
        "instance": "/api/v1/proposals",
    },
    "rules-invalid": {
        "detail": "The files of rules are not valid: kz.yml:9: There is no effect “perhaps”. There is: allowed, prohibited.",
        "instance": "/api/v1/rules",
        "errors": (Flaw(detail="There is no effect “perhaps”.", file="kz.yml", line=9, choices=("allowed", "prohibited")),),
    },
    "rules-outdated": {
        "detail": "Other rules came in force since the preview: since the preview of rule set 3, other rules came in force; "
        "propose it again",
        "instance": "/api/v1/rules/3/confirm",
    },
    "rules-settled": {
        "detail": "The state of the rule set does not allow this: rule set 3 is rejected",
        "instance": "/api/v1/rules/3/approve",
    },
    "reassessment-outdated": {
        "detail": "The rules have changed since the difference was made: the rules have changed since re-assessment 3 was asked "
        "for; ask for a new one",
        "instance": "/api/v1/reassessments/3/confirm",
    },
    "failure": {"detail": "Something went wrong here.", "instance": "/api/v1/datasets", "reference": "5d2f09ac"},
}

SUMMARY: dict[str, Any] = {
    "title": [{"value": "Суу сапатын көзөмөлдөө", "language": "ky"}, {"value": "Мониторинг качества воды", "language": "ru"}],
    "description": [{"value": "Результаты анализа проб воды по областям.", "language": "ru"}],
    "publisher": [{"value": "Министерство здравоохранения", "language": "ru"}],
    "source": "kg_data_gov",
    "status": "active",
    "jurisdiction": ["KG"],
    "license": "CC-BY-4.0",
    "license_status": "identified",
    "privacy_class": "open",
    "access_rights": ["PUBLIC"],
    "theme": ["ENVI"],
    "format": ["CSV"],
    "language": ["ky", "ru"],
    "issued": "2024-03",
    "modified": "2026-10-02",
    "checked": "2026-11-24",
}

SEARCH: dict[str, Any] = {
    "total": 1,
    "total_whole": 1,
    "unknown": [],
    "read_as": "",
    "offset": 0,
    "limit": 20,
    "items": [
        {
            **SUMMARY,
            "id": RECORD_ID,
            "score": 0.0476,
            "highlight": {
                "title": {
                    "language": "ru",
                    "fragment": [{"text": "Мониторинг ", "match": False}, {"text": "качества воды", "match": True}],
                }
            },
            "way": ["concept"],
            "through": [{"concept": "water-quality", "asked": "water quality", "found": "качества воды", "language": "ru"}],
            "whole": True,
            "links": {
                "self": f"/api/v1/datasets/{RECORD_ID}",
                "source": "/api/v1/sources/kg_data_gov",
                "explanation": f"/api/v1/datasets/{RECORD_ID}/explanation?q=water+quality",
            },
        }
    ],
    "facets": {"license": {"values": [{"value": "CC-BY-4.0", "count": 1, "chosen": False}], "other": 0}},
    "next": None,
    "previous": None,
}

EXPLANATION: dict[str, Any] = {
    "id": RECORD_ID,
    "text": "water quality 2019",
    "read_as": "",
    "place": 1,
    "passes": True,
    "whole": False,
    "exact_title": False,
    "word": [
        {
            "text": "quality",
            "worth": 1.0,
            "optional": False,
            "phrase": False,
            "seen": [{"field": "title", "how": "concept", "found": "качества воды", "language": "ru", "weight": 3.2}],
        },
        {"text": "2019", "worth": 1.0, "optional": True, "phrase": False, "seen": []},
    ],
    "unknown": ["2019"],
    "way": [
        {"way": "typed", "rank": None, "score": None, "boost": None, "of": 0},
        {"way": "concept", "rank": 1, "score": 5.4, "boost": 0.0186, "of": 3},
    ],
    "day": "2026-10-02",
    "completeness": 86,
}

_FINDING: dict[str, Any] = {
    "rule": "license-name",
    "verdict": "CC-BY-4.0",
    "reason": "The text is a known name of Creative Commons Attribution 4.0 International.",
    "evidence": [{"seen": "CC BY 4.0", "where": "/license_id"}],
    "basis": "vocabulary of licences",
    "confidence": "high",
    "asserted_by": "publisher",
}

RECORD: dict[str, Any] = {
    "id": RECORD_ID,
    "source": "kg_data_gov",
    "status": "active",
    "version": 2,
    "dataset": {
        "identifier": "water-quality",
        "title": [{"value": "Мониторинг качества воды", "language": "ru"}],
        "modified": {
            "verbatim": "2026-10-02T09:15:00",
            "value": "2026-10-02T09:15:00Z",
            "precision": "time",
            "zone_stated": False,
        },
        "license": [{"verbatim": "CC BY 4.0", "field": "/license_id"}],
        "distribution": [
            {
                "identifier": "3d3f2a39-1f4c-4a55-8a9c-6f5f4b9b2d10",
                "download_url": "https://data.gov.kg/files/water.csv",
                "format": {"verbatim": "csv", "code": "CSV"},
            }
        ],
    },
    "curation": {
        "privacy_class": {
            "value": "open",
            "reason": "Measurements of rivers, no word about people.",
            "by": "Aizada Bekova",
            "at": "2026-11-24T08:00:00Z",
        },
        "mechanisms": {
            "value": [{"condition": "NOT_IMPORTANT", "document": "No 12-04/331", "valid_from": "2026-11-01"}],
            "reason": "The ministry confirms it in its letter.",
            "source": "Letter of the Ministry of Natural Resources, 12-04/331",
            "by": "Aizada Bekova",
            "at": "2026-11-24T08:10:00Z",
        },
    },
    "assessment": {
        "license": {
            "id": "CC-BY-4.0",
            "status": "identified",
            "raw": ["CC BY 4.0"],
            "asserted_by": "publisher",
            "confidence": "high",
            "finding": [_FINDING],
        },
        "jurisdiction": {
            "holder_state": "KG",
            "asserted_by": "portal",
            "confidence": "high",
            "finding": [
                _FINDING
                | {
                    "rule": "jurisdiction-declared",
                    "verdict": "KG",
                    "reason": "The portal is run by a body of Kyrgyzstan, which holds what it publishes.",
                    "evidence": [{"seen": "KG", "where": "source"}],
                    "basis": "declaration of the source",
                    "asserted_by": "portal",
                }
            ],
        },
        "privacy": {
            "privacy_class": "open",
            "asserted_by": "person",
            "confidence": "high",
            "finding": [
                _FINDING
                | {
                    "rule": "privacy-decided",
                    "verdict": "open",
                    "reason": "Aizada Bekova decided on 2026-11-24: Measurements of rivers, no word about people.",
                    "evidence": [{"seen": "open", "where": "curation"}],
                    "basis": "decision of a person",
                    "asserted_by": "person",
                }
            ],
        },
        "rules": "licenses-1.0.0 jurisdictions-1.0.0 privacy_classes-1.0.0 privacy_rules-1.0.0 method-1",
        "assessed_on": "2026-11-24",
    },
    "provenance": {
        "url": "https://data.gov.kg/api/3/action/package_show?id=water-quality",
        "raw_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "media_type": "application/json",
        "run": 12,
        "first_harvested": "2026-11-20T02:00:00Z",
        "changed": "2026-11-20T02:00:00Z",
    },
    "links": {
        "self": f"/api/v1/datasets/{RECORD_ID}",
        "raw": f"/api/v1/datasets/{RECORD_ID}/raw",
        "history": f"/api/v1/datasets/{RECORD_ID}/history",
        "source": "/api/v1/sources/kg_data_gov",
        "run": "/api/v1/runs/12",
    },
    "quality": {
        "points": 305,
        "measured": 325,
        "most": 405,
        "rating": "good",
        "lacking": [
            {
                "code": "spatial",
                "dimension": "findability",
                "property": "dct:spatial",
                "points": 20,
                "label": "Place",
                "lacking": "No place",
                "advice": "State the place that the data describe, as a name or as a box of coordinates.",
            }
        ],
    },
}

PROPOSING: dict[str, dict[str, Any]] = {
    "decide about what a search finds": {
        "selection": {"query": "source=kg_data_gov&license_status=ambiguous"},
        "aspect": "license",
        "decision": {"value": "CC-BY-4.0", "reason": "The portal's terms of use name this licence."},
    },
    "take back what was decided about two records": {
        "selection": {"records": [RECORD_ID, "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a"]},
        "aspect": "privacy_class",
        "take_back": True,
        "reason": "The portal has replaced the files by aggregates.",
    },
}

PROPOSAL: dict[str, Any] = {
    "id": 12,
    "aspect": "license",
    "decision": {"value": "CC-BY-4.0"},
    "undoes": None,
    "reason": "The portal's terms of use name this licence.",
    "selection": {"records": None, "query": "source=kg_data_gov&license_status=ambiguous", "question": None, "proposal": None},
    "count": 214,
    "unchanged": 3,
    "left": 0,
    "replaced": 1,
    "state": "waiting",
    "why_four_eyes": ["every-decision"],
    "by": {"kind": "person", "name": "Aizada Bekova"},
    "at": "2026-11-24T08:00:00Z",
    "confirmed_at": "2026-11-24T08:02:00Z",
    "links": {"self": "/api/v1/proposals/12", "decisions": "/api/v1/decisions?proposal=12", "undoes": None},
    "effects": [
        {
            "before": {"value": "LicenseRef-unknown", "status": "ambiguous"},
            "after": {"value": "CC-BY-4.0", "status": "identified"},
            "count": 211,
        }
    ],
    "answers": [{"state": "RU", "purpose": "research", "before": "unclear", "after": "conditional", "count": 211}],
    "total": 214,
    "offset": 0,
    "limit": 1,
    "items": [
        {
            "id": RECORD_ID,
            "version": 4,
            "title": [{"value": "Мониторинг качества воды", "language": "ru"}],
            "outcome": "changed",
            "before": {"value": "LicenseRef-unknown", "status": "ambiguous"},
            "after": {"value": "CC-BY-4.0", "status": "identified"},
            "links": {"self": f"/api/v1/datasets/{RECORD_ID}"},
        }
    ],
    "next": "/api/v1/proposals/12?offset=1&limit=1",
    "previous": None,
}

REASSESSMENT: dict[str, Any] = {
    "id": 3,
    "state": "waiting",
    "rules": "licenses-1.3.0 jurisdictions-1.0.0 privacy_classes-1.1.0 privacy_rules-2.2.0 method-2 sha256-9c1f0e5b7a42",
    "former": ["licenses-1.2.0 jurisdictions-1.0.0 privacy_classes-1.1.0 privacy_rules-2.1.0 method-2 sha256-5e4faeee632e"],
    "reason": "Release 0.3 reads the open licences of two ministries.",
    "by": {"kind": "person", "name": "Aizada Bekova"},
    "at": "2026-11-24T08:00:00Z",
    "total": 81204,
    "read": 81204,
    "differing": 412,
    "why_four_eyes": ["license-widened"],
    "confirmed_at": "2026-11-24T08:09:00Z",
    "attempt": 1,
    "links": {"self": "/api/v1/reassessments/3"},
    "offset": 0,
    "limit": 100,
    "differences": 1,
    "items": [
        {
            "aspect": "license",
            "decided": False,
            "before": {"value": "CC-BY-NC-4.0", "status": "identified", "confidence": "high", "commercial": "no"},
            "after": {"value": "CC-BY-4.0", "status": "identified", "confidence": "high", "commercial": "yes"},
            "rule_before": "license-name-in-text",
            "rule_after": "license-name",
            "lowered": ["license-widened"],
            "stricter": False,
            "count": 412,
            "examples": [
                {
                    "id": RECORD_ID,
                    "title": [{"value": "Мониторинг качества воды", "language": "ru"}],
                    "links": {"self": f"/api/v1/datasets/{RECORD_ID}"},
                }
            ],
        }
    ],
    "next": None,
    "previous": None,
}
