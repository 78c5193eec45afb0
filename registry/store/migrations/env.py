"""How Alembic runs our revisions: on the connection from `registry.store.schema`, inside its transaction.

Alembic loads this file by its path, hence the absolute imports.
"""

from typing import Any, Literal

from alembic import context

from registry.store.columns import ActorText, UtcDateTime
from registry.store.models import Base

OURS: dict[type, str] = {UtcDateTime: "sa.DateTime(timezone=True)", ActorText: "sa.Text()"}


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types into a draft as types of the database: a revision is used after the class is gone."""
    if kind != "type":
        return False
    return next((written for ours, written in OURS.items() if isinstance(item, ours)), False)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render,
)
context.run_migrations()
