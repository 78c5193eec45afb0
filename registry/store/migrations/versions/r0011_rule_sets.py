"""Sets of rules, kept whole, with the time in which they were in force.

On the way down they are lost: the older version has the rules of its release. The trail names their versions and hashes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rule_set",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=True),
        sa.Column("stricter", sa.BigInteger(), nullable=False),
        sa.Column("looser", sa.BigInteger(), nullable=False),
        sa.Column("difference", JSON_TEXT, nullable=True),
        sa.Column("why_four_eyes", JSON_TEXT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rule_set"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rule_set_kind_state_id", "rule_set", ["kind", "state", "id"])
    op.create_index("ix_rule_set_kind_in_force_from", "rule_set", ["kind", "in_force_from"])
    in_force = sa.text("state = 'in-force'")
    op.create_index("uq_rule_set_in_force", "rule_set", ["kind"], unique=True, sqlite_where=in_force, postgresql_where=in_force)
    op.create_table(
        "rule_file",
        sa.Column("rule_set_id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name="fk_rule_file_rule_set_id_rule_set", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule_set_id", "name", name="pk_rule_file"),
    )


def downgrade() -> None:
    op.drop_table("rule_file")
    op.drop_table("rule_set")
