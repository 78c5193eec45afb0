"""Whether the files of an index are what was written.

Tantivy never changes a file of a segment. So a file that is missing or has changed since the index was opened is damaged, even if
this process still sees its former content. What was damaged before is found by reading: a search uses every kind of file.
"""

import json
from pathlib import Path

import tantivy

from ..asking.question import typed
from ..asking.wanted import EVERYTHING, Match
from ..errors import IndexDamaged
from ..fields import SUGGESTED
from ..query import Query
from .answer import results

Files = dict[str, tuple[int, int, int]]
"""The files of the segments: size, time of the last change, number in the file system."""


def files(folder: Path) -> Files:
    """The files of the segments that are in use. Raises `OSError` and `ValueError`."""
    segments = json.loads((folder / "meta.json").read_bytes())["segments"]
    names = {segment["segment_id"].replace("-", "") for segment in segments}
    found = {path.name: path.stat() for path in folder.iterdir() if path.name.partition(".")[0] in names}
    return {name: (stat.st_size, stat.st_mtime_ns, stat.st_ino) for name, stat in found.items()}


def check_files(before: Files, folder: Path) -> None:
    """Raises `IndexDamaged` if a file is not what it was before, and `OSError` and `ValueError`."""
    now = files(folder)
    for name, stat in before.items():
        if now.get(name) != stat:
            raise IndexDamaged(f"The file {name} of the index is missing or has changed.")


def read_a_little(searcher: tantivy.Searcher) -> None:
    """Search for everything and for a word, and read one record each. Raises `ValueError`, and may panic."""
    results(searcher, Query(limit=1), EVERYTHING)
    words = [word for name in SUGGESTED for word, _ in searcher.terms_with_prefix(f"text_{name}", "", limit=1)]
    for word in words[:1]:
        results(searcher, Query(text=word, limit=1), Match((typed(word),)))
