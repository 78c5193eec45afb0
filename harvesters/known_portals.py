"""The open-data portals that are known of the member states, with or without a declaration (`known_portals.csv`).

They are the entries of the type "Open data portal" of the Dateno registry of data portals (release 1.15.0 of 2026-08-22,
https://github.com/commondataio/dataportals-registry, CC BY 4.0). `why_not` is our own: why a portal could not be declared.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class KnownPortal(NamedTuple):
    """A row of the table: the id in the registry, the state of the holder, name and address there, and why it is not declared."""

    registry: str
    jurisdiction: str
    title: str
    url: str
    why_not: str


@cache
def known_portals() -> tuple[KnownPortal, ...]:
    """All known portals, by state and id."""
    text = files(__package__).joinpath("known_portals.csv").read_text("utf-8")
    return tuple(KnownPortal(**row) for row in csv.DictReader(text.splitlines()))
