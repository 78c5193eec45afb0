"""How far a run has got and who may continue it, the schedules of operators, and turns at a portal's host."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text("state = 'running'")
OPEN = sa.text("state IN ('queued', 'running')")
COLUMNS = ("stop_by", "torn", "cursor", "fruitless", "attempt")


def upgrade() -> None:
    op.add_column("run", sa.Column("attempt", sa.BigInteger(), nullable=False, server_default=sa.text("1")))
    op.add_column("run", sa.Column("fruitless", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("run", sa.Column("cursor", sa.Text(), nullable=True))
    op.add_column("run", sa.Column("torn", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("run", sa.Column("stop_by", sa.Text(), nullable=True))
    op.drop_index("uq_run_running", "run")
    op.create_index("uq_run_open", "run", ["source"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "schedule",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_schedule"),
    )
    op.create_table(
        "host",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("free", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_host"),
    )


def downgrade() -> None:
    op.drop_table("host")
    op.drop_table("schedule")
    op.execute("UPDATE run SET state = 'interrupted' WHERE state = 'queued'")
    op.drop_index("uq_run_open", "run")
    op.create_index("uq_run_running", "run", ["source"], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING)
    with op.batch_alter_table("run") as table:
        for column in COLUMNS:
            table.drop_column(column)
