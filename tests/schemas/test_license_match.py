import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.assessment import Confidence, Effect, LicenseStatus
from schemas.license_key import license_key
from schemas.license_match import is_compatible, license_reader
from schemas.licenses import NO_TERMS, UNKNOWN_LICENSE
from schemas.source import LicenseCodes
from schemas.vocab import load
from tests.shared_material import shared

READER = license_reader(load("licenses.yml"))
LICENSES = READER.licenses.by_id
identify = READER.identify

COMMON = [
    ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
    ("http://creativecommons.org/licenses/by/4.0", "CC-BY-4.0"),
    ("https://creativecommons.org/licenses/by-sa/4.0/legalcode", "CC-BY-SA-4.0"),
    ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
    ("https://creativecommons.org/licenses/by-nc-sa/4.0/deed.ru", "CC-BY-NC-SA-4.0"),
    ("CC-BY-4.0", "CC-BY-4.0"),
    ("https://spdx.org/licenses/CC-BY-4.0.html", "CC-BY-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "CC-BY-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYSA_4_0", "CC-BY-SA-4.0"),
    ("CC BY 4.0", "CC-BY-4.0"),
    ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
    ("ODbL", "ODbL-1.0"),
    ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL-1.0"),
    ("PDDL", "PDDL-1.0"),
    ("Government Open Data License - India", "LicenseRef-GODL-India"),
    ("https://data.gov.in/government-open-data-license-india", "LicenseRef-GODL-India"),
    ("Типовые условия использования открытых данных", "LicenseRef-RU-OD-terms-2016"),
    ("Лицензия: Атрибуция 4.0 Международная", "CC-BY-4.0"),
    ("知识共享署名4.0", "CC-BY-4.0"),
    ("Открытая лицензия РФ", None),
]
"""Twenty spellings of common licences; None means that it must stay unknown rather than be guessed."""


def test_common_spellings_are_kept_and_at_least_17_of_20_are_read() -> None:
    assert len(COMMON) == 20
    assert all(identify(text).seen in text or identify(text).seen for text, _ in COMMON)
    assert sum(identify(text).id == id_ for text, id_ in COMMON if id_) >= 17


@pytest.mark.parametrize(("text", "id_"), COMMON)
def test_common_spellings(text: str, id_: str | None) -> None:
    match = identify(text)
    assert match.id == (id_ or UNKNOWN_LICENSE)
    assert match.status is (LicenseStatus.IDENTIFIED if id_ else LicenseStatus.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "id_", "rule"),
    [
        ("cc-zero", "CC0-1.0", "license-name"),
        ("odc-odbl", "ODbL-1.0", "license-name"),
        ("http://www.opendefinition.org/licenses/odc-pddl", "PDDL-1.0", "license-address"),
        ("creativecommons.org/licenses/by/2.5/au", "CC-BY-2.5-AU", "license-cc-address"),
        ("https://licensebuttons.net/l/by-nc-nd/4.0/88x31.png", "CC-BY-NC-ND-4.0", "license-cc-address"),
        ("https://i.creativecommons.org/l/by/3.0/88x31.png", "CC-BY-3.0", "license-cc-address"),
        ("https://creativecommons.org/licenses/by-nd-nc/1.0/", "CC-BY-NC-ND-1.0", "license-cc-address"),
        ("https://creativecommons.org/licenses/by/3.0/igo/", "CC-BY-3.0-IGO", "license-cc-address"),
        ("https://creativecommons.org/licenses/by-nd/3.0/igo/", "LicenseRef-CC-BY-ND-3.0-IGO", "license-cc-address"),
        ("https://creativecommons.org/licenses/by/3.0/kg/", "CC-BY-3.0", "license-cc-address"),
        ("https://creativecommons.org/licenses/by/3.0/in/", "CC-BY-3.0", "license-cc-address"),
        ("https://creativecommons.org/licenses/by-sa/2.1/jp/", "CC-BY-SA-2.1-JP", "license-cc-address"),
        ("https://creativecommons.org/licenses/by/2.1/", "CC-BY-2.0", "license-cc-address"),
        ("Licensed under the CC BY 4.0 license", "CC-BY-4.0", "license-name-in-shell"),
        ("License: CC BY 4.0 (https://portal.example.kg/about)", "CC-BY-4.0", "license-name-in-shell"),
        ("cc-by-4.0", "CC-BY-4.0", "license-id"),
        ("LGPL-2.1-only", "LGPL-2.1-only", "license-spdx"),
        ("gpl-2.0+", "GPL-2.0-or-later", "license-spdx"),
        ("MIT OR CC0-1.0", "MIT OR CC0-1.0", "license-spdx"),
        ("无条件开放", "LicenseRef-CN-unconditional-open", "license-name"),
        ("Бесплатно", "LicenseRef-other-open", "license-name"),
    ],
)
def test_each_step_reads_its_form(text: str, id_: str, rule: str) -> None:
    match = identify(text)
    assert (match.id, match.rule, match.status) == (id_, rule, LicenseStatus.IDENTIFIED)


