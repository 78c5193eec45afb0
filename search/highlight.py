"""Marking what was found in the texts of a result list. The places are those of the analysis, so every engine marks the same."""

from collections.abc import Callable, Iterable, Sequence

from .analysis.matches import matches
from .analysis.tokens import Token
from .asking.wanted import Wanted
from .query import Highlight, LocalText, Summary

Highlighter = Callable[[Summary], dict[str, Highlight]]


def highlighter(asked: Sequence[Wanted]) -> Highlighter:
    """A function that marks the words asked for in a record's title and description; a field without any is left out."""
    forms = [form for item in asked if not item.optional for form in item.forms()]
    terms = {form.term for form in forms if not form.is_stem}
    stems = {form.term for form in forms if form.is_stem}

    def highlights(summary: Summary) -> dict[str, Highlight]:
        texts = {"title": summary.title, "description": summary.description} if terms else {}
        best = {name: _best(variants, terms, stems) for name, variants in texts.items()}
        return {name: found for name, found in best.items() if found}

    return highlights


def _best(variants: Sequence[LocalText], terms: set[str], stems: set[str]) -> Highlight | None:
    """The variant with the most different words found, the portal's first among equals."""
    found = [(text, matches(text.value, text.language.partition("-")[0], terms=terms, stems=stems)) for text in variants]
    text, tokens = max(found, key=lambda pair: len({token.term for token in pair[1]}), default=(None, []))
    if text is None or not tokens:
        return None
    return Highlight.model_validate({"language": text.language, "fragment": _fragments(text.value, _spans(tokens))})


def _spans(tokens: Iterable[Token]) -> list[tuple[int, int]]:
    """The places of the tokens in order. Those that overlap or touch, as Chinese pairs do, are joined."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((token.start, token.end) for token in tokens):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _fragments(text: str, spans: Iterable[tuple[int, int]]) -> list[dict[str, str | bool]]:
    """The whole text, cut at the spans."""
    pieces: list[dict[str, str | bool]] = []
    at = 0
    for start, end in spans:
        pieces += [{"text": text[at:start]}, {"text": text[start:end], "match": True}]
        at = end
    pieces.append({"text": text[at:]})
    return [piece for piece in pieces if piece["text"]]
