"""What every store must do about re-assessments: keep them with what differs, and note by which rules conclusions hold."""

from datetime import timedelta
from typing import Any

import pytest

from registry.store import Store
from registry.store.errors import ReassessmentActive, ReassessmentLost, ReassessmentMissing, ReassessmentSettled, StaleRecord
from registry.store.reassessments import Step
from registry.store.saving import Save, prepare
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.matter import FourEyesCause
from schemas.reassessment import Effect, Reassessment, ReassessmentState
from schemas.record import Aspect, CatalogRecord
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, many, new, next_version

AIZADA, BOLAT = Actor.person("Aizada"), Actor.person("Bolat")
OTHER = "licenses-9.0.0 method-9"


def asked(store: Store, **fields: Any) -> Reassessment:
    known = {"rules": OTHER, "reason": "Новый выпуск", "by": AIZADA, "at": AT, "total": 5}
    return store.reassessments.ask(Reassessment.model_validate(known | fields))


def held(store: Store, **fields: Any) -> Reassessment:
    asked(store, **fields)
    found = store.reassessments.take(at=AT)
    assert found is not None
    return found


def effect(value: str, **fields: Any) -> Effect:
    said = {"before": {"value": "open", "subclass": []}, "after": {"subclass": [], "value": value}}
    return Effect.model_validate({"aspect": Aspect.PRIVACY_CLASS, "count": 1, **said, **fields})