def test_a_port_without_an_id_is_noted() -> None:
    assert identify("https://creativecommons.org/licenses/by/3.0/in/").port == "in"
    assert identify("https://creativecommons.org/licenses/by-nd/3.0/igo/").terms == LICENSES["CC-BY-ND-3.0"].terms


def test_an_id_without_a_row_says_nothing_of_its_terms() -> None:
    assert identify("LGPL-2.1-only").terms.commercial.effect is Effect.UNCLEAR


def test_an_expression_carries_what_its_parts_agree_on() -> None:
    terms = identify("CC-BY-4.0 AND CC-BY-SA-4.0").terms
    assert terms.commercial.effect is Effect.YES
    assert terms.share_alike.effect is Effect.UNCLEAR


def test_a_bare_claim_is_of_low_confidence() -> None:
    assert identify("other-open").confidence is Confidence.LOW


@pytest.mark.parametrize("text", ["", "   ", "-", "…", "notspecified", "Лицензия не указана", "n/a", "None", "未指定"])
def test_no_words_and_words_for_none(text: str) -> None:
    match = identify(text)
    assert (match.id, match.status) == (UNKNOWN_LICENSE, LicenseStatus.NOT_STATED)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("cc-by", 5),
        ("Creative Commons Attribution", 5),
        ("https://creativecommons.org/licenses/by/", 5),
        ("http://www.opendefinition.org/licenses/cc-by", 5),
        ("uk-ogl", 3),
    ],
)
def test_a_name_without_a_version_is_not_resolved(text: str, candidates: int) -> None:
    match = identify(text)
    assert (match.id, match.status, len(match.candidate)) == (UNKNOWN_LICENSE, LicenseStatus.AMBIGUOUS, candidates)
    assert match.terms.commercial.effect is Effect.YES


@pytest.mark.parametrize(
    "text", ["open data", "Открытые данные", "Данные можно брать", "CC BY 5.0", "Other", "см. условия", "LicenseRef-mine"]
)
def test_what_is_not_found_is_unknown(text: str) -> None:
    match = identify(text)
    assert match.id == UNKNOWN_LICENSE
    assert match.terms.commercial.effect is Effect.UNCLEAR


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "https://creativecommons.org/licenses/by/4.0/ https://creativecommons.org/licenses/by-nc/4.0/",
            "license-addresses-differ",
        ),
        (
            "http://www.opendefinition.org/licenses/cc-by https://creativecommons.org/licenses/by-sa/4.0/",
            "license-addresses-differ",
        ),
        ("CC BY-NC (https://creativecommons.org/licenses/by/4.0/)", "license-words-contradict"),
        ("Share alike: https://creativecommons.org/licenses/by/4.0/", "license-words-contradict"),
        ("https://creativecommons.org/licenses/by/4.0/ только в некоммерческих целях", "license-words-contradict"),
        ("https://creativecommons.org/licenses/by/4.0/ 禁止商用", "license-words-contradict"),
        ("No derivatives https://creativecommons.org/licenses/by/4.0/", "license-words-contradict"),
    ],
)
def test_contradictions_are_a_conflict(text: str, rule: str) -> None:
    match = identify(text)
    assert (match.id, match.status, match.rule) == (UNKNOWN_LICENSE, LicenseStatus.CONFLICT, rule)
    assert match.candidate


def test_the_address_wins_over_agreeing_words() -> None:
    assert identify("Attribution (https://creativecommons.org/licenses/by/3.0/)").id == "CC-BY-3.0"
    both = "http://www.opendefinition.org/licenses/cc-by https://creativecommons.org/licenses/by/4.0/"
    assert identify(both).id == "CC-BY-4.0"


