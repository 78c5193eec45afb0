"""One description of a feed in two syntaxes, read by programs that are not ours."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas.dataset import LangString
from schemas.formats.atom import ATOM
from schemas.formats.feed import NEVER, Feed, FeedEntry
from schemas.formats.json_feed import JSON_FEED
from schemas.formats.xml import legal
from tests.entries import HOSTILE
from tests.feeds import atom, json_feed, link

AT = datetime(2026, 11, 25, 12, 30, 5, tzinfo=UTC)
ENTRY = FeedEntry(
    id="https://serai.example.org/datasets/1",
    title=LangString(value="Суу", language="ky"),
    address="https://serai.example.org/datasets/1",
    updated=AT.astimezone(timezone(timedelta(hours=6))),
    published=AT - timedelta(days=1),
    summary=LangString(value="Water", language="en"),
    category=("water", "Bishkek"),
    author=LangString(value="Портал", language="ru"),
)
BARE = FeedEntry("https://serai.example.org/datasets/2", LangString(value="Su"), "https://serai.example.org/datasets/2", AT)
FEED = Feed(
    id="https://serai.example.org/feed",
    title="Serai: datasets",
    subtitle="New and changed.",
    address="https://serai.example.org/feed?q=%D1%81%D1%83%D1%83&after=1",
    page="https://serai.example.org/en/datasets",
    version="0.1",
    entries=(ENTRY, BARE),
    next="https://serai.example.org/feed?after=2",
)


def test_a_feed_reader_has_all_that_is_described() -> None:
    read = atom(ATOM.dump(FEED))
    assert (read.feed.id, read.feed.title, read.feed.subtitle) == (FEED.id, FEED.title, FEED.subtitle)
    assert [link(read, name) for name in ("self", "alternate", "next")] == [FEED.address, FEED.page, FEED.next]
    assert read.feed.updated == "2026-11-25T12:30:05Z"
    whole, bare = read.entries
    assert (whole.id, whole.title, whole.title_detail.language, whole.link) == (ENTRY.id, "Суу", "ky", ENTRY.address)
    assert (whole.updated, whole.published) == ("2026-11-25T12:30:05Z", "2026-11-24T12:30:05Z")
    assert (whole.summary, whole.summary_detail.language, whole.author) == ("Water", "en", "Портал")
    assert [each.term for each in whole.tags] == ["water", "Bishkek"]
    assert (bare.title_detail.language, "summary" in bare, "tags" in bare) == ("und", False, False)


def test_the_same_in_json() -> None:
    read = json_feed(JSON_FEED.dump(FEED))
    assert (read.title, str(read.feed_url), str(read.next_url)) == (FEED.title, FEED.address, FEED.next)
    whole, bare = read.items
    assert (whole.id, whole.title, whole.content_text, whole.language) == (ENTRY.id, "Суу", "Water", "en")
    assert (whole.date_modified, whole.date_published) == ("2026-11-25T12:30:05Z", "2026-11-24T12:30:05Z")
    assert (whole.tags, [each.name for each in whole.authors or ()]) == (["water", "Bishkek"], ["Портал"])
    assert (bare.content_text, bare.tags, bare.authors, bare.language) == ("Su", None, None, "und")


def test_a_feed_without_entries_has_a_moment_too() -> None:
    empty = replace(FEED, entries=(), next=None)
    assert atom(ATOM.dump(empty)).feed.updated == "1970-01-01T00:00:00Z" == NEVER.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert atom(ATOM.dump(replace(empty, began=AT))).feed.updated == "2026-11-25T12:30:05Z"
    assert json_feed(JSON_FEED.dump(empty)).items == []


def titles(content: bytes) -> list[str]:
    """The titles of the entries, character by character: a feed reader takes white space away."""
    root = etree.fromstring(content)
    return [each.text or "" for each in root.iterfind("{*}entry/{*}title")]


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5), st.text(st.characters(codec="utf-8")))
def test_whatever_a_portal_writes_stays_text(written: list[str], language: str) -> None:
    entries = [
        replace(BARE, id=f"{BARE.id}-{n}", title=LangString(value=each, language=language)) for n, each in enumerate(written)
    ]
    told = [replace(each, summary=each.title, author=each.title, category=(each.title.value,)) for each in entries]
    feed = replace(FEED, entries=tuple(told))
    as_xml = [legal(each) for each in written]
    assert titles(ATOM.dump(feed)) == as_xml
    assert [each["title"] for each in json.loads(JSON_FEED.dump(feed))["items"]] == written
    assert ATOM.dump(feed) == ATOM.dump(feed)


def test_what_breaks_careless_programs_breaks_no_reader() -> None:
    strange = LangString(value=HOSTILE, language="<x>")
    told = replace(ENTRY, title=strange, summary=strange, author=strange, category=(HOSTILE,))
    feed = replace(FEED, title=HOSTILE, subtitle=HOSTILE, entries=(told,))
    assert atom(ATOM.dump(feed)).entries[0].title_detail.type == "text/plain"
    assert titles(ATOM.dump(feed)) == [legal(HOSTILE)]
    assert json_feed(JSON_FEED.dump(feed)).items[0].title == HOSTILE
