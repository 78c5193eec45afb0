"""How Alembic runs our revisions: on the connection that `registry.store.schema` hands over, inside its transaction.

Alembic loads this file by its path, hence the absolute imports.
"""

from typing import Any, Literal

from alembic import context

from registry.store.columns import ActorText, UtcDateTime
from registry.store.models import Base

OURS: dict[type, str] = {UtcDateTime: "sa.DateTime(timezone=True)", ActorText: "sa.Text()"}


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own column types into a draft as what they are in the database: a revision outlives the class."""
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
