"""Conditional requests (RFC 9110, section 13): entity tags of records, `If-None-Match` and `If-Match`."""

from schemas.record import CatalogRecord
from schemas.usage import UsageVerdict


def etag(record: CatalogRecord) -> str:
    """The tag of a record's state: id and version."""
    return f'"{record.id}.{record.version}"'


def verdict_tag(record: CatalogRecord, verdict: UsageVerdict) -> str:
    """The tag of the answer to one question: it changes with the record, the rules and the day."""
    rules = verdict.rules.rpartition("-")[2]
    return f'"{record.id}.{record.version}.{rules}.{verdict.day.isoformat()}"'


def tag_matches(header: str | None, tag: str) -> bool:
    """Whether a list of tags contains `tag`, or is `*`. The `W/` that a compressing proxy adds is ignored."""
    if header is None:
        return False
    listed = {item.strip().removeprefix("W/") for item in header.split(",")}
    return "*" in listed or tag.removeprefix("W/") in listed
