"""Reading feeds in tests: Atom as a feed reader does, JSON Feed by a schema of its specification."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import feedparser
from pydantic import AnyUrl, BaseModel, ConfigDict, Field, StringConstraints
from starlette.testclient import TestClient

RFC3339 = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"

Moment = Annotated[str, StringConstraints(pattern=RFC3339)]
Written = Annotated[str, StringConstraints(min_length=1)]


class _Strict(BaseModel):
    """Only the fields of the specification."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Author(_Strict):
    name: Written


class Item(_Strict):
    id: Written
    url: Annotated[AnyUrl, Field(strict=False)]
    title: str
    content_text: str
    date_published: Moment | None = None
    date_modified: Moment
    authors: Annotated[list[Author], Field(min_length=1)] | None = None
    tags: Annotated[list[str], Field(min_length=1)] | None = None
    language: Written


class JsonFeed(_Strict):
    """A page by JSON Feed 1.1, as far as Serai writes it."""

    version: Literal["https://jsonfeed.org/version/1.1"]
    title: Written
    home_page_url: Annotated[AnyUrl, Field(strict=False)]
    feed_url: Annotated[AnyUrl, Field(strict=False)]
    description: Written
    next_url: Annotated[AnyUrl, Field(strict=False)] | None = None
    language: Literal["en"]
    authors: Annotated[list[Author], Field(min_length=1)]
    items: list[Item]


def atom(content: bytes) -> Any:
    """A page by Atom; a feed reader finds nothing wrong with it."""
    read = feedparser.parse(content)
    assert not read.bozo, read.bozo_exception
    assert read.version == "atom10"
    assert read.feed.id
    assert read.feed.title
    assert read.feed.updated_parsed
    for each in read.entries:
        assert all(each.get(name) for name in ("id", "link", "updated_parsed")), each
    assert len({each.id for each in read.entries}) == len(read.entries)
    return read


def json_feed(content: bytes) -> JsonFeed:
    """A page by JSON Feed. Raises `ValidationError`."""
    return JsonFeed.model_validate_json(content)


def link(read: Any, relation: str) -> str | None:
    """The address of a typed link of a feed by Atom."""
    found = [each.href for each in read.feed.links if each.rel == relation]
    assert len(found) <= 1, found
    return found[0] if found else None


def pages(client: TestClient, address: str) -> Iterator[Any]:
    """Every page of a feed by Atom, as `next` leads on."""
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/atom+xml"
        read = atom(answer.content)
        assert client.get(str(link(read, "self"))).content == answer.content, "`self` is this page"
        yield read
        following = link(read, "next")
