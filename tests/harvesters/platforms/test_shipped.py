"""What every shipped declaration of the kind `declared` says of its portal."""

from collections import Counter

import pytest

from harvesters.kinds.declared.options import Options
from schemas.source import Source
from schemas.source.parts import Contacts
from tests.declared_portal import shipped

SHIPPED = shipped()


@pytest.mark.parametrize("source", SHIPPED.values(), ids=SHIPPED)
def test_it_says_what_shows_that_it_works_and_where_that_is_from(source: Source) -> None:
    assert source.proof
    assert source.origin
    assert source.registry is None or source.registry in source.origin
    assert source.operator
    assert source.title.keys() & {*source.language, "en"}
    assert source.delay_seconds >= 2
    assert source.contacts is Contacts.OMIT


def test_an_entry_of_the_registry_has_one_declaration() -> None:
    entries = Counter(source.registry for source in SHIPPED.values() if source.registry)
    assert [entry for entry, count in entries.items() if count > 1] == []


def test_a_portal_that_is_named_by_its_state_has_its_own_records() -> None:
    """The hosts of India's platform are lists of one service: each asks for itself."""
    hosts = [Options.model_validate(source.options).site["host"] for source in SHIPPED.values() if source.platform == "ogd_india"]
    assert len(hosts) == len(set(hosts)) == 37
