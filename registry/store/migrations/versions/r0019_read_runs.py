"""Each record notes the last run that made a dataset of its raw record, so that it is known which issues of it are open.

For the records that are there it is the run of their provenance. The older versions do not know the column; after a later upgrade
it is filled in again.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0019"
down_revision = "r0018"
branch_labels = None
depends_on = None

RUN = {
    "sqlite": "json_extract(provenance, '$.run')",
    "postgresql": "(provenance ->> 'run')::bigint",
}
"""The run of a record's provenance."""


def upgrade() -> None:
    op.add_column("record", sa.Column("read_run", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    run = RUN[op.get_bind().dialect.name]
    op.execute(
        f"UPDATE record SET read_run = coalesce((SELECT {run} FROM record_layers WHERE record_id = record.id), 0)"  # noqa: S608 - constants
    )


def downgrade() -> None:
    op.drop_column("record", "read_run")
