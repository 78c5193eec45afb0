"""The walk through a list, over lists in memory. How it meets real portals is in `test_ckan.py` and `test_oai_pmh.py`."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.base import Checkpoint, Fetched, RawRecord, Total
from harvesters.errors import AnswerTooLarge, BadAnswer, RetryLater
from harvesters.limits import MAX_EMPTY_IN_A_ROW, MAX_EMPTY_PASSED, MAX_FAILED_IN_A_ROW
from harvesters.paging import OffsetPager, Page, Read, ReadToken, TokenPager, by_number, page_key
from schemas.issues import Issue


def entry(number: int) -> RawRecord:
    return RawRecord(str(number), b"{}", "application/json", "http://x.example/")


def page_of(entries: list[int], total: int | None) -> Page:
    return Page(tuple(map(entry, entries)), len(entries), page_key(entries), total)


def reading(entries: list[int], *, bad: frozenset[int] = frozenset(), cap: int = 1000, stated: bool = True) -> Read:
    """A list that answers in pages, and fails for every page with a bad entry."""

    def read(start: int, rows: int) -> Page:
        found = entries[start : start + min(rows, cap)]
        if bad & set(found):
            raise BadAnswer("broken")
        return page_of(found, len(entries) if stated else None)

    return read


def identifiers(items: Iterator[Fetched]) -> list[int]:
    return [int(item.identifier) for item in items if isinstance(item, RawRecord)]


def counted(read: Read) -> tuple[Read, list[tuple[int, int]]]:
    asked: list[tuple[int, int]] = []

    def counting(start: int, rows: int) -> Page:
        asked.append((start, rows))
        return read(start, rows)

    return counting, asked


@settings(deadline=None)  # the machine may be busy
@given(
    count=st.integers(0, 80),
    size=st.integers(1, 30),
    cap=st.integers(1, 40),
    bad=st.sets(st.integers(0, 79), max_size=4),
    stated=st.booleans(),
)
def test_every_good_entry_comes_once_and_every_bad_one_is_reported(
    count: int, size: int, cap: int, bad: set[int], stated: bool
) -> None:
    present = {each for each in bad if each < count}
    in_a_row = any({first + step for step in range(MAX_FAILED_IN_A_ROW)} <= present for first in present)
    read, asked = counted(reading(list(range(count)), bad=frozenset(present), cap=cap, stated=stated))
    found: list[Fetched] = []
    try:
        found.extend(OffsetPager(read, size=size))
    except RetryLater:
        assert in_a_row
        return
    assert not in_a_row
    assert identifiers(iter(found)) == [each for each in range(count) if each not in present]
    assert [item.value.split(":")[0] for item in found if isinstance(item, Issue)] == [
        f"entry {each}" for each in sorted(present)
    ]
    assert len(asked) <= 2 + count // min(size, cap) + len(present) * (2 * size.bit_length() + 3)


def test_a_bad_entry_costs_few_requests() -> None:
    read, asked = counted(reading(list(range(1000)), bad=frozenset({537})))
    assert len(identifiers(iter(OffsetPager(read, size=1000)))) == 999
    assert len(asked) <= 24


def test_an_entry_that_is_too_large_has_its_own_issue() -> None:
    def read(start: int, rows: int) -> Page:
        if start <= 3 < start + rows:
            raise AnswerTooLarge("more than 64 MiB")
        return page_of(list(range(start, min(8, start + rows))), 8)

    found = list(OffsetPager(read, size=8))
    assert [(item.code, item.value) for item in found if isinstance(item, Issue)] == [
        ("record-too-large", "entry 3: more than 64 MiB")
    ]


def test_a_list_that_fails_for_good_is_one_issue_and_an_error() -> None:
    pager = OffsetPager(reading(list(range(40)), bad=frozenset(range(20, 40))), size=10)
    found: list[Fetched] = []

    def walk() -> None:
        for item in pager:
            found.append(item)  # noqa: PERF402 - what came before the error counts

    with pytest.raises(RetryLater, match="broken"):
        walk()
    assert identifiers(iter(found)) == list(range(20))
    assert [item.code for item in found if isinstance(item, Issue)] == ["page-failed"]


def test_the_total_comes_first_and_once() -> None:
    found = list(OffsetPager(reading(list(range(5))), size=2))
    assert found[0] == Total(5)
    assert sum(isinstance(item, Total) for item in found) == 1
    assert list(OffsetPager(reading([]), size=2)) == [Total(0)]


def test_the_last_entry_is_reported_if_it_fails_and_so_does_the_page_past_the_end() -> None:
    def read(start: int, rows: int) -> Page:
        if start + rows > 7:
            raise BadAnswer("broken")
        return page_of(list(range(start, start + rows)), 8)

    found = list(OffsetPager(read, size=4))
    assert identifiers(iter(found)) == list(range(7))
    assert [item.value for item in found if isinstance(item, Issue)] == ["entry 7: broken"]


def test_an_error_of_the_reader_passes_through() -> None:
    def read(start: int, rows: int) -> Page:
        raise RetryLater("no connection")

    with pytest.raises(RetryLater, match="no connection"):
        list(OffsetPager(read, size=10))


def test_totals_that_count_what_is_left() -> None:
    def read(start: int, rows: int) -> Page:
        return page_of(list(range(start, min(25, start + rows))), 25 - start)

    assert identifiers(iter(OffsetPager(read, size=10))) == list(range(25))


@pytest.mark.parametrize("falling", [lambda calls: 1000 - calls, lambda calls: 1000 - 7 * calls, lambda calls: 1000 - calls % 2])
def test_a_restless_total_does_not_hold_us_back(falling: Callable[[int], int]) -> None:
    calls = 0

    def read(start: int, rows: int) -> Page:
        nonlocal calls
        calls += 1
        assert calls < 100
        return page_of(list(range(start, min(100, start + rows))), falling(calls))

    assert set(identifiers(iter(OffsetPager(read, size=10)))) == set(range(100))


@settings(deadline=None)  # the machine may be busy
@given(
    count=st.integers(0, 60),
    size=st.integers(1, 20),
    cap=st.integers(1, 30),
    bad=st.sets(st.integers(0, 59), max_size=3),
    turn=st.integers(1, 60),
)
def test_at_every_checkpoint_another_pager_goes_on_alike(count: int, size: int, cap: int, bad: set[int], turn: int) -> None:
    entries = [each % turn for each in range(count)]  # a list that goes round in circles, where `turn` is less than `count`
    read = reading(entries, bad=frozenset(bad), cap=cap)
    whole = walked(OffsetPager(read, size=size))
    for place, item in enumerate(whole):
        if isinstance(item, Checkpoint):
            assert walked(OffsetPager(read, size=size, cursor=item.cursor)) == whole[place + 1 :]


def test_a_cursor_that_version_0_1_has_left_is_understood() -> None:
    """As a run that had passed over entry 7 left it in the database: what we call `incomplete` was `torn`."""
    left = (
        '{"pages": 2, "first": "a", "mark": "b", "start": 10, "rows": null, "total": 25, "length": 2, "furthest": 10, '
        '"bad_end": 8, "stepped_back": false, "torn": true}'
    )
    listed = Numbered(reading(list(range(26))))
    items = list(by_number(listed, size=10, since=None, cursor=json.dumps([1, left])))
    assert listed.question == 1
    assert identifiers(iter(items)) == list(range(10, 26))
    assert not [item for item in items if isinstance(item, Issue)]  # no `total-wrong`: an entry is known to be missing
    last = [item.cursor for item in items if isinstance(item, Checkpoint)][-1]
    assert json.loads(json.loads(last)[1])["incomplete"]


@dataclass
class Numbered:
    """A list in memory that is asked another question after the first page."""

    reads: Read
    question: int = 0

    def read(self, start: int, rows: int) -> Page:
        self.question = max(self.question, int(start > 0))
        return self.reads(start, rows)


def test_a_cursor_holds_how_the_portal_must_be_asked() -> None:
    whole = list(by_number(Numbered(reading(list(range(25)))), size=10, since=None, cursor=None))
    cursors = [item.cursor for item in whole if isinstance(item, Checkpoint)]
    assert [json.loads(cursor)[0] for cursor in cursors] == [0, 1, 1]
    again = Numbered(reading(list(range(25))))
    assert identifiers(by_number(again, size=10, since=None, cursor=cursors[1])) == list(range(20, 25))
    assert again.question == 1


def test_the_total_of_what_changed_is_not_the_portals() -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)
    assert Total(5) not in list(by_number(Numbered(reading(list(range(5)))), size=2, since=since, cursor=None))
    assert Total(5) in list(by_number(Numbered(reading(list(range(5)))), size=2, since=None, cursor=None))


def walked(pager: OffsetPager) -> list[Fetched | str]:
    """What a walk yields, and the error that ends it."""
    found: list[Fetched | str] = []
    try:
        for item in pager:
            found.append(item)  # noqa: PERF402 - what came before the error counts
    except RetryLater as error:
        found.append(str(error))
    return found


@pytest.mark.parametrize("length", [1, 2, 3, 7])
@pytest.mark.parametrize("lead", [0, 1, 5])
def test_a_list_that_goes_round_in_circles_ends_soon(length: int, lead: int) -> None:
    calls = 0

    def read(start: int, rows: int) -> Page:
        nonlocal calls
        calls += 1
        page = start // 10
        return replace(page_of([page if page < lead else lead + (page - lead) % length], None), length=10)

    items = list(OffsetPager(read, size=10))
    assert [item.code for item in items if isinstance(item, Issue)] == ["page-repeated"]
    assert calls <= 2 * (lead + 1 + length) + length + 1


def test_a_short_last_page_that_is_sent_for_every_higher_number_is_the_end() -> None:
    read = reading(list(range(34)), stated=False)
    items = list(OffsetPager(lambda start, rows: read(min(start, 30), rows), size=10))
    assert (identifiers(iter(items)), [item for item in items if isinstance(item, Issue)]) == (list(range(34)), [])


def test_a_page_that_is_sent_twice_in_a_row_is_not_taken_for_the_next() -> None:
    read = reading(list(range(50)))
    items = list(OffsetPager(lambda start, rows: read(20 if start == 30 else start, rows), size=10))
    assert [item.code for item in items if isinstance(item, Issue)] == ["page-repeated"]


def test_a_refusal_that_states_no_entries_is_no_end() -> None:
    read = reading(list(range(45)))

    def refused(start: int, rows: int) -> Page:
        return page_of([], 0) if start >= 20 else read(start, rows)

    with pytest.raises(RetryLater, match="a total of 0 in place of 45"):
        list(OffsetPager(refused, size=10))


def by_token(pages: list[list[int]], *, total: int | None = None, bad: int | None = None, loop: bool = False) -> ReadToken:
    """A list of pages whose tokens are their numbers; the page after the last is an error, or the first again."""

    def read(token: str | None) -> Page:
        number = int(token or 0) % len(pages) if loop else int(token or 0)
        if number == bad or number >= len(pages):
            raise BadAnswer("broken")
        more = loop or number + 1 < len(pages)
        return replace(page_of(pages[number], total), next=str(number + 1) if more else None)

    return read


@given(st.lists(st.lists(st.integers(0, 999), min_size=1, max_size=5), min_size=1, max_size=20, unique_by=tuple), st.booleans())
def test_a_walk_by_tokens_reads_every_page_once_and_goes_on_at_every_place(pages: list[list[int]], stated: bool) -> None:
    read = by_token(pages, total=sum(map(len, pages)) if stated else None)
    whole = list(TokenPager(read))
    assert identifiers(iter(whole)) == [number for page in pages for number in page]
    assert not [item for item in whole if isinstance(item, Issue)]
    for place, item in enumerate(whole):
        if isinstance(item, Checkpoint):
            rest = [later for later in TokenPager(read, cursor=item.cursor) if not isinstance(later, Total)]
            assert rest == whole[place + 1 :]


@pytest.mark.parametrize("length", [1, 2, 3, 7, 30])
def test_tokens_in_a_circle_are_found_out(length: int) -> None:
    pages = [[number] for number in range(length)]
    items = list(TokenPager(by_token(pages, loop=True)))
    assert [item.code for item in items if isinstance(item, Issue)] == ["page-repeated"]
    assert set(identifiers(iter(items))) == set(range(length))
    assert len(identifiers(iter(items))) <= 3 * length


@pytest.mark.parametrize("loop", [True, False])
def test_a_page_after_all_that_is_stated_is_the_end(loop: bool) -> None:
    pages = [[1, 2], [3]]
    read = by_token(pages, total=3, loop=loop) if loop else by_token([*pages, []], total=3, bad=2)
    assert not [item for item in TokenPager(read) if isinstance(item, Issue)]


def named(pages: list[tuple[list[int], str | None]], *, total: int | None = None) -> ReadToken:
    """A list of pages, each with the token of the next, which is its number."""

    def read(token: str | None) -> Page:
        entries, following = pages[int(token or 0)]
        return replace(page_of(entries, total), next=following)

    return read


def codes(items: list[Fetched]) -> list[str]:
    return [item.code for item in items if isinstance(item, Issue)]


@pytest.mark.parametrize("total", [None, 4])
@pytest.mark.parametrize("empty", [1, 3, MAX_EMPTY_IN_A_ROW])
def test_empty_pages_with_new_tokens_are_passed(empty: int, total: int | None) -> None:
    pages: list[list[int]] = [[1, 2], *([] for _ in range(empty)), [3, 4]]
    read = named([(page, str(at + 1) if at + 1 < len(pages) else None) for at, page in enumerate(pages)], total=total)
    whole = list(TokenPager(read))
    assert (identifiers(iter(whole)), codes(whole)) == ([1, 2, 3, 4], [])
    for place, item in enumerate(whole):
        if isinstance(item, Checkpoint):
            assert list(TokenPager(read, cursor=item.cursor)) == whole[place + 1 :]


def test_empty_pages_with_new_tokens_end_some_time() -> None:
    read = named([([], str(at + 1)) for at in range(MAX_EMPTY_IN_A_ROW + 2)])
    with pytest.raises(RetryLater, match="empty pages in a row"):
        list(TokenPager(read))


def test_the_same_content_under_a_new_token_is_progress() -> None:
    read = named([([1, 2], "1"), ([1, 2], "2"), ([3, 4], None)])
    assert codes(list(TokenPager(read))) == []
    assert set(identifiers(iter(TokenPager(read)))) == {1, 2, 3, 4}


@pytest.mark.parametrize("total", [None, 4, 10, 1000])
def test_the_same_content_under_new_tokens_is_found_out(total: int | None) -> None:
    read = named([([1, 2], str(at + 1)) for at in range(500)], total=total)
    items = list(TokenPager(read))
    assert codes(items) == ["page-repeated"]
    assert len(identifiers(iter(items))) < 30


@pytest.mark.parametrize("length", [2, 3, 7])
def test_pages_in_a_circle_under_new_tokens_are_found_out(length: int) -> None:
    read = named([([at % length], str(at + 1)) for at in range(5000)])
    assert codes(list(TokenPager(read))) == ["page-repeated"]


def test_a_token_that_names_its_own_page_is_no_progress() -> None:
    items = list(TokenPager(named([([1], "1"), ([2], "1")])))
    assert (identifiers(iter(items)), codes(items)) == ([1, 2], ["page-repeated"])
    items = list(TokenPager(named([([1], "1"), ([2], "1")], total=2)))
    assert (identifiers(iter(items)), codes(items)) == ([1, 2], [])


def test_a_cursor_by_tokens_that_version_0_1_has_left_is_understood() -> None:
    left = '{"pages": 2, "first": "a", "mark": "b", "token": "1", "sent": 2, "total": 4, "ended": false}'
    items = list(TokenPager(named([([1, 2], "1"), ([3, 4], None)], total=4), cursor=left))
    assert (identifiers(iter(items)), codes(items)) == ([3, 4], [])


@pytest.mark.parametrize("hidden", [range(10, 20), range(10, 50), range(20, 21), range(5, 15), range(90, 100)])
def test_entries_that_a_portal_does_not_show_are_passed_over(hidden: range) -> None:
    def read(start: int, rows: int) -> Page:
        return page_of([each for each in range(start, min(100, start + rows)) if each not in hidden], 100)

    whole = list(OffsetPager(read, size=10))
    assert set(identifiers(iter(whole))) == set(range(100)) - set(hidden)
    for place, item in enumerate(whole):
        if isinstance(item, Checkpoint):
            assert list(OffsetPager(read, size=10, cursor=item.cursor)) == whole[place + 1 :]


def test_a_total_that_is_far_too_high_costs_few_requests() -> None:
    asked: list[int] = []

    def read(start: int, rows: int) -> Page:
        asked.append(start)
        return page_of(list(range(start, min(25, start + rows))), 1_000_000)

    items = list(OffsetPager(read, size=10))
    assert [item.value for item in items if isinstance(item, Issue)] == ["stated 1000000, sent 25"]
    assert len(asked) == 4 + MAX_EMPTY_PASSED


def test_a_page_that_fails_ends_a_walk_by_tokens() -> None:
    walked: list[Fetched] = []
    with pytest.raises(RetryLater, match="broken"):
        walked += TokenPager(by_token([[1], [2], [3]], bad=1))
    assert identifiers(iter(walked)) == [1]
    assert [item.value for item in walked if isinstance(item, Issue)] == ["the page after entry 1: broken"]
