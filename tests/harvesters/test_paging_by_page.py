"""The walk through a list whose pages have numbers, over lists in memory."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvesters.base import Checkpoint, Fetched, RawRecord, Total
from harvesters.errors import BadAnswer, RetryLater
from harvesters.limits import MAX_PAGES_FAILED_IN_A_ROW
from harvesters.paging import Page, PagePager, ReadPage, page_key
from schemas.issues import Issue


def page_of(entries: list[int], *, total: int | None = None, pages: int | None = None) -> Page:
    found = tuple(RawRecord(str(each), b"{}", "application/json", "http://x.example/") for each in entries)
    return Page(found, len(entries), page_key(entries), total, pages)


def reading(
    entries: list[int],
    *,
    size: int = 10,
    bad: frozenset[int] = frozenset(),
    stated: str = "total",
    past: str = "empty",
) -> ReadPage:
    """A list in pages. `bad` pages fail. `stated` is what it states: total, pages or nothing; `past` what comes after its end."""
    count = max(1, -(-len(entries) // size))
    told: dict[str, Any] = {"total": {"total": len(entries)}, "pages": {"pages": count}, "nothing": {}}[stated]

    def read(number: int) -> Page:
        if number in bad:
            raise BadAnswer("broken")
        if number >= count:
            if past == "fails":
                raise BadAnswer("no such page")
            number = count - 1 if past == "last again" else number
        return page_of(entries[number * size : (number + 1) * size], **told)

    return read


def identifiers(items: list[Fetched]) -> list[int]:
    return [int(item.identifier) for item in items if isinstance(item, RawRecord)]


def codes(items: list[Fetched]) -> list[str]:
    return [item.code for item in items if isinstance(item, Issue)]


@settings(deadline=None)
@given(
    count=st.integers(0, 60),
    size=st.integers(1, 12),
    stated=st.sampled_from(["total", "pages", "nothing"]),
    past=st.sampled_from(["empty", "last again", "fails"]),
)
def test_every_entry_comes_once_whatever_the_list_states_and_sends_past_its_end(
    count: int, size: int, stated: str, past: str
) -> None:
    if stated == "nothing" and (past == "fails" or (past == "last again" and count <= size)) and count % size == 0:
        return  # nothing tells that the last page is the last one
    found = list(PagePager(reading(list(range(count)), size=size, stated=stated, past=past), size=size))
    assert identifiers(found) == list(range(count))
    assert codes(found) == []


@pytest.mark.parametrize("bad", [{0}, {3}, {1, 2, 3, 4}, {0, 9}])
def test_a_page_that_fails_is_reported_and_the_walk_goes_on(bad: set[int]) -> None:
    found = list(PagePager(reading(list(range(100)), bad=frozenset(bad)), size=10))
    assert identifiers(found) == [each for each in range(100) if each // 10 not in bad]
    assert codes(found) == ["page-failed"] * len(bad)


def test_pages_that_fail_for_good_are_one_issue_and_an_error() -> None:
    pager = PagePager(reading(list(range(100)), bad=frozenset(range(4, 10))), size=10)
    found: list[Fetched] = []

    def walk() -> None:
        for item in pager:
            found.append(item)  # noqa: PERF402 - what came before the error counts

    with pytest.raises(RetryLater, match="broken"):
        walk()
    assert identifiers(found) == list(range(40))
    assert codes(found) == ["page-failed"]
    assert MAX_PAGES_FAILED_IN_A_ROW == 5


def test_a_list_that_knows_no_page_number_is_not_whole() -> None:
    found = list(PagePager(lambda _: page_of(list(range(10)), total=40), size=10))
    assert (identifiers(found), codes(found)) == (list(range(10)), ["page-repeated"])
    found = list(PagePager(lambda _: page_of(list(range(10))), size=10))
    assert (identifiers(found), codes(found)) == (list(range(10)), ["page-repeated"])


def test_a_page_with_only_known_entries_is_no_end() -> None:
    pages = [[1, 2, 3], [3, 2, 1], [4, 5, 6], [1, 2, 4], [7]]
    found = list(PagePager(lambda number: page_of(pages[number] if number < len(pages) else []), size=3))
    assert identifiers(found) == [each for page in pages for each in page]
    assert codes(found) == []


def test_a_total_that_is_too_low_is_no_end() -> None:
    def read(number: int) -> Page:
        return page_of(list(range(50))[number * 10 : number * 10 + 10], total=3)

    found = list(PagePager(read, size=10))
    assert (identifiers(found), codes(found)) == (list(range(50)), ["total-wrong"])


def test_a_refusal_that_states_no_entries_is_no_end() -> None:
    read = reading(list(range(45)))

    def refused(number: int) -> Page:
        return page_of([], total=0) if number == 2 else read(number)

    found = list(PagePager(refused, size=10))
    assert (identifiers(found), codes(found)) == ([*range(20), *range(30, 45)], ["page-failed"])


def test_an_empty_page_in_the_middle_is_passed_over() -> None:
    def read(number: int) -> Page:
        return page_of([] if number == 1 else list(range(30))[number * 10 : number * 10 + 10], total=30)

    found = list(PagePager(read, size=10))
    assert (identifiers(found), codes(found)) == ([*range(10), *range(20, 30)], ["total-wrong"])


def test_it_steps_back_if_entries_were_deleted_meanwhile() -> None:
    entries = list(range(50))

    def read(number: int) -> Page:
        if number == 2 and len(entries) == 50:
            del entries[:12]
        return page_of(entries[number * 10 : number * 10 + 10], total=len(entries))

    found = list(PagePager(read, size=10))
    assert set(range(12, 50)) <= set(identifiers(found))


def test_a_portal_that_gives_so_many_pages_only() -> None:
    found = list(PagePager(reading(list(range(100))), size=10, cap=3))
    assert (identifiers(found), codes(found)) == (list(range(30)), ["list-cut-off"])
    assert codes(list(PagePager(reading(list(range(30))), size=10, cap=3))) == []


def test_a_list_without_end_ends() -> None:
    with pytest.raises(RetryLater, match="does not end"):
        list(PagePager(lambda number: page_of(list(range(number * 1000, number * 1000 + 1000)), total=10), size=1000))


@pytest.mark.parametrize("stated", ["total", "pages", "nothing"])
def test_it_goes_on_at_every_checkpoint(stated: str) -> None:
    read: Callable[[int], Page] = reading(list(range(47)), stated=stated, bad=frozenset({2}))
    whole = list(PagePager(read, size=10))
    for place, item in enumerate(whole):
        if isinstance(item, Checkpoint):
            assert json.loads(item.cursor)
            rest = list(PagePager(read, size=10, cursor=item.cursor))
            assert [each for each in rest if not isinstance(each, Total)] == whole[place + 1 :]
