"""Languages, as portals name them."""

from collections import defaultdict

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import Coded
from schemas.languages import language, language_iri, language_tag, without_region
from schemas.vocab import load
from schemas.words import word_key


@pytest.mark.parametrize(
    ("verbatim", "code"),
    [
        # tags
        ("ru", "ru"),
        ("RU", "ru"),
        ("ru-RU", "ru"),
        ("ru_RU.UTF-8", "ru"),
        ("pt-BR", "pt"),
        ("zh-CN", "zh"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh-Hant", "zh-Hant"),
        ("uz-Cyrl", "uz-Cyrl"),
        ("uz_Latn_UZ", "uz-Latn"),
        ("ru-Cyrl", "ru"),
        ("fa-Arab-IR", "fa"),
        ("ca-valencia", "ca"),
        # codes of ISO 639
        ("rus", "ru"),
        ("kir", "ky"),
        ("fas", "fa"),
        ("per", "fa"),
        ("zho", "zh"),
        ("chi", "zh"),
        ("tgk", "tg"),
        ("kaz", "kk"),
        ("uzb", "uz"),
        ("bel", "be"),
        ("hin", "hi"),
        ("urd", "ur"),
        ("cmn", "zh"),
        # addresses
        ("http://publications.europa.eu/resource/authority/language/RUS", "ru"),
        ("https://publications.europa.eu/resource/authority/language/KIR/", "ky"),
        ("http://id.loc.gov/vocabulary/iso639-1/tg", "tg"),
        ("http://id.loc.gov/vocabulary/iso639-2/chi", "zh"),
        ("http://lexvo.org/id/iso639-3/kaz", "kk"),
        # names: own, English, and of one another
        ("Русский", "ru"),
        ("русский язык", "ru"),
        ("орусча", "ru"),
        ("орыс тілі", "ru"),
        ("俄语", "ru"),
        ("Кыргызча", "ky"),
        ("кыргыз тили", "ky"),
        ("киргизский", "ky"),
        ("Kyrgyz", "ky"),
        ("Kirghiz", "ky"),
        ("Қазақша", "kk"),
        ("қазақ тілі", "kk"),
        ("O‘zbekcha", "uz"),
        ("oʻzbek tili", "uz"),
        ("Ўзбек тили", "uz"),
        ("O‘zbekcha (lotin)", "uz-Latn"),
        ("Забони тоҷикӣ", "tg"),
        ("Тоҷикӣ", "tg"),
        ("беларуская", "be"),
        ("беларуская мова", "be"),
        ("中文", "zh"),
        ("简体中文", "zh-Hans"),
        ("中文（简体）", "zh-Hans"),
        ("Traditional Chinese", "zh-Hant"),
        ("فارسی", "fa"),
        ("فارسي", "fa"),
        ("Farsi", "fa"),
        ("персидский", "fa"),
        ("हिन्दी", "hi"),
        ("हिंदी", "hi"),
        ("اردو", "ur"),
        ("English", "en"),
        ("अंग्रेज़ी", "en"),
        ("انگلیسی", "en"),
        ("монгол хэл", "mn"),
        ("Türkçe", "tr"),
        ("العربية", "ar"),
        ("kz", "kk"),  # a state's code that is no language's
        ("cn", "zh"),
    ],
)
def test_languages(verbatim: str, code: str) -> None:
    assert language(verbatim) == Coded(verbatim=verbatim, code=code)


@pytest.mark.parametrize(
    "verbatim",
    [
        "",
        "und",
        "xx",
        "qqq",
        "ru-Xxxx",
        "kg",  # Kongo for BCP 47, Kyrgyzstan for a portal
        "in",
        "русский, кыргызский",
        "multilingual",
        "http://purl.org/dc/terms/language",
        "http://publications.europa.eu/resource/authority/language/XYZ",
        "ru" * 5000,
    ],
)
def test_what_is_not_one_language_has_no_code(verbatim: str) -> None:
    assert language(verbatim) == Coded(verbatim=verbatim)


@pytest.mark.parametrize(
    ("verbatim", "tag"),
    [
        ("zh-TW", "zh-TW"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("uz_Latn_UZ", "uz-Latn-UZ"),
        ("ru-Cyrl-RU", "ru-RU"),
        ("es-419", "es-419"),
        ("sr@latin", "sr-Latn"),
        ("русский", "ru"),
        ("xx-RU", None),
    ],
)
def test_a_tag_with_its_region(verbatim: str, tag: str | None) -> None:
    assert language_tag(verbatim) == tag
    assert language(verbatim).code == (without_region(tag) if tag else None)


def test_the_code_of_a_state_where_it_is_meant() -> None:
    kyrgyz = frozenset({"KG", "KGZ"})
    assert [language(code, states=kyrgyz).code for code in ("kg", "KGZ", "in", "ru")] == ["ky", "ky", None, "ru"]


@given(st.text(st.characters()) | st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,8}){0,3}", fullmatch=True))
def test_any_text_is_kept_and_never_raises(verbatim: str) -> None:
    found = language(verbatim)
    assert found.verbatim == verbatim
    assert found.code is None or language(found.code).code == found.code


def test_no_name_stands_for_two_languages() -> None:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for each in load("languages.yml")["languages"]:
        for name in each["names"]:
            names[word_key(name)].append(each["code"])
    assert {name: codes for name, codes in names.items() if len(codes) > 1} == {}


def test_every_code_of_the_vocabulary_has_a_name_to_show() -> None:
    for each in load("languages.yml")["languages"]:
        assert Locale.parse(each["code"], sep="-").get_display_name("en"), each["code"]
        assert language(each["code"]).code == each["code"]


@pytest.mark.parametrize(
    ("tag", "code"),
    [("ru", "RUS"), ("fa", "FAS"), ("zh-Hant", "ZHO"), ("uz-Cyrl", "UZB"), ("kk", "KAZ"), ("de", "DEU"), ("sah", "SAH")],
)
def test_a_language_has_an_address_in_the_table_of_the_eu(tag: str, code: str) -> None:
    assert language_iri(tag) == f"http://publications.europa.eu/resource/authority/language/{code}"


def test_what_is_no_language_has_none() -> None:
    assert language_iri("xx") is None
