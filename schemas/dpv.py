"""Terms of the W3C Data Privacy Vocabulary that a person records: categories of personal data and legal bases.

The terms and their source are in `vocab/dpv.yml`.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from .entries import Entry, read_entries
from .terms import PREFIXES
from .vocab import load

PERSONAL_DATA = "https://w3id.org/dpv/pd#"
"""What the addresses of categories begin with."""


@cache
def personal_data() -> Mapping[str, Entry]:
    """The categories of personal data by their local names. What is narrower than a special category is special as well."""
    stated = read_entries(load("dpv.yml")["personal_data"], namespace=PERSONAL_DATA)

    def special(entry: Entry) -> bool:
        return entry.special or any(special(stated[id_]) for id_ in entry.broader)

    return MappingProxyType({id_: replace(entry, special=special(entry)) for id_, entry in stated.items()})


@cache
def legal_bases() -> Mapping[str, Entry]:
    """The legal bases by their local names."""
    return read_entries(load("dpv.yml")["legal_bases"], namespace=PREFIXES["dpv"])
