"""Other identifiers of a record, and the pairs of records that a hold has found to be the same dataset."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON_TEXT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("hold", sa.Column("pairs", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "alias",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("twin_id", sa.Uuid(), nullable=True),
        sa.Column("hold_id", sa.BigInteger(), nullable=True),
        sa.Column("before", JSON_TEXT, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_alias_record_id_record", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_alias"),
        sa.UniqueConstraint("source", "identifier", name="uq_alias_source_identifier"),
        sa.UniqueConstraint("twin_id", name="uq_alias_twin_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alias_record_id", "alias", ["record_id"])
    op.create_index("ix_alias_hold_id", "alias", ["hold_id"])
    op.create_table(
        "held_pair",
        sa.Column("hold_id", ROW_ID, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("twin_id", sa.Uuid(), nullable=False),
        sa.Column("twin_identifier", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name="fk_held_pair_hold_id_hold", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hold_id", "record_id", "number", name="pk_held_pair"),
    )


def downgrade() -> None:
    """Records that were moved keep their content; the older version does not know their newer identifiers."""
    op.drop_table("held_pair")
    op.drop_table("alias")
    op.drop_column("hold", "pairs")
