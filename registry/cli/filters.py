"""The filters of the search as options, made from the table of fields, and the words of the pages as their values."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Annotated, Any, TypeVar

import typer

from schemas.access_rights import access_rights
from schemas.assessment import Confidence, LicenseStatus, PrivacyClass
from schemas.jurisdictions import jurisdictions
from schemas.record import Status
from schemas.themes import themes
from search.ask import ask
from search.errors import InvalidQuery
from search.fields import COUNTABLE, FIELDS, FILTERS, RANGES
from search.kinds import ValueKind
from search.params import CONDITIONS
from search.query import Query
from search.values import UNKNOWN

from ..services import Services
from ..ui.labels import Labels
from ..ui.languages import load_languages
from . import terminal
from .offers import offer

Command = TypeVar("Command", bound=Callable[..., None])

MANY = 1000
"""How many values of a field are looked through for what a word means."""

OTHERS = {
    "box": ("WEST,SOUTH,EAST,NORTH", "Only records with a box that has a point in this area (degrees)."),
    "box_within": ("WEST,SOUTH,EAST,NORTH", "As --box; only records whose boxes lie in the area."),
    "literal": ("WORDS", "A place or a time in the text that is only words. May be repeated."),
}
"""What is asked for besides by a field."""

VOCABULARIES: Mapping[ValueKind, Callable[[Services], Iterable[str]]] = {
    ValueKind.STATE: lambda _: (*jurisdictions(), UNKNOWN),
    ValueKind.LICENSE: lambda services: services.rules.licenses.by_id,
    ValueKind.PRIVACY_CLASS: lambda _: tuple(PrivacyClass),
    ValueKind.ACCESS_RIGHT: lambda _: (*access_rights(), UNKNOWN),
    ValueKind.THEME: lambda _: themes(),
    ValueKind.CONFIDENCE: lambda _: tuple(Confidence),
    ValueKind.LICENSE_STATUS: lambda _: tuple(LicenseStatus),
    ValueKind.PORTAL: lambda services: services.sources,
}
"""The kinds of values that there are no others of than these and those that records have. Other kinds are open."""


def takes_filters(*, but: tuple[str, ...]) -> Callable[[Command], Command]:
    """Give a command an option for each condition of a search, except those that it takes itself.

    It gets them in its parameter `filters`, as pairs of a field and a value.
    """
    names = [name for name in CONDITIONS if name not in but]

    def given(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True)
        added = [_option(name) for name in names]

        @wraps(command)
        def called(**values: Any) -> None:
            filters = [(name, value) for name in names for value in values.pop(name) or ()]
            command(**values, filters=filters)

        parameters = [*(each for each in own.parameters.values() if each.name != "filters"), *added]
        called.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined] # as the documentation of `inspect` has it
        called.__annotations__ = {each.name: each.annotation for each in parameters}
        return called  # type: ignore[return-value] # it is called with more

    return given


def _option(name: str) -> inspect.Parameter:
    metavar, told = OTHERS[name] if name in OTHERS else (_metavar(name), FIELDS[name].description)
    named = [f"--{name.replace('_', '-')}", *(["--state"] if name in FIELDS and _is_state(name) else [])]
    option = typer.Option(*named, metavar=metavar, help=told)
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, option])


def _metavar(name: str) -> str:
    return "FROM..UNTIL" if name in RANGES else FIELDS[name].kind.value.upper().replace(" ", "_")


def _is_state(name: str) -> bool:
    return FIELDS[name].kind is ValueKind.STATE and name in FILTERS


def understood(services: Services, filters: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The filters with codes: a value may also be a word of the pages, in any of their languages. Raises `InvalidQuery`."""
    for name, value in filters:
        yield name, _code(services, name, value) if name in FILTERS and value.strip() else value


def _code(services: Services, name: str, value: str) -> str:
    """The code of a value. A value that no record has stays as it is if its kind is open."""
    closed = tuple(_vocabulary(services, name))
    known = closed if value in closed else (*closed, *_counted(services, name))
    if value in known or not known:
        return value
    words = _words(services, name, known)
    if code := next((code for word, code in words.items() if word.casefold() == value.casefold()), None):
        return code
    offered = offer(value, words)
    if closed:
        choices = f" Choose from: {', '.join(closed)}."
        raise InvalidQuery(name, f"There is no “{value}”.{offered or choices}")
    if offered:
        terminal.say(f"{name}: No record has “{value}”.{offered}")
    return value


def _vocabulary(services: Services, name: str) -> Iterable[str]:
    if name == "status":
        return tuple(Status)
    vocabulary = VOCABULARIES.get(FIELDS[name].kind)
    return vocabulary(services) if vocabulary else ()


def _counted(services: Services, name: str) -> Iterator[str]:
    """The values that records have, the most frequent ones."""
    if name in COUNTABLE:
        for facet in ask(services.engine, Query(limit=0, facet=(name,), facet_size=MANY)).facet:
            yield from (each.value for each in facet.value)


def _words(services: Services, name: str, known: Iterable[str]) -> dict[str, str]:
    """The codes by themselves and by what the pages call them. A code comes before a name."""
    spoken = [Labels(language, services.rules, services.sources) for language in load_languages().values()]
    return {code: code for code in known} | {labels.value(name, code): code for labels in spoken for code in known}
