"""How many records of each recorded portal end with a sourced statement about their licence: `python -m tests.eval.statements`.

A part of `make eval`. Each portal is read by its shipped declaration, as its list was recorded. A statement is sourced if the
publisher or the portal states it, or the law of the state names terms. It fails if a portal misses the goal.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from harvesters import HARVESTERS
from harvesters.base import RawRecord
from registry.answers.shapes.sources import LicenseFigures
from registry.answers.sources import figures_of
from registry.policy.license import assess_license
from registry.policy.rules import shipped_rules
from schemas.assessment import LicenseAssessment
from schemas.dataset import Dataset
from schemas.source import Source
from tests.recorded_brazil import brazilian
from tests.recorded_china import LARGE, PORTALS, SHIPPED, crawled, dataset_of
from tests.recorded_lists import indian, kazakh, muscovite, uzbek

from .distractors import SHARED

GOAL = 0.9

LISTS: Mapping[str, Callable[[], list[dict[str, Any]]]] = {
    "kz_data_egov": kazakh,
    "uz_data_egov": uzbek,
    "ru_mow_data_mos": muscovite,
    "in_ogd": indian,
}
"""The portals whose lists were recorded, by their declarations."""

CRAWLED = {portal.source: name for name, portal in {**PORTALS, **LARGE}.items()}
"""The portals whose records were crawled, by their declarations."""

SMALL = (*LISTS, *(portal.source for portal in PORTALS.values()))

BRAZIL = "br_dados"


def figures(portal: str) -> LicenseFigures:
    """What the records of a portal say."""
    found = figures_of(Counter((each.status, each.asserted_by) for each in _licenses(portal)))
    assert found is not None
    return found


def _licenses(portal: str) -> Iterator[LicenseAssessment]:
    if portal == BRAZIL:
        return (entry.record.assessment.license for entry in brazilian())
    if portal in LISTS:
        return _assessed((_listed(item, SHIPPED[portal]) for item in LISTS[portal]()), SHIPPED[portal])
    name = CRAWLED[portal]
    shape = {**PORTALS, **LARGE}[name]
    read = (dataset_of(record, shape) for record in crawled(name))
    return _assessed((dataset for dataset in read if dataset), SHIPPED[portal])


def _listed(item: dict[str, Any], source: Source) -> Dataset:
    content = {"list": "all", "item": item, "detail": item}
    raw = RawRecord("a", json.dumps(content).encode(), "application/json", str(source.url))
    return HARVESTERS[source.kind].normalise(raw, source).dataset


def _assessed(datasets: Iterable[Dataset], source: Source) -> Iterator[LicenseAssessment]:
    return (assess_license(dataset, None, source=source, rules=shipped_rules()) for dataset in datasets)


def table(found: Mapping[str, LicenseFigures]) -> str:
    """The figures of each portal."""
    names = ("stated", "republished", "conflict", "unread", "law", "none")
    lines = [f"{'sourced statements':20}" + "".join(f"{name:>12}" for name in (*names, "sourced"))]
    for portal, each in found.items():
        lines.append(f"{portal:20}" + "".join(f"{getattr(each, name):>12}" for name in names) + f"{each.sourced:>12.3f}")
    return "\n".join([*lines, f"{'goal':20}" + f"{'≥ ' + format(GOAL, '.3f'):>84}"])


def measured() -> dict[str, LicenseFigures]:
    """The figures of all recorded portals, if the shared material is here."""
    return {portal: figures(portal) for portal in (*LISTS, *CRAWLED, BRAZIL)} if SHARED.exists() else {}


def misses(found: Mapping[str, LicenseFigures]) -> list[str]:
    """The portals that miss the goal."""
    return [f"{portal}: {each.sourced:.3f} of its records" for portal, each in found.items() if each.sourced < GOAL]


def main() -> None:
    found = measured()
    print(table(found))
    if missed := misses(found):
        sys.exit("\n".join(missed))


if __name__ == "__main__":
    main()
