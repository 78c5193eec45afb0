"""A feed by JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

from ..dataset import UNDETERMINED, LangString
from .as_json import laid_out
from .feed import LANGUAGE, Feed, FeedEntry, FeedSyntax, moment

VERSION = "https://jsonfeed.org/version/1.1"

MEDIA_TYPE = "application/feed+json"

NAME = "Serai"


def dump(feed: Feed) -> bytes:
    """The page of the feed."""
    told = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.subtitle,
        "next_url": feed.next,
        "language": LANGUAGE,
        "authors": [{"name": NAME}],
        "items": [_item(each) for each in feed.entries],
    }
    return laid_out({name: value for name, value in told.items() if value is not None})


def _item(entry: FeedEntry) -> dict[str, Any]:
    """An item. The format wants a text in each: where there is none, it is the title."""
    told = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title.value,
        "content_text": entry.summary.value if entry.summary else entry.title.value,
        "date_published": moment(entry.published) if entry.published else None,
        "date_modified": moment(entry.updated),
        "authors": [{"name": entry.author.value}] if entry.author else None,
        "tags": list(entry.category) or None,
        "language": _language(entry.summary or entry.title),
    }
    return {name: value for name, value in told.items() if value is not None}


def _language(text: LangString) -> str:
    return text.language or UNDETERMINED


JSON_FEED = FeedSyntax("feed.json", MEDIA_TYPE, "JSON Feed", dump)
