"""An actor has a kind: `kind:name` instead of only a name. An entry of the trail has the form of its hash.

The older entries were written by version 0.1. An entry is by a run if its actor has the name of a run and only a run does what it
says. It is by the system if it restored a record from the archive. All other entries are by people, whatever their names.

A downgrade turns the actors into texts again. The older version can read the entries of form 2, but not check their hashes. Their
ids and actors are kept in a table of their own, so that after a later upgrade the whole trail can be checked again.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

PEOPLE = (("run", "asked_by"), ("run", "stop_by"), ("hold", "by"), ("schedule", "by"))
"""Columns that had only people."""

IS_CALLED_RUN = {
    "sqlite": "actor GLOB 'run [1-9]*' AND actor NOT GLOB 'run *[^0-9]*'",
    "postgresql": "actor ~ '^run [1-9][0-9]*$'",
}
A_RUN_DOES = """(
    action IN ('create', 'change')
    OR action = 'withdraw' AND details = '{"run":' || substr(actor, 5) || '}'
    OR action = 'restore' AND details NOT LIKE '%"run":%'
)"""
"""People withdraw and restore too, when they release a hold or put a source back; then `details` has more."""

UNGUARD = {
    "sqlite": ("DROP TRIGGER audit_no_update",),
    "postgresql": ("DROP TRIGGER audit_append_only ON audit",),
}
GUARD = {
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
    op.add_column("audit", sa.Column("form", sa.SmallInteger(), nullable=False, server_default=sa.text("1")))
    _run(UNGUARD[dialect])
    _set(
        "audit",
        "actor",
        f"""CASE WHEN {IS_CALLED_RUN[dialect]} AND {A_RUN_DOES} THEN 'run:' || substr(actor, 5)
            WHEN actor = 'restore' AND action = 'create' THEN 'system:restore'
            ELSE 'person:' || actor END""",
    )
    if sa.inspect(op.get_bind()).has_table("audit_form_2"):
        op.execute(
            "UPDATE audit SET form = 2, actor = (SELECT kept.actor FROM audit_form_2 kept WHERE kept.id = audit.id) "
            "WHERE id IN (SELECT id FROM audit_form_2)"
        )
        op.drop_table("audit_form_2")
    _run(GUARD[dialect])
    for table, column in PEOPLE:
        _set(table, column, f"""'person:' || "{column}" """)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.execute("CREATE TABLE audit_form_2 AS SELECT id, actor FROM audit WHERE form = 2")
    _run(UNGUARD[dialect])
    _set("audit", "actor", _old("actor"))
    op.drop_column("audit", "form")
    _run(GUARD[dialect])
    op.execute("UPDATE run SET asked_by = NULL WHERE asked_by NOT LIKE 'person:%'")
    for table, column in PEOPLE:
        _set(table, column, _old(column))


def _old(column: str) -> str:
    """The text of version 0.1: `run 12`, or only a name."""
    find = {"sqlite": "instr", "postgresql": "strpos"}[op.get_bind().dialect.name]
    name = f"""substr("{column}", {find}("{column}", ':') + 1)"""
    return f"""CASE WHEN "{column}" LIKE 'run:%' THEN 'run ' || {name} ELSE {name} END"""


def _set(table: str, column: str, value: str) -> None:
    op.execute(f'UPDATE {table} SET "{column}" = {value} WHERE "{column}" IS NOT NULL')  # noqa: S608 - all parts are in this file


def _run(statements: tuple[str, ...]) -> None:
    for statement in statements:
        op.execute(statement)
