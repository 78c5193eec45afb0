"""A data statement: what somebody who uses the datasets of a search can put beside a model, made from the figures alone.

It answers the questions of T. Gebru et al., Datasheets for Datasets (Communications of the ACM 64(12), 2021) and of E. M. Bender
and B. Friedman, Data Statements for Natural Language Processing (TACL 6, 2018), as far as a catalogue can know the answers.
"""

from collections.abc import Iterator

from search.params import render
from search.query import Query

from .balance import listed
from .balance_words import English
from .shapes.balance import Balance, BalanceAnswer, BalanceDimension

MOST = 12
"""How many values of a field the statement names."""

HEADINGS = {
    "text_language": "Languages of the titles",
    "language": "Languages of the data, as portals state them",
    "theme": "Themes",
    "modified_year": "Year in which the data last changed, as portals state it",
    "license": "Licences, as Serai read the portals' words",
    "license_status": "How the words about the licence were understood",
    "privacy_class": "Privacy classes, as Serai or an officer concluded",
    "format": "Formats of the files",
    "source": "Portals",
}
"""The headings of what is counted; another field has its name."""

LIMITS = (
    "Serai harvests descriptions of datasets. It has not opened the files, so it does not know how many rows, words or people "
    "are in them, and counts a small table like a large one.",
    "It knows what portals publish and could be reached. Data that a state has and does not publish, or publishes on a portal "
    "that is not harvested, are in no figure.",
    "A state is named where its law touches the dataset: by its holder, its place of storage or collection, or the people in it. "
    "That is not always the state that the data are about.",
    "Languages, licences, classes and dates are those that portals state or that follow from their words by published rules. "
    "They can be wrong.",
    "Who made the data, whom they leave out, and whether people agreed to be in them is not in descriptions. Ask the publisher.",
)
"""What no figure tells."""


def statement(found: BalanceAnswer, query: Query, english: English, *, place: str = "") -> str:
    """The statement in Markdown. `place` is the address of the installation, if it has one."""
    return "\n".join(_lines(found, query, english, place)) + "\n"


def _lines(found: BalanceAnswer, query: Query, english: English, place: str) -> Iterator[str]:
    asked = render(listed(query, {}))
    yield "# Data statement"
    yield ""
    yield from _what(found, asked, place)
    yield from ("", "## States", "")
    yield "A dataset that the laws of several states touch counts for each of them."
    yield ""
    yield from _table("State", ((english.state(each.state), each.count, each.share) for each in found.states), english)
    for dimension in found.dimensions:
        yield from _dimension(dimension, found, english)
    yield from _thin(found)
    yield from _even(found)
    yield from ("", "## What Serai cannot know", "", *(f"- {line}" for line in LIMITS))
    yield from ("", "## Not in this statement", "")
    yield "What was chosen from these datasets, how it was cleaned, and what a model was made for: please add it."


def _what(found: Balance, asked: list[tuple[str, str]], place: str) -> Iterator[str]:
    total = "1 description of a dataset" if found.total == 1 else f"{found.total:,} descriptions of datasets"
    yield f"On {found.day} the catalogue Serai{f' at {place}' if place else ''} had {total} for this search:"
    yield ""
    yield from (f"- `{name}`: {_code(value)}" for name, value in asked if name != "sort")
    if not any(name != "sort" for name, _ in asked):
        yield "- everything that portals list now"
    yield ""
    yield f"The same search today: `{place}{found.search}`"


def _code(text: str) -> str:
    """What somebody typed, on one line and without marks that Markdown would read."""
    return f"`{' '.join(text.split()).replace('`', chr(39))}`"


def _dimension(dimension: BalanceDimension, found: Balance, english: English) -> Iterator[str]:
    heading = HEADINGS.get(dimension.field, dimension.field)
    yield from ("", f"## {heading}", "")
    if dimension.several:
        yield from ("One dataset can count more than once.", "")
    first, rest = dimension.values[:MOST], dimension.values[MOST:]
    shares = ((_cell(english.value(dimension.field, row.value)), row.count, row.count / (found.total or 1)) for row in first)
    yield from _table("Value", shares, english)
    if rest:
        further = "1 further value is" if len(rest) == 1 else f"{len(rest):,} further values are"
        yield from ("", f"{further} not named here.")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(head: str, rows: Iterator[tuple[str, int, float]], english: English) -> Iterator[str]:
    yield from (f"| {head} | Datasets | Share |", "|---|---:|---:|")
    yield from (f"| {name} | {english.number(count)} | {english.percent(part)} |" for name, count, part in rows)


def _thin(found: BalanceAnswer) -> Iterator[str]:
    yield from ("", "## What is thin or missing", "")
    if not found.findings:
        yield f"The rules {found.rules} find nothing."
    else:
        yield f"By the rules {found.rules}, whose thresholds are Serai's own:"
        yield ""
        yield from (f"- {each.words} {each.reason}" for each in found.findings)


def _even(found: Balance) -> Iterator[str]:
    yield from ("", "## Evenness", "")
    yield (
        "Pielou's J′ (Shannon's entropy, divided by its highest possible value): 0 if all datasets have one value, 1 if every "
        "value has as many. What is not known is left out."
    )
    yield ""
    yield from ("| Over | J′ | Values |", "|---|---:|---:|")
    figures = [("The members", found.evenness, 0)]
    figures += [(HEADINGS.get(each.field, each.field), each.evenness, each.kinds) for each in found.dimensions]
    yield from (f"| {name} | {value:.2f} | {kinds or ''} |" for name, value, kinds in figures if value is not None)
