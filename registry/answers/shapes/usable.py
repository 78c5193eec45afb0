"""How many records of a search may be used, and why the others may not."""

from datetime import date

from schemas.model import Model
from schemas.usage import UsageEffect, UsageReason


class EffectCount(Model):
    """How many records have an effect, and whether it is one of those that the search looks for."""

    effect: UsageEffect
    count: int
    chosen: bool


class NotUsable(UsageReason):
    """Why `count` records are not usable: a rule that decides on them, and what would have to be found out.

    Of these, `alone` are those on which no other rule decides. A record on which several decide counts for each of them.
    """

    effect: UsageEffect
    count: int
    alone: int


class UsageCounts(Model):
    """How many of the records found may be used from a state, for a purpose, on a day, by the rules of a version.

    `effects` has all effects, counted without the filter on them. `left_out` tells why records are not usable (neither allowed
    nor conditional), the most records first. `uncounted` is 0, or how many kinds of records are so rare in a huge catalogue that
    they were not looked at: they are in no count, and a filter does not find them.
    """

    state: str
    purpose: str
    day: date
    rules: str
    effects: tuple[EffectCount, ...]
    left_out: tuple[NotUsable, ...]
    uncounted: int = 0
