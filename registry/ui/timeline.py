"""The runs of a portal as bars, the oldest first. The height is the number of records read."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.runs import Run, RunState

from .words import OUTCOMES

HEIGHT = 60
"""The height of the highest bar. The mark of a run's state is below."""

UNTROUBLED = frozenset({RunState.QUEUED, RunState.RUNNING, RunState.DONE})

STEP = 10
"""The distance from one bar to the next."""


@dataclass(frozen=True)
class Piece:
    """One outcome's part of a bar."""

    outcome: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One run. `troubled`: it did not end as it should."""

    run: Run
    x: int
    pieces: tuple[Piece, ...]
    troubled: bool


@dataclass(frozen=True)
class Timeline:
    """Bars in a box of `width` by `height`."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    troubled: int


def timeline(runs: Sequence[Run]) -> Timeline | None:
    """The bars of runs, which are given newest first. None if there are fewer than two."""
    if len(runs) < 2:  # noqa: PLR2004  # one bar compares with nothing
        return None
    most = max(1, *(run.counts.read for run in runs))
    bars = tuple(_bar(run, x=place * STEP, most=most) for place, run in enumerate(reversed(runs)))
    return Timeline(bars, width=len(bars) * STEP, height=HEIGHT + STEP, troubled=sum(bar.troubled for bar in bars))


def _bar(run: Run, *, x: int, most: int) -> Bar:
    pieces, y = [], float(HEIGHT)
    for outcome in reversed(OUTCOMES):
        height = HEIGHT * getattr(run.counts, outcome) / most
        y -= height
        if height:
            pieces.append(Piece(outcome, round(y, 2), round(height, 2)))
    return Bar(run, x, tuple(pieces), troubled=run.state not in UNTROUBLED)
