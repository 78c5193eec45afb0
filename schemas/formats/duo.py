"""The conditions of use of a record as terms of the Data Use Ontology (http://purl.obolibrary.org/obo/duo.owl).

The terms are in `schemas/vocab/duo.yml`.
"""

from collections.abc import Mapping
from functools import cache

from ..entries import Entry as Term
from ..entries import read_entries
from ..vocab import load
from .odrl import COMMERCIAL_USE, USE, Policy

NAMESPACE = "http://purl.obolibrary.org/obo/DUO_"
"""What the addresses of terms begin with."""

GENERAL_RESEARCH = "0000042"
NON_COMMERCIAL = "0000046"


@cache
def data_use_terms() -> Mapping[str, Term]:
    """The terms by their numbers."""
    return read_entries(load("duo.yml")["terms"], namespace=NAMESPACE)


def terms_of(policy: Policy) -> tuple[Term, ...]:
    """The terms that a policy supports: none without a permission of all use but what it forbids in words."""
    if USE not in policy.permission:
        return ()
    limits = (NON_COMMERCIAL,) if COMMERCIAL_USE in policy.prohibition else ()
    return tuple(data_use_terms()[number] for number in (GENERAL_RESEARCH, *limits))
