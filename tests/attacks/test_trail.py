"""Whoever can write the database, or has the key, cannot change the past unseen: each attempt is found, and where it begins.

Each attempt is looked for by `serai verify`, which has the database and what is published, and by the check of an export, which
has nothing but the public key. `registry/proof/README.md` has the table of who finds what.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from registry.operation.trail_key import FILE, new_key, signers, write
from registry.pipeline.export import NothingSigned, export
from registry.pipeline.publish import Forked, KeyUnknown, publish
from registry.pipeline.trail import signed as signed_last
from registry.pipeline.trail import verifiers
from registry.pipeline.trail_check import TrailFault
from registry.pipeline.verify import Verification, verify
from registry.proof.checkpoint import Checkpoint
from registry.proof.comparing import Relation, compare, compare_checkpoint
from registry.proof.entries import committed, entry_hash, private_part
from registry.proof.export_check import check
from registry.proof.export_faults import ExportFault
from registry.proof.growing import Growing
from registry.proof.keys import Signer, Verifier
from registry.proof.notes import signed, unverified_text
from registry.proof.tree import leaf_hash
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.audit_rows import Event
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action, AuditEntry
from schemas.canonical import canonical, digest
from schemas.record import CatalogRecord
from tests.contracts.store.answers import answer
from tests.factories import record
from tests.homes import new_home

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
BY = Actor.person("Aizada Bekova")
DISARM = ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_no_replace")
RECORDS = 12


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return new_home(tmp_path / "home")


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    """An installation with records that a person created and changed, and which is signed."""
    with opened(home) as services:
        made = [record(identifier=f"{at}", raw_hash=services.archive.put(b"%d" % at)) for at in range(RECORDS)]
        save(services, *made)
        publish(services)
        save(services, *(each.model_copy(update={"version": 2}) for each in made), action=Action.CHANGE)
        publish(services)
        yield services


def opened(home: Path) -> AbstractContextManager[Services]:
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None, trail_key=None)
    return open_services(settings, clock=lambda: AT)


def save(services: Services, *records: CatalogRecord, action: Action = Action.CREATE) -> None:
    saves = [Save(each, action, {"why": "a letter"}) for each in records]
    services.store.records.save(saves, actor=BY, at=AT)


def intrude(home: Path, *statements: str, rows: tuple[tuple[str, tuple[object, ...]], ...] = ()) -> None:
    """Write behind the store's back."""
    with closing(sqlite3.connect(home / "serai.db")) as intruder, intruder:
        for statement in (*DISARM, *statements):
            intruder.execute(statement)
        for statement, values in rows:
            intruder.execute(statement, values)


def write_more(home: Path, statement: str, *values: object) -> None:
    """Write behind the store's back once more."""
    with closing(sqlite3.connect(home / "serai.db")) as intruder, intruder:
        intruder.execute(statement, values)


def rewritten(services: Services, home: Path, change: Callable[[AuditEntry], AuditEntry], *, from_: int) -> None:
    """Change entries from one on, and compute all that depends on them anew: commitments, hashes, the chain and its head."""
    entries, rows = list(services.store.audit.entries()), list[tuple[str, tuple[object, ...]]]()
    before = entries[from_ - 2].hash
    for entry in entries[from_ - 1 :]:
        made = change(entry)
        private = private_part(made.actor, made.details)
        commitment = committed(made.salt, private) if made.salt and private else made.private
        made = made.model_copy(update={"private": commitment, "previous_hash": before})
        before = entry_hash(made)
        actor, details = f"{made.actor.kind.value}:{made.actor.name}", canonical(made.details).decode()
        values = (actor, details, made.private, made.previous_hash, before, made.id)
        rows.append(("UPDATE audit SET actor = ?, details = ?, private = ?, previous_hash = ?, hash = ? WHERE id = ?", values))
    intrude(home, rows=(*rows, ("UPDATE audit_head SET hash = ?", (before,))))


