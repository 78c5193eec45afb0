"""A run with a page that failed is called incomplete, as everywhere else."""

from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE run RENAME COLUMN torn TO incomplete")


def downgrade() -> None:
    op.execute("ALTER TABLE run RENAME COLUMN incomplete TO torn")
