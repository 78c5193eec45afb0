"""What every store must do about lists of decisions: each decision is found by what it is about and by what became of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.store import Store
from registry.store.decisions import Wanted
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.decisions import DecisionState, RecordedDecision
from schemas.record import Aspect, CatalogRecord
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, new, next_version
from tests.factories import record

MIDNIGHT = datetime(2026, 11, 27, tzinfo=UTC)
CONCLUDED = {"value": "LicenseRef-unknown", "status": "unknown", "confidence": "low", "rules": "2026-11"}


def decide(
    store: Store, item: CatalogRecord, value: str | None, *, by: str, aspect: str = "license", at: datetime = AT
) -> CatalogRecord:
    """Record a decision, or take one back, as `curate` does."""
    after = next_version(item)
    details = {"aspect": aspect, "reason": f"because of {value}", "before": None, "after": value and {"value": value}}
    save = Save(after, Action.CURATE, details | {"concluded": CONCLUDED})
    store.records.save([save], actor=Actor.person(by), at=at)
    return after


class DecisionsContract(Backend):
    """A part of `StoreContract`."""

    @pytest.fixture
    def decided(self, store: Store) -> Store:
        """Seven decisions about two records: entries 3 to 9."""
        water, roads = record("Water", source="kg_data_gov"), record("Roads", source="kz_egov")
        store.records.save([new(water), new(roads)], actor=Actor.of_run(1), at=AT)
        water = decide(store, water, "CC-BY-4.0", by="Aizada")
        water = decide(store, water, "CC0-1.0", by="Bolat", at=AT + timedelta(days=1))
        roads = decide(store, roads, "CC-BY-4.0", by="Aizada", at=MIDNIGHT - timedelta(microseconds=1))
        roads = decide(store, roads, None, by="Bolat", at=MIDNIGHT)
        water = decide(store, water, "personal", by="Bolat", aspect="privacy_class", at=AT + timedelta(days=9))
        water = decide(store, water, None, by="Bolat", at=AT + timedelta(days=10))
        decide(store, water, "CC-BY-4.0", by="run 1", at=AT + timedelta(days=11))
        return store

    def test_the_latest_comes_first_with_all_that_its_entry_says(self, decided: Store) -> None:
        latest, *rest = decided.decisions.list(Wanted())
        assert latest == RecordedDecision(
            id=9,
            record=record("Water", source="kg_data_gov").id,
            source="kg_data_gov",
            aspect=Aspect.LICENSE,
            state=DecisionState.IN_FORCE,
            before=None,
            after={"value": "CC-BY-4.0"},
            concluded=CONCLUDED,
            reason="because of CC-BY-4.0",
            by=Actor.person("run 1"),
            at=AT + timedelta(days=11),
        )
        assert [each.id for each in rest] == [8, 7, 6, 5, 4, 3]
        assert [each.id for each in decided.decisions.list(Wanted(), before=6, limit=2)] == [5, 4]

    @pytest.mark.parametrize(
        ("wanted", "entries"),
        [
            (Wanted(aspect=Aspect.PRIVACY_CLASS), [7]),
            (Wanted(aspect=Aspect.JURISDICTION), []),
            (Wanted(state=DecisionState.IN_FORCE), [9, 7]),
            (Wanted(state=DecisionState.REPLACED), [3]),
            (Wanted(state=DecisionState.TAKEN_BACK), [8, 6, 5, 4]),
            (Wanted(by="Aizada"), [5, 3]),
            (Wanted(by="aizada"), []),
            (Wanted(by="run 1"), [9]),
            (Wanted(sources={"kz_egov", "nowhere"}), [6, 5]),
            (Wanted(sources=()), []),
            (Wanted(first=date(2026, 11, 26), last=date(2026, 11, 26)), [5, 4]),
            (Wanted(first=date(2026, 12, 4)), [9, 8, 7]),
            (Wanted(last=date(2026, 11, 25)), [3]),
            (Wanted(last=date.max), [9, 8, 7, 6, 5, 4, 3]),
            (Wanted(by="Bolat", sources={"kg_data_gov"}, state=DecisionState.TAKEN_BACK, last=date(2026, 11, 30)), [4]),
        ],
    )
    def test_a_filter_keeps_what_it_says(self, decided: Store, wanted: Wanted, entries: list[int]) -> None:
        assert [each.id for each in decided.decisions.list(wanted)] == entries

    def test_two_decisions_about_one_record_at_once_follow_each_other(self, store: Store) -> None:
        item = record()
        first, second = next_version(item), next_version(next_version(item))
        store.records.save([new(item)], actor=Actor.of_run(1), at=AT)
        details = {"aspect": "license", "reason": "both", "before": None, "after": {"value": "CC0-1.0"}}
        saves = [Save(each, Action.CURATE, details) for each in (first, second)]
        store.records.save(saves, actor=Actor.person("Bolat"), at=AT)
        assert [each.state for each in store.decisions.list(Wanted())] == [DecisionState.IN_FORCE, DecisionState.REPLACED]
        assert [each.concluded for each in store.decisions.list(Wanted())] == [None, None]

    def test_a_decision_that_is_not_kept_is_not_listed(self, store: Store) -> None:
        item = next_version(record())
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        details = {"aspect": "license", "reason": "tried", "before": None, "after": {"value": "CC0-1.0"}}
        store.records.check([Save(item, Action.CURATE, details)], actor=Actor.person("Bolat"), at=AT)
        assert store.decisions.list(Wanted()) == ()
