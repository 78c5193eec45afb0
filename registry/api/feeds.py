"""Feeds, each in two syntaxes: what a search finds, changes of class, licence or law, and the runs of a portal."""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from schemas.formats.atom import ATOM
from schemas.formats.entry import Catalog
from schemas.formats.feed import Feed, FeedSyntax
from schemas.formats.json_feed import JSON_FEED
from schemas.record import CatalogRecord

from ..answers import links
from ..answers.entries import catalog_of
from ..answers.feeds.changes import changes_feed, record_feed
from ..answers.feeds.runs import runs_feed
from ..answers.feeds.searches import Params, search_feed
from ..services import Services
from ..store.run_rows import LARGEST
from ..web.fresh import fresh, same
from ..web.root import root_of
from . import documentation
from .datasets import IfNoneMatch, RecordId, find_record
from .formats import IfModifiedSince
from .search_parameters import search_parameters
from .services import ServicesDep
from .sources import SourceId, find_source

router = APIRouter()

SYNTAXES = (ATOM, JSON_FEED)

Before = Annotated[int | None, Query(ge=1, le=LARGEST, description="Only what is older than this. The link `next` has it.")]

ORDER = "The latest changes come first: `sort`, `offset` and `facet` are passed over. Follow `next`."


def _answer(request: Request, feed: Feed, syntax: FeedSyntax) -> Response:
    return fresh(request, syntax.dump(feed), syntax.content_type, modified=feed.updated)


def _searching(syntax: FeedSyntax, make: Callable[[Services, Catalog, FeedSyntax, Params], Feed]) -> Callable[..., Response]:
    def read(  # FastAPI reads the names of the headers here; `fresh` reads their values
        request: Request,
        services: ServicesDep,
        if_none_match: IfNoneMatch = None,  # noqa: ARG001
        if_modified_since: IfModifiedSince = None,  # noqa: ARG001
    ) -> Response:
        catalog = catalog_of(services, root_of(services.settings, request))
        return _answer(request, make(services, catalog, syntax, request.query_params.multi_items()), syntax)

    return read


def _of_record(syntax: FeedSyntax) -> Callable[..., Response]:
    def read(
        id: RecordId,
        request: Request,
        services: ServicesDep,
        before: Before = None,
        *,
        if_none_match: IfNoneMatch = None,  # noqa: ARG001
        if_modified_since: IfModifiedSince = None,  # noqa: ARG001
    ) -> Response:
        record = find_record(services, id)
        catalog = catalog_of(services, root_of(services.settings, request))
        tag = _tag(services, catalog, syntax, record, before)
        if unchanged := same(request, tag):
            return unchanged
        feed = record_feed(services, catalog, syntax, record, before)
        return fresh(request, syntax.dump(feed), syntax.content_type, modified=feed.updated, tag=tag)

    return read


def _tag(services: Services, catalog: Catalog, syntax: FeedSyntax, record: CatalogRecord, before: int | None) -> str:
    """A tag of all that a page of the feed of a record is made of, so that programs that ask often cost little."""
    source = services.sources.get(record.source)
    made_of = (*services.store.states.newest(record.id), services.rules.version, catalog, source and source.title)
    return f'"{sha256(repr((syntax.suffix, before, record.id, *made_of)).encode()).hexdigest()[:32]}"'


def _of_portal(syntax: FeedSyntax) -> Callable[..., Response]:
    def read(
        id: SourceId,
        request: Request,
        services: ServicesDep,
        before: Before = None,
        *,
        if_none_match: IfNoneMatch = None,  # noqa: ARG001
        if_modified_since: IfModifiedSince = None,  # noqa: ARG001
    ) -> Response:
        catalog = catalog_of(services, root_of(services.settings, request))
        return _answer(request, runs_feed(services, catalog, syntax, find_source(services, id), before), syntax)

    return read


SEARCHED = documentation.problems("query-invalid", "usage-invalid", "index-missing", "engine-unavailable")

for _syntax in SYNTAXES:
    _told = documentation.NOT_MODIFIED | documentation.content(_syntax.content_type)
    router.add_api_route(
        links.search_feed(_syntax.suffix),
        _searching(_syntax, search_feed),
        tags=["datasets"],
        summary=f"Follow what a search finds ({_syntax.title})",
        description=f"New and changed datasets, 50 on a page unless `limit` says otherwise. {ORDER}",
        name=f"search_feed_{_syntax.suffix}",
        openapi_extra={"parameters": search_parameters()},
        response_class=Response,
        responses=SEARCHED | _told,
    )
    router.add_api_route(
        links.changes_feed(_syntax.suffix),
        _searching(_syntax, changes_feed),
        tags=["datasets"],
        summary=f"Follow changes of class, licence or law in a search ({_syntax.title})",
        description="The latest 20 changes of each of the datasets that changed last. A page ends when it has `limit` changes "
        f"(50 if it is not given) or has looked at 500 datasets. A withdrawal is told without metadata. {ORDER}",
        name=f"changes_feed_{_syntax.suffix}",
        openapi_extra={"parameters": search_parameters()},
        response_class=Response,
        responses=SEARCHED | _told,
    )
    router.add_api_route(
        f"{links.ROOT}/datasets/{{id}}/changes.{_syntax.suffix}",
        _of_record(_syntax),
        tags=["datasets"],
        summary=f"Follow changes of class, licence or law of a dataset ({_syntax.title})",
        description="An entry each time its privacy class, licence, law, access, a recorded fact or its status changed, with "
        "before and after, the cause and the rules. Each page looks at 100 states; follow `next`.",
        name=f"record_feed_{_syntax.suffix}",
        response_class=Response,
        responses=documentation.problems("record-missing", "request-invalid", "content-damaged") | _told,
    )
    router.add_api_route(
        f"{links.sources()}/{{id}}/runs.{_syntax.suffix}",
        _of_portal(_syntax),
        tags=["sources"],
        summary=f"Follow the runs of a portal ({_syntax.title})",
        description="Each run that ended: its state, its counts, and what was wrong, in sentences. 50 on a page; follow `next`.",
        name=f"runs_feed_{_syntax.suffix}",
        response_class=Response,
        responses=documentation.problems("source-missing", "request-invalid") | _told,
    )
