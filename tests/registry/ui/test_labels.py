"""Labels: entries of vocabularies bring their own, and the same thing has one word everywhere."""

import pytest

from registry.policy.rules import shipped_rules
from registry.ui.labels import NAMINGS, Labels
from registry.ui.languages import load_languages
from registry.ui.words import CLASS_ICONS, OUTCOMES
from schemas.access_rights import access_rights
from schemas.assessment import PrivacyClass
from schemas.audit import DONE, Action
from schemas.frequencies import frequencies
from schemas.privacy import PROTECTION
from schemas.runs import RunCounts
from schemas.themes import themes
from search.kinds import ValueKind


@pytest.fixture(scope="module")
def labels() -> Labels:
    return Labels(load_languages()["en"], shipped_rules())


def test_entries_of_vocabularies_are_called_what_the_vocabularies_say(labels: Labels) -> None:
    assert {code: labels.value("theme", code) for code in themes()} == {code: each.label for code, each in themes().items()}
    assert {code: labels.value("access_rights", code) for code in access_rights()} == {
        code: each.label for code, each in access_rights().items()
    }
    assert {code: labels.frequency(code) for code in frequencies()} == {code: each.label for code, each in frequencies().items()}
    classes = shipped_rules().privacy_classes
    assert [labels.value("privacy_class", name) for name in PROTECTION] == [classes[name].label for name in PROTECTION]


def test_what_is_not_known_is_said_so(labels: Labels) -> None:
    unknown = {"privacy_class": "Class unknown", "access_rights": "Access not stated", "jurisdiction": "State unknown"}
    assert {field: labels.value(field, "unknown") for field in unknown} == unknown


def test_a_code_that_nobody_knows_is_its_own_label(labels: Labels) -> None:
    for field in ("theme", "access_rights", "privacy_class", "license", "format", "jurisdiction", "source"):
        assert labels.value(field, "QQQ") == "QQQ"
        assert labels.icon(field, "QQQ") == ""


def test_every_kind_of_value_has_a_name_and_every_class_an_icon() -> None:
    assert NAMINGS.keys() == set(ValueKind)
    assert CLASS_ICONS.keys() == set(PrivacyClass)


def test_every_action_has_a_word(labels: Labels) -> None:
    assert DONE.keys() == set(Action)
    assert [labels.action(action) for action in (Action.CREATE, Action.RENORMALISE)] == ["Added", "Made again"]


def test_the_outcomes_of_what_was_read_add_up() -> None:
    assert {*OUTCOMES, "read", "withdrawn"} == set(RunCounts.model_fields)
