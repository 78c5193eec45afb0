"""An operator's files laid over the shipped ones."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.policy.transfer.confirm import confirm
from registry.policy.transfer.decide import decide
from registry.policy.transfer.errors import OF_OWN_FILES, InvalidRules
from schemas.assessment import Confidence
from schemas.lined_yaml import read_lined
from schemas.usage import Confirmation, UsageVerdict

from .own_rules import POLICY, ROWS, SHIPPED, Own, confirmation, confirmed, file, laid, loaded, mark, row, rules_with, without
from .usage_cases import Case, record_of, request_of

FORM = {"OUR_FORM": {"met_by": "mechanism", "words": "the form of the ministry is filled in"}}
LETTER = {"OUR-1": "letter of the ministry of 12 Nov 2026"}


def asked(own: Own, *, day: date = date(2026, 12, 31), **facts: Any) -> UsageVerdict:
    case = Case(case="", why="", expect={}, **{"state": "RU", "holder": "KZ", "day": day, **facts})
    rules = rules_with(own)
    return decide(record_of(case, rules), request_of(case), rules, case.day)


def test_nothing_of_an_operator_leaves_all_files_as_they_are() -> None:
    assert laid({}) == SHIPPED
    assert loaded(laid({})).version == POLICY.transfer.version


def test_a_row_takes_the_place_of_the_shipped_one_with_words_and_a_source_of_the_operator() -> None:
    stricter = row("KZ-OPEN", effect="conditional", conditions=["LICENCE", "OUR_FORM"], sources=["OUR-1"])
    own = file("kz", export=[stricter]) | file("common", conditions=FORM, sources=LETTER)
    verdict = asked(own)
    assert (asked({}).effect, verdict.effect) == ("allowed", "conditional")
    assert {each.code: each.words for each in verdict.condition}["OUR_FORM"] == FORM["OUR_FORM"]["words"]
    [used] = [rule for rule in verdict.rule if rule.id == "KZ-OPEN"]
    assert used.own
    assert [(source.id, source.source) for source in used.source] == list(LETTER.items())
    assert not any(rule.own for rule in asked({}).rule)


def test_a_file_that_is_laid_over_keeps_every_shipped_row_in_its_place_and_names_both_versions() -> None:
    added = without(row("KZ-OPEN", id="KZ-NEW", to=["HK"]), "replaces")
    contents = laid(file("kz", export=[row("KZ-ANON", effect="unclear"), added]))
    before, after = (read_lined(each["kz"]).value for each in (SHIPPED, contents))
    assert after["version"] == f"{before['version']}+2026-1"
    assert [each["id"] for each in after["export"]] == [*(each["id"] for each in before["export"]), "KZ-NEW"]
    assert [each.get("own") for each in after["export"]] == [None, "2026-1", None, None, None, "2026-1"]
    assert (after["destination"], after["purpose"]) == (before["destination"], before["purpose"])
    assert {name: text for name, text in contents.items() if name != "kz"} == without(SHIPPED, "kz")
    assert f"kz-{before['version']}+2026-1" in loaded(contents).version


def test_every_shipped_file_can_be_laid_over_and_says_the_same() -> None:
    """A row that is replaced by its copy decides nothing else."""
    own: Own = {}
    for name in SHIPPED:
        lists: dict[str, list[Any]] = {}
        for each in ROWS.values():
            if each.read.name == name and each.part != "record":
                lists.setdefault(each.part.value, []).append(row(each.row.id))
        own |= file(name, **lists)
    there = {rule.id: vars(rule) for rule in rules_with(own).rules}
    for rule in POLICY.transfer.rules:
        same = {key: value for key, value in vars(rule).items() if key not in {"own", "used"}}
        assert {key: there[rule.id][key] for key in same} == same


def test_a_rule_is_ended_and_another_one_begins() -> None:
    ends = row("KZ-OPEN", in_force={"until": "2026-12-31"})
    begins = row("KZ-OPEN", in_force={"from": "2027-01-01"}, effect="prohibited", conditions=[])
    own = file("kz", export=[ends, begins])
    assert [asked(own, day=day).effect for day in (date(2026, 12, 31), date(2027, 1, 1))] == ["allowed", "prohibited"]


def test_a_state_that_no_shipped_file_is_of_gets_rules() -> None:
    exported = without(row("KZ-OPEN", id="TR-OPEN", to=["KZ"], sources=["GK"]), "replaces")
    verdict = asked(file("tr", export=[exported]), holder="TR", state="KZ")
    assert asked({}, holder="TR", state="KZ").effect == "unclear"
    assert (verdict.effect, [(rule.id, rule.state) for rule in verdict.rule]) == ("allowed", [("TR-OPEN", "TR")])


HOME: dict[str, Any] = {"holder": "KZ", "state": "KZ", "privacy_class": "special", "denied": "all"}


def test_a_rule_that_a_person_confirmed_counts_from_that_day_on_and_says_who_and_why() -> None:
    own = confirmed(confirmation("HOME-SPEC", day="2026-12-05"))
    before, after = (asked(own, day=date(2026, 12, day), **HOME) for day in (4, 5))
    assert (before.effect, before.would_be, before.confidence) == ("unclear", "conditional", "low")
    assert (after.effect, after.would_be, after.confidence) == ("conditional", None, "medium")
    assert "confirmation" in {each.code for each in before.missing} - {each.code for each in after.missing}
    told = {(rule.id, rule.confidence, rule.confirmation) for rule in after.rule if rule.confirmation}
    said = without(without(confirmation("HOME-SPEC"), "rule"), "of")
    assert told == {("HOME-SPEC", Confidence.MEDIUM, Confirmation.model_validate(said))}
    assert not any(rule.confirmation for rule in before.rule)
    assert rules_with(own).lapsed == ()


def test_a_confirmation_changes_no_day_of_the_law() -> None:
    own = confirmed(confirmation("KG-PERS", day="2026-12-05"))
    versions = [rule for rule in rules_with(own).rules if rule.id == "KG-PERS"]
    [shipped] = [rule for rule in POLICY.transfer.rules if rule.id == "KG-PERS"]
    assert {(rule.valid_from, rule.valid_until) for rule in versions} == {(shipped.valid_from, shipped.valid_until)}
    assert [rule.in_force(date(2026, 12, 4)) for rule in versions] == [True, False]
    assert [rule.in_force(date(2026, 12, 5)) for rule in versions] == [False, True]


def test_a_confirmation_of_a_rule_that_was_not_yet_in_force_counts_from_its_first_day() -> None:
    later = row("HOME-SPEC", in_force={"from": "2027-01-01"})
    own = file("common", domestic=[later])
    marks = {rule["id"]: rule for rule in read_lined(laid(own)["common"]).value["domestic"]}
    assert marks["HOME-SPEC"]["own"]
    own = confirm(SHIPPED, own, "HOME-SPEC", said(day="2026-12-05"), subclasses=POLICY.subclasses).contents
    [rule] = [rule for rule in rules_with(own).rules if rule.id == "HOME-SPEC"]
    assert (rule.used_from, rule.confidence) == (date(2027, 1, 1), Confidence.MEDIUM)


def released(name: str, old: str, new: str) -> dict[str, str]:
    """The files of a later release, which says something else in one place."""
    assert old in SHIPPED[name]
    return {**SHIPPED, name: SHIPPED[name].replace(old, new, 1)}


def test_a_confirmation_is_of_one_text_of_a_rule_and_lapses_with_it() -> None:
    own = confirmed(confirmation("HOME-SPEC"))
    changed = released("common", "what it asks for was not read", "what it asks for was read in part")
    rules = loaded(laid(own, changed))
    [lapsed] = rules.lapsed
    assert str(lapsed).startswith("confirmations.yml:7: The rule “HOME-SPEC” was changed after it was confirmed")
    [home] = [rule for rule in rules.rules if rule.id == "HOME-SPEC"]
    assert (home.confidence, home.confirmation) == (Confidence.LOW, None)
    again = confirmed(confirmation("HOME-SPEC", of=lapsed.choices[0]))
    assert loaded(laid(again, changed)).lapsed == ()


def said(**other: Any) -> Confirmation:
    return Confirmation.model_validate(without(without(confirmation("HOME-SPEC", **other), "rule"), "of"))


def test_confirming_adds_to_the_confirmations_that_are_there() -> None:
    own = confirmed(confirmation("KG-PERS"))
    more = confirm(SHIPPED, own, "HOME-SPEC", said(), subclasses=POLICY.subclasses).contents
    assert {rule.id for rule in rules_with(more).rules if rule.confirmation} == {"KG-PERS", "HOME-SPEC"}
    assert "version: 2026-2" in more["confirmations"]
    first = confirm(SHIPPED, {}, "HOME-SPEC", said(), subclasses=POLICY.subclasses).contents
    assert {rule.id for rule in rules_with(first).rules if rule.confirmation} == {"HOME-SPEC"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [("HOME-SPECIAL", "confirmation-of-nothing"), ("KZ-OPEN", "not-confirmable"), ("LICENCE-UNCERTAIN", "not-confirmable")],
)
def test_what_cannot_be_confirmed_is_told_with_the_rules_that_can(rule: str, code: str) -> None:
    with pytest.raises(InvalidRules) as caught:
        confirm(SHIPPED, {}, rule, said(), subclasses=POLICY.subclasses)
    [flaw] = caught.value.flaws
    assert (flaw.file, flaw.code, flaw.value) == ("confirmations.yml", code, rule)
    assert "HOME-SPEC" in flaw.choices
    assert not {"KZ-OPEN", "LICENCE-UNCERTAIN"} & set(flaw.choices)


def test_nobody_confirms_a_rule_twice() -> None:
    own = confirm(SHIPPED, {}, "HOME-SPEC", said(), subclasses=POLICY.subclasses).contents
    with pytest.raises(InvalidRules, match="confirmed twice"):
        confirm(SHIPPED, own, "HOME-SPEC", said(), subclasses=POLICY.subclasses)


NEW = without(row("KZ-OPEN", id="OUR-OPEN", to=["HK"]), "replaces")


def kz(*rows: dict[str, Any]) -> Own:
    return file("kz", export=list(rows))


CIRCLE = kz(row("KZ-OPEN", overrides=["KZ-ANON"]), row("KZ-ANON", overrides=["KZ-OPEN"]))

WRONG: list[tuple[str, Own, str, str | None]] = [
    ("file-unknown", {"kazakhstan": "version: 1"}, "version: 1", "kz"),
    ("file-misnamed", {"kg": kz(NEW)["kz"]}, "state: KZ", None),
    ("replaces-missing", kz(without(row("KZ-OPEN"), "replaces")), "- id: KZ-OPEN", mark("KZ-OPEN")),
    ("replaces-nothing", kz(row("KZ-OPEN", replaces="1.0.0")), "replaces: 1.0.0", mark("KZ-OPEN")),
    ("replaces-nothing", kz(row("KZ-OPEN", id="OUR-OPEN")), f"replaces: {mark('KZ-OPEN')}", None),
    ("words-shipped", file("common", conditions={"LICENCE": FORM["OUR_FORM"]}), "LICENCE:", None),
    ("words-shipped", file("common", sources={"S31": "another page", "OUR-1": "a page", "OUR-2": "a page " * 9}), "S31:", None),
    ("confirmation-of-nothing", confirmed(confirmation("HOME-SPEC") | {"rule": "SPEC"}), "- rule: SPEC", "HOME-SPEC"),
    ("not-confirmable", confirmed(confirmation("KZ-OPEN")), "- rule: KZ-OPEN", "KG-PERS"),
    ("confirmed-twice", confirmed(confirmation("HOME-SPEC"), confirmation("HOME-SPEC")), "- rule: HOME-SPEC", None),
    ("field-unknown", file("common", record=[row("NO-RULE")]), "record:", None),
    ("field-unknown", file("common", purposes={}), "purposes:", None),
    ("field-missing", kz(without(NEW, "confidence")), "- id: OUR-OPEN", None),
    ("field-missing", confirmed(without(confirmation("HOME-SPEC"), "name")), "- rule: HOME-SPEC", None),
    ("unreadable", {"kz": "version: [1"}, "version: [1", None),
    ("condition-unknown", kz(NEW | {"conditions": ["OUR_FORM"]}), "conditions:", "LICENCE"),
    ("source-unknown", kz(NEW | {"sources": ["OUR-1"]}), "sources:", "S60"),
    ("state-unknown", kz(NEW | {"to": ["KX"]}), "to:", "KZ"),
    ("purpose-unknown", file("kz", purpose=[row("P-AI-KZ", purpose=["training"])]), "purpose: [training]", "ai_training"),
    ("subclass-unknown", kz(NEW | {"subclass": "gene"}), "subclass:", "human_genetic"),
    ("class-unknown", kz(NEW | {"data_class": ["opened"]}), "data_class:", "open"),
    ("effect-unknown", kz(NEW | {"effect": "forbidden"}), "effect:", "prohibited"),
    ("day-unreadable", kz(NEW | {"known_since": "23.11.2026"}), "known_since:", None),
    ("validity-reversed", kz(NEW | {"in_force": {"from": "2027-01-01", "until": "2026-01-01"}}), "in_force:", None),
    ("validity-overlaps", kz(row("KZ-OPEN"), row("KZ-OPEN")), "- id: KZ-OPEN", None),
    ("validity-overlaps", kz(NEW, NEW), "- id: OUR-OPEN", None),
    ("id-twice", file("kg", export=[NEW | {"id": "KZ-OPEN", "in_force": {"until": "1990-01-01"}}]), "- id: KZ-OPEN", None),
    ("overrides-nothing", kz(NEW | {"overrides": ["KZ-CLOSED"]}), "overrides:", None),
    ("overrides-cycle", CIRCLE, "overrides: [KZ-ANON]", None),
]
"""A flaw, an operator's files, what stands in the last line like it, and one of the choices."""


