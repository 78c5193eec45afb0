"""What completes a text while it is typed."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from schemas.words import word_key
from search.ask import count
from search.document import document
from search.embedded.engine import EmbeddedEngine
from search.engine import SearchEngine
from search.query import Query
from search.suggesting import MAX_TYPED, Kind, Suggestion, suggest
from tests.eval.material import items
from tests.factories import jurisdiction_of, record


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """The datasets of the development set, in all languages."""
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        opened.update(document(item.record()) for item in items())
        opened.update(
            [
                document(
                    record({"kk": "Қазақстан қалалары"}, identifier="kz", jurisdiction=jurisdiction_of("KZ"), publisher="Qala")
                )
            ]
        )
        yield opened


def texts(found: Sequence[Suggestion], *kinds: Kind) -> list[str]:
    return [each.text for each in found if not kinds or each.kind in kinds]


BEGUN = ["wat", "вод", "су", "آب", "पान", "水", "mak", "бюдж", "scho", "школ", "тар", "suv", "мак", "وز", "s", "п"]


@pytest.mark.parametrize("typed", BEGUN)
def test_every_suggestion_finds_something(engine: SearchEngine, typed: str) -> None:
    found = suggest(engine, typed)
    assert found
    for each in found:
        assert each.record or count(engine, each.query), each


@pytest.mark.parametrize("typed", BEGUN)
def test_no_text_comes_twice_and_what_is_typed_is_not_offered_as_a_word(engine: SearchEngine, typed: str) -> None:
    keys = [word_key(text) for text in texts(suggest(engine, typed, limit=20))]
    assert len(keys) == len(set(keys))
    assert typed not in texts(suggest(engine, typed), Kind.WORD)


def test_completions_of_the_word_come_first(engine: SearchEngine) -> None:
    kinds = [each.kind for each in suggest(engine, "w", limit=20)]
    assert kinds == sorted(kinds, key=list(Kind).index) or kinds[0] is Kind.WORD
    assert kinds[0] is Kind.WORD


def test_the_last_word_is_completed_beside_the_others(engine: SearchEngine) -> None:
    found = suggest(engine, "water qua")
    assert "water quality" in texts(found, Kind.KEYWORD)
    assert all("quality" in text.casefold() for text in texts(found, Kind.TITLE))


def test_words_that_say_nothing_do_not_matter(engine: SearchEngine) -> None:
    found = suggest(engine, "where can I find data on wat")
    assert any(text.startswith("where can I find data on water") for text in texts(found))


@pytest.mark.parametrize(
    ("typed", "part"),
    [("vod", "вод"), ("shui", "水"), ("djl", "вод"), ("цфеук", "water"), ("kachest", "качеств"), ("vodosn", "водосн")],
)
def test_another_script_or_keyboard_is_understood(engine: SearchEngine, typed: str, part: str) -> None:
    assert any(part in text.casefold() for text in texts(suggest(engine, typed, limit=20)))


def test_a_concept_tells_which_languages_it_finds(engine: SearchEngine) -> None:
    [water] = [each for each in suggest(engine, "wate", languages=("en",)) if each.text == "water"]
    assert water.kind is Kind.CONCEPT
    assert {"ru", "kk", "zh", "en"} <= set(water.reaches)


@pytest.mark.parametrize("typed", ["Қазақс", "Казахст", "Kazakhst", "قزاقس", "哈萨克", "Qozogʻis", "कज़ाख"])
def test_a_state_is_found_by_its_name_in_any_language(engine: SearchEngine, typed: str) -> None:
    [state] = [each for each in suggest(engine, typed) if each.kind is Kind.STATE]
    assert state.query.chosen("jurisdiction") == ("KZ",)


def test_the_languages_of_the_person_come_first(engine: SearchEngine) -> None:
    assert {each.language for each in suggest(engine, "мак", languages=("tg",)) if each.kind is Kind.CONCEPT} == {"tg"}


def test_chinese_is_completed_character_by_character(engine: SearchEngine) -> None:
    assert "水质" in texts(suggest(engine, "水质"), Kind.CONCEPT)
    assert texts(suggest(engine, "水质监"))[0].startswith("水质监测")


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_there_are_as_many_as_asked_for(engine: SearchEngine, limit: int) -> None:
    assert len(suggest(engine, "w", limit=limit)) == limit


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "water ",
        "🙂",
        "!",
        "\u0301" * MAX_TYPED,
        "a" * (MAX_TYPED + 1),
        "wat" * 4_000,
        "(.*)+",
        '"',
        "\u202e",
        "-",
        "zzqqxx",
    ],
)
def test_what_begins_no_word_of_records_is_not_completed(engine: SearchEngine, typed: str) -> None:
    assert suggest(engine, typed) == ()


@pytest.mark.parametrize(
    "typed", ["w\u0301at", "w" * MAX_TYPED, '"water qual', "-wat", "water -qua", "水" * MAX_TYPED, "a b c d e f g h " * 20]
)
def test_odd_text_is_answered(engine: SearchEngine, typed: str) -> None:
    assert all(isinstance(each.query, Query) for each in suggest(engine, typed))
