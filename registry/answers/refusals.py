"""What people wanted to do and may not."""

from schemas.audit import AuditEntry
from schemas.model import Model

from ..store import Store


class RefusalsAnswer(Model):
    """Refusals, the latest first. `details` of each is told by `schemas.audit.Action`."""

    items: tuple[AuditEntry, ...]


def refusals_view(store: Store, *, limit: int) -> RefusalsAnswer:
    return RefusalsAnswer(items=store.audit.refusals(limit=limit))
