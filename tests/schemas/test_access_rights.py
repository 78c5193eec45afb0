"""Access rights, in the words of portals."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.access_rights import AccessRight, access_right, access_rights
from schemas.dataset import Coded
from schemas.words import word_key
from tests.shared_material import chinese_records


def test_the_classes() -> None:
    assert tuple(access_rights()) == ("PUBLIC", "RESTRICTED", "NON_PUBLIC"), "the strictest comes last"


@pytest.mark.parametrize(
    ("verbatim", "code"),
    [
        ("http://publications.europa.eu/resource/authority/access-right/PUBLIC", "PUBLIC"),
        ("https://publications.europa.eu/resource/authority/access-right/NON_PUBLIC", "NON_PUBLIC"),
        ("http://publications.europa.eu/resource/authority/access-right/CONFIDENTIAL", "NON_PUBLIC"),
        ("http://purl.org/coar/access_right/c_16ec", "RESTRICTED"),
        ("info:eu-repo/semantics/openAccess", "PUBLIC"),
        ("PUBLIC", "PUBLIC"),
        ("public", "PUBLIC"),
        ("restricted public", "RESTRICTED"),
        ("non-public", "NON_PUBLIC"),
        ("无条件开放", "PUBLIC"),
        ("有条件开放", "RESTRICTED"),
        ("依申请开放", "RESTRICTED"),
        ("不予开放", "NON_PUBLIC"),
        ("Общедоступная информация", "PUBLIC"),
        ("Открытые данные", "PUBLIC"),
        ("Информация ограниченного доступа", "RESTRICTED"),
        ("Для служебного пользования", "NON_PUBLIC"),
        ("ДСП", "NON_PUBLIC"),
        ("Ашық", "PUBLIC"),
        ("Ачык", "PUBLIC"),
        ("Ochiq", "PUBLIC"),
        ("Ёпиқ", "NON_PUBLIC"),
        ("محرمانه", "NON_PUBLIC"),
        ("عمومي", "PUBLIC"),
        ("登录开放", "RESTRICTED"),
        ("申请公开", "RESTRICTED"),
        ("申请后开放", "RESTRICTED"),
        ("实名认证开放", "RESTRICTED"),
        ("после регистрации", "RESTRICTED"),
        ("өтінім бойынша", "RESTRICTED"),
        ("soʻrov boʻyicha", "RESTRICTED"),
        ("با درخواست", "RESTRICTED"),
        ("Login required", "RESTRICTED"),
        ("‘无条件开放’", "PUBLIC"),
        ("无条件开放,有条件开放", "RESTRICTED"),
        ("有条件开放；无条件开放", "RESTRICTED"),
        ("无条件开放、不予开放、有条件开放", "NON_PUBLIC"),
        ("['无条件开放', '登录开放']", "RESTRICTED"),
        ("Открытые данные; ДСП", "NON_PUBLIC"),
        ("public, PUBLIC", "PUBLIC"),
    ],
)
def test_access_rights(verbatim: str, code: str) -> None:
    assert access_right(verbatim) == Coded(verbatim=verbatim, code=code)


@pytest.mark.parametrize(
    "verbatim",
    [
        "",
        "not open",
        "no public access",
        "無",
        "无条件共享",  # shared among authorities: says nothing of the public
        "无",
        "无条件开放,无条件共享",  # what is not known may be stricter
        "有条件开放,2",
        "1,2",
        ", ;",
        "Statement about access rights",
        "http://publications.europa.eu/resource/authority/access-right/NORMAL",
        "public" * 1000,
    ],
)
def test_a_sentence_or_an_unknown_word_has_no_code(verbatim: str) -> None:
    assert access_right(verbatim) == Coded(verbatim=verbatim)


@pytest.mark.parametrize("each", access_rights().values(), ids=lambda each: each.code)
def test_every_class_is_found_by_its_own_words(each: AccessRight) -> None:
    for name in (each.iri, each.code, *each.narrower, *(word for wording in each.words for word in wording.words)):
        assert access_right(name) == Coded(verbatim=name, code=each.code)


def test_no_word_stands_for_two_classes() -> None:
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for each in access_rights().values():
        for wording in each.words:
            for word in wording.words:
                codes[word_key(word)].add(each.code)
    assert {word: found for word, found in codes.items() if len(found) > 1} == {}


@given(st.text(st.characters()))
def test_any_text_is_kept_and_never_raises(verbatim: str) -> None:
    found = access_right(verbatim)
    assert found.verbatim == verbatim
    assert found.code is None or found.code in access_rights()


def test_of_several_words_none_is_more_open_than_the_strictest() -> None:
    codes = tuple(access_rights())
    for first in codes:
        for second in codes:
            assert access_right(f"{first}, {second}").code == max(first, second, key=codes.index)


def test_the_openness_classes_of_real_portals() -> None:
    found = chinese_records("is_open")
    assert found.total() == 17_107
    classes: Counter[str | None] = Counter()
    for text, count in found.items():
        classes[access_right(text).code] += count
    assert classes == {"PUBLIC": 13_712, "RESTRICTED": 3_082, None: 313}, "313: shared among authorities 300, no answer 13"
