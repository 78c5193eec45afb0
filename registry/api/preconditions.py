"""Conditional requests (RFC 9110, section 13): entity tags of records, and what `If-None-Match` and `If-Match` ask."""

from schemas.record import CatalogRecord


def etag(record: CatalogRecord) -> str:
    """The tag of a record's state: id and version."""
    return f'"{record.id}.{record.version}"'


def tag_matches(header: str | None, tag: str) -> bool:
    """Whether a list of tags holds `tag`, or is `*`. The `W/` that a proxy adds when it compresses is passed over."""
    if header is None:
        return False
    listed = {item.strip().removeprefix("W/") for item in header.split(",")}
    return "*" in listed or tag.removeprefix("W/") in listed
