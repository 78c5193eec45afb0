"""Re-assessments on every database: the difference, confirmation, a second person, the work, and its interruptions.

A database subclasses `ReassessingContract` and gives the address of an empty one.
"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
import yaml
from sqlalchemy import text

from registry.pipeline.curate import curate
from registry.pipeline.index import drain
from registry.pipeline.judge import Judge
from registry.pipeline.matters import SecondPersonNeeded
from registry.pipeline.reassess import NotTheAsker, ReassessmentOutdated, approve, ask, confirm, reject, stop
from registry.pipeline.reassessing import carry_out
from registry.pipeline.status import judged_otherwise
from registry.pipeline.verify import verify
from registry.pipeline.worker import working
from registry.policy.rules import Rules, load_rules, shipped_contents
from registry.services import Services
from registry.settings import FourEyes
from registry.store.database import Database
from registry.store.errors import ReassessmentActive, ReassessmentLost, ReassessmentMissing, ReassessmentSettled
from registry.store.leases import LEASE
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.matter import FourEyesCause
from schemas.questions import Cause, questions
from schemas.reassessment import Reassessment, ReassessmentState
from schemas.record import Aspect, CatalogRecord, LicenseDecision, PrivacyDecision, Status
from schemas.vocab import parse
from search.ask import ask as search
from search.query import Filter, Query
from tests.contracts.durable_runs import few_or
from tests.contracts.installed import Installed
from tests.contracts.proposing import SOURCE, wanting
from tests.contracts.told import told
from tests.factories import dataset, record
from tests.harvest_processes import NOW, Place, Processes
from tests.ruled import ruled
from tests.waiting import until

AIZADA, BOLAT = Actor.person("Aizada"), Actor.person("Bolat")
WHY = "Rules of version 9 came with the release"
APPROVAL = "the words were read with the ministry"

ZORBALS: dict[str, Any] = {
    "id": "privacy-zorbals",
    "role": "holds",
    "about": "zorbals",
    "basis": "test",
    "words": {"en": ["zorbals"]},
}


def with_word(verdict: str) -> Rules:
    """The shipped rules and one more: what zorbals are."""
    data = parse(shipped_contents()["privacy_rules"])
    data["rules"].append(ZORBALS | {"verdict": verdict})
    return load_rules({"privacy_rules": yaml.safe_dump(data, allow_unicode=True, sort_keys=False)})


@cache
def rules(name: str) -> Rules:
    return {"shipped": load_rules, "strict": lambda: with_word("special"), "mild": lambda: with_word("personal")}[name]()


def by_rules(services: Services, name: str) -> Services:
    """The same installation, of a release with other rules."""
    return ruled(services, rules(name))


def fill(services: Services, *titles: str) -> list[CatalogRecord]:
    """New records with these titles, in the store and in the index, judged by the rules of these services."""
    judge = Judge(SOURCE, services.rules, NOW.date())
    origin = record(raw_hash=services.archive.put(b"{}")).provenance
    made = [judge.record(dataset(title, identifier=title), provenance=origin) for title in titles]
    services.store.records.save([Save(each, Action.CREATE, {}) for each in made], actor=Actor.of_run(1), at=NOW)
    drain(services)
    return made


def mixed(count: int) -> list[str]:
    """Titles of which every third has the word."""
    return [f"Zorbals {number}" if number % 3 == 0 else f"Number of wells {number}" for number in range(count)]


def work(services: Services, **options: Any) -> Reassessment:
    held = services.store.reassessments.take(at=services.clock())
    assert held is not None
    return carry_out(services, held, **options)


def compared(services: Services, *, by: Actor = AIZADA) -> Reassessment:
    """The difference that the rules of these services make."""
    ask(services, reason=WHY, by=by)
    return work(services)


def applied(services: Services) -> Reassessment:
    found = compared(services)
    confirm(services, found.id, by=AIZADA)
    return work(services)


def now(services: Services, id: UUID) -> CatalogRecord:
    found = services.store.records.get(id)
    assert found is not None
    return found


def picture(services: Services) -> dict[str, Any]:
    """All that counts afterwards."""
    drain(services)
    store = services.store
    records = list(store.records.stream())
    [found] = store.reassessments.list()
    return {
        "records": records,
        "trail": [[told(entry) for entry in store.audit.history(each.id)] for each in records],
        "verified": store.audit.verify(),
        "diverging": list(store.states.diverging()),
        "reassessment": found.model_dump(exclude={"attempt"}),
        "effects": store.reassessments.effects(found.id),
        "otherwise": judged_otherwise(services),
        "outbox": store.outbox.depth(),
        "special": search(services.engine, Query(filter=(Filter(field="privacy_class", value=("special",)),))).total,
    }


class ReassessingContract(Installed):
    @pytest.fixture
    def services(self, place: Place) -> Iterator[Services]:
        with place.open() as opened:
            yield declared(opened)

    def test_the_difference_is_told_and_nothing_is_changed(self, services: Services) -> None:
        made = fill(services, *mixed(30))
        before, end = list(services.store.records.stream()), services.store.audit.end()
        strict = by_rules(services, "strict")
        assert (judged_otherwise(services), judged_otherwise(strict)) == (0, 30)
        steps: list[int] = []
        ask(strict, reason=WHY, by=AIZADA)
        found = work(strict, on_step=lambda step: steps.append(step.read))
        assert steps == [30]
        assert (found.state, found.total, found.read, found.differing) == (ReassessmentState.COMPARED, 30, 30, 10)
        assert (found.former, found.rules) == ((services.rules.version,), strict.rules.version)
        assert (found.reason, found.by, found.at, found.ended, found.error) == (WHY, AIZADA, NOW, None, None)
        assert services.store.reassessments.get(found.id) == found
        [effect] = services.store.reassessments.effects(found.id)
        assert (effect.aspect, effect.decided, effect.count) == (Aspect.PRIVACY_CLASS, False, 10)
        assert (effect.before["value"], effect.after["value"]) == ("unknown", "special")
        assert (effect.rule_before, effect.rule_after) == ("privacy-undecided", "privacy-zorbals")
        assert (effect.lowered, effect.stricter) == ((), True)
        assert set(effect.examples) == {each.id for each in made if each.dataset.title[0].value.startswith("Zorbals")}
        assert (list(services.store.records.stream()), services.store.audit.end()) == (before, end)
        assert judged_otherwise(strict) == 10

    def test_confirmed_it_gives_the_records_their_new_conclusions(self, services: Services) -> None:
        made = {each.id: each for each in fill(services, *mixed(30))}
        strict = by_rules(services, "strict")
        found = applied(strict)
        assert (found.state, found.changed, found.same, found.left) == (ReassessmentState.APPLIED, 10, 0, 0)
        assert (found.confirmed_at, found.ended, found.settled_by) == (NOW, NOW, None)
        for each in services.store.records.stream():
            was = made[each.id]
            differs = was.dataset.title[0].value.startswith("Zorbals")
            assert (each.assessment.privacy.privacy_class == "special") == differs
            assert each.version == (2 if differs else 1)
            assert (each == was) is not differs
            assert (each.dataset, each.provenance, each.curation) == (was.dataset, was.provenance, was.curation)
            *_, entry = services.store.audit.history(each.id)
            if differs:
                assert (entry.action, entry.actor, entry.at) == (Action.REASSESS, AIZADA, NOW)
                assert (entry.details["reassessment"], entry.details["reason"]) == (found.id, WHY)
                assert entry.details["rules"] == {"before": services.rules.version, "after": strict.rules.version}
                [difference] = entry.details["differences"]
                assert (difference["before"]["value"], difference["after"]["value"]) == ("unknown", "special")
        assert judged_otherwise(strict) == 0
        drain(strict)
        assert picture(strict)["special"] == 10
        assert verify(strict).whole
        assert services.store.audit.verify() is None

    def test_where_nothing_differs_there_is_nothing_to_confirm(self, services: Services) -> None:
        fill(services, *(f"Number of wells {number}" for number in range(5)))
        strict = by_rules(services, "strict")
        found = compared(strict)
        assert (found.state, found.read, found.differing, found.ended) == (ReassessmentState.APPLIED, 5, 0, NOW)
        assert judged_otherwise(strict) == 0
        with pytest.raises(ReassessmentSettled, match="is applied"):
            confirm(strict, found.id, by=AIZADA)

    def test_withdrawn_records_are_judged_too_and_stay_withdrawn(self, services: Services) -> None:
        [first] = fill(services, "Zorbals")
        gone = first.model_copy(update={"version": 2, "status": Status.WITHDRAWN})
        services.store.records.save([Save(gone, Action.WITHDRAW, {"run": 1})], actor=Actor.of_run(1), at=NOW)
        strict = by_rules(services, "strict")
        assert applied(strict).changed == 1
        after = now(services, first.id)
        assert (after.status, after.assessment.privacy.privacy_class) == (Status.WITHDRAWN, "special")
        assert picture(strict)["special"] == 0
        assert verify(strict).whole

    def test_a_changed_declaration_shows_too(self, services: Services) -> None:
        [first] = fill(services, "Zorbals")
        elsewhere = replace(services, sources={SOURCE.id: SOURCE.model_copy(update={"jurisdiction": "KZ"})})
        assert judged_otherwise(elsewhere) == 0
        found = applied(elsewhere)
        assert (found.differing, found.changed) == (1, 1)
        assert now(services, first.id).assessment.jurisdiction.holder_state == "KZ"

    def test_a_portal_that_is_not_declared_any_more_keeps_its_records(self, services: Services) -> None:
        fill(services, *mixed(6))
        strict = replace(by_rules(services, "strict"), sources={})
        found = compared(strict)
        assert (found.state, found.undeclared, found.differing) == (ReassessmentState.APPLIED, 6, 0)
        assert judged_otherwise(strict) == 0
        assert judged_otherwise(by_rules(services, "strict")) == 6

    def test_a_record_at_which_serai_fails_is_left_and_the_others_go_on(
        self, services: Services, caplog: pytest.LogCaptureFixture
    ) -> None:
        made = fill(services, *mixed(6))
        absurd = made[1].model_copy(update={"version": 2, "source": "kg_odd"})
        services.store.records.save([Save(absurd, Action.CHANGE, {})], actor=Actor.of_run(1), at=NOW)
        odd = SOURCE.model_copy(update={"id": "kg_odd", "jurisdiction": None})  # no declaration is like that
        strict = replace(by_rules(services, "strict"), sources={SOURCE.id: SOURCE, "kg_odd": odd})
        found = compared(strict)
        assert (found.state, found.read, found.differing, found.failed) == (ReassessmentState.COMPARED, 6, 2, 1)
        confirm(strict, found.id, by=AIZADA)
        done = work(strict)
        assert (done.state, done.changed, done.left) == (ReassessmentState.APPLIED, 2, 1)
        assert now(services, absurd.id) == absurd
        assert "Serai failed at record" in caplog.text
        assert judged_otherwise(strict) == 1

    def test_a_record_that_is_damaged_in_the_store_is_named(self, place: Place, services: Services) -> None:
        made = fill(services, "Zorbals")
        with closing(Database(place.database)) as intruder, intruder.writing() as sql:
            sql.execute(text("UPDATE record_layers SET dataset = '{}'"))
        found = compared(by_rules(services, "strict"))
        assert (found.state, found.ended) == (ReassessmentState.FAILED, NOW)
        assert str(found.error).startswith(f"record {made[0].id} cannot be read")

    def test_a_decision_stays_and_is_questioned_where_serai_concludes_something_else(self, services: Services) -> None:
        first, second = fill(services, "Zorbals", "Number of wells")
        decision = PrivacyDecision(value="open", reason="they are toys", by="Bolat", at=NOW)
        for each in (first, second):
            curate(services, each.id, decision)
        assert questions(now(services, first.id)) == ()
        strict = by_rules(services, "strict")
        found = applied(strict)
        [effect] = services.store.reassessments.effects(found.id)
        assert (effect.decided, effect.before["value"], effect.after["value"]) == (True, "unknown", "special")
        assert (effect.lowered, effect.stricter, effect.count) == ((), False, 1)
        after = now(services, first.id)
        assert after.assessment.privacy.privacy_class == "open"
        assert after.curation == now(services, first.id).curation
        assert after.curation.privacy_class is not None
        assert after.curation.privacy_class.by == "Bolat"
        [question] = questions(after)
        assert (question.aspect, question.cause) == (Aspect.PRIVACY_CLASS, Cause.CHANGED)
        assert questions(now(services, second.id)) == ()
        drain(strict)
        assert search(strict.engine, Query(filter=(Filter(field="question", value=(question.id,)),))).total == 1

    def test_records_that_change_meanwhile_are_judged_in_their_new_state(self, services: Services) -> None:
        made = {each.dataset.title[0].value: each for each in fill(services, *mixed(9))}
        strict = by_rules(services, "strict")
        found = compared(strict)
        assert found.differing == 3
        changes = {"Zorbals 0": "Number of wells", "Number of wells 1": "Zorbals", "Zorbals 3": "More zorbals"}
        for title, new in changes.items():
            was = made[title]
            judged = Judge(SOURCE, services.rules, NOW.date()).record(
                dataset(new, identifier=title), provenance=was.provenance, current=was
            )
            services.store.records.save([Save(judged, Action.CHANGE, {})], actor=Actor.of_run(2), at=NOW)
        curate(services, made["Zorbals 6"].id, LicenseDecision(value="CC0-1.0", reason="it says so", by="Bolat", at=NOW))
        confirm(strict, found.id, by=AIZADA)
        done = work(strict)
        assert (done.changed, done.same, done.left) == (3, 1, 0)
        classes = {title: now(services, each.id).assessment.privacy.privacy_class.value for title, each in made.items()}
        assert {title for title, value in classes.items() if value == "special"} == {
            "Number of wells 1",
            "Zorbals 3",
            "Zorbals 6",
        }
        assert now(services, made["Zorbals 6"].id).assessment.license.id == "CC0-1.0"
        assert judged_otherwise(strict) == 0

    def test_a_person_who_is_faster_than_a_step_is_not_overruled(
        self, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [first] = fill(services, "Zorbals")
        strict = by_rules(services, "strict")
        confirm(strict, compared(strict).id, by=AIZADA)
        go_on = services.store.reassessments.go_on

        def late(*arguments: Any, **options: Any) -> Any:
            monkeypatch.undo()
            curate(strict, first.id, PrivacyDecision(value="open", reason="they are toys", by="Bolat", at=NOW))
            return go_on(*arguments, **options)

        monkeypatch.setattr(services.store.reassessments, "go_on", late)
        done = work(strict)
        after = now(services, first.id)
        assert (done.state, done.changed, done.same, after.version) == (ReassessmentState.APPLIED, 0, 1, 2)
        assert after.curation.privacy_class is not None

    # persons

    def test_only_the_person_who_asked_confirms_and_a_lost_answer_does_no_harm(self, services: Services) -> None:
        fill(services, *mixed(6))
        strict = by_rules(services, "strict")
        with pytest.raises(ReassessmentMissing):
            confirm(strict, 9, by=AIZADA)
        asked = ask(strict, reason=WHY, by=AIZADA)
        with pytest.raises(ReassessmentSettled, match="is comparing"):
            confirm(strict, asked.id, by=AIZADA)
        work(strict)
        with pytest.raises(NotTheAsker, match="Aizada asked"):
            confirm(strict, asked.id, by=BOLAT)
        once = confirm(strict, asked.id, by=AIZADA)
        assert confirm(strict, asked.id, by=AIZADA) == once
        work(strict)
        assert confirm(strict, asked.id, by=AIZADA).state is ReassessmentState.APPLIED
        with pytest.raises(ReassessmentSettled, match="is applied"):
            reject(strict, asked.id, by=BOLAT, reason=WHY)

    @pytest.mark.parametrize(("mode", "waits"), [("off", False), ("lowering", True), ("all", True)])
    def test_what_protects_less_waits_for_a_second_person(self, services: Services, mode: FourEyes, waits: bool) -> None:
        made = fill(by_rules(services, "strict"), *mixed(6))
        mild = wanting(by_rules(services, "mild"), mode)
        found = compared(mild)
        [effect] = services.store.reassessments.effects(found.id)
        assert (effect.lowered, effect.stricter) == ((FourEyesCause.CLASS_LOWERED,), False)
        confirmed = confirm(mild, found.id, by=AIZADA)
        assert confirmed.four_eyes is waits
        assert (confirmed.state is ReassessmentState.WAITING) is waits
        if waits:
            assert services.store.reassessments.take(at=NOW) is None
            with pytest.raises(SecondPersonNeeded):
                approve(mild, found.id, by=AIZADA, reason=APPROVAL)
            [refused] = services.store.audit.refusals(limit=9)
            assert (refused.actor, refused.details["reassessment"], refused.details["deed"]) == (AIZADA, found.id, "approve")
            approved = approve(mild, found.id, by=BOLAT, reason=APPROVAL)
            assert approve(mild, found.id, by=BOLAT, reason=APPROVAL) == approved
        done = work(mild)
        assert (done.state, done.changed) == (ReassessmentState.APPLIED, 2)
        changed = next(each for each in made if each.dataset.title[0].value == "Zorbals 0")
        *_, entry = services.store.audit.history(changed.id)
        assert (entry.details.get("approved_by"), entry.details.get("approval")) == (
            ("Bolat", APPROVAL) if waits else (None, None)
        )

    def test_what_is_stricter_waits_only_where_everything_does(self, services: Services) -> None:
        fill(by_rules(services, "mild"), "Zorbals")
        strict = by_rules(services, "strict")
        found = compared(wanting(strict, "lowering"))
        assert found.why_four_eyes == ()
        assert confirm(wanting(strict, "all"), found.id, by=AIZADA).why_four_eyes == (FourEyesCause.EVERY_DECISION,)

    def test_what_nobody_has_seen_is_not_lowered(self, services: Services) -> None:
        """A record that came after the difference, judged by another release, takes the second person whom nobody has asked."""
        fill(services, "Number of wells", "Zorbals")
        mild = wanting(by_rules(services, "mild"), "lowering")
        found = compared(mild)
        assert (found.differing, found.four_eyes) == (1, False)
        [late] = fill(by_rules(services, "strict"), "More zorbals")
        assert confirm(mild, found.id, by=AIZADA).state is ReassessmentState.APPLYING
        done = work(mild)
        assert (done.state, done.changed, done.left) == (ReassessmentState.APPLIED, 1, 1)
        assert now(services, late.id) == late
        assert judged_otherwise(mild) == 1
        assert compared(mild).why_four_eyes == (FourEyesCause.CLASS_LOWERED,)

    def test_what_was_rejected_changes_nothing(self, services: Services) -> None:
        made = fill(services, *mixed(6))
        strict = by_rules(services, "strict")
        found = compared(strict)
        rejected = reject(strict, found.id, by=BOLAT, reason=APPROVAL)
        assert (rejected.state, rejected.settled_by, rejected.settled_reason) == (ReassessmentState.REJECTED, BOLAT, APPROVAL)
        assert reject(strict, found.id, by=BOLAT, reason=APPROVAL) == rejected
        with pytest.raises(ReassessmentSettled, match="is rejected"):
            confirm(strict, found.id, by=AIZADA)
        assert sorted(services.store.records.stream(), key=str) == sorted(made, key=str)
        assert compared(strict).id > found.id

    def test_of_a_difference_by_former_rules_nothing_is_applied(self, services: Services) -> None:
        fill(services, *mixed(6))
        strict, mild = (wanting(by_rules(services, name), "all") for name in ("strict", "mild"))
        found = compared(strict)
        with pytest.raises(ReassessmentOutdated, match="ask for a new one"):
            confirm(mild, found.id, by=AIZADA)
        confirm(strict, found.id, by=AIZADA)
        with pytest.raises(ReassessmentOutdated):
            approve(mild, found.id, by=BOLAT, reason=APPROVAL)
        approve(strict, found.id, by=BOLAT, reason=APPROVAL)
        ended = work(mild)
        assert (ended.state, ended.changed) == (ReassessmentState.FAILED, 0)
        assert "the rules have changed" in str(ended.error)
        assert {each.version for each in services.store.records.stream()} == {1}

    # the work

    def test_one_is_at_work_at_a_time(self, services: Services) -> None:
        fill(services, *mixed(6))
        strict = by_rules(services, "strict")
        first = compared(strict)
        second = ask(strict, reason=WHY, by=BOLAT)
        with pytest.raises(ReassessmentActive, match=f"re-assessment {second.id} is at work"):
            ask(strict, reason=WHY, by=AIZADA)
        with pytest.raises(ReassessmentActive):
            confirm(strict, first.id, by=AIZADA)
        work(strict)
        confirm(strict, first.id, by=AIZADA)
        work(strict)
        confirm(strict, second.id, by=BOLAT)
        done = work(strict)  # the first one has done it all
        assert (done.state, done.changed, done.same) == (ReassessmentState.APPLIED, 0, 0)
        assert [each.id for each in services.store.reassessments.list()] == [second.id, first.id]

    def test_of_many_who_ask_at_once_one_does(self, services: Services) -> None:
        def tried(_: int) -> object:
            try:
                return ask(services, reason=WHY, by=AIZADA)
            except ReassessmentActive as error:
                return error

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(tried, range(8)))
        assert sum(isinstance(each, Reassessment) for each in answers) == 1

    def test_a_worker_does_it_and_a_person_stops_it(self, services: Services) -> None:
        fill(services, *mixed(6))
        strict = by_rules(services, "strict")
        with working(strict, sources=()):
            asked = ask(strict, reason=WHY, by=AIZADA)
            until(lambda: services.store.reassessments.get(asked.id).state is ReassessmentState.COMPARED)
        confirm(strict, asked.id, by=AIZADA)
        stopped = stop(strict, asked.id, by=BOLAT)
        assert (stopped.state, stopped.error, stopped.ended) == (ReassessmentState.STOPPED, "stopped by Bolat", NOW)
        assert services.store.reassessments.take(at=NOW) is None
        with pytest.raises(ReassessmentSettled, match="is stopped"):
            stop(strict, asked.id, by=BOLAT)

    def test_a_stop_ends_it_after_its_step_and_what_was_applied_stays(self, services: Services) -> None:
        small = replace(services, settings=services.settings.model_copy(update={"batch_size": 2}))
        fill(small, *mixed(15))
        strict = by_rules(small, "strict")
        confirm(strict, compared(strict).id, by=AIZADA)
        done = work(strict, on_step=lambda step: stop(strict, step.id, by=BOLAT))
        assert done.state is ReassessmentState.STOPPED
        assert done.changed == sum(each.version == 2 for each in services.store.records.stream()) == 4
        assert applied(strict).changed == 1

    def test_a_worker_that_leaves_gives_it_back(self, services: Services) -> None:
        fill(services, *mixed(300))
        strict = by_rules(services, "strict")
        ask(strict, reason=WHY, by=AIZADA)
        leaving = Event()
        left = work(strict, leaving=leaving, on_step=lambda _: leaving.set())
        assert (left.state, left.read) == (ReassessmentState.COMPARING, 200)
        done = work(strict)
        assert (done.state, done.read, done.differing, done.attempt) == (ReassessmentState.COMPARED, 300, 100, 2)

    def test_a_worker_that_wakes_up_late_changes_nothing(self, services: Services) -> None:
        fill(services, *mixed(6))
        strict = by_rules(services, "strict")
        found = compared(strict)
        confirm(strict, found.id, by=AIZADA)
        store = services.store.reassessments
        asleep = store.take(at=NOW)
        assert asleep is not None
        assert store.take(at=NOW) is None
        later = replace(strict, clock=lambda: NOW + LEASE + timedelta(seconds=1))
        done = work(later)
        assert (done.state, done.changed, done.attempt) == (ReassessmentState.APPLIED, 2, 3)
        before, end = list(services.store.records.stream()), services.store.audit.end()
        with pytest.raises(ReassessmentLost):
            carry_out(strict, asleep)
        assert (list(services.store.records.stream()), services.store.audit.end()) == (before, end)
        assert store.get(found.id) == done

    def test_one_that_ends_its_workers_is_given_up(self, services: Services) -> None:
        fill(services, "Zorbals")
        ask(services, reason=WHY, by=AIZADA)
        for attempt in range(5):
            at = NOW + (LEASE + timedelta(seconds=1)) * attempt
            assert services.store.reassessments.take(at=at) is not None
        assert services.store.reassessments.take(at=NOW + timedelta(hours=1)) is None
        [ended] = services.store.reassessments.list()
        assert (ended.state, ended.error) == (
            ReassessmentState.FAILED,
            "5 workers ended one after the other at the same place",
        )

    @few_or(6, few=2)
    def test_killed_anywhere_it_ends_like_one_that_is_not(self, tmp_path: Path, address: Callable[[], str], times: int) -> None:
        chance = random.Random(7)

        def prepared(name: str) -> Place:
            place = Place(tmp_path / name, address())
            with place.open() as opened:
                fill(opened, *mixed(90))
                # nobody is killed in it: PostgreSQL does not give the number of what was not kept again, and the trail has it
                ask(declared(by_rules(opened, "strict")), reason=WHY, by=AIZADA)
            return place

        kills = 0
        with Processes(f"{__name__}:do_a_phase", first=f"{__name__}:load") as processes:
            undisturbed = prepared("undisturbed")
            calls = {phase: processes.do(undisturbed, phase=phase) for phase in ("compare", "apply")}
            with undisturbed.open() as services:
                expected = picture(declared(by_rules(services, "strict")))
            assert (expected["special"], expected["otherwise"], expected["verified"]) == (30, 0, None)
            for scenario in range(times):
                place = prepared(f"disturbed {scenario}")
                for phase, total in calls.items():
                    assert total is not None
                    for _ in range(2):
                        if processes.do(place, phase=phase, kill_at=chance.randrange(1, total)) is not None:
                            break
                        kills += 1
                    else:
                        assert processes.do(place, phase=phase) is not None
                with place.open() as services:
                    assert picture(declared(by_rules(services, "strict"))) == expected, f"scenario {scenario}"
        assert kills >= 2 * times


def load() -> None:
    """Read the rules once, before any process is forked."""
    for each in ("shipped", "strict"):
        assert rules(each).privacy
        assert rules(each).license_reader


def do_a_phase(services: Services, *, phase: str) -> None:
    """Go on with a phase to its end, wherever a killed process has left it."""
    strict = declared(by_rules(services, "strict"))
    stored = services.store.reassessments
    if phase == "apply":
        confirm(strict, stored.list()[0].id, by=AIZADA)
    held = stored.take(at=NOW)
    if held is not None:
        carry_out(strict, held)
    assert stored.list()[0].state == {"compare": "compared", "apply": "applied"}[phase]


def declared(services: Services) -> Services:
    return replace(services, sources={SOURCE.id: SOURCE})
