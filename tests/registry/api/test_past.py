"""An answer for a past day: through harvests, decisions and a change at the portal, asked between each."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.harvest import harvest
from registry.services import open_services

from .conftest import CLOSED, COMMERCIAL, OPEN, REASON, Catalogue


def told(answer: Any) -> tuple[Any, ...]:
    """What an answer says, without the day and how it came about."""
    return tuple(answer[name] for name in ("effect", "decided_by", "condition", "rule", "missing", "confidence"))


@pytest.mark.parametrize("kept", [True, False], ids=["states are kept", "states were not kept yet"])
def test_each_past_day_has_the_answer_that_was_given_then(catalogue: Catalogue, *, kept: bool) -> None:
    given: dict[int, Any] = {}

    def note(day: int) -> None:
        given[day] = catalogue.answer()

    catalogue.on(20).harvest(**OPEN)
    note(20)
    catalogue.on(21).decide("privacy_class", value="personal")
    note(21)
    catalogue.on(22).harvest(**CLOSED)
    note(22)
    catalogue.on(23).decide("license", value="CC-BY-4.0")
    note(23)
    catalogue.on(24).take_back("license").take_back("privacy_class").decide("access_conditions", value={"words": "On request."})
    note(24)
    catalogue.on(25)
    catalogue.portal.packages = []
    harvest(catalogue.services, catalogue.portal.source(grace={"sweeps": 1}), full=True)
    note(25)
    catalogue.on(26).harvest(**OPEN)
    if not kept:
        catalogue.forget_states()
    days = [told(given[day]) for day in range(20, 25)]
    assert all(before != after for before, after in pairwise(days)), "each change shows in the answer"
    assert given[22]["effect"] == "prohibited"
    for day, before in given.items():
        again = catalogue.answer(day)
        assert again["basis"] == "computed"
        assert again["day"] == before["day"] == f"2026-11-{day}"
        assert told(again) == told(before)
        assert (again["version"], again["assessment_rules"]) == (before["version"], before["assessment_rules"])
        assert again["rests_on"]["state"] == ("proved" if kept else "remade")
        assert again["rests_on"]["not_kept"] == (["code"] if kept else ["code", "declaration"])
        assert again["rests_on"]["until"].startswith(f"2026-11-{day}T23:59:59")
    assert [len(catalogue.answer(day)["rests_on"]["decision"]) for day in given] == [0, 1, 1, 2, 1, 1]


def test_what_an_answer_rests_on_is_in_the_history(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).decide("privacy_class", value="open")
    catalogue.on(22).harvest(**CLOSED)
    catalogue.on(23)
    rests_on = catalogue.answer(21)["rests_on"]
    entries = catalogue.client.get(f"{catalogue.path}/history").json()["items"]
    created, decided, _ = entries
    assert (rests_on["entry"], rests_on["entry_hash"]) == (decided["id"], decided["hash"])
    assert rests_on["decision"] == [decided["id"]]
    assert rests_on["raw_hash"] == created["details"]["raw"]


def test_a_day_since_which_nothing_has_changed_has_the_record_as_it_is(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    today = catalogue.answer()
    assert (today["basis"], today["rests_on"], today["kept"]) == ("current", None, None)
    catalogue.lose_raw_records()
    past = catalogue.on(25).answer(20)
    assert told(past) == told(today)
    assert (past["rests_on"]["state"], past["rests_on"]["not_kept"]) == ("proved", ["code"])
    catalogue.forget_states()
    past = catalogue.answer(20)
    assert told(past) == told(today)
    assert (past["rests_on"]["state"], past["rests_on"]["not_kept"]) == ("stored", ["code"])


def test_several_changes_of_a_day_count_as_they_stood_at_its_end(catalogue: Catalogue) -> None:
    catalogue.on(20, 8).harvest(**OPEN)
    first = catalogue.answer()
    catalogue.on(20, 20).harvest(**CLOSED)
    last = catalogue.answer()
    catalogue.on(21).harvest(**OPEN)
    assert told(catalogue.answer(20)) == told(last) != told(first)


def test_an_undone_proposal_gives_back_what_held_before_it(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).decide("license", value="CC-BY-NC-4.0")
    before = catalogue.answer()
    catalogue.on(22)
    body = {
        "selection": {"records": [str(catalogue.id)]},
        "aspect": "license",
        "decision": {"value": "CC0-1.0", "reason": REASON},
    }
    made = catalogue.client.post("/api/v1/proposals", json=body, headers=catalogue.bearer).json()
    proposal = f"/api/v1/proposals/{made['id']}"
    assert catalogue.client.post(f"{proposal}/confirm", headers=catalogue.bearer).status_code == 200
    replaced = catalogue.answer()
    catalogue.on(23)
    undone = catalogue.client.post(f"{proposal}/undo", json={"reason": "It was the wrong dataset."}, headers=catalogue.bearer)
    assert undone.json()["undo"]["state"] == "applied"
    after = catalogue.answer()
    catalogue.on(24).harvest(**CLOSED)
    assert told(catalogue.answer(21)) == told(before) == told(catalogue.answer(23)) == told(after)
    assert told(catalogue.answer(22)) == told(replaced) != told(before)
    kept = catalogue.keep(at="2026-11-23").json()
    assert kept["record"]["curation"]["license"]["reason"] == REASON, "the reason is that of the decision, not of the undoing"
    assert kept["record"]["curation"]["license"]["at"].startswith("2026-11-21")


def test_a_kept_answer_is_the_answer_of_its_day(catalogue: Catalogue) -> None:
    catalogue.on(20, 8).harvest(**OPEN)
    morning = catalogue.answer()
    number = catalogue.keep(affiliation="Institute of Hydrology").json()["number"]
    catalogue.on(20, 20).harvest(**CLOSED)
    catalogue.keep(purpose="research")
    catalogue.on(21)
    kept = catalogue.answer(20)
    assert (kept["basis"], kept["kept"], kept["rests_on"]) == ("kept", f"/api/v1/answers/{number}", None)
    assert told(kept) == told(morning)
    assert kept["request"]["affiliation"] == "Institute of Hydrology"
    assert catalogue.answer(20, state="KZ")["basis"] == "computed"
    assert catalogue.answer(20, subclass="important_data")["basis"] == "computed"


def test_of_several_kept_answers_of_a_day_the_last_one_counts(catalogue: Catalogue) -> None:
    catalogue.on(20, 8).harvest(**OPEN).keep()
    catalogue.on(20, 20).harvest(**CLOSED)
    number = catalogue.keep().json()["number"]
    assert catalogue.on(21).answer(20)["kept"] == f"/api/v1/answers/{number}"


def test_an_answer_that_was_kept_for_a_later_day_is_not_the_answer_of_that_day(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    assert catalogue.keep(at="2026-11-22").json()["answer"]["verdict"]["day"] == "2026-11-22"
    catalogue.on(21).harvest(**CLOSED)
    found = catalogue.on(23).answer(22)
    assert (found["basis"], found["effect"]) == ("computed", "prohibited")


def test_a_computed_answer_can_be_kept_and_stays_computed(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    catalogue.on(22)
    computed = catalogue.answer(20)
    posted = catalogue.keep(at="2026-11-20")
    assert posted.status_code == 201
    kept = posted.json()
    assert (kept["answer"]["basis"], kept["answer"]["rests_on"]["raw_hash"]) == ("computed", computed["rests_on"]["raw_hash"])
    assert kept["record"]["dataset"]["license"][0]["verbatim"] == "cc-zero"
    assert kept["record"]["version"] == kept["answer"]["version"] == 1
    assert catalogue.answer(20)["basis"] == "computed"
    again = catalogue.on(23).keep(at="2026-11-20")
    assert (again.status_code, again.json()["number"]) == (200, kept["number"])


def test_keeping_an_answer_of_a_past_day_gives_the_one_that_was_kept_then(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    number = catalogue.keep().json()["number"]
    again = catalogue.on(21).keep(at="2026-11-20")
    assert (again.status_code, again.json()["number"]) == (200, number)


def day_problem(answer: Any) -> tuple[Any, ...]:
    problem = answer.json()
    return answer.status_code, problem["code"], [each["parameter"] for each in problem["errors"]], problem["choices"]


def test_a_day_before_the_record_names_the_first_day(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(22)
    assert day_problem(catalogue.ask(19)) == (404, "day-before-record", ["at"], ["2026-11-20"])
    assert catalogue.ask(20).status_code == 200


def test_a_raw_record_that_is_gone_names_the_first_day_that_can_be_told(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    gone = catalogue.client.get(catalogue.path).json()["provenance"]["raw_hash"]
    catalogue.on(21).decide("privacy_class", value="open")
    catalogue.on(23).harvest(**CLOSED)
    catalogue.on(25).harvest(**OPEN, notes="Other words")
    [raw] = [file for file in catalogue.services.settings.home.rglob(f"*{gone[4:]}*") if file.is_file()]
    raw.unlink()
    assert catalogue.ask(20).status_code == 200, "the state that was stored needs no raw record"
    catalogue.forget_states()
    for day in (20, 22):
        assert day_problem(catalogue.ask(day)) == (404, "day-not-kept", ["at"], ["2026-11-23"])
    assert catalogue.ask(23).json()["effect"] == "prohibited"
    assert catalogue.ask(25).status_code == 200


def test_a_raw_record_that_todays_code_does_not_read_is_not_kept(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    gone = catalogue.client.get(catalogue.path).json()["provenance"]["raw_hash"]
    catalogue.on(21).harvest(**CLOSED)
    [raw] = [file for file in catalogue.services.settings.home.rglob(f"*{gone[4:]}*") if file.is_file()]
    raw.write_bytes(b"{}")
    catalogue.forget_states()
    assert day_problem(catalogue.on(22).ask(20)) == (404, "day-not-kept", ["at"], ["2026-11-21"])


def test_a_wrong_question_about_a_past_day_is_told_first(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    refused = catalogue.on(22).ask(1, state="XX")
    assert (refused.status_code, refused.json()["code"]) == (422, "usage-invalid")


def test_a_portal_that_is_not_declared_any_more_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.on(20).harvest(**OPEN)
    catalogue.on(21).harvest(**CLOSED)
    catalogue.on(22)
    then = {day: told(catalogue.answer(day)) for day in (20, 21)}
    with (
        open_services(catalogue.services.settings, clock=catalogue.clock) as services,
        TestClient(create_app(services)) as client,
    ):

        def ask(day: int) -> Any:
            return client.get(f"{catalogue.path}/usage", params=COMMERCIAL | {"at": f"2026-11-{day}"})

        assert {day: told(ask(day).json()) for day in then} == then, "a state that was stored needs no declaration"
        catalogue.forget_states()
        assert (ask(20).status_code, ask(20).json()["code"]) == (409, "source-undeclared")
        assert told(ask(21).json()) == then[21]


def test_a_past_answer_is_not_sent_again_until_it_changes(catalogue: Catalogue) -> None:
    catalogue.on(20).harvest(**OPEN)
    current = catalogue.ask(20)
    catalogue.on(21)
    params = COMMERCIAL | {"at": "2026-11-20"}
    path = f"{catalogue.path}/usage"
    assert catalogue.client.get(path, params=params, headers={"If-None-Match": current.headers["ETag"]}).status_code == 200
    computed = catalogue.ask(20).headers["ETag"]
    assert catalogue.client.get(path, params=params, headers={"If-None-Match": computed}).status_code == 304