@dataclass(frozen=True)
class Findings:
    """What is found: by `serai verify`, and in an export by the check."""

    broken_at: int | None
    trail: dict[TrailFault, str]
    export: dict[ExportFault, int | None]


def look(services: Services, *keys: Verifier) -> Findings:
    """What is found now, of each fault the first place."""
    found: Verification = verify(services)
    keys = keys or verifiers(services)
    report = check(export(services, private=True, by=BY).lines, verifiers=keys)
    faults = dict[ExportFault, int | None]()
    for each in report.found:
        faults.setdefault(each.fault, each.entry)
    return Findings(found.trail_broken_at, {each.fault: each.example[0] for each in found.trail.found}, faults)


def of_creation(services: Services, number: int = 3) -> int:
    """The entry about the creation of a record."""
    return [each.id for each in services.store.audit.entries(action=Action.CREATE)][number]


def test_what_nobody_touched_is_whole(services: Services) -> None:
    assert look(services) == Findings(None, {}, {})


def test_a_changed_entry(services: Services, home: Path) -> None:
    at = of_creation(services)
    intrude(home, f"UPDATE audit SET action = 'withdraw' WHERE id = {at}")
    found = look(services)
    assert (found.broken_at, found.trail[TrailFault.OTHER_PAST]) == (at, f"entry {at}")
    assert found.export[ExportFault.ENTRY_CHANGED] == at
    assert ExportFault.OTHER_PAST in found.export


def test_a_changed_private_detail(services: Services, home: Path) -> None:
    at = of_creation(services)
    intrude(home, f"UPDATE audit SET details = replace(details, 'letter', 'rumour') WHERE id = {at}")
    assert look(services) == Findings(at, {}, {ExportFault.PRIVATE_CHANGED: at})


def test_a_person_who_is_renamed(services: Services, home: Path) -> None:
    at = of_creation(services)
    intrude(home, f"UPDATE audit SET actor = 'person:Bolat Sapar' WHERE id = {at}")
    assert look(services) == Findings(at, {}, {ExportFault.PRIVATE_CHANGED: at})


def test_a_person_who_is_renamed_and_the_chain_computed_anew(services: Services, home: Path, tmp_path: Path) -> None:
    at, before = of_creation(services), list(export(services, private=True, by=BY).lines)
    renamed = Actor.person("Bolat Sapar")
    rewritten(services, home, lambda entry: entry.model_copy(update={"actor": renamed}) if entry.id == at else entry, from_=at)
    found = look(services)
    assert (found.broken_at, found.trail) == (None, {TrailFault.OTHER_PAST: f"entry {at}"})
    assert found.export == {ExportFault.OTHER_PAST: 1}
    compared = compare(before, list(export(services, private=True, by=BY).lines), verifiers=verifiers(services))
    assert (compared.relation, compared.entry) == (Relation.FORKED, at)
    with pytest.raises(Forked):
        publish(services)


def test_an_earlier_checkpoint_in_the_export_narrows_where_another_past_begins(services: Services, home: Path) -> None:
    save(services, *(record(identifier=f"many {at}") for at in range(300)))
    first = publish(services)
    save(services, *(record(identifier=f"more {at}") for at in range(300)))
    publish(services)
    assert first is not None
    at, renamed = first.size + 10, Actor.person("Bolat Sapar")
    rewritten(services, home, lambda entry: entry.model_copy(update={"actor": renamed}) if entry.id == at else entry, from_=at)
    found = look(services)
    assert (found.broken_at, found.trail[TrailFault.OTHER_PAST]) == (None, f"entry {at}")
    assert found.export == {ExportFault.OTHER_PAST: first.size + 1}


