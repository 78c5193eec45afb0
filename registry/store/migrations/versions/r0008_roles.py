"""A token has a role, decisions have a table by which lists find them, and refusals an index.

Until now every token was allowed what an officer is. An older version knows no roles: on the way down, tokens of lower roles are
withdrawn, so that nobody may more than before. Refusals stay in the trail: their entries are checked like the others, but the
older version cannot show the history of a record that has one.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 1000

DECISION = sa.table("decision", *(sa.column(name) for name in ("entry", "record_id", "source", "aspect", "by", "at", "state")))


def upgrade() -> None:
    op.add_column("token", sa.Column("role", sa.Text(), nullable=False, server_default=sa.text("'officer'")))
    op.create_table(
        "decision",
        sa.Column("entry", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_decision"),
    )
    for columns in (["record_id", "aspect"], ["by", "entry"], ["source", "entry"], ["state", "entry"], ["at"]):
        op.create_index(f"ix_decision_{'_'.join(columns)}", "decision", columns)
    refused = sa.text("action = 'refuse'")
    op.create_index("ix_audit_refused", "audit", ["id"], sqlite_where=refused, postgresql_where=refused)
    _fill()


def _fill() -> None:
    """Note the decisions that the trail has."""
    connection = op.get_bind()
    rows = list(_decided(connection))
    last: dict[tuple[object, str], dict[str, Any]] = {}
    for row in rows:
        before = last.get((row["record_id"], row["aspect"]))
        if before and before["state"] == "in-force":
            before["state"] = "replaced" if row["state"] == "in-force" else "taken-back"
        last[row["record_id"], row["aspect"]] = row
    for start in range(0, len(rows), BATCH):
        connection.execute(DECISION.insert(), rows[start : start + BATCH])


def _decided(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    entries = sa.text(
        "SELECT audit.id, audit.record_id, record.source, audit.actor, audit.at, audit.details FROM audit "
        "JOIN record ON record.id = audit.record_id WHERE audit.action = 'curate' ORDER BY audit.id"
    )
    for entry in connection.execute(entries):
        details = orjson.loads(entry.details)
        if aspect := details.get("aspect"):
            yield {
                "entry": entry.id,
                "record_id": entry.record_id,
                "source": entry.source,
                "aspect": aspect,
                "by": entry.actor,
                "at": entry.at,
                "state": "in-force" if details.get("after") else "taken-back",
            }


def downgrade() -> None:
    op.drop_index("ix_audit_refused", "audit")
    op.drop_table("decision")
    op.execute("DELETE FROM token WHERE role IN ('reader', 'curator')")
    op.drop_column("token", "role")
