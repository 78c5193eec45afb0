"""The files of rules: what arrives from the knowledge base, what a wrong file is told, versions, and what overrides what."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import yaml

from registry.policy.choices import mechanisms
from registry.policy.rules import TRANSFER, load_rules, shipped_contents, shipped_rules
from registry.policy.transfer.decide import decide
from registry.policy.transfer.errors import OF_FILES, InvalidRules
from registry.policy.transfer.load import load_transfer_rules
from registry.policy.transfer.rules import Part, TransferRules
from schemas.jurisdictions import states
from schemas.usage import UsageEffect
from schemas.vocab import parse
from tests.shared_material import shared

from .table import numbers
from .usage_cases import DAY, Case, record_of, request_of

SHIPPED = shipped_rules()
CONTENTS = {name.removeprefix(TRANSFER): text for name, text in SHIPPED.contents.items() if name.startswith(TRANSFER)}
OWN = {"LICENCE_TERMS", "ACCESS", "SOURCE_TERMS"}
"""Conditions that are not the knowledge base's."""


def changed(file: str, old: str, new: str) -> tuple[dict[str, str], int]:
    """The files with one change at its first place, and the line of the first changed text."""
    before, found, _ = CONTENTS[file].partition(old)
    assert found, f"{file} has no {old!r}"
    return {**CONTENTS, file: CONTENTS[file].replace(old, new, 1)}, before.count("\n") + 1


def loaded(contents: Mapping[str, str]) -> TransferRules:
    return load_transfer_rules(contents, version="test", subclasses=SHIPPED.subclasses, jurisdictions=SHIPPED.jurisdictions)


