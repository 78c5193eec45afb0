from importlib.resources import files

import pytest
import yaml

from registry.policy.privacy_rules import SAYS_NOTHING_ALONE, PrivacyRule, Role, privacy_rules
from registry.policy.rules import REMEMBERED, Memory, load_rules, version_of
from schemas.assessment import PrivacyClass

LANGUAGES = {"en", "ru", "zh", "fa", "hi", "ur", "kk", "ky", "uz", "tg", "be"}
ALSO = {"pt"}
"""A language of which the rules have some words; the pages do not offer it."""

SHIPPED = load_rules()
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


@pytest.mark.parametrize("rule", SHIPPED.privacy.rules, ids=lambda rule: rule.id)
def test_a_rule_is_sound(rule: PrivacyRule) -> None:
    assert rule.about
    assert rule.basis
    assert rule.states <= set(SHIPPED.jurisdictions)
    for state, subclass in rule.subclass.items():
        assert state in SHIPPED.subclasses[subclass].state
    assert set(rule.by_state) <= {*SHIPPED.jurisdictions, "else"}
    assert not rule.by_state or "else" in rule.by_state
    if rule.role in {Role.COUNT, Role.FIGURES, Role.THING}:
        assert rule.verdict is PrivacyClass.OPEN
    if rule.role is Role.PERSONS:
        assert rule.verdict is PrivacyClass.PERSONAL
    assert (rule.verdict is None) == (rule.role in SAYS_NOTHING_ALONE)


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
        "privacy-heads",
        "privacy-professions",
        "privacy-parties",
        "privacy-directories",
        "privacy-court-texts",
        "privacy-lists",
        "privacy-row-fields",
    ):
        [row] = [row for row in data["rules"] if row["id"] == name]
        assert set(row["words"]) - ALSO == LANGUAGES


def test_a_star_needs_letters_before_it() -> None:
    row = {"id": "x", "verdict": "open", "role": "thing", "about": "x", "basis": "x", "words": {"en": ["a*"]}}
    with pytest.raises(ValueError, match="letters"):
        privacy_rules({"rules": [row], "negations": {}, "purposes": {}, "firms": {}, "lists": {}, "years": "x"})


def test_a_conclusion_is_made_once_and_memory_is_bounded() -> None:
    memory: Memory[str] = Memory()
    made: list[int] = []

    def conclude(n: int) -> str:
        made.append(n)
        return f"conclusion {n}"

    for n in (1, 1, 2, 1):
        assert memory.recall(n, lambda n=n: conclude(n)) == f"conclusion {n}"  # type: ignore[misc]
    assert made == [1, 2]
    for n in range(3 * REMEMBERED):
        memory.recall(n, lambda n=n: conclude(n))  # type: ignore[misc]
        assert len(memory) <= REMEMBERED
