"""All that a search finds comes, once, in its order."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from registry.api.app import create_app
from registry.client import Serai, SeraiError
from registry.services import Services
from schemas.record import Status
from search.query import MAX_OFFSET, Sort
from tests.registry.client.rough import Connection, Rough, Whole, answers
from tests.repositories import BEGIN, Repository, repository
from tests.served import served


def active(services: Services) -> set[object]:
    return {record.id for record in services.store.records.stream() if record.status is Status.ACTIVE}


@pytest.mark.parametrize("page", [1, 7, 100])
@pytest.mark.parametrize("sort", list(Sort))
def test_every_page_is_walked(serai: Serai, services: Services, sort: Sort, page: int) -> None:
    found = serai.search(sort=sort, page=page)
    ids = [item.id for item in found]
    assert len(ids) == found.total == len(set(ids))
    assert set(ids) == active(services)
    assert ids == [item.id for item in found] == [item.id for item in serai.search(sort=sort)]
    if sort is Sort.ID:
        assert ids == sorted(ids)
    if sort is Sort.OLDEST:
        dates = [item.modified or "9999" for item in found]
        assert all(first[:10] <= second[:10] for first, second in pairwise(dates))


def test_the_first_are_those_of_the_whole_list(serai: Serai) -> None:
    whole = list(serai.search("вода"))
    for number in (0, 1, 3, len(whole), len(whole) + 5):
        assert serai.search("вода").first(number) == whole[:number]
    small = serai.search("вода", page=2)
    assert (small.total, small.first(3), small.first(1)) == (len(whole), whole[:3], whole[:1])


def test_filters_take_what_python_has(serai: Serai) -> None:
    both = serai.search(jurisdiction=["KG", "PK"])
    assert both.total == serai.search(jurisdiction="KG").total + serai.search(jurisdiction=("PK",)).total
    assert serai.search(jurisdiction=None).total == serai.search().total > both.total
    since = serai.search(modified=(date(2026, 1, 1), None)).total
    assert since == serai.search(modified="2026..").total > 0
    assert serai.search(record_modified=(None, datetime(2026, 11, 25, 11, 59, tzinfo=UTC))).total == 0
    assert serai.search(box=(69.2, 39.1, 80.3, 43.3)).total == serai.search(box="69.2,39.1,80.3,43.3").total > 0
    assert serai.search(year=2020).total == serai.search(year="2020").total
    chosen = serai.search(usage="KZ:ai_training").answer.usage
    assert chosen is not None
    assert chosen.purpose == "ai_training"


@pytest.mark.parametrize("empty", [{"license": ""}, {"license": []}, {"license": ["CC0-1.0", " "]}, {"modified": (None, None)}])
def test_an_empty_filter_never_finds_everything(serai: Serai, empty: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="empty value"):
        serai.search(**empty)  # type: ignore[arg-type]


def test_a_moment_has_a_time_zone(serai: Serai) -> None:
    with pytest.raises(ValueError, match="time zone"):
        serai.changes(datetime(2026, 11, 25))  # noqa: DTZ001 (that is the fault)


def test_facets_are_counted_for_the_whole_search(serai: Serai) -> None:
    found = serai.search(jurisdiction="KG")
    assert {"license", "jurisdiction", "publisher"} <= found.facets.keys()
    counted = found.count("license", size=1)["license"]
    assert (len(counted.values), counted.other) == (1, len(found.facets["license"].values) - 1)
    assert found.count("source")["source"].values[0].count == found.total


def test_a_list_that_leads_in_a_circle_ends(address: str) -> None:
    with Serai(address) as serai:
        page = serai.search(page=10).answer
    circle = page.model_dump_json().encode()
    again = [answers(200, circle, "application/json")] * 3
    with Connection(address, again) as connection, Serai(connection.url, retries=0) as serai:
        with pytest.raises(SeraiError, match="circle") as error:
            list(serai.search(page=10))
        assert error.value.code == "answer-not-understood"


def ends_early(whole: Whole) -> Rough:
    """The first page of a list whose order of relevance ends with it, as that of a huge one ends behind 10,000 datasets."""
    page = json.loads(whole.body)
    page |= {"whole": page["next"].replace("offset=5", "sort=modified"), "next": None}
    return Rough(body=json.dumps(page).encode())


def test_where_the_order_of_relevance_ends_the_others_follow(address: str, serai: Serai) -> None:
    whole = [item.id for item in serai.search("данные data")]
    assert len(whole) > 10
    with Connection(address, [ends_early]) as connection, Serai(connection.url) as short:
        ids = [item.id for item in short.search("данные data", page=5)]
    assert ids[:5] == whole[:5]
    assert (len(ids), set(ids)) == (len(whole), set(whole))
    assert ids != whole


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """More records than an order of relevance goes through; every tenth is withdrawn."""
    with repository(tmp_path_factory.mktemp("huge"), size=(MAX_OFFSET + 300) * 10 // 9) as made:
        yield made


@pytest.fixture(scope="module")
def huge_address(huge: Repository) -> Iterator[str]:
    with served(create_app(huge.services)) as address:
        yield address


@pytest.mark.proof
def test_behind_the_most_relevant_the_others_follow(huge: Repository, huge_address: str) -> None:
    with Serai(huge_address) as serai:
        found = serai.search("water")
        ids = [item.id for item in found]
        assert len(ids) == len(set(ids)) == found.total > MAX_OFFSET + 100
        assert set(ids) == active(huge.services)
        assert [item.id for item in serai.search("water").first(250)] == ids[:250]
        assert set(found.to_frame()["id"]) == {str(id) for id in ids}


@pytest.mark.proof
def test_a_long_list_by_date_is_whole(huge: Repository, huge_address: str) -> None:
    with Serai(huge_address) as serai:
        found = serai.changes(BEGIN)
        ids = [item.id for item in found]
        assert len(ids) == len(set(ids)) == found.total == len(huge.records)
        assert {item.status for item in found.first(100)} == {"active", "withdrawn"}
