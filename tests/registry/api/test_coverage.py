"""What there is by state: the figures as JSON, as a table and as a statement, and the rules by which something is missing."""

import csv
import io
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from registry.answers.balance import evenness, members
from registry.answers.balance_rules import PLACEHOLDERS, RuleKind, balance_rules, read_rules

COVERAGE = "/api/v1/coverage"


def test_the_figures_of_a_search_are_those_of_its_facets(reader: TestClient) -> None:
    found = reader.get(f"{COVERAGE}?privacy_class=open").json()
    facets = reader.get("/api/v1/datasets?privacy_class=open&limit=0").json()
    assert found["total"] == facets["total"]
    for dimension in found["dimensions"]:
        if dimension["field"] in facets["facets"] and dimension["field"] != "privacy_class":
            counted = {each["value"]: each["count"] for each in facets["facets"][dimension["field"]]["values"]}
            known = {each["value"]: each["count"] for each in dimension["values"] if each["value"] in counted}
            assert known == counted
    [only] = next(each for each in found["dimensions"] if each["field"] == "privacy_class")["values"]
    assert (only["value"], only["count"]) == ("open", found["total"])


def test_a_finding_leads_to_the_datasets_that_it_counts(reader: TestClient) -> None:
    findings = reader.get(COVERAGE).json()["findings"]
    assert {"state-absent", "portal-dominant"} <= {each["code"] for each in findings}
    for each in findings:
        more = "&" if "?" in each["link"] else "?"
        assert reader.get(f"{each['link']}{more}limit=0").json()["total"] == each["count"], each
    assert {each["state"] for each in findings if each["code"] == "state-absent"} == set(members()) - {"KG", "IR", "PK"}


def test_what_the_search_has_chosen_is_not_called_rare(reader: TestClient) -> None:
    found = reader.get(f"{COVERAGE}?jurisdiction=KG&source=sample_kg").json()
    assert [each["state"] for each in found["states"]] == ["KG"]
    assert not {"portal-dominant", "state-absent"} & {each["code"] for each in found["findings"]}


def test_the_table_has_every_figure(reader: TestClient) -> None:
    answer = reader.get(f"{COVERAGE}.csv?q=water")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    found = reader.get(f"{COVERAGE}?q=water").json()
    assert rows[0] == {"dimension": "jurisdiction", "value": "", "state": "all", "datasets": str(found["total"])}
    values = sum(len(each["values"]) for each in found["dimensions"])
    assert len(rows) == (1 + len(found["states"])) + values * (1 + len(found["states"]))


def test_the_statement_says_what_was_searched_and_what_is_not_known(reader: TestClient) -> None:
    hostile = "water | `code`\n# heading"
    answer = reader.get(f"{COVERAGE}.md?{urlencode({'q': hostile})}")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert "- `q`: `water | 'code' # heading`" in answer.text
    assert "\n# heading" not in answer.text
    whole = reader.get(f"{COVERAGE}.md").text
    for part in (
        "75 descriptions of datasets",
        "| Kyrgyzstan | 27 |",
        "Tajikistan: there is no dataset.",
        "## What Serai cannot know",
    ):
        assert part in whole


@pytest.mark.parametrize("kind", ["", ".csv", ".md"])
def test_an_answer_that_has_not_changed_is_not_sent_again(reader: TestClient, kind: str) -> None:
    tag = reader.get(f"{COVERAGE}{kind}").headers["etag"]
    assert reader.get(f"{COVERAGE}{kind}", headers={"If-None-Match": tag}).status_code == 304
    assert reader.get(f"{COVERAGE}{kind}?q=water", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("asked", ["lisense=x", "limit=5", "modified=2026-13", "box=1,2"])
def test_what_is_no_search_is_refused(reader: TestClient, asked: str) -> None:
    answer = reader.get(f"{COVERAGE}?{asked}")
    assert (answer.status_code, answer.json()["code"]) == (422, "query-invalid")


def test_evenness_is_from_all_in_one_to_all_alike() -> None:
    assert evenness([5, 5, 5], 3) == 1
    assert evenness([9, 0, 0], 3) == 0
    assert evenness([9, 1], 2) == 0.469
    assert evenness([1, 1], 10) == 0.301
    assert evenness([], 3) is None
    assert evenness([4], 1) is None


def test_the_rules_are_whole() -> None:
    rules = balance_rules()
    assert {rule.kind for rule in rules.rules} == set(RuleKind)
    assert len({rule.code for rule in rules.rules}) == len(rules.rules)
    assert set(rules.official) == set(members())
    for rule in rules.rules:
        assert rule.words.endswith(".")
        assert rule.reason.endswith(".")
        assert rule.citation
        assert "%(state)s" in rule.words
        assert rule.words % dict.fromkeys(PLACEHOLDERS, "1")


@pytest.mark.parametrize(
    "rule",
    [
        "{code: a, kind: one, dimension: source, words: w, reason: r, citation: c}",
        "{code: a, kind: absent, share: 0.5, words: w, reason: r, citation: c}",
        "{code: a, kind: magic, words: w, reason: r, citation: c}",
        "{code: a, kind: absent, words: '%(other)s', reason: r, citation: c}",
        "{code: A B, kind: absent, words: w, reason: r, citation: c}",
        "{code: a, kind: one, dimension: source, share: 5, words: w, reason: r, citation: c}",
    ],
)
def test_a_rule_that_is_not_whole_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError):
        read_rules(f"version: 1.0.0\nas_of: 2026-11-30\nofficial: {{}}\nrules: [{rule}]")
