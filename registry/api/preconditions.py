"""Conditional requests (RFC 9110, section 13): entity tags of records and answers."""

from hashlib import sha256

from schemas.model import Model
from schemas.record import CatalogRecord

from ..answers.usage import Given


def etag(record: CatalogRecord) -> str:
    """The tag of a record's state: id and version."""
    return f'"{record.id}.{record.version}"'


def content_tag(answer: Model) -> str:
    """The tag of an answer by all that it says."""
    return f'"{sha256(answer.model_dump_json().encode()).hexdigest()[:32]}"'


def verdict_tag(found: Given) -> str:
    """The tag of an answer: it changes with the record, what it was made from, the rules, the day, and how it came about."""
    record, verdict = found.record, found.verdict
    rules = verdict.rules.rpartition("-")[2]
    tag = f"{record.id}.{record.version}.{rules}.{verdict.day.isoformat()}.{found.basis}"
    if found.lineage.ancestors:
        states = "".join(f"{each.record.id}.{each.record.version} {each.said}\n" for each in found.lineage.ancestors)
        tag += f".{sha256(states.encode()).hexdigest()[:16]}"
    return f'"{tag}"'
