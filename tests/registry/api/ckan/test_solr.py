"""The subset of Solr's language: each query finds exactly the packages that it says, and what cannot be said is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

SEARCH = "/api/3/action/package_search"

Package = dict[str, Any]


@pytest.fixture(scope="module")
def packages(reader: TestClient) -> list[Package]:
    found: list[Package] = reader.get(SEARCH, params={"rows": 1000}).json()["result"]["results"]
    return found


def tags(of: Package) -> set[str]:
    return {each["name"].casefold() for each in of["tags"]}


def groups(of: Package) -> set[str]:
    return {each["name"] for each in of["groups"]}


def formats(of: Package) -> set[str]:
    return {each["format"] for each in of["resources"]}


def titles(of: Package) -> set[str]:
    """The words of the title, in all its languages."""
    told = {each["key"]: each["value"] for each in of["extras"]}.get("title_translated", "{}")
    return set(" ".join([of["title"], *json.loads(told).values()]).casefold().split())


def org(of: Package) -> str:
    return str(of["organization"]["name"])


QUERIES: dict[str, Callable[[Package], bool]] = {
    "*:*": lambda _: True,
    "": lambda _: True,
    "organization:sample_kg": lambda of: org(of) == "sample_kg",
    "-organization:sample_kg": lambda of: org(of) != "sample_kg",
    "NOT organization:sample_kg": lambda of: org(of) != "sample_kg",
    "!organization:sample_kg": lambda of: org(of) != "sample_kg",
    "*:* -organization:sample_kg": lambda of: org(of) != "sample_kg",
    "organization:(sample_kg OR sample_pk)": lambda of: org(of) in {"sample_kg", "sample_pk"},
    "organization:sample_*": lambda _: True,
    "organization:nobody": lambda _: False,
    'organization:"sample_ir" res_format:csv': lambda of: org(of) == "sample_ir" and "CSV" in formats(of),
    "+organization:sample_ir +res_format:CSV": lambda of: org(of) == "sample_ir" and "CSV" in formats(of),
    "organization:sample_ir && res_format:CSV": lambda of: org(of) == "sample_ir" and "CSV" in formats(of),
    "organization:sample_ir OR groups:heal": lambda of: org(of) == "sample_ir" or "heal" in groups(of),
    "organization:sample_ir || groups:heal": lambda of: org(of) == "sample_ir" or "heal" in groups(of),
    "groups:heal AND organization:sample_ir OR groups:envi": lambda of: (
        ("heal" in groups(of) and org(of) == "sample_ir") or "envi" in groups(of)
    ),
    "-groups:(heal OR envi)": lambda of: not groups(of) & {"heal", "envi"},
    "-(groups:heal -organization:sample_kg)": lambda of: not ("heal" in groups(of) and org(of) != "sample_kg"),
    "NOT tags:water": lambda of: "water" not in tags(of),
    "tags:water": lambda of: "water" in tags(of),
    "groups:*": lambda of: bool(groups(of)),
    "license_id:cc-by": lambda of: of["license_id"] == "cc-by",
    "license_id:LicenseRef-unknown": lambda of: of["license_id"] == "LicenseRef-unknown",
    "license_id:notspecified OR license_id:cc-zero": lambda of: of["license_id"] in {"notspecified", "cc-zero"},
    "state:active type:dataset private:false capacity:public": lambda _: True,
    "state:deleted": lambda _: False,
    "private:true": lambda _: False,
    "no_such_field:x": lambda _: False,
    "-no_such_field:x": lambda _: True,
    "metadata_modified:[NOW-1DAY TO *]": lambda _: True,
    "metadata_modified:[* TO 2020-01-01T00:00:00Z]": lambda _: False,
    "metadata_modified:[* TO *]": lambda _: True,
    "title:water": lambda of: "water" in titles(of),
    "title:wat*": lambda of: any(word.startswith("wat") for word in titles(of)),
    "owner_org:nobody": lambda _: False,
}


@pytest.mark.parametrize("text", QUERIES)
def test_a_filter_finds_what_it_says(reader: TestClient, packages: list[Package], text: str) -> None:
    found = reader.get(SEARCH, params={"fq": text, "rows": 1000, "sort": "id asc"}).json()["result"]
    says = sorted(each["id"] for each in packages if QUERIES[text](each))
    assert [each["id"] for each in found["results"]] == says
    assert found["count"] == len(says)


@pytest.mark.parametrize("text", QUERIES)
def test_a_question_finds_the_same(reader: TestClient, packages: list[Package], text: str) -> None:
    found = reader.post(SEARCH, json={"q": text, "rows": 1000}).json()["result"]
    assert {each["id"] for each in found["results"]} == {each["id"] for each in packages if QUERIES[text](each)}


def test_ids_names_and_owners_find_their_package(reader: TestClient, packages: list[Package]) -> None:
    one = packages[0]
    for text in (f"id:{one['id']}", f"name:{one['name']}", f'name:"{one["name"]}" owner_org:{one["owner_org"]}'):
        found = reader.get(SEARCH, params={"fq": text}).json()["result"]
        assert [each["id"] for each in found["results"]] == [one["id"]]


def test_words_go_to_the_search_and_the_rest_filters(reader: TestClient) -> None:
    found = reader.get(SEARCH, params={"q": "water organization:sample_kg", "rows": 1000}).json()["result"]
    assert found["count"] > 0
    assert {org(each) for each in found["results"]} == {"sample_kg"}


REFUSED = (
    "organization:(a b",
    "title:",
    "a:b:c",
    'title:"water use"~2',
    "title:water~1",
    "title:/wat.*/",
    "author:somebody",
    "metadata_created:[2020-01-01T00:00:00Z TO *]",
    "metadata_modified:[yesterday TO *]",
    "metadata_modified:[2020-13-01T00:00:00Z TO *]",
    "metadata_modified:[NOW-1FORTNIGHT TO *]",
    "tags:wat*r",
    "title:[a TO b]",
    "AND organization:x",
    "*:" + "(" * 5000 + "x" + ")" * 5000,
    "NOT " * 4000 + "tags:x",
    "(" * 200 + "organization:x" + ")" * 200,
    " ".join("x:y" for _ in range(2000)),
)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_cannot_be_said_is_refused(reader: TestClient, text: str) -> None:
    answer = reader.post(SEARCH, json={"fq": text})
    assert answer.status_code == 409
    assert answer.json()["error"]["__type"] == "Search Error"
    assert "Search Query is invalid" in answer.json()["error"]["message"]


@pytest.mark.parametrize("text", ["water (", "what is 5 ! 3", '"', "AND", "a~1", "/x/", "NOT", "{!lucene}"])
def test_a_question_in_words_never_fails(reader: TestClient, text: str) -> None:
    assert reader.get(SEARCH, params={"q": text}).status_code in {200, 409}
    assert reader.get(SEARCH, params={"q": text}).status_code == 200 or "~" in text or "/" in text


SIGNS = st.sampled_from([*'"()[]{}:*?~^\\/+-! ', " AND ", " OR ", " NOT ", " TO "])
WORDS = st.sampled_from(["tags:", "title:", "organization:", "metadata_modified:", "NOW", "2020-01-01T00:00:00Z", "вода", "\x00"])
STRANGE = st.lists(SIGNS | WORDS | st.text(max_size=5), max_size=12).map("".join)


@settings(max_examples=150, deadline=None)
@given(q=STRANGE, fq=STRANGE)
def test_no_query_is_a_failure_of_ours(reader: TestClient, q: str, fq: str) -> None:
    answer = reader.get(SEARCH, params={"q": q, "fq": fq, "rows": 1})
    assert answer.status_code in {200, 409}
