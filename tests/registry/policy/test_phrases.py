import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.policy.phrases import LONG, REMEMBERED, Phrases


def seen(phrases: list[str], text: str) -> list[str]:
    return [hit.words for hit in Phrases([(phrase, phrase) for phrase in phrases]).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("паспорт", "Номер паспорта", []),
        ("паспорт*", "Номер паспорта.", ["паспорта"]),
        ("паспорт*", "паспорт1234567", []),
        ("nd", "India", []),
        ("full name*", "Full-names; of", ["full names"]),
        ("список граждан", "СПИСОК\u00a0граждан", ["список граждан"]),
        ("список граждан", "список всех граждан", []),
        ("ф и о", "Ф.И.О. директора", ["ф и о"]),
        ("ma'lumot*", "maʼlumotlar", ["malumotlar"]),
        ("داده های شخصی", "داده\u200cهای شخصی", ["داده های شخصی"]),
        ("रोगी*", "रोगियों की सूची", []),
        ("मरीज*", "मरीजों की सूची", ["मरीजों"]),
        ("姓名", "包括姓名、地址", ["姓名"]),
        ("больных", "больных, здоровых", ["больных"]),
        ("ещё", "еще", ["еще"]),
        ("*тели", "Читатели и тел", ["читатели"]),
        ("*тели", "Читателиям", []),
        ("*者", "优秀工作者、名单", ["者"]),
        ("*者", "工作者名单", []),
        ("名单", "2022年度名单", ["名单"]),
        ("рӯйхати", "Руйхати", ["руйхати"]),
    ],
)
def test_words_are_whole_and_folded(phrase: str, text: str, found: list[str]) -> None:
    assert seen([phrase], text) == found


def test_the_end_of_a_word_counts_only_where_nothing_else_is_found() -> None:
    phrases = Phrases([("*тели", "ends"), ("показател*", "known")])
    assert [hit.owners for hit in phrases.find("показатели, писатели")] == [("known",), ("ends",)]


def test_the_longest_phrase_protects_what_it_covers() -> None:
    assert seen(["personal data", "personal data protection"], "personal data protection and personal data") == [
        "personal data protection",
        "personal data",
    ]
    assert seen(["ауру*", "аурухана*"], "ауруханалар") == ["ауруханалар"]
    assert seen(["个人信息", "个人信息保护"], "个人信息保护与个人信息") == ["个人信息保护", "个人信息"]


def test_sentences_and_places_are_counted() -> None:
    phrases = Phrases([("road", "thing"), ("list", "list"), ("公路", "thing")])
    hits = phrases.find("A road. The list\nof road")
    assert [(hit.words, hit.sentence, hit.start) for hit in hits] == [("road", 0, 1), ("list", 1, 4), ("road", 2, 7)]
    assert [hit.sentence for hit in phrases.find("公路。公路")] == [0, 1]


def test_one_phrase_may_have_several_owners() -> None:
    [hit] = Phrases([("fish", "name"), ("Fish", "animal")]).find("FISH")
    assert hit.owners == ("name", "animal")


def test_memory_of_words_is_bounded() -> None:
    phrases = Phrases([("road", "thing")])
    for n in range(0, REMEMBERED * 2, 1000):
        phrases.find(" ".join(f"w{k}" for k in range(n, n + 1000)))
    phrases.find("x" * (LONG + 1))
    assert len(phrases._remembered) <= REMEMBERED
    assert [hit.words for hit in phrases.find("road")] == ["road"]


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    phrases = Phrases([("road*", 1), ("姓名", 2), ("personal data", 3)])
    assert phrases.find(text) == phrases.find(text)
