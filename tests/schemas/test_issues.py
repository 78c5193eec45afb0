"""The table of issue kinds."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.issues import ISSUES, MAX_VALUE, Issue, Severity, issue, issues_table


def test_codes_are_unique_kebab_case_and_in_the_table_under_their_own_name() -> None:
    for code, kind in ISSUES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert kind.code == code
    assert issues_table().count("\n| `") == len(ISSUES)  # a code used twice would be in the table twice, and in ISSUES once


def test_every_kind_tells_what_is_wrong_and_what_to_do() -> None:
    for kind in ISSUES.values():
        assert kind.severity in Severity
        assert kind.title[0].isupper()
        assert not kind.title.endswith(".")
        assert kind.how_to_fix[0].isupper()
        assert kind.how_to_fix.endswith(".")
        assert "|" not in kind.title + kind.how_to_fix


def test_the_readme_shows_the_table() -> None:
    readme = files("schemas").joinpath("README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- issues -->\n(.*)<!-- /issues -->", readme, re.DOTALL)
    assert shown
    assert shown[1] == issues_table()


def test_an_issue_knows_its_kind() -> None:
    found = issue("date-not-understood", identifier="roads", pointer="/metadata_modified", value="0000-00-00")
    assert found == Issue(code="date-not-understood", identifier="roads", pointer="/metadata_modified", value="0000-00-00")
    assert found.kind is ISSUES["date-not-understood"]
    assert Issue.model_validate_json(found.model_dump_json()) == found


def test_an_issue_holds_no_password_also_where_its_value_is_cut() -> None:
    for address in ("https://user:hunter2@files.example/", f"{'x' * 180} https://user:hunter2{'y' * 50}@files.example/"):
        assert "hunter2" not in issue("url-secret", value=address).value
        assert "hunter2" not in Issue(code="url-secret", value=address).value


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        issue("no-such-code")
    with pytest.raises(ValidationError):
        Issue.model_validate({"code": "title-missing", "severity": "error"})


@given(
    st.text() | st.integers() | st.lists(st.text()) | st.none() | st.floats() | st.text(alphabet=st.characters(categories=["Cs"]))
)
def test_any_value_can_be_shown_and_sent(value: object) -> None:
    found = issue("text-expected", value=value)
    assert len(found.value) <= MAX_VALUE
    assert Issue.model_validate_json(found.model_dump_json()) == found
