"""Who sends a request: a bearer token (RFC 6750) identifies a person. Reading needs none."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from schemas.actor import Actor

from ..access.visitor import visitor
from .errors import Refusal
from .services import ServicesDep

bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="A person's token; the operator gives it out with `serai token add`."
)

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def person(credentials: Credentials, services: ServicesDep) -> Actor:
    """The person whose token the request has. Raises `Refusal`, answered with 401."""
    if credentials is None:
        raise Refusal("token-missing", "This changes the record, so it needs a person's token.", headers=challenge())
    found = visitor(services.store.tokens, credentials.credentials, at=services.clock())
    if found is None:
        raise Refusal("token-refused", "The token is unknown, expired or withdrawn.", headers=challenge(error="invalid_token"))
    return found.actor


def challenge(**parameters: str) -> dict[str, str]:
    """The `WWW-Authenticate` header that a 401 must carry."""
    parts = [f'{name}="{value}"' for name, value in {"realm": "serai", **parameters}.items()]
    return {"WWW-Authenticate": "Bearer " + ", ".join(parts)}


PersonDep = Annotated[Actor, Depends(person)]
