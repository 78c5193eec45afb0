"""How much longer an answer takes that also looks for what is similar in meaning.

The vectors of the records are random; those of the questions are made by the embedder of this installation, as ever.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from statistics import quantiles
from uuid import UUID

import numpy as np

from search import open_engine
from search.ask import ask
from search.meaning.embedder import is_installed, open_embedder
from search.meaning.meaning import Meaning, Parts
from search.meaning.vectors import Row, open_vectors
from search.query import Query

from .timing import timed

BATCH = 1000


def beside_lexical(address: str, questions: Sequence[Query], *, vectors: int) -> float:
    """The p95 of answers with vectors beside that of answers by words alone; each question is asked in both ways in turn."""
    if not is_installed():
        return 1.0
    embedder = open_embedder()
    with closing(open_engine(address)) as engine, closing(open_vectors(address, embedder)) as kept:
        rows = _random((id for id, _ in engine.versions()), vectors, embedder.size)
        while batch := list(islice(rows, BATCH)):
            kept.put(batch)
        kept.tend()
        meaning = Meaning(lambda: Parts(embedder, kept))
        taken = [
            (timed(lambda query=query: ask(engine, query)), timed(lambda query=query: ask(engine, query, meaning=meaning)))
            for query in questions
        ]
    plain, similar = (quantiles(each, n=20)[18] for each in zip(*taken[len(taken) // 4 :], strict=True))
    return similar / plain


def _random(ids: Iterator[UUID], count: int, size: int) -> Iterator[Row]:
    chance = np.random.default_rng(0)
    for each in islice(ids, count):
        vector = chance.standard_normal(size, dtype=np.float32)
        yield Row(each, "random", vector / np.linalg.norm(vector))
