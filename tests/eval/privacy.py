"""How well the privacy class is concluded from words: `python -m tests.eval.privacy`, and a part of `make eval`.

`privacy_sample*.yml`, written by hand; the two halves of `privacy_halves.yml`, whose head says how they were used;
`privacy_mended*.yml`, written after that; `privacy_written.csv` and `privacy_recorded.csv`, each in two halves, by people who had
not seen the rules, and a third part that nobody mended by; and the labelled records of the shared material. Recorded texts are
read where they lie. It fails if a goal is missed on a set that has to reach it, or a figure is worse than in `kept_privacy.json`.
"""

import argparse
import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from registry.policy.assess import assess
from registry.policy.rules import load_rules
from schemas.assessment import PrivacyClass
from schemas.dataset import Dataset, Distribution
from schemas.record import Curation
from schemas.source import Source
from tests.factories import TODAY, text

from . import privacy_recorded
from .distractors import SHARED

SAMPLES = sorted(Path(__file__).parent.glob("privacy_sample*.yml"))
HALVES = Path(__file__).with_name("privacy_halves.yml")
MENDED = sorted(Path(__file__).parent.glob("privacy_mended*.yml"))
WRITTEN = Path(__file__).with_name("privacy_written.csv")
FIRST_SIGHT = "first sight"
"""The set that no rule was mended on: what to expect of unseen records. It has to reach no goal, and not to fall."""

KEPT = Path(__file__).with_name("kept_privacy.json")
LABELS = SHARED / "conformance" / "privacy-labels" / "labels.jsonl"

PROTECTED = {PrivacyClass.PSEUDONYMISED, PrivacyClass.PERSONAL, PrivacyClass.SPECIAL, PrivacyClass.RESTRICTED}
OPEN = {PrivacyClass.OPEN, PrivacyClass.ANONYMISED}

GOALS = {"dangerous": 0.0, "caught": 0.85, "over_cautious": 0.03, "unknown": 0.25}
"""Shares: protected records called open (at most), protected records called protected (at least), open records called protected
(at most), records of unknown class (at most).
"""

STATES = dict(en="IN", ru="RU", kk="KZ", ky="KG", uz="UZ", tg="TJ", be="BY", zh="CN", hi="IN", ur="PK", fa="IR")  # noqa: C408
"""A state for each language of the sample."""

ANY_STATE = "RU"
"""The state of records whose own is not one of ours."""


@dataclass(frozen=True)
class Labelled:
    """A record with the classes that are right: the label, and others that can be defended."""

    label: str
    dataset: Dataset
    state: str
    language: str
    also: frozenset[str] = frozenset()

    @property
    def protected(self) -> bool:
        return self.label in PROTECTED


@dataclass
class Figures:
    """The counts of one set; the records that went wrong, with what was concluded."""

    count: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Labelled, PrivacyClass]] = field(default_factory=list)

    def add(self, record: Labelled, concluded: PrivacyClass) -> None:
        allowed = concluded in record.also
        self.count["all"] += 1
        self.count["unknown"] += concluded is PrivacyClass.UNKNOWN
        if record.protected:
            self.count["protected"] += 1
            self.count["caught"] += concluded in PROTECTED
            self.count["dangerous"] += concluded in OPEN and not allowed
        elif record.label == PrivacyClass.OPEN:
            self.count["open"] += 1
            self.count["over_cautious"] += concluded in PROTECTED and not allowed
        if concluded != record.label and not allowed and not (record.protected and concluded in PROTECTED):
            self.wrong.append((record, concluded))

    def shares(self) -> dict[str, float]:
        """The share of each goal, rounded as it is kept."""
        of = {"dangerous": "protected", "caught": "protected", "over_cautious": "open", "unknown": "all"}
        return {name: round(self.count[name] / max(self.count[whole], 1), 3) for name, whole in of.items()}


def sample(paths: Iterable[Path] = SAMPLES) -> Iterator[Labelled]:
    """The records of the project in these files. A label `protected` is right with any protected class."""
    labels = {"protected": "personal", "special": "special", "open": "open"}
    parts = [yaml.safe_load(path.read_text("utf-8")) for path in paths]
    lines = [
        (name, language, line) for part in parts for name in labels for language in part[name] for line in part[name][language]
    ]
    for name, language, line in lines:
        title, _, description = line.partition(" | ")
        dataset = Dataset(identifier="1", title=text(title), description=text(description))
        also = frozenset(OPEN) if name == "open" else frozenset()
        yield Labelled(labels[name], dataset, STATES.get(language, ANY_STATE), language, also)


def half(which: int) -> Iterator[Labelled]:
    """The first half (0) or the second (1) of `HALVES`, parted by a hash of the title."""
    return (each for each in sample([HALVES]) if hashlib.sha256(each.dataset.title[0].value.encode()).digest()[0] % 2 == which)


