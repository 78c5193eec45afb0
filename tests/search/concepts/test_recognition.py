"""Where a text names a concept."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.recognition import LANGUAGES
from search.concepts.names import currencies, languages, places
from search.concepts.recognition import MAX_TAGGED, Recogniser
from search.concepts.table import gathered
from search.concepts.written import read

SAMPLE = Path(__file__).with_name("sample.yml")
RECOGNISER = Recogniser(gathered([*read(SAMPLE.name, SAMPLE.read_text("utf-8")), *places(), *languages(), *currencies()]))


def named(text: str, language: str | None) -> list[tuple[str, str]]:
    """The concepts of a text with the words that name them."""
    return [(each.concept, text[each.start : each.end]) for each in RECOGNISER.concepts_in(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Water quality in schools of Kazakhstan", "water-quality school place:KZ"),
        ("en", "Traffic accidents and road crashes", "traffic-accident traffic-accident"),
        ("ru", "Сведения о качестве питьевой воды", "quality water"),
        ("ru", "О качестве воды в школах Российской Федерации", "water-quality school place:RU"),
        ("ru", "Дорожно-транспортные происшествия, аварии на дорогах", "traffic-accident traffic-accident"),
        ("be", "Якасць вады ў школах Беларусі", "water-quality school place:BY"),
        ("kk", "Қазақстан Республикасының мектептеріндегі су сапасы", "place:KZ school water-quality"),
        ("ky", "Кыргызстандын мектептериндеги суунун сапаты", "place:KG school water-quality"),
        ("tg", "Сифати об дар мактабҳои Тоҷикистон", "water-quality school place:TJ"),
        ("uz", "Oʻzbekiston maktablarida suv sifati", "place:UZ school water-quality"),
        ("uz", "Ўзбекистон мактабларида сув сифати", "place:UZ school water-quality"),
        ("uz", "O'zbekiston maktablari", "place:UZ school"),
        ("fa", "کیفیت آب در مدارس ایران", "water-quality school place:IR"),
        ("ur", "پاکستان کے اسکولوں میں پانی کا معیار", "place:PK school water-quality"),
        ("hi", "भारत के विद्यालयों में पानी की गुणवत्ता", "place:IN school water-quality"),
        ("zh", "哈萨克斯坦学校水质监测", "place:KZ school water-quality"),
        ("zh", "哈薩克斯坦學校交通事故", "place:KZ school traffic-accident"),
    ],
)
def test_labels_are_found_in_every_language_with_endings(language: str, text: str, found: str) -> None:
    assert " ".join(concept for concept, _ in named(text, language)) == found
    assert set(found.split()) <= {concept for concept, _ in named(text, None)}


def test_the_longest_label_is_meant() -> None:
    assert named("quality of drinking water", "en") == [("quality", "quality"), ("water", "water")]
    assert named("quality of the water", "en") == [("water-quality", "quality of the water")]
    assert named("水质量报告", "zh") == [("water-quality", "水质量")]
    assert named("papua new guinea", "en") == [("place:PG", "papua new guinea")]


def test_no_label_goes_across_the_end_of_a_phrase() -> None:
    assert named("Схема дорог. Авария", "ru") == []
    assert named("water. Quality", "en") == [("water", "water"), ("quality", "Quality")]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "ДТП и ВВП", ["traffic-accident", "gdp"]),
        ("ru", "дтп за год", ["traffic-accident"]),
        (None, "gdp of Russia", ["gdp", "place:RU"]),
        ("zh", "人均GDP数据", ["gdp"]),
        ("zh", "IT产业", ["information-technology"]),
        ("uz", "YAIMning oʻsishi", ["gdp"]),
        ("en", "IT sector", ["information-technology"]),
        ("en", "Is it good?", []),
        ("pt", "GDP", ["gdp"]),
        ("pt", "water", []),
    ],
)
def test_abbreviations_are_found_as_written(language: str | None, text: str, found: list[str]) -> None:
    assert [concept for concept, _ in named(text, language)] == found


def test_a_word_of_two_concepts_names_both() -> None:
    assert named("ключи", "ru") == [("key-of-a-lock", "ключи"), ("spring-of-water", "ключи")]
    assert {concept for concept, _ in named("ключи", None)} == {"key-of-a-lock", "spring-of-water"}
    assert {"place:CD", "place:CG"} <= {concept for concept, _ in named("Конго", "ru")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Для того чтобы мали и кубы перо"),
        ("fa", "گزارش مالی سازمان"),
        ("ur", "مالی سال"),
        ("zh", "沿海地区参加纳税"),
        ("zh", "用水量水平"),
        ("en", "Turkey production"),
        ("ky", "Калктын гана саны, катар"),
        ("ru", "мне за это"),
    ],
)
def test_everyday_words_are_no_names(language: str, text: str) -> None:
    assert named(text, language) == []


def test_a_character_alone_is_found_alone() -> None:
    assert named("水", "zh") == [("water", "水")]
    assert named("水、泉", None) == [("water", "水"), ("spring-of-water", "泉")]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Китай и китайский язык, юань", "place:CN language:zh currency:CNY"),
        ("en", "Kazakh language in the Republic of Kazakhstan, tenge", "language:kk place:KZ currency:KZT"),
        ("kk", "АҚШ доллары, теңге, Ресей", "currency:USD currency:KZT place:RU"),
        ("zh", "香港与中亚的人民币", "place:HK place:143 currency:CNY"),
        ("ru", "США, ОАЭ, Великобритания", "place:US place:AE place:GB"),
    ],
)
def test_places_languages_and_currencies_are_concepts(language: str, text: str, found: str) -> None:
    assert " ".join(concept for concept, _ in named(text, language)) == found


def test_tags_have_each_concept_once_and_wider_ones_marked() -> None:
    assert RECOGNISER.tags([("Качество воды", "ru"), ("water quality, springs", "en")]) == ["quality", "water-quality", "water"]
    assert RECOGNISER.tags([("Качество воды", "ru"), ("Вода", None)]) == ["quality", "water-quality", "water"]
    assert RECOGNISER.tags([("слово " * (MAX_TAGGED // 6 + 1) + "вода", "ru")]) == []
    assert not any(tag.split() != [tag] for tag in RECOGNISER.tags([("Вода Казахстана", "ru")]))


@given(
    st.text(st.characters() | st.sampled_from("вода суу 水质 школы GDP و آب ")),
    st.sampled_from([*LANGUAGES, "und", "pt", None]),
)
def test_any_text_has_concepts_in_order_and_inside_of_it(text: str, language: str | None) -> None:
    found = RECOGNISER.concepts_in(text, language)
    assert [(each.start, each.end) for each in found] == sorted((each.start, each.end) for each in found)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "piece", ["качество и и ", "水质量", "вода", "water quality ", "вода-", "ДТП ", "水", "качество " * 50 + ". "]
)
def test_the_time_grows_with_the_text_only(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        RECOGNISER.concepts_in(text, None)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(100_000) < 40 * seconds(10_000) + 0.2


@pytest.mark.parametrize("language", ["ru", "en", "zh", "uz", "und"])
@pytest.mark.parametrize(
    "text", ["Качество питьевой воды", "水质 и water springs", "СМИлар, GDP", "Вода; water quality of springs", ""]
)
def test_what_is_found_among_some_concepts_is_what_is_found_of_them_at_all(text: str, language: str) -> None:
    every = RECOGNISER.concepts_in(text, language)
    for some in (set(), {"water"}, {"spring-of-water", "water-quality"}, {each.concept for each in every}):
        assert RECOGNISER.among(some, text, language) == [each for each in every if each.concept in some]
