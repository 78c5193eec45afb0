"""What every store must do about proposals: keep them with their records, and turn them together with what they decide."""

from datetime import timedelta
from typing import Any

import pytest

from registry.proof.entries import open_part
from registry.store import Store
from registry.store.decisions import Wanted
from registry.store.errors import ProposalMissing, ProposalSettled, StaleRecord
from registry.store.saving import Prepared, Save, prepare
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.matter import FourEyesCause
from schemas.proposals import (
    Effect,
    MovedGrounds,
    Outcome,
    Proposal,
    ProposalState,
    ProposedRecord,
    Selection,
    counted,
)
from schemas.record import Aspect, CatalogRecord
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, many, new, next_version

AIZADA, BOLAT = Actor.person("Aizada"), Actor.person("Bolat")
OPEN, PERSONAL = {"value": "open"}, {"value": "personal", "subclass": ["biometric"]}


def about(*items: CatalogRecord, outcome: Outcome = Outcome.CHANGED, **said: Any) -> list[ProposedRecord]:
    fields = {"before": OPEN, "after": PERSONAL} | said
    return [ProposedRecord(record=each.id, version=each.version, outcome=outcome, **fields) for each in items]


def proposal(*records: ProposedRecord, **fields: Any) -> Proposal:
    known = {
        "aspect": Aspect.PRIVACY_CLASS,
        "decision": {"value": "personal", "subclass": ["biometric"]},
        "reason": "Имена и адреса",
        "selection": Selection(query="q=%D0%B2%D0%BE%D0%B4%D0%B0"),
        "by": AIZADA,
        "at": AT,
    }
    return Proposal.model_validate(known | counted(records) | fields)


def turned(kept: Proposal, state: ProposalState = ProposalState.APPLIED, **fields: Any) -> Proposal:
    return kept.model_copy(update={"state": state, "settled_by": BOLAT, "settled_at": AT, **fields})


def decisions(kept: Proposal, *items: CatalogRecord) -> list[Prepared]:
    details = {"aspect": "privacy_class", "reason": "why", "before": None, "after": PERSONAL, "proposal": kept.id}
    return [prepare([Save(next_version(each), Action.CURATE, details) for each in items], actor=AIZADA, at=AT)]


