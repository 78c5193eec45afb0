"""The pages as a separate application beside the API."""

from collections.abc import Mapping

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware

from ..services import Services
from ..web.last_resort import LastResort
from . import (
    actions,
    answering,
    assets,
    badge,
    balance,
    basket,
    checks,
    combination,
    deciding,
    decisions,
    errors,
    guide,
    guides,
    holds,
    home,
    how,
    keeping,
    lasting,
    llms,
    portals,
    preferences,
    proof,
    proposals,
    quality,
    reassessments,
    record,
    results,
    review,
    rule_sets,
    rules,
    runs,
    selecting,
    sign_in,
    sitemap,
    status,
    suggestions,
    trail,
    why,
)
from .languages import Language
from .origin import OwnOrigin
from .parameters import OnlyTaken, Unmarked
from .site import Site

DESK = (holds, proposals, rule_sets, reassessments, selecting, review, answering)
"""The officer's desk. What has a word of its own comes before the ids of questions."""

PARTS = (
    assets,
    lasting,  # these eight before `home`, which takes each first part of an address for a language
    sitemap,
    llms,
    proof,
    how,
    checks,
    guides,
    badge,
    home,
    results,
    balance,
    suggestions,
    why,
    record,
    combination,
    basket,
    deciding,
    keeping,
    decisions,
    trail,
    status,
    guide,
    *DESK,
    portals,
    quality,
    rules,
    runs,
    actions,
    sign_in,
    preferences,
)


def create_pages(services: Services, *, languages: Mapping[str, Language] | None = None) -> FastAPI:
    """The pages over open services. `languages` replaces the default, the languages whose catalogues are complete."""
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(OnlyTaken())],
        middleware=[
            Middleware(LastResort, answer=errors.failed),
            Middleware(OwnOrigin, public=services.settings.base_url, answer=errors.foreign),
            Middleware(Unmarked),
        ],
    )
    app.state.site = Site(services, languages=languages)
    for part in PARTS:
        app.include_router(part.router)
    errors.install(app)
    return app
