"""`make eval`: how well the search finds, in every language and across languages, beside the plainest searches.

Each cell is success@10 (whether what was looked for is among the first ten hits) and nDCG@10 (how far up). It fails if a figure
is more than 0.01 below the one that is kept in `kept.json`. Elasticsearch is measured where tests/live/prepare has put it.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from uuid import UUID

from schemas.record import CatalogRecord

from . import distractors, goals, kept
from .engines import CATALOGUE, SEARCHES, Search, opened
from .figures import ALL, GOALS, KINDS, Figures, figures, table
from .forms import ASKED
from .material import Item, items
from .measure import Question
from .questions import lone_items, questions


def main() -> None:
    asked = _arguments()
    if not distractors.SHARED.exists():
        print(
            "The recorded portals are not here (set SERAI_SHARED): fewer records, no goals; not compared with the kept figures."
        )
    every = [each for each in (*questions(), *goals.questions()) if _chosen(each, asked)]
    records, lone = _records(items()), _records(lone_items())
    print(f"{len(records)} records, {len(every)} questions", file=sys.stderr)
    found: dict[str, Figures] = {}
    for name in asked.engine or SEARCHES:
        with opened(name) as search:
            if search is None:
                print(f"{name} was not measured: run tests/live/prepare, or set SERAI_TEST_ELASTICSEARCH_URL")
                continue
            started = monotonic()
            found[name] = figures(_answered(search, records, lone, every))
            print(f"{name}: {monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    _print(found, records, asked)
    if asked.keep:
        for name in CATALOGUE:
            kept.write(name, found.get(name, {}))
    elif distractors.SHARED.exists():
        _compare(found, partly=bool(asked.kind or asked.language))


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="python -m tests.eval", description=__doc__)
    arguments.add_argument("--engine", nargs="+", choices=SEARCHES, help="what is measured, without it all")
    arguments.add_argument("--kind", nargs="+", choices=[kind for kind in KINDS if kind != "known"])
    arguments.add_argument("--language", nargs="+", choices=ASKED, help="the languages of the questions")
    arguments.add_argument(
        "--misses", action="store_true", help="print each lost question, what was wanted and the first three hits"
    )
    arguments.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments.add_argument("--keep", action="store_true", help="keep the figures, to be compared with later")
    asked = arguments.parse_args()
    if asked.keep and (asked.kind or asked.language):
        arguments.error("--keep needs all kinds and languages")
    return asked


def _chosen(question: Question, asked: argparse.Namespace) -> bool:
    return (not asked.kind or question.kind in asked.kind) and (not asked.language or question.form in asked.language)


def _records(chosen: tuple[Item, ...]) -> list[CatalogRecord]:
    """What an index has: the chosen items, their near-duplicates, other topics, the goals and the recorded titles."""
    made = (item.record() for item in (*chosen, *distractors.near(chosen), *distractors.single(chosen)))
    return [*made, *distractors.topics(), *goals.records(), *distractors.uzbek_twice(distractors.recorded())]


def _answered(
    search: Search, records: Sequence[CatalogRecord], lone: Sequence[CatalogRecord], every: Sequence[Question]
) -> Iterator[tuple[Question, tuple[UUID, ...]]]:
    """The hits of each question; what is asked twice with other answers in mind is searched once."""
    for held, alone in ((records, False), (lone, True)):
        of_this = [question for question in every if question.alone is alone]
        if of_this:
            search.fill(held)
        hits: dict[tuple[str, str | None], tuple[UUID, ...]] = {}
        for question in of_this:
            key = question.text, question.within
            if key not in hits:
                hits[key] = search.hits(question)
            yield question, hits[key]


def _print(found: dict[str, Figures], records: Sequence[CatalogRecord], asked: argparse.Namespace) -> None:
    if asked.json:
        print(json.dumps({name: kept.told(cells) for name, cells in found.items()}, ensure_ascii=False, indent=1))
        return
    for name, cells in found.items():
        print(f"\n{name}: success@10 and nDCG@10\n{table(cells)}")
    _print_sums(found)
    if asked.misses:
        titles = {record.id: f"[{record.dataset.title[0].language}] {record.dataset.title[0].value}" for record in records}
        for name in [name for name in found if name in CATALOGUE] or found:
            _print_misses(name, found[name], titles)


def _print_sums(found: dict[str, Figures]) -> None:
    """One line for each search, and the difference of the two engines."""
    kinds = [kind for kind in KINDS if any((ALL, kind) in cells for cells in found.values())]
    print("\nall languages, success@10 | nDCG@10")
    print(f"{'':14}" + "".join(f"{kind[:14]:>15}" for kind in kinds))
    for name, cells in found.items():
        told = [f"{cells[ALL, kind].success:.3f} | {cells[ALL, kind].ndcg:.3f}" for kind in kinds]
        print(f"{name:14}" + "".join(f"{each:>15}" for each in told))
    print(f"{'goal':14}" + "".join(f"{GOALS.get(kind, ''):>15}" for kind in kinds))
    if all(name in found for name in CATALOGUE):
        one, other = (found[name] for name in CATALOGUE)
        apart = max((abs(one[key].success - other[key].success), key[1]) for key in one if key[0] == ALL)
        print(f"the engines are at most {apart[0]:.3f} apart in success@10 ({apart[1]})")
    _print_sentences(found)


def _print_sentences(found: dict[str, Figures]) -> None:
    """Whole questions in English and German beside BM25."""
    for form in ("en", "de"):
        key = (form, "sentence")
        if key in found.get("bm25", {}):
            plain = found["bm25"][key].ndcg
            told = [f"{name} {found[name][key].ndcg / plain:.2f}" for name in CATALOGUE if name in found and plain]
            print(f"nDCG@10 of sentences in {form}, times BM25: {', '.join(told)} (goal 1.15)")


def _print_misses(name: str, cells: Figures, titles: dict[UUID, str]) -> None:
    for kind in KINDS:
        if kind == "known" or (ALL, kind) not in cells:
            continue
        for question, hits in cells[ALL, kind].lost:
            wanted = next(titles.get(id, "?") for id in question.wanted)
            print(f"\n{name} {kind} {question.form} → {question.target}: {question.text}\n   wanted {wanted}")
            for hit in hits[:3]:
                print(f"   found  {titles.get(hit, '?')}")


def _compare(found: dict[str, Figures], *, partly: bool) -> None:
    """Exit with an error if a figure fell; a part of the questions is compared as far as the cells are whole."""
    fallen = [line for name in CATALOGUE for line in kept.falls(name, found.get(name, {}), partly=partly)]
    if fallen:
        sys.exit("\n".join(fallen))


if __name__ == "__main__":
    main()