def labelled() -> Iterator[Labelled]:
    """The labelled records of the shared material, if it is here."""
    states = set(load_rules().jurisdictions)
    for line in LABELS.read_text("utf-8").splitlines() if LABELS.exists() else ():
        row = json.loads(line)
        dataset = Dataset(
            identifier="1",
            title=text(row["title"]),
            description=text(row["description"] or ""),
            keyword=text({"und": row["keywords"] or []}),
            distribution=tuple(Distribution(title=text(name)) for name in row["files"] or ()),
        )
        state = row["state"] if row["state"] in states else ANY_STATE
        yield Labelled(row["label"], dataset, state, row["lang"], frozenset(row["also"]))


def written(half: str) -> Iterator[Labelled]:
    """A part of the records of `WRITTEN`: half A or B, or C, which is `FIRST_SIGHT`."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["half"] == half:
                keywords = text({"und": _parts(row["keywords"])})
                dataset = Dataset(
                    identifier="1", title=text(row["title"]), description=text(row["description"]), keyword=keywords
                )
                yield Labelled(row["label"], dataset, row["state"], row["language"], frozenset(_parts(row["also"])))


def recorded(half: str) -> Iterator[Labelled]:
    """A half (A or B) of the labelled records of recorded portals, if the shared material is here."""
    states = set(load_rules().jurisdictions)
    for row, found in privacy_recorded.labelled_texts():
        if row["half"] == half:
            dataset = Dataset(
                identifier="1",
                title=text(found.title),
                description=text(found.description),
                keyword=text({"und": list(found.keyword)}),
                distribution=tuple(Distribution(title=text(name)) for name in found.files),
            )
            state = found.state if found.state in states else ANY_STATE
            yield Labelled(row["label"], dataset, state, found.portal, frozenset(_parts(row["also"])))


def _parts(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def measured(records: Iterator[Labelled]) -> Figures:
    """What the shipped rules conclude about the records of one set, without a licence."""
    rules, figures = load_rules(), Figures()
    for record in records:
        source = Source.model_validate(
            {
                "id": "example",
                "title": {"en": "x"},
                "kind": "ckan",
                "url": "https://data.example.org/",
                "jurisdiction": record.state,
            }
        )
        found = assess(record.dataset, Curation(), source=source, rules=rules, today=TODAY)
        figures.add(record, found.privacy.privacy_class)
    return figures


def sets() -> dict[str, Figures]:
    """The figures of each set that is here."""
    sets = {"sample": sample(), "half A": half(0), "half B": half(1), "mended": sample(MENDED), "labelled": labelled()}
    sets[FIRST_SIGHT] = written("C")
    for name in ("A", "B"):
        sets |= {f"written {name}": written(name), f"recorded {name}": recorded(name)}
    found = {name: measured(records) for name, records in sets.items()}
    return {name: figures for name, figures in found.items() if figures.count["all"]}


def worse(name: str, value: float, than: float) -> bool:
    """Whether a figure is worse than another one."""
    return value < than if name == "caught" else value > than


def falls(found: dict[str, Figures]) -> Iterator[str]:
    """The goals that are missed, and the figures that are worse than what was kept."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for which, figures in found.items():
        for name, value in figures.shares().items():
            if which != FIRST_SIGHT and worse(name, value, GOALS[name]):
                yield f"privacy, {which}: {name} is {value:.3f}, the goal is {GOALS[name]:.3f}"
            elif worse(name, value, kept.get(which, {}).get(name, GOALS[name])):
                yield f"privacy, {which}: {name} fell from {kept[which][name]:.3f} to {value:.3f}"


def table(found: dict[str, Figures]) -> str:
    """The figures of the sets beside the goals."""
    lines = [f"{'privacy class':14}{'records':>9}" + "".join(f"{name:>15}" for name in GOALS)]
    for which, figures in found.items():
        shares = figures.shares()
        lines.append(f"{which:14}{figures.count['all']:>9}" + "".join(f"{shares[name]:>15.3f}" for name in GOALS))
    signs = "".join(f"{('≥ ' if name == 'caught' else '≤ ') + format(goal, '.3f'):>15}" for name, goal in GOALS.items())
    return "\n".join([*lines, f"{'goal':23}{signs}"])


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.eval.privacy", description=__doc__)
    arguments.add_argument("--misses", action="store_true", help="print each record that went wrong")
    arguments.add_argument("--keep", action="store_true", help="keep the figures, to be compared with later")
    asked = arguments.parse_args()
    found = sets()
    print(table(found))
    if asked.misses:
        for which, figures in found.items():
            for record, concluded in figures.wrong:
                print(f"{which} {record.language}: {concluded} instead of {record.label}: {record.dataset.title[0].value}")
    if asked.keep:
        KEPT.write_text(json.dumps({which: figures.shares() for which, figures in found.items()}, indent=1) + "\n", "utf-8")
    lines = list(falls(found))
    if lines:
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()
