"""No parameter is passed over in silence: an address has those that its endpoint declares, and no others."""

from fastapi import Request
from fastapi.routing import APIRoute

from ..web.parameters import Declared, Parameters
from .errors import Refusal
from .problems import Flaw

UNKNOWN = "There is no such parameter."
TWICE = "Give it once."


class OnlyDeclared:
    """What every endpoint depends on. It reads the route that was found, so new endpoints need nothing."""

    def __init__(self) -> None:
        self._declared = Declared()

    async def __call__(self, request: Request) -> None:
        """Raises `Refusal` for a parameter that the endpoint does not know, or that it takes once and is there twice."""
        route = request.scope["route"]
        if request.scope["query_string"] and isinstance(route, APIRoute):
            check(request, self._declared.of(route), reads_others=bool((route.openapi_extra or {}).get("parameters")))


def check(request: Request, known: Parameters, *, reads_others: bool) -> None:
    """Raises `Refusal`. An endpoint that `reads_others` takes the parameters of a search, and refuses the rest by itself."""
    given = request.query_params.multi_items()
    unknown = () if reads_others else known.unknown(given)
    flaws = [Flaw(parameter=name, detail=UNKNOWN) for name in unknown]
    flaws += [Flaw(parameter=name, detail=TWICE) for name in known.twice(given)]
    if flaws:
        choices = tuple(known.names) if unknown else ()
        raise Refusal("request-invalid", _told(flaws, choices, there=bool(unknown)), errors=tuple(flaws), choices=choices)


def _told(flaws: list[Flaw], choices: tuple[str, ...], *, there: bool) -> str:
    told = " ".join(f"{flaw.parameter}: {flaw.detail}" for flaw in flaws)
    if not there:
        return told
    return f"{told} Choose from: {', '.join(choices)}." if choices else f"{told} None is taken here."
