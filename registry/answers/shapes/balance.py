"""What the catalogue has by state, and what is thin or missing."""

from datetime import date

from pydantic import Field

from schemas.model import Model

from ..links import Link

Conditions = dict[str, tuple[str, ...]]
"""Filters of the search: values by field."""


class BalanceState(Model):
    """A member (ISO 3166-1 alpha-2), `other` for all other states, or `unknown`; and the filters that find its datasets.

    `share` is the part of all datasets of the search. A dataset that the laws of several states touch counts for each.
    """

    state: str
    count: int
    share: float
    conditions: Conditions


class BalanceValue(Model):
    """A value, its datasets in all and by state, and the filters that find them. `unknown`: the dataset states none.

    `conditions` is empty where no filter finds exactly these.
    """

    value: str
    count: int
    states: dict[str, int]
    conditions: Conditions


class BalanceDimension(Model):
    """A field with its values, most datasets first. If `several`, one dataset can have several values and counts for each.

    `kinds` is the number of known values, `evenness` how evenly the datasets of the search are spread over them, from 0 (all have
    one value) to 1 (each value has as many); `evenness_by_state` the same of the datasets of each state, over the same values. It
    is null where there is nothing to compare. `uncounted` further values are so rare that they were not counted.
    """

    field: str
    several: bool
    kinds: int
    evenness: float | None
    evenness_by_state: dict[str, float | None]
    values: tuple[BalanceValue, ...]
    uncounted: int = 0


class BalanceFinding(Model):
    """Something that is thin or missing by a rule: `count` of the `total` datasets of a state, which is `share`.

    `over` is the share in the other states, `even` what the state would have if all had the same, `years` an age; each where the
    rule compares with it; `act` makes the language `value` an official one. `link` is the search that finds the `count` datasets;
    `conditions` are what it adds to the search.
    """

    code: str
    state: str
    dimension: str = ""
    value: str = ""
    count: int
    total: int
    share: float
    over: float | None = None
    even: float | None = None
    years: int | None = None
    words: str
    reason: str
    citation: str
    act: str = ""
    conditions: Conditions
    link: Link


class Balance(Model):
    """The figures of a search on a day.

    `evenness` is how evenly its datasets are spread over the members. `filtered` are the fields among whose values the search has
    chosen, so that nothing is said to be rare in them. `same_from` is 0, or the number from which on a count is
    certainly the total of the search with its `conditions`: a search in several words whose filters leave few datasets also
    finds some that lack a word.
    """

    day: date
    total: int
    evenness: float | None = Field(description="Over the members, or those that the search asks for.")
    states: tuple[BalanceState, ...]
    dimensions: tuple[BalanceDimension, ...]
    filtered: tuple[str, ...]
    same_from: int
    search: Link

    def dimension(self, field: str) -> BalanceDimension:
        return next(each for each in self.dimensions if each.field == field)


class BalanceAnswer(Balance):
    """The figures, and what is thin or missing by the `rules` of a version. `csv` has all figures, `statement` a text."""

    rules: str
    findings: tuple[BalanceFinding, ...]
    csv: Link
    statement: Link