def test_a_cut_end(services: Services, home: Path) -> None:
    at = services.store.audit.end() - 4
    hashed = services.store.audit.get(at).hash
    intrude(home, f"DELETE FROM audit WHERE id > {at}", f"UPDATE audit_head SET entry = {at}, hash = '{hashed}'")
    found = look(services)
    assert (found.broken_at, found.trail[TrailFault.CUT]) == (None, f"entry {at + 1} of {at + 4}")
    assert found.export[ExportFault.CUT] == at + 1
    with pytest.raises(Forked) as forked:
        publish(services)
    assert forked.value.entry <= at + 4


def test_a_missing_entry(services: Services, home: Path) -> None:
    at = of_creation(services)
    intrude(home, f"DELETE FROM audit WHERE id = {at}")
    found = look(services)
    assert (found.broken_at, found.trail[TrailFault.OTHER_PAST]) == (at, f"entry {at}")
    assert found.export[ExportFault.ENTRY_MISSING] == at


def test_swapped_entries(services: Services, home: Path) -> None:
    at = of_creation(services)
    moves = ((at, -1), (at + 1, at), (-1, at + 1))
    intrude(home, *(f"UPDATE audit SET id = {to} WHERE id = {from_}" for from_, to in moves))
    found = look(services)
    assert (found.broken_at, found.trail[TrailFault.OTHER_PAST]) == (at, f"entry {at}")
    assert found.export[ExportFault.ENTRY_CHANGED] == at


def test_an_entry_that_was_added_behind_the_stores_back(services: Services, home: Path) -> None:
    at = services.store.audit.end()
    columns = "record_id, action, actor, at, details, previous_hash, hash, form, salt, private, state"
    intrude(home, f"INSERT INTO audit (id, {columns}) SELECT {at + 1}, {columns} FROM audit WHERE id = {at}")
    found = verify(services)
    assert found.trail_broken_at == at + 1
    write_more(home, "UPDATE audit_head SET entry = ?", at + 1)
    assert verify(services).trail_broken_at == at + 1
    assert look(services).export[ExportFault.ENTRY_CHANGED] == at + 1


def test_a_class_that_is_changed_by_hand(services: Services, home: Path) -> None:
    id_ = record(identifier="3").id
    changed = "json_set(assessment, '$.privacy.privacy_class', 'personal')"
    intrude(home, f"UPDATE record_layers SET assessment = {changed} WHERE record_id = '{id_.hex}'")
    found = look(services)
    assert found == Findings(None, {TrailFault.STATE_DIFFERS: f"record {id_} version 2"}, {})


def test_a_former_state_that_is_changed_by_hand(services: Services, home: Path) -> None:
    id_ = record(identifier="3").id
    changed = "json_set(assessment, '$.privacy.privacy_class', 'personal')"
    intrude(home, f"UPDATE record_state SET assessment = {changed} WHERE record_id = '{id_.hex}'")
    assert look(services) == Findings(None, {TrailFault.STATE_DIFFERS: f"record {id_} version 1"}, {})


def test_a_record_that_is_removed_by_hand(services: Services, home: Path) -> None:
    id_ = record(identifier="3").id
    intrude(home, *(f"DELETE FROM {table} WHERE record_id = '{id_.hex}'" for table in ("record_layers", "record_state")))
    assert set(look(services).trail) == {TrailFault.STATE_DIFFERS}


def test_a_name_that_is_erased_while_no_entry_says_so(services: Services, home: Path) -> None:
    at = of_creation(services)
    intrude(home, f"UPDATE audit SET actor = 'person:', details = '{{}}', salt = NULL WHERE id = {at}")
    found = look(services)
    assert found.broken_at == at
    assert found.export[ExportFault.PRIVATE_MISSING] == at


