"""What rules on transfers ask of a dataset's holder: mechanisms in place, and how many people the data are about.

Facts and their source are in `vocab/transfer_facts.yml`.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from .entries import Entry, read_entries
from .vocab import load


@cache
def mechanisms() -> Mapping[str, Entry]:
    """The conditions of transfer rules that a holder can have in place, by their codes. The label says the condition."""
    rows = load("transfer_facts.yml")["mechanisms"]
    return MappingProxyType({code: Entry(id=code, label=meaning) for code, meaning in rows.items()})


@cache
def subject_counts() -> Mapping[str, Entry]:
    """The bands of the number of people by their ids, the lowest first. The highest has no maximum."""
    return read_entries(load("transfer_facts.yml")["subject_counts"])
