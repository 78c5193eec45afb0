"""The names of datasets, and those that datasets say they were made from. Several records may wait for the index with one entry.

The names of stored records are noted here, because a record that does not change is not written again. The code of this version
makes them, as it looks for them. On the way down each waiting record gets the entry of its own last change.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from registry.store.derivations import links_of
from schemas.dataset import Dataset

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None

PAGE = 500

RECORD = sa.table("record", sa.column("id", sa.Uuid()), sa.column("source", sa.Text()))
LAYERS = sa.table("record_layers", sa.column("record_id", sa.Uuid()), sa.column("dataset"))


def upgrade() -> None:
    named, made_from = _table("dataset_name"), _table("derivation")
    connection = op.get_bind()
    for page in _pages(connection):
        links = {row.id: links_of(Dataset.model_validate_json(row.dataset), id=row.id, source=row.source) for row in page}
        for table, rows in (
            (named, [{"key": key, "record_id": id_} for id_, each in links.items() for key in each.named]),
            (made_from, [{"key": key, "record_id": id_} for id_, each in links.items() for key in each.made_from]),
        ):
            if rows:
                connection.execute(table.insert(), rows)
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("uq_outbox_seq", type_="unique")
    op.create_index("ix_outbox_seq", "outbox", ["seq"])


def _table(name: str) -> sa.Table:
    made = op.create_table(
        name,
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=f"fk_{name}_record_id_record", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "record_id", name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{name}_record_id", name, ["record_id"])
    return made


def _pages(connection: sa.Connection) -> Iterator[list[sa.Row]]:  # type: ignore[type-arg]
    columns = (RECORD.c.id, RECORD.c.source, sa.cast(LAYERS.c.dataset, sa.Text()).label("dataset"))
    statement = sa.select(*columns).join(LAYERS, LAYERS.c.record_id == RECORD.c.id).order_by(RECORD.c.id).limit(PAGE)
    page = list(connection.execute(statement))
    while page:
        yield page
        page = list(connection.execute(statement.where(RECORD.c.id > page[-1].id)))


def downgrade() -> None:
    op.drop_index("ix_outbox_seq", "outbox")
    op.execute(
        "UPDATE outbox SET seq = (SELECT max(audit.id) FROM audit"
        " WHERE audit.record_id = outbox.record_id AND audit.action <> 'refuse')"
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.create_unique_constraint("uq_outbox_seq", ["seq"])
    op.drop_table("derivation")
    op.drop_table("dataset_name")
