"""What answers about a use depend on before and after a proposal. On the way down this is lost. Older proposals have none."""

import sqlalchemy as sa
from alembic import op

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposal_grounds",
        sa.Column("proposal_id", ROW_ID, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_grounds_proposal_id_proposal", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name="pk_proposal_grounds"),
    )


def downgrade() -> None:
    op.drop_table("proposal_grounds")
