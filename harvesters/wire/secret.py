"""The secret that a portal needs."""

import os

from schemas.source import Source

from ..errors import StopHarvest


def secret_of(source: Source) -> str | None:
    """The API key, if the portal needs one. Raises `StopHarvest` if the variable that the declaration names is not set."""
    if source.secret is None:
        return None
    secret = os.environ.get(source.secret)
    if not secret:
        raise StopHarvest(f"{source.id} needs an API key, and the environment variable {source.secret} is not set")
    return secret
