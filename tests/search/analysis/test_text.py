"""The analysis: folding, stems, languages, and what a question asks for."""

import hashlib
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.folding import fold, uzbek_latin
from search.analysis.languages import LANGUAGES, language_of
from search.analysis.stemming import stems
from search.analysis.text import ANALYSIS_VERSION, MAX_PIECES, MAX_WANTED, Form, Wanted, analyse, matches, streams, wanted

TITLES = {
    "ru": ["Качество питьевой воды", "Перечень больниц города Бишкек", "Данные о населении", "Бюджет Республики"],
    "be": ["Якасць пітной вады", "Пералік бальніц", "Бюджэт раёна", "Насельніцтва вобласці"],
    "kk": ["Мектептер тізімі", "Халық саны", "Қала бюджеті", "Ауыз су сапасы туралы мәліметтер"],
    "ky": ["Ичүүчү суунун сапаты", "Мектептердин тизмеси", "Калктын саны", "Бюджеттин аткарылышы"],
    "tg": ["Сифати оби нӯшокӣ", "Рӯйхати мактабҳо", "Шумораи аҳолӣ", "Буҷети шаҳр"],
    "uz": ["Ichimlik suvi sifati", "Maktablar roʻyxati", "Ўзбекистон ҳудудлари", "Мактаблар рўйхати"],
    "en": ["Water quality", "List of schools", "Population by district", "Budget execution"],
    "fa": ["فهرست مدارس", "جمعیت استان\u200cها", "داده\u200cهای آب و هوا", "کیفیت آب آشامیدنی در شهرها"],
    "ur": ["پانی کا معیار", "اسکولوں کی فہرست", "ہسپتالوں کا بجٹ", "صوبے کی آبادی کے اعداد و شمار"],
    "hi": ["पानी की गुणवत्ता", "विद्यालयों की सूची", "जनगणना", "बजट"],
    "zh": ["水质监测", "2023年度数据", "学校名单", "人口"],
}
FORMS = {
    "ru": ["вода воды воду водами водный", "город города городской", "школа школ школьных", "район районы района"],
    "be": ["вада воды вадой", "школа школы школ", "раён раёна раёны"],
    "kk": ["қала қаланың қаласы қаласында қалалар", "мектеп мектептердің мектебі", "бюджет бюджеті бюджетті", "Алматы Алматыда"],
    "ky": ["суу суунун сууда суулар", "мектеп мектептердин мектеби", "сапат сапаты сапатын", "шаар шаардын шаары шаарлар"],
    "tg": ["об оби обҳо обҳои", "мактаб мактабҳо", "аҳолӣ аҳолии", "рӯйхат рӯйхати"],
    "uz": ["suv suvi suvning сув сувлар", "maktab maktablar мактаб мактаблари", "roʻyxat ro'yxati рўйхат"],
    "en": ["hospital hospitals", "statistic statistics"],
    "fa": ["داده داده\u200cها داده\u200cهای دادهها", "شهر شهرها شهرهای", "كتاب کتاب\u200cها"],
    "ur": ["ہسپتال ہسپتالوں", "صوبہ صوبے", "کتاب کتابیں"],
    "hi": ["विद्यालय विद्यालयों", "आंकड़ा आंकड़े आंकड़ों"],
}


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("ВОДА", "вода"),
        ("Ёлка", "елка"),
        ("ҚАЛА", "қала"),
        ("Oʻzbekiston", "ozbekiston"),
        ("O'ZBEKISTON", "ozbekiston"),
        ("сям’я", "сямя"),
        ("ｄａｔａ", "data"),
        ("População", "populacao"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("كتابي", "کتابی"),
        ("يَك", "یک"),
        ("داده\u200cها", "دادهها"),
        ("ہسپتال", "هسپتال"),
        ("١٢٣", "123"),
        ("۴۵", "45"),
        ("१४", "14"),
        ("ज़िला", "जिला"),
        ("й", "й"),
        ("и\u0306", "й"),
        ("'", ""),
        ("0´0", "00"),
        ("ﷺ", "صلیاللهعلیهوسلم"),
    ],
)
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("сув", "suv"),
        ("рўйхати", "royxati"),
        ("ёш", "yosh"),
        ("Ўзбекистон", "ozbekiston"),
        ("ер", "yer"),
        ("бюджет", "byudjet"),
        ("цирк", "sirk"),
    ],
)
def test_uzbek_is_one_language_in_two_alphabets(cyrillic: str, latin: str) -> None:
    assert uzbek_latin(cyrillic) == uzbek_latin(latin) == latin


@given(st.text())
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize(("language", "forms"), [(language, forms) for language, rows in FORMS.items() for forms in rows])
def test_the_forms_of_a_word_share_a_stem(language: str, forms: str) -> None:
    found = {stems(word, language) for word in forms.split()}
    assert len(found) == 1, found
    assert all(stem.startswith(f"{language}:") for stem in found.pop())


@pytest.mark.parametrize("language", FORMS)
def test_different_words_have_different_stems(language: str) -> None:
    for one, other in combinations(FORMS[language], 2):
        assert stems(one.split()[0], language) != stems(other.split()[0], language)


def test_a_word_that_cannot_be_of_the_language_is_taken_for_what_it_can_be() -> None:
    assert stems("portals", "ru") == ("en:portal", "uz:portals")
    assert stems("portals", "pt") == ()
    assert stems("2026", "ru") == stems("2026", None) == ()
    assert {stem[:3] for stem in stems("вода", None)} == {"ru:", "be:", "kk:", "ky:", "tg:", "uz:"}
    assert {stem[:3] for stem in stems("қала", None)} == {"kk:", "tg:", "uz:"}


