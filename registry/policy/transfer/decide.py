"""The decision: may the data be used from a state, for a purpose."""

from datetime import date

from schemas.lineage import Lineage
from schemas.origins import made_from, unseen
from schemas.record import CatalogRecord
from schemas.usage import UsageRequest, UsageVerdict

from .ancestors import ancestors, parts_of
from .changes import would_change
from .rules import TransferRules
from .whole import Whole


def decide(
    record: CatalogRecord,
    request: UsageRequest,
    rules: TransferRules,
    day: date,
    *,
    changes: bool = True,
    lineage: Lineage | None = None,
) -> UsageVerdict:
    """The verdict on a record and what it was made from, for a day: pure, the same answer for the same arguments.

    `changes=False` leaves out what would change the answer, which takes most of the time. Without a `lineage`, nothing that the
    record says it was made from counts as being in the catalogue.

    Raises `InvalidUsage` if the request names a state, a purpose or a subclass that is not there, or contradicts itself.
    """
    lineage = lineage or Lineage(unseen={record.id: unseen(made_from(record.dataset, record.curation))})
    whole = Whole(parts_of(record, lineage, request, rules, day))
    return UsageVerdict(
        request=request,
        effect=whole.effect,
        would_be=whole.behind if whole.behind is not whole.effect else None,
        decided_by=whole.decided_by(),
        condition=whole.conditions(rules, day),
        rule=whole.rules(),
        missing=whole.missing(rules),
        would_change=would_change(whole, rules, day) if changes else (),
        ancestor=tuple(ancestors(whole.parts, rules)),
        ancestor_left_out=lineage.cut,
        confidence=whole.confidence,
        rules=rules.version,
        day=day,
    )
