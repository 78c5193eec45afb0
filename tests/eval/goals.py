"""The titles of the goals of sustainable development in six languages: a second set of twins, read where it lies.

Each title is in the index in one language only, and asked for in the other five.
"""

import json
from collections.abc import Iterator
from random import Random

from schemas.record import CatalogRecord
from tests import factories

from .distractors import SHARED
from .forms import source
from .measure import Question

COLUMNS = {"en": "en", "ru": "ru", "kk": "kk", "ky": "ky", "tg": "tg", "zh": "zh-Hans"}
MOST = 240
KIND = "across goals"


def _titles() -> list[dict[str, str]]:
    path = SHARED / "conformance" / "sdg-parallel" / "parallel.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    told = [json.loads(line) for line in lines]
    return [each for each in told if all(each.get(column) for column in COLUMNS.values())]


def _held(at: int) -> str:
    return tuple(COLUMNS)[at % len(COLUMNS)]


def records() -> Iterator[CatalogRecord]:
    """Each title in one language."""
    for at, told in enumerate(_titles()):
        form = _held(at)
        yield factories.record({form: told[COLUMNS[form]]}, identifier=f"goal-{told['id']}", source=source(form))


def questions() -> Iterator[Question]:
    """The whole title in another language, restricted to the portals of the language that holds it."""
    ids = [record.id for record in records()]
    asked = [(at, form) for at in range(len(ids)) for form in COLUMNS if form != _held(at)]
    titles = _titles()
    for at, form in Random("goals").sample(asked, min(MOST, len(asked))):
        held = _held(at)
        yield Question(KIND, form, held, titles[at][COLUMNS[form]], frozenset({ids[at]}), within=held)
