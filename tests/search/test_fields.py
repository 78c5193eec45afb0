"""The table of fields, and the documents made from it."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from schemas.assessment import LicenseStatus, PrivacyClass
from schemas.dataset import DatePrecision, DateValue
from schemas.dates import parse_date
from schemas.record import Curation, LicenseDecision, PrivacyDecision
from schemas.terms import Term
from search.document import MAX_DESCRIPTION, document
from search.field import Field
from search.fields import COUNTABLE, FACETS, FIELDS, FILTERS, RANGES, REVIEWED, SEARCHED
from search.fields_table import fields_table
from search.query import LocalText
from search.streams import Stream
from tests.factories import jurisdiction_of, record

README = Path(__file__).parents[2] / "search" / "README.md"


def test_the_fields_that_others_rely_on() -> None:
    assert SEARCHED == ("title", "description", "keyword", "publisher")
    assert FACETS == (
        "jurisdiction", "place", "license", "privacy_class", "access_rights", "theme", "topic", "format", "publisher", "language",
        "text_language", "year", "source", "license_status", "license_confidence", "jurisdiction_confidence",
        "privacy_confidence", "decided",
    )  # fmt: skip
    assert ("keyword", *FACETS, "question", "question_since", "usage_grounds", "lacking", "modified_year", "without") == COUNTABLE
    assert (*FACETS[-5:], "question", "question_since", "usage_grounds", "review_due") == REVIEWED
    assert RANGES == ("modified", "review_due", "record_modified", "period")
    assert set(COUNTABLE) < set(FILTERS)


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_is_whole(field: Field) -> None:
    assert re.fullmatch(r"[a-z_]+", field.name)
    assert field.label
    assert field.description.endswith(".")
    assert field.text or field.values or field.day or field.moment or field.spans
    assert (field.weight > 0) == bool(field.text or field.scope)
    assert not field.facet or field.values
    assert field.curie is None or Term(field.curie).iri.startswith("http")


def test_the_readme_has_the_table() -> None:
    assert fields_table() in README.read_text(encoding="utf-8")


def test_jurisdiction_is_every_state_known() -> None:
    found = jurisdiction_of("KG", storage_state=["RU", "KG"], collection_state=["UZ"], data_subject_state=["KZ", "RU"])
    assert document(record(jurisdiction=found)).values["jurisdiction"] == ("KG", "RU", "UZ", "KZ")
    assert document(record(jurisdiction=jurisdiction_of(None))).values["jurisdiction"] == ("unknown",)


@pytest.mark.parametrize(
    ("stated", "status", "value"),
    [
        ("CC-BY-4.0", None, "CC-BY-4.0"),
        (None, None, "not_stated"),
        ("Free", LicenseStatus.UNKNOWN, "unknown"),
        ("Creative Commons", LicenseStatus.AMBIGUOUS, "ambiguous"),
        ("CC0, or not", LicenseStatus.CONFLICT, "conflict"),
    ],
)
def test_licence_tells_what_is_not_known_from_what_is_not_stated(
    stated: str | None, status: LicenseStatus | None, value: str
) -> None:
    found = document(record(license=stated, license_status=status))
    assert found.values["license"] == (value,)
    assert found.summary.license == ("CC-BY-4.0" if value == "CC-BY-4.0" else "LicenseRef-unknown")


def test_what_a_reviewer_asks_for_is_what_the_record_says() -> None:
    item = record(license="Creative Commons", license_status=LicenseStatus.AMBIGUOUS)
    found = document(item).values
    assert [question.rsplit(".", 1)[0] for question in found["question"]] == ["license.ambiguous"]
    assert found["question_since"] == ("license.ambiguous.2026-11-25",)
    assert {name: found[name] for name in REVIEWED if name in FACETS} == {
        "license_status": ("ambiguous",),
        "license_confidence": (item.assessment.license.confidence,),
        "jurisdiction_confidence": (item.assessment.jurisdiction.confidence,),
        "privacy_confidence": (item.assessment.privacy.confidence,),
        "decided": ("none",),
    }
    by = {"reason": "asked the ministry", "by": "Bolat", "at": datetime(2026, 11, 25, tzinfo=UTC)}
    decided = Curation(
        license=LicenseDecision(value="CC-BY-4.0", **by), privacy_class=PrivacyDecision(value=PrivacyClass.OPEN, **by)
    )
    assert document(item.model_copy(update={"curation": decided})).values["decided"] == ("license", "privacy_class")


def test_values_are_codes_each_once() -> None:
    found = document(record(theme=["ENVI", "HEAL", "ENVI"], file_format=["CSV", "CSV", "PDF"], language=["ky", "ru"])).values
    assert (found["theme"], found["format"], found["language"]) == (("ENVI", "HEAL"), ("CSV", "PDF"), ("ky", "ru"))
    assert document(record(file_format=[])).values["format"] == ()
    assert found["access_rights"] == ("unknown",)


def test_free_text_values_are_tidy() -> None:
    found = document(
        record(publisher={"ru": "  Министерство\n здравоохранения ", "ky": "Министрлик"}, keyword={"ru": ["вода ", "вода", " "]})
    )
    assert found.values["publisher"] == ("Министерство здравоохранения",)
    assert found.values["keyword"] == ("вода",)
    assert len(document(record(publisher="а" * 5000)).values["publisher"][0]) == 200


def test_a_date_that_is_none_has_no_day() -> None:
    assert document(record(modified="2026-05")).days == {"modified": "2026-05-01"}
    assert document(record(modified=None)).days == {}
    broken = record().model_copy(
        update={"dataset": record().dataset.model_copy(update={"modified": DateValue(verbatim="0000-00-00")})}
    )
    assert document(broken).days == {}
    assert document(broken).summary.modified is None


@pytest.mark.parametrize("iso", ["2026", "2026-05", "2026-05-17"])
def test_a_summary_has_dates_as_precise_as_the_portal(iso: str) -> None:
    assert document(record(issued=iso)).summary.issued == iso


def test_a_summary_has_times_in_utc() -> None:
    value = DateValue(verbatim="…", value=datetime(2026, 5, 17, 8, 30, tzinfo=UTC), precision=DatePrecision.TIME)
    changed = record().model_copy(update={"dataset": record().dataset.model_copy(update={"issued": value})})
    assert document(changed).summary.issued == "2026-05-17T08:30:00Z"


def test_a_date_is_found_under_the_day_of_its_portal() -> None:
    value = parse_date("2023-06-16T00:00:00+05:00").model_copy(update={"of_record": True})
    found = document(record().model_copy(update={"dataset": record().dataset.model_copy(update={"modified": value})}))
    assert found.days == {"modified": "2023-06-16"}
    assert found.summary.modified == "2023-06-16"
    assert (found.summary.modified_of_record, found.summary.issued_of_record) == (True, False)


@pytest.mark.parametrize("text", ["слово " * 200, "слово" * 200, "水质" * 900, "a" + " " * 5000 + "b", "x" * 300, "короткое"])
def test_a_description_is_cut_at_a_word(text: str) -> None:
    [found] = document(record(description={"ru": text})).summary.description
    plain = " ".join(text.split())
    assert len(found.value) <= MAX_DESCRIPTION
    if found.value.endswith("…"):
        head = found.value.removesuffix("…")
        assert plain.startswith(head)
        assert len(head) > MAX_DESCRIPTION // 2
        assert " " not in plain[:150] or plain[len(head)] == " "
    else:
        assert found.value in {plain, "a"}


def test_texts_carry_the_language_that_is_stated_or_recognised() -> None:
    found = document(
        record("Ичүүчү суунун сапаты", description={"zh-Hans": "水", "pt": "Água", "ru": "Суунун сапаты жөнүндө"})
    ).summary
    assert found.title == (LocalText(value="Ичүүчү суунун сапаты", language="ky"),)
    assert [text.language for text in found.description] == ["zh-Hans", "pt", "ky"]


def test_a_document_is_pure() -> None:
    given = record({"ru": "Вода", "ky": "Суу"}, description="Сведения о воде", keyword="вода", publisher="Министерство")
    assert document(given) == document(given)
    found = document(given).streams
    assert found[Stream.TERM] == {
        "title": "вода суу",
        "description": "сведения о воде",
        "keyword": "вода",
        "publisher": "министерство",
    }
    assert found[Stream.STEM]["title"] == "ru:вод ky:суу"
    assert "l:vod" in found[Stream.KEY]["title"].split()
    assert found[Stream.GRAM].keys() == {"title", "keyword"}
    assert "water-resources" in found[Stream.CONCEPT]["title"].split()
    assert document(given).summary.checked == date(2026, 11, 25).isoformat()
