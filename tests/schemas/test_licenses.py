from itertools import combinations

import pytest

from schemas.assessment import Effect
from schemas.license_key import license_key, urls
from schemas.licenses import NO_TERMS, UNKNOWN_LICENSE, LicenseClass, OpenDefinition, base_id, read_licenses
from schemas.vocab import load

TABLE = read_licenses(load("licenses.yml"))
LICENSES = TABLE.by_id


def test_no_two_licenses_are_written_alike() -> None:
    owners: dict[str, str] = {}
    for id_, row in LICENSES.items():
        for spelling in (id_, *row.url, *row.alias):
            assert owners.setdefault(license_key(spelling), id_) == id_, spelling


def test_an_ambiguous_name_is_no_licenses_own() -> None:
    own = {license_key(spelling) for id_, row in LICENSES.items() for spelling in (id_, *row.url, *row.alias)}
    ambiguous = load("licenses.yml")["ambiguous"]
    assert not own & set(map(license_key, ambiguous))
    assert all(id_ in LICENSES for candidates in ambiguous.values() for id_ in candidates)


def test_all_176_rows_are_there_and_carry_their_facts() -> None:
    assert len(LICENSES) == 176
    by = LICENSES["CC-BY-4.0"]
    assert by.title == "Creative Commons Attribution 4.0 International"
    assert by.license_class is LicenseClass.ATTRIBUTION
    assert by.open_definition is OpenDefinition.APPROVED
    assert by.is_open
    assert by.terms.ai_training.effect is Effect.CONDITIONAL
    assert by.terms.ai_training.condition == "attribution"
    assert by.url[0] == "https://creativecommons.org/licenses/by/4.0/"


def test_every_license_of_an_sco_state_was_never_reviewed_by_the_open_definition_as_open() -> None:
    national = [row for row in LICENSES.values() if row.state]
    assert {"IN", "RU", "UZ", "KZ", "CN"} <= {state for row in national for state in row.state}
    assert all(row.open_definition is not OpenDefinition.APPROVED for row in national)


@pytest.mark.parametrize("id_", sorted(LICENSES))
def test_nc_forbids_commercial_use_and_nd_forbids_changes(id_: str) -> None:
    row = LICENSES[id_]
    if row.license_class is LicenseClass.NON_COMMERCIAL:
        assert row.terms.commercial.effect is not Effect.YES
    if row.license_class is LicenseClass.NO_DERIVATIVES:
        assert row.terms.derivatives.effect is not Effect.YES
    if row.license_class is LicenseClass.SHARE_ALIKE:
        assert row.terms.share_alike.effect is not Effect.NO


def test_a_file_that_was_kept_before_laws_could_leave_a_choice_is_read() -> None:
    older = load("licenses.yml") | {"by_law": {"IN": {"id": "LicenseRef-GODL-India", "act": "NDSAP"}}}
    assert read_licenses(older).by_law["IN"].ids == ("LicenseRef-GODL-India",)


def test_a_claim_without_a_text_has_no_terms() -> None:
    assert not LICENSES["LicenseRef-other-open"].has_terms
    assert not LICENSES[UNKNOWN_LICENSE].has_terms
    assert LICENSES["LicenseRef-other-nc"].has_terms


@pytest.mark.parametrize("pair", list(combinations(["CC-BY-4.0", "CC-BY-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0"], 2)))
def test_candidates_carry_what_both_say_alike(pair: tuple[str, str]) -> None:
    first, second = (LICENSES[id_].terms for id_ in pair)
    agreed = TABLE.agreed_terms(pair)
    for name in ("commercial", "derivatives", "attribution", "share_alike", "ai_training"):
        alike = getattr(first, name) == getattr(second, name)
        assert getattr(agreed, name) == (getattr(first, name) if alike else getattr(NO_TERMS, name))


def test_nothing_is_agreed_with_the_unknown() -> None:
    assert TABLE.agreed_terms(["CC-BY-4.0", UNKNOWN_LICENSE]) == NO_TERMS
    assert TABLE.agreed_terms(["CC-BY-4.0", "Some-SPDX-id"]) == NO_TERMS
    assert TABLE.agreed_terms([]) == NO_TERMS


def test_the_base_of_a_port() -> None:
    assert base_id("CC-BY-3.0-AT") == "CC-BY-3.0"
    assert base_id("LicenseRef-CC-BY-ND-3.0-IGO") == "CC-BY-ND-3.0"
    assert base_id("LicenseRef-scancode-cc-by-nc-nd-2.0-at") == "CC-BY-NC-ND-2.0"
    assert base_id("CC-BY-4.0") == "CC-BY-4.0"
    assert base_id("OGL-UK-3.0") == "OGL-UK-3.0"
    row = TABLE.find("LicenseRef-CC-BY-ND-3.0-IGO")
    assert row is not None
    assert row.id == "CC-BY-ND-3.0"
    assert TABLE.find("no such licence") is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("http://www.creativecommons.org/licenses/by/4.0/deed.zh-hans", "creativecommons org license by 4 0"),
        ("https://creativecommons.org/licenses/by/4.0/legalcode", "creativecommons org license by 4 0"),
        ("https://www.gnu.org/licenses/fdl-1.3.html#top", "gnu org license fdl 1 3"),
        ("CC_BYSA_4_0", "cc by sa 4 0"),
        ("ccby4.0", "cc by 4 0"),
        ("Open Government Licence v3.0", "open government license 3 0"),
        ("Open Licence, version 2.0", "open license 2 0"),
        ("GFDL-1.1+", "gfdl 1 1 or later"),
        ("Open%20Data &amp; more", "open data more"),
        ("ＣＣ　ＢＹ", "cc by"),
        ("شرایط استفاده كلي", "شرایط استفاده کلی"),
        ("कोई लाइसेंस नहीं", "कोई लाइसेंस नहीं"),
        (" — ", ""),
    ],
)
def test_the_key_of_a_spelling(text: str, key: str) -> None:
    assert license_key(text) == key


def test_addresses_in_a_sentence_lose_its_punctuation() -> None:
    text = "See (https://example.org/a_(b)), www.example.org/c. And creativecommons.org/licenses/by/4.0/; not a@example.org/d"
    assert urls(text) == ["https://example.org/a_(b)", "www.example.org/c", "creativecommons.org/licenses/by/4.0/"]
    assert urls("见https://example.org/许可。谢谢") == ["https://example.org/许可"]
    assert urls("https://...") == ["https://"] or urls("https://...") == []
