"""OGC API Records: what it answers to whom asks for it, by hand."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft201909Validator
from schemathesis.specs.openapi.definitions import OPENAPI_30
from starlette.testclient import TestClient

from registry.answers.ogc.asked import MOST, PARAMETERS
from registry.answers.ogc.fields import QUERYABLES
from registry.api.app import create_app
from registry.services import open_services
from registry.settings import Settings
from schemas.dataset import Location, PeriodOfTime
from schemas.record import CatalogRecord, Status
from search.query import DEEPEST
from tests.entries import BARE, STRANGE, WHOLE
from tests.factories import day, record
from tests.homes import new_home
from tests.repositories import BEGIN, Repository, repository

ITEMS = "/ogc/collections/datasets/items"
CLASSES = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"


def _lake(name: str, *boxes: tuple[float, float, float, float], years: tuple[str, str] | None = None) -> CatalogRecord:
    places = tuple(Location(verbatim="a lake", bbox=box) for box in boxes)
    spans = (PeriodOfTime(start=day(years[0]), end=day(years[1])),) if years else ()
    return record(name, identifier=f"lake, {name}", spatial=places, temporal=spans)


LAKES = (
    _lake("Issyk-Kul", (76.1, 42.1, 78.4, 42.8), years=("1990", "1995")),
    _lake("Baikal", (103.6, 51.4, 109.9, 55.8), years=("2010", "2020")),
    _lake("Bering Sea", (170.0, 52.0, -160.0, 66.0)),
    _lake("Nowhere"),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """Fifteen active records: ten on water, lakes, and one with all there is."""
    with repository(tmp_path_factory.mktemp("ogc"), size=10) as made:
        made.save(*LAKES, WHOLE, STRANGE, at=BEGIN)
        yield made


@pytest.fixture(scope="module")
def client(kept: Repository) -> Iterator[TestClient]:
    with TestClient(create_app(kept.services)) as opened:
        yield opened


def found(client: TestClient, **params: str) -> set[str]:
    answer = client.get(ITEMS, params={"limit": "1000", **params})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["numberMatched"] == told["numberReturned"] == len(told["features"])
    return {each["properties"]["title"] for each in told["features"]}


def lakes(client: TestClient, **params: str) -> set[str]:
    return found(client, q=",".join(each.dataset.title[0].value for each in LAKES), **params)


def test_the_way_from_the_landing_page_to_a_record(client: TestClient) -> None:
    links = {each["rel"]: each["href"] for each in client.get("/ogc").json()["links"]}
    assert client.get("/ogc/").json() == client.get("/ogc").json()
    assert f"{CLASSES}/searchable-catalog" in client.get(links["conformance"]).json()["conformsTo"]
    (collection,) = client.get(links["data"]).json()["collections"]
    assert (collection["id"], collection["itemType"], collection["type"]) == ("datasets", "record", "Catalog")
    of = {each["rel"]: each["href"] for each in collection["links"]}
    assert client.get(of["self"]).json() == collection
    page = client.get(of["items"])
    assert page.headers["content-type"] == "application/geo+json"
    first = page.json()["features"][0]
    item = client.get(next(each["href"] for each in first["links"] if each["rel"] == "self")).json()
    assert {**item, "links": 0} == {**first, "links": 0}
    assert [each["href"] for each in item["links"] if each["rel"] == "collection"] == [of["self"]]
    assert {each["href"].rpartition("/")[2] for each in item["links"] if each["rel"] == "alternate"} >= {
        "dcat.ttl",
        "record.geojson",
    }


def test_the_description_is_openapi_3(client: TestClient) -> None:
    answer = client.get("/ogc/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert not list(Draft7Validator(OPENAPI_30).iter_errors(answer.json()))
    items = answer.json()["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    named = {each["$ref"].rpartition("/")[2] for each in items}
    assert named - {"collectionId"} == _taken(client)


def _taken(client: TestClient) -> set[str]:
    told: str = client.get(ITEMS, params={"?": ""}).json()["description"]
    return set(told.partition("Choose from: ")[2].removesuffix(".").split(", "))


def test_what_can_be_filtered_and_ordered(client: TestClient) -> None:
    for name in ("queryables", "sortables"):
        answer = client.get(f"/ogc/collections/datasets/{name}")
        assert answer.headers["content-type"] == "application/schema+json"
        Draft201909Validator.check_schema(answer.json())
        assert answer.json()["$id"] == f"http://testserver/ogc/collections/datasets/{name}"
    assert {"license", "jurisdiction", "privacy_class", "modified"} <= set(QUERYABLES)
    assert not {"status", "question", "decided"} & set(QUERYABLES)


@pytest.mark.parametrize("name", QUERYABLES)
def test_each_queryable_is_a_parameter(client: TestClient, name: str) -> None:
    assert found(client, **{name: "2020"}) <= found(client)


def test_filters_are_those_of_the_search(client: TestClient) -> None:
    assert found(client, source="kg_data_gov", theme="AGRI") == {"Water use by district"}
    answer = client.get(ITEMS, params=[("theme", "AGRI"), ("theme", "ECON"), ("limit", "1")]).json()
    assert answer["numberMatched"] == client.get("/api/v1/datasets?theme=AGRI&theme=ECON").json()["total"]


@pytest.mark.parametrize(
    ("bbox", "names"),
    [
        ("70,40,80,44", {"Issyk-Kul"}),
        ("70,40,-100,80,44,9000", {"Issyk-Kul"}),
        ("-170,55,-165,60", {"Bering Sea"}),
        ("175,50,-170,60", {"Bering Sea"}),
        ("70,40,110,60", {"Issyk-Kul", "Baikal"}),
        ("-180,-90,180,90", {"Issyk-Kul", "Baikal", "Bering Sea"}),
        ("0,0,1,1", set()),
    ],
)
def test_bbox_finds_what_meets_it_and_what_is_nowhere(client: TestClient, bbox: str, names: set[str]) -> None:
    assert lakes(client, bbox=bbox) == names | {"Nowhere"}


def test_box_finds_only_what_states_one(client: TestClient) -> None:
    assert lakes(client, box="70,40,110,60") == {"Issyk-Kul", "Baikal"}
    assert lakes(client, box_within="70,40,80,44") == {"Issyk-Kul"}


@pytest.mark.parametrize(
    ("datetime", "names"),
    [
        ("1992-05-01", {"Issyk-Kul"}),
        ("1992-05-01T12:00:00Z", {"Issyk-Kul"}),
        ("1995-12-31T23:30:00+06:00", {"Issyk-Kul"}),
        ("1995-12-31T23:30:00-06:00", set()),
        ("1995-06-01/2010-01-01", {"Issyk-Kul", "Baikal"}),
        ("../1991-01-01", {"Issyk-Kul"}),
        ("2005-01-01/..", {"Baikal"}),
        ("2005-01-01/", {"Baikal"}),
        ("/1991-01-01", {"Issyk-Kul"}),
        ("2001-01-01/2002-01-01T00:00:00.5z", set()),
    ],
)
def test_datetime_is_over_the_time_of_the_data(client: TestClient, datetime: str, names: set[str]) -> None:
    assert lakes(client, datetime=datetime) == names | {"Nowhere", "Bering Sea"}


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("baikal", {"Baikal"}),
        ("BERING   sea", {"Bering Sea"}),
        ("sea bering", set()),
        ("sea, baikal", {"Bering Sea", "Baikal"}),
        ("lake", set()),
    ],
)
def test_q_finds_terms_as_they_are_written(client: TestClient, q: str, names: set[str]) -> None:
    assert found(client, q=q) == names


def test_a_question_is_read_as_the_search_reads_it(client: TestClient) -> None:
    ours = client.get("/api/v1/datasets?q=вода&limit=100").json()
    theirs = client.get(ITEMS, params={"search": "вода", "limit": "100"}).json()
    assert [each["id"] for each in theirs["features"]] == [each["id"] for each in ours["items"]]
    assert theirs["numberMatched"] == ours["total"] > 0


def test_ids_and_types(client: TestClient) -> None:
    one, other = LAKES[:2]
    assert found(client, ids=f"{one.id},{other.id},x") == {"Issyk-Kul", "Baikal"}
    assert lakes(client, type="dataset") == lakes(client, type="service,dataset") == lakes(client)
    assert not lakes(client, type="service")


def test_external_ids_are_those_of_the_portals(client: TestClient) -> None:
    scheme = "https://data.example.kg/"
    assert found(client, externalIds=WHOLE.dataset.identifier) == {"Water use by district"}
    assert found(client, externalIds=f"{scheme}:{WHOLE.dataset.identifier},none") == {"Water use by district"}
    assert found(client, externalIds="lake, Baikal") == {"Baikal"}
    assert found(client, externalIds=f"https://elsewhere.example/:{WHOLE.dataset.identifier}") == set()
    assert found(client, externalIds=scheme) == found(client, source="kg_data_gov")


def test_an_empty_parameter_is_ignored(client: TestClient) -> None:
    names = ("bbox", "datetime", "q", "type", "ids", "externalIds", "sortby", "theme", "f", "after", "offset")
    assert found(client, **dict.fromkeys(names, "")) == found(client)


@pytest.mark.parametrize("sortby", ["", "id", "modified", "-modified", "+updated", "-updated,id"])
@pytest.mark.parametrize("limit", ["1", "4", "14", "15"])
def test_pages_lead_through_all_records_in_order(client: TestClient, kept: Repository, sortby: str, limit: str) -> None:
    address: str | None = f"{ITEMS}?limit={limit}&sortby={sortby.replace('+', '%2B')}"
    ids: list[str] = []
    while address:
        page = client.get(address).json()
        assert page["numberMatched"] == len(_active(kept))
        ids += [each["id"] for each in page["features"]]
        address = next((each["href"] for each in page["links"] if each["rel"] == "next"), None)
    assert sorted(ids) == sorted(_active(kept))
    whole = client.get(ITEMS, params={"limit": "1000", "sortby": sortby}).json()
    assert [each["id"] for each in whole["features"]] == ids
    assert "next" not in {each["rel"] for each in whole["links"]}


def _active(kept: Repository) -> list[str]:
    return [str(each.id) for each in kept.records if each.status is Status.ACTIVE]


def test_pages_of_a_question_go_on_by_number(client: TestClient) -> None:
    page = client.get(f"{ITEMS}?search=water&limit=4").json()
    ids = [each["id"] for each in page["features"]]
    while following := next((each["href"] for each in page["links"] if each["rel"] == "next"), None):
        before, page = page, client.get(following).json()
        back = next(each["href"] for each in page["links"] if each["rel"] == "prev")
        assert client.get(back).json()["features"] == before["features"]
        ids += [each["id"] for each in page["features"]]
    assert len(ids) == len(set(ids)) == page["numberMatched"]


def test_the_most_that_a_page_has(client: TestClient) -> None:
    assert client.get(f"{ITEMS}?limit={MOST * 1000}").status_code == 200
    assert client.get(f"{ITEMS}?offset={DEEPEST}").json()["features"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bbox", "1,2,3"),
        ("bbox", "a,b,c,d"),
        ("bbox", "nan,0,1,1"),
        ("bbox", "-181,0,1,1"),
        ("bbox", "0,2,1,1"),
        ("datetime", "yesterday"),
        ("datetime", "2020"),
        ("datetime", "2020-02-30"),
        ("datetime", "2020-02-01T25:00:00Z"),
        ("datetime", "2020-01-01T00:00:00"),
        ("datetime", "0001-01-01T00:00:00+14:00"),
        ("datetime", "2021-01-01/2020-01-01"),
        ("datetime", "../.."),
        ("datetime", "2020-01-01/2020-02-01/2020-03-01"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "١٠"),
        ("offset", str(DEEPEST + 1)),
        ("after", "nowhere"),
        ("sortby", "title"),
        ("sortby", "-id"),
        ("sortby", "modified,updated"),
        ("q", "x" * 501),
        ("search", "x" * 501),
        ("ids", "x," * 101),
        ("modified", "soon"),
        ("box", "1"),
        ("status", "withdrawn"),
        ("filter", "title='x'"),
        ("f", "xml"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_the_words_of_the_standard(client: TestClient, name: str, value: str) -> None:
    answer = client.get(ITEMS, params={name: value})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json()["code"] == "InvalidParameterValue"
    assert answer.json()["description"].startswith(f"{name}: ")


@pytest.mark.parametrize(
    "query", ["limit=1&limit=2", "bbox=0,0,1,1&bbox=0,0,2,2", "after=.x&offset=2", "search=a&after=.x", "f=json&f=json"]
)
def test_parameters_that_do_not_go_together(client: TestClient, query: str) -> None:
    assert client.get(f"{ITEMS}?{query}").status_code == 400


@pytest.mark.parametrize(
    "path", ["", "/conformance", "/api", "/collections", "/collections/datasets", "/collections/datasets/queryables"]
)
def test_other_resources_take_only_the_form(client: TestClient, path: str) -> None:
    assert client.get(f"/ogc{path}?f=json").status_code == 200
    assert client.get(f"/ogc{path}?limit=1").json()["code"] == "InvalidParameterValue"


@pytest.mark.parametrize(
    "path",
    ["/x", "/collections/x", "/collections/x/items", "/collections/datasets/items/x", f"/collections/datasets/items/{BARE.id}"],
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    answer = client.get(f"/ogc{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


def test_a_withdrawn_record_is_in_no_list(client: TestClient, kept: Repository) -> None:
    gone = next(each for each in kept.records if each.status is Status.WITHDRAWN)
    assert not found(client, ids=str(gone.id))
    assert client.get(f"{ITEMS}/{gone.id}").status_code == 404


def test_the_form_is_that_which_is_asked_for(client: TestClient) -> None:
    for accept, kind in (
        ("application/ogc-catalog+json", "application/ogc-catalog+json"),
        ("application/json;q=0.5, application/ogc-catalog+json", "application/ogc-catalog+json"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
    ):
        answer = client.get("/ogc/collections/datasets", headers={"Accept": accept})
        assert (answer.headers["content-type"], "Accept" in answer.headers["vary"]) == (kind, True)
    json = client.get(f"{ITEMS}?f=json", headers={"Accept": "text/html"})
    assert json.headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize(
    ("path", "page"), [("/ogc", "/catalog"), (ITEMS, "/catalog"), (f"{ITEMS}/{WHOLE.id}", f"/datasets/{WHOLE.id}")]
)
def test_who_wants_html_is_led_to_our_pages(client: TestClient, path: str, page: str) -> None:
    for asked in ({"headers": {"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}}, {"params": {"f": "html"}}):
        answer = client.get(path, follow_redirects=False, **asked)  # type: ignore[arg-type]  # of either kind
        assert (answer.status_code, answer.headers["location"]) == (303, f"http://testserver{page}")
        assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/ogc", "/ogc/api", ITEMS, f"{ITEMS}/{WHOLE.id}"])
def test_an_answer_that_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.head(path).headers["etag"] == answer.headers["etag"]


def test_without_an_index_it_says_when_to_ask_again(tmp_path: Path) -> None:
    nowhere = Settings(home=new_home(tmp_path), database_url=None, search_url=None, archive_url=None, sources=None)
    with open_services(nowhere) as services, TestClient(create_app(services)) as asked:
        answer = asked.get(ITEMS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.json()["code"] == "index-missing"


NAMES = st.sampled_from([*PARAMETERS, "x", ""]) | st.text(max_size=10)
NUMBER = st.integers(-1000, 1000).map(str) | st.floats().map(str)
VALUES = st.one_of(
    st.text(max_size=40),
    NUMBER,
    st.lists(NUMBER, min_size=3, max_size=7).map(",".join),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.tuples(st.dates().map(str) | st.just(".."), st.dates().map(str) | st.just("")).map("/".join),
    st.lists(st.uuids().map(str), max_size=3).map(",".join),
    st.sampled_from(["-modified", "id", "dataset", "json", "html", "KG", "2020..", f".{WHOLE.id}", f"2020-01-01.{WHOLE.id}"]),
)
SHAPES = {
    200: {"type", "features", "links", "numberMatched", "numberReturned"},
    400: {"code", "description"},
}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=4))
def test_whatever_is_asked_there_is_an_answer_of_the_standard(client: TestClient, pairs: list[tuple[str, str]]) -> None:
    answer = client.get(f"{ITEMS}?{urlencode(pairs, errors='surrogatepass')}", follow_redirects=False)
    assert answer.status_code in {*SHAPES, 303}
    if answer.status_code in SHAPES:
        assert set(answer.json()) == SHAPES[answer.status_code]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    path=st.lists(
        st.text(st.characters(exclude_characters="\n"), max_size=10) | st.sampled_from(["collections", "datasets", "items"]),
        max_size=4,
    )
)
def test_whatever_is_asked_for_there_is_an_answer_of_the_standard(client: TestClient, path: list[str]) -> None:
    answer = client.get(f"/ogc/{'/'.join(quote(each, safe='', errors='surrogatepass') for each in path)}")
    assert answer.status_code in {200, 404}
    assert answer.status_code == 200 or set(answer.json()) == SHAPES[400]
