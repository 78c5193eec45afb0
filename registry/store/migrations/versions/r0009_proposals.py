"""Proposals: decisions about sets of records, with a preview, a second person where that is wanted, and an undoing.

The table of decisions tells which proposal a decision was recorded with. On the way down the proposals are lost; their decisions
stay, and the trail names the proposals' numbers.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("decision", JSON_TEXT, nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("selection", JSON_TEXT, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column("replaced", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why_four_eyes", JSON_TEXT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proposal_by_id", "proposal", ["by", "id"])
    op.create_index("ix_proposal_state_id", "proposal", ["state", "id"])
    op.create_index("ix_proposal_undoes", "proposal", ["undoes"])
    op.create_table(
        "proposal_record",
        sa.Column("proposal_id", ROW_ID, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("former", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_record_proposal_id_proposal", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "record_id", name="pk_proposal_record"),
    )
    op.create_index("ix_proposal_record_record_id", "proposal_record", ["record_id"])
    op.add_column("decision", sa.Column("proposal", sa.BigInteger(), nullable=True))
    op.create_index("ix_decision_proposal_entry", "decision", ["proposal", "entry"])


def downgrade() -> None:
    op.drop_index("ix_decision_proposal_entry", "decision")
    op.drop_column("decision", "proposal")
    op.drop_table("proposal_record")
    op.drop_table("proposal")
