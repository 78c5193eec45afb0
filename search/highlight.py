"""Marking what was found in the texts of a result list, with the analyser's own offsets, so that every engine marks alike."""

from collections.abc import Iterable, Sequence

from .query import Fragment, Highlight, LocalText, Summary
from .text import Token, Wanted, matches


def highlights(summary: Summary, asked: Sequence[Wanted]) -> dict[str, Highlight]:
    """For title and description the text that has the most of the words asked for; a field without any is left out."""
    forms = [form for item in asked if not item.optional for form in item.forms]
    terms = {form.term for form in forms}
    stems = {stem for form in forms for stem in form.stems}
    texts = {"title": summary.title, "description": summary.description}
    best = {name: _best(variants, terms, stems) for name, variants in texts.items()} if terms else {}
    return {name: found for name, found in best.items() if found}


def _best(variants: Sequence[LocalText], terms: set[str], stems: set[str]) -> Highlight | None:
    """The variant with the most different words found, the portal's first among equals."""
    found = [(text, matches(text.value, text.language.partition("-")[0], terms=terms, stems=stems)) for text in variants]
    text, tokens = max(found, key=lambda pair: len({token.term for token in pair[1]}), default=(None, []))
    if text is None or not tokens:
        return None
    return Highlight(language=text.language, fragment=_fragments(text.value, _spans(tokens)))


def _spans(tokens: Iterable[Token]) -> list[tuple[int, int]]:
    """The places of the tokens in order, those that overlap or touch made one (Chinese pairs do)."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((token.start, token.end) for token in tokens):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _fragments(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Fragment, ...]:
    """The whole text, cut at the spans."""
    pieces: list[Fragment] = []
    at = 0
    for start, end in spans:
        pieces += [Fragment(text=text[at:start]), Fragment(text=text[start:end], match=True)]
        at = end
    pieces.append(Fragment(text=text[at:]))
    return tuple(piece for piece in pieces if piece.text)
