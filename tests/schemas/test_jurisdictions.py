import csv
from datetime import date

import pytest
from babel import Locale

from schemas.jurisdictions import LawStatus, ScoStatus, jurisdictions
from tests.shared_material import shared

PARTNERS = ["MN", "AF", "LK", "TR", "AZ", "AM", "KH", "NP", "EG", "QA", "SA", "BH", "KW", "MV", "MM", "AE", "LA"]


def codes(status: ScoStatus) -> set[str]:
    return {code for code, state in jurisdictions().items() if state.sco_status is status}


def test_ten_members_seventeen_partners_and_two_parts() -> None:
    assert codes(ScoStatus.MEMBER) == {"CN", "KZ", "KG", "RU", "TJ", "UZ", "IN", "PK", "IR", "BY"}
    assert sorted(codes(ScoStatus.PARTNER)) == sorted(PARTNERS)
    assert codes(ScoStatus.PART_OF_MEMBER) == {"HK", "MO"}


@pytest.mark.parametrize("code", ["HK", "MO"])
def test_hong_kong_and_macao_have_their_own_law(code: str) -> None:
    part = jurisdictions()[code]
    assert part.member == "CN"
    assert part.sco_since is None
    assert part.governing_law
    assert not set(part.governing_law) & set(jurisdictions()["CN"].governing_law)


def test_dates_of_accession() -> None:
    assert jurisdictions()["BY"].sco_since == date(2024, 7, 4)
    assert jurisdictions()["IR"].sco_since == date(2023, 7, 4)
    assert all(jurisdictions()[code].sco_since == date(2025, 9, 1) for code in codes(ScoStatus.PARTNER))


@pytest.mark.parametrize("code", sorted(jurisdictions()))
def test_a_state_has_law_or_says_why_not(code: str) -> None:
    state = jurisdictions()[code]
    assert bool(state.law) or state.law_status in {LawStatus.NONE, LawStatus.DRAFT}
    assert state.regulator
    assert code in Locale("en").territories
    assert state.eu_uri.endswith(f"/{state.alpha3}")


def test_the_facts_are_those_of_the_knowledge_base() -> None:
    with shared("knowledge/jurisdictions.csv").open(encoding="utf-8") as file:
        rows = {row["alpha2"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(jurisdictions())
    for code, row in rows.items():
        state = jurisdictions()[code]
        assert (state.alpha3, state.m49, state.name) == (row["alpha3"], row["numeric_m49"], row["name"])
        assert str(state.sco_since or "") == row["sco_since"]
        assert state.before == row["before_2025"]
        assert state.law_status == row["law_status"]
        assert state.eu_uri == row["eu_authority_country"]
