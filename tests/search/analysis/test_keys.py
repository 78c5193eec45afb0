"""Keys: what other ways of typing a word lead to the same."""

import pytest

from schemas.recognition import LANGUAGES
from search.analysis.keys import keys
from search.analysis.latin import MAX_SPELLINGS, spellings


def of_kind(word: str, language: str | None, kind: str) -> set[str]:
    return {key for key in keys(word, language) if key.startswith(f"{kind}:")}


@pytest.mark.parametrize(
    ("language", "word", "typed"),
    [
        ("kk", "қала", "кала"),
        ("kk", "қаланың", "каланын кала"),
        ("kk", "ғылым", "гылым"),
        ("kk", "әкімдік", "акимдик экимдик"),
        ("kk", "үй", ""),
        ("kk", "жаһандық", "жахандык"),
        ("kk", "денсаулық", "денсаулык"),
        ("ky", "өнүгүү", "онугуу"),
        ("ky", "тең", "тен"),
        ("ky", "көчөлөр", "кочолор"),
        ("tg", "шаҳр", "шахр"),
        ("tg", "ҷумҳурӣ", "чумхури джумхури"),
        ("tg", "рӯйхат", "руйхат"),
        ("tg", "қонун", "конун"),
        ("uz", "ўзбекистон", "узбекистон"),
        ("uz", "ҳудуд", "худуд"),
        ("uz", "қишлоқ", "кишлок"),
        ("be", "насельніцтва", "насельництва"),
        ("be", "будаўніцтва", "будауництва"),
    ],
)
def test_national_letters_are_found_as_a_russian_keyboard_types_them(language: str, word: str, typed: str) -> None:
    for each in typed.split():
        assert of_kind(word, language, "s") & of_kind(each, None, "s"), each
    assert bool(of_kind(word, language, "s")) is bool(typed)


def test_a_russian_word_has_no_script_key_of_its_own() -> None:
    assert not of_kind("вода", "ru", "s")
    assert of_kind("вода", None, "s") >= {"s:вода"}


@pytest.mark.parametrize(
    ("language", "word", "typed"),
    [
        ("ru", "вода", "voda vody"),
        ("ru", "больницы", "bolnitsy bolnitsa bol'nica bolnicy"),
        ("ru", "жители", "zhiteli jiteli žiteli"),
        ("ru", "школа", "shkola škola schkola şkola"),
        ("ru", "щука", "shchuka schuka ščuka"),
        ("ru", "хлеб", "khleb hleb xleb"),
        ("ru", "центр", "tsentr centr"),
        ("ru", "яблоко", "yabloko iabloko jabloko"),
        ("ru", "юстиция", "yustitsiya iustitsiia justicija yustitsia"),
        ("ru", "объекты", "obekty obyekty obʺekty"),
        ("ru", "районы", "rayony raiony rajony"),
        ("ru", "питьевой", "pitevoy pityevoy pit'evoi"),
        ("ru", "Ёлка", "yolka elka jolka"),
        ("ru", "Ташкент", "Tashkent Taškent"),
        ("ru", "статистика", "statistika"),
        ("ru", "отчёты", "otchety otčety"),
        ("ru", "исход", "ishod iskhod"),
        ("ru", "счетчик", "schetchik"),
        ("kk", "жоспарланған", "zhosparlanghan josparlangan"),
        ("ky", "жумушчу", "jumushchu"),
        ("tg", "бонкҳои", "bonkhoi"),
        ("uz", "кўча", "kocha ko'cha kucha"),
        ("be", "вуліца", "vulica vulitsa"),
        ("be", "Гродна", "Hrodna Grodna"),
        ("be", "ўзровень", "uzroven"),
        ("kk", "қала", "qala kala qalasy"),
        ("kk", "жол", "zhol jol žol"),
        ("kk", "ғылым", "gylym ghylym ğylym"),
        ("kk", "шаңырақ", "shangyraq shanyrak şañyraq"),
        ("kk", "әкімдік", "äkimdik akimdik"),
        ("ky", "шаар", "shaar"),
        ("ky", "көчө", "kocho köchö"),
        ("ky", "жылдар", "jyldar zhyldar"),
        ("tg", "ҷумҳурӣ", "jumhuri dzhumkhuri jumhurī"),
        ("tg", "қонун", "qonun konun"),
        ("tg", "хоҷагӣ", "khojagi xojagi"),
        ("uz", "Ўзбекистон", "Ozbekiston O'zbekiston Oʻzbekiston"),
        ("uz", "ғалла", "g'alla galla"),
        ("uz", "чорва", "chorva"),
        ("uz", "ёшлар", "yoshlar"),
        ("hi", "विद्यालय", "vidyalaya vidyalay"),
        ("hi", "सरकार", "sarkar sarkaar"),
        ("hi", "जनगणना", "janganana"),
        ("hi", "अस्पताल", "aspatal aspataal"),
        ("hi", "सड़क", "sadak"),
        ("hi", "पानी", "pani paani"),
        ("hi", "भारत", "bharat bhaarat"),
        ("hi", "गाँव", "gaanv"),
        ("hi", "दूध", "doodh dudh"),
        ("fa", "آمار", "amar aamaar"),
        ("fa", "ایران", "Iran"),
        ("fa", "تهران", "Tehran Teheran"),
        ("fa", "جمعیت", "jamiyat jamiat"),
        ("fa", "دولت", "dolat dowlat"),
        ("fa", "کتابخانه", "ketabkhane ketabxaneh"),
        ("fa", "بیمارستان", "bimarestan"),
        ("fa", "شهرهای", "shahr shahrhaye"),
        ("fa", "مدرسه‌ها", "madrese madreseha"),
        ("ur", "ہسپتال", "haspatal hospital"),
        ("ur", "پاکستان", "Pakistan"),
        ("ur", "سندھ", "Sindh"),
        ("ur", "پھول", "phool"),
        ("fa", "انگلیسی", "englisi"),
        ("ur", "تعلیم", "taleem talim"),
        ("ur", "حکومت", "hukumat hakoomat"),
    ],
)
def test_a_word_is_found_in_latin_letters(language: str, word: str, typed: str) -> None:
    found = of_kind(word, language, "l") | of_kind(word, language, "k")
    for each in typed.split():
        assert found & set(keys(each, None)), (each, keys(word, language), keys(each, None))


