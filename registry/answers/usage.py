"""The verdict on a use: its shape as an answer, and the functions that make it and its tag."""

from datetime import date

from schemas.record import CatalogRecord
from schemas.usage import UsageRequest, UsageVerdict

from ..policy.rules import Rules
from ..policy.transfer.decide import decide
from ..policy.transfer.errors import InvalidUsage
from . import links
from .links import Link


class UsageAnswer(UsageVerdict):
    """May the dataset be used from a state, for a purpose. It is information, not legal advice."""

    record: Link


def usage_view(record: CatalogRecord, request: UsageRequest, rules: Rules, *, at: date | None, today: date) -> UsageAnswer:
    """The answer for a day, today if none is named. Raises `InvalidUsage`, for a past day too: what held then is not kept."""
    if at is not None and at < today:
        raise InvalidUsage("at", "day-past", value=at.isoformat(), choices=(today.isoformat(),))
    verdict = decide(record, request, rules.transfer, at or today)
    return UsageAnswer(**dict(verdict), record=links.record(record.id))
