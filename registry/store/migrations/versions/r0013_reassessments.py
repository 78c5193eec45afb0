"""Re-assessments of all records, with what differs; and by which rules the conclusions of each record hold.

On the way down the re-assessments are lost; what they applied stays.
"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

RULES = {"sqlite": "json_extract(assessment, '$.rules')", "postgresql": "assessment ->> 'rules'"}
"""The rules by which a record was judged."""


def upgrade() -> None:
    op.add_column("record", sa.Column("rules", sa.Text(), nullable=True))
    note_rules()
    op.create_index("ix_record_rules_source", "record", ["rules", "source"])
    op.create_table(
        "reassessment",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("former", JSON_TEXT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.Column("differing", sa.BigInteger(), nullable=False),
        sa.Column("undeclared", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("same", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column("why_four_eyes", JSON_TEXT, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("stop_by", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("pid", sa.BigInteger(), nullable=True),
        sa.Column("process", sa.Text(), nullable=True),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("fruitless", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reassessment"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reassessment_state", "reassessment", ["state"])
    op.create_table(
        "reassessment_effect",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reassessment_id", ROW_ID, nullable=False),
        sa.Column("lowered", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("effect", JSON_TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["reassessment_id"],
            ["reassessment.id"],
            name="fk_reassessment_effect_reassessment_id_reassessment",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name="pk_reassessment_effect"),
    )
    op.create_index(
        "ix_reassessment_effect_reassessment_id_lowered_count", "reassessment_effect", ["reassessment_id", "lowered", "count"]
    )


def note_rules() -> None:
    """Note for each record by which rules it was judged, as `registry.store.rows.rules_key` does."""
    connection = op.get_bind()
    rules = RULES[connection.dialect.name]
    judged = sa.text(f"UPDATE record SET rules = :key WHERE id IN (SELECT record_id FROM record_layers WHERE {rules} = :rules)")  # noqa: S608 - the text is above
    for version in connection.scalars(sa.text(f"SELECT DISTINCT {rules} FROM record_layers")).all():  # noqa: S608
        connection.execute(judged, {"key": sha256(version.encode()).hexdigest()[:16], "rules": version})


def downgrade() -> None:
    op.drop_table("reassessment_effect")
    op.drop_table("reassessment")
    op.drop_index("ix_record_rules_source", "record")
    op.drop_column("record", "rules")