class ReassessmentsContract(Backend):
    """A part of `StoreContract`."""

    @pytest.fixture
    def items(self, store: Store) -> list[CatalogRecord]:
        made = many(5)
        store.records.save([new(each) for each in made], actor=Actor.of_run(1), at=AT)
        return sorted(made, key=lambda each: each.id)

    def test_one_is_kept_and_listed(self, store: Store) -> None:
        first = asked(store, former=("b", "a"), why_four_eyes=(FourEyesCause.CLASS_LOWERED,))
        assert store.reassessments.get(first.id) == first
        with pytest.raises(ReassessmentActive, match=f"re-assessment {first.id} is at work"):
            asked(store)
        with pytest.raises(ReassessmentMissing):
            store.reassessments.get(first.id + 1)
        stopped = store.reassessments.ask_stop(first.id, by=BOLAT, at=AT)
        assert (stopped.state, stopped.ended, stopped.error) == (ReassessmentState.STOPPED, AT, "stopped by Bolat")
        second = asked(store)
        assert store.reassessments.list() == (second, stopped)
        assert (
            store.reassessments.list(before=second.id) == store.reassessments.list(state=ReassessmentState.STOPPED) == (stopped,)
        )
        assert store.reassessments.list(limit=1) == (second,)

    def test_a_step_is_kept_with_what_it_found(self, store: Store, items: list[CatalogRecord]) -> None:
        work = held(store)
        assert (work.attempt, store.reassessments.cursor(work.id)) == (1, None)
        assert store.records.judged_otherwise(OTHER) == {items[0].source: 5}
        assert store.records.judged_otherwise(items[0].assessment.rules) == {}
        lowered = effect("personal", lowered=(FourEyesCause.CLASS_LOWERED,), examples=(items[0].id,))
        often = effect("special", count=4, stricter=True)
        after = work.model_copy(update={"read": 2, "differing": 1, "former": ("a",)})
        step = Step(after, cursor=items[1].id, effects=[often, lowered], equal={items[0].id: 1, items[1].id: 7})
        assert store.reassessments.go_on(step, at=AT) is None
        assert store.reassessments.get(work.id) == after
        assert store.reassessments.cursor(work.id) == items[1].id
        assert store.reassessments.effects(work.id) == (lowered, often)
        grown = often.model_copy(update={"count": 9, "after": {"value": "special", "subclass": []}})
        store.reassessments.go_on(Step(after, cursor=items[1].id, effects=[grown]), at=AT)
        assert store.reassessments.effects(work.id) == (lowered, grown)
        assert store.reassessments.effects(work.id, offset=1, limit=1) == (grown,)
        assert store.reassessments.count_effects(work.id) == 2

    def test_it_is_noted_by_which_rules_the_conclusions_hold(self, store: Store, items: list[CatalogRecord]) -> None:
        work, rules = held(store), items[0].assessment.rules
        equal = {items[0].id: 1, items[1].id: 7, items[4].id: 1}  # the second one has another version
        store.reassessments.go_on(Step(work, cursor=None, equal=equal), at=AT)
        assert store.records.judged_otherwise(OTHER) == {items[0].source: 3}
        left = dict.fromkeys((each.id for each in items[1:4]), items[0].source)
        assert store.records.to_judge(OTHER, after=None, limit=9) == left
        assert list(store.records.to_judge(OTHER, after=items[1].id, limit=1)) == [items[2].id]
        store.reassessments.go_on(Step(work, cursor=None, differing={items[0].id: 1, items[2].id: 1}), at=AT)
        assert store.records.judged_otherwise(OTHER) == {items[0].source: 4}
        assert store.records.judged_otherwise(rules) == {items[0].source: 3}  # two are in doubt, one is known to be by the others
        judged = items[0].assessment.model_copy(update={"rules": OTHER})
        store.records.save([Save(next_version(items[3], assessment=judged), Action.CHANGE, {})], actor=Actor.of_run(2), at=AT)
        assert store.records.judged_otherwise(OTHER) == {items[0].source: 3}
        assert list(store.records.stream()) == [*items[:3], next_version(items[3], assessment=judged), items[4]]

    def test_a_step_that_cannot_write_all_writes_nothing(self, store: Store, items: list[CatalogRecord]) -> None:
        work, end = held(store), store.audit.end()
        later = next_version(next_version(items[1]))
        saves = prepare([Save(each, Action.REASSESS, {}) for each in (next_version(items[0]), later)], actor=AIZADA, at=AT)
        step = Step(work.model_copy(update={"changed": 2}), cursor=items[1].id, effects=[effect("special")], saves=saves)
        with pytest.raises(StaleRecord):
            store.reassessments.go_on(step, at=AT)
        assert store.reassessments.get(work.id) == work
        assert (store.reassessments.cursor(work.id), store.reassessments.count_effects(work.id)) == (None, 0)
        assert (list(store.records.stream()), store.audit.end()) == (items, end)

    def test_who_asks_to_stop_is_told_to_the_worker(self, store: Store) -> None:
        work = held(store)
        assert store.reassessments.ask_stop(work.id, by=BOLAT, at=AT) == work
        assert store.reassessments.go_on(Step(work, cursor=None), at=AT) == BOLAT
        ended = work.model_copy(update={"state": ReassessmentState.STOPPED, "ended": AT})
        assert store.reassessments.turn(ended, was=work.state) == store.reassessments.get(work.id) == ended
        with pytest.raises(ReassessmentSettled, match="is stopped"):
            store.reassessments.ask_stop(work.id, by=BOLAT, at=AT)

    def test_a_stop_that_no_worker_saw_holds_for_the_next_one(self, store: Store) -> None:
        work = held(store)
        store.reassessments.ask_stop(work.id, by=BOLAT, at=AT)
        assert store.reassessments.take(at=AT + timedelta(hours=1)) is None
        assert store.reassessments.get(work.id).state is ReassessmentState.STOPPED

    def test_a_worker_whose_work_was_taken_over_writes_nothing(self, store: Store) -> None:
        asleep = held(store)
        awake = store.reassessments.take(at=AT + timedelta(hours=1))
        assert awake == asleep.model_copy(update={"attempt": 2})
        compared = asleep.model_copy(update={"state": ReassessmentState.COMPARED})
        with pytest.raises(ReassessmentLost):
            store.reassessments.go_on(Step(asleep, cursor=None), at=AT)
        with pytest.raises(ReassessmentLost):
            store.reassessments.turn(compared, was=asleep.state)
        store.reassessments.give_back(asleep)
        assert store.reassessments.take(at=AT + timedelta(hours=1)) is None
        store.reassessments.give_back(awake)
        again = store.reassessments.take(at=AT + timedelta(hours=1))
        assert again is not None
        assert again.attempt == 3

    def test_a_state_is_turned_by_one(self, store: Store) -> None:
        work = held(store)
        compared = work.model_copy(update={"state": ReassessmentState.COMPARED})
        store.reassessments.turn(compared, was=work.state)
        other = asked(store)
        applying = compared.model_copy(update={"state": ReassessmentState.APPLYING, "confirmed_at": AT})
        with pytest.raises(ReassessmentActive):
            store.reassessments.turn(applying, was=compared.state)
        store.reassessments.ask_stop(other.id, by=BOLAT, at=AT)
        assert store.reassessments.turn(applying, was=compared.state) == applying
        rejected = compared.model_copy(update={"state": ReassessmentState.REJECTED})
        with pytest.raises(ReassessmentSettled, match="is applying"):
            store.reassessments.turn(rejected, was=compared.state)
        assert store.reassessments.get(work.id) == applying
        [entry] = store.audit.history(CATALOGUE)
        assert (entry.action, entry.actor, entry.at) == (Action.CONFIRM, applying.by, AT)
        assert entry.details == {"reassessment": work.id, "reason": applying.reason}
