"""Former states of records are kept, entries of the trail commit to states, and what they commit to can be erased.

Records that are there already are taken over later, a few at a time: this revision takes no longer for a million records. On the
way down former states stay where they are. What the older versions do not know of the entries of form 3, and of the records that
these prove, is kept in tables of its own. So after a later upgrade the whole trail can be checked again. A record that an older
version has changed meanwhile is taken over again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SAME = ("id", "record_id", "action", "at", "form", "previous_hash", "hash", "private", "state")
"""The columns of an entry that no erasure changes."""

NEW = ("salt", "private", "state")
"""The new columns of an entry."""

RARE = (("ix_audit_signs", "sign"), ("ix_audit_erases", "erase"))
"""Indexes of entries that are few and asked for often."""

LEFT = (
    ("audit", ("id", "form", "actor", *NEW), "form = 3"),
    ("record", ("id", "version", "entry", "salt"), "entry IS NOT NULL"),
    ("answer", ("id", "entry"), "entry IS NOT NULL"),
)
"""What the older versions do not know, or read in another way, and the way down leaves: of which table, columns and rows."""


def _only_erased(equal: str) -> str:
    """The condition that an update of an entry is an erasure. `equal` compares two values that may be NULL."""
    same = " AND ".join(f"NEW.{name} {equal} OLD.{name}" for name in SAME)
    return (
        f"{same} AND NEW.salt IS NULL AND (OLD.salt IS NOT NULL OR OLD.form < 3) "
        "AND (NEW.actor = OLD.actor OR NEW.actor = 'person:') AND length(NEW.details) <= length(OLD.details)"
    )


UNGUARD = {
    "sqlite": ("DROP TRIGGER audit_no_update",),
    "postgresql": ("DROP TRIGGER audit_append_only ON audit",),
}
UNGUARD_NEW = {
    "sqlite": UNGUARD["sqlite"],
    "postgresql": (*UNGUARD["postgresql"], "DROP TRIGGER audit_no_update ON audit"),
}
GUARD = {
    "sqlite": (
        f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit WHEN NOT ({_only_erased('IS')}) "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER audit_append_only BEFORE DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW "
        f"WHEN (NOT ({_only_erased('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION refuse_audit_change()",
    ),
}
OLD_GUARD = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _run(UNGUARD[dialect])
    for name in NEW:
        op.add_column("audit", sa.Column(name, sa.Text(), nullable=True))
    came_down = sa.inspect(op.get_bind()).has_table("audit_form_3")
    if came_down:
        _bring_back("audit", "form", "actor", *NEW)
    _run(GUARD[dialect])
    for name, action in RARE:
        where = sa.text(f"action = '{action}'")
        op.create_index(name, "audit", ["id"], sqlite_where=where, postgresql_where=where)
    op.add_column("record", sa.Column("entry", sa.BigInteger(), nullable=True))
    op.add_column("record", sa.Column("salt", sa.Text(), nullable=True))
    waiting = sa.text("entry IS NULL")
    op.add_column("answer", sa.Column("entry", sa.BigInteger(), nullable=True))
    op.create_index("ix_record_not_taken_over", "record", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    if came_down:
        _bring_back("record", "entry", "salt", same=("id", "version"))  # each change of a record makes another version
        _bring_back("answer", "entry")
    else:
        _create_states()
    op.create_table(
        "checkpoint",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "size", name="pk_checkpoint"),
    )
    op.create_table(
        "witnessed",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name="pk_witnessed"),
    )
    op.create_table(
        "witness",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("origin", "witness", name="pk_witness"),
    )


def _create_states() -> None:
    op.create_table(
        "record_state",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("raw_hash", sa.Text(), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        *(sa.Column(layer, JSON, nullable=True) for layer in ("dataset", "curation", "assessment", "provenance")),
        sa.PrimaryKeyConstraint("record_id", "version", name="pk_record_state"),
    )
    op.create_index("ix_record_state_entry", "record_state", ["entry"])


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("witness", "witnessed", "checkpoint"):
        op.drop_table(table)
    for table, names, which in LEFT:
        op.execute(f"CREATE TABLE {table}_form_3 AS SELECT {', '.join(names)} FROM {table} WHERE {which}")  # noqa: S608 - constants
        op.create_index(f"ix_{table}_form_3", f"{table}_form_3", ["id"], unique=True)
    op.drop_column("answer", "entry")
    op.drop_index("ix_record_not_taken_over", "record")
    op.drop_column("record", "salt")
    op.drop_column("record", "entry")
    _run(UNGUARD_NEW[dialect])
    for name, _ in RARE:
        op.drop_index(name, "audit")
    for name in NEW:
        op.drop_column("audit", name)
    _run(OLD_GUARD[dialect])


def _bring_back(name: str, *columns: str, same: tuple[str, ...] = ("id",)) -> None:
    """Fill columns of a table again with what the way down left, in the rows that are the `same`."""
    table, kept = (sa.table(each, *map(sa.column, (*same, *columns))) for each in (name, f"{name}_form_3"))
    found = sa.and_(*(kept.c[each] == table.c[each] for each in same))
    values = {each: sa.select(kept.c[each]).where(found).scalar_subquery() for each in columns}
    op.execute(table.update().values(values).where(sa.exists().where(found)))
    op.drop_table(f"{name}_form_3")


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)
