"""Schedules as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.source.schedule import parse_cron, parse_every, parse_schedule, parse_span, span_text

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("30 3 * * *", datetime(2026, 11, 26, 3, 30, tzinfo=UTC)),
        ("*/15 * * * *", datetime(2026, 11, 25, 12, 15, tzinfo=UTC)),
        ("0 0 * * mon", datetime(2026, 11, 30, tzinfo=UTC)),
        ("0 0 29 2 *", datetime(2028, 2, 29, tzinfo=UTC)),
        ("1d", datetime(2026, 11, 26, 12, 0, tzinfo=UTC)),
        (" 90m ", datetime(2026, 11, 25, 13, 30, tzinfo=UTC)),
    ],
)
def test_when_it_is_time_again(text: str, after: datetime) -> None:
    assert parse_schedule(text).after(NOON) == after


@pytest.mark.parametrize(
    "text", ["", "daily", "@daily", "* * * *", "* * * * * *", "61 * * * *", "0 3 * * *; rm", "0 3 * * 𝟗", "R R * * *"]
)
def test_what_is_no_cron_text_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write minute, hour"):
        parse_cron(text)


def test_a_day_that_never_comes() -> None:
    with pytest.raises(ValueError, match="never comes"):
        parse_cron("0 0 30 2 *")


@pytest.mark.parametrize("text", ["", "1", "d", "1 day", "-1d", "1.5h", "9999999d"])
def test_what_is_no_span_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="12h or 1d"):
        parse_span(text)


def test_an_interval_is_a_minute_at_least() -> None:
    with pytest.raises(ValueError, match="less than a minute"):
        parse_every("30s")


@pytest.mark.parametrize("text", ["1s", "90s", "15m", "36h", "1d", "2w"])
def test_a_span_is_written_as_it_is_read(text: str) -> None:
    assert span_text(parse_span(text)) == text
    assert span_text(timedelta(days=7)) == "1w"
