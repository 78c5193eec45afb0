"""Techniques of de-identification, by the names of ISO/IEC 20889:2018. They are in `vocab/deidentification.yml`."""

from collections.abc import Mapping
from functools import cache

from .entries import Entry, read_entries
from .vocab import load


@cache
def techniques() -> Mapping[str, Entry]:
    """The techniques and their groups by their ids."""
    return read_entries(load("deidentification.yml")["techniques"])
