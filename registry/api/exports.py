"""All that a search finds as one file."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from search.params import parse

from ..answers import links
from ..answers.entries import catalog_of
from ..answers.exports import EXPORTS, Export, Separator, write_csv
from ..answers.found_rows import PARAMETERS, Finding, begin
from ..services import Services
from ..web.root import root_of
from ..web.streamed import Streamed
from . import documentation
from .search_parameters import search_parameters
from .services import ServicesDep

router = APIRouter(tags=["datasets"])

OF_CSV = ("separator", "mark")
"""The parameters that only CSV has."""

ALL = "All that a search finds, in its order: not a page. The parameters are those of the search, without a page and facets."

TABLE = "The columns and what each means are in `schemas/formats/README.md`. If the search has a `usage`, there are three more."

ABOUT = {
    "csv": f"{ALL} {TABLE} In a list, `|` stands between the values. A cell that would be a formula begins with an apostrophe.",
    "jsonl": f"{ALL} {TABLE} A line is an object: a row of the table, with lists, numbers and null.",
    "parquet": f"{ALL} {TABLE} Days, moments, numbers and lists have their types.",
    "geojson": f"{ALL} A `FeatureCollection`, each feature as OGC API Records has it. A dataset without a box has no geometry.",
}

Between = Annotated[
    Separator, Query(description="What stands between cells. Excel expects a semicolon where numbers have a decimal comma.")
]
Mark = Annotated[bool, Query(description="Whether the file begins with a byte order mark, by which Excel knows UTF-8.")]


def _download(export: Export) -> Callable[..., Response]:
    def download(request: Request, services: ServicesDep) -> Response:
        return _sent(request, services, export, export.write)

    return download


def download_csv(
    request: Request, services: ServicesDep, separator: Between = Separator.COMMA, *, mark: Mark = False
) -> Response:
    """As `_download`, with what only CSV has."""
    return _sent(request, services, EXPORTS["csv"], partial(write_csv, separator=separator, mark=mark))


def _sent(request: Request, services: Services, export: Export, write: Callable[[Finding], Iterator[bytes]]) -> Response:
    """The file. Where nobody reads its body, nothing but its first page is asked."""
    beside = OF_CSV if export.suffix == "csv" else ()
    given = [each for each in request.query_params.multi_items() if each[0] not in beside]
    query = parse(given, names=PARAMETERS, beside=beside)
    found = begin(services, catalog_of(services, root_of(services.settings, request)), query)
    name = f"serai-{found.made:%Y-%m-%d}.{export.suffix}"
    return Streamed(
        write(found),
        media_type=export.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )


for _export in EXPORTS.values():
    router.add_api_route(
        links.search_as(_export.suffix),
        download_csv if _export.suffix == "csv" else _download(_export),
        summary=f"Download all that a search finds, as {_export.title}",
        description=ABOUT[_export.suffix],
        name=f"download_{_export.suffix}",
        openapi_extra={"parameters": search_parameters(PARAMETERS)},
        response_class=Response,
        responses=documentation.problems("query-invalid", "usage-invalid", "index-missing", "engine-unavailable")
        | documentation.content(_export.content_type),
    )
