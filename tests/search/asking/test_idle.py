"""What the words of a question are worth."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.recognition import LANGUAGES
from search.asking.idle import CONTENT, Worth, framed, idle, worths

QUESTIONS = {
    "en": [
        ("Where can I find data on road accidents in Osh?", "road accidents Osh"),
        ("I am looking for information about drinking water quality, please", "drinking water quality"),
        ("Show me all datasets of primary schools", "primary schools"),
        ("how many hospital beds are there in Kazakhstan", "hospital beds Kazakhstan"),
        ("Is there any open data on the statistics of births?", "statistics births"),
        ("What are the wages of teachers", "wages teachers"),
        ("do you have a list of protection of personal data offices", "list protection personal data offices"),
        ("availability of informal employment figures", "availability informal employment figures"),
    ],
    "de": [
        ("Wo finde ich Daten zu Verkehrsunfällen?", "Verkehrsunfällen"),
        ("Gibt es einen Datensatz über die Bäume in Berlin?", "Bäume Berlin"),
        ("Ich suche nach Informationen zur Luftqualität", "Luftqualität"),
        ("Wie viele Einwohner hat Hamburg", "Einwohner Hamburg"),
        ("Bitte zeige mir alle Angaben zum Haushalt der Stadt", "Haushalt Stadt"),
        ("Welche Daten zu Schulen gibt es?", "Schulen"),
    ],
    "ru": [
        ("Где найти данные о качестве воды?", "качестве воды"),
        ("Подскажите, пожалуйста, где можно скачать сведения о больницах Бишкека", "больницах Бишкека"),
        ("мне нужна информация по бюджету области за 2023 год", "бюджету области 2023 год"),
        ("есть ли открытые данные о преступности", "преступности"),
        ("сколько школ в Ташкенте", "школ Ташкенте"),
        ("статистика разводов", "статистика разводов"),
        ("защита персональных данных", "защита персональных данных"),
        ("какие показатели рождаемости", "показатели рождаемости"),
    ],
    "be": [
        ("Дзе знайсці даныя пра якасць паветра?", "якасць паветра"),
        ("мне патрэбны звесткі аб школах Мінска, калі ласка", "школах Мінска"),
        ("ці ёсць набор даных аб бібліятэках", "бібліятэках"),
        ("колькі бальніц у Гродне", "бальніц Гродне"),
        ("пакажыце інфармацыю пра бюджэт раёна", "бюджэт раёна"),
    ],
    "kk": [
        ("Мектептер туралы деректерді қайдан табуға болады?", "Мектептер"),
        ("маған ауыз су сапасы туралы мәлімет керек", "ауыз су сапасы"),
        ("Алматыдағы ауруханалар туралы ашық деректер бар ма", "Алматыдағы ауруханалар"),
        ("халық саны қанша", "халық саны"),
        ("жол апаттары бойынша ақпаратты көрсетіңізші", "жол апаттары"),
    ],
    "ky": [
        ("Мектептер жөнүндө маалыматты кайдан тапса болот?", "Мектептер"),
        ("мага суунун сапаты боюнча маалымат керек", "суунун сапаты"),
        ("Ош шаарындагы ооруканалар тууралуу маалымат барбы", "Ош шаарындагы ооруканалар"),
        ("калктын саны канча", "калктын саны"),
        ("бюджеттин аткарылышын көрсөтүңүзчү", "бюджеттин аткарылышын"),
    ],
    "tg": [
        ("Маълумот дар бораи мактабҳоро аз куҷо ёфтан мумкин аст?", "мактабҳоро"),
        ("ба ман иттилоот оид ба сифати об лозим аст", "сифати об"),
        ("дар Душанбе чанд беморхона ҳаст", "Душанбе беморхона"),
        ("лутфан буҷети шаҳрро нишон диҳед", "буҷети шаҳрро"),
        ("оё маълумоти кушода оид ба аҳолӣ доред", "аҳолӣ"),
    ],
    "uz": [
        ("Maktablar haqida ma’lumotlarni qayerdan topsam bo‘ladi?", "Maktablar"),
        ("menga ichimlik suvi sifati bo'yicha ma'lumot kerak", "ichimlik suvi sifati"),
        ("Toshkentda nechta kasalxona bor", "Toshkentda kasalxona"),
        ("iltimos, byudjet ijrosini ko‘rsating", "byudjet ijrosini"),
        ("aholi soni haqida ochiq ma’lumotlar bormi", "aholi soni"),
        ("Мактаблар ҳақида маълумотларни қаердан топсам бўлади?", "Мактаблар"),
        ("менга ичимлик суви сифати бўйича маълумот керак", "ичимлик суви сифати"),
        ("Тошкентда нечта касалхона бор", "Тошкентда касалхона"),
        ("илтимос, бюджет ижросини кўрсатинг", "бюджет ижросини"),
        ("аҳоли сони ҳақида очиқ маълумотлар борми", "аҳоли сони"),
    ],
    "fa": [
        ("داده‌های جمعیت را از کجا پیدا کنم؟", "جمعیت"),
        ("لطفاً اطلاعات مربوط به کیفیت هوای تهران را نشان دهید", "کیفیت هوای تهران"),
        ("آیا مجموعه داده‌ای درباره بیمارستان‌ها وجود دارد", "بیمارستان‌ها"),
        ("من به دنبال آمار مدارس هستم", "آمار مدارس"),
        ("چگونه می‌توانم بودجه شهرداری را ببینم", "بودجه شهرداری"),
    ],
    "ur": [
        ("اسکولوں کے بارے میں معلومات کہاں سے مل سکتی ہیں؟", "اسکولوں"),
        ("مجھے پینے کے پانی کا ڈیٹا چاہیے", "پینے پانی"),
        ("لاہور میں کتنے ہسپتال ہیں", "لاہور ہسپتال"),
        ("براہ کرم صوبے کا بجٹ دکھائیں", "صوبے بجٹ"),
        ("کیا آبادی سے متعلق کوئی ڈیٹا سیٹ دستیاب ہے", "آبادی"),
    ],
    "hi": [
        ("विद्यालयों के बारे में जानकारी कहाँ मिलेगी?", "विद्यालयों"),
        ("मुझे पेयजल की गुणवत्ता का डेटा चाहिए", "पेयजल गुणवत्ता"),
        ("दिल्ली में कितने अस्पताल हैं", "दिल्ली अस्पताल"),
        ("कृपया राज्य का बजट दिखाएं", "राज्य बजट"),
        ("क्या जनसंख्या से संबंधित कोई डेटासेट उपलब्ध है", "जनसंख्या"),
    ],
    "zh": [
        ("请问哪里有北京的空气质量数据吗", "北京 空气质量"),
        ("哪里可以找到上海市学校的数据？", "上海市学校"),
        ("我想了解人口统计信息", "人口统计"),
        ("有没有关于交通事故的数据集", "交通事故"),
        ("請問哪裡有醫院的數據", "醫院"),
        ("大数据产业目的地", "大数据产业目的地"),
    ],
}


def content(question: str) -> str:
    """The words that are left, with what lies between Chinese ones cut out."""
    return " ".join(question[each.start : each.end] for each in worths(question) if each.worth == CONTENT)


@pytest.mark.parametrize(("question", "left"), [each for rows in QUESTIONS.values() for each in rows])
def test_only_what_is_asked_for_counts_in_full(question: str, left: str) -> None:
    assert content(question).replace(" ", "") == left.replace(" ", "")


def test_every_language_has_questions() -> None:
    assert QUESTIONS.keys() == {*LANGUAGES, "de"}
    assert sum(map(len, QUESTIONS.values())) >= 60


@pytest.mark.parametrize(
    ("word", "language", "worth"),
    [
        ("where", None, 0.0),
        ("данных", None, 0.3),
        ("Данные", "ru", 0.3),
        ("of", None, 0.3),
        ("статистика", None, 1.0),
        ("数据", None, 0.3),
        ("请问", "zh", 0.0),
        ("hospital", None, 1.0),
        ("", None, 1.0),
        ("open data", None, 0.3),
        ("personal data", None, 1.0),
        ("die", "de", 1.0),  # alone it may be content of another language
    ],
)
def test_the_worth_of_a_word(word: str, language: str | None, worth: float) -> None:
    assert idle(word, language) == worth


def test_frames_have_their_places() -> None:
    assert framed("where is data") == [Worth(0, 8, 0.0), Worth(9, 13, 0.3)]
    assert framed("water") == []
    assert Worth(0, 5, 0.0) in framed("请问哪里有水")


def test_a_word_that_is_content_in_another_language_counts_little_only_in_its_own() -> None:
    assert content("People who die") == "People die"
    assert content("Wo ist die Schule") == "Schule"
    assert content("war in Europe") == "war Europe"
    assert content("бар в Минске") == "бар Минске"


def test_if_nothing_is_asked_for_the_words_that_say_most_count_in_full() -> None:
    assert worths("open data") == [Worth(0, 4, 1.0), Worth(5, 9, 1.0)]
    assert content("where can I find data") == "data"
    assert content("of the") == "of the"
    assert content("where") == "where"
    assert worths("") == worths("?!") == []


@given(st.text(st.characters() | st.sampled_from("where is data о где 请问的数据 کجا ")))
def test_the_parts_of_any_question_are_its_words(text: str) -> None:
    parts = worths(text)
    assert all(0 <= each.worth <= 1 and each.start < each.end <= len(text) for each in parts)
    assert all(one.end <= other.start for one, other in pairwise(parts))
    assert not parts or max(each.worth for each in parts) == CONTENT
