"""The vectors of what is measured. Making them takes minutes, so those of the texts of former runs are kept beside the
environment.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from schemas.record import CatalogRecord
from search.meaning import text
from search.meaning.embedder import Embedder, open_embedder
from search.meaning.vector import Vector
from search.meaning.vectors import Row, Vectors, open_vectors

KEPT = Path(__file__).parents[2] / ".venv" / "eval" / "vectors"
"""Where the vectors of texts are kept, as those of an index would be."""

BATCH = 64


def fill(vectors: Vectors, records: Sequence[CatalogRecord]) -> None:
    """Put the vectors of records, made now where no former run has made them."""
    texts = {record.id: text.passage(record.dataset) for record in records}
    made = _made(sorted(set(texts.values())), open_embedder())
    keys = {each: text.key(each, embedder="eval") for each in made}
    vectors.put([Row(record, keys[each], made[each]) for record, each in texts.items()])


def _made(texts: Sequence[str], embedder: Embedder) -> dict[str, Vector]:
    """The vector of each text."""
    kept = open_vectors(f"tantivy:{KEPT}", embedder)
    ids = {each: _id(each) for each in texts}
    there = kept.keys(list(ids.values()))
    missing = [each for each in texts if ids[each] not in there]
    if missing:
        print(f"vectors of {len(missing)} titles are made, some 20 a second by each core", file=sys.stderr)
    batches = [missing[at : at + BATCH] for at in range(0, len(missing), BATCH)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as cores:
        for batch, vectors in zip(batches, cores.map(_passages, batches), strict=True):
            found = zip(batch, vectors, strict=True)
            kept.put([Row(ids[each], text.key(each, embedder=embedder.name), vector) for each, vector in found])
    known = {each: kept.vector(ids[each]) for each in texts}
    kept.close()
    return {each: vector for each, vector in known.items() if vector is not None}


def _passages(texts: Sequence[str]) -> list[Vector]:
    """The vectors of texts, made in a process of the pool."""
    return _embedder().passages(texts)


@cache
def _embedder() -> Embedder:
    """The model of a process."""
    return open_embedder()


def _id(each: str) -> UUID:
    return uuid5(NAMESPACE_OID, each)
