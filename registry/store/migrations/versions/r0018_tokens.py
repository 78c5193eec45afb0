"""When a token was last used is noted. Of tokens that are there already that is not known until they are used again."""

import sqlalchemy as sa
from alembic import op

revision = "r0018"
down_revision = "r0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("token", sa.Column("used", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("token", "used")
