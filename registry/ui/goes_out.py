"""What leads out of a page to programs: all results as a file, and feeds that tell what is new."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from schemas.formats.atom import ATOM
from schemas.formats.json_feed import JSON_FEED
from search.query import Query

from ..answers import links as api
from ..answers.exports import CSV, EXPORTS, Separator, download
from . import links
from .site import Page
from .words import message

SYNTAXES = (ATOM, JSON_FEED)

NEW = message("New and changed results as a feed")
CHANGES = message("Changes of class, licence or law as a feed")
RUNS = message("Runs as a feed")


@dataclass(frozen=True)
class Way:
    """A link to a file or a feed. `translated` is whether its title is in the language of the page."""

    title: str
    href: str
    media_type: str
    translated: bool = False


@dataclass(frozen=True)
class Feeds:
    """A feed in each syntax. `id` tells it from others on the page."""

    id: str
    label: str
    ways: tuple[Way, ...]


def files(page: Page, query: Query) -> tuple[Way, ...]:
    """All that a search finds in each kind of file. `query` has state and purpose in itself."""
    kinds = [Way(each.title, download(each, query), each.media_type) for each in EXPORTS.values()]
    return (*kinds[:1], _for_excel(page, query), *kinds[1:])


def _for_excel(page: Page, query: Query) -> Way:
    """With a byte order mark, and the separator that Excel expects where the language of the page is spoken."""
    separator = Separator.SEMICOLON if page.language.decimal == "," else Separator.COMMA
    href = download(CSV, query, separator=separator, mark=True)
    return Way(page.language.gettext("CSV for Excel"), href, CSV.media_type, translated=True)


def of_search(page: Page, query: Query) -> tuple[Feeds, ...]:
    """The feeds of a search. `query` has state and purpose in itself."""
    asked = _conditions(query)
    return (
        _feeds(page, "new", NEW, lambda suffix: api.search_feed(suffix, asked)),
        _feeds(page, "changes", CHANGES, lambda suffix: api.changes_feed(suffix, asked)),
    )


def of_record(page: Page, id: UUID) -> tuple[Feeds, ...]:  # an id is called `id` everywhere
    """The feed of the changes of a record."""
    return (_feeds(page, "changes", CHANGES, lambda suffix: api.record_feed(id, suffix)),)


def of_portal(page: Page, source_id: str) -> tuple[Feeds, ...]:
    """The feed of the runs of a portal."""
    return (_feeds(page, "new", RUNS, lambda suffix: api.runs_feed(source_id, suffix)),)


def _feeds(page: Page, id: str, label: str, address: Callable[[str], str]) -> Feeds:
    ways = (Way(each.title, address(each.suffix), each.media_type) for each in SYNTAXES)
    return Feeds(id, page.language.gettext(label), tuple(ways))


def _conditions(query: Query) -> list[tuple[str, str]]:
    """The parameters that say which records are meant: a feed has an order of its own, and begins at its beginning."""
    return links.params(query.model_copy(update={name: getattr(Query(), name) for name in ("sort", "offset", "after")}))
