"""A list that several portals share: each record has one source."""

from typing import Any

import pytest

from harvesters.declaration import source_of
from harvesters.errors import InvalidDeclaration, StopHarvest
from harvesters.limits import Limits
from tests.contracts.harvester import harvest
from tests.declared_portal import DeclaredPortal
from tests.harvesters.kinds.declared.plain import CHOICES, declaration, rows

SHARED = {"only": {"source": "{site.host}"}}
SITE = {"host": "ap.example.in"}


def sample(items: dict[str, Any], count: int) -> dict[str, Any]:
    return {"lists": {"all": {"count": count, "answer": {"total": "{total}", "rows": "{entries}"}, "item": items}}, "id": "d-{n}"}


class Shared(DeclaredPortal):
    """Every other entry is of another portal; one entry names none."""

    def item(self, number: int) -> Any:
        entry = super().item(number)
        return entry | {"source": {0: "data.example.in", 1: " ap.example.in"}[number % 2]} if number != 4 else entry


def test_an_entry_of_another_portal_is_passed_over(limits: Limits) -> None:
    declared = source_of(declaration(site=SITE, **SHARED), CHOICES)
    with Shared(sample(rows(), 25), declared) as portal:
        outcome = harvest(portal, limits)
    assert (outcome.error, outcome.codes, outcome.totals) == (None, [], [25])
    assert outcome.identifiers == [f"d-{number}" for number in range(1, 26) if number % 2 or number == 4]


def test_a_first_page_of_nothing_else_ends_the_run(limits: Limits) -> None:
    """The portal does not heed the filter: going on would read the records of all the others."""
    declared = source_of(declaration(site=SITE, **SHARED), CHOICES)
    with DeclaredPortal(sample(rows(source="data.example.in"), 25), declared) as portal:
        outcome = harvest(portal, limits)
    assert isinstance(outcome.error, StopHarvest)
    assert "begins with nothing but the records of other portals" in str(outcome.error)
    assert (outcome.identifiers, len(portal.asked)) == ([], 1)


@pytest.mark.parametrize(
    ("only", "words"),
    [
        ({"source": "{site.hots}"}, "needs the key 'hots' in site"),
        ({"source": "{page}"}, "there is no {page} here; the choices are: site, url"),
        ({"source[": "x"}, "is no JMESPath expression"),
    ],
)
def test_a_wrong_one_is_told(only: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidDeclaration) as error:
        source_of(declaration(site=SITE, only=only), CHOICES)
    assert words in error.value.message
