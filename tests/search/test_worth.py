"""What is found by several wordings of one word comes in the order of their worth."""

from pathlib import Path

from search.asking.wanted import Asked, Form, Match, Wanted, Wording
from search.embedded.engine import EmbeddedEngine
from search.highlight import marker
from search.query import Query, Results
from search.streams import Stream
from tests.contracts.search_engine import about, titles
from tests.factories import record

WORD = Wording(((Form("water"), Form("en:water", 0.5, Stream.STEM)),))
SYNONYM = Wording(((Form("aqua"), Form("en:aqua", 0.5, Stream.STEM)),), worth=0.8)
PHRASE = Wording(((Form("liquid"),), (Form("ice"),)), phrase=True, worth=0.2)
CHINESE = Wording(((Form("水质"),), (Form("质监"),), (Form("监测"),)), least=2, worth=0.02)

TITLES = ["water report", "aqua report", "waters report", "liquid ice report", "水质监测", "ice liquid report", "质监 report"]
"""In the order in which they should be found; the last two are not."""


def found(folder: Path, *words: Wanted) -> Results:
    """The answer of an index with the titles to what is wanted."""
    engine = EmbeddedEngine(folder)
    engine.rebuild(iter(about(*(record({"en": title}, identifier=str(at)) for at, title in enumerate(TITLES)))))
    return engine.search(Query(text="water"), Match((Asked(words, least=1),)))


def test_the_wordings_come_in_the_order_of_their_worth(tmp_path: Path) -> None:
    answer = found(tmp_path, Wanted((CHINESE, PHRASE, SYNONYM, WORD)))
    assert titles(answer) == TITLES[:5]
    assert answer.total == 5


def test_a_worth_that_changes_changes_the_order(tmp_path: Path) -> None:
    dear = Wording(SYNONYM.words, worth=3.0)
    assert titles(found(tmp_path, Wanted((dear, WORD))))[:2] == ["aqua report", "water report"]


def test_a_further_wording_leaves_the_score_of_the_word_as_it_is(tmp_path: Path) -> None:
    alone, more = (found(tmp_path, Wanted(wordings)) for wordings in ((WORD,), (WORD, SYNONYM)))
    assert alone.hit[0].score == more.hit[0].score


def test_what_was_found_by_any_wording_is_marked(tmp_path: Path) -> None:
    asked = Wanted((CHINESE, PHRASE, SYNONYM, WORD))
    marks = [marker(Asked((asked,)), {}).highlight(hit.summary)["title"].fragment for hit in found(tmp_path, asked).hit]
    marked = ["".join(piece.text for piece in fragments if piece.match) for fragments in marks]
    assert marked == ["water", "aqua", "waters", "liquidice", "水质监测"]
