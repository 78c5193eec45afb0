"""Withdrawals that are held for a person, two more outcomes of a run, and the trail by actor."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    for outcome in ("restored", "withdrawn"):
        op.add_column("run", sa.Column(outcome, sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.create_index("ix_audit_actor_id", "audit", ["actor", "id"])
    op.create_table(
        "hold",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("run_id", ROW_ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_hold_run_id_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hold_run_id", "hold", ["run_id"])
    op.create_index("ix_hold_source_id", "hold", ["source", "id"])
    op.create_index("uq_hold_waiting", "hold", ["source"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "held_record",
        sa.Column("hold_id", ROW_ID, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name="fk_held_record_hold_id_hold", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hold_id", "record_id", name="pk_held_record"),
    )


def downgrade() -> None:
    op.drop_table("held_record")
    op.drop_table("hold")
    op.drop_index("ix_audit_actor_id", "audit")
    for outcome in ("withdrawn", "restored"):
        op.drop_column("run", outcome)
