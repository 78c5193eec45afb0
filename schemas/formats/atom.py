"""A feed by Atom 1.0 (RFC 4287), page by page (RFC 5005)."""

from ..dataset import UNDETERMINED, LangString
from .feed import LANGUAGE, Feed, FeedEntry, FeedSyntax, moment
from .xml import LANG, Element, Writer, is_language, written

MEDIA_TYPE = "application/atom+xml"

NAME = "Serai"

_ATOM = Writer("http://www.w3.org/2005/Atom")


def dump(feed: Feed) -> bytes:
    """The page of the feed."""
    root = _ATOM.element("feed")
    _ATOM.add(root, "id", feed.id)
    _said(root, "title", LangString(value=feed.title, language=LANGUAGE))
    _said(root, "subtitle", LangString(value=feed.subtitle, language=LANGUAGE))
    _ATOM.add(root, "updated", moment(feed.updated))
    _ATOM.add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    _ATOM.add(root, "link", rel="alternate", type="text/html", href=feed.page)
    if feed.next:
        _ATOM.add(root, "link", rel="next", type=MEDIA_TYPE, href=feed.next)
    _ATOM.add(_ATOM.add(root, "author"), "name", NAME)
    _ATOM.add(root, "generator", NAME, version=feed.version)
    for each in feed.entries:
        _entry(_ATOM.add(root, "entry"), each)
    return written(root)


def _entry(element: Element, entry: FeedEntry) -> None:
    _ATOM.add(element, "id", entry.id)
    _said(element, "title", entry.title)
    _ATOM.add(element, "updated", moment(entry.updated))
    if entry.published:
        _ATOM.add(element, "published", moment(entry.published))
    _ATOM.add(element, "link", rel="alternate", type="text/html", href=entry.address)
    if entry.author:
        _said(_ATOM.add(element, "author"), "name", entry.author)
    for each in entry.category:
        _ATOM.add(element, "category", term=each)
    if entry.summary:
        _said(element, "summary", entry.summary)


def _said(parent: Element, name: str, text: LangString) -> None:
    """A text in its language; where nobody stated it, that is said, so that no reader takes another for it."""
    element = _ATOM.add(parent, name, text.value)
    element.set(LANG, text.language if is_language(text.language) else UNDETERMINED)


ATOM = FeedSyntax("atom", MEDIA_TYPE, "Atom", dump)