@pytest.mark.parametrize(
    ("title", "question", "language"),
    [
        ("Tashkent", "Ташкент", "en"),
        ("Almaty", "Алматы", "en"),
        ("sifati", "сифати", "uz"),
        ("Karachi", "کراچی", "en"),
        ("Mumbai", "Мумбаи", "und"),
        ("WEBсайт", "вебсайт", "ru"),
    ],
)
def test_a_question_in_another_script_finds_a_latin_title(title: str, question: str, language: str) -> None:
    assert set(keys(title, language)) & set(keys(question, None))


def test_chinese_syllables_are_found_two_by_two() -> None:
    assert of_kind("shuizhi", None, "z") == {"z:shuizhi"}
    assert of_kind("shuizhijiance", None, "z") == {"z:shuizhi", "z:zhijian", "z:jiance"}
    assert of_kind("lvyou", None, "z") == of_kind("lüyou", None, "z") == {"z:luyou"}
    assert not of_kind("shui", None, "z")
    assert not of_kind("school", None, "z")


@pytest.mark.parametrize("word", ["ььь", "ъъъъ", "ععع", "िीु", "ːːː", "яяя"])
def test_a_word_without_a_sound_has_at_most_a_few_keys(word: str) -> None:
    for language in (*LANGUAGES, None):
        assert len(keys(word, language)) <= 4


@pytest.mark.parametrize("word", ["и", "на", "su", "of", "آب", "का", "", "'"])
def test_a_short_word_has_no_key(word: str) -> None:
    assert keys(word, None) == ()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ru", "вода", "водка"),
        ("ru", "школа", "шкала"),
        ("ru", "город", "горох"),
        ("ru", "лес", "лис"),
        ("kk", "қала", "қалам"),
        ("kk", "бала", "балық"),
        ("uz", "maktab", "maktub"),
        ("en", "city", "cite"),
        ("hi", "फसल", "फल"),
        ("fa", "کتاب", "کباب"),
    ],
)
def test_other_words_share_no_latin_and_no_script_key(language: str, one: str, other: str) -> None:
    assert not {key for key in keys(one, language) if key[0] in "ls"} & set(keys(other, language))


def test_codes_have_the_keys_of_their_parts() -> None:
    assert {"c:covid19", "c:19", "l:kovid"} <= set(keys("covid19", "en"))
    assert keys("2019", None) == keys("۲۰۱۹", "fa") == ("c:2019",)


@pytest.mark.parametrize("language", [*LANGUAGES, "und", None])
@pytest.mark.parametrize("word", ["jxceeoo" * 9, "و" * 64, "ў" * 64, "क" * 64, "ق" * 30 + "ه", "ng" * 32, "а\u0301" * 32])
def test_keys_are_few(word: str, language: str | None) -> None:
    assert len(spellings(word, word, language=language)) <= MAX_SPELLINGS
    assert len(keys(word, language)) <= 30
