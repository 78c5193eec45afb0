"""The state of a record, and the commitments to it that an entry of the trail has.

A state is JSON: the `source`, the `status`, the `version`, and the four layers as they are stored: `dataset`, `curation`,
`assessment`, `provenance`. The hash of the raw record in `provenance` is the one with which the state began: a portal may send
other bytes later that say the same. Names of persons may stand in each layer, so each is committed to with a salt of its own, and
`StateMark.record` is the SHA-256 of the canonical JSON of `{source, status, version}` and these commitments. So a layer can be
shown, with its salt, and nothing is told about the others.
"""

from collections.abc import Mapping
from typing import Any

from schemas.audit import StateMark
from schemas.canonical import canonical, digest

from .entries import committed

LAYERS = ("dataset", "curation", "assessment", "provenance")
"""The layers of a state."""


def salt_of(layer: str, salt: str) -> str:
    """The salt of a layer: the SHA-256 (hexadecimal) of the salt of the state and the name of the layer."""
    return digest(f"{salt}{layer}".encode())


def mark_of(layers: Mapping[str, Any], *, source: str, status: str, version: int, rules: str, salt: str) -> StateMark:
    """The mark of a state, of its layers as values of JSON by name. `rules` is the short name of the rules of assessment."""
    commitments = {name: committed(salt_of(name, salt), layers[name]) for name in LAYERS}
    whole = digest(canonical({**commitments, "source": source, "status": status, "version": version}))
    return StateMark(version=version, rules=rules, record=whole, assessment=commitments["assessment"])
