"""Which language a key, the end of a field's name, or a text without a statement is in."""

import pytest

from harvesters.reading.portal_languages import PortalLanguages

KG = PortalLanguages(("ky", "ru"), "KG")
KZ = PortalLanguages(("kk", "ru"), "KZ")
UZ = PortalLanguages(("uz", "ru"), "UZ")
NONE = PortalLanguages((), "RU")


@pytest.mark.parametrize(
    ("key", "tag"),
    [
        ("ru", "ru"),
        ("RU", "ru"),
        ("rus", "ru"),
        ("ru-RU", "ru-RU"),
        ("ru_RU.UTF-8", "ru-RU"),
        ("kaz", "kk"),
        ("zh-CN", "zh-CN"),
        ("zh_TW", "zh-TW"),
        ("zh-Hant-HK", "zh-Hant-HK"),
        ("zh-CHS", "zh-Hans"),
        ("uz-Cyrl", "uz-Cyrl"),
        ("uz_latn", "uz-Latn"),
        ("uz@cyrillic", "uz-Cyrl"),
        ("uz_cyr", "uz-Cyrl"),
        ("sr@latin", "sr-Latn"),
        ("русский", "ru"),
        ("қазақша", "kk"),
        ("Кыргызча", "ky"),
        ("中文", "zh"),
        ("فارسی", "fa"),
        ("title_ru", "ru"),
        ("nameKk", "kk"),
        ("uzbText", "uz"),
        ("uzbKrText", "uz-Cyrl"),
        ("русский_язык", "ru"),
        ("kz", "kk"),
        ("cn", "zh"),
        ("tj", "tg"),
    ],
)
def test_a_key_stands_for_a_language(key: str, tag: str) -> None:
    assert KG.tag(key) == NONE.tag(key) == tag


@pytest.mark.parametrize("key", ["", "type", "coordinates", "und", "value", "url", "text", "x" * 200, "ru" * 60])
def test_a_key_that_is_no_language(key: str) -> None:
    assert KG.tag(key) is None


@pytest.mark.parametrize(
    ("state", "declared", "key", "tag"),
    [
        ("KG", ("ky", "ru"), "kg", "ky"),
        ("KG", (), "KGZ", "ky"),
        ("RU", ("ru", "ky"), "kg", "ky"),
        ("KZ", ("kk", "ru"), "kg", None),  # Kongo
        ("IN", ("en",), "in", "hi"),
        ("CN", ("zh",), "in", None),  # Indonesian in old tags
        ("PK", ("en",), "pk", "ur"),
        ("BY", ("be", "ru"), "by", "be"),
        ("KG", ("ky",), "by", None),
        ("IR", (), "ir", "fa"),
        ("KZ", (), "ky", "ky"),
    ],
)
def test_the_code_of_a_state_stands_for_its_language_where_it_is_meant(
    state: str, declared: tuple[str, ...], key: str, tag: str | None
) -> None:
    assert PortalLanguages(declared, state).tag(key) == tag


@pytest.mark.parametrize(
    ("name", "base", "tag"),
    [
        ("title_ru", "title", "ru"),
        ("title-ru", "title", "ru"),
        ("title.ru", "title", "ru"),
        ("title[ru]", "title", "ru"),
        ("title@ru", "title", "ru"),
        ("title_kz", "title", "kk"),
        ("title_kg", "title", "ky"),
        ("title_en_US", "title", "en-US"),
        ("titleEnUS", "title", "en-US"),
        ("title_zh_CN", "title", "zh-CN"),
        ("titleZhHans", "title", "zh-Hans"),
        ("name_uz_cyrl", "name", "uz-Cyrl"),
        ("titleRu", "title", "ru"),
        ("TitleRU", "title", "ru"),
        ("TITLE_RU", "title", "ru"),
        ("nameKaz", "name", "kk"),
        ("namekz", "name", "kk"),
        ("ru_title", "title", "ru"),
        ("ruTitle", "title", "ru"),
        ("title_русский", "title", "ru"),
        ("notes_en", "notes", "en"),
        ("description_kk", "description", "kk"),
        ("title_translated_ru", "title_translated", "ru"),
        ("contact_name_ru", "contact_name", "ru"),
        ("publisherNameRu", "publisher_name", "ru"),
    ],
)
def test_a_language_in_the_name_of_a_field(name: str, base: str, tag: str) -> None:
    assert KG.in_name(name) == (base, tag)


@pytest.mark.parametrize(
    "name",
    [
        *("title", "titles", "title_id", "name_it", "title_no", "notes_or", "name_as", "title_new", "name_alt", "name_tag"),
        *("created_by", "publisher_uri", "license_id", "license_title", "spatial_text", "metadata_created", "num_tags"),
        *("maintainer_email", "title_translated", "author", "ru", "x_x_x_x_x", "", "_", "t" * 300),
    ],
)
def test_a_name_without_a_language(name: str) -> None:
    assert KG.in_name(name) is None


def test_a_declared_language_is_looked_for_in_names_too() -> None:
    assert PortalLanguages(("id",), "RU").in_name("title_id") == ("title", "id")


@pytest.mark.parametrize(
    ("languages", "text", "language"),
    [
        (KZ, "Қазақстан Республикасының су ресурстары", "kk"),
        (KZ, "Качество питьевой воды", "ru"),
        (KZ, "Water quality in rivers", "en"),
        (KG, "Бюджеттин аткарылышы", "ky"),
        (UZ, "Ичимлик суви сифати ҳақида", "uz"),
        (UZ, "Ichimlik suvi sifati", "uz"),
        (PortalLanguages(("be", "ru"), "BY"), "Якасць пітной вады", "be"),
        (PortalLanguages(("tg", "ru"), "TJ"), "Рӯйхати мактабҳо", "tg"),
        (PortalLanguages(("ur", "en"), "PK"), "پانی کا معیار", "ur"),
        (PortalLanguages(("fa", "en"), "IR"), "کیفیت آب آشامیدنی", "fa"),
        (PortalLanguages(("hi", "en"), "IN"), "पानी की गुणवत्ता", "hi"),
        (PortalLanguages(("zh", "en"), "CN"), "水质监测", "zh"),
        (KG, "Файл", "und"),
        (KG, "2024", "und"),
        (KG, "水质监测", "und"),
        (NONE, "Качество питьевой воды", "und"),
    ],
)
def test_a_language_is_recognised_among_those_of_the_portal_or_not_at_all(
    languages: PortalLanguages, text: str, language: str
) -> None:
    assert languages.recognised(text) == language
