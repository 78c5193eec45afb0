"""A feed: what is new, the latest first, for programs that ask again and again. Atom and JSON Feed are written from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..dataset import LangString
from .entry import content_type_of

LANGUAGE = "en"
"""The language of what Serai itself says in a feed."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed was updated that never had an entry: Atom wants a moment in any case."""


@dataclass(frozen=True)
class FeedEntry:
    """One piece of news. `id` names it for good; `address` is the page that tells more.

    `title` and `summary` have the language of who wrote them: the portal, or Serai. `author` is the portal.
    """

    id: str
    title: LangString
    address: str
    updated: datetime
    published: datetime | None = None
    summary: LangString | None = None
    category: tuple[str, ...] = ()
    author: LangString | None = None


@dataclass(frozen=True)
class Feed:
    """A page of a feed, the latest entries first. `id` is the same on every page and in every syntax.

    `address` is where this page is, `page` what people read, `next` where the feed goes on (RFC 5005). `began` is when the feed
    could have had its first entry, for one that has none yet.
    """

    id: str
    title: str
    subtitle: str
    address: str
    page: str
    version: str
    entries: tuple[FeedEntry, ...]
    next: str | None = None
    began: datetime = NEVER

    @property
    def updated(self) -> datetime:
        """When the newest entry of the page was updated."""
        return max((each.updated for each in self.entries), default=self.began)


@dataclass(frozen=True)
class FeedSyntax:
    """A way of writing a feed. `suffix` is the end of its address, `title` its name for people."""

    suffix: str
    media_type: str
    title: str
    dump: Callable[[Feed], bytes]

    @property
    def content_type(self) -> str:
        """The media type as a header has it."""
        return content_type_of(self.media_type)


def moment(at: datetime) -> str:
    """A moment in UTC, to the second (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
