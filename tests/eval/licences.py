"""How well licences are read: `python -m tests.eval.licences`, and a part of `make eval`.

Two sets: strings with SPDX labels, read where they lie, and the sentences of our own tests.

`right` is the label's id, `among` an ambiguous answer that has it as a candidate; `permissive` counts answers that permit
commercial use or changes where the label does not. It fails below the goals, and if a figure fell by more than 0.01.
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from schemas.assessment import Effect, LicenseStatus
from schemas.license_match import LicenseReader, Match, license_reader
from schemas.vocab import load

from .distractors import SHARED

GIVEN = SHARED / "conformance" / "licence-strings" / "data_licence_strings.jsonl.gz"
OWN = Path(__file__).parents[1] / "schemas" / "license_sentences.yml"
KEPT = Path(__file__).parent / "kept_licences.json"

GOALS = {"given": 0.97, "own": 0.95}
"""What is wanted of `right` and `among` together; `permissive` is to be 0."""

FALL = 0.01
KINDS = ("right", "among", "unknown", "conflict", "wrong", "permissive")

Labelled = tuple[str, str]
"""A text and its label: an id, or what else must be read (`conflict`, `unknown`, `not_stated`)."""


def given() -> Iterator[Labelled]:
    """The labelled strings of the shared material; none where it is absent."""
    lines = gzip.decompress(GIVEN.read_bytes()).splitlines() if GIVEN.exists() else []
    yield from ((row["text"], row["spdx"]) for row in map(json.loads, lines))


def own() -> Iterator[Labelled]:
    """The sentences of our tests in all languages."""
    for rows in yaml.safe_load(OWN.read_text("utf-8")).values():
        for label, texts in rows.items():
            yield from ((text, label.removeprefix("among ")) for text in texts)


def measured(labelled: Iterable[Labelled], reader: LicenseReader) -> dict[str, float]:
    """The share of each kind of answer, and the number of texts as `texts`; `permissive` is a number."""
    found: Counter[str] = Counter()
    for text, label in labelled:
        match = reader.identify(text)
        found[_kind(match, label)] += 1
        found["permissive"] += _is_permissive(match, label, reader)
        found["texts"] += 1
    shares = {kind: round(found[kind] / found["texts"], 3) for kind in KINDS if kind != "permissive"} if found["texts"] else {}
    return {"texts": found["texts"], **shares, "permissive": found["permissive"]}


def _kind(match: Match, label: str) -> str:
    if match.id == label or (match.status is not LicenseStatus.IDENTIFIED and match.status == label):
        return "right"
    if match.status is LicenseStatus.AMBIGUOUS and label in match.candidate:
        return "among"
    if match.status is LicenseStatus.CONFLICT:
        return "conflict"
    return "unknown" if match.status in (LicenseStatus.UNKNOWN, LicenseStatus.NOT_STATED) else "wrong"


def _is_permissive(match: Match, label: str, reader: LicenseReader) -> bool:
    """Whether an answer permits what the label does not; a label that is no licence permits nothing."""
    row = reader.licenses.find(label)
    return any(
        getattr(match.terms, name).effect is Effect.YES and (row is None or getattr(row.terms, name).effect is not Effect.YES)
        for name in ("commercial", "derivatives")
    )


def report(*, keep: bool) -> list[str]:
    """Print the table, and give what is below the goals or the kept figures; with `keep` write the figures instead."""
    reader = license_reader(load("licenses.yml"))
    found = {name: measured(labelled, reader) for name, labelled in (("given", given()), ("own", own()))}
    found = {name: figures for name, figures in found.items() if figures["texts"]}
    print(f"\nlicences  {'texts':>6}" + "".join(f"{kind:>12}" for kind in KINDS))
    for name, figures in found.items():
        print(f"{name:9} {figures['texts']:>6.0f}" + "".join(f"{figures[kind]:>12.3f}" for kind in KINDS))
    if keep:
        KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return []
    return [line for name, figures in found.items() for line in _falls(name, figures)]


def _falls(name: str, figures: dict[str, float]) -> Iterator[str]:
    read = figures["right"] + figures["among"]
    if read < GOALS[name]:
        yield f"licences {name}: right or among the candidates {read:.3f}, wanted {GOALS[name]}"
    if figures["permissive"]:
        yield f"licences {name}: {figures['permissive']:.0f} answers are more permissive than the label"
    kept = json.loads(KEPT.read_text(encoding="utf-8")).get(name, {}) if KEPT.exists() else {}
    before = kept.get("right", 0) + kept.get("among", 0)
    if read < before - FALL:
        yield f"licences {name}: right or among the candidates fell from {before:.3f} to {read:.3f}"


if __name__ == "__main__":
    if fallen := report(keep="--keep" in sys.argv[1:]):
        sys.exit("\n".join(fallen))
