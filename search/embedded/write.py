"""Writing changes to an index: in one commit and one thread. A document that is refused does not hold up the others."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import tantivy

from ..document import Document
from ..engine import Change, Refused
from .errors import mapped
from .schema import indexed
from .versions import Versions

HEAP = 32_000_000
"""Bytes that a writer collects before it writes a segment."""

CHUNK = 100
"""How many changes are in memory at once, to be checked against the index together."""


def apply(index: tantivy.Index, changes: Iterable[Change]) -> tuple[Refused, ...]:
    """Write the changes that are not older than what the index has. Raises `EngineUnavailable`; then none is written."""
    with mapped():
        index.reload()
        versions = Versions(index.searcher())
    refused: list[Refused] = []
    with _writer(index) as writer:
        for chunk in _chunks(changes):
            with mapped():
                known = versions.of([change.id for change in chunk])
            for change in chunk:
                if change.version >= known.get(change.id, 0):
                    row = _row(change, refused)
                    if row is not None:
                        _replace(writer, change, row, replaces=change.id in known)
                        known[change.id] = change.version
                        versions.note(change.id, change.version)
    return tuple(refused)


def fill(index: tantivy.Index, documents: Iterable[Document]) -> tuple[Refused, ...]:
    """Write documents, each with another id, to an empty index. Raises `EngineUnavailable`."""
    refused: list[Refused] = []
    with _writer(index) as writer:
        for document in documents:
            row = _row(document, refused)
            if row is not None:
                _replace(writer, document, row, replaces=False)
    return tuple(refused)


def _row(change: Change, refused: list[Refused]) -> tantivy.Document | None:
    """The change as Tantivy keeps it; what it cannot keep goes to `refused`."""
    try:
        return indexed(change)
    except (ValueError, OverflowError) as error:
        refused.append(Refused(change.id, str(error)))
        return None


def _replace(writer: tantivy.IndexWriter, change: Change, row: tantivy.Document, *, replaces: bool) -> None:
    with mapped():
        if replaces:
            writer.delete_documents_by_term("id", str(change.id))
        writer.add_document(row)


@contextmanager
def _writer(index: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
    """A writer that commits at the end, or rolls back. At last it merges the small segments of former writers.

    Files that a killed writer had not committed are removed first: Tantivy would use their names again, and find them taken.
    """
    with mapped():
        writer = index.writer(HEAP, 1)
        writer.garbage_collect_files()
    try:
        yield writer
        with mapped():
            writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


def _chunks(changes: Iterable[Change]) -> Iterator[list[Change]]:
    remaining = iter(changes)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
