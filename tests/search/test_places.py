"""The places that a record is about."""

from collections.abc import Sequence

import pytest

from schemas.dataset import Location
from search.places import places
from tests.factories import Words, jurisdiction_of, record


def about(title: Words, *stated: str, state: str | None = None, keyword: Words = "", publisher: Words = "") -> tuple[str, ...]:
    spatial = [Location(verbatim=words) for words in stated]
    return places(record(title, keyword=keyword, publisher=publisher, spatial=spatial, jurisdiction=jurisdiction_of(state)))


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("ru", "Качество воды в Ошской области", ["KG-O", "KG"]),
        ("ru", "Школы города Алматы", ["KZ-75", "KZ"]),
        ("ru", "Тарифы в Санкт-Петербурге", ["RU-SPE", "RU"]),
        ("kk", "Алматы қаласының мектептері", ["KZ-75", "KZ"]),
        ("ky", "Ош шаарынын бюджети", ["KG-GO", "KG"]),
        ("tg", "Мактабҳои вилояти Суғд", ["TJ-SU", "TJ"]),
        ("uz", "Fargʻona viloyati maktablari", ["UZ-FA", "UZ"]),
        ("uz", "Фарғона вилояти мактаблари", ["UZ-FA", "UZ"]),
        ("be", "Якасць вады ў Мінску", ["BY-HM", "BY"]),
        ("fa", "مدارس استان فارس", ["IR-07", "IR"]),
        ("ur", "لاہور کے اسکول", ["PK-PB", "PK"]),
        ("hi", "महाराष्ट्र के विद्यालय", ["IN-MH", "IN"]),
        ("zh", "河北省水质监测", ["CN-HE", "CN"]),
        ("en", "Hospitals of Tashkent", ["UZ-TK", "UZ"]),
    ],
)
def test_a_place_is_named_in_the_title(language: str, title: str, expected: Sequence[str]) -> None:
    assert list(about({language: title})) == expected


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Рост доходов населения"),
        ("ru", "Дела о банкротстве"),
        ("ru", "Количество читателей библиотек"),
        ("ru", "Владимир Даль: словарь"),
        ("kk", "Ауруларға қарсы екпелер"),
        ("ky", "Оорууларга каршы эмдөө"),
        ("be", "Новыя паркі горада"),
        ("fa", "سند راهبردی تراز تجاری"),
        ("fa", "شمار دانشجویان به تفکیک رشته"),
        ("hi", "ओरल कैंसर और चीता"),
        ("ur", "موسم بہار کی ساری فصلیں"),
        ("zh", "滨海北方植物"),
        ("uz", "Kasallikka qarshi emlash"),
        ("tg", "Сари роҳ"),
        ("en", "Oral health and Jewish museums"),
    ],
)
def test_an_everyday_word_is_no_place(language: str, title: str) -> None:
    assert about({language: title}) == ()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("KG", ["KG"]),
        ("KGZ", ["KG"]),
        ("KG-GO", ["KG-GO", "KG"]),
        ("http://publications.europa.eu/resource/authority/country/KAZ", ["KZ"]),
        ("город Ош, Кыргызская Республика", ["KG-GO", "KG"]),
        ("Узбекистан", ["UZ"]),
        ("XX", []),
        ("everywhere", []),
        ("", []),
    ],
)
def test_a_place_is_stated(stated: str, expected: Sequence[str]) -> None:
    assert list(about("Water", stated)) == expected


def test_the_publisher_counts_only_where_nothing_else_names_a_place() -> None:
    assert about("Water", publisher="Мэрия города Бишкек") == ("KG-GB", "KG")
    assert about("Water in Osh", publisher="Мэрия города Бишкек") == ("KG-GO", "KG")
    assert about("Water", keyword="Osh", publisher="Мэрия города Бишкек") == ("KG-GO", "KG")


def test_of_two_provinces_of_one_name_that_of_the_own_state_counts() -> None:
    assert about("Schools of Punjab", state="PK") == ("PK-PB", "PK")
    assert about("Schools of Punjab", state="IN") == ("IN-PB", "IN")
    assert about("Schools of Punjab", "India", state="KG") == ("IN", "IN-PB")
    assert set(about("Schools of Punjab", state="KG")) == {"PK-PB", "PK", "IN-PB", "IN"}


def test_the_law_is_no_place() -> None:
    assert about("Water", state="KG") == ()
