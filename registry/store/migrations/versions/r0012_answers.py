"""Answers that are kept, with the state of the record. On the way down they are lost: the older version keeps none."""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered_record",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_answered_record"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("same", sa.Text(), nullable=False),
        sa.Column("record_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_hash"], ["answered_record.hash"], name="fk_answer_record_hash_answered_record"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint("same", name="uq_answer_same"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_record_id_question_id", "answer", ["record_id", "question", "id"])
    op.create_index("ix_answer_at", "answer", ["at"])
    op.create_index("ix_answer_record_hash", "answer", ["record_hash"])


def downgrade() -> None:
    op.drop_table("answer")
    op.drop_table("answered_record")
