"""For which state and purpose a page gives its answers: as the address names them or, where it does not, as they were kept."""

from dataclasses import dataclass

from starlette.requests import Request

from schemas.jurisdictions import states

from ..policy.transfer.errors import InvalidRules
from ..services import Services

STATE, PURPOSE = "as", "for"
"""The parameters of addresses, and the cookies."""

FIRST = "research"
"""The purpose until another one is chosen."""


@dataclass(frozen=True)
class Standpoint:
    """A state and a purpose that there are."""

    state: str
    purpose: str

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """As the parameters of an address."""
        return ((STATE, self.state), (PURPOSE, self.purpose))


def named(request: Request, name: str) -> str:
    """What the address says; empty if it says nothing."""
    return request.query_params.get(name, "").strip()


def of_address(request: Request, services: Services) -> Standpoint | None:
    """The standpoint of the address. None if it names no state, or what there is not."""
    if any(len(request.query_params.getlist(name)) > 1 for name in (STATE, PURPOSE)):
        return None
    return existing(services, named(request, STATE), named(request, PURPOSE) or FIRST)


def of_person(request: Request, services: Services) -> Standpoint | None:
    """The standpoint of the address or, if that names no state, the one that the person has chosen before."""
    if named(request, STATE):
        return of_address(request, services)
    cookies = request.cookies
    return existing(services, cookies.get(STATE, ""), named(request, PURPOSE) or cookies.get(PURPOSE, FIRST))


def existing(services: Services, state: str, purpose: str) -> Standpoint | None:
    """The standpoint, if there are such a state and purpose, and the rules are in order."""
    try:
        there = state in states() and purpose in services.rules.transfer.purposes
    except InvalidRules:
        return None
    return Standpoint(state, purpose) if there else None
