"""What is sent to Elasticsearch, pinned as JSON. After a wanted change run with `SERAI_REFRESH=1` and read the difference."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from search.asking.question import typed
from search.asking.wanted import EVERYTHING, Asked, Form, Match, Wanted, Wording
from search.document import document
from search.elastic import names
from search.elastic.compile import candidates, completion, counted, holding, request
from search.elastic.mapping import generation, indexed, line, mappings, settings
from search.engine import Delete
from search.extent import span_columns
from search.fields import FIELDS
from search.query import Area, DateRange, Either, Filter, Place, Query, Relation, Sort, Without
from search.streams import Stream
from tests.factories import jurisdiction_of, record

GOLDEN = Path(__file__).with_name("golden")

QUERIES = {
    "nothing_asked": Query(),
    "one_word": Query(text="вода"),
    "words_a_joining_one_and_a_phrase": Query(text='quality of "open data"'),
    "chinese": Query(text="水质监测数据"),
    "no_word": Query(text="!!!"),
    "filters_range_and_page": Query(
        filter=(Filter(field="jurisdiction", value=("KG", "RU")), Filter(field="keyword", value=("вода",))),
        range=(DateRange(field="modified", start=date(2026, 1, 1), end=date(2026, 6, 30)),),
        sort=Sort.OLDEST,
        offset=40,
        limit=10,
    ),
    "an_area_or_none": Query(
        where=Either(
            either=(
                Area(west=69.2, south=39.1, east=80.3, north=43.3),
                Without(without=Area(west=-180, south=-90, east=180, north=90)),
            )
        ),
    ),
    "area_and_period": Query(
        range=(DateRange(field="period", start=date(2015, 1, 1)),),
        box=Area(west=69.2, south=39.1, east=80.3, north=43.3),
    ),
    "changes_behind_a_place": Query(
        filter=(Filter(field="status", value=("active", "withdrawn")),),
        range=(DateRange(field="record_modified", start=datetime(2026, 12, 1, 4, tzinfo=UTC), end=date(2026, 12, 1)),),
        sort=Sort.CHANGED_OLDEST,
        after=Place(moment=datetime(2026, 12, 1, 5, tzinfo=UTC), id=UUID(int=1)),
    ),
    "in_the_order_of_ids": Query(sort=Sort.ID, after=Place(id=UUID(int=1))),
    "area_around": Query(box=Area(west=170, south=-90, east=-170, north=90, relation=Relation.WITHIN)),
    "facets": Query(
        text="water",
        filter=(Filter(field="license", value=("CC0-1.0",)), Filter(field="status", value=("active", "withdrawn"))),
        facet=("license", "theme", "publisher"),
        facet_size=5,
        limit=0,
    ),
}


def pinned(name: str, made: Any) -> None:
    """Compare with the file; with `SERAI_REFRESH` it is written first."""
    file = GOLDEN / f"{name}.json"
    if os.environ.get("SERAI_REFRESH"):
        file.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert made == json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_a_request(name: str) -> None:
    query = QUERIES[name]
    match = Match((typed(query.text),)) if query.text else EVERYTHING
    assert request(query, match) == request(query, match)
    pinned(f"query_{name}", request(query, match))


def test_the_first_ones_are_put_in_front() -> None:
    ids = [UUID(int=1), UUID(int=2)]
    match = Match((typed("water"),), also=(UUID(int=2),))
    pinned("query_first", request(Query(text="water"), match, first=ids))
    pinned("candidates", candidates(Query(text="water"), match, limit=3))
    pinned("counted", counted(Query(text="water"), match))
    pinned("holding", holding(typed("water fire").words))


def test_every_wording_and_form_has_its_own_worth() -> None:
    wordings = (
        Wording(((Form("вода"), Form("ru:вод", 0.5, Stream.STEM)),)),
        Wording(((Form("су"),),), worth=0.5),
        Wording(((Form("ground"),), (Form("water"),)), phrase=True, worth=0.25),
        Wording(((Form("水质"),), (Form("质监"),), (Form("监测"),)), least=2, worth=0.25),
    )
    words = (Wanted(wordings), Wanted(wordings[:1], worth=0.3, optional=True))
    pinned("query_wordings", request(Query(text="вода"), Match((Asked(words, least=1),))))


@pytest.mark.parametrize("begun", ["wat", "a.b*c", "हिन्द"])
def test_a_completion_is_literal(begun: str) -> None:
    pinned(f"completion_{begun.encode().hex()}", completion(begun, within=EVERYTHING, limit=7))


def test_the_mapping() -> None:
    pinned("mapping", mappings())


def test_every_field_of_the_table_is_mapped() -> None:
    properties = mappings()["properties"]
    for field in FIELDS.values():
        assert ({f"text_{field.name}", f"stem_{field.name}"} <= properties.keys()) == bool(field.text)
        assert (f"value_{field.name}" in properties) == bool(field.values)
        assert (f"day_{field.name}" in properties) == bool(field.day)
        assert (f"moment_{field.name}" in properties) == bool(field.moment)
        assert all(column in properties for column in span_columns(field.name)) == bool(field.spans)


@pytest.mark.parametrize("replicas", [None, 2])
def test_the_settings(replicas: int | None) -> None:
    pinned(f"settings_{replicas}", settings(replicas))


def test_a_document_has_mapped_fields_only() -> None:
    given = document(
        record(
            {"ky": "Суунун сапаты", "ru": "Качество воды"},
            description={"ru": "Сведения о воде"},
            keyword={"ru": ["вода", "реки"]},
            publisher="Office",
            theme=["ENVI"],
            jurisdiction=jurisdiction_of("KG", storage_state=["RU"]),
            modified="2026-05",
        )
    )
    pinned("document", json.loads(json.dumps(indexed(given))))
    assert indexed(given).keys() <= mappings()["properties"].keys()


def test_a_deletion_leaves_its_id_and_version() -> None:
    gone = Delete(record().id, 7)
    assert indexed(gone) == {"id": str(gone.id)}
    action, source, rest = line(gone).split(b"\n")
    assert json.loads(action) == {"index": {"_id": str(gone.id), "version": 7, "version_type": "external_gte"}}
    assert json.loads(source) == indexed(gone)
    assert rest == b""


def test_names_are_read_back() -> None:
    for prefix in ("serai", "serai-test", "a"):
        for number in (1, 999_999, 1_000_000):
            read = names.read(prefix, names.written(prefix, number))
            assert read == names.Name(generation(), number)
            assert read.is_current
    assert names.read("serai", names.written("serai-test", 1)) is None
    assert names.read("serai", "serai-0123456789ab-000007") == names.Name("0123456789ab", 7)
    for name in ("serai", "serai-000001", "serai-0123456789ab-1", "serai-0123456789AB-000001", names.for_reading("serai")):
        assert names.read("serai", name) is None
    assert names.is_for_reading("serai", names.for_reading("serai"))
    assert not names.is_for_reading("serai", names.for_reading("serai-test"))
    assert not names.is_for_reading("serai", names.for_writing(names.written("serai", 1)))
