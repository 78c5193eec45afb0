"""Which records of a search may be used from a state, for a purpose.

The index has no answers, but what each depends on, as a text that many records share (`schemas.grounds`). So the texts of a
search are counted, each is decided once, and a filter on answers is a filter on texts. Nothing in the index is out of date when
rules change, or a day comes on which a law begins.
"""

from collections.abc import Sequence
from datetime import date

from schemas.grounds import read_grounds
from schemas.record import Status
from schemas.usage import ShortVerdict, UsageEffect, UsageRequest
from search.ask import ask
from search.engine import SearchEngine
from search.query import Filter, Query
from search.values import GROUNDS, NONE

from ..policy.rules import Rules
from ..policy.transfer.errors import InvalidUsage
from ..policy.transfer.facts import check_request
from ..policy.transfer.short import decide_shortly
from ..policy.transfer.wanted import PARAMETER, USABLE, Wanted, read_wanted
from ..services import Services


class Usable:
    """Answers to one question on a day; `effects` and `causes` are those that are looked for, as `Wanted` has them.

    Raises `InvalidUsage` if the request or a cause names what is not there, and `InvalidRules`.
    """

    def __init__(
        self,
        rules: Rules,
        request: UsageRequest,
        day: date,
        effects: Sequence[UsageEffect] = USABLE,
        causes: Sequence[tuple[UsageEffect, str]] = (),
    ) -> None:
        check_request(request, rules.transfer)
        known = {rule.id for rule in rules.transfer.rules} if causes else set()
        if unknown := next((rule for _, rule in causes if rule not in known), None):
            raise InvalidUsage(PARAMETER, "rule-unknown", value=unknown, choices=sorted(known))
        self.rules, self.request, self.day, self.effects, self.causes = rules, request, day, tuple(effects), frozenset(causes)
        self._about = (day, *request.model_dump(exclude={"affiliation", "recipient"}).values())

    def verdict(self, grounds: str) -> ShortVerdict:
        """The answer on records whose field `usage_grounds` has this text."""

        def decided() -> ShortVerdict:
            return decide_shortly(read_grounds(grounds), self.request, self.rules.transfer, self.day)

        return self.rules.usage_decided.recall((grounds, *self._about), decided)

    def looks_for(self, verdict: ShortVerdict) -> bool:
        """Whether an answer is one of those that are looked for."""
        return verdict.effect in self.effects or any((verdict.effect, each.rule) in self.causes for each in verdict.reason)

    def filtered(self, engine: SearchEngine, query: Query) -> Query:
        """The query, for the records with one of the effects. Raises as `ask` does."""
        usage = query.usage or (str(Wanted(self.request.state, self.request.purpose, self.effects, tuple(self.causes))),)
        return query.model_copy(update={"usage": usage, "meant": self._filters(engine)})

    def _filters(self, engine: SearchEngine) -> tuple[Filter, ...]:
        """The texts of all records with these answers, under no other filter: a facet is counted without its own."""
        if set(self.effects) == set(UsageEffect):
            return ()
        every = Query(filter=(Filter(field="status", value=tuple(Status)),), limit=0)
        [facet] = ask(engine, every, facets=(GROUNDS,)).facet
        texts = tuple(each.value for each in facet.value if self.looks_for(self.verdict(each.value)))
        return (Filter(field=GROUNDS, value=texts or (NONE,)),)


def usable(services: Services, query: Query, *, state: str = "", purpose: str = "") -> Usable | None:
    """The answers that the `usage` of a query asks for, today; None if it has none. With state and purpose it may have effects
    alone. Raises `InvalidUsage` and `InvalidRules`.
    """
    if not query.usage:
        return None
    wanted = read_wanted(query.usage, state=state, purpose=purpose)
    request = UsageRequest(state=wanted.state[:200], purpose=wanted.purpose[:200])
    try:
        return Usable(services.rules, request, services.clock().date(), wanted.effects, wanted.causes)
    except InvalidUsage as error:
        raise InvalidUsage(PARAMETER, error.reason, value=error.value, choices=error.choices) from error


def resolved(services: Services, query: Query, *, state: str = "", purpose: str = "") -> Query:
    """The query with the filters that its `usage` stands for. Raises as `usable` and `ask` do."""
    answers = usable(services, query, state=state, purpose=purpose)
    return answers.filtered(services.engine, query) if answers else query
