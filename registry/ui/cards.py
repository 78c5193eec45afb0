"""The card of a record in a list: what the index found, and the store's reasons behind its badges."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.licenses import UNKNOWN_LICENSE
from schemas.record import Aspect, CatalogRecord
from search.query import Fragment, Hit, LocalText, Query, Results

from .labels import CLASSES
from .markup import plain
from .site import Page
from .voices import Fact, license_fact, privacy_fact


@dataclass(frozen=True)
class Line:
    """A text of the portal on a card, its matches marked."""

    fragments: tuple[Fragment, ...]
    language: str


@dataclass(frozen=True)
class Badge:
    """A fact on a card: its word, and the fact with its reasons where the store still has the record."""

    icon: str
    label: str
    language: str
    unclear: bool
    anchor: str
    fact: Fact | None


@dataclass(frozen=True)
class Card:
    """One record found."""

    hit: Hit
    href: str
    title: Line
    second_title: Line | None
    description: Line | None
    badges: tuple[Badge, ...]


def cards(page: Page, query: Query | None, found: Results) -> tuple[Card, ...]:
    """A card for each hit; the reasons behind the badges are the store's."""
    records = page.services.store.records.get_many([hit.id for hit in found.hit])
    return tuple(_card(page, query, hit, records.get(hit.id)) for hit in found.hit)


def _card(page: Page, query: Query | None, hit: Hit, record: CatalogRecord | None) -> Card:
    title, second = _titles(page, hit)
    return Card(
        hit=hit,
        href=page.links.record(hit.id, back=query),
        title=title,
        second_title=second,
        description=_description(hit),
        badges=tuple(_badges(page, hit, record)),
    )


def _titles(page: Page, hit: Hit) -> tuple[Line, Line | None]:
    """The portal's first title, and a second one if it matched or is in the reader's language."""
    texts = hit.summary.title
    first, others = texts[0], texts[1:]
    match = hit.highlight.get("title")
    matched = Line(match.fragment, match.language) if match else None
    title = matched if matched and matched.language == first.language else _line(first)
    reader = next((text for text in others if text.language == page.language.code), None)
    if matched and matched is not title and matched.language != first.language:
        return title, matched
    return title, _line(reader) if reader and reader.value != first.value else None


def _description(hit: Hit) -> Line | None:
    """What matched, or the first description; markup that portals leave in it is left out."""
    match = hit.highlight.get("description")
    if match:
        return Line(tuple(Fragment(text=plain(item.text), match=item.match) for item in match.fragment), match.language)
    texts = hit.summary.description
    return Line((Fragment(text=plain(texts[0].value)),), texts[0].language) if texts else None


def _line(text: LocalText) -> Line:
    return Line((Fragment(text=text.value),), text.language)


def _badges(page: Page, hit: Hit, record: CatalogRecord | None) -> Iterator[Badge]:
    """Privacy class and licence. Without the store's record the index's own words must do."""
    if record:
        for fact in (privacy_fact(page, record), license_fact(page, record)):
            short = page.labels.license(fact.code) if fact.aspect is Aspect.LICENSE and fact.code else fact.label
            yield Badge(fact.icon, short, fact.language, fact.unclear, fact.aspect, fact)
        return
    summary, labels = hit.summary, page.labels
    icon = CLASSES.get(summary.privacy_class, CLASSES["unknown"])[1]
    yield Badge(icon, labels.privacy_class(summary.privacy_class), "", summary.privacy_class == "unknown", "privacy_class", None)
    unnamed = summary.license == UNKNOWN_LICENSE
    label = labels.license_status(summary.license_status) if unnamed else labels.license(summary.license)
    yield Badge("scale", label, labels.value_language("license", summary.license), unnamed, "license", None)
