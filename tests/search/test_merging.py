"""Lists of several ways become one."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from search.engine import Candidate
from search.merging import RUN, merged
from search.query import Way


def candidate(number: int, *, whole: bool = False) -> Candidate:
    return Candidate(id=UUID(int=number), score=1.0, whole=whole, language="ru", day=0, completeness=50)


def numbers(*lists: tuple[Way, list[Candidate]], exact: list[int] = []) -> list[int]:  # noqa: B006  # it is not changed
    return [each.id.int for each in merged(dict(lists), exact=[UUID(int=number) for number in exact])]


def test_one_list_stays_as_it_is() -> None:
    assert numbers((Way.TYPED, [candidate(number) for number in (3, 1, 2)])) == [3, 1, 2]


def test_what_two_witnesses_find_comes_first() -> None:
    typed = [candidate(number) for number in (1, 2, 3)]
    assert numbers((Way.TYPED, typed), (Way.MEANING, [candidate(3), candidate(4)]))[0] == 3


def test_other_words_are_no_further_witness_of_the_same_words() -> None:
    """A record with the words has the concepts too. One in another language has the concepts alone, and is not put behind."""
    typed, concept = [candidate(1), candidate(2)], [candidate(1), candidate(3), candidate(2)]
    assert numbers((Way.TYPED, typed), (Way.CONCEPT, concept)) == [1, 2, 3]
    ranked = merged({Way.TYPED: typed, Way.CONCEPT: concept})
    assert ranked[0].ways == (Way.TYPED, Way.CONCEPT)
    assert ranked[1].score == ranked[2].score


def test_the_whole_comes_before_the_part_and_the_title_before_all() -> None:
    typed = [candidate(1), candidate(2, whole=True), candidate(3, whole=True)]
    assert numbers((Way.TYPED, typed)) == [2, 3, 1]
    assert numbers((Way.TYPED, typed), exact=[3]) == [3, 2, 1]


def test_neither_crowds_the_other_out() -> None:
    typed = [candidate(number) for number in range(1, 21)]
    meaning = [candidate(number) for number in (*range(1, 11), *range(101, 111))]
    found = numbers((Way.TYPED, typed), (Way.MEANING, meaning))
    assert 101 in found[: RUN + 1]
    assert sum(number > 100 for number in found[:10]) >= 10 // (RUN + 1)


@given(st.lists(st.integers(1, 30), unique=True), st.lists(st.integers(1, 30), unique=True), st.sets(st.integers(1, 30)))
def test_every_record_is_there_once(typed: list[int], meaning: list[int], whole: set[int]) -> None:
    found = numbers(
        (Way.TYPED, [candidate(number, whole=number in whole) for number in typed]),
        (Way.MEANING, [candidate(number) for number in meaning]),
    )
    assert sorted(found) == sorted({*typed, *meaning})
