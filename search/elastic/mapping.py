"""The layout of the index, generated from `FIELDS`, and a document in it.

For each searched field `text_<name>` (words, with positions for phrases) and `stem_<name>`, our own tokens split at white
space; for each filter `value_<name>`, as it is compared; for each facet of free text `name_<name>`, the spelling that is
shown; for each date `day_<name>`, a day number (`date.toordinal`); `word` has the words that complete what a person types.
Only the summary can be read back. A document that was deleted stays as a tombstone, an id without a status: Elasticsearch
forgets the version of a deleted document after a minute, and then an older write would bring it back.
"""

import hashlib
from datetime import date
from functools import cache
from typing import Any

import orjson

from ..document import Document, recipe
from ..engine import Change
from ..fields import FILTERS, NAMED, RANGES, SEARCHED, SUGGESTED, compared
from ..query import MAX_LIMIT, MAX_OFFSET


def mappings() -> dict[str, Any]:
    """The mapping of every index. It refuses fields that it does not name."""
    return {
        "dynamic": "strict",
        "_source": {"includes": ["summary"]},
        "properties": {
            "id": {"type": "keyword"},
            "summary": {"type": "object", "enabled": False},
            "word": {"type": "keyword"},
            **{f"text_{name}": {"type": "text", "analyzer": "whitespace"} for name in SEARCHED},
            **{f"stem_{name}": {"type": "text", "analyzer": "whitespace", "index_options": "freqs"} for name in SEARCHED},
            **{f"value_{name}": {"type": "keyword"} for name in FILTERS},
            **{f"name_{name}": {"type": "keyword"} for name in NAMED},
            **{f"day_{name}": {"type": "integer"} for name in RANGES},
        },
    }


def settings(replicas: int | None) -> dict[str, Any]:
    """The settings of an index: one shard, so that counts and scores are exact, and copies in case a node dies."""
    copies = {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {"number_of_shards": 1, "max_result_window": MAX_OFFSET + MAX_LIMIT, **copies}


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
        "word": list(dict.fromkeys(word for name in SUGGESTED for word in document.tokens.get(name, "").split())),
        **{f"text_{name}": text for name, text in document.tokens.items() if text},
        **{f"stem_{name}": text for name, text in document.stems.items() if text},
        **{f"value_{name}": tuple(compared(name, each) for each in values) for name, values in document.values.items() if values},
        **{f"name_{name}": document.values[name] for name in NAMED if document.values.get(name)},
        **{f"day_{name}": date.fromisoformat(day).toordinal() for name, day in document.days.items()},
    }


def line(change: Change) -> bytes:
    """A change as two lines of a bulk request. Elasticsearch ignores it if the index has a newer version.

    Raises `ValueError` for text that is not Unicode, which JSON cannot have.
    """
    action = {"index": {"_id": str(change.id), "version": change.version, "version_type": "external_gte"}}
    try:
        return orjson.dumps(action) + b"\n" + orjson.dumps(indexed(change)) + b"\n"
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from error
