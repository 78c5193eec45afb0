"""For which use data are wanted, as the parameter `usage` of a search says it: `KZ:ai_training`, `KZ:ai_training:unclear`.

In front are the state and the purpose, behind them the effects of the answers that are looked for, with commas between: without
them `allowed` and `conditional`, with `all` any. `unclear.LICENCE-UNKNOWN` are the answers that are unclear because of this rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.usage import UsageEffect

from .errors import InvalidUsage

USABLE = (UsageEffect.ALLOWED, UsageEffect.CONDITIONAL)
"""The effects of data that can be used."""

ALL = "all"
BETWEEN, AMONG, BECAUSE = ":", ",", "."

PARAMETER = "usage"


@dataclass(frozen=True)
class Wanted:
    """A state, a purpose, and the effects that are looked for, from least to most restrictive.

    `causes` are effects that are looked for as far as a rule, by its id, is among those that decide.
    """

    state: str
    purpose: str
    effects: tuple[UsageEffect, ...]
    causes: tuple[tuple[UsageEffect, str], ...] = ()

    def __str__(self) -> str:
        """The text that says it, as short as it can be."""
        named = [self.state, self.purpose]
        if set(self.effects) == set(UsageEffect):
            named.append(ALL)
        elif self.causes or set(self.effects) != set(USABLE):
            named.append(AMONG.join((*self.effects, *map(BECAUSE.join, self.causes))))
        return BETWEEN.join(named)


def read_wanted(texts: Sequence[str], *, state: str = "", purpose: str = "") -> Wanted:
    """What one or several texts say together. With a state and a purpose, a text may have effects alone.

    Whether there are such a state and purpose is not looked at. Raises `InvalidUsage`.
    """
    asked = (state, purpose) if state and purpose else None
    effects: set[UsageEffect] = set()
    causes: dict[tuple[UsageEffect, str], None] = {}
    for text in texts:
        of_text, names = _parts(text, asked)
        if asked not in {None, of_text}:
            raise InvalidUsage(PARAMETER, "usage-differs", value=text)
        asked = of_text
        for name in names:
            effect, is_because, rule = name.partition(BECAUSE)
            if is_because and rule and effect in set(UsageEffect):
                causes[UsageEffect(effect), rule] = None
            else:
                effects.update(_effects(name))
    if asked is None:
        raise InvalidUsage(PARAMETER, "usage-unreadable", value="")
    return Wanted(*asked, tuple(effect for effect in UsageEffect if effect in effects), tuple(causes))


def _parts(text: str, asked: tuple[str, str] | None) -> tuple[tuple[str, str], list[str]]:
    """State and purpose of a text, those `asked` if it has none, and the names of its effects."""
    match text.strip().split(BETWEEN):
        case [effects] if asked and effects:
            return asked, effects.split(AMONG)
        case [state, purpose] if state and purpose:
            return (state, purpose), list(USABLE)
        case [state, purpose, effects] if state and purpose and effects:
            return (state, purpose), effects.split(AMONG)
    raise InvalidUsage(PARAMETER, "usage-unreadable", value=text)


def _effects(name: str) -> tuple[UsageEffect, ...]:
    if name == ALL:
        return tuple(UsageEffect)
    if name in set(UsageEffect):
        return (UsageEffect(name),)
    raise InvalidUsage(PARAMETER, "effect-unknown", value=name, choices=(*UsageEffect, ALL))
