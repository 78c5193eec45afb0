"""Names of machines that no reader can reach: `schemas/vocab/unreachable_names.yml`."""

from functools import cache

from .vocab import load


def leads_nowhere(name: str) -> bool:
    """Whether a host's name (ASCII, small letters) has no dot, or ends like the names of private networks."""
    labels = name.rstrip(".").split(".")
    return len(labels) == 1 or labels[-1] in _ends() or ".".join(labels[-2:]) in _ends()


@cache
def _ends() -> frozenset[str]:
    return frozenset(load("unreachable_names.yml")["ends"])
