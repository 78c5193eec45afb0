"""What rules on transfers ask of a dataset: how many people the data are about.

The bands and their source are in `vocab/transfer_facts.yml`. The conditions that a holder can have in place are with the rules.
"""

from collections.abc import Mapping
from functools import cache

from .entries import Entry, read_entries
from .vocab import load


@cache
def subject_counts() -> Mapping[str, Entry]:
    """The bands of the number of people by their ids, the lowest first. The highest has no maximum."""
    return read_entries(load("transfer_facts.yml")["subject_counts"])
