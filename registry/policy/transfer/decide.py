"""The decision: may the data be used from a state, for a purpose."""

from datetime import date

from schemas.record import CatalogRecord
from schemas.usage import UsageRequest, UsageVerdict

from .changes import would_change
from .evaluate import evaluate
from .facts import facts_of
from .rules import TransferRules
from .verdict import conditions, deciding, missing, used_rules


def decide(
    record: CatalogRecord, request: UsageRequest, rules: TransferRules, day: date, *, changes: bool = True
) -> UsageVerdict:
    """The verdict on a record for a day: pure, the same answer for the same arguments.

    `changes=False` leaves out what would change the answer, which takes most of the time. Raises `InvalidUsage` if the request
    names a state, a purpose or a subclass that is not there, or contradicts itself.
    """
    facts = facts_of(record, request, rules)
    found = evaluate(facts, rules, day)
    return UsageVerdict(
        request=request,
        effect=found.effect,
        would_be=found.behind if found.behind is not found.effect else None,
        decided_by=deciding(found),
        condition=conditions(found, record.curation, rules, day),
        rule=used_rules(found),
        missing=missing(found, facts, rules),
        would_change=would_change(found, facts, rules, day) if changes else (),
        confidence=found.confidence,
        rules=rules.version,
        day=day,
    )
