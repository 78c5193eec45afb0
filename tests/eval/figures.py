"""The figures of a run: a cell for each language and kind, and sums."""

from collections.abc import Iterable
from uuid import UUID

from .forms import ASKED
from .measure import Cell, Question
from .questions import ONE_LANGUAGE

ALL = "all"
KINDS = (*ONE_LANGUAGE, "known", "across", "across goals", "page own", "page twins", "page alone")
"""The columns. `known` is the sum of the kinds inside of one language."""

GOALS = {
    "known": "0.970 | 0.900",
    "typing": "0.950 |",
    "transliterated": "0.900 |",
    "synonym": "0.850 |",
    "across": "0.920 |",
    "page own": "0.900 |",
    "page alone": "0.750 |",
}
"""What is wanted of all languages together. In each language `known` is to be 0.95 and 0.88, each pair `across` 0.80."""

Figures = dict[tuple[str, str], Cell]
"""By language and kind; the language `all` is the sum over all languages."""


def figures(answered: Iterable[tuple[Question, tuple[UUID, ...]]]) -> Figures:
    """The cells of answered questions. One across languages counts for both languages and for the pair."""
    cells: Figures = {}
    for question, hits in answered:
        for key in _keys(question):
            cells.setdefault(key, Cell()).add(question, hits)
    return cells


def _keys(question: Question) -> Iterable[tuple[str, str]]:
    kinds = [question.kind, *(["known"] if question.kind in ONE_LANGUAGE else [])]
    forms = [question.form, ALL]
    yield from ((form, kind) for form in forms for kind in kinds)
    if question.kind == "across":
        yield f"to {question.target}", question.kind
        yield f"{question.form} → {question.target}", "pair"


def table(cells: Figures) -> str:
    """Languages down, kinds across: success@10 and nDCG@10 in thousandths."""
    kinds = [kind for kind in KINDS if (ALL, kind) in cells]
    rows = [["", *kinds], ["questions", *(str(cells[ALL, kind].asked) for kind in kinds)]]
    for form in (*ASKED, *(f"to {form}" for form in ASKED), ALL):
        shown = [_shown(cells.get((form, kind))) for kind in kinds]
        if any(shown):
            rows.append([form, *shown])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *_worst_pairs(cells)])


def _shown(cell: Cell | None) -> str:
    return f"{cell.success:.3f} {cell.ndcg:.3f}" if cell else ""


def _worst_pairs(cells: Figures) -> Iterable[str]:
    pairs = sorted((cell.success, form) for (form, kind), cell in cells.items() if kind == "pair")
    if pairs:
        told = ", ".join(f"{form} {success:.2f}" for success, form in pairs[:12])
        yield f"pairs below 0.80: {sum(success < 0.8 for success, _ in pairs)} of {len(pairs)}; the lowest: {told}"
