"""What is embedded of records and questions."""

import time

import pytest

from schemas.dataset import Dataset
from search.meaning.text import LONGEST, LONGEST_QUESTION, MOST_PIECES, key, passage, prepared, question
from tests.factories import text


def dataset(title: object, keyword: object = "") -> Dataset:
    return Dataset(identifier="1", title=text(title), keyword=text(keyword))  # type: ignore[arg-type]


def test_title_other_titles_and_keywords_each_once() -> None:
    made = dataset({"ru": "Качество воды", "en": "Water Quality"}, {"en": ["water quality", "rivers"], "ru": "реки"})
    assert passage(made) == "качество воды. water quality. rivers. реки"


def test_a_long_text_is_cut_and_takes_little_time() -> None:
    begin = time.process_time()
    for long in ("слово " * 100_000, "a" * 100_000, " " * 100_000 + "x", "ў" * 100_000):
        assert len(passage(dataset(long, {"en": ["b" * 300] * 1000}))) <= LONGEST * 2
        assert len(question(long)) <= 900
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("title", ["ЧИСЛЕННОСТЬ НАСЕЛЕНИЯ", "Численность  Населения", "численность\nнаселения"])
def test_letters_and_spaces_make_no_difference(title: str) -> None:
    assert passage(dataset(title)) == "численность населения" == question(title)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Ўзбекистон Республикаси аҳолиси сони", "oʻzbekiston respublikasi aholisi soni"),
        ("Тошкент шаҳридаги мактаблар рўйхати", "toshkent shahridagi maktablar roʻyxati"),
        ("Ер участкалари ва қурилиш", "yer uchastkalari va qurilish"),
        ("Экология ва ҳаво сифати", "ekologiya va havo sifati"),
        ("Маълумотлар, боғча", "maʼlumotlar, bogʻcha"),
    ],
)
def test_uzbek_in_cyrillic_letters_becomes_latin(cyrillic: str, latin: str) -> None:
    assert prepared(cyrillic, "uz") == latin
    assert prepared(cyrillic, "uz-Cyrl") == latin


@pytest.mark.parametrize("written", ["Ўзбекистон аҳолиси рўйхати", "Рўйхатдан ўтган корхоналар сони"])
def test_uzbek_is_recognised_by_its_letters(written: str) -> None:
    assert prepared(written).isascii() or "ʻ" in prepared(written)
    assert question(written) == prepared(written, "uz")


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("Захираҳои оби тоҷикистон", "tg"),
        ("Қозоғистон ва ҳамсоягон", "tg"),
        ("Захираҳои обӣ", "und"),
        ("Қазақстан халқының саны", "kk"),
        ("қала халқы", "kk"),
        ("Бюджэт горада Мінска, даўгі", "be"),
        ("Бюджэт, даўгі", "und"),
        ("Бюджет города", "ru"),
        ("Бюджет города", "und"),
        ("Суунун сапаты", "ky"),
        ("Oʻzbekiston aholisi", "uz"),
        ("空气质量", "zh"),
        ("پانی کا معیار", "ur"),
        ("", "und"),
    ],
)
def test_other_texts_stay_in_their_letters(written: str, language: str) -> None:
    assert prepared(written, language) == written.lower()


def test_a_key_depends_on_text_and_embedder() -> None:
    keys = {key("water", embedder="a"), key("water ", embedder="a"), key("water", embedder="b"), key("\ud800", embedder="a")}
    assert len(keys) == 4
    assert all(len(each) == 32 for each in keys)


@pytest.mark.parametrize(
    "sentence",
    [
        "атмосфералық ауаның сапасы туралы деректер ",
        "the share of young people who are neither at school nor at work ",
        "स्वच्छ पेयजल तक पहुँच रखने वाले परिवारों का प्रतिशत ",
        "1,5 % доли населения; 2,5 % городов. ",
    ],
)
def test_a_question_of_words_is_embedded_whole(sentence: str) -> None:
    assert question(sentence * 9) == (sentence * 9)[:LONGEST_QUESTION]


@pytest.mark.parametrize("signs", ["空气质量", "\N{GRINNING FACE}", "-", "ä", "\N{COMBINING ACUTE ACCENT}"])
def test_a_question_of_signs_that_cost_much_is_embedded_in_part(signs: str) -> None:
    assert len(question(signs * 300)) == MOST_PIECES