def test_rules_that_are_changed_in_the_database_and_in_the_archive(services: Services, home: Path) -> None:
    rules = next(services.store.audit.entries(action=Action.PUT_IN_FORCE))
    archived = home / "archive" / rules.details["hash"][:2] / rules.details["hash"][2:]
    archived.write_bytes(b"{}")
    intrude(home, f"UPDATE rule_file SET content = content || ' ' WHERE rule_set_id = {rules.details['rule_set']}")
    found = look(services)
    assert (found.broken_at, set(found.trail)) == (None, {TrailFault.RULES_DAMAGED})
    assert found.export == {ExportFault.RULES_MISSING: rules.id}
    assert verify(services).rules_damaged == (rules.details["rule_set"],)


def test_a_checkpoint_that_is_changed(services: Services, home: Path) -> None:
    keys = verifiers(services)
    intrude(home, "UPDATE checkpoint SET note = replace(note, 'trail', 'trial')")
    found = look(services, *keys)
    assert TrailFault.NOT_SIGNED in found.trail
    assert set(found.export) & {ExportFault.NOT_SIGNED, ExportFault.OTHER_LOG}


@pytest.mark.parametrize("details", ["{}", '{"key":"nonsense","replaces":null}', '{"key":5}'])
def test_a_key_in_the_trail_that_is_changed(services: Services, home: Path, details: str) -> None:
    at = next(services.store.audit.entries(action=Action.SIGN)).id
    intrude(home, f"UPDATE audit SET details = '{details}' WHERE id = {at}")
    found = verify(services)
    assert (found.trail_broken_at, found.trail.found[0].example) == (at, (f"entry {at}",))
    with pytest.raises(NothingSigned):
        export(services, private=False, by=BY)
    with pytest.raises(KeyUnknown):
        publish(services)


def test_an_answer_that_was_removed(services: Services) -> None:
    answer = Event(CATALOGUE, Action.ANSWER, BY, AT, {"answer": 7, "dataset": "x", "content": "0" * 64})
    told = services.store.audit.add(answer)
    assert look(services) == Findings(None, {TrailFault.ANSWER_DIFFERS: f"answer 7, entry {told}"}, {})


@pytest.mark.parametrize("hash_too", [False, True])
def test_a_kept_answer_that_was_changed(services: Services, home: Path, hash_too: bool) -> None:
    """Somebody writes another effect into it, and computes its hash anew."""
    item = record(identifier="0")
    kept, _ = services.store.answers.keep(answer(item), item)
    assert look(services) == Findings(None, {}, {})
    content = kept.content.replace('"conditional"', '"allowed"')
    write_more(home, "UPDATE answer SET content = ?", content)
    if hash_too:
        write_more(home, "UPDATE answer SET hash = ?", digest(content.encode()))
    found = look(services).trail[TrailFault.ANSWER_DIFFERS]
    assert found == (f"answer {kept.number}, entry {kept.entry}" if hash_too else f"answer {kept.number}")


def test_published_files_that_hide_where_another_past_begins(services: Services, home: Path) -> None:
    at, renamed = of_creation(services), Actor.person("Bolat Sapar")
    rewritten(services, home, lambda entry: entry.model_copy(update={"actor": renamed}) if entry.id == at else entry, from_=at)
    for file in (home / "archive" / "published").rglob("tile/**/*"):
        if file.is_file():
            file.unlink()
    last = signed_last(services)
    assert last is not None
    assert look(services).trail[TrailFault.OTHER_PAST] == f"an entry up to {last.size}"


def test_another_history_under_another_key(services: Services, home: Path) -> None:
    """Who can write database and archive makes another past, and signs it: with a key of their own, for they have no other."""
    genuine, at = verifiers(services), of_creation(services)
    mine = new_key(services.settings, name=genuine[0].name)

    def change(entry: AuditEntry) -> AuditEntry:
        if entry.action is Action.SIGN:
            return entry.model_copy(update={"details": {"key": str(mine.verifier), "replaces": None}})
        return entry.model_copy(update={"actor": Actor.person("Bolat Sapar")}) if entry.id == at else entry

    first = next(services.store.audit.entries(action=Action.SIGN)).id
    rewritten(services, home, change, from_=min(at, first))
    tree = Growing()
    for leaf in services.store.audit.leaves(after=0, until=services.store.audit.end()):
        tree.add(leaf_hash(leaf))
    note = signed(Checkpoint(mine.name, tree.size, tree.root()).text, mine)
    write_more(home, "UPDATE checkpoint SET note = ? WHERE size = ?", note, tree.size)
    found = look(services, *genuine)
    assert (found.broken_at, found.trail[TrailFault.KEY_DIFFERS]) == (None, str(mine.verifier))
    assert ExportFault.NOT_SIGNED in found.export
    with pytest.raises(KeyUnknown):
        publish(services)


