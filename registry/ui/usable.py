"""What a list of results says about use: the bar that asks, the box that counts and filters, why datasets are left out, and the
answer on each card.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from schemas.usage import UsageEffect, UsageRequest
from search.errors import InvalidQuery
from search.query import Hit, Query, Results
from search.values import GROUNDS

from ..answers.shapes.usable import NotUsable, UsageCounts
from ..answers.usable import usage_counts
from ..pipeline.usable import Usable, resolved, usable
from ..policy.transfer.wanted import ALL, AMONG, BECAUSE, BETWEEN, PARAMETER, USABLE
from ..web.last_resort import logged
from . import asked
from .facets import Box, Choice, usage_label
from .reasons import reason_words
from .site import Page
from .standpoint import PURPOSE, STATE, Standpoint

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Short:
    """The answer on a card: its effect, and the first rule that decides as a sentence."""

    effect: UsageEffect
    reason: str


@dataclass(frozen=True)
class Cause:
    """Why datasets are left out: a rule as a sentence, how many there are, what would have to be found out, and their address."""

    words: str
    count: int
    questions: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class Left:
    """Datasets of one effect that are left out, and why. `href` leads to them; empty if only some of this effect are left out."""

    effect: UsageEffect
    count: int
    causes: tuple[Cause, ...]
    href: str


@dataclass(frozen=True)
class Told:
    """What is said of a whole list. `left` is what the ticks leave out or, without ticks, that for which the answer is not yes.

    `uncounted` is how many kinds of datasets are so rare that they are in no count.
    """

    box: Box
    left: tuple[Left, ...]
    ticked: bool
    uncounted: int

    @property
    def left_count(self) -> int:
        return sum(each.count for each in self.left)


@dataclass(frozen=True)
class Answers:
    """Whether the datasets of a page may be used: the question, and what answers it once it is whole and valid.

    `failure` is the number of a trace in the log: no answer can be given, but the page is shown.
    """

    question: asked.Question | None = None
    usable: Usable | None = None
    failure: str = ""

    @property
    def problem(self) -> str:
        return self.question.problem if self.question else ""

    @property
    def counted(self) -> tuple[str, ...]:
        """The field that has to be counted for the answers."""
        return (GROUNDS,) if self.usable else ()

    def short(self, page: Page, hit: Hit) -> Short | None:
        """The answer on a card; None until somebody has asked."""
        if self.usable is None:
            return None
        verdict = self.usable.verdict(hit.summary.usage_grounds)
        return Short(verdict.effect, reason_words(page, verdict.reason[0], verdict.effect))


def answers(page: Page) -> Answers:
    """The answers to the question of the address. The page opens whatever is wrong with the rules."""
    question = None
    try:
        question = asked.question(page)
        if page.standpoint is None or question.problem:
            return Answers(question)
        return Answers(
            question, Usable(page.services.rules, UsageRequest(**asdict(page.standpoint)), page.services.clock().date())
        )
    except Exception as error:  # noqa: BLE001  # a file of rules must not take the search off the net; the log has the trace
        return Answers(question, failure=logged(error))


def in_force(page: Page, query: Query) -> Query:
    """The query with the filters that its `usage` stands for. Raises `InvalidQuery`, `InvalidUsage`, and what a search raises."""
    standpoint = _standpoint(page, query)
    return resolved(page.services, query, **asdict(standpoint)) if standpoint else query


def whole(page: Page, query: Query, *, any_effect: bool = False) -> Query:
    """The query with state and purpose in itself, as the API and a proposal want it. Raises `InvalidQuery`.

    `any_effect`: also where it filters nothing.
    """
    standpoint = _standpoint(page, query)
    if standpoint is None:
        return query
    place = (standpoint.state, standpoint.purpose)
    wanted = query.usage or ((ALL,) if any_effect else ())
    return query.model_copy(update={"usage": tuple(BETWEEN.join((*place, each)) for each in wanted)})


def _standpoint(page: Page, query: Query) -> Standpoint | None:
    """The standpoint of the address, which a filter on use needs. Raises `InvalidQuery`."""
    if query.usage and page.standpoint is None:
        raise InvalidQuery(PARAMETER, f"It needs a state and a purpose: {STATE}=KZ and {PURPOSE}=research.")
    return page.standpoint


def parted(pairs: Pairs) -> list[tuple[str, str]]:
    """The parameters of a search, with a whole `usage` in the parts that addresses of pages have: state, purpose and effects."""
    found = [value.split(BETWEEN) for name, value in pairs if name == PARAMETER and BETWEEN in value]
    if not found or any(name in {STATE, PURPOSE} for name, _ in pairs):
        return list(pairs)
    if len({tuple(each[:2]) for each in found}) > 1 or any(len(each) > 3 for each in found):  # noqa: PLR2004  # it is not valid
        return list(pairs)
    named = [name for each in found for name in (each[2].split(AMONG) if each[2:] else USABLE)]
    effects = () if ALL in named else dict.fromkeys(named)
    others = [pair for pair in pairs if pair[0] != PARAMETER]
    return [*others, *((PARAMETER, str(each)) for each in effects), (STATE, found[0][0]), (PURPOSE, found[0][1])]


def told(page: Page, query: Query, answers: Answers, found: Results) -> Told | None:
    """What is said of a list whose query has no filter on use, or has those of `query.usage`."""
    if answers.usable is None:
        return None
    counts = usage_counts(answers.usable, found)
    wanted = usable(page.services, query, **asdict(page.standpoint)) if page.standpoint else None
    return Told(
        box=_box(page, query, counts),
        left=tuple(_left(page, query, counts, _left_out(found, wanted or answers.usable))),
        ticked=bool(query.usage),
        uncounted=counts.uncounted,
    )


def _box(page: Page, query: Query, counts: UsageCounts) -> Box:
    choices = []
    for each in counts.effects:
        word, icon = page.labels.usage_effect(each.effect)
        chosen = each.effect.value in query.usage
        if each.count or chosen:
            choices.append(Choice(each.effect, word, each.count, chosen, icon, ""))
    return Box(
        field=PARAMETER,
        label=usage_label(page),
        choices=tuple(choices),
        chosen=len(query.usage),
        open=True,
        all=len(choices),
        all_href=None,
    )


def _left_out(found: Results, wanted: Usable) -> Counter[UsageEffect]:
    """How many records with each effect are not looked for."""
    left: Counter[UsageEffect] = Counter()
    for value in next(facet for facet in found.facet if facet.field == GROUNDS).value:
        verdict = wanted.verdict(value.value)
        left[verdict.effect] += 0 if wanted.looks_for(verdict) else value.count
    return left


def _left(page: Page, query: Query, counts: UsageCounts, left: Counter[UsageEffect]) -> Iterator[Left]:
    """The effects that are left out, from least to most restrictive. Without a link where only some of an effect are."""
    for each in counts.effects:
        if left[each.effect] == each.count > 0:
            causes = tuple(_cause(page, query, row) for row in counts.left_out if row.effect is each.effect)
            yield Left(each.effect, each.count, causes, _only(page, query, each.effect))
        elif left[each.effect]:
            yield Left(each.effect, left[each.effect], (), "")


def _cause(page: Page, query: Query, row: NotUsable) -> Cause:
    questions = tuple(dict.fromkeys(page.language.gettext(each.question) for each in row.missing))
    return Cause(
        reason_words(page, row, row.effect), row.count, questions, _only(page, query, BECAUSE.join((row.effect, row.rule)))
    )


def _only(page: Page, query: Query, text: str) -> str:
    return page.links.results(query.model_copy(update={"usage": (text,), "offset": 0}))
