"""What every store must do about a deed that was refused: it stands in the trail, fills it not, and is nobody's change."""

from datetime import timedelta
from threading import Thread

import pytest

from registry.store import Store
from registry.store.changes import Past
from registry.store.decisions import Wanted
from registry.store.refusals import MOST, PAUSE
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action, AuditEntry
from schemas.record import Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, ended, keep, many, new, next_version
from tests.factories import record

BOLAT = Actor.person("Bolat")
WISH = {"deed": "decide", "needed": "officer", "had": "curator"}
SECOND = timedelta(seconds=1)


def refused(store: Store) -> list[AuditEntry]:
    return [entry for entry in store.audit.history(record().id) if entry.action is Action.REFUSE]


class RefusedDeedsContract(Backend):
    """A part of `StoreContract`."""

    def test_it_is_chained_like_every_entry(self, store: Store) -> None:
        store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
        store.refusals.keep(BOLAT, WISH, record=record().id, at=AT)
        store.refusals.keep(BOLAT, {"deed": "stop", "run": 12}, at=AT)
        store.records.save([changed(next_version(record()))], actor=Actor.of_run(2), at=AT)
        _, entry, last = store.audit.history(record().id)
        assert (entry.id, entry.action, entry.actor, entry.at) == (2, Action.REFUSE, BOLAT, AT)
        assert entry.details == WISH | {"left_out": 0}
        [about_a_run] = store.audit.history(CATALOGUE)
        assert store.audit.refusals(limit=9) == (about_a_run, entry)
        assert store.audit.refusals(limit=1) == (about_a_run,)
        assert about_a_run.details == {"deed": "stop", "run": 12, "left_out": 0}
        assert (last.id, about_a_run.previous_hash) == (4, entry.hash)
        assert store.audit.verify() is None

    def test_the_same_is_kept_once_a_minute_and_then_says_how_many_there_were(self, store: Store) -> None:
        for step in range(100):
            store.refusals.keep(BOLAT, WISH, record=record().id, at=AT + step * PAUSE / 100)
        store.refusals.keep(Actor.person("Aizada"), WISH, record=record().id, at=AT)
        store.refusals.keep(BOLAT, WISH, record=record().id, at=AT + PAUSE)
        told = [(entry.actor.name, entry.at, entry.details["left_out"]) for entry in refused(store)]
        assert told == [("Bolat", AT, 0), ("Aizada", AT, 0), ("Bolat", AT + PAUSE, 99)]

    def test_a_loop_over_all_records_does_not_fill_the_trail(self, store: Store) -> None:
        for step, item in enumerate(many(200)):
            store.refusals.keep(BOLAT, WISH, record=item.id, at=AT + step * SECOND)
        end = store.audit.end()
        assert MOST * 3 < end <= MOST * 4
        left_out = sum(entry.details["left_out"] for item in many(200) for entry in store.audit.history(item.id))
        assert 200 - MOST * 6 <= end + left_out <= 200

    def test_a_clock_that_goes_back_silences_nobody(self, store: Store) -> None:
        store.refusals.keep(BOLAT, WISH, record=record().id, at=AT + timedelta(days=1))
        store.refusals.keep(BOLAT, WISH, record=record().id, at=AT)
        assert len(refused(store)) == 2

    def test_many_at_once_are_one(self, store: Store) -> None:
        threads = [
            Thread(target=store.refusals.keep, args=(BOLAT, WISH), kwargs={"record": record().id, "at": AT}) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused(store)) == 1

    def test_nothing_that_reads_the_trail_takes_it_for_a_change(self, store: Store) -> None:
        run = ended(store, day=0)
        item = keep(store, run, "water")["water"]
        gone = item.model_copy(update={"status": Status.WITHDRAWN, "version": 2})
        store.records.save([Save(gone, Action.WITHDRAW, {"run": run.id})], actor=Actor.of_run(run.id), at=run.started)
        store.outbox.confirm(store.outbox.pending(10))
        end, before = store.audit.end(), store.records.get(item.id)
        store.refusals.keep(BOLAT, WISH | {"raw": "another"}, record=item.id, at=AT)

        assert store.audit.end() == end + 1
        assert store.records.get(item.id) == before
        assert (store.outbox.depth(), store.outbox.newest()) == (0, 0)
        assert store.outbox.waiting_or_changed([item.id], after=end) == set()
        assert store.changes.newest() == end
        assert store.changes.after(end, limit=10) == ()
        assert store.changes.counts(run.id) == {Action.CREATE: 1, Action.WITHDRAW: 1}
        assert store.changes.past([item.id], at=AT) == {item.id: Past(Status.WITHDRAWN, "raw of water")}
        assert store.decisions.list(Wanted()) == ()
        assert store.outbox.put_back([item.id]) == 1
        assert [(row.seq, row.version, row.deleted) for row in store.outbox.pending(10)] == [(end, 2, True)]

    @pytest.mark.parametrize("name", ["run 1", "1"])
    def test_a_person_who_is_called_like_a_run_is_not_in_its_report(self, store: Store, name: str) -> None:
        run = ended(store, day=0)
        store.refusals.keep(Actor.person(name), WISH, record=record().id, at=AT)
        assert store.changes.of_run(run.id) == ()
