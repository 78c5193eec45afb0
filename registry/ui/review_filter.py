"""The filter of the queue: in the address, as chips, and as the fields of a form."""

from collections.abc import Iterator, Mapping

from schemas.questions import Cause
from schemas.record import Aspect
from search.errors import InvalidQuery
from search.params import CONDITIONS, parse
from search.query import Query

from ..answers.review import ME, NOBODY, ReviewFilter, assignable
from ..answers.waiting import HARM
from . import facets
from .decisions import jurisdictions, portals
from .fields import Option
from .site import Page
from .tabs import ALONE

Parameters = list[tuple[str, str]]

OWN = ("aspect", "cause", "assigned")
"""The parameters of the queue that are none of a search."""

NOT_OF_FILTER = ("offset", "done", "draft")
"""The parameters of the page that are none of the filter."""

FIELDS = ("jurisdiction", "source", "privacy_class")
"""The filters of the search that the form has."""


def sought(page: Page) -> ReviewFilter:
    """The filter in the address of a page. Raises `InvalidQuery`."""
    return read_filter(page, page.request.query_params.multi_items())


def read_filter(page: Page, parameters: Parameters) -> ReviewFilter:
    """The filter that parameters ask for. Raises `InvalidQuery`."""
    given = [(name, value.strip()) for name, value in parameters if value.strip() and name not in NOT_OF_FILTER]
    own = {name: value for name, value in given if name in OWN}
    for name, known in (("aspect", [*Aspect]), ("cause", [*Cause])):
        if own.get(name) not in {None, *known}:
            raise InvalidQuery(name, f"{own[name]!r} is none of: {', '.join(known)}.")
    person = own.get("assigned")
    if person == ME and page.visitor:
        person = page.visitor.actor.name
    return ReviewFilter.model_validate(
        {
            "query": parse([pair for pair in given if pair[0] not in OWN], names=CONDITIONS, beside=OWN),
            "aspect": own.get("aspect"),
            "cause": own.get("cause"),
            "assigned": "" if person == NOBODY else person,
        }
    )


def chips(page: Page, wanted: ReviewFilter) -> Iterator[facets.Chip]:
    """The filters beside the tabs, each with the address that removes it."""
    gettext = page.language.gettext

    def without(name: str, value: object = None) -> str:
        return page.links.review(wanted.model_copy(update={name: value}).parameters())

    if wanted.query.text.strip():
        query = wanted.query.model_copy(update={"text": ""})
        yield facets.Chip(gettext("Words"), wanted.query.text, without("query", query), "und")
    yield from facets.chips(page, wanted.query, to=lambda query: without("query", query))
    if wanted.cause and (wanted.aspect or wanted.cause not in ALONE):
        yield facets.Chip(gettext("Why"), page.labels.cause(wanted.cause), without("cause"), "")
    if wanted.assigned is not None:
        label, language = (wanted.assigned, "und") if wanted.assigned else (gettext("nobody"), "")
        yield facets.Chip(gettext("Assigned to"), label, without("assigned"), language)


def cleared(page: Page, wanted: ReviewFilter) -> str:
    """The address of the same tab without any filter."""
    return page.links.review(wanted.model_copy(update={"query": Query(), "assigned": None}).parameters())


def choices(page: Page, wanted: ReviewFilter) -> Mapping[str, list[Option]]:
    """The choices of each select of the form."""
    labels, own = page.labels, page.visitor.actor.name if page.visitor else ""
    names = [name for name in assignable(page.services) if name != own]
    if wanted.assigned and wanted.assigned not in {own, *names}:
        names.append(wanted.assigned)
    gettext = page.language.gettext
    return {
        "jurisdiction": jurisdictions(page),
        "source": portals(page),
        "privacy_class": [Option(name, labels.privacy_class(name)) for name in page.services.rules.privacy_classes],
        "cause": [Option(cause, labels.cause(cause)) for cause in HARM],
        "assigned": [
            Option(own, gettext("me")),
            Option(NOBODY, gettext("nobody")),
            *(Option(name, name, "und") for name in sorted(names, key=str.casefold)),
        ],
    }


def chosen(wanted: ReviewFilter) -> Mapping[str, str]:
    """What each field of the form shows."""
    first = {name: (*wanted.query.chosen(name), "")[0] for name in FIELDS}
    assigned = NOBODY if wanted.assigned == "" else wanted.assigned or ""
    return {"q": wanted.query.text, **first, "cause": wanted.cause or "", "assigned": assigned}


def kept(wanted: ReviewFilter) -> Parameters:
    """What the form sends again: the kind of question, and the filters that it has no field for."""
    shown = set(chosen(wanted).items())
    return [pair for pair in wanted.parameters() if pair not in shown]
