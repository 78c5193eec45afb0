"""What a declaration expects of a portal, so that its faults are not taken for withdrawals."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ..model import Model

GRACE_SWEEPS = 2
"""In how many whole sweeps in a row a dataset is missing before it is withdrawn."""

MAX_WITHDRAWN_SHARE = 0.2
"""The share of a portal's datasets that may be withdrawn without a person; one dataset always may."""

MAX_WITHDRAWN = 1000
"""How many datasets of a portal may be withdrawn without a person."""


class Grace(Model):
    """How long a dataset may be missing before it is withdrawn; both conditions must be met."""

    sweeps: Annotated[
        int, Field(ge=1, le=100, description="In how many whole sweeps in a row it is missing, the last one counted.")
    ] = GRACE_SWEEPS
    days: Annotated[int, Field(ge=0, le=3650, description="At least how many days ago the first whole sweep missed it.")] = 0


class Expectation(Model):
    """What a whole sweep should find, and how much may be withdrawn without a person."""

    min: Annotated[int | None, Field(ge=0, description="The fewest datasets that the portal should list.")] = None
    max: Annotated[int | None, Field(ge=0, description="The most datasets that the portal should list.")] = None
    max_withdrawn_share: Annotated[
        float, Field(ge=0, le=1, description="The share of its datasets that may be missing; one dataset always may.")
    ] = MAX_WITHDRAWN_SHARE
    max_withdrawn: Annotated[int, Field(ge=0, description="How many of its datasets may be missing.")] = MAX_WITHDRAWN

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self

    def includes(self, count: int) -> bool:
        """Whether this number of datasets is as expected."""
        return (self.min is None or count >= self.min) and (self.max is None or count <= self.max)

    def allowed(self, kept: int) -> int:
        """How many of `kept` datasets may be missing."""
        return min(self.max_withdrawn, max(1, int(self.max_withdrawn_share * kept)))
