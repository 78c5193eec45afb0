"""One table of rules: every rule that the code names is in it, and nothing else."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from registry.policy.findings import finding
from registry.policy.privacy_rules import SAYS_NOTHING_ALONE, Role
from registry.policy.reasons import REASONS, SENTENCES
from registry.policy.rules import shipped_rules
from schemas.assessment import AssertedBy, Confidence
from schemas.jurisdictions import LawStatus

KEY = re.compile(r"(?:license|jurisdiction|privacy)-[a-z]+(?:-[a-z]+)*(?:/[a-z_]*)?")
FILES = [*Path(str(files("registry.policy"))).glob("*.py"), *Path(str(files("schemas"))).glob("license_*.py")]


def named() -> Iterator[str]:
    """The keys that the code names outside of the table. A text that ends with a slash is completed by the status of a law."""
    for file in FILES:
        if file.name in {"reasons.py", "license_issues.py"}:  # the table itself; the codes of issues, which are no rules
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                yield from [f"{node.value}{status}" for status in LawStatus] if node.value.endswith("/") else [node.value]


def test_the_table_has_every_rule_that_the_code_names_and_no_other() -> None:
    assert set(named()) == set(REASONS)


@pytest.mark.parametrize("key", REASONS)
def test_a_rule_has_a_basis_and_a_sentence(key: str) -> None:
    assert KEY.fullmatch(key)
    assert REASONS[key].basis
    assert REASONS[key].sentence.endswith((".", "{reason}"))


def test_every_role_that_can_be_found_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Role) - SAYS_NOTHING_ALONE
    assert all("{about}" in sentence for sentence in SENTENCES.values())


def test_rules_for_words_have_ids_of_their_own() -> None:
    table = {key.partition("/")[0] for key in REASONS}
    assert not table & {rule.id for rule in shipped_rules().privacy.rules}


def test_a_sentence_that_lacks_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        finding("license-id", verdict="x", confidence=Confidence.LOW, asserted_by=AssertedBy.RULE)


def test_a_rule_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        finding("license-guessed", verdict="x", confidence=Confidence.LOW, asserted_by=AssertedBy.RULE)
