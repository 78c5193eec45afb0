"""What completes a text, what was meant, what is related and similar, over the API."""

from urllib.parse import unquote
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.services import Services


def items(client: TestClient, q: str, **more: object) -> list[dict[str, object]]:
    answer = client.get("/api/v1/suggestions", params={"q": q, **more})
    assert answer.status_code == 200
    return answer.json()["items"]


def test_every_suggestion_leads_to_something(client: TestClient) -> None:
    found = [each for q in ("wat", "вод", "sta", "пак", "m", "آ", "水") for each in items(client, q)]
    assert {"word", "concept", "title"} <= {each["kind"] for each in found}
    for each in found:
        answer = client.get(each["link"])
        assert answer.status_code == 200, each
        assert each["kind"] == "title" or answer.json()["total"] > 0, each


def test_a_state_leads_to_its_records(client: TestClient) -> None:
    [state] = [each for each in items(client, "кыргызс") if each["kind"] == "state"]
    assert state["link"] == "/api/v1/datasets?jurisdiction=KG"


def test_no_text_comes_twice(client: TestClient) -> None:
    for q in ("w", "в", "wat", "вода", "к"):
        texts = [str(each["text"]).casefold() for each in items(client, q, limit=20)]
        assert len(texts) == len(set(texts))


def test_the_answer_is_as_long_as_asked_for(client: TestClient) -> None:
    assert len(items(client, "w", limit=3)) == 3
    assert len(items(client, "w")) <= 10
    assert items(client, "") == items(client, "water ") == items(client, "?!") == items(client, "🙂") == []


@pytest.mark.parametrize(
    "q", ["\u0301" * 300, "a" * 500, '"' * 90, "-" * 90, "🙂" * 300, "(.*)+" * 40, "\u202e\u200f" * 90, "水" * 200]
)
def test_bad_input_completes_nothing_or_something(client: TestClient, q: str) -> None:
    assert len(items(client, q)) <= 10


@pytest.mark.parametrize("params", [{"q": "a" * 501}, {"limit": 0}, {"limit": 21}, {"language": ["ru"] * 21}])
def test_what_is_too_much_is_refused(client: TestClient, params: dict[str, object]) -> None:
    answer = client.get("/api/v1/suggestions", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid"), unquote(str(answer.url))


def test_related_searches_find_something(client: TestClient) -> None:
    answer = client.get("/api/v1/related", params={"q": "water"})
    assert answer.status_code == 200
    assert answer.json()["items"]
    for each in answer.json()["items"]:
        assert each["count"] > 0
        assert client.get(each["link"]).json()["total"] > 0, each
    assert client.get("/api/v1/related").json()["items"] == []


def test_a_word_typed_wrongly_is_answered_with_the_right_one(client: TestClient) -> None:
    answer = client.get("/api/v1/datasets", params={"q": "watre", "jurisdiction": "PK"}).json()
    [meant] = answer["meant"]
    assert (meant["word"], meant["offered"]) == ("watre", "water")
    assert meant["count"] > 0
    assert answer["corrected"] == "/api/v1/datasets?q=water&jurisdiction=PK"
    right = client.get(answer["corrected"]).json()
    assert (right["meant"], right["corrected"]) == ([], None)


def test_similar_datasets_have_reasons(client: TestClient, services: Services) -> None:
    records = list(services.store.records.stream())[:30]
    answers = {record.id: client.get(f"/api/v1/datasets/{record.id}/similar").json()["items"] for record in records}
    assert sum(map(bool, answers.values())) > len(records) // 3
    for id, items in answers.items():
        assert str(id) not in {each["id"] for each in items}
        for each in items:
            assert each["reason"], each["title"]
            assert client.get(each["links"]["self"]).status_code == 200


def test_similar_datasets_of_what_is_not_there(client: TestClient) -> None:
    answer = client.get(f"/api/v1/datasets/{UUID(int=1)}/similar")
    assert (answer.status_code, answer.json()["code"]) == (404, "record-missing")
    assert client.get(f"/api/v1/datasets/{UUID(int=1)}/similar?limit=0").status_code == 422