@pytest.mark.parametrize(("language", "title"), [(language, title) for language, titles in TITLES.items() for title in titles])
def test_a_language_is_recognised(language: str, title: str) -> None:
    assert language_of(title) == language
    assert language_of(title, language) == language
    assert language_of(title, "und", "") == language


def test_a_declared_language_is_believed_as_far_as_its_letters_go() -> None:
    assert language_of("Качество воды", "ky") == "ky"
    assert language_of("Ичүүчү суунун сапаты", "ru") == "ky"
    assert language_of("Сув сифати", "uz-Cyrl") == "uz"
    assert language_of("População por município", "pt-BR") == "pt"
    assert language_of("Open data portal", "ru", "en") == "en"
    assert (
        language_of("Отчёт о селе Жаңы-Жер за прошлый год: население, школы, больницы, дороги, водоснабжение и связь", "ru")
        == "ru"
    )


@pytest.mark.parametrize("text", ["", "2026", "---", "A", "\ud83d", "ΑΒΓ"])
def test_what_is_no_language_of_ours(text: str) -> None:
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Вода, воздух и земля!", ["вода", "воздух", "и", "земля"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("o'quv yili 2025/2026", ["oquv", "yili", "2025", "2026"]),
        ("'quoted' John's", ["quoted", "johns"]),
        ("2023年度水质", ["2023", "年度", "度水", "水质"]),
        ("水", ["水"]),
        ("水、土", ["水", "土"]),
        ("GeoJSON_file-name.csv", ["geojson", "file", "name", "csv"]),
        ("\ud83d\x00 \u200c '", []),
    ],
)
def test_words_of_a_text(text: str, terms: list[str]) -> None:
    assert [token.term for token in analyse(text, None) if token.term] == terms


@given(
    st.text(st.characters() | st.sampled_from("вода суу 水质 o'ʻ داده\u200cها हिन्दी")), st.sampled_from([*LANGUAGES, "und", None])
)
def test_places_are_those_of_the_text_and_streams_are_the_same_words(text: str, language: str | None) -> None:
    tokens = analyse(text, language)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert not token.term or fold(text[token.start : token.end][:64]) == token.term
        assert not any(part.isspace() or not part for part in (*token.term, *token.stems))
    terms, found = streams(text, language)
    assert sorted(terms) == sorted(token.term for token in tokens if token.term)
    assert sorted(found) == sorted(stem for token in tokens for stem in token.stems)


@given(
    st.text(st.sampled_from("вода воды水质监 o'")),
    st.text(st.sampled_from("вода воды水质监 o'")),
    st.sampled_from(["ru", "zh", None]),
)
def test_matches_are_the_tokens_that_are_sought(text: str, asked: str, language: str | None) -> None:
    forms = [form for item in wanted(asked) for form in item.forms]
    terms, found = {form.term for form in forms}, {stem for form in forms for stem in form.stems}
    expected = {
        (token.start, token.end) for token in analyse(text, language) if token.term in terms or not found.isdisjoint(token.stems)
    }
    assert {(token.start, token.end) for token in matches(text, language, terms=terms, stems=found)} == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Вода,\tводы\u00a0и  (воды)", ["Вода", "воды", "воды"]),
        (f"{'-' * 40}воды{'-' * 40} сода", ["воды"]),
        ("x" * 70 + " воды", ["воды"]),
        ("  ", []),
    ],
)
def test_matches_do_not_depend_on_what_stands_between_words(text: str, found: list[str]) -> None:
    for _ in range(2):  # the second time the pieces are known
        tokens = matches(text, "ru", terms={"вода"}, stems={"ru:вод"})
        assert [text[token.start : token.end] for token in tokens] == found


def test_matches_are_found_when_more_pieces_have_come_by_than_are_remembered() -> None:
    for number in range(MAX_PIECES + 2):
        assert not matches(f"слово{number} рек{number}", "tg", terms={"вода"}, stems=set())
    assert [token.term for token in matches("слово1 вода", "tg", terms={"вода"}, stems=set())] == ["вода"]


@given(st.text())
def test_a_question_of_any_text(text: str) -> None:
    asked = wanted(text)
    assert len(asked) <= MAX_WANTED
    assert all(item.forms and 1 <= item.least <= len(item.forms) for item in asked)
    assert not asked or not all(item.optional for item in asked)


def test_what_a_question_asks_for() -> None:
    assert wanted("水质监测") == (Wanted((Form("水质"), Form("质监"), Form("监测")), least=2),)
    assert wanted("水") == (Wanted((Form("水", ("zh:水",)),)),)
    assert wanted('"Open data" open') == (
        Wanted((Form("open"), Form("data")), phrase=True),
        Wanted((Form("open", ("en:open", "uz:open")),)),
    )
    assert [(item.forms[0].term, item.optional) for item in wanted("quality of water")] == [
        ("quality", False),
        ("of", True),
        ("water", False),
    ]
    assert [item.optional for item in wanted("of the")] == [False, False]
    assert len(wanted("water water WATER")) == 1


def test_the_version_changes_with_the_analysis() -> None:
    """An index built by other rules must be built anew. If this fails, raise `ANALYSIS_VERSION` and put the new value here."""
    texts = [(text, language) for language, titles in TITLES.items() for text in titles]
    texts += [(words, language) for language, rows in FORMS.items() for words in rows]
    found = [streams(text, language) for text, language in texts] + [streams(text, None) for text, _ in texts]
    assert (ANALYSIS_VERSION, hashlib.sha256(repr(found).encode()).hexdigest()[:16]) == ("1", "fd535b1c65e5de0a")