class ProposalsContract(Backend):
    """A part of `StoreContract`."""

    @pytest.fixture
    def items(self, store: Store) -> list[CatalogRecord]:
        made = many(5)
        store.records.save([new(each) for each in made], actor=Actor.of_run(1), at=AT)
        return sorted(made, key=lambda each: each.id)

    def test_a_proposal_is_kept_with_its_records(self, store: Store, items: list[CatalogRecord]) -> None:
        first, second, *rest = items
        records = [
            *about(first, former={"value": "open", "reason": "r", "by": "Bolat", "at": "2026-11-25T10:30:00Z"}),
            *about(second, outcome=Outcome.UNCHANGED, before=PERSONAL),
            *about(*rest, before=None, after=None, outcome=Outcome.UNDECLARED),
        ]
        made = proposal(*records, why_four_eyes=(FourEyesCause.CLASS_LOWERED,))
        assert (made.count, made.unchanged, made.left, made.replaced, made.changed) == (5, 1, 3, 1, 1)
        kept = store.proposals.keep(made, records)
        assert kept == made.model_copy(update={"id": kept.id})
        assert store.proposals.get(kept.id) == kept
        assert list(store.proposals.all_records(kept.id)) == records
        assert store.proposals.records(kept.id, offset=1, limit=2) == tuple(records[1:3])
        with pytest.raises(ProposalMissing, match=f"no proposal {kept.id + 1}"):
            store.proposals.get(kept.id + 1)

    def test_effects_are_counted_the_most_first(self, store: Store, items: list[CatalogRecord]) -> None:
        same = {"value": {"b": 1, "a": [2]}}
        records = [
            *about(items[0], before=None),
            *about(*items[1:3], before=same),
            *about(items[3], before={"value": {"a": [2], "b": 1}}),
            *about(items[4], outcome=Outcome.UNCHANGED),
        ]
        kept = store.proposals.keep(proposal(*records), records)
        most, least = store.proposals.effects(kept.id, limit=9)
        assert most == Effect(before=same, after=PERSONAL, count=3)
        assert least == Effect(before=None, after=PERSONAL, count=1)
        assert store.proposals.effects(kept.id, limit=1) == (most,)

    def test_what_answers_depend_on_is_kept_with_a_proposal_and_goes_with_it(
        self, store: Store, items: list[CatalogRecord]
    ) -> None:
        grounds = [
            MovedGrounds(before="KZ;high", after="KZ;low", count=3),
            MovedGrounds(before="KZ;high", after="KZ;high", count=2),
        ]
        kept = store.proposals.keep(proposal(*about(*items)), about(*items), grounds)
        other = store.proposals.keep(proposal(*about(items[0])), about(items[0]))
        assert store.proposals.grounds(kept.id) == tuple(grounds)
        assert store.proposals.grounds(other.id) == ()
        store.proposals.keep(proposal(at=AT + timedelta(days=2)), [])
        assert store.proposals.grounds(kept.id) == ()

    def test_lists_are_filtered_the_newest_first(self, store: Store, items: list[CatalogRecord]) -> None:
        kept = [
            store.proposals.keep(proposal(*records, **fields), records).id
            for records, fields in (
                (about(*items), {}),
                (about(items[0]), {"by": BOLAT}),
                (about(items[1]), {"state": ProposalState.WAITING}),
                (about(items[0], items[1]), {"undoes": 1, "decision": None}),
            )
        ]

        def listed(**asked: Any) -> list[int]:
            return [kept.index(each.id) for each in store.proposals.list(**asked)]

        assert listed() == [3, 2, 1, 0]
        assert listed(before=kept[3], limit=2) == [2, 1]
        assert listed(by=BOLAT) == [1]
        assert listed(state=ProposalState.WAITING) == [2]
        assert listed(record=items[1].id) == [3, 2, 0]
        assert listed(undoes=1) == [3]
        assert listed(record=items[0].id, by=AIZADA, state=ProposalState.DRAFT) == [3, 0]
        counts = {state: store.proposals.count(state=state) for state in ProposalState}
        assert counts == dict.fromkeys(ProposalState, 0) | {ProposalState.DRAFT: 3, ProposalState.WAITING: 1}

    def test_a_turn_writes_the_state_and_the_decisions(self, store: Store, items: list[CatalogRecord]) -> None:
        kept = store.proposals.keep(proposal(*about(*items)), about(*items))
        done = store.proposals.turn(turned(kept), was=ProposalState.DRAFT, saves=decisions(kept, *items))
        assert store.proposals.get(kept.id) == done
        assert list(store.records.stream()) == [next_version(each) for each in items]
        listed = store.decisions.list(Wanted(proposal=kept.id))
        assert {each.record for each in listed} == {each.id for each in items}
        last = store.decisions.last_proposals([each.id for each in items], Aspect.PRIVACY_CLASS)
        assert last == dict.fromkeys((each.id for each in items), kept.id)
        assert store.decisions.last_proposals([items[0].id], Aspect.LICENSE) == {}
        assert store.audit.verify() is None

    def test_a_turn_that_cannot_write_all_writes_nothing(self, store: Store, items: list[CatalogRecord]) -> None:
        kept = store.proposals.keep(proposal(*about(*items)), about(*items))
        saves = decisions(kept, *items)
        store.records.save([Save(next_version(items[3]), Action.CHANGE, {})], actor=Actor.of_run(2), at=AT)
        before, end = list(store.records.stream()), store.audit.end()
        with pytest.raises(StaleRecord):
            store.proposals.turn(turned(kept), was=ProposalState.DRAFT, saves=[*decisions(kept, items[0]), *saves])
        assert store.proposals.get(kept.id) == kept
        assert (list(store.records.stream()), store.audit.end()) == (before, end)
        assert store.decisions.list(Wanted()) == ()

    def test_a_proposal_in_another_state_is_not_turned(self, store: Store, items: list[CatalogRecord]) -> None:
        kept = store.proposals.keep(proposal(*about(*items)), about(*items))
        store.proposals.turn(turned(kept, ProposalState.REJECTED, settled_reason="Нет"), was=ProposalState.DRAFT)
        [entry] = store.audit.history(CATALOGUE)
        assert (entry.action, entry.actor, entry.details) == (Action.REJECT, BOLAT, {"proposal": kept.id, "reason": "Нет"})
        assert open_part(entry.details) == {"proposal": kept.id}
        with pytest.raises(ProposalSettled, match="is rejected"):
            store.proposals.turn(turned(kept), was=ProposalState.DRAFT, saves=decisions(kept, *items))
        assert list(store.records.stream()) == items
        with pytest.raises(ProposalMissing):
            store.proposals.turn(turned(kept.model_copy(update={"id": kept.id + 9})), was=ProposalState.DRAFT)

    def test_what_undoes_a_proposal_undoes_it_once(self, store: Store, items: list[CatalogRecord]) -> None:
        first = store.proposals.keep(proposal(*about(*items)), about(*items))
        undoing = [
            store.proposals.keep(proposal(*about(*items), undoes=first.id, decision=None, by=BOLAT), about(*items))
            for _ in range(2)
        ]
        with pytest.raises(ProposalSettled, match=f"proposal {first.id} is draft"):
            store.proposals.turn(turned(undoing[0]), was=ProposalState.DRAFT)
        store.proposals.turn(turned(first), was=ProposalState.DRAFT)
        store.proposals.turn(turned(undoing[0], ProposalState.WAITING), was=ProposalState.DRAFT)
        assert store.proposals.get(first.id).state is ProposalState.APPLIED
        store.proposals.turn(turned(undoing[0]), was=ProposalState.WAITING)
        undone = store.proposals.get(first.id)
        assert (undone.state, undone.undone_by, undone.undone_reason) == (ProposalState.UNDONE, BOLAT, undoing[0].reason)
        with pytest.raises(ProposalSettled, match=f"proposal {first.id} is undone"):
            store.proposals.turn(turned(undoing[1]), was=ProposalState.DRAFT)
        assert store.proposals.get(undoing[1].id) == undoing[1]
        assert [(entry.action, entry.actor, entry.details["proposal"]) for entry in store.audit.history(CATALOGUE)] == [
            (Action.CONFIRM, AIZADA, first.id),
            (Action.CONFIRM, BOLAT, undoing[0].id),
            (Action.APPROVE, BOLAT, undoing[0].id),
        ]

    def test_old_drafts_go_when_the_next_proposal_comes(self, store: Store, items: list[CatalogRecord]) -> None:
        old, waits = (
            store.proposals.keep(proposal(*about(*items), state=state), about(*items))
            for state in (ProposalState.DRAFT, ProposalState.WAITING)
        )
        young = store.proposals.keep(proposal(at=AT + timedelta(days=1)), [])
        assert [each.id for each in store.proposals.list()] == [young.id, waits.id, old.id]
        new_one = store.proposals.keep(proposal(at=AT + timedelta(days=1, microseconds=1)), [])
        assert [each.id for each in store.proposals.list()] == [new_one.id, young.id, waits.id]
        assert store.proposals.records(old.id) == ()
        assert len(store.proposals.records(waits.id)) == 5
