"""Examples of rule sets that the OpenAPI document shows. A test reads each with the model that it is an example of."""

from typing import Any

RULE_SET: dict[str, Any] = {
    "id": 3,
    "kind": "transfer",
    "version": "common-1.0.0 kz-1.0.0+own-1 method-1 sha256-6fc5f8f98617",
    "hash": "9b74c9897bac770ffc029102a200c5de4d1f6c3b8a0d51e52f0f1c1d0f9b6a21",
    "state": "waiting",
    "base": 2,
    "stricter": 0,
    "looser": 84,
    "why_four_eyes": ["rules-loosened"],
    "reason": "The regulator has answered our letter: the notification is enough.",
    "by": {"kind": "person", "name": "Aizada Bekova"},
    "at": "2026-11-24T08:00:00Z",
    "confirmed_at": "2026-11-24T08:02:00Z",
    "links": {"self": "/api/v1/rules/3", "base": "/api/v1/rules/2"},
    "difference": {
        "stricter": 0,
        "looser": 84,
        "groups": [
            {
                "kind": "conditions",
                "looser": True,
                "rule": ["KZ-ANON"],
                "from_state": "KZ",
                "to": "RU",
                "privacy_class": "anonymised",
                "before": "conditional",
                "after": "conditional",
                "come": [],
                "gone": ["ANON_ATTESTED"],
                "since": "2026-11-24",
                "cells": 84,
                "example": "KZ → RU, anonymised, research",
            }
        ],
    },
    "rules": [
        {
            "id": "KZ-ANON",
            "ground": "transfer",
            "state": "KZ",
            "effect": "conditional",
            "confidence": "medium",
            "citation": "Law 94-V art 1(2-5)",
            "source": [{"id": "S163", "source": "Law of the Republic of Kazakhstan No 94-V of 21 May 2013"}],
            "known_since": "2026-11-24",
            "own": True,
            "part": "export",
            "from_state": ["KZ"],
            "to": ["*"],
            "purpose": [],
            "data_class": ["anonymised"],
            "subclass": None,
            "overrides": [],
            "conditions": ["LICENCE"],
        }
    ],
}

PROPOSING: dict[str, dict[str, Any]] = {
    "propose what lies in the operator's folder": {"reason": "The regulator has answered our letter: the notification is enough."}
}
