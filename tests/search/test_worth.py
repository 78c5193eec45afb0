"""What is found by several wordings of one word comes in the order of their worth."""

from pathlib import Path

import tantivy

from search.asking.question import wanted
from search.asking.wanted import Form, Wanted, Wording
from search.embedded import generations
from search.embedded.answer import results
from search.embedded.engine import EmbeddedEngine
from search.query import Query, Results
from tests.contracts.search_engine import about, titles
from tests.factories import record

WORD = Wording(((Form("water"), Form("en:water", 0.5, is_stem=True)),))
SYNONYM = Wording(((Form("aqua"), Form("en:aqua", 0.5, is_stem=True)),), worth=0.8)
PHRASE = Wording(((Form("liquid"),), (Form("ice"),)), phrase=True, worth=0.2)
CHINESE = Wording(((Form("水质"),), (Form("质监"),), (Form("监测"),)), least=2, worth=0.02)

TITLES = ["water report", "aqua report", "waters report", "liquid ice report", "水质监测", "ice liquid report", "质监 report"]
"""In the order in which they should be found; the last two are not."""


def found(folder: Path, *words: Wanted) -> Results:
    """The answer of an index with the titles to what is wanted."""
    engine = EmbeddedEngine(folder)
    engine.rebuild(iter(about(*(record({"en": title}, identifier=str(at)) for at, title in enumerate(TITLES)))))
    searcher = tantivy.Index.open(str(folder / str(generations.live(folder)))).searcher()
    return results(searcher, Query(text="water"), words)


def test_the_wordings_come_in_the_order_of_their_worth(tmp_path: Path) -> None:
    answer = found(tmp_path, Wanted((CHINESE, PHRASE, SYNONYM, WORD)))
    assert titles(answer) == TITLES[:5]
    assert answer.total == 5


def test_a_worth_that_changes_changes_the_order(tmp_path: Path) -> None:
    dear = Wording(SYNONYM.words, worth=3.0)
    assert titles(found(tmp_path, Wanted((dear, WORD))))[:2] == ["aqua report", "water report"]


def test_a_further_wording_leaves_the_score_of_the_word_as_it_is(tmp_path: Path) -> None:
    alone, more = (found(tmp_path, Wanted(wordings)) for wordings in ((WORD,), (WORD, SYNONYM)))
    assert wanted("water") == (Wanted((WORD,)),)
    assert alone.hit[0].score == more.hit[0].score


def test_what_was_found_by_any_wording_is_marked(tmp_path: Path) -> None:
    answer = found(tmp_path, Wanted((CHINESE, PHRASE, SYNONYM, WORD)))
    marked = [["".join(piece.text for piece in hit.highlight["title"].fragment if piece.match)] for hit in answer.hit]
    assert marked == [["water"], ["aqua"], ["waters"], ["liquidice"], ["水质监测"]]
