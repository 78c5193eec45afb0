"""An installation as one that was there before Serai kept states: a trail of the old form, and no former state."""

import sqlite3
from contextlib import closing

from registry.proof.entries import WHOLE_FORM, entry_hash
from registry.services import Services
from registry.store.audit import GENESIS
from schemas.audit import AuditEntry


def forget_states(services: Services) -> None:
    """Take the states out of the database of an installation, with all that the trail has of them."""
    entries, last = [], GENESIS
    for each in services.store.audit.entries():
        entries.append(_old(each, last))
        last = entries[-1].hash
    with closing(sqlite3.connect(services.settings.home / "serai.db")) as database, database:
        guard = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('audit', 'record_state')"
        triggers = database.execute(guard).fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        told = [(each.form, each.previous_hash, each.hash, each.id) for each in entries]
        change = "UPDATE audit SET form = ?, previous_hash = ?, hash = ?, salt = NULL, private = NULL, state = NULL WHERE id = ?"
        database.executemany(change, told)
        database.execute("UPDATE audit_head SET hash = ?", (last,))
        database.execute("DELETE FROM record_state")
        database.execute("UPDATE record SET entry = NULL, salt = NULL")
        for _, sql in triggers:
            database.execute(sql)
    assert services.store.audit.verify() is None


def _old(entry: AuditEntry, before: str) -> AuditEntry:
    known = {"form": WHOLE_FORM, "previous_hash": before, "salt": None, "private": None, "state": None}
    old = entry.model_copy(update=known)
    return old.model_copy(update={"hash": entry_hash(old)})
