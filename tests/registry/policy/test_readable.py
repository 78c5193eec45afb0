"""What people read of the rules names laws in full, and nothing that only this project understands."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from registry.policy.reasons import REASONS
from registry.policy.rules import TRANSFER, load_rules
from schemas.vocab import parse

RULES = load_rules()
IDS = {rule.id for rule in RULES.transfer.rules if "-" in rule.id}
CODES = {code for code in RULES.transfer.conditions if "_" in code}

SHOWN = {"about", "basis", "citation", "detail", "label", "meaning", "name", "note", "reason", "words"}
"""The fields whose texts are shown."""

LISTS = {"effects", "questions", "sources"}
"""The fields that hold texts by id."""

ADDRESS = re.compile(r"https?://\S+|[\w.-]+\.\w{2,}/\S+")

OURS = {
    "a file": re.compile(r"\b[\w-]+\.(?:md|ya?ml|csv|py)\b|\bREADME\b|\bCOMPLIANCE\b"),
    "our own documents": re.compile(
        r"knowledge base|\bthe project's\b|\bsee (?:part|section|sentence|above|below)\b|\bsentence \d"
    ),
    "a field of a record": re.compile(r"\b[A-Za-z]+_[A-Za-z_]+"),
    "what a program does": re.compile(r"\b[Ff]ires\b|\bReplaces [A-Z]"),
    "the id of a rule": re.compile(rf"\b(?:{'|'.join(sorted(IDS, key=len, reverse=True))}|[DP]-[A-Z]{{2,}})\b(?!-)"),
    "the id of a source": re.compile(r"[\[ ](?:S\d{2,3}|GK)\b(?![ .]*\d)"),
}
"""Words that mean nothing to a reader."""

OF_ACTS = frozenset({"AI", "BY", "CAC", "CC", "CIIO", "EU", "FZ", "GB", "GODL", "IV", "LAW", "UP", "XII", "ZRU"})
OF_NAMES = frozenset({"BBC", "CAGPT", "CIS", "CMS", "CNBC", "DLA", "EAEU", "GDPR", "IQ", "SCO", "TASS"})
"""Abbreviations that are names, of the number of an act, or explained where they stand."""


def texts(value: Any, field: str = "") -> Iterator[str]:
    """The texts of a data file that are shown."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from texts(each, "words" if field in LISTS else name)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, field)
    elif isinstance(value, str) and field in SHOWN:
        yield value


def shown() -> Mapping[str, list[str]]:
    contents = {name: text for name, text in RULES.contents.items() if name != "licenses"}
    contents["combination"] = (files("registry.policy") / "combination.yml").read_text("utf-8")
    found = {name: list(texts(parse(text))) for name, text in contents.items()}
    return {**found, "reasons": [each.basis for each in REASONS.values()]}


TEXTS = [(name, ADDRESS.sub("", text)) for name, found in shown().items() for text in found]


@pytest.mark.parametrize("what", OURS)
def test_no_text_that_is_shown_names_what_only_this_project_knows(what: str) -> None:
    assert not [(name, text) for name, text in TEXTS if OURS[what].search(text)]


def test_the_words_are_found_where_they_stood() -> None:
    """Each pattern meets what it is for."""
    stood = {
        "a file": "change the answer (compliance.md part 3)",
        "our own documents": "the order of evaluation of the knowledge base",
        "a field of a record": "Read licence attribute ai_training first",
        "what a program does": "Rule fires on provenance = unknown.",
        "the id of a rule": "as KG-PERS; the agency's list",
        "the id of a source": "Aadhaar Act s. 29 of IN [S44]",
    }
    assert stood.keys() == OURS.keys()
    assert all(OURS[what].search(text) for what, text in stood.items())
    assert OURS["the id of a rule"].search("keep the opt-out check; see D-KZ")


def test_every_abbreviation_of_the_transfer_rules_is_known_or_explained() -> None:
    short = re.compile(r"(?<![\w.-])[A-Z]{2,}(?![\w.])")
    assert {each for name, text in TEXTS if name.startswith(TRANSFER) for each in short.findall(text)} <= OF_ACTS | OF_NAMES
