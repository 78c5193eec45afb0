"""A search for what may be used: the same answers as for each dataset by itself, over HTTP."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from registry.pipeline.index import drain
from registry.services import Services
from schemas.record import Status
from schemas.usage import UsageEffect
from tests.registry.api.conftest import Ids

REASON = "The ministry sent the document on Tuesday."


def find(client: TestClient, *asked: tuple[str, Any], **more: Any) -> Any:
    answer = client.get("/api/v1/datasets", params=[*asked, *more.items()])
    assert answer.status_code == 200, answer.text
    return answer.json()


def counted(answer: Any) -> dict[str, int]:
    return {each["effect"]: each["count"] for each in answer["usage"]["effects"] if each["count"]}


@pytest.fixture
def active(services: Services) -> list[UUID]:
    """The ids of all that a search can find. The index has what the tests before have decided."""
    drain(services)
    return [record.id for record in services.store.records.stream() if record.status is Status.ACTIVE]


@pytest.mark.parametrize(
    ("state", "purpose"), [("KZ", "ai_training"), ("CN", "research"), ("HK", "commercial"), ("TR", "research")]
)
def test_it_counts_what_each_dataset_answers(client: TestClient, active: list[UUID], state: str, purpose: str) -> None:
    params = {"state": state, "purpose": purpose}
    one_by_one = {str(id): client.get(f"/api/v1/datasets/{id}/usage", params=params).json() for id in active}
    expected = Counter(each["effect"] for each in one_by_one.values())
    answer = find(client, usage=f"{state}:{purpose}:all", limit=100)
    assert counted(answer) == expected
    assert answer["total"] == len(active)
    for item in answer["items"]:
        asked = one_by_one[item["id"]]
        assert {name: item["usage"][name] for name in ("effect", "would_be", "decided_by", "confidence")} == {
            name: asked[name] for name in ("effect", "would_be", "decided_by", "confidence")
        }
    assert answer["usage"]["rules"] == next(iter(one_by_one.values()))["rules"]
    assert (answer["usage"]["state"], answer["usage"]["purpose"], answer["usage"]["day"]) == (state, purpose, "2026-11-25")
    usable = find(client, usage=f"{state}:{purpose}", limit=100)
    assert {item["id"] for item in usable["items"]} == {
        id for id, each in one_by_one.items() if each["effect"] in {"allowed", "conditional"}
    }
    assert counted(usable) == expected
    assert usable["total"] == expected["allowed"] + expected["conditional"]


def test_what_is_left_out_says_why_and_what_to_find_out(client: TestClient, active: list[UUID]) -> None:
    assert active
    answer = find(client, usage="RU:research", limit=0)["usage"]
    assert [each["chosen"] for each in answer["effects"]] == [True, True, False, False, False]
    [unknown] = [each for each in answer["left_out"] if each["rule"] == "LICENCE-UNKNOWN"]
    assert unknown["effect"] == "unclear"
    assert 0 < unknown["alone"] <= unknown["count"] <= sum(each["count"] for each in answer["effects"])
    assert unknown["missing"][0]["question"].startswith("Which licence do the data have?")
    assert [each["count"] for each in answer["left_out"]] == sorted((each["count"] for each in answer["left_out"]), reverse=True)
    assert not {"allowed", "conditional"} & {each["effect"] for each in answer["left_out"]}
    assert answer["uncounted"] == 0


def test_a_decision_counts_as_soon_as_the_index_has_it(
    client: TestClient, services: Services, bearer: dict[str, str], ids: Ids
) -> None:
    drain(services)
    asked = {"state": "RU", "purpose": "research"}

    def access_is_known(id: UUID) -> bool:
        return "access" not in client.get(f"/api/v1/datasets/{id}/usage", params=asked).json()["decided_by"]

    record = ids.one(lambda id: access_is_known(id) and counted(_alone(client, id)) == {"unclear": 1})
    before = counted(find(client, usage="RU:research:all"))
    for aspect, value in {"license": "CC0-1.0", "jurisdiction": {"holder_state": "KZ"}, "privacy_class": "open"}.items():
        body = {"value": value, "reason": REASON}
        assert client.put(f"/api/v1/datasets/{record}/curation/{aspect}", json=body, headers=bearer).status_code == 200
    drain(services)
    effect = client.get(f"/api/v1/datasets/{record}/usage", params=asked).json()["effect"]
    assert effect != "unclear"
    after = Counter(before)
    after.subtract({"unclear": 1, effect: -1})
    assert counted(find(client, usage="RU:research:all")) == +after


def _alone(client: TestClient, id: UUID) -> Any:
    """A search that finds one dataset, by its title."""
    record = client.get(f"/api/v1/datasets/{id}").json()
    title = record["dataset"]["title"][0]["value"].replace('"', " ")
    answer = find(client, q=f'"{title}"', usage="RU:research:all", way="typed")
    return answer if answer["total"] == 1 else {"usage": {"effects": []}}


def test_effects_are_chosen_together_or_one_by_one(client: TestClient, active: list[UUID]) -> None:
    together = find(client, usage="KZ:research:unclear,prohibited")
    apart = find(client, ("usage", "KZ:research:unclear"), ("usage", "KZ:research:prohibited"))
    assert together["total"] == apart["total"] > 0
    assert {item["usage"]["effect"] for item in together["items"]} <= {"unclear", "prohibited"}
    both = find(client, ("usage", "KZ:research"), ("usage", "KZ:research:unclear,authorisation,prohibited"))
    assert both["total"] == len(active)


def test_links_keep_it(client: TestClient, active: list[UUID]) -> None:
    assert active
    answer = find(client, q="вода", usage="KZ:research:all", limit=1, sort="modified")
    assert "usage=KZ%3Aresearch%3Aall" in answer["next"]
    following = client.get(answer["next"]).json()
    assert following["usage"] == answer["usage"]
    explained = client.get(answer["items"][0]["links"]["explanation"])
    assert (explained.status_code, explained.json()["passes"]) == (200, True)
    assert "usage_grounds" not in answer["next"]


def test_an_explanation_says_what_the_use_filters(client: TestClient, active: list[UUID]) -> None:
    assert active
    item = find(client, q="вода", usage="KZ:research:all", limit=1)["items"][0]
    others = ",".join(effect for effect in UsageEffect if effect != item["usage"]["effect"])
    asked = [("q", "вода"), ("usage", f"KZ:research:{others}")]
    assert not client.get(f"/api/v1/datasets/{item['id']}/explanation", params=asked).json()["passes"]


def test_without_it_nothing_is_answered_and_a_facet_is_only_there_if_it_is_asked_for(client: TestClient) -> None:
    plain = find(client)
    assert plain["usage"] is None
    assert plain["items"][0]["usage"] is None
    assert "usage_grounds" not in plain["facets"]
    assert "usage_grounds" not in find(client, usage="KZ:research")["facets"]
    assert "usage_grounds" in find(client, usage="KZ:research", facet="usage_grounds")["facets"]


def test_the_queue_and_proposals_take_it(client: TestClient, bearer: dict[str, str], active: list[UUID]) -> None:
    assert active
    whole, part = (
        client.get("/api/v1/review", params={"usage": usage, "limit": 0}, headers=bearer).json()["records"]
        for usage in ("KZ:research:all", "KZ:research:unclear")
    )
    assert 0 < part <= whole
    total = find(client, usage="KZ:research:unclear")["total"]
    body = {
        "selection": {"query": "usage=KZ:research:unclear&sort=oldest"},
        "aspect": "minors",
        "decision": {"value": "no", "reason": REASON},
    }
    made = client.post("/api/v1/proposals", json=body, headers=bearer)
    assert total > 0
    assert (made.status_code, made.json()["total"]) == (201, total), made.text
    body["selection"] = {"query": "usage=KZ:resale"}
    assert client.post("/api/v1/proposals", json=body, headers=bearer).json()["code"] == "usage-invalid"


@pytest.mark.parametrize(
    ("usage", "choice"),
    [
        (["XX:research"], "KZ"),
        (["KZ:resale"], "ai_training"),
        (["KZ:research:maybe"], "unclear"),
        (["KZ:research:unclear", "RU:research"], None),
        (["KZ:research", "KZ:commercial"], None),
        (["KZ"], None),
        (["unclear"], None),
        (["KZ:research:"], None),
        (["KZ::unclear"], None),
        (["KZ:research:unclear:prohibited"], None),
        (["K" * 300 + ":research"], "KZ"),
    ],
)
def test_what_cannot_be_asked_says_why(
    client: TestClient, untouched: UUID, bearer: dict[str, str], usage: list[str], choice: str | None
) -> None:
    for path in ("datasets", f"datasets/{untouched}/explanation", "review"):
        asked = [("q", "вода"), *(("usage", each) for each in usage)]
        refused = client.get(f"/api/v1/{path}", params=asked, headers=bearer)
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (422, "usage-invalid")
        assert [each["parameter"] for each in problem["errors"]] == ["usage"]
        assert choice is None or choice in problem["choices"]
