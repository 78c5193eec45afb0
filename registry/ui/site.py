"""What all pages share: the languages, a template environment for each, and a request for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeVar, cast
from uuid import UUID

from fastapi import Depends
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from harvesters.reading.reach import is_link
from schemas.combination import MAX_DATASETS

from ..access.deeds import Deed, may
from ..access.visitor import Visitor
from ..answers import links as api
from ..policy.rules import Rules
from ..services import Services
from ..store.errors import StoreError
from ..web.numbers import MAX_POSITION
from ..web.root import root_of
from . import assets, labels, links, moments, session
from .headers import PAGE_HEADERS, PERSONAL
from .languages import Language, load_languages, preferred
from .markup import plain
from .parameters import ValueNotUnderstood
from .queue_size import QueueSize
from .standpoint import Standpoint, of_address

Choice = TypeVar("Choice", bound=StrEnum)

BASKET = "combination"
"""The cookie with the datasets that a person has put together."""

THEMES = ("system", "light", "dark")


class Site:
    """What all pages share. Languages are read for the first page, not at import."""

    def __init__(self, services: Services, *, languages: Mapping[str, Language] | None = None) -> None:
        self.services = services
        self.languages = languages or load_languages()
        self.queue_size = QueueSize()
        self._environments: dict[str, Environment] = {}

    def environment(self, language: Language) -> Environment:
        """The templates in one language."""
        if language.code not in self._environments:
            self._environments[language.code] = _environment(self, language)
        return self._environments[language.code]


def _environment(site: Site, language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("registry.ui"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(language.messages, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.globals.update(
        language=language,
        languages=site.languages,
        links=links.Links(language.code),
        api=api,
        asset=assets.address,
        labels=labels.Labels(language, sources=site.services.sources, rules=site.services.rules),
        classes=tuple(site.services.rules.privacy_classes),
    )
    environment.filters.update(
        number=language.number,
        size=language.size,
        plain=plain,
        of_value=moments.of_value,
        of_iso=moments.of_iso,
        of_instant=moments.of_instant,
    )
    environment.tests["link"] = lambda address, source: is_link(address, site.services.sources.get(source))
    return environment


@dataclass(frozen=True)
class Page:
    """A request for a page in one language. `rules` are those in whose words it speaks, if not those of now."""

    request: Request
    site: Site
    language: Language
    rules: Rules | None = None

    @property
    def services(self) -> Services:
        return self.site.services

    @cached_property
    def standpoint(self) -> Standpoint | None:
        """The state and the purpose that the address names; None if it names none, or what there is not."""
        return of_address(self.request, self.services)

    @cached_property
    def links(self) -> links.Links:
        """The addresses, which carry on for whom this page gives answers."""
        return links.Links(self.language.code, self.standpoint.pairs if self.standpoint else ())

    @cached_property
    def labels(self) -> labels.Labels:
        return labels.Labels(self.language, sources=self.services.sources, rules=self.rules or self.services.rules)

    @property
    def root(self) -> str:
        """The public address of this installation, without a slash at the end."""
        return root_of(self.services.settings, self.request)

    @property
    def theme(self) -> str:
        """The theme that the person chose, or `system`."""
        chosen = self.request.cookies.get("theme", "")
        return chosen if chosen in THEMES else THEMES[0]

    @property
    def keys(self) -> bool:
        """Whether single keys do something (WCAG 2.1.4 wants a switch); the person may have turned them off."""
        return self.request.cookies.get("keys") != "off"

    @cached_property
    def basket(self) -> tuple[UUID, ...]:
        """The datasets that the person has put together; none if the cookie is not one of ours."""
        try:
            return tuple(dict.fromkeys(map(UUID, filter(None, self.request.cookies.get(BASKET, "").split(".")))))[:MAX_DATASETS]
        except ValueError:
            return ()

    @cached_property
    def visitor(self) -> Visitor | None:
        """The person who is signed in. None for everybody else, and for all while the store does not answer."""
        try:
            return session.visitor_of(self.request, self.services)
        except StoreError:
            return None

    def may(self, deed: str) -> bool:
        """Whether this person may do a `Deed`: only then a page has a button for it."""
        return may(self.visitor, Deed(deed))

    @property
    def queue_size(self) -> int | None:
        """How many questions wait for an officer; None if it cannot be counted now."""
        return self.site.queue_size.number(self.services)

    def number(self, name: str) -> int:
        """A parameter of the address that says where a list begins; 0 if it is not there. Raises `ValueNotUnderstood`."""
        asked = self.request.query_params.get(name, "").strip()
        if not asked:
            return 0
        if not (asked.isascii() and asked.isdecimal() and len(asked) <= len(str(MAX_POSITION)) and int(asked) <= MAX_POSITION):
            raise ValueNotUnderstood(name, f"Give a whole number from 0 to {MAX_POSITION}.")
        return int(asked)

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        """A parameter of the address that is one of some codes; None if it is not there. Raises `ValueNotUnderstood`."""
        asked = self.request.query_params.get(name, "").strip()
        if asked and asked not in [*choices]:
            raise ValueNotUnderstood(name, f"Choose from: {', '.join(choices)}.")
        return choices(asked) if asked else None

    def render(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """The page as HTML. A `problem` is a sentence about what the person has just sent.

        `canonical` is the address of the same page without what only leads back or answers, if that is not the one asked for.
        `lasting` is an address of it that names no language, if there is one.
        """
        environment = self.site.environment(self.language)
        here = links.here(self.request)
        html = environment.get_template(template).render(
            page=self,
            links=self.links,
            status=status,
            theme=self.theme,
            themes=THEMES,
            here=here,
            **{"problem": "", "canonical": here, "lasting": "", **values},
        )
        headers = PAGE_HEADERS | {"Content-Language": self.language.code} | (PERSONAL if self.visitor else {})
        return HTMLResponse(html, status_code=status, headers=headers)


def site_of(request: Request) -> Site:
    return cast("Site", request.app.state.site)


def greeting(request: Request) -> Page:
    """A page in the language that suits the person best, for addresses that name none."""
    site = site_of(request)
    language = preferred(site.languages, cookie=request.cookies.get("language"), accept=request.headers.get("accept-language"))
    return Page(request, site, language)


def led_to(address: str) -> Response:
    """The way to a page in the person's language, from an address that names none."""
    return RedirectResponse(address, status_code=303, headers={"Vary": PAGE_HEADERS["Vary"]})


def page_of(request: Request, language: str) -> Page:
    """The page asked for, in the language of its address. Raises 404 for a language that is not offered."""
    site = site_of(request)
    if language not in site.languages:
        raise HTTPException(404)
    return Page(request, site, site.languages[language])


PageDep = Annotated[Page, Depends(page_of)]
