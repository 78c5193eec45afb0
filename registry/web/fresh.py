"""Answers that a client may keep, and ask for again only if they have changed (RFC 9110, section 13)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from .tags import tag_matches


def fresh(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    tag: str | None = None,
) -> Response:
    """The answer with its tag and, if given, when it last changed; 304 without a body if the client has it already.

    The tag is one of all bytes, if none is given. As the standard says, the date counts only where the client sends no tag.
    """
    tag = tag or f'"{sha256(body).hexdigest()[:32]}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if modified:
        sent["Last-Modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if _has(request, tag, modified):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def same(request: Request, tag: str) -> Response | None:
    """304 if the client has the answer of this tag already, so that it need not be made."""
    if not tag_matches(request.headers.get("if-none-match"), tag):
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache"})


def _has(request: Request, tag: str, modified: datetime | None) -> bool:
    tags, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if tags is not None or since is None or modified is None:
        return tag_matches(tags, tag)
    try:
        kept = parsedate_to_datetime(since)
    except ValueError:  # a date that is none is ignored
        return False
    return modified.replace(microsecond=0) <= (kept if kept.tzinfo else kept.replace(tzinfo=UTC))