def knowledge() -> Any:
    return yaml.safe_load(shared("knowledge/transfer_rules.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("part", "count"), [("export", 82), ("destination", 7), ("purpose", 10)])
def test_every_rule_of_the_knowledge_base_arrives_with_all_laws_articles_and_days(part: str, count: int) -> None:
    shipped = {}
    for name, text in CONTENTS.items():
        file = parse(text)
        for row in file[part]:
            shipped[row["id"]] = {"from": [file["state"]]} | row if part == "export" else row
            assert name == "common" or file["state"].lower() == name
    assert len(shipped) == count
    for row in knowledge()[f"{part}_rules"]:
        told = {"citation" if field == "note" else field: value for field, value in row.items()}
        got = {field: value for field, value in shipped.pop(row["id"]).items() if field not in {"in_force", "known_since"}}
        assert numbers(told.pop("citation")) - NO_LAW.get(row["id"], set()) <= numbers(got.pop("citation"))
        assert set(told.pop("sources")) <= set(got.pop("sources"))
        assert got == told
    assert not shipped


NO_LAW = {"P-AI-LICENCE": {"3"}}
"""Numbers in citations of the knowledge base that are of its own parts."""


def test_every_condition_and_subclass_of_the_knowledge_base_arrives() -> None:
    told = knowledge()
    conditions = {code: each.words for code, each in SHIPPED.transfer.conditions.items() if code not in OWN}
    assert conditions.keys() == told["conditions"].keys()
    assert not [code for code, words in conditions.items() if not numbers(told["conditions"][code]) <= numbers(words)]
    assert set(SHIPPED.subclasses) == set(told["meta"]["subclasses"])
    assert list(UsageEffect) == list(told["meta"]["effects"]) == list(parse(CONTENTS["common"])["effects"])
    assert SHIPPED.transfer.members == set(told["meta"]["members"])


def test_the_domestic_rules_are_those_of_the_knowledge_base() -> None:
    rules = [rule for rule in SHIPPED.transfer.rules if rule.part is Part.DOMESTIC]
    told = knowledge()["meta"]["domestic_rule"]
    got = [(set(rule.data_class), rule.effect.value, list(rule.conditions), rule.confidence.value) for rule in rules]
    assert got == [(set(row["data_class"]), row["effect"], row["conditions"], row["confidence"]) for row in told]


def test_mechanisms_are_conditions_that_an_officer_can_record() -> None:
    assert len(mechanisms()) == 35
    assert {"RU_NOTIFY", "NCPDP_PERMIT", "GOV_APPROVAL"} <= set(mechanisms())
    assert not {"LICENCE", "LEGAL_BASIS", "ANON_ATTESTED", "OFFICER_REVIEW", "RU_LIST_CHECK"} & set(mechanisms())
    assert all(entry.label.strip() for entry in mechanisms().values())


def test_every_state_of_iso_3166_is_known() -> None:
    assert len(states()) == 249
    assert {"HK", "MO", "TW", "KZ", "PS"} <= set(states())


FIRST = "  - id: CN-OPEN\n"
SECOND = "  - id: CN-HGR\n"
KZ_OPEN = CONTENTS["kz"].partition("export:\n")[2].partition("  - id: KZ-ANON")[0]

WRONG = [
    ("unreadable", "cn", "as_of: 2026", "as_of: [2026", ()),
    ("unreadable", "kg", "state: KG", "state: KG\nversion: 2.0.0", ()),
    ("field-missing", "cn", FIRST + '    to: ["*"]\n', FIRST, ()),
    ("field-unknown", "kz", "    confidence: high", "    confidence: high\n    overides: [KZ-ANON]", ()),
    ("value-unreadable", "cn", "data_class: [open]", "data_class: open", ()),
    ("day-unreadable", "cn", "from: 2024-03-22", "from: 2024-02-30", ()),
    ("validity-reversed", "cn", "{from: 2024-03-22}", "{from: 2024-03-22, until: 2024-03-21}", ()),
    ("id-twice", "ru", "id: RU-OPEN", "id: CN-OPEN", ()),
    ("validity-overlaps", "cn", SECOND, "  - id: CN-OPEN\n", ()),
    ("effect-unknown", "cn", "effect: authorisation", "effect: authorization", ("authorisation", "prohibited")),
    ("confidence-unknown", "cn", "confidence: medium", "confidence: middle", ("high", "medium", "low")),
    ("ground-unknown", "common", "ground: access", "ground: acces", ("access", "license")),
    ("met_by-unknown", "common", "met_by: mechanism", "met_by: mechanic", ("mechanism", "legal_basis")),
    ("permission-unknown", "common", "permissions: [commercial]", "permissions: [comercial]", ("commercial", "ai_training")),
    ("condition-unknown", "cn", "NOT_IMPORTANT, SCI_REVIEW", "NOT_IMPORTANT, SCI_REVUE", ("SCI_REVIEW", "LICENCE")),
    ("class-unknown", "cn", "data_class: [open]", "data_class: [opened]", ("open", "restricted", "*")),
    ("subclass-unknown", "cn", "subclass: human_genetic", "subclass: human_genetics", ("human_genetic", "biometric")),
    ("state-unknown", "by", "to: [RU, KZ, KG]", "to: [RU, KX, KG]", ("KZ", "HK", "*")),
    ("state-missing", "common", "export: []", "export:\n" + KZ_OPEN.replace("KZ-OPEN", "X"), ()),
    ("purpose-unknown", "common", "purpose: [commercial]", "purpose: [comercial]", ("commercial", "research")),
    ("purpose-unknown", "common", "of_ancestor: adaptation", "of_ancestor: adaption", ("adaptation", "research")),
    ("source-unknown", "cn", "sources: [S20, S22", "sources: [S20, S222", ("S22", "GK")),
    ("question-unknown", "common", "asks: access", "asks: acces", ("access", "license")),
    ("overrides-nothing", "cn", FIRST, FIRST + "    overrides: [CN-CLOSED]\n", ()),
    ("overrides-cycle", "cn", FIRST, FIRST + "    overrides: [CN-OPEN]\n", ()),
    ("rule-missing", "common", "  - id: NO-RULE\n", "  - id: NO-RULES\n", ()),
]
"""A flaw, the file, what is changed into what, and some of the choices."""


@pytest.mark.parametrize(("code", "file", "old", "new", "choices"), WRONG, ids=[f"{row[0]} in {row[1]}" for row in WRONG])
def test_a_wrong_file_is_told_with_file_line_and_choices(
    code: str, file: str, old: str, new: str, choices: tuple[str, ...]
) -> None:
    contents, line = changed(file, old, new)
    with pytest.raises(InvalidRules) as caught:
        loaded(contents)
    [flaw] = [flaw for flaw in caught.value.flaws if flaw.code == code]
    assert flaw.file == f"{file}.yml"
    if code != "rule-missing":  # it stands nowhere: the list is named
        assert line <= flaw.line <= line + 1 + new.count("\n")
    assert set(choices) <= set(flaw.choices)
    assert str(flaw) in str(caught.value)
    assert str(flaw).startswith(f"{file}.yml:{flaw.line}: ")


def test_every_kind_of_flaw_is_tried() -> None:
    assert {row[0] for row in WRONG} | {"file-missing"} == set(OF_FILES)


def test_the_common_file_has_to_be_there() -> None:
    with pytest.raises(InvalidRules, match="The file is missing"):
        loaded({name: text for name, text in CONTENTS.items() if name != "common"})


def test_all_flaws_are_told_at_once() -> None:
    contents, _ = changed("cn", "data_class: [open]", "data_class: [opened]")
    contents["kz"] = contents["kz"].replace("[LICENCE, ATTRIBUTION]", "[LICENSE, ATTRIBUTION]")
    with pytest.raises(InvalidRules) as caught:
        loaded(contents)
    assert [(flaw.file, flaw.code) for flaw in caught.value.flaws] == [
        ("cn.yml", "class-unknown"),
        ("kz.yml", "condition-unknown"),
    ]


def test_a_longer_circle_of_overrides_is_found() -> None:
    contents, _ = changed("cn", FIRST, FIRST + "    overrides: [CN-HGR]\n")
    contents["cn"] = contents["cn"].replace(SECOND, SECOND + "    overrides: [CN-ANON]\n")
    contents["cn"] = contents["cn"].replace("  - id: CN-ANON\n", "  - id: CN-ANON\n    overrides: [CN-OPEN]\n")
    with pytest.raises(InvalidRules, match="CN-OPEN → CN-HGR → CN-ANON → CN-OPEN"):
        loaded(contents)


RESTRICTED = Case(
    case="", why="", expect={}, state="RU", holder="CN", privacy_class="restricted", subclass=["important_data"], denied="all"
)


def test_a_rule_that_overrides_another_takes_it_out() -> None:
    contents, _ = changed("cn", "  - id: CN-IMPORTANT\n", "  - id: CN-IMPORTANT\n    overrides: [CN-RESTR]\n")
    rules = loaded(contents)
    verdict = decide(record_of(RESTRICTED, rules), request_of(RESTRICTED), rules, DAY)
    assert (verdict.effect, [rule.id for rule in verdict.rule]) == ("authorisation", ["CN-IMPORTANT"])


def test_a_rule_that_is_taken_out_takes_nothing_out() -> None:
    contents, _ = changed("cn", "  - id: CN-IMPORTANT\n", "  - id: CN-IMPORTANT\n    overrides: [CN-RESTR]\n")
    contents["cn"] = contents["cn"].replace("  - id: CN-CORE\n", "  - id: CN-CORE\n    overrides: [CN-IMPORTANT]\n")
    rules = loaded(contents)
    case = Case(**{**vars(RESTRICTED), "subclass": ["important_data", "core_or_state_secret"]})
    verdict = decide(record_of(case, rules), request_of(case), rules, DAY)
    assert {rule.id for rule in verdict.rule} == {"CN-RESTR", "CN-CORE"}


@pytest.mark.parametrize(("day", "effect"), [("2026-12-31", "allowed"), ("2027-01-01", "prohibited")])
def test_versions_of_a_rule_follow_each_other(day: str, effect: str) -> None:
    ends = KZ_OPEN.replace("    known_since", "    in_force: {until: 2026-12-31}\n    known_since")
    begins = KZ_OPEN.replace("    known_since", "    in_force: {from: 2027-01-01}\n    known_since")
    contents, _ = changed("kz", KZ_OPEN, ends + begins.replace("effect: allowed", "effect: prohibited"))
    rules = loaded(contents)
    case = Case(case="", why="", expect={}, state="RU", holder="KZ")
    verdict = decide(record_of(case, rules), request_of(case), rules, date.fromisoformat(day))
    assert (verdict.effect, [rule.id for rule in verdict.rule]) == (effect, ["KZ-OPEN"])


def test_a_change_of_transfer_rules_does_not_make_conclusions_look_old() -> None:
    name = f"{TRANSFER}kz"
    other = load_rules({name: shipped_contents()[name].replace("effect: allowed", "effect: conditional")})
    assert other.version == SHIPPED.version
    assert other.transfer.version != SHIPPED.transfer.version
    assert "kz-" in SHIPPED.transfer.version
    assert "kz" not in SHIPPED.version
