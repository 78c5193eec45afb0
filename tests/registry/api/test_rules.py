"""Rule sets through the API: in force, proposed from the operator's folder, confirmed, approved, and every refusal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline import rule_sets
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.role import Role
from tests.contracts.rules_in_force import OWN
from tests.registry.policy.transfer.usage_cases import Case, record_of

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
REASON = {"reason": "The regulator has answered our letter."}
LIST = "/api/v1/rules"

LOOSER = OWN.replace("id: KZ-OWN", "id: KZ-PERS-OWN\n    overrides: [KZ-PERS]").replace("[open]", "[pseudonymised]")
"""A rule by which pseudonymised data go from KZ to RU on the terms of the licence alone."""

Headers = dict[str, str]


@dataclass
class Clock:
    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time


@dataclass(frozen=True)
class Place:
    """A fresh installation with a folder of rules, and the headers of two officers."""

    services: Services
    client: TestClient
    folder: Path
    clock: Clock
    first: Headers
    second: Headers

    def post(self, path: str, headers: Headers, status: int, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.client.post(f"{LIST}{path}", json=REASON if body is None else body, headers=headers)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def propose(self, content: str) -> dict[str, Any]:
        (self.folder / "kz.yml").write_text(content, "utf-8")
        return self.post("", self.first, 201)

    def effect(self, record: str, state: str = "RU") -> str:
        answer = self.client.get(f"/api/v1/datasets/{record}/usage", params={"state": state, "purpose": "research"})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["effect"])

    def add(self, **facts: Any) -> str:
        """A record of these facts, by its id."""
        record = record_of(Case("", "", {}, state="RU", **facts), self.services.rules.transfer)
        self.services.store.records.save([Save(record=record, action=Action.CREATE, details={})], actor=Actor.of_run(1), at=NOW)
        return str(record.id)


def header(services: Services, name: str, role: Role = Role.OFFICER) -> Headers:
    token = services.store.tokens.add(name, role=role, expires=NOW + timedelta(days=30), at=NOW)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder, clock = tmp_path / "rules", Clock()
    folder.mkdir()
    settings = Settings(
        home=tmp_path / "home", database_url=None, search_url=None, archive_url=None, sources=None, rules=folder, meaning="off"
    )
    with open_services(settings, clock=clock) as services, TestClient(create_app(services)) as client:
        yield Place(services, client, folder, clock, header(services, "Aizada Bekova"), header(services, "Bolat Asanov"))


def test_the_rules_in_force_are_listed_and_read(place: Place) -> None:
    listed = place.client.get(LIST).json()
    assert [(each["kind"], each["state"], each["by"]["name"]) for each in listed["in_force"]] == [
        ("assessment", "in-force", "start"),
        ("transfer", "in-force", "start"),
    ]
    assert (listed["waiting"], listed["next"]) == ([], None)
    assert [each["id"] for each in listed["items"]] == [2, 1]
    _, transfer = listed["in_force"]
    read = place.client.get(transfer["links"]["self"]).json()
    assert {name: read[name] for name in transfer} == transfer
    assert (read["difference"], read["unreadable"]) == (None, None)
    [rule] = [each for each in read["rules"] if each["id"] == "KZ-OPEN"]
    assert (rule["from_state"], rule["to"], rule["data_class"], rule["effect"]) == (["KZ"], ["*"], ["open"], "allowed")
    assert rule["conditions"] == ["LICENCE", "ATTRIBUTION"]
    assert place.client.get(f"{LIST}/1").json()["rules"] == []
    page = place.client.get(LIST, params={"limit": 1}).json()
    assert [each["id"] for each in place.client.get(page["next"]).json()["items"]] == [1]
    assert [each["id"] for each in place.client.get(LIST, params={"kind": "transfer"}).json()["items"]] == [2]
    for refused in ({"kind": "law"}, {"state": "asleep"}, {"limit": 0}, {"by": "me"}):
        assert place.client.get(LIST, params=refused).status_code == 422


def test_looser_rules_are_shown_confirmed_and_approved_by_a_second_person(place: Place) -> None:
    record = place.add(holder="KZ", privacy_class="pseudonymised", persons=["KZ"])
    condition = place.client.get(f"/api/v1/datasets/{record}/usage", params={"state": "RU", "purpose": "research"})
    assert "CONSENT" in {each["code"] for each in condition.json()["condition"]}
    made = place.propose(LOOSER)
    assert (made["state"], made["base"], made["why_four_eyes"]) == ("draft", 2, ["rules-loosened"])
    assert made["looser"] > 0
    assert made["stricter"] == 0
    [*groups] = made["difference"]["groups"]
    assert {(each["from_state"], each["to"], each["privacy_class"]) for each in groups} == {("KZ", "RU", "pseudonymised")}
    assert "KZ → RU" in groups[0]["example"]
    assert any("CONSENT" in each["gone"] for each in groups)
    assert "KZ-PERS-OWN" in {each["id"] for each in made["rules"]}

    path = f"/{made['id']}"
    assert place.post(f"{path}/confirm", place.second, 403, {})["code"] == "proposal-of-another"
    waiting = place.post(f"{path}/confirm", place.first, 200, {})
    assert waiting["state"] == "waiting"
    assert [each["id"] for each in place.client.get(LIST).json()["waiting"]] == [made["id"]]
    assert place.post(f"{path}/approve", place.first, 403)["code"] == "second-person-needed"
    again = place.client.get(condition.request.url, headers={"If-None-Match": condition.headers["ETag"]})
    assert again.status_code == 304

    done = place.post(f"{path}/approve", place.second, 200)
    assert (done["state"], done["settled_by"]["name"], done["in_force_from"]) == (
        "in-force",
        "Bolat Asanov",
        "2026-11-25T12:00:00.000001Z",
    )
    after = place.client.get(condition.request.url, headers={"If-None-Match": condition.headers["ETag"]})
    assert after.status_code == 200
    assert "CONSENT" not in {each["code"] for each in after.json()["condition"]}
    assert after.json()["rules"] == done["version"]
    assert place.client.get(f"{LIST}/2").json()["state"] == "replaced"
    assert place.post(f"{path}/reject", place.first, 409)["code"] == "rules-settled"


def test_stricter_rules_come_in_force_when_they_are_confirmed(place: Place) -> None:
    record = place.add(holder="KZ", privacy_class="open")
    assert place.effect(record) == "allowed"
    made = place.propose(OWN.replace("effect: conditional", "effect: prohibited"))
    assert (made["looser"], made["why_four_eyes"]) == (0, [])
    assert made["stricter"] > 0
    assert place.effect(record) == "allowed"
    assert place.post(f"/{made['id']}/confirm", place.first, 200, {})["state"] == "in-force"
    assert place.effect(record) == "prohibited"
    assert place.effect(record, "UZ") == "allowed"
    assert place.post("", place.first, 409)["code"] == "rules-unchanged"


def test_where_the_operator_wants_it_every_change_takes_two_persons(place: Place) -> None:
    settings = place.services.settings.model_copy(update={"four_eyes": "all"})
    with TestClient(create_app(replace(place.services, settings=settings))) as client:
        careful = replace(place, client=client)
        made = careful.propose(OWN.replace("effect: conditional", "effect: prohibited"))
        assert made["why_four_eyes"] == ["every-decision"]
        assert careful.post(f"/{made['id']}/confirm", place.first, 200, {})["state"] == "waiting"


def test_a_rule_begins_and_ends_on_its_days_by_itself(place: Place) -> None:
    record = place.add(holder="KZ", privacy_class="open")
    days = "    in_force: {from: 2026-11-27, until: 2026-11-28}\n"
    made = place.propose(OWN.replace("effect: conditional", "effect: prohibited") + days)
    assert {each["since"] for each in made["difference"]["groups"]} == {"2026-11-27"}
    place.post(f"/{made['id']}/confirm", place.first, 200, {})
    found = []
    for hours in (0, 35, 36, 72, 83, 84):
        place.clock.time = NOW + timedelta(hours=hours)
        found.append((place.clock.time.day, place.effect(record)))
    assert found == [
        (25, "allowed"),
        (26, "allowed"),
        (27, "prohibited"),
        (28, "prohibited"),
        (28, "prohibited"),
        (29, "allowed"),
    ]


def test_a_request_does_not_compare_for_ever(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_sets, "REQUEST_SECONDS", 0.0)
    (place.folder / "kz.yml").write_text(LOOSER, "utf-8")
    assert place.post("", place.first, 409)["code"] == "rules-too-different"
    assert [each["id"] for each in place.client.get(LIST).json()["items"]] == [2, 1]
    made = rule_sets.propose(place.services, reason=REASON["reason"], by=Actor.person("Aizada Bekova"))
    assert (made.id, made.looser > 0) == (3, True)


def test_a_folder_that_is_not_valid_is_told_with_file_line_and_choices(place: Place) -> None:
    (place.folder / "kz.yml").write_text(OWN.replace("effect: conditional", "effect: perhaps"), "utf-8")
    refused = place.post("", place.first, 409)
    assert refused["code"] == "rules-invalid"
    [flaw] = refused["errors"]
    assert (flaw["file"], flaw["line"], flaw["detail"]) == ("kz.yml", 8, "There is no effect “perhaps”.")
    assert "prohibited" in flaw["choices"]
    assert len(place.client.get(LIST).json()["items"]) == 2


def test_what_others_put_in_force_outdates_a_preview(place: Place) -> None:
    mine = place.propose(OWN.replace("effect: conditional", "effect: prohibited"))
    (place.folder / "kz.yml").write_text(OWN.replace("effect: conditional", "effect: authorisation"), "utf-8")
    theirs = place.post("", place.second, 201)
    place.post(f"/{theirs['id']}/confirm", place.second, 200, {})
    outdated = place.post(f"/{mine['id']}/confirm", place.first, 409, {})
    assert outdated["code"] == "rules-outdated"
    assert place.client.get(mine["links"]["self"]).json()["state"] == "outdated"


def test_rules_are_withdrawn_and_the_same_call_is_answered_again(place: Place) -> None:
    made = place.propose(LOOSER)
    for _ in range(2):
        assert place.post(f"/{made['id']}/reject", place.first, 200)["state"] == "rejected"
    assert place.post(f"/{made['id']}/confirm", place.first, 409, {})["code"] == "rules-settled"


def test_it_takes_a_token_and_the_role_of_an_officer(place: Place) -> None:
    made = place.propose(LOOSER)
    curator = header(place.services, "Rustam", Role.CURATOR)
    for path, deed in (("", "propose"), *((f"/{made['id']}/{deed}", deed) for deed in ("confirm", "approve", "reject"))):
        assert place.post(path, {}, 401)["code"] == "token-missing"
        assert place.post(path, curator, 403)["code"] == "role-too-low"
        about = {} if deed == "propose" else {"rule_set": made["id"]}
        [latest] = place.services.store.audit.refusals(limit=1)
        assert latest.details == {"deed": deed, "needed": "officer", "had": "curator", "left_out": 0, **about}
    assert place.post("/99/confirm", curator, 404, {})["code"] == "rules-missing"
    assert place.post(f"/{made['id']}/approve", place.second, 422, {"reason": "short"})["code"] == "request-invalid"
