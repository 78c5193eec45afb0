"""Conditions that combine fields freely: a part of the contract of every engine."""

import pytest

from search.ask import ask
from search.document import document
from search.engine import SearchEngine
from search.query import All, Condition, Either, Filter, Ids, Query, Results, Without, Words
from tests.factories import record


def _titles(results: Results) -> list[str]:
    return [hit.summary.title[0].value for hit in results.hit]


class ConditionsContract:
    """`engine` is a new engine, as in `SearchEngineContract`."""

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (All(), "ABC"),
            (Either(), ""),
            (Filter(field="source", value=("uz_portal",)), "C"),
            (Without(without=Filter(field="source", value=("uz_portal",))), "AB"),
            (Words(text="water use"), "AC"),
            (Words(text="use water"), ""),
            (Words(text="Water", field="keyword"), ""),
            (Words(text="wat", begun=True), "AC"),
            (Words(text="water u", begun=True), "AC"),
            (Words(text="!"), ""),
            (Either(either=(Words(text="roads"), Filter(field="source", value=("uz_portal",)))), "BC"),
            (All(condition=(Words(text="water"), Without(without=Filter(field="source", value=("uz_portal",))))), "A"),
        ],
    )
    def test_conditions_combine_freely(self, engine: SearchEngine, where: Condition, found: str) -> None:
        records = [record("Water use A"), record("Roads B", identifier="b"), record("Water use C", source="uz_portal")]
        engine.update(document(each) for each in records)
        answer = ask(engine, Query(where=where, facet=("source",)))
        assert "".join(sorted(title[-1] for title in _titles(answer))) == found
        assert answer.total == sum(each.count for each in answer.facet[0].value) == len(found)
        by_id = ask(engine, Query(where=All(condition=(where, Ids(id=(records[0].id,))))))
        assert _titles(by_id) == (["Water use A"] if "A" in found else [])
