"""The card of a record in a list. It is made from the summary in the index alone: no record is read from the store."""

from dataclasses import dataclass

from schemas.assessment import LicenseStatus
from schemas.record import Aspect
from search.query import Fragment, Hit, IndexedSummary, LocalText, Query, Results, Through

from . import found as finding
from .facts import LICENSE_ICON, license_unclear, privacy_unclear
from .markup import plain
from .site import Page
from .usable import Answers, Short


@dataclass(frozen=True)
class Line:
    """A text of the portal on a card, with its matches marked."""

    fragments: tuple[Fragment, ...]
    language: str


@dataclass(frozen=True)
class Badge:
    """A fact on a card: its label, its confidence and who states it. The reasons are on the page of the record.

    `language` is that of the label if it differs from the page's, else empty.
    """

    aspect: Aspect
    icon: str
    label: str
    language: str
    unclear: bool
    confidence: str
    asserted_by: str


@dataclass(frozen=True)
class Card:
    """One record found.

    `keyword` is the keyword that matched; `through` has the words that led to it where its own did not, and `note` says
    how it was found where there are none. `why` leads to the reasons, in a search with words.
    """

    hit: Hit
    href: str
    title: Line
    second_title: Line | None
    description: Line | None
    keyword: Line | None
    through: tuple[Through, ...]
    note: str
    why: str
    badges: tuple[Badge, ...]
    verdict: Short | None


def cards(page: Page, query: Query | None, found: Results, answers: Answers) -> tuple[Card, ...]:
    """A card for each hit, with the answer whether it may be used where somebody has asked."""
    return tuple(_card(page, query, hit, answers) for hit in found.hit)


def _card(page: Page, query: Query | None, hit: Hit, answers: Answers) -> Card:
    title, second = _titles(page, hit)
    return Card(
        hit=hit,
        href=page.links.record(hit.id, back=query),
        title=title,
        second_title=second,
        description=_description(hit),
        keyword=_keyword(hit),
        through=finding.through(hit),
        note=finding.note(page, hit),
        why=page.links.why(hit.id, query) if query and query.text.strip() else "",
        badges=(_privacy_badge(page, hit.summary), _license_badge(page, hit.summary)),
        verdict=answers.short(page, hit),
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
    """What matched, or the first description. Markup in it is removed."""
    match = hit.highlight.get("description")
    if match:
        return Line(tuple(Fragment(text=plain(item.text), match=item.match) for item in match.fragment), match.language)
    texts = hit.summary.description
    return Line((Fragment(text=plain(texts[0].value)),), texts[0].language) if texts else None


def _keyword(hit: Hit) -> Line | None:
    match = hit.highlight.get("keyword")
    return Line(match.fragment, match.language) if match else None


def _line(text: LocalText) -> Line:
    return Line((Fragment(text=text.value),), text.language)


def _license_badge(page: Page, summary: IndexedSummary) -> Badge:
    known, labels = summary.license_status == LicenseStatus.IDENTIFIED, page.labels
    return Badge(
        aspect=Aspect.LICENSE,
        icon=LICENSE_ICON,
        label=labels.license(summary.license) if known else labels.license_status(summary.license_status),
        language=labels.license_language(summary.license) if known else "",
        unclear=license_unclear(summary.license_status, summary.license_confidence),
        confidence=summary.license_confidence,
        asserted_by=summary.license_asserted_by,
    )


def _privacy_badge(page: Page, summary: IndexedSummary) -> Badge:
    return Badge(
        aspect=Aspect.PRIVACY_CLASS,
        icon=page.labels.class_icon(summary.privacy_class),
        label=page.labels.privacy_class(summary.privacy_class),
        language="",
        unclear=privacy_unclear(summary.privacy_class, summary.privacy_confidence),
        confidence=summary.privacy_confidence,
        asserted_by=summary.privacy_asserted_by,
    )
