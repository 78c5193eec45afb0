"""A record as it stood at the end of a day: as it was stored then, with what proves it."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.proof.entries import entry_hash
from registry.proof.states import LAYERS, mark_of
from registry.store.rows import rules_key
from registry.store.saving import Save
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.answers import StateBasis, differences
from schemas.assessment import AssertedBy, Confidence, Finding
from schemas.audit import Action, AuditEntry
from schemas.canonical import canonical, digest
from tests.portal import package

from .conftest import CLOSED, OPEN, Catalogue
from .test_past import day_problem

OFFICER = Actor.person("Aizada Bekova")
BARE = ("dataset", "curation", "assessment", "provenance", "source", "status", "version")


def ask(catalogue: Catalogue, day: int | str | None = None, part: str = "") -> Any:
    at = {} if day is None else {"at": day if isinstance(day, str) else f"2026-11-{day:02}"}
    return catalogue.client.get(f"{catalogue.path}{part}", params=at)


def read(catalogue: Catalogue, day: int | None = None) -> Any:
    found = ask(catalogue, day)
    assert found.status_code == 200, found.text
    return found.json()


def bare(answer: Any) -> dict[str, Any]:
    return {name: answer[name] for name in BARE}


def test_each_past_day_has_the_record_that_was_read_then(catalogue: Catalogue) -> None:
    read_then = {}
    catalogue.on(20).harvest(**OPEN)
    read_then[20] = read(catalogue)
    catalogue.on(21).decide("privacy_class", value="personal")
    read_then[21] = read(catalogue)
    catalogue.on(22).harvest(**CLOSED, title="Another title")
    read_then[22] = read(catalogue)
    catalogue.on(24).harvest(*map(package, range(2, 20)), **CLOSED)
    catalogue.on(25).withdraw()
    read_then[25] = read(catalogue)
    catalogue.on(26).harvest(**OPEN)
    catalogue.on(28).lose_raw_records()
    for day, before in read_then.items():
        past = read(catalogue, day)
        assert bare(past) == bare(before), day
        assert (past["at"], past["rests_on"]["state"], past["rests_on"]["not_kept"]) == (f"2026-11-{day}", "proved", [])
    assert read_then[25]["status"] == "withdrawn"
    assert bare(read(catalogue, 23)) == bare(read_then[22]), "a day without a change is as the day before"
    assert [len(read(catalogue, day)["rests_on"]["decision"]) for day in read_then] == [0, 1, 1, 1]
    assert (read_then[20]["at"], read_then[20]["rests_on"], read_then[20]["proof"]) == (None, None, None)


def test_a_state_is_checked_against_the_trail_with_what_the_answer_has(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).decide("license", value="CC-BY-4.0")
    catalogue.on(22).harvest(**CLOSED)
    past = read(catalogue.on(23), 21)
    proof = past["proof"]
    assert set(proof["layer"]) == set(LAYERS)
    mark = mark_of(
        proof["layer"],
        source=past["source"],
        status=past["status"],
        version=past["version"],
        rules=rules_key(past["assessment"]["rules"]),
        salt=proof["salt"],
    )
    assert dict(mark) == proof["mark"]
    entries = {each["id"]: each for each in ask(catalogue, part="/history").json()["items"]}
    told_of = entries[proof["entry"]]
    entry = AuditEntry.model_validate({name: each for name, each in told_of.items() if name != "proof"})
    assert entry.state == mark
    assert entry.hash == entry_hash(entry) == past["rests_on"]["entry_hash"]
    assert proof["layer"]["curation"]["license"]["value"] == past["curation"]["license"]["value"] == "CC-BY-4.0"


def test_what_was_concluded_then_is_not_concluded_again(catalogue: Catalogue) -> None:
    """The conclusion is one that no rule of today would come to."""
    catalogue.on(20).harvest(**OPEN)
    store = catalogue.services.store
    record = store.records.get(catalogue.id)
    assert record is not None
    said = {"rule": "GONE", "verdict": "LicenseRef-of-then", "basis": "A law of then", "reason": "So it was said then."}
    finding = Finding(asserted_by=AssertedBy.RULE, confidence=Confidence.HIGH, **said)
    changed = {"id": "LicenseRef-of-then", "confidence": Confidence.HIGH, "finding": (finding,)}
    concluded = record.assessment.license.model_copy(update=changed)
    assessment = record.assessment.model_copy(update={"license": concluded, "rules": "rules-of-then"})
    then = record.model_copy(update={"version": 2, "assessment": assessment})
    store.records.save([Save(then, Action.REASSESS, {})], actor=OFFICER, at=catalogue.on(21).clock())
    catalogue.on(22).harvest(**CLOSED)
    past = read(catalogue.on(23), 21)["assessment"]
    assert (past["license"]["id"], past["rules"]) == ("LicenseRef-of-then", "rules-of-then")
    assert [each["reason"] for each in past["license"]["finding"]] == ["So it was said then."]
    assert catalogue.answer(21)["assessment_rules"] == "rules-of-then"


def test_two_changes_of_a_day_count_as_at_its_end(catalogue: Catalogue) -> None:
    catalogue.on(20, 8).harvest(**OPEN)
    catalogue.on(20, 20).harvest(**CLOSED)
    last = read(catalogue)
    catalogue.on(21).harvest(**OPEN)
    assert bare(read(catalogue, 20)) == bare(last)


def test_today_is_the_record_as_it_is_also_after_the_clock_was_put_back(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(23).decide("license", value="CC-BY-4.0")
    catalogue.on(21)
    now, today = read(catalogue), read(catalogue, 21)
    assert bare(today) == bare(now)
    assert today["rests_on"]["state"] == "proved"
    assert len(ask(catalogue, 21, "/history").json()["items"]) == 2
    assert read(catalogue, 20)["version"] == 1


@pytest.mark.parametrize("part", ["", "/raw", "/history"])
def test_days_of_which_nothing_can_be_told(catalogue: Catalogue, part: str) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(22)
    assert day_problem(ask(catalogue, 19, part)) == (404, "day-before-record", ["at"], ["2026-11-20"])
    assert day_problem(ask(catalogue, 23, part)) == (422, "day-to-come", ["at"], ["2026-11-22"])
    assert ask(catalogue, "yesterday", part).json()["code"] == "request-invalid"
    assert ask(catalogue, 22, part).status_code == 200


def test_what_was_erased_is_not_made_again(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).decide("license", value="CC-BY-4.0")
    [_, decided] = ask(catalogue, part="/history").json()["items"]
    catalogue.on(23).harvest(**CLOSED)
    catalogue.on(24)
    catalogue.services.store.audit.erase([decided["id"]], reason="A person asked for it.", by=OFFICER, at=catalogue.clock())
    for part in ("", "/raw"):
        assert day_problem(ask(catalogue, 22, part)) == (404, "day-not-kept", ["at"], ["2026-11-23"])
    assert "erased" in ask(catalogue, 21).json()["detail"]
    assert day_problem(catalogue.ask(21)) == (404, "day-not-kept", ["at"], ["2026-11-23"])
    after = read(catalogue, 23)
    assert after["rests_on"]["decision"] == [decided["id"]], "the decision was in force, though its entry was erased"
    assert read(catalogue, 20)["version"] == 1


def test_states_from_before_the_trail_had_them(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    first = read(catalogue)
    catalogue.on(21).decide("license", value="CC-BY-4.0")
    second = read(catalogue)
    catalogue.forget_states().on(22)
    made, stored = read(catalogue, 20), read(catalogue, 21)
    assert (made["rests_on"]["state"], made["rests_on"]["not_kept"]) == ("remade", ["code", "declaration"])
    assert (stored["rests_on"]["state"], stored["rests_on"]["not_kept"]) == ("stored", [])
    assert (made["proof"], stored["proof"]) == (None, None)
    assert bare(stored) == bare(second)
    assert bare(made) | {"provenance": {}} == bare(first) | {"provenance": {}}
    assert ask(catalogue, 20, "/raw").content == ask(catalogue, part="/raw").content
    assert catalogue.services.store.states.take_over(at=catalogue.clock()) == 1
    catalogue.on(23).harvest(**CLOSED)
    taken = read(catalogue, 22)
    [*_, over, changed] = ask(catalogue, part="/history").json()["items"]
    assert bare(taken) == bare(second)
    assert (taken["rests_on"]["state"], taken["proof"]["entry"], over["action"]) == ("proved", over["id"], "take-over")
    assert (taken["rests_on"]["entry"], taken["version"], changed["state"]["version"]) == (over["id"] - 1, 2, 3)


def test_rules_that_are_not_known_any_more_are_told_by_those_of_today(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    with closing(sqlite3.connect(catalogue.services.settings.home / "serai.db")) as database, database:
        database.execute("UPDATE rule_set SET in_force_from = '2026-11-22 00:00:00.000000'")
    past = read(catalogue.on(23), 20)
    assert past["rests_on"]["not_kept"] == ["rules"]
    assert all(each["reason"] for each in past["assessment"]["license"]["finding"])


def test_links_of_a_past_record_keep_the_day(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    past = read(catalogue.on(22), 20)
    links = past["links"]
    assert all(links[name].endswith("?at=2026-11-20") for name in ("self", "raw", "history"))
    assert catalogue.client.get(links["self"]).json() == past
    raw = catalogue.client.get(links["raw"])
    assert sha256(raw.content).hexdigest() == past["provenance"]["raw_hash"] == past["rests_on"]["raw_hash"]
    assert json.loads(raw.content)["license_id"] == OPEN["license_id"]
    entries = catalogue.client.get(links["history"]).json()
    assert [each["action"] for each in entries["items"]] == ["create"]
    assert entries["links"]["self"] == links["self"]
    assert catalogue.answer(20)["record"] == links["self"]


def test_a_past_record_is_not_sent_again(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    first = ask(catalogue.on(22), 20)
    params = {"at": "2026-11-20"}
    again = catalogue.client.get(catalogue.path, params=params, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["Cache-Control"]) == (304, b"", "no-cache")
    tags = {ask(catalogue, day).headers["ETag"] for day in (20, 21, None)}
    assert len(tags) == 3


def test_the_rules_of_a_day(catalogue: Catalogue) -> None:
    catalogue.on(22)
    listed = catalogue.client.get("/api/v1/rules", params={"at": "2026-11-20"}).json()
    assert [each["kind"] for each in listed["in_force"]] == ["assessment", "transfer"]
    assert (listed["items"], listed["waiting"], listed["next"]) == (listed["in_force"], [], None)
    one = catalogue.client.get("/api/v1/rules", params={"at": "2026-11-22", "kind": "transfer"}).json()
    assert [each["kind"] for each in one["items"]] == ["transfer"]
    before, later = (catalogue.client.get("/api/v1/rules", params={"at": f"2026-11-{day}"}) for day in (19, 23))
    assert day_problem(before) == (404, "day-not-kept", ["at"], ["2026-11-20"])
    assert day_problem(later) == (422, "day-to-come", ["at"], ["2026-11-22"])


def test_a_kept_answer_of_the_old_shape_stays_as_it_was_hashed(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    kept = catalogue.on(22).keep(at="2026-11-20").json()
    old = {name: each for name, each in kept["answer"].items() if each is not None}
    old["rests_on"] = {**old["rests_on"], "remade": True}
    del old["rests_on"]["state"]
    content = canonical(old)
    with closing(sqlite3.connect(catalogue.services.settings.home / "serai.db")) as database, database:
        database.execute("UPDATE answer SET content = ?, hash = ?", (content.decode(), digest(content)))
    found = catalogue.client.get(f"/api/v1/answers/{kept['number']}").json()
    assert found["answer"] == old
    assert list(differences(found)) == []
    answer = catalogue.services.store.answers.get(kept["number"]).answer
    assert answer.rests_on is not None
    assert answer.rests_on.state is StateBasis.REMADE
    with TestClient(create_pages(catalogue.services)) as pages:
        page = pages.get(f"/en/answers/{kept['number']}")
    assert page.status_code == 200
    assert "made again from what the portal sent then" in page.text
    assert catalogue.answer(20)["effect"] == old["verdict"]["effect"]
