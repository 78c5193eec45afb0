"""The runs of a portal as bars, the oldest first, on an axis with numbers and dates.

The height is the number of records read. A wide bar is a run that read the whole portal, a narrow one a run that asked only for
what had changed. A run that did not simply end has a mark below its bar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

from schemas.holds import HoldState
from schemas.runs import Run

from .run_marks import MARKS, RunMark, mark_of
from .words import OUTCOMES

HEIGHT = 120
"""The height of the axis of numbers."""

TOP, SIDE, FAR = 10, 64, 48
"""The room above the axis, for its numbers beside it, and at the other side for half of the last date."""

MARK, FOOT = 14, 46
"""The size of a mark, and the room below the axis for marks and dates."""

ROOM, NARROWEST, WIDEST = 480, 28, 96
"""What the bars together take, and the least and the largest distance from one to the next."""

DATE = 92
"""The room that a date takes."""

WHOLE, INCREMENTAL = 18, 8
"""The width of a bar by what its run asked for."""

INTERVALS = 3
"""About how many parts the axis has."""


@dataclass(frozen=True)
class Piece:
    """One outcome's part of a bar."""

    outcome: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One run. `x` is its middle; `mark` tells how it ended if it did not simply end; `dated`: its date is written below."""

    run: Run
    x: float
    width: int
    pieces: tuple[Piece, ...]
    mark: RunMark | None
    dated: bool

    @property
    def left(self) -> float:
        return self.x - self.width / 2


@dataclass(frozen=True)
class Tick:
    """A number of the axis and its height in the box."""

    number: int
    y: float


@dataclass(frozen=True)
class Timeline:
    """Bars in a box of `width` by `height`. The numbers end at `axis`, the lines go from there to `end`.

    `outcomes` and `marks` are those that occur, for the legend. `troubled` is how many runs did not end as they should.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    axis: int
    end: int
    outcomes: tuple[str, ...]
    marks: tuple[RunMark, ...]
    troubled: int

    @property
    def bottom(self) -> int:
        return TOP + HEIGHT

    @property
    def most(self) -> int:
        return max(bar.run.counts.read for bar in self.bars)

    @property
    def whole(self) -> bool:
        """Whether a run read the whole portal."""
        return any(bar.width == WHOLE for bar in self.bars)

    @property
    def incremental(self) -> bool:
        """Whether a run asked only for what had changed."""
        return any(bar.width == INCREMENTAL for bar in self.bars)


def timeline(runs: Sequence[Run], holds: Mapping[int, HoldState], *, rightward: bool) -> Timeline | None:
    """The bars of runs, which are given newest first. None if there are fewer than two.

    `holds` has by run what became of a withdrawal that it held. `rightward`: time goes to the right, as the writing does.
    """
    if len(runs) < 2:  # noqa: PLR2004  # one bar compares with nothing
        return None
    ticks = _ticks(max(run.counts.read for run in runs))
    step = min(WIDEST, max(NARROWEST, ROOM // len(runs)))
    width, every = SIDE + step * len(runs) + FAR, ceil(DATE / step)
    bars = []
    for place, run in enumerate(reversed(runs)):
        x = SIDE + step * (place + 0.5)
        dated = (len(runs) - 1 - place) % every == 0
        pieces = tuple(_pieces(run, top=ticks[-1].number))
        bar_width = INCREMENTAL if run.since else WHOLE
        bars.append(Bar(run, x if rightward else width - x, bar_width, pieces, mark_of(run, holds.get(run.id)), dated))
    return Timeline(
        bars=tuple(bars),
        ticks=ticks,
        width=width,
        height=TOP + HEIGHT + FOOT,
        axis=SIDE if rightward else width - SIDE,
        end=width - FAR if rightward else FAR,
        outcomes=tuple(name for name in OUTCOMES if any(getattr(run.counts, name) for run in runs)),
        marks=tuple(mark for mark in MARKS if any(bar.mark is mark for bar in bars)),
        troubled=sum(bar.mark is not None and bar.mark.troubled for bar in bars),
    )


def _ticks(most: int) -> tuple[Tick, ...]:
    """Round numbers from 0 to one that is not below `most`."""
    least = max(1, most / INTERVALS)
    power = 10 ** int(log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)
    top = step * max(1, ceil(most / step))
    return tuple(Tick(number, _y(number, top)) for number in range(0, top + 1, step))


def _pieces(run: Run, *, top: int) -> Sequence[Piece]:
    pieces, below = [], 0
    for outcome in reversed(OUTCOMES):
        if count := getattr(run.counts, outcome):
            y = _y(below + count, top)
            pieces.append(Piece(outcome, y, round(_y(below, top) - y, 2)))
            below += count
    return pieces


def _y(number: int, top: int) -> float:
    """The height of a number in the box, from above."""
    return round(TOP + HEIGHT - HEIGHT * number / top, 2)
