"""The layout of the index, generated from `FIELDS`, and a document in it.

For each stream of a searched field `<stream>_<name>` (`search.streams`; words have positions for phrases), our own tokens split
at white space; for each filter `value_<name>`, as it is compared; for each facet of free text `name_<name>`, the spelling that
is shown; for each date `day_<name>`, a day number (`date.toordinal`); for each moment `moment_<name>`, a second
(`search.moments`); the columns of `search.extent` for boxes and periods; `language` and `completeness` for ranking; `word` has
the words that complete what a person types. Only the summary can be read back. A document that was deleted stays as a
tombstone, an id without a status: Elasticsearch forgets the version of a deleted document after a minute, and then an older
write would bring it back.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import orjson

from ..document import Document, recipe
from ..engine import Change
from ..extent import BOX_COLUMNS, span_columns
from ..fields import COLUMNS, DAYS, FILTERS, MOMENTS, NAMED, SPANS, SUGGESTED, SUGGESTED_KEYS, compared
from ..moments import column
from ..query import DEEPEST, MAX_LIMIT
from ..streams import Stream

_TEXT = {
    True: {"type": "text", "analyzer": "whitespace"},
    False: {"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
}
"""A field of words, with their places for phrases, or of other tokens."""


def mappings() -> dict[str, Any]:
    """The mapping of every index. It refuses fields that it does not name."""
    return {
        "dynamic": "strict",
        "_source": {"includes": ["summary"]},
        "properties": {
            "id": {"type": "keyword"},
            "summary": {"type": "object", "enabled": False},
            "word": {"type": "keyword"},
            "language": {"type": "keyword"},
            "completeness": {"type": "byte"},
            **{f"{stream.value}_{name}": _TEXT[stream is Stream.TERM] for stream, names in COLUMNS.items() for name in names},
            **{f"value_{name}": {"type": "keyword"} for name in FILTERS},
            **{f"name_{name}": {"type": "keyword"} for name in NAMED},
            **{f"day_{name}": {"type": "integer"} for name in DAYS},
            **{column(name): {"type": "long"} for name in MOMENTS},
            **{end: {"type": "integer"} for name in SPANS for end in span_columns(name)},
            **{edge: {"type": "double"} for edge in BOX_COLUMNS},
        },
    }


def settings(replicas: int | None) -> dict[str, Any]:
    """The settings of an index: one shard, so that counts and scores are exact, and copies in case a node dies."""
    copies = {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {"number_of_shards": 1, "max_result_window": DEEPEST + MAX_LIMIT, **copies}


@cache
def generation() -> str:
    """A name for the layout, the summaries and the analysis: an index with another name must be built again."""
    return hashlib.sha256(repr((mappings(), recipe())).encode()).hexdigest()[:12]


def indexed(change: Change) -> dict[str, Any]:
    """A change in the form that Elasticsearch keeps."""
    return {"id": str(change.id)} | (_content(change) if isinstance(change, Document) else {})


def _content(document: Document) -> dict[str, Any]:
    return {
        "summary": document.summary.model_dump(mode="json"),
        "word": list(dict.fromkeys(_completing(document))),
        "language": document.language,
        "completeness": document.completeness,
        **dict(document.columns()),
        **{f"value_{name}": tuple(compared(name, each) for each in values) for name, values in document.values.items() if values},
        **{f"name_{name}": document.values[name] for name in NAMED if document.values.get(name)},
        **{f"day_{name}": date.fromisoformat(day).toordinal() for name, day in document.days.items()},
        **{column(name): second for name, second in document.moments.items()},
        **document.extent,
    }


def _completing(document: Document) -> Iterator[str]:
    """The words that complete what a person types, and the keys that do in another script."""
    for name in SUGGESTED:
        yield from document.streams.get(Stream.TERM, {}).get(name, "").split()
        keys = document.streams.get(Stream.KEY, {}).get(name, "").split()
        yield from (key for key in keys if key.startswith(SUGGESTED_KEYS))


def line(change: Change) -> bytes:
    """A change as two lines of a bulk request. Elasticsearch ignores it if the index has a newer version.

    Raises `ValueError` for text that is not Unicode, which JSON cannot have.
    """
    action = {"index": {"_id": str(change.id), "version": change.version, "version_type": "external_gte"}}
    try:
        return orjson.dumps(action) + b"\n" + orjson.dumps(indexed(change)) + b"\n"
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from error
