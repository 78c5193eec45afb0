"""The rules by which something counts as thin or missing in the catalogue: `balance.yml`, which says what each field means."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.model import Model
from schemas.vocab import parse


class RuleKind(StrEnum):
    """What a rule compares."""

    ABSENT = "absent"
    THIN = "thin"
    SCARCE = "scarce"
    OFFICIAL = "official"
    VALUES = "values"
    OLDER = "older"
    ONE = "one"


NEEDS: Mapping[RuleKind, frozenset[str]] = {
    RuleKind.ABSENT: frozenset(),
    RuleKind.THIN: frozenset({"part"}),
    RuleKind.SCARCE: frozenset({"dimension", "below", "over_all"}),
    RuleKind.OFFICIAL: frozenset({"dimension", "below"}),
    RuleKind.VALUES: frozenset({"dimension", "values", "share"}),
    RuleKind.OLDER: frozenset({"dimension", "years", "share"}),
    RuleKind.ONE: frozenset({"dimension", "share"}),
}
"""What each kind of rule says besides its words and the least number of datasets."""

PLACEHOLDERS = ("state", "value", "count", "total", "share", "over", "even", "years")
"""What a sentence can name: names and figures of a `BalanceFinding`."""

Share = Annotated[float, Field(gt=0, le=1)]


class BalanceRule(Model):
    """One rule. `least` is the fewest datasets about which it says something."""

    code: Annotated[str, Field(pattern="^[a-z]+(-[a-z]+)*$")]
    kind: RuleKind
    words: str
    reason: str
    citation: str
    least: Annotated[int, Field(ge=0)] = 0
    dimension: str = ""
    values: tuple[str, ...] = ()
    part: Share | None = None
    below: Share | None = None
    over_all: Share | None = None
    share: Share | None = None
    years: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = self.model_fields_set - {"code", "kind", "words", "reason", "citation", "least"}
        if given != NEEDS[self.kind]:
            raise ValueError(
                f"{self.code}: a rule of the kind {self.kind} says {', '.join(sorted(NEEDS[self.kind])) or 'nothing'}"
            )
        try:
            self.words % dict.fromkeys(PLACEHOLDERS, "")
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"{self.code}: a sentence can name {', '.join(PLACEHOLDERS)}") from None
        return self


class Official(Model):
    """The official languages of a whole state (BCP 47), and the act that says so."""

    languages: tuple[str, ...]
    citation: str


class BalanceRules(Model):
    """All rules, in the order in which their findings are told."""

    version: str
    as_of: date
    rules: tuple[BalanceRule, ...]
    official: dict[str, Official]

    def rule(self, code: str) -> BalanceRule:
        return next(rule for rule in self.rules if rule.code == code)


@cache
def balance_rules() -> BalanceRules:
    """The rules of this release."""
    return read_rules(files(__package__).joinpath("balance.yml").read_text("utf-8"))


def read_rules(text: str) -> BalanceRules:
    """Rules in YAML. Raises `pydantic.ValidationError` and `yaml.YAMLError`."""
    return BalanceRules.model_validate(parse(text))
