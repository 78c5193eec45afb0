from importlib.resources import files

import pytest
import yaml

from registry.policy.license_reasons import reason_of_match, reason_of_rule
from registry.policy.privacy_rules import PrivacyRule, Role, privacy_rules
from registry.policy.rules import load_rules, version_of
from schemas.assessment import PrivacyClass
from schemas.jurisdictions import jurisdictions
from schemas.license_match import identify
from schemas.privacy import subclasses

LANGUAGES = {"en", "ru", "zh", "fa", "hi", "ur", "kk", "ky", "uz", "tg", "be"}
FILES = {"licenses": "version: 1.0.0\nx: 1", "privacy_rules": "# words\nversion: 1.2.0\nrules: []"}


def test_the_version_names_the_files_and_their_content() -> None:
    version = version_of(FILES)
    assert version.startswith("licenses-1.0.0 privacy_rules-1.2.0 method-")
    assert version == version_of(dict(reversed(FILES.items()))).replace(
        "privacy_rules-1.2.0 licenses-1.0.0", "licenses-1.0.0 privacy_rules-1.2.0"
    )


def test_a_changed_file_gives_another_version_even_if_nobody_raised_it() -> None:
    assert version_of(FILES) != version_of(FILES | {"licenses": "version: 1.0.0\nx: 2"})
    assert version_of(FILES) != version_of(FILES | {"licenses": "version: 1.0.1\nx: 1"})


def test_a_file_without_a_version_is_refused() -> None:
    with pytest.raises(ValueError, match="without a version"):
        version_of({"licenses": "x: 1"})


def test_the_shipped_rules_load_the_same_twice() -> None:
    first, again = load_rules(), load_rules()
    assert first.version == again.version
    for name in ("licenses-", "jurisdictions-", "privacy_classes-", "privacy_rules-", "sha256-"):
        assert name in first.version


@pytest.mark.parametrize("rule", load_rules().privacy.rules, ids=lambda rule: rule.id)
def test_a_rule_is_sound(rule: PrivacyRule) -> None:
    assert rule.about
    assert rule.basis
    assert rule.states <= set(jurisdictions())
    for state, subclass in rule.subclass.items():
        assert state in subclasses()[subclass].state
    assert set(rule.by_state) <= {*jurisdictions(), "else"}
    assert not rule.by_state or "else" in rule.by_state
    if rule.role in {Role.FIGURES, Role.THING}:
        assert rule.verdict is PrivacyClass.OPEN
    assert (rule.verdict is None) == (rule.role is Role.GUARD)


def test_ids_are_unique_and_all_languages_have_words() -> None:
    data = yaml.safe_load(files("registry.policy").joinpath("privacy_rules.yml").read_text("utf-8"))
    ids = [row["id"] for row in data["rules"]]
    assert len(ids) == len(set(ids))
    for name in (
        "privacy-names",
        "privacy-health-records",
        "privacy-figures",
        "privacy-things",
        "privacy-topic-people",
        "privacy-secret",
    ):
        [row] = [row for row in data["rules"] if row["id"] == name]
        assert set(row["words"]) == LANGUAGES


def test_a_star_needs_letters_before_it() -> None:
    row = {"id": "x", "verdict": "open", "role": "thing", "about": "x", "basis": "x", "words": {"en": ["a*"]}}
    with pytest.raises(ValueError, match="letters"):
        privacy_rules({"rules": [row], "negations": {}})


@pytest.mark.parametrize(
    "text",
    ["", "x", "cc-by", "CC-BY-4.0", "CC BY 4.0", "none", "open data", "the CC BY 4.0", "LGPL-2.1-only",
     "https://creativecommons.org/licenses/by/3.0/in/", "http://www.opendefinition.org/licenses/odc-pddl",
     "CC-BY-NC https://creativecommons.org/licenses/by/4.0/",
     "https://creativecommons.org/licenses/by/4.0/ https://creativecommons.org/licenses/by/3.0/"],
)  # fmt: skip
def test_every_step_of_licence_matching_has_words_for_people(text: str) -> None:
    basis, reason = reason_of_match(identify(text))
    assert basis
    assert reason.endswith(".")
    assert "{" not in reason


def test_a_rule_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        reason_of_rule("license-guessed")
