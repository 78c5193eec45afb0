"""The OpenAPI document and the README say what the application does. `SERAI_REFRESH=1` writes both again."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import registry.api
from registry.answers.checks import CheckAnswer
from registry.answers.combination import CombinationAnswer
from registry.answers.proposals import ProposalReport
from registry.answers.reassessments import ReassessmentReport
from registry.answers.rule_sets import RuleSetReport
from registry.answers.shapes.records import RecordAnswer
from registry.answers.shapes.search import SearchAnswer
from registry.answers.shapes.trail_check import ProofAnswer
from registry.answers.shapes.usage import UsageAnswer
from registry.answers.trail import EntriesAnswer, TrailAnswer
from registry.api import check_examples, examples, rule_examples, trail_examples, usage_examples
from registry.api.checks import CheckBody
from registry.api.combination_example import COMBINATION
from registry.api.documentation import endpoints_table, openapi, operations, problems_table
from registry.api.holds import Judgement
from registry.api.problems import MEDIA_TYPE, Problem
from registry.api.proposals import Proposing

SNAPSHOT = Path(__file__).with_name("openapi.json")
README = Path(registry.api.__file__).with_name("README.md")


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


def kept(file: Path, made: str) -> str:
    """What the file says; with `SERAI_REFRESH` it is written first."""
    if os.environ.get("SERAI_REFRESH"):
        file.write_text(made, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def between(text: str, name: str, table: str) -> str:
    """The text with the table put between the marks of its name."""
    before, _, rest = text.partition(f"<!-- {name} -->")
    _, _, after = rest.partition(f"<!-- /{name} -->")
    return f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{after}"


def test_the_document_is_the_pinned_one(document: dict[str, Any]) -> None:
    document["info"]["version"] = "any"
    made = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert json.loads(kept(SNAPSHOT, made)) == document, "the API has changed: refresh the snapshot and look at its difference"


def test_the_readme_has_the_endpoints_and_the_errors(app: FastAPI) -> None:
    now = README.read_text(encoding="utf-8")
    made = between(between(now, "endpoints", endpoints_table(openapi(app))), "errors", problems_table())
    assert kept(README, made) == made


def test_the_document_is_openapi_3_1_and_holds_together(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    text = json.dumps(document)
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in document["components"]["schemas"]
    assert "HTTPValidationError" not in text


def test_every_operation_is_described_and_its_errors_are_problems(document: dict[str, Any]) -> None:
    seen = set()
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}
        assert operation["operationId"] not in seen
        seen.add(operation["operationId"])
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (path, parameter["name"])
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                content = answer["content"][MEDIA_TYPE]
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                for code, example in content["examples"].items():
                    assert example == {"$ref": f"#/components/examples/{code}"}
                    shown = document["components"]["examples"][code]["value"]
                    assert Problem.model_validate(shown).status == int(status)


def test_the_examples_are_answers() -> None:
    assert SearchAnswer.model_validate(examples.SEARCH).model_dump(mode="json", exclude_unset=True) == examples.SEARCH
    assert UsageAnswer.model_validate(usage_examples.USAGE).model_dump(mode="json", exclude_unset=True) == usage_examples.USAGE
    combined = CombinationAnswer.model_validate(COMBINATION)
    assert combined.model_dump(mode="json", exclude_unset=True) == COMBINATION
    report = ProposalReport.model_validate(examples.PROPOSAL)
    assert report.model_dump(mode="json", exclude_unset=True) == examples.PROPOSAL
    reassessed = ReassessmentReport.model_validate(examples.REASSESSMENT)
    assert reassessed.model_dump(mode="json", exclude_unset=True) == examples.REASSESSMENT
    for body in examples.PROPOSING.values():
        assert Proposing.model_validate(body).model_dump(mode="json", exclude_unset=True) == body
    found = RuleSetReport.model_validate(rule_examples.RULE_SET)
    assert found.model_dump(mode="json", exclude_unset=True) == rule_examples.RULE_SET
    for model, shown in (
        (CheckAnswer, check_examples.QUEUED),
        (CheckAnswer, check_examples.DONE),
        *((CheckBody, each) for each in check_examples.ASKING.values()),
        (TrailAnswer, trail_examples.TRAIL),
        (EntriesAnswer, trail_examples.ENTRIES),
        (ProofAnswer, trail_examples.CHECKED),
    ):
        assert model.model_validate(shown).model_dump(mode="json", exclude_unset=True) == shown
    assert all(Judgement.model_validate(body) for body in rule_examples.PROPOSING.values())
    assert RecordAnswer.model_validate(examples.RECORD).model_dump(mode="json", exclude_unset=True) == examples.RECORD