def test_a_full_id_is_of_the_family_of_a_name() -> None:
    assert is_compatible("CC-BY-4.0", identify("cc-by"))
    assert is_compatible("CC-BY-3.0-AT", identify("cc-by"))
    assert not is_compatible("CC-BY-SA-4.0", identify("cc-by"))


def test_a_code_means_what_the_declaration_says() -> None:
    codes = LicenseCodes(field="kflx", code={"01": "CC-BY-4.0", "02": "LicenseRef-none-such"})
    match = READER.identify_code(" 01 ", codes)
    assert (match.id, match.rule) == ("CC-BY-4.0", "license-portal-code")
    for unknown in ("1", "02", ""):
        assert READER.identify_code(unknown, codes).status is LicenseStatus.UNKNOWN
    otherwise = codes.model_copy(update={"otherwise": "CC0-1.0"})
    assert READER.identify_code("1", otherwise).id == "CC0-1.0"
    assert READER.identify_code(" ", otherwise).status is LicenseStatus.UNKNOWN
    assert identify("01").id == UNKNOWN_LICENSE


def test_two_tables_in_one_process_are_read_apart() -> None:
    data = load("licenses.yml")
    data["licenses"]["CC-BY-4.0"]["alias"].append("our own words")
    other = license_reader(data)
    for _ in range(2):
        assert identify("our own words").id == UNKNOWN_LICENSE
        assert other.identify("our own words").id == "CC-BY-4.0"


def test_a_table_without_a_row_knows_nothing_of_its_address() -> None:
    data = load("licenses.yml")
    del data["licenses"]["CC0-1.0"]
    match = license_reader(data).identify("https://creativecommons.org/publicdomain/zero/1.0/")
    assert (match.id, match.status) == (UNKNOWN_LICENSE, LicenseStatus.UNKNOWN)


@pytest.mark.parametrize("id_", sorted(LICENSES))
def test_every_spelling_of_the_table_is_read_as_its_license(id_: str) -> None:
    for spelling in (id_, *LICENSES[id_].url, *LICENSES[id_].alias):
        assert identify(spelling).id == id_, spelling


@settings(deadline=None)
@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    match = identify(text)
    assert (match.id == UNKNOWN_LICENSE) != (match.status is LicenseStatus.IDENTIFIED)


@settings(deadline=None)
@given(st.text(alphabet="qxzwжщъ豫鬱 ", min_size=1))
def test_unknown_words_are_never_identified(text: str) -> None:
    assert identify(text).status is not LicenseStatus.IDENTIFIED


@settings(deadline=None)
@given(st.sampled_from(sorted(set(LICENSES) - {UNKNOWN_LICENSE})), st.data())
def test_one_letter_away_is_not_the_same_license(id_: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(id_) - 1))
    other = data.draw(st.sampled_from("abcdnsy0123459")).upper()
    changed = id_[:place] + other + id_[place + 1 :]
    spellings = {license_key(spelling) for spelling in (id_, *LICENSES[id_].alias)}
    if license_key(changed) not in spellings:
        assert identify(changed).id != id_


def known_strings() -> list[dict[str, str]]:
    """541 strings with SPDX labels, from ScanCode's rules."""
    path = shared("conformance/licence-strings/data_licence_strings.jsonl.gz")
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_known_strings_are_never_read_as_more_permissive_than_their_label() -> None:
    rows, found = known_strings(), Counter[str]()
    for row in rows:
        match, label = identify(row["text"]), LICENSES[row["spdx"]]
        for name in ("commercial", "derivatives"):
            permitted = getattr(match.terms, name).effect is Effect.YES
            assert not permitted or getattr(label.terms, name).effect is Effect.YES, row["text"]
        found["exact" if match.id == row["spdx"] else "among" if row["spdx"] in match.candidate else match.status] += 1
    assert found["exact"] / len(rows) >= 0.94
    assert (found["exact"] + found["among"]) / len(rows) >= 0.97
    others = found[LicenseStatus.IDENTIFIED]  # the next test reads each of them
    assert others / (others + found["exact"]) <= 0.02


def test_another_licence_than_the_label_of_a_known_string_stands_in_the_string() -> None:
    """The label drops a port or says "or later", or it is wrong: the text itself has the elements and the version."""
    for row in known_strings():
        match = identify(row["text"])
        if match.status is LicenseStatus.IDENTIFIED and match.id != row["spdx"]:
            read = license_key(match.id).removeprefix("cc ").removesuffix(" only").removesuffix(" 0")
            stem = row["spdx"].removesuffix("-or-later")
            assert read in license_key(row["text"]) or match.id == f"{stem}-only", row["text"]


