"""What the revisions must do on every database: lead to the tables of models.py, and back, with data in them.

A backend subclasses `MigrationContract` and gives the address of an empty database.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import orjson
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Uuid, column, inspect, table, text

from registry.store import Store
from registry.store.columns import UtcDateTime
from registry.store.database import Database
from registry.store.decisions import Wanted
from registry.store.errors import StoreError, UnknownSchema
from registry.store.models import Base
from registry.store.revision import HEAD
from registry.store.saving import Save
from registry.store.schema import downgrade, migrating, upgrade
from registry.store.states import Divergence, Stood
from registry.store.tokens import Holder
from schemas.actor import COMMAND, Actor
from schemas.audit import Action, AuditEntry
from schemas.holds import HoldCause, HoldState
from schemas.proposals import MovedGrounds, ProposalState
from schemas.role import Role
from tests.contracts.store.answers import answer
from tests.contracts.store.decisions import decide
from tests.contracts.store.proposals import about, decisions, proposal, turned
from tests.contracts.store.rule_sets import FILES, proposed
from tests.contracts.store.samples import AT, many, new, next_version
from tests.factories import record

HOUR = timedelta(hours=1)


def fill(database: Database) -> None:
    with closing(Store.open(database.address)) as store:
        run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
        store.records.save([new(record(run=run.id))], actor=Actor.of_run(run.id), at=AT)
        store.tokens.add("Bolat", expires=AT, at=AT)
        store.rule_sets.begin(proposed(), FILES)
        store.assignments.assign("license.ambiguous.0123456789abcdef", "Bolat", by=Actor.person("Bolat"), at=AT)


class MigrationContract:
    """The subclass gives `address`."""

    @pytest.fixture
    def address(self) -> str:
        raise pytest.UsageError("give the address of an empty database")

    @pytest.fixture
    def database(self, address: str) -> Iterator[Database]:
        with closing(Database(address)) as database:
            yield database

    def test_the_newest_revision_has_the_tables_of_the_models(self, database: Database) -> None:
        upgrade(database)
        with database.reading() as connection:
            migration = MigrationContext.configure(connection)
            assert compare_metadata(migration, Base.metadata) == []
            assert migration.get_current_revision() == HEAD

    def test_down_and_up_again_with_data(self, database: Database) -> None:
        fill(database)
        downgrade(database, revision="base")
        assert inspect(database.engine).get_table_names() == ["alembic_version"]
        fill(database)

    def test_who_did_what_in_version_0_1(self, database: Database) -> None:
        """The trail of the older version: who a text means, and that every entry is still checked by the older form."""
        upgrade(database)
        downgrade(database, revision="r0005")
        told = _write_trail_of_0_1(database)
        upgrade(database)
        assert [entry.actor for entry in _trail(database)] == told
        with closing(Store.open(database.address)) as store:
            assert store.audit.verify() is None
            assert [change.action for change in store.changes.of_run(12)] == [Action.CREATE, Action.RESTORE, Action.WITHDRAW]

    def test_both_forms_follow_each_other_and_survive_the_way_down(self, database: Database) -> None:
        upgrade(database)
        downgrade(database, revision="r0005")
        _write_trail_of_0_1(database)
        upgrade(database)
        with closing(Store.open(database.address)) as store:
            store.records.save([new(record())], actor=Actor.of_run(13), at=AT)
            store.records.save([Save(next_version(record()), Action.CREATE, {})], actor=Actor.person("run 14"), at=AT)
        before = _trail(database)
        downgrade(database, revision="r0005")
        with database.reading() as connection:
            assert connection.scalars(text("SELECT actor FROM audit ORDER BY id")).all() == [str(entry.actor) for entry in before]
        upgrade(database)
        assert _trail(database) == before
        with closing(Store.open(database.address)) as store:
            assert store.audit.verify() is None

    def test_what_proves_states_survives_the_way_down(self, database: Database) -> None:
        items = sorted(many(3), key=lambda each: each.id)
        given = answer(items[0])
        with closing(Store.open(database.address)) as store:
            store.records.save([new(each) for each in items], actor=Actor.of_run(1), at=AT)
            store.records.save([Save(next_version(items[0]), Action.CURATE, {})], actor=Actor.person("Bolat"), at=AT + HOUR)
            kept, _ = store.answers.keep(given, items[0])
            entries = list(store.audit.entries())
            stood = [store.states.at(each.id, AT + hours * HOUR) for each in items for hours in (0, 1)]
        downgrade(database, revision="r0015")
        _change_as_r0015(database, items[2].id)
        with closing(Store.open(database.address)) as store:
            assert [entry for entry in store.audit.entries() if entry.form != 2] == entries
            assert store.audit.verify() is None
            assert [store.states.at(each.id, AT + hours * HOUR) for each in items[:2] for hours in (0, 1)] == stood[:4]
            assert store.answers.get(kept.number) == kept
            assert [store.states.take_over(at=AT + 2 * HOUR) for _ in range(2)] == [1, 0]
            changed = store.states.at(items[2].id, AT + HOUR)
            assert isinstance(changed, Stood)
            assert (changed.record.version, changed.entry.form) == (2, 2)
            assert list(store.states.diverging()) == [Divergence(items[2].id, 1)], "no older version keeps a former state"

    def test_entries_of_version_0_1_are_erased(self, database: Database) -> None:
        upgrade(database)
        downgrade(database, revision="r0005")
        told = _write_trail_of_0_1(database)
        upgrade(database)
        with closing(Store.open(database.address)) as store:
            before = list(store.audit.leaves(after=0, until=len(told)))
            store.audit.erase([3, 6, 12], reason="asked by the person", by=COMMAND, at=AT)
            assert list(store.audit.leaves(after=0, until=len(told))) == before
            assert store.audit.verify() is None
            entries = [store.audit.get(number) for number in (3, 6, 12)]
            assert [entry.details for entry in entries] == [{"changed": [], "raw": "a", "run": 12}, {}, {}]
            assert {entry.actor for entry in entries} == {Actor.person("")}
        with database.writing() as connection:
            connection.execute(text("UPDATE audit SET actor = 'person:', details = '{}' WHERE id = 11"))
        with closing(Store.open(database.address)) as store:
            assert store.audit.verify() == 11

    def test_who_asked_stopped_settled_and_decided(self, database: Database) -> None:
        with closing(Store.open(database.address)) as store:
            run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
            store.runs.ask_stop(run.id, by=Actor.person("run 1"), at=AT)
            queued = store.runs.queue("kz_egov", since=None, by=Actor.person("a:b"), at=AT)
            due = store.runs.queue("tj_one", since=None, by=Actor.schedule("1d"), at=AT)
            store.schedules.decide("kg_data_gov", "off", by=Actor.person("Bolat"), at=AT)
            hold = store.holds.propose(run, cause=HoldCause.TOO_MANY, explanation="too many", since_run=run.id, at=AT)
            settled = store.holds.settle(hold.id, HoldState.DROPPED, by=Actor.person("Bolat"), reason="a fault", at=AT)
        downgrade(database, revision="r0005")
        with database.reading() as connection:
            assert connection.scalars(text("SELECT asked_by FROM run ORDER BY id")).all() == [None, "a:b", None]
            assert connection.scalars(text("SELECT stop_by FROM run ORDER BY id")).all() == ["run 1", None, None]
        with closing(Store.open(database.address)) as store:
            assert store.runs.stop_asked(run) == Actor.person("run 1")
            assert store.runs.get(queued.id) == queued
            assert store.runs.get(due.id) == due.model_copy(update={"asked_by": None})
            assert store.schedules.decided()["kg_data_gov"].by == Actor.person("Bolat")
            assert store.holds.get(hold.id) == settled

    def test_the_older_version_gives_nobody_more_than_the_role_did(self, database: Database) -> None:
        expires = AT + timedelta(days=1)
        with closing(Store.open(database.address)) as store:
            tokens = {role: store.tokens.add("Bolat", role=role, expires=expires, at=AT) for role in Role}
            store.refusals.keep(Actor.person("Bolat"), {"deed": "decide"}, record=record().id, at=AT)
        downgrade(database, revision="r0007")
        with closing(Store.open(database.address)) as store:
            holders = [store.tokens.check(tokens[role], at=AT) for role in Role]
            assert holders == [None, None, Holder("Bolat", Role.OFFICER), Holder("Bolat", Role.OFFICER)]
            assert store.audit.verify() is None

    def test_the_decisions_of_an_older_version_are_listed(self, database: Database) -> None:
        with closing(Store.open(database.address)) as store:
            run = store.runs.start("kg_data_gov", since=None, by=COMMAND, at=AT)
            items = many(2, run=run.id)
            store.records.save([new(item) for item in items], actor=Actor.of_run(run.id), at=AT)
            for step, (place, value) in enumerate([(0, "A"), (0, "B"), (1, "C"), (1, None), (0, None), (1, "D"), (1, "E")]):
                items[place] = decide(store, items[place], value, by="Bolat", at=AT + timedelta(minutes=step))
            items[0] = next_version(items[0])
            store.records.save([Save(items[0], Action.CURATE, {"reason": "of version 0.1"})], actor=Actor.person("Bolat"), at=AT)
            listed = store.decisions.list(Wanted())
            assert len(listed) == 7
        downgrade(database, revision="r0007")
        with closing(Store.open(database.address)) as store:
            assert store.decisions.list(Wanted()) == listed

    def test_an_older_version_has_no_questions_to_give_to_anybody(self, database: Database) -> None:
        fill(database)
        downgrade(database, revision="r0008")
        assert "assignment" not in inspect(database.engine).get_table_names()
        with closing(Store.open(database.address)) as store:
            assert store.assignments.all() == {}
            assert store.tokens.list()

    def test_an_older_version_does_not_know_what_answers_depend_on(self, database: Database) -> None:
        with closing(Store.open(database.address)) as store:
            store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
            grounds = [MovedGrounds(before="KZ", after="RU", count=1)]
            kept = store.proposals.keep(proposal(*about(record())), about(record()), grounds)
        downgrade(database, revision="r0010")
        assert "proposal_grounds" not in inspect(database.engine).get_table_names()
        with closing(Store.open(database.address)) as store:
            assert store.proposals.get(kept.id) == kept
            assert store.proposals.grounds(kept.id) == ()

    def test_the_older_version_keeps_the_decisions_of_proposals(self, database: Database) -> None:
        with closing(Store.open(database.address)) as store:
            store.records.save([new(record())], actor=Actor.of_run(1), at=AT)
            kept = store.proposals.keep(proposal(*about(record())), about(record()))
            store.proposals.turn(turned(kept), was=ProposalState.DRAFT, saves=decisions(kept, record()))
            listed, records = store.decisions.list(Wanted()), list(store.records.stream())
        downgrade(database, revision="r0008")
        assert not {"proposal", "proposal_record"} & set(inspect(database.engine).get_table_names())
        with closing(Store.open(database.address)) as store:
            assert (store.decisions.list(Wanted()), list(store.records.stream())) == (listed, records)
            assert store.proposals.list() == ()
            assert store.audit.verify() is None

    def test_by_which_rules_records_were_judged_is_noted(self, database: Database) -> None:
        fill(database)
        rules = record().assessment.rules
        downgrade(database, revision="r0010")
        assert "reassessment" not in inspect(database.engine).get_table_names()
        with closing(Store.open(database.address)) as store:
            assert store.records.judged_otherwise(rules) == {}
            assert sum(store.records.judged_otherwise("others").values()) == store.records.count(status=None) > 0
            assert store.reassessments.list() == ()

    def test_opening_again_changes_nothing(self, database: Database) -> None:
        fill(database)
        with closing(Store.open(database.address)) as store:
            assert store.records.get(record().id) == record()

    def test_a_migration_that_fails_leaves_the_database_as_it_was(self, database: Database) -> None:
        fill(database)
        with pytest.raises(StoreError), migrating(database.address) as config:  # noqa: PT012 - the second statement fails
            config.attributes["connection"].execute(text("DROP TABLE token"))
            config.attributes["connection"].execute(text("DROP TABLE token"))
        assert "token" in inspect(database.engine).get_table_names()

    def test_a_database_of_a_newer_version_is_left_alone(self, database: Database) -> None:
        fill(database)
        with database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
        with pytest.raises(UnknownSchema, match="r9999"):
            Store.open(database.address)


TRAIL: tuple[tuple[str, str, dict[str, object], Actor], ...] = (
    ("create", "run 12", {"raw": "a"}, Actor.of_run(12)),
    ("restore", "run 12", {"changed": [], "raw": "a"}, Actor.of_run(12)),
    ("restore", "run 12", {"changed": [], "raw": "a", "run": 12}, Actor.person("run 12")),
    ("withdraw", "run 12", {"run": 12}, Actor.of_run(12)),
    ("withdraw", "run 12", {"hold": 1, "reason": "gone", "run": 12}, Actor.person("run 12")),
    ("curate", "run 12", {"reason": "asked"}, Actor.person("run 12")),
    ("change", "run 12 and more", {"raw": "a"}, Actor.person("run 12 and more")),
    ("change", "run 012", {"raw": "a"}, Actor.person("run 012")),
    ("create", "restore", {"from": "archive", "raw": "a"}, Actor.system("restore")),
    ("curate", "restore", {"reason": "asked"}, Actor.person("restore")),
    ("curate", "person:x", {"reason": "asked"}, Actor.person("person:x")),
    ("curate", "Айсулуу", {"reason": "asked"}, Actor.person("Айсулуу")),
)
"""Entries of version 0.1: action, actor, details, and who that was."""


def _write_trail_of_0_1(database: Database) -> list[Actor]:
    """Write `TRAIL` as version 0.1 did, and return who did it."""
    head, item = "0" * 64, record().id
    with database.writing() as connection:
        for number, (action, actor, details, _) in enumerate(TRAIL, start=1):
            entry = {"id": number, "record": str(item), "action": action, "actor": actor, "at": AT.isoformat()}
            hashed = orjson.dumps({**entry, "details": details, "previous_hash": head}, option=orjson.OPT_SORT_KEYS)
            row = {"id": number, "record_id": item, "action": action, "actor": actor, "at": AT, "previous_hash": head}
            head = sha256(hashed).hexdigest()
            written = orjson.dumps(details, option=orjson.OPT_SORT_KEYS).decode()
            connection.execute(OLD_AUDIT.insert().values(**row, details=written, hash=head))
        connection.execute(text("UPDATE audit_head SET entry = :entry, hash = :hash"), {"entry": len(TRAIL), "hash": head})
    return [who for *_, who in TRAIL]


def _change_as_r0015(database: Database, item: UUID) -> None:
    """Change a record as the version of revision r0015 did: no state is kept, and the entry is of form 2."""
    with database.writing() as connection:
        number, head = connection.execute(text("SELECT entry, hash FROM audit_head")).one()
        actor = {"kind": "person", "name": "Bolat"}
        entry = {"id": number + 1, "record": str(item), "action": "curate", "actor": actor, "at": (AT + HOUR).isoformat()}
        hashed = orjson.dumps({**entry, "details": {}, "form": 2, "previous_hash": head}, option=orjson.OPT_SORT_KEYS)
        row = {"id": number + 1, "record_id": item, "action": "curate", "actor": "person:Bolat", "at": AT + HOUR, "form": 2}
        row |= {"details": "{}", "previous_hash": head, "hash": sha256(hashed).hexdigest()}
        connection.execute(OLD_AUDIT.insert().values(**row))
        connection.execute(text("UPDATE audit_head SET entry = :id, hash = :hash"), {"id": row["id"], "hash": row["hash"]})
        version = table("record", column("id", Uuid()), column("version"))
        connection.execute(version.update().where(version.c.id == item).values(version=2))


OLD_AUDIT = table(
    "audit",
    *(column(name) for name in ("id", "action", "actor", "details", "form", "previous_hash", "hash")),
    column("record_id", Uuid()),
    column("at", UtcDateTime()),
)


def _trail(database: Database) -> list[AuditEntry]:
    with closing(Store.open(database.address)) as store:
        return list(store.audit.history(record().id))
