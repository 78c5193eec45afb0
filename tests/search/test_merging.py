"""Lists of several ways become one."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from search.engine import Candidate
from search.merging import boosted, merged
from search.query import Way
from search.ranking import BOOST


def candidate(
    number: int, *, whole: bool = False, language: str = "ru", score: float = 1.0, day: int = 0, completeness: int = 50
) -> Candidate:
    return Candidate(id=UUID(int=number), score=score, whole=whole, language=language, day=day, completeness=completeness)


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


def test_of_records_with_all_words_the_words_tell_which_is_meant() -> None:
    for whole, first in ((True, 1), (False, 2)):
        typed = [candidate(number, whole=whole) for number in (1, 2)]
        near = [candidate(2), *(candidate(number) for number in range(11, 13)), candidate(1)]
        assert numbers((Way.TYPED, typed), (Way.MEANING, near))[0] == first


def test_no_language_crowds_the_others_out() -> None:
    typed = [candidate(number) for number in range(1, 21)]
    concept = [*typed, *(candidate(number, language="kk") for number in range(101, 111)), candidate(201, language="fa")]
    found = numbers((Way.TYPED, typed), (Way.CONCEPT, concept))
    assert found[0] == 1
    assert 2 <= sum(number > 100 for number in found[:10]) <= 5
    assert 201 in found[:10]


def test_a_language_keeps_its_own_order() -> None:
    mixed = [candidate(number, language="ru" if number % 3 else "kk") for number in range(1, 40)]
    found = numbers((Way.TYPED, mixed))
    assert [number for number in found if number % 3] == [number for number in range(1, 40) if number % 3]
    assert [number for number in found if not number % 3] == list(range(3, 40, 3))


def test_of_records_that_fit_alike_the_newer_and_the_one_that_tells_more_come_first() -> None:
    old, new = candidate(1, day=730_000), candidate(2, day=739_000)
    assert [each.id.int for each in boosted([old, new])] == [2, 1]
    little, much = candidate(1, completeness=14), candidate(2, completeness=100)
    assert [each.id.int for each in boosted([little, much])] == [2, 1]


def test_what_fits_better_stays_before_what_is_newer_and_tells_more() -> None:
    better = candidate(1, score=1 + 1.5 * BOOST, completeness=0)
    newer = candidate(2, day=739_000, completeness=100)
    part = candidate(3, score=2.0, day=739_000, completeness=100)
    whole = candidate(4, whole=True, completeness=0)
    assert [each.id.int for each in boosted([whole, part, better, newer])] == [4, 3, 1, 2]


def test_without_scores_the_order_stays() -> None:
    near = [candidate(number, score=0.0, completeness=number) for number in (1, 2, 3)]
    assert list(boosted(near)) == near


@given(st.lists(st.integers(1, 30), unique=True), st.lists(st.integers(1, 30), unique=True), st.sets(st.integers(1, 30)))
def test_every_record_is_there_once(typed: list[int], meaning: list[int], whole: set[int]) -> None:
    found = numbers(
        (Way.TYPED, [candidate(number, whole=number in whole) for number in typed]),
        (Way.MEANING, [candidate(number) for number in meaning]),
    )
    assert sorted(found) == sorted({*typed, *meaning})
