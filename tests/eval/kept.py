"""The figures that are kept in `kept.json`, and the comparison with them."""

import json
from collections.abc import Iterator
from pathlib import Path

from .figures import ALL, Figures

FILE = Path(__file__).parent / "kept.json"
FALL = 0.01
"""A figure may fall by so much."""

FEW = 20
"""A cell of fewer questions is compared in the sums only."""

Kept = dict[str, dict[str, dict[str, list[float]]]]
"""By engine, language and kind: success@10, nDCG@10, questions."""


def told(cells: Figures) -> dict[str, dict[str, list[float]]]:
    """The figures of an engine as they are written."""
    found: dict[str, dict[str, list[float]]] = {}
    for (form, kind), cell in sorted(cells.items()):
        if kind != "pair":
            found.setdefault(form, {})[kind] = [cell.success, cell.ndcg, cell.asked]
    return found


def read() -> Kept:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def write(engine: str, cells: Figures) -> None:
    """Keep the figures of an engine, if there are any; those of the others stay."""
    kept = read() | ({engine: told(cells)} if cells else {})
    lines = [
        f'  "{name}": {{\n' + ",\n".join(f'    "{form}": {json.dumps(kinds)}' for form, kinds in rows.items()) + "\n  }"
        for name, rows in sorted(kept.items())
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def falls(engine: str, cells: Figures, *, partly: bool = False) -> Iterator[str]:
    """What is worse than what was kept. A cell of another number of questions cannot be compared: that is told, unless only a
    part of the questions was asked."""
    for form, kinds in read().get(engine, {}).items():
        for kind, (success, ndcg, asked) in kinds.items():
            cell = cells.get((form, kind))
            if cell is None or (asked < FEW and form != ALL):
                continue
            if cell.asked != asked:
                if not partly:
                    yield f"{engine} {form} {kind}: {cell.asked} questions, kept were {asked:.0f}; write the figures with --keep"
                continue
            for name, before, now in (("success@10", success, cell.success), ("nDCG@10", ndcg, cell.ndcg)):
                if now < before - FALL - 1e-9:
                    yield f"{engine} {form} {kind}: {name} fell from {before:.3f} to {now:.3f}"
