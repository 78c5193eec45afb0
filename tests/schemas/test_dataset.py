"""Dataset and its parts: values that do not change and lose nothing on their way through JSON."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.access_rights import access_right
from schemas.dataset import (
    Agent,
    Checksum,
    Coded,
    ContactPoint,
    Dataset,
    DatePrecision,
    DateValue,
    Distribution,
    LangString,
    Location,
    PeriodOfTime,
    Statement,
)
from schemas.dates import parse_date
from schemas.file_formats import file_format
from schemas.languages import language
from schemas.themes import theme

WHOLE = Dataset(
    identifier="2c5b0f1e-wells",
    title=(LangString(value="Скважины", language="ru"), LangString(value="Кудуктар", language="ky")),
    description=(LangString(value="Питьевая вода по областям"),),
    keyword=(LangString(value="вода", language="ru"),),
    theme=(theme("Экология"),),
    publisher=Agent(name=(LangString(value="Министерство", language="ru"),), identifier="mnr", homepage="https://mnr.gov.kg"),
    contact_point=(ContactPoint(name="Отдел данных", email="data@mnr.gov.kg"),),
    issued=parse_date("16.06.2023"),
    modified=parse_date("2024-01-02T03:04:05.678901+06:00"),
    accrual_periodicity="ежегодно",
    language=(language("Русский"), language("?")),
    landing_page="https://data.gov.kg/dataset/wells",
    spatial=(Location(verbatim="Кыргызстан", bbox=(69.3, 39.2, 80.3, 43.3)),),
    temporal=(PeriodOfTime(start=parse_date("2020"), end=parse_date("0000-00-00")),),
    version="1.2",
    license=(Statement(verbatim="CC BY 4.0", field="/license_title"),),
    access_rights=(access_right("общедоступный"),),
    distribution=(
        Distribution(
            identifier="r1",
            title=(LangString(value="Таблица"),),
            access_url="https://data.gov.kg/wells.csv",
            format=file_format(stated=".csv", media_type=None, url=None),
            media_type="text/csv",
            byte_size=2**40,
            modified=parse_date("not a date"),
            checksum=Checksum(value="d41d8cd98f00b204e9800998ecf8427e", algorithm="md5"),
        ),
    ),
    ignored=("/extras/3",),
)


def test_nothing_is_lost_through_json() -> None:
    assert Dataset.model_validate_json(WHOLE.model_dump_json()) == WHOLE
    assert Dataset.model_validate(WHOLE.model_dump(mode="json")) == WHOLE
    assert Dataset.model_validate_json(WHOLE.model_dump_json(exclude_defaults=True)) == WHOLE


def test_a_title_and_an_identifier_are_enough() -> None:
    dataset = Dataset(identifier="roads", title=(LangString(value="Roads"),))
    assert dataset.title[0].language == "und"
    assert dataset.distribution == ()
    assert dataset.modified is None


def test_a_value_cannot_be_edited() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        WHOLE.identifier = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        WHOLE.distribution[0].byte_size = 1  # type: ignore[misc]
    assert hash(WHOLE) == hash(WHOLE.model_copy())


@pytest.mark.parametrize("model", [Dataset, Distribution, Agent, ContactPoint, Location, Checksum, Statement, Coded, DateValue])
def test_an_unknown_field_is_refused(model: type[Dataset]) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({"no_such_field": 1})
    assert "extra_forbidden" in {error["type"] for error in caught.value.errors()}


def test_what_is_required() -> None:
    with pytest.raises(ValidationError) as caught:
        Dataset.model_validate({})
    assert {error["loc"] for error in caught.value.errors()} == {("identifier",), ("title",)}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    dataset = Dataset(identifier=text, title=(LangString(value=text),), license=(Statement(verbatim=text, field="/license"),))
    assert Dataset.model_validate_json(dataset.model_dump_json()) == dataset


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(DatePrecision))
def test_dates_come_back_to_the_microsecond(value: datetime, precision: DatePrecision) -> None:
    date = DateValue(verbatim=value.isoformat(), value=value, precision=precision, zone_stated=True)
    assert DateValue.model_validate_json(date.model_dump_json()) == date
