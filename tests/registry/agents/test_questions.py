"""Twenty questions that a person would ask, in three languages: with which calls they are answered, and what the answers have."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from registry.agents.told import NO_ADVICE
from tests.registry.agents.conftest import Ask

MOST_CALLS = 3

Call = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """What is asked, the calls that answer it, and facts that the answers have. `ID` is the first id of the call before."""

    text: str
    calls: tuple[Call, ...]
    facts: tuple[str, ...]
    absent: tuple[str, ...] = ()


USE_KZ = {"state": "KZ", "purpose": "ai_training"}

QUESTIONS = (
    Question(
        "What water data does Kyrgyzstan hold?",
        (("search", {"question": "water", "state": ["KG"]}),),
        ("Токтогульского водохранилища", "Чүй дарыясынын", "portal sample_kg", "CC-BY-4.0"),
    ),
    Question(
        "What is in this catalogue, and how fresh is it?",
        (("overview", {}),),
        ("75 datasets of 3 portals", "KG 27, PK 25, IR 23", "2026-11-25 12:00 UTC", "invented"),
    ),
    Question(
        "May I train a model in Kazakhstan on the water quality of the Chu river?",
        (("search", {"question": "river water quality", "state": ["KG"], "limit": 1}), ("may_i_use", {"ids": ["ID"], **USE_KZ})),
        ("Чүй дарыясынын", "conditional. Yes, under conditions.", "P-AI-KZ", "Law 230-VIII", NO_ADVICE),
    ),
    Question(
        "Why is the licence of the Bishkek air quality data unclear?",
        (("search", {"question": "air quality Bishkek", "limit": 1}), ("why", {"id": "ID", "about": "licence"})),
        ("Качество атмосферного воздуха в городе Бишкек", "licence: unclear", "CC-BY-4.0"),
    ),
    Question(
        "Which datasets of Pakistan may a company use commercially from Uzbekistan?",
        (("search", {"state": ["PK"], "use_state": "UZ", "use_purpose": "commercial"}),),
        ("Nothing is found.", "unclear", NO_ADVICE),
        ("Yes",),
    ),
    Question(
        "What changed at the Kyrgyz portal this month?",
        (("what_changed", {"since": "2026-11-01", "portal": "sample_kg"}),),
        ("27 new, 1 rejected", "added by run"),
        ("portal sample_ir",),
    ),
    Question(
        "How good are the metadata of the Iranian portal, and what should it mend first?",
        (("portals", {"id": "sample_ir"}),),
        ("quality of the metadata", "points", "23 datasets"),
    ),
    Question(
        "Does this proof show that the record was not changed?",
        (("verify_proof", {"proof": "c2sp.org/tlog-proof@v1\nindex 1\n"}),),
        ("does not hold", "It proves nothing"),
    ),
    Question(
        "Какие данные о качестве воздуха есть в Кыргызстане?",
        (("search", {"question": "качество воздуха", "state": ["KG"]}),),
        ("Качество атмосферного воздуха в городе Бишкек", "files: 3"),
    ),
    Question(
        "Можно ли использовать данные о воде для обучения ИИ из Казахстана?",
        (("search", {"question": "вода", "use_state": "KZ", "use_purpose": "ai_training"}),),
        ("Чүй дарыясынын", "Yes, under conditions.", "P-AI-KZ", NO_ADVICE),
    ),
    Question(
        "Откуда известно, что набор о реке Чу открытый?",
        (("search", {"question": "качество вод реки Чу", "limit": 1}), ("why", {"id": "ID", "about": "privacy_class"})),
        ("privacy class: open", "privacy-published: The licence permits any use.", "confidence medium"),
    ),
    Question(
        "По каким статьям закона можно передать эти данные в Казахстан?",
        (("search", {"question": "вода Чүй", "limit": 1}), ("why", {"id": "ID", "about": "use", **USE_KZ})),
        ("KG-OPEN", "Digital Code No 178", "art 25(1)", "source:", NO_ADVICE),
    ),
    Question(
        "Какие наборы содержат персональные данные?",
        (("search", {"privacy_class": ["personal"]}),),
        ("8 datasets are found", "privacy class: personal"),
        ("privacy class: open",),
    ),
    Question(
        "Какие порталы Кыргызстана вы читаете?",
        (("portals", {"state": "KG"}),),
        ("4 portals are declared of KG; 1 of them have datasets", "sample_kg [KG]", "last run 2026-11-25"),
    ),
    Question(
        "Скачать файл CSV о качестве воды: где он?",
        (("search", {"question": "качество воды Чу", "format": ["CSV"], "limit": 1}), ("record", {"id": "ID"})),
        ("File 1 of 3: CSV", "https://files.gidromet-kg.example/water/chu_2015_2026.csv"),
    ),
    Question(
        "吉尔吉斯斯坦有哪些水资源数据？",
        (("search", {"question": "水资源", "state": ["KG"]}),),
        ("Токтогульского водохранилища", "found through"),
    ),
    Question(
        "中国的空气质量数据有哪些？",
        (("search", {"question": "空气质量", "state": ["CN"]}), ("overview", {})),
        ("Nothing is found.", "KG 27, PK 25, IR 23"),
    ),
    Question(
        "伊朗的河流水质数据可以在中国用于研究吗？",
        (
            ("search", {"question": "河流水质", "state": ["IR"], "limit": 1}),
            ("may_i_use", {"ids": ["ID"], "state": "CN", "purpose": "research"}),
        ),
        ("کیفیت آب رودخانه", "Use from CN for research on 2026-11-25", "unclear", NO_ADVICE),
        ("allowed. Yes.",),
    ),
    Question(
        "为什么搜索“水资源”会找到这个数据集？",
        (("search", {"question": "水资源", "limit": 1}), ("why", {"id": "ID", "about": "search", "question": "水资源"})),
        ("place 1 in the answer", "other words for it"),
    ),
    Question(
        "巴基斯坦有多少数据集没有说明许可证？",
        (("search", {"state": ["PK"], "licence": ["not_stated"], "limit": 20}),),
        ("datasets are found", "licence: unclear (no licence is stated"),
        ("licence: CC",),
    ),
)


def answers(ask: Ask, question: Question) -> list[str]:
    texts: list[str] = []
    for name, given in question.calls:
        first = re.search(r"\bid ([0-9a-f-]{36})", texts[-1])[1] if texts and "ID" in str(given.values()) else ""  # type: ignore[index]
        filled = {key: first if value == "ID" else [first] if value == ["ID"] else value for key, value in given.items()}
        texts.append(ask(name, **filled))
    return texts


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_a_question_is_answered(ask: Ask, question: Question) -> None:
    assert len(question.calls) <= MOST_CALLS
    texts = answers(ask, question)
    whole = "\n".join(texts)
    assert [fact for fact in question.facts if fact not in whole] == [], whole
    assert [word for word in question.absent if word in whole] == [], whole
    assert all(text.count(NO_ADVICE) <= 1 for text in texts)


def test_there_are_twenty() -> None:
    assert len(QUESTIONS) == 20
