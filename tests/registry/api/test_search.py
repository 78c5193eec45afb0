"""Finding datasets over HTTP: shape, paging, facets, and requests that do not hold."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from registry.answers.shapes.search import SearchAnswer
from search.explanation import Explanation
from search.fields import FIELDS

SEARCH = "/api/v1/datasets"


def test_an_answer_has_total_items_facets_and_links(client: TestClient) -> None:
    answer = client.get(SEARCH, params={"q": "вода", "facet": ["license", "jurisdiction"], "limit": 2})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    found = answer.json()
    assert found["total"] >= len(found["items"]) > 0
    assert set(found["facets"]) == {"license", "jurisdiction"}
    item = found["items"][0]
    assert client.get(item["links"]["self"]).json()["id"] == item["id"]
    assert any(fragment["match"] for text in item["highlight"].values() for fragment in text["fragment"])
    assert SearchAnswer.model_validate(found)


def test_next_leads_through_all_pages_and_previous_back(client: TestClient) -> None:
    page = client.get(SEARCH, params={"limit": 7, "sort": "modified"}).json()
    first, total, seen, pages = page, page["total"], [], 0
    while True:
        seen += [item["id"] for item in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == total
    assert pages == -(-total // 7)
    for _ in range(pages - 1):
        page = client.get(page["previous"]).json()
    assert (page["previous"], page["items"]) == (None, first["items"])


def test_what_has_changed_since_a_second_is_asked_for_in_its_order(client: TestClient) -> None:
    found = client.get(SEARCH, params={"sort": "changed_oldest", "limit": 100}).json()
    asked = {"record_modified": "2020-01-01T04:00:00Z..", "sort": "changed", "limit": 100}
    newest = client.get(SEARCH, params=asked).json()
    assert newest["total"] == found["total"] > 0
    assert {item["id"] for item in newest["items"]} == {item["id"] for item in found["items"]} or found["total"] > 100
    assert client.get(SEARCH, params=asked | {"record_modified": "..2020-01-01T03:59:59Z"}).json()["total"] == 0
    by_id = [item["id"] for item in client.get(SEARCH, params={"sort": "id", "limit": 100}).json()["items"]]
    rest = client.get(SEARCH, params={"sort": "id", "limit": 100, "after": f".{by_id[2]}"}).json()
    assert rest["items"][0]["id"] == by_id[3]
    assert by_id == sorted(by_id)


def test_links_keep_what_was_asked_for(client: TestClient) -> None:
    asked = {"q": "вода", "jurisdiction": "KG", "sort": "modified", "limit": "1", "facet": "license"}
    page = client.get(SEARCH, params=asked).json()
    kept = parse_qs(urlsplit(page["next"]).query)
    assert kept == {**{name: [value] for name, value in asked.items()}, "offset": ["1"]}


def test_a_facet_counts_as_if_its_own_filter_were_not_there(client: TestClient) -> None:
    everything = client.get(SEARCH, params={"facet": "source", "limit": 0}).json()
    chosen = client.get(SEARCH, params={"facet": "source", "source": "sample_kg", "limit": 0}).json()
    counts = {value["value"]: value["count"] for value in everything["facets"]["source"]["values"]}
    assert chosen["total"] == counts["sample_kg"] < everything["total"] == sum(counts.values())
    assert {value["value"]: value["count"] for value in chosen["facets"]["source"]["values"]} == counts
    assert [value["value"] for value in chosen["facets"]["source"]["values"] if value["chosen"]] == ["sample_kg"]


def test_values_of_one_filter_are_alternatives(client: TestClient) -> None:
    totals = [
        client.get(SEARCH, params={"source": sources, "limit": 0}).json()["total"]
        for sources in (["sample_kg"], ["sample_ir"], ["sample_kg", "sample_ir"])
    ]
    assert totals[0] + totals[1] == totals[2]


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ([("colour", "red")], "colour"),
        ([("offset", "-1")], "offset"),
        ([("offset", "9" * 40)], "offset"),
        ([("limit", "101")], "limit"),
        ([("limit", "ten")], "limit"),
        ([("limit", "1"), ("limit", "2")], "limit"),
        ([("sort", "newest")], "sort"),
        ([("q", "a"), ("q", "b")], "q"),
        ([("facet", "title")], "facet"),
        ([("facet", "nothing")], "facet"),
        ([("modified", "2026-13..")], "modified"),
        ([("modified", "yesterday")], "modified"),
        ([("modified", "2026-02..2026-01")], "modified"),
    ],
)
def test_a_query_that_does_not_hold_is_refused_at_its_parameter(
    client: TestClient, params: list[tuple[str, str]], parameter: str
) -> None:
    answer = client.get(SEARCH, params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "query-invalid")
    assert [flaw["parameter"] for flaw in answer.json()["errors"]] == [parameter]


def test_an_unknown_parameter_is_answered_with_the_choices(client: TestClient) -> None:
    detail = client.get(SEARCH, params={"licence": "CC0-1.0"}).json()["detail"]
    assert "licence" in detail
    assert "license" in detail.replace("licence", "")


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "вода\0суу",
        "\ufffe\u202e\u0301",
        '"',
        "title:(",
        "AND OR NOT",
        "*",
        "-",
        "\U0001f30a",
        "a" * 5000,
        "آب " * 200,
        "%00%ff",
    ],
)
def test_no_words_break_the_search(client: TestClient, text: str) -> None:
    assert client.get(SEARCH, params={"q": text}).status_code in {200, 422}


@pytest.mark.parametrize("query", ["q=%ff%fe", "q=%ED%A0%80", "&&&", "q", "=", "q=%", "%00=1", "jurisdiction="])
def test_no_query_string_breaks_the_search(client: TestClient, query: str) -> None:
    answer = client.get(f"{SEARCH}?{query}")
    assert answer.status_code in {200, 422}
    assert answer.json()


def test_every_field_that_can_be_asked_for_is_documented(client: TestClient) -> None:
    parameters = client.get("/api/v1/openapi.json").json()["paths"][SEARCH]["get"]["parameters"]
    names = {parameter["name"] for parameter in parameters}
    assert {"q", "sort", "offset", "limit", "facet"} < names
    assert {field.name for field in FIELDS.values() if field.facet} < names
    assert all(parameter["description"] and "example" in parameter for parameter in parameters)


def test_every_documented_example_is_accepted(client: TestClient) -> None:
    for parameter in client.get("/api/v1/openapi.json").json()["paths"][SEARCH]["get"]["parameters"]:
        answer = client.get(SEARCH, params={parameter["name"]: parameter["example"]})
        assert answer.status_code == 200, (parameter, answer.text)


def test_an_item_says_how_it_was_found_and_the_answer_how_it_was_read(client: TestClient) -> None:
    found = client.get(SEARCH, params={"q": "air quality zzzzqqqq"}).json()
    assert found["unknown"] == ["zzzzqqqq"]
    assert found["read_as"] == ""
    wholes = [item["whole"] for item in found["items"]]
    assert wholes == sorted(wholes, reverse=True)
    assert sum(wholes) == found["total_whole"] < found["total"]
    other = [item for item in found["items"] if item["way"] == ["concept"]]
    assert other
    for item in other:
        assert item["through"]
        assert all(through.keys() == {"concept", "asked", "found", "language"} for through in item["through"])
        assert all(through["asked"] in {"air", "quality", "air quality"} for through in item["through"])
    assert client.get(SEARCH, params={"q": "djlf"}).json()["read_as"] == "вода"
    nothing_asked = client.get(SEARCH).json()
    assert nothing_asked["total_whole"] is None
    assert {(item["whole"], item["links"]["explanation"]) for item in nothing_asked["items"]} == {(None, None)}
    by_date = client.get(SEARCH, params={"q": "air quality", "sort": "modified"}).json()
    assert {item["whole"] for item in by_date["items"]} == {None}


def test_a_way_is_switched_off(client: TestClient) -> None:
    typed = client.get(SEARCH, params={"q": "air quality", "way": "typed"}).json()
    assert {way for item in typed["items"] for way in item["way"]} == {"typed"}
    answer = client.get(SEARCH, params={"q": "air quality", "way": "magic"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "way"


def test_a_hit_is_explained(client: TestClient) -> None:
    asked = {"q": "air quality", "jurisdiction": "KG"}
    [item, *_] = client.get(SEARCH, params=asked).json()["items"]
    assert item["links"]["explanation"] == f"{SEARCH}/{item['id']}/explanation?q=air+quality&jurisdiction=KG"
    answer = client.get(item["links"]["explanation"])
    assert answer.status_code == 200
    found = Explanation.model_validate(answer.json())
    assert (str(found.id), found.place, found.passes, found.whole) == (item["id"], 1, True, item["whole"])
    assert [word.text for word in found.word] == ["air", "quality"]
    assert all(word.seen for word in found.word)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("{id}/explanation", 422, "query-invalid"),
        ("{id}/explanation?q=a&colour=red", 422, "query-invalid"),
        ("00000000-0000-0000-0000-000000000000/explanation?q=a", 404, "record-missing"),
        ("nothing/explanation?q=a", 422, "request-invalid"),
    ],
)
def test_an_explanation_that_there_is_none_of(client: TestClient, path: str, status: int, code: str) -> None:
    [item, *_] = client.get(SEARCH).json()["items"]
    answer = client.get(f"{SEARCH}/{path.format(id=item['id'])}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