def test_two_histories_under_one_key(services: Services, home: Path, tmp_path: Path) -> None:
    """Who has the key signs two histories. Each holds by itself; both together show it, and nobody else can have made them."""
    services.store.sync()
    shutil.copytree(home, tmp_path / "twin")
    end = services.store.audit.end()
    save(services, record(identifier="for one"))
    one = list(export(services, private=False, by=BY).lines)
    with opened(tmp_path / "twin") as twin:
        save(twin, record(identifier="for another"))
        other = list(export(twin, private=False, by=BY).lines)
        assert (verify(twin).trail.found, verify(services).trail.found) == ((), ())
    keys = verifiers(services)
    assert check(one, verifiers=keys).whole
    assert check(other, verifiers=keys).whole
    found = compare(one, other, verifiers=keys)
    assert (found.relation, found.entry, found.proven) == (Relation.FORKED, end + 1, True)
    note = json.loads(other[0])["export"]["checkpoint"]
    size = Checkpoint.parse(unverified_text(note)).size
    found = compare_checkpoint(one, note, verifiers=keys)
    assert (found.relation, found.entry, found.proven) == (Relation.FORKED, size, True)


def test_an_older_backup_with_another_future_is_not_signed(services: Services, home: Path, tmp_path: Path) -> None:
    (tmp_path / "restored").mkdir()
    with (
        closing(sqlite3.connect(home / "serai.db")) as database,
        closing(sqlite3.connect(tmp_path / "restored" / "serai.db")) as backup,
    ):
        database.backup(backup)
    save(services, record(identifier="lost"))
    publish(services)
    bring(home, tmp_path / "restored", signers(services.settings))
    with opened(tmp_path / "restored") as restored:
        end = restored.store.audit.end()
        assert verify(restored).trail.found[0].fault is TrailFault.CUT
        with pytest.raises(Forked) as forked:
            publish(restored)
        assert forked.value.entry == end + 1
        save(restored, record(identifier="another future"))
        with pytest.raises(Forked):
            publish(restored)
        assert verify(restored).trail.found[0].fault is TrailFault.OTHER_PAST
        assert verify(restored).trail.found[0].example == (f"entry {end + 1}",)


def test_a_database_from_before_the_first_checkpoint(services: Services, home: Path, tmp_path: Path) -> None:
    (tmp_path / "restored").mkdir()
    new_home(tmp_path / "restored")
    bring(home, tmp_path / "restored", signers(services.settings))
    with opened(tmp_path / "restored") as restored:
        end = restored.store.audit.end()
        assert verify(restored).trail.found[0].fault is TrailFault.CUT
        assert verify(restored).trail.found[0].example == (f"entry {end + 1} of {services.store.audit.end()}",)


def bring(home: Path, to: Path, keys: tuple[Signer, ...]) -> None:
    """The archive and the keys of an installation, to another one."""
    shutil.copytree(home / "archive", to / "archive")
    write(to / FILE, *keys)


def test_entries_of_an_export_are_chained(services: Services) -> None:
    """The cases above change something: here is what they change."""
    entries = list(services.store.audit.entries())
    assert len(entries) > 2 * RECORDS
    assert all(after.previous_hash == before.hash for before, after in pairwise(entries))