SENTENCES = [
    (language, expected, text)
    for language, rows in yaml.safe_load((Path(__file__).parent / "license_sentences.yml").read_text("utf-8")).items()
    for expected, texts in rows.items()
    for text in texts
]


def test_the_sentences_are_in_all_languages() -> None:
    assert {"en", "ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be"} <= {language for language, _, _ in SENTENCES}
    assert len(SENTENCES) >= 300


@pytest.mark.parametrize(("expected", "text"), [(expected, text) for _, expected, text in SENTENCES])
def test_a_sentence(expected: str, text: str) -> None:
    match = identify(text)
    among = expected.removeprefix("among ")
    if expected in ("conflict", "unknown", "not_stated"):
        assert match.status == expected
    elif among != expected:
        assert match.status is LicenseStatus.AMBIGUOUS
        assert among in match.candidate
    else:
        assert match.id == expected


@pytest.mark.parametrize(
    ("text", "rule", "seen"),
    [
        ("Опубликовано под CC BY 4.0 в 2024 году", "license-cc-words", "CC BY 4.0"),
        ("The roads come from a map (ODbL v1.0), the rest is ours", "license-name-in-text", "ODbL v1.0"),
        ("该图已进入公有领域", "license-public-domain", "公有领域"),
        (
            "See https://creativecommons.org/licenses/by/4.0/ for more",
            "license-cc-address",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
    ],
)
def test_a_reading_names_its_words_and_its_step(text: str, rule: str, seen: str) -> None:
    match = identify(text)
    assert (match.rule, match.seen) == (rule, seen)
    assert match.confidence in (Confidence.MEDIUM, Confidence.LOW) or rule == "license-cc-address"


ELEMENTS = ("by", "nc", "nd", "sa")
SPELLINGS = {
    "by": ("Attribution", "Namensnennung", "Атрибуция", "署名"),
    "nc": ("NonCommercial", "Non-Commercial", "Некоммерческая", "非商业性使用"),
    "nd": ("NoDerivs", "NoDerivatives", "Без производных", "禁止演绎"),
    "sa": ("ShareAlike", "Share Alike", "На тех же условиях", "相同方式共享"),
}
LICENSED = (["by"], ["by", "nc"], ["by", "nd"], ["by", "sa"], ["by", "nc", "nd"], ["by", "nc", "sa"])


@settings(deadline=None)
@given(st.sampled_from(LICENSED), st.sampled_from(["2.0", "2.5", "3.0", "4.0"]), st.data())
def test_elements_are_read_in_any_order_and_language(elements: list[str], version: str, data: st.DataObject) -> None:
    order = data.draw(st.permutations(elements))
    names = [data.draw(st.sampled_from(SPELLINGS[element])) for element in order]
    between = data.draw(st.sampled_from([" - ", ", ", "/", " – "]))
    text = f"Creative Commons {between.join(names)} {version}"
    assert identify(text).id == "-".join(["CC", *(e.upper() for e in ELEMENTS if e in elements), version])


@settings(deadline=None)
@given(st.sampled_from(LICENSED), st.text(alphabet="qxzwжщ", min_size=2))
def test_an_unknown_word_between_the_elements_permits_nothing(elements: list[str], word: str) -> None:
    names = [SPELLINGS[element][0] for element in elements]
    text = " ".join(["Creative Commons", *names[:1], word, *names[1:], "4.0"])
    match = identify(text)
    assert match.id == UNKNOWN_LICENSE
    assert match.terms == NO_TERMS


@settings(deadline=None)
@given(
    st.sampled_from([("nc", name) for name in SPELLINGS["nc"]] + [("nd", name) for name in SPELLINGS["nd"][:2]]),
    st.sampled_from(["", " 4.0", " 3.0 Unported", " v2.5"]),
    st.sampled_from([" ", "-", " - ", "/"]),
    st.data(),
)
def test_a_misspelt_limit_permits_nothing(limit: tuple[str, str], version: str, between: str, data: st.DataObject) -> None:
    element, name = limit
    place = data.draw(st.integers(2, len(name) - 1))
    misspelt = f"{name[:place]}x{name[place + data.draw(st.integers(0, 1)) :]}"
    match = identify(f"CC BY{between}{misspelt}{version}")
    denied = match.terms.commercial if element == "nc" else match.terms.derivatives
    assert denied.effect is not Effect.YES
