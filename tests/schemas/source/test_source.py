"""The declaration as a value: what it refuses, and what it tells. How it is read from YAML is in `tests/harvesters`."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.dataset import UNDETERMINED
from schemas.source import LicenseCodes, Retired, Source

FIELDS = {"id": "kg_example", "title": {"ky": "Ачык"}, "kind": "ckan", "url": "https://data.example.kg", "jurisdiction": "KG"}


def source(**fields: Any) -> Source:
    return Source.model_validate(FIELDS | fields)


def test_what_a_declaration_need_not_say() -> None:
    bare = source()
    assert (bare.platform, bare.options, bare.license_codes, bare.retired) == (None, {}, None, None)
    assert bare.name == "Ачык"


@pytest.mark.parametrize(("languages", "expected"), [((), UNDETERMINED), (("ky",), "ky"), (("ky", "ru"), UNDETERMINED)])
def test_the_language_of_a_text_that_states_none(languages: tuple[str, ...], expected: str) -> None:
    assert source(language=languages).text_language == expected


@pytest.mark.parametrize("value", ["2026-02-28", date(2026, 2, 28)])
def test_a_portal_is_retired_on_a_day(value: object) -> None:
    retired = source(retired={"on": value, "why": "Its domain was sold"}).retired
    assert retired == Retired(on=date(2026, 2, 28), why="Its domain was sold")
    assert Retired.model_validate_json(retired.model_dump_json()) == retired


@pytest.mark.parametrize(
    "value", ["2026-02-29", "20260228", "2026-W09-6", "2026-2-28", "28.02.2026", "٢٠٢٦-٠٢-٢٨", 20260228, None]
)
def test_what_is_no_day(value: object) -> None:
    with pytest.raises(ValidationError):
        Retired.model_validate({"on": value, "why": "gone"})


@pytest.mark.parametrize("why", ["", "  ", "two\nlines"])
def test_a_reason_is_one_line(why: str) -> None:
    with pytest.raises(ValidationError, match="a reason is one line of text"):
        Retired.model_validate({"on": "2026-02-28", "why": why})


def test_licence_codes_need_a_field() -> None:
    assert LicenseCodes(field="kflx", code={"01": "CC-BY-4.0"}).otherwise is None
    with pytest.raises(ValidationError):
        LicenseCodes(field="", code={})


def test_options_are_json() -> None:
    assert source(options={"lists": [{"path": "a"}]}).options == {"lists": [{"path": "a"}]}
    with pytest.raises(ValidationError):
        source(options={"lists": object()})