@pytest.mark.parametrize(("code", "own", "told", "choice"), WRONG, ids=[f"{row[0]} {row[2]}" for row in WRONG])
def test_a_flaw_is_told_with_the_operators_file_and_line(code: str, own: Own, told: str, choice: str | None) -> None:
    with pytest.raises(InvalidRules) as caught:
        laid(own)
    flaw = next(flaw for flaw in caught.value.flaws if flaw.code == code)
    lines = own[flaw.file.removesuffix(".yml")].splitlines()
    assert flaw.line == max(number for number, line in enumerate(lines, start=1) if line.strip().startswith(told))
    assert choice is None or choice in flaw.choices
    assert {flaw.file for flaw in caught.value.flaws} <= {f"{name}.yml" for name in own}


def test_every_kind_of_flaw_of_an_operators_files_is_tried() -> None:
    assert OF_OWN_FILES.keys() - {row[0] for row in WRONG} == {"confirmation-lapsed", "ending-unknown"}


def test_all_flaws_of_all_files_are_told_at_once() -> None:
    own = kz(NEW | {"effect": "forbidden"}) | file("common", purposes={}) | {"kazakhstan": ""}
    with pytest.raises(InvalidRules) as caught:
        laid(own)
    assert [flaw.file for flaw in caught.value.flaws] == ["common.yml", "kazakhstan.yml", "kz.yml"]


def test_a_shipped_row_that_changed_is_not_overridden_silently() -> None:
    own = kz(row("KZ-OPEN", effect="conditional"))
    with pytest.raises(InvalidRules, match="look at what the rule says now"):
        laid(own, released("kz", "effect: allowed", "effect: prohibited"))
    assert loaded(laid(own, released("kz", "    data_class: [open]", "    # For all.\n    data_class: ['open']")))


def test_the_example_of_the_document_is_right() -> None:
    """The marks in it are those of the shipped rows: a release that changes them changes the document."""
    text = (Path(__file__).parents[4] / "registry/policy/transfer/README.md").read_text("utf-8")
    example = text.partition("<!-- own rules -->")[2].partition("<!-- /own rules -->")[0]
    own = dict(re.findall(r"```yaml\n# (\w+)\.yml\n(.*?)```", example, re.DOTALL))
    assert own.keys() == {"kz", "confirmations"}
    rules = {rule.id: rule for rule in rules_with(own).rules if rule.own or rule.confirmation}
    assert {id_: (rule.effect, rule.own) for id_, rule in rules.items()} == {
        "KZ-OPEN": ("conditional", True),
        "HOME-SPEC": ("conditional", False),
    }
    assert loaded(laid(own)).lapsed == ()
