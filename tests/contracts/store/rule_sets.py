"""What every store must do about rule sets: keep them whole, one of a kind in force, and know which one was at any moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from registry.store import Store
from registry.store.errors import Corrupt, RuleSetMissing, RuleSetOutdated, RuleSetSettled
from schemas.actor import Actor
from schemas.assessment import PrivacyClass
from schemas.audit import CATALOGUE, Action
from schemas.matter import FourEyesCause
from schemas.moved import Moved, MovedGroup, MoveKind
from schemas.rule_sets import RuleSet, RuleSetKind, RuleSetState
from schemas.usage import UsageEffect
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT

AIZADA, BOLAT, START = Actor.person("Aizada"), Actor.person("Bolat"), Actor.system("start")
TRANSFER, ASSESSMENT = RuleSetKind.TRANSFER, RuleSetKind.ASSESSMENT
FILES = {"kz": "version: 1\n# Қазақстан\n", "common": "version: 1\r\neffect: allowed\n", "empty": ""}
HOUR = timedelta(hours=1)

MOVED = Moved(
    stricter=1,
    looser=84,
    groups=(
        MovedGroup(
            kind=MoveKind.EFFECT,
            looser=True,
            rule=("KZ-PERS",),
            from_state="KZ",
            to=None,
            privacy_class=PrivacyClass.PERSONAL,
            before=UsageEffect.CONDITIONAL,
            after=UsageEffect.ALLOWED,
            gone=("CONSENT",),
            since=date(2026, 11, 25),
            cells=84,
            example="KZ → RU, personal, ai_training",
        ),
    ),
)


def proposed(kind: RuleSetKind = TRANSFER, **fields: Any) -> RuleSet:
    known = {"kind": kind, "version": "kz-1 sha256-0", "reason": "Новый закон", "by": AIZADA, "at": AT}
    return RuleSet.model_validate(known | fields)


def settled(kept: RuleSet, **fields: Any) -> RuleSet:
    known = {"state": RuleSetState.IN_FORCE, "confirmed_at": AT, "settled_by": kept.by, "settled_at": AT + HOUR}
    return kept.model_copy(update=known | fields)


class RuleSetsContract(Backend):
    """A part of `StoreContract`."""

    @pytest.fixture
    def first(self, store: Store) -> RuleSet:
        """The first rules of transfer, in force."""
        return store.rule_sets.begin(proposed(by=START), FILES)

    def test_the_first_is_in_force_at_once(self, store: Store) -> None:
        assert [store.rule_sets.in_force(kind) for kind in RuleSetKind] == [None, None]
        assert (store.rule_sets.current(TRANSFER), store.rule_sets.first(TRANSFER)) == (None, None)
        begun = store.rule_sets.begin(proposed(by=START), FILES)
        assert (begun.state, begun.in_force_from, begun.settled_by) == (RuleSetState.IN_FORCE, AT, START)
        assert store.rule_sets.in_force(TRANSFER) == store.rule_sets.get(begun.id) == begun
        assert store.rule_sets.current(TRANSFER) == (begun.id, begun.version)
        assert store.rule_sets.contents(begun.id) == FILES
        assert store.rule_sets.difference(begun.id) is None
        assert store.rule_sets.in_force(ASSESSMENT) is None
        [entry] = store.audit.history(CATALOGUE)
        assert (entry.action, entry.actor, entry.at) == (Action.PUT_IN_FORCE, START, AT)
        assert entry.details == {
            "rule_set": begun.id,
            "kind": "transfer",
            "version": begun.version,
            "hash": begun.hash,
            "replaces": None,
            "reason": begun.reason,
        }
        assert store.audit.verify() is None

    def test_what_a_release_moves_is_kept_with_the_set_that_it_puts_in_force(self, store: Store, first: RuleSet) -> None:
        begun = store.rule_sets.begin(proposed(by=START, base=first.id), FILES, MOVED)
        assert (begun.state, begun.stricter, begun.looser) == (RuleSetState.IN_FORCE, 1, 84)
        assert store.rule_sets.in_force(TRANSFER) == begun
        assert store.rule_sets.difference(begun.id) == MOVED

    def test_a_draft_is_kept_whole_and_is_not_in_force(self, store: Store, first: RuleSet) -> None:
        made = proposed(base=first.id, why_four_eyes=(FourEyesCause.RULES_LOOSENED,))
        end = store.audit.end()
        draft = store.rule_sets.keep(made, FILES | {"kz": "version: 2\n"}, MOVED)
        assert draft == made.model_copy(update={"id": draft.id, "hash": draft.hash, "stricter": 1, "looser": 84})
        assert store.rule_sets.get(draft.id) == draft
        assert store.rule_sets.difference(draft.id) == MOVED
        assert store.rule_sets.contents(draft.id) == FILES | {"kz": "version: 2\n"}
        assert draft.hash != first.hash
        assert store.rule_sets.in_force(TRANSFER) == first
        assert store.audit.end() == end
        for read in (store.rule_sets.get, store.rule_sets.contents, store.rule_sets.difference):
            with pytest.raises(RuleSetMissing, match=f"no rule set {draft.id + 1}"):
                read(draft.id + 1)

    def test_what_comes_in_force_replaces_and_outdates(self, store: Store, first: RuleSet) -> None:
        other = store.rule_sets.begin(proposed(ASSESSMENT, by=START), FILES)
        drafts = [store.rule_sets.keep(proposed(base=first.id), FILES, MOVED) for _ in range(4)]
        waiting = store.rule_sets.turn(
            drafts[1].model_copy(update={"state": RuleSetState.WAITING, "confirmed_at": AT}), was=RuleSetState.DRAFT
        )
        refused = {"state": RuleSetState.REJECTED, "settled_by": BOLAT, "settled_at": AT, "settled_reason": "Нет"}
        rejected = store.rule_sets.turn(drafts[2].model_copy(update=refused), was=RuleSetState.DRAFT)
        done = store.rule_sets.turn(settled(waiting, settled_by=BOLAT, settled_reason="Да"), was=RuleSetState.WAITING)
        assert store.rule_sets.in_force(TRANSFER) == store.rule_sets.get(done.id) == done
        assert done.in_force_from == AT + HOUR
        replaced = {"state": RuleSetState.REPLACED, "in_force_until": AT + HOUR}
        assert store.rule_sets.get(first.id) == first.model_copy(update=replaced)
        assert [store.rule_sets.get(drafts[at].id).state for at in (0, 3)] == [RuleSetState.OUTDATED] * 2
        assert store.rule_sets.get(rejected.id) == rejected
        assert store.rule_sets.in_force(ASSESSMENT) == other
        *_, confirmed, refusal, entry = store.audit.history(CATALOGUE)
        assert (confirmed.action, confirmed.actor, confirmed.details) == (
            Action.CONFIRM,
            AIZADA,
            {"rule_set": waiting.id, "reason": waiting.reason},
        )
        assert (refusal.action, refusal.actor, refusal.details) == (
            Action.REJECT,
            BOLAT,
            {"rule_set": rejected.id, "reason": "Нет"},
        )
        assert (entry.actor, entry.details["replaces"]) == (AIZADA, first.id)
        assert (entry.details["approved_by"], entry.details["approval"]) == ("Bolat", "Да")
        assert store.audit.verify() is None

    def test_what_was_in_force_at_any_moment(self, store: Store, first: RuleSet) -> None:
        second = store.rule_sets.keep(proposed(base=first.id), FILES, MOVED)
        second = store.rule_sets.turn(settled(second), was=RuleSetState.DRAFT)
        third = store.rule_sets.keep(proposed(base=second.id), FILES, MOVED)
        third = store.rule_sets.turn(settled(third), was=RuleSetState.DRAFT)  # the clock was put back
        tick = timedelta(microseconds=1)
        assert third.in_force_from == AT + HOUR + tick
        moments = [AT - tick, AT, AT + HOUR - tick, AT + HOUR, AT + HOUR + tick, AT + 99 * HOUR]
        found = [store.rule_sets.in_force(TRANSFER, moment) for moment in moments]
        expected = [None, first.id, first.id, second.id, third.id, third.id]
        assert [each.id if each else None for each in found] == expected
        assert store.rule_sets.first(TRANSFER) == AT
        assert store.rule_sets.in_force(ASSESSMENT, AT) is None

    def test_what_was_compared_with_other_rules_does_not_come_in_force(self, store: Store, first: RuleSet) -> None:
        draft = store.rule_sets.keep(proposed(base=first.id + 5), FILES, MOVED)
        end = store.audit.end()
        with pytest.raises(RuleSetOutdated, match=f"rule set {draft.id}"):
            store.rule_sets.turn(settled(draft), was=RuleSetState.DRAFT)
        with pytest.raises(RuleSetOutdated):
            store.rule_sets.begin(proposed(by=START), FILES)
        assert [each.id for each in store.rule_sets.list()] == [draft.id, first.id]
        assert (store.rule_sets.get(draft.id), store.rule_sets.in_force(TRANSFER)) == (draft, first)
        assert store.audit.end() == end

    def test_a_set_in_another_state_is_not_turned(self, store: Store, first: RuleSet) -> None:
        draft = store.rule_sets.keep(proposed(base=first.id), FILES, MOVED)
        store.rule_sets.turn(draft.model_copy(update={"state": RuleSetState.REJECTED}), was=RuleSetState.DRAFT)
        for state in (RuleSetState.IN_FORCE, RuleSetState.WAITING):
            with pytest.raises(RuleSetSettled, match="is rejected"):
                store.rule_sets.turn(settled(draft, state=state), was=RuleSetState.DRAFT)
            with pytest.raises(RuleSetMissing):
                store.rule_sets.turn(settled(draft, id=draft.id + 9, state=state), was=RuleSetState.DRAFT)
        assert store.rule_sets.in_force(TRANSFER) == first

    def test_of_many_at_once_one_comes_in_force(self, store: Store, first: RuleSet) -> None:
        drafts = [store.rule_sets.keep(proposed(base=first.id), FILES, MOVED) for _ in range(3)]

        def tried(draft: RuleSet) -> RuleSet | None:
            try:
                return store.rule_sets.turn(settled(draft), was=RuleSetState.DRAFT)
            except (RuleSetSettled, RuleSetOutdated):
                return None

        with ThreadPoolExecutor(6) as pool:
            done = [each for each in pool.map(tried, drafts * 2) if each]
        assert done == [store.rule_sets.in_force(TRANSFER)]
        assert len(store.audit.history(CATALOGUE)) == 2
        assert store.audit.verify() is None

    def test_lists_are_filtered_the_newest_first(self, store: Store, first: RuleSet) -> None:
        other = store.rule_sets.begin(proposed(ASSESSMENT, by=START), FILES)
        draft = store.rule_sets.keep(proposed(base=first.id), FILES, MOVED)

        def listed(**asked: Any) -> list[int]:
            return [each.id for each in store.rule_sets.list(**asked)]

        assert listed() == [draft.id, other.id, first.id]
        assert listed(kind=TRANSFER) == [draft.id, first.id]
        assert listed(state=RuleSetState.IN_FORCE) == [other.id, first.id]
        assert listed(before=draft.id, limit=1) == [other.id]

    def test_old_drafts_go_when_the_next_one_comes(self, store: Store, first: RuleSet) -> None:
        old = store.rule_sets.keep(proposed(base=first.id), FILES, MOVED)
        young = store.rule_sets.keep(proposed(base=first.id, at=AT + 24 * HOUR), FILES, MOVED)
        assert store.rule_sets.get(old.id) == old
        store.rule_sets.keep(proposed(base=first.id, at=AT + 25 * HOUR), FILES, MOVED)
        with pytest.raises(RuleSetMissing):
            store.rule_sets.contents(old.id)
        assert store.rule_sets.get(young.id) == young
        assert store.rule_sets.get(first.id) == first

    def test_files_that_somebody_changed_are_found(self, store: Store, first: RuleSet, sql: Callable[[str], None]) -> None:
        assert store.rule_sets.damaged() == ()
        sql("UPDATE rule_file SET content = 'version: 9' WHERE name = 'kz'")
        with pytest.raises(Corrupt, match=f"rule set {first.id}"):
            store.rule_sets.contents(first.id)
        assert store.rule_sets.damaged() == (first.id,)

    def test_rules_that_come_in_force_change_no_record(self, store: Store, first: RuleSet) -> None:
        assert (store.changes.newest(), store.changes.after(0, limit=9)) == (0, ())
        assert (store.outbox.depth(), store.audit.refusals(limit=9)) == (0, ())
        assert store.audit.end() == 1
