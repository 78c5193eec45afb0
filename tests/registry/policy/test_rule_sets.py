"""Two sets of rules in one process: each concludes by its own data files, whatever was remembered before."""

from collections.abc import Callable, Hashable
from typing import Any

import pytest
import yaml

from registry.policy.assess import assess
from registry.policy.choices import InvalidDecision, check_decision, license_choices
from registry.policy.rules import Memory, Rules, load_rules, shipped_contents
from schemas.assessment import Assessment, Effect, PrivacyClass
from schemas.jurisdictions import LawStatus
from schemas.record import Curation, LicenseDecision
from schemas.source import Source
from schemas.vocab import parse
from tests.factories import NOON, TODAY

from .case_files import Case, dataset_of, source_of

CASE = Case(case="", expect={}, title="Zorbal readings", license={"/license_id": "CC-BY-4.0"})
DATASET = dataset_of(CASE)
SHIPPED = load_rules()


def changed(name: str, change: Callable[[dict[str, Any]], object]) -> Rules:
    """The shipped rules with one file changed, its version as it was."""
    data = parse(shipped_contents()[name])
    change(data)
    return load_rules({name: yaml.safe_dump(data, allow_unicode=True, sort_keys=False)})


def concluded(rules: Rules, source: Source | None = None) -> Assessment:
    return assess(DATASET, Curation(), source=source or source_of(CASE), rules=rules, today=TODAY)


LICENSE = changed("licenses", lambda data: data["licenses"]["CC-BY-4.0"]["terms"].update(commercial="no"))
SPELLING = changed("licenses", lambda data: data["licenses"]["CC-BY-4.0"].update(title="Attribution, fourth version"))
LAW = changed("jurisdictions", lambda data: data["jurisdictions"]["KG"].update(law_status="draft"))
ZORBAL = {
    "id": "privacy-zorbal",
    "verdict": "special",
    "role": "holds",
    "about": "zorbals",
    "basis": "test",
    "words": {"en": ["zorbal*"]},
}
WORD = changed("privacy_rules", lambda data: data["rules"].append(ZORBAL))


@pytest.mark.parametrize(
    ("other", "conclusion", "by_shipped", "by_other"),
    [
        (LICENSE, lambda found: found.license.commercial.effect, Effect.YES, Effect.NO),
        (
            SPELLING,
            lambda found: dict(found.license.finding[0].values)["title"],
            "Creative Commons Attribution 4.0 International",
            "Attribution, fourth version",
        ),
        (
            LAW,
            lambda found: found.jurisdiction.finding[1].case,
            "in_force",
            "draft",
        ),
        (WORD, lambda found: found.privacy.privacy_class, PrivacyClass.UNKNOWN, PrivacyClass.SPECIAL),
    ],
    ids=["licence row", "licence title", "law status", "privacy word"],
)
def test_each_concludes_by_its_own_files(
    other: Rules, conclusion: Callable[[Assessment], object], by_shipped: object, by_other: object
) -> None:
    for _ in range(3):
        assert conclusion(concluded(SHIPPED)) == by_shipped
        assert conclusion(concluded(other)) == by_other


def test_a_change_stays_in_its_own_part() -> None:
    shipped, law = concluded(SHIPPED), concluded(LAW)
    assert (law.license, law.privacy) == (shipped.license, shipped.privacy)
    assert LAW.jurisdictions["KG"].law_status is LawStatus.DRAFT


def test_each_has_a_version_of_its_own() -> None:
    versions = {rules.version for rules in (SHIPPED, LICENSE, SPELLING, LAW, WORD)}
    assert len(versions) == 5
    assert {concluded(rules).rules for rules in (SHIPPED, LICENSE, SPELLING, LAW, WORD)} == versions


def test_the_same_content_is_the_same_version() -> None:
    assert load_rules(shipped_contents()).version == SHIPPED.version == load_rules().version


def test_decisions_are_checked_by_the_rules_that_are_given() -> None:
    without = changed("licenses", lambda data: data["licenses"].pop("CC-BY-4.0"))
    decision = LicenseDecision(value="CC-BY-4.0", reason="seen", by="A. Steward", at=NOON)
    check_decision(decision, SHIPPED)
    with pytest.raises(InvalidDecision):
        check_decision(decision, without)
    assert "CC-BY-4.0" not in license_choices(without)


class Forgetful(Memory[Any]):
    """A memory that has nothing."""

    def recall(self, grounds: Hashable, conclude: Callable[[], Any]) -> Any:
        return conclude()


JUDGE = Rules(shipped_contents(), licenses_concluded=Forgetful(), jurisdictions_concluded=Forgetful())


@pytest.mark.parametrize(
    "declared",
    [
        {"official": False},
        {"default": {"statement": "CC-BY-4.0"}},
        {"default": {"statement": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by-sa/4.0/"}},
        {"codes": {"field": "license_id", "code": {"7": "CC0-1.0"}}},
        {"codes": {"field": "license_id", "code": {"7": "CC-BY-4.0"}}},
        {"codes": {"field": "license_id", "code": {}, "otherwise": "CC0-1.0"}},
        {"codes": {"field": "license_url", "code": {"7": "CC0-1.0"}}},
    ],
)
@pytest.mark.parametrize("words", ["7", "n/a"])
def test_what_is_remembered_of_one_source_is_not_told_of_another(declared: dict[str, Any], words: str) -> None:
    """All have the same id; a set of rules that remembers nothing is the judge."""
    case = Case(case="", expect={}, license={"/license_id": words})
    dataset, plain, other = dataset_of(case), source_of(case), source_of(Case(**{**vars(case), **declared}))
    for source in (plain, other, plain, other):
        found = assess(dataset, Curation(), source=source, rules=SHIPPED, today=TODAY)
        assert found == assess(dataset, Curation(), source=source, rules=JUDGE, today=TODAY)
