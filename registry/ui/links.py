"""The addresses of the pages, each built in one place, relative to the installation's root. Every state of a page has an address.

Addresses of the API, which pages link to as well, are built in `registry.answers.links`. Templates call them `api`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode
from uuid import UUID

from starlette.requests import Request

from search.params import render
from search.query import DateRange, Filter, Query, Sort

from ..answers.links import on_day, with_query

GROUP, BY_LANGUAGE = "group", "language"
"""The parameter of the page of results that groups them, and its value."""

ID = "id"
"""The parameter that names a dataset of a combination; it may come several times."""

FROM = "from"
"""The parameter that carries the search, or the filter of the queue, that led to a page, so that the page can lead back."""


FIND = "find"
"""The parameter of words that narrow a list: the values of a facet, or the portals."""

Pairs = Iterable[tuple[str, str]]
"""Parameters of an address."""


@dataclass(frozen=True)
class Links:
    """The addresses in one language. `asked` is for whom answers about a use are given: pages with answers carry it on."""

    language: str
    asked: tuple[tuple[str, str], ...] = ()

    def _answering(self, path: str, params: Pairs = ()) -> str:
        """A page with answers."""
        return with_query(f"/{self.language}{path}", [*params, *self.asked])

    @property
    def home(self) -> str:
        return self._answering("/")

    @property
    def portals(self) -> str:
        return f"/{self.language}/portals"

    def portals_of(self, state: str, words: str = "", *, offset: int = 0) -> str:
        """The portals of a state that have some words. No portal has this address: below a portal there are only its runs."""
        asked = [(name, str(value)) for name, value in ((FIND, words), ("offset", offset)) if value]
        return with_query(f"{self.portals}/state/{quote(state, safe='')}", asked)

    @property
    def status(self) -> str:
        """How the service is."""
        return f"/{self.language}/status"

    @property
    def guide(self) -> str:
        """What the API can be asked, for somebody who begins."""
        return f"/{self.language}/api"

    def guides(self, name: str = "") -> str:
        """The guides for those who work with Serai, or one of them."""
        return f"/{self.language}/guides{f'/{quote(name)}' if name else ''}"

    @property
    def theme(self) -> str:
        return f"/{self.language}/theme"

    @property
    def sign_out(self) -> str:
        return f"/{self.language}/sign-out"

    def sign_in(self, back: str = "") -> str:
        """The form to sign in. It leads to `back` afterwards."""
        return with_query(f"/{self.language}/sign-in", [("back", back)] if back else [])

    def results(self, query: Query | None = None) -> str:
        return self.found(params(query or Query()))

    def found(self, params: Pairs) -> str:
        """The results of a search by its parameters."""
        return self._answering("/datasets", params)

    def grouped(self, query: Query) -> str:
        """The results by the languages of their titles."""
        return with_groups(self.results(first_page(query)))

    def coverage(self, query: Query | None = None) -> str:
        """What there is by state, of all that a search finds."""
        kept = {name: getattr(Query(), name) for name in ("sort", "offset", "after")}
        return self._answering("/coverage", params((query or Query()).model_copy(update=kept)))

    def why(self, id: UUID, query: Query) -> str:
        """Why a search finds a record."""
        return self._answering(f"/datasets/{id}/why", params(first_page(query)))

    @property
    def suggestions(self) -> str:
        """What completes a text, for the script, which adds the text."""
        return f"{self._answering('/suggestions')}{'&' if self.asked else '?'}q="

    def facet(self, field: str, query: Query) -> str:
        """All values of a field, under the same query."""
        return self._answering(f"/datasets/facet/{field}", params(first_page(query)))

    def only(self, field: str, value: str) -> str:
        """The results of one value of a field."""
        return self.results(Query(filter=(Filter(field=field, value=(value,)),)))

    def record(self, id: UUID, *, back: Query | None = None, day: date | None = None) -> str:  # an id is called `id` everywhere
        """A record, as it is or as it stood at the end of a `day`. `back` is the search that led to it, to lead back."""
        carried = [] if back is None else [(FROM, urlencode(params(back)))]
        return self._answering(f"/d/{id}", [*carried, *on_day(day)])

    def record_page(self, id: UUID) -> str:
        """A record without anything that is carried on: what search engines list."""
        return f"/{self.language}/d/{id}"

    def usage(self, id: UUID, question: Iterable[tuple[str, str]]) -> str:
        """May a record be used: the answer on its page."""
        return f"{with_query(self.record_page(id), question)}#answer"

    def answers(self, id: UUID, question: Iterable[tuple[str, str]] = ()) -> str:
        """Where the answer to a question about a record is kept."""
        return with_query(f"/{self.language}/d/{id}/answers", question)

    def answer(self, number: int) -> str:
        """A kept answer."""
        return f"/{self.language}/answers/{number}"

    def proof(self, entry: int | None = None) -> str:
        """The page that checks a proof; with the proof of an entry of the trail, if one is named."""
        return with_query(f"/{self.language}/proof", [("entry", str(entry))] if entry else [])

    def trail(self, params: Pairs = ()) -> str:
        """The audit trail, as it is published."""
        return with_query(f"/{self.language}/trail", params)

    def combination(self, ids: Iterable[UUID] = ()) -> str:
        """Datasets put together."""
        return self._answering("/combination", [(ID, str(each)) for each in ids])

    @property
    def rules(self) -> str:
        """The rules of transfer."""
        return f"/{self.language}/rules"

    @property
    def how(self) -> str:
        """How Serai concludes: every rule, explained."""
        return f"/{self.language}/how"

    def explained(self, rule: str) -> str:
        """Where a rule of a conclusion is explained, by its key."""
        return f"{self.how}#{rule}"

    def rules_between(self, state: str, to: str) -> str:
        """The rules for data of one state that are used from another one."""
        return f"{self.rules}/{quote(state, safe='')}/{quote(to, safe='')}"

    def decisions(self, params: Iterable[tuple[str, str]] = ()) -> str:
        return with_query(f"/{self.language}/decisions", params)

    def review(self, params: Iterable[tuple[str, str]] = ()) -> str:
        """The queue of questions to officers."""
        return with_query(f"/{self.language}/review", params)

    def question(self, id: str, params: Iterable[tuple[str, str]] = ()) -> str:
        """A question of the queue; `params` filter the queue beside it. It opens at the question."""
        return f"{with_query(f'{self.review()}/{quote(id)}', params)}#question"

    @property
    def held(self) -> str:
        """The withdrawals that wait."""
        return f"/{self.language}/review/held"

    def proposals(self, params: Iterable[tuple[str, str]] = ()) -> str:
        return with_query(f"/{self.language}/review/proposals", params)

    def proposal(self, number: int, params: Iterable[tuple[str, str]] = ()) -> str:
        return with_query(f"/{self.language}/review/proposals/{number}", params)

    @property
    def rule_sets(self) -> str:
        """The rules in force, and what waits for a person."""
        return f"/{self.language}/review/rules"

    def rule_set(self, number: int, params: Iterable[tuple[str, str]] = ()) -> str:
        return with_query(f"{self.rule_sets}/{number}", params)

    def reassessment(self, number: int, params: Iterable[tuple[str, str]] = ()) -> str:
        return with_query(f"/{self.language}/review/reassessments/{number}", params)

    def select(self, query: Query, aspect: str = "") -> str:
        """The form of a decision about all results of a search."""
        return self._answering("/review/select", [*params(first_page(query)), *([("aspect", aspect)] if aspect else [])])

    def check(self, portal: str = "") -> str:
        """The form to have a portal checked, with the portal filled in."""
        return with_query(f"/{self.language}/check", [("portal", portal)] if portal else [])

    def checked(self, id: str) -> str:
        """A check of a portal."""
        return f"/{self.language}/checks/{quote(id, safe='')}"

    @property
    def keys(self) -> str:
        return f"/{self.language}/keys"

    def portal(self, source: str, params: Pairs = ()) -> str:
        return with_query(f"/{self.language}/portals/{quote(source, safe='')}", params)

    def quality(self, source: str = "") -> str:
        """How good the metadata of portals are, or those of one."""
        return f"{self.portal(source)}/quality" if source else f"/{self.language}/quality"

    def lacking(self, source: str, indicator: str) -> str:
        """The datasets of a portal that lack something in their metadata."""
        filters = (Filter(field="source", value=(source,)), Filter(field="lacking", value=(indicator,)))
        return self.results(Query(filter=filters))

    def run(self, source: str, number: int, params: Iterable[tuple[str, str]] = ()) -> str:
        return with_query(f"{self.portal(source)}/runs/{number}", params)

    def translated(self, path: str, language: str) -> str:
        """The same address in another language."""
        parts = path.split("/", maxsplit=2)
        return f"/{language}/{parts[2] if len(parts) > 2 else ''}"  # noqa: PLR2004  # "", the language, the rest

    @property
    def newest(self) -> str:
        return self.results(Query(sort=Sort.MODIFIED))


def lasting(id: UUID) -> str:
    """What names a dataset for good, in no language."""
    return f"/datasets/{id}"


def with_groups(results: str) -> str:
    """The address of results, grouped."""
    return f"{results}{'&' if '?' in results else '?'}{urlencode([(GROUP, BY_LANGUAGE)])}"


def here(request: Request) -> str:
    """The address of this page, to come back to."""
    return with_query(request.url.path, parse_qsl(request.url.query, keep_blank_values=True))


def carried(text: str) -> list[tuple[str, str]]:
    """The parameters that an address carries in another one."""
    return parse_qsl(text, keep_blank_values=True)


def is_local(address: str) -> bool:
    """Whether an address is of this site: a path that no browser reads as another host."""
    return address.startswith("/") and not address.startswith("//") and not set(address) & set("\\\r\n\t")


def params(query: Query) -> list[tuple[str, str]]:
    """The URL form of what a person asked for. It leaves out the facets: each page chooses which ones it counts."""
    plain = query.model_copy(update={"facet": (), "facet_size": Query().facet_size, "limit": Query().limit})
    return list(render(plain))


def first_page(query: Query) -> Query:
    return query.model_copy(update={"offset": 0})


def with_filter(query: Query, field: str, values: tuple[str, ...]) -> Query:
    """The first page of the query with these values of a field. No values: without a filter on it."""
    others = tuple(item for item in query.filter if item.field != field)
    added = (Filter(field=field, value=values),) if values else ()
    return query.model_copy(update={"filter": (*others, *added), "offset": 0})


def without_area(query: Query) -> Query:
    """The first page of the query without its area."""
    return query.model_copy(update={"box": None, "offset": 0})


def with_range(query: Query, found: DateRange | None, *, field: str) -> Query:
    """The first page of the query with this range of dates, or without one."""
    others = tuple(item for item in query.range if item.field != field)
    return query.model_copy(update={"range": (*others, *([found] if found else [])), "offset": 0})
