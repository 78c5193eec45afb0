"""What is offered for a word that no record has."""

from collections.abc import Iterator
from contextlib import closing
from random import Random

import pytest

from search.asking.near import mended
from search.asking.question import read
from search.document import document
from search.embedded.engine import EmbeddedEngine
from search.engine import SearchEngine
from search.query import Correction
from search.spelling import corrected, corrections, cost, nearest
from tests.eval.material import items
from tests.eval.typing import mistyped

ERRORS = 200


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """The datasets of the development set."""
    with closing(EmbeddedEngine(tmp_path_factory.mktemp("index"))) as opened:
        opened.update(document(item.record()) for item in items())
        yield opened


def offered(engine: SearchEngine, text: str) -> list[str]:
    return [each.offered for each in corrections(engine, mended(read(text), engine.held).missing)]


def wrong_words() -> Iterator[tuple[str, str]]:
    """Words of titles, in all languages but Chinese, and each with one error of typing."""
    chance = Random(7)
    while True:
        item = chance.choice(items())
        words = [word for word in item.title.split() if len(word) > 4 and word.isalpha()]
        if words and item.form != "zh":
            word = chance.choice(words)
            yield word, mistyped(word, item.form, chance)


def test_what_is_offered_first_is_what_was_meant(engine: SearchEngine) -> None:
    """Of 200 errors that no record has, 97 % have the right word offered, and 2 % a wrong one at most."""
    right = wrong = count = 0
    for word, error in wrong_words():
        missing = mended(read(error), engine.held).missing
        if not missing:
            continue
        found = corrections(engine, missing)
        right += bool(found) and found[0].offered.casefold() == _folded(word)
        wrong += bool(found) and found[0].offered.casefold() != _folded(word)
        count += 1
        if count == ERRORS:
            break
    assert right >= 0.97 * ERRORS
    assert wrong <= 0.02 * ERRORS


def _folded(word: str) -> str:
    [said] = read(word).words
    return said.wanted.wordings[0].words[0][0].term


def test_nothing_is_offered_for_a_word_that_records_have(engine: SearchEngine) -> None:
    for item in items()[::7]:
        assert not corrections(engine, mended(read(item.title), engine.held).missing), item.title


@pytest.mark.parametrize("text", ["voda", "vody", "kachestvo", "obrazovanie", "cfqns", "djlf"])
def test_nothing_is_offered_for_another_script_or_keyboard(engine: SearchEngine, text: str) -> None:
    assert not offered(engine, text)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🙂🙂🙂🙂", "\u0301" * 400, "a" * 10_000, "zzqqxxyy", "水水质质", "12345678", "-" * 100, "qq"],
)
def test_nothing_is_offered_for_what_is_near_to_nothing(engine: SearchEngine, text: str) -> None:
    assert not offered(engine, text)


def test_slips_of_the_fingers_are_nearer_than_other_letters() -> None:
    assert cost("wter", "water") < cost("waxter", "water")
    assert cost("wtaer", "water") < 1
    assert cost("warer", "water") < cost("wamer", "water")
    assert cost("watter", "water") < 1
    assert cost("вола", "вода") < cost("вова", "вода")
    assert cost("water", "water") == 0


def test_the_nearest_comes_first_and_the_most_frequent_of_equals() -> None:
    known = {"schools": 3, "school": 9, "schoon": 1, "scholar": 5, "water": 90, "school1": 50}
    assert nearest("scohol", known)[0] == "school"
    assert nearest("skool", {"spool": 2, "stool": 7})[0] == "stool"
    assert nearest("school", {"school": 9}) == []


def test_a_question_is_written_with_what_is_offered() -> None:
    meant = (Correction(word="wter", offered="water", count=1), Correction(word="Qalitty", offered="quality", count=2))
    assert corrected("wter, Qalitty 2020 “wters”", meant) == "water, quality 2020 “wters”"
