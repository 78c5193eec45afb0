"""The chart of runs: round numbers on its axis, dates that do not touch, a mark for each way to end, in both directions."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from registry.ui.run_marks import MARKS, mark_of
from registry.ui.timeline import DATE, timeline
from schemas.holds import HoldState
from schemas.runs import Run, RunCounts, RunState

FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def runs(*read: int) -> list[Run]:
    """Whole runs that read so much, the last one first, as the store gives them."""
    made = (
        Run(
            id=number,
            source="kg_example",
            state=RunState.DONE,
            started=FIRST + timedelta(days=number),
            counts=RunCounts(read=count, unchanged=count),
        )
        for number, count in enumerate(read)
    )
    return list(made)[::-1]


@pytest.mark.parametrize(
    ("most", "numbers"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (28, [0, 10, 20, 30]),
        (100, [0, 50, 100]),
        (820, [0, 500, 1000]),
        (1_234_567, [0, 500_000, 1_000_000, 1_500_000]),
    ],
)
def test_the_axis_has_round_numbers_from_nothing_to_the_most(most: int, numbers: list[int]) -> None:
    chart = timeline(runs(0, most), {}, rightward=True)
    assert chart is not None
    assert [tick.number for tick in chart.ticks] == numbers
    heights = [tick.y for tick in chart.ticks]
    assert heights == sorted(heights, reverse=True)
    assert all(heights[-1] <= piece.y <= heights[0] for bar in chart.bars for piece in bar.pieces)


@pytest.mark.parametrize("number", [2, 3, 7, 12, 20])
def test_dates_do_not_touch_and_the_last_run_has_one(number: int) -> None:
    chart = timeline(runs(*range(number)), {}, rightward=True)
    assert chart is not None
    dated = [bar.x for bar in chart.bars if bar.dated]
    assert chart.bars[-1].dated
    assert all(after - before >= DATE for before, after in pairwise(dated))
    assert chart.axis < chart.bars[0].left
    assert dated[-1] + DATE / 2 <= chart.width


def test_time_goes_with_the_writing() -> None:
    right, left = (timeline(runs(3, 2, 1), {}, rightward=rightward) for rightward in (True, False))
    assert right is not None
    assert left is not None
    assert [bar.x for bar in left.bars] == [left.width - bar.x for bar in right.bars]
    assert [bar.run.id for bar in left.bars] == [bar.run.id for bar in right.bars] == [0, 1, 2]


def test_each_way_to_end_has_a_shape_of_its_own() -> None:
    assert len({mark.icon for mark in MARKS}) == len({mark.word for mark in MARKS}) == len(MARKS)
    ends = {state: mark_of(runs(1)[0].model_copy(update={"state": state}), None) for state in RunState}
    assert [state for state, mark in ends.items() if mark is None] == [RunState.DONE]
    held = runs(1)[0].model_copy(update={"state": RunState.HELD})
    assert {mark_of(held, state) for state in HoldState} | {*ends.values()} - {None} == {*MARKS}
