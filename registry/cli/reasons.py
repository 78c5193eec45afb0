"""How and why a search found a dataset, as lines for people."""

from collections.abc import Iterator

from schemas.dataset import UNDETERMINED
from search.explanation import Explanation, How, WordExplained
from search.query import Hit, Results, Way

HOW = {
    How.WRITTEN: "as written",
    How.STEM: "another form",
    How.KEY: "in another script or spelling",
    How.SPELLING: "spelt alike",
    How.CONCEPT: "in other words",
}

WAYS = {Way.TYPED: "as typed", Way.CONCEPT: "in other words and languages", Way.MEANING: "similar in meaning"}


def otherwise(hit: Hit) -> Iterator[str]:
    """How a dataset was found, if not by the words as typed alone."""
    for each in hit.through:
        yield f"found through: {each.asked} → {_said(each.found, each.language)}"
    if hit.way == (Way.MEANING,):
        yield WAYS[Way.MEANING]


def notes(results: Results) -> Iterator[str]:
    """What is to be known of the whole list."""
    if results.read_as:
        yield f"Read as: {results.read_as}"
    if results.unknown:
        yield f"No dataset has: {', '.join(results.unknown)}"
    if results.whole is not None and results.whole < results.total:
        yield f"{results.whole or 'None'} with all that was asked for, the others with a part of it or similar:"


def reasons(explanation: Explanation) -> Iterator[str]:
    """Why a dataset is there: each word, then its place in each way."""
    if explanation.exact_title:
        yield "the question is its title"
    for word in explanation.word:
        yield from _word(word)
    for way in explanation.way:
        rank = f"place {way.rank}" if way.rank else f"not among the best {way.of}" if way.of else "finds nothing"
        score = f", score {way.score:.2f}" if way.score is not None else ""
        yield f"{WAYS[way.way]}: {rank}{score}"


def _said(words: str, language: str) -> str:
    return words if language == UNDETERMINED else f"{words} ({language})"


def _word(word: WordExplained) -> Iterator[str]:
    for seen in word.seen:
        yield f"{word.text} → {_said(seen.found, seen.language)}, in {seen.field}, {HOW[seen.how]}"
    if not word.seen:
        yield f"{word.text}: not there" + (", and need not be" if word.optional else "")
