"""The figures, and the comparison with the kept ones."""

from math import log2
from pathlib import Path
from uuid import UUID

import pytest

from tests import factories

from . import kept
from .figures import ALL, figures
from .measure import Question, ndcg, success
from .plain import Plain, ngrams, words

IDS = tuple(UUID(int=at) for at in range(20))


def question(*wanted: UUID, kind: str = "words", form: str = "ru") -> Question:
    return Question(kind, form, form, "вода", frozenset(wanted))


def test_the_place_of_a_hit_counts_among_the_first_ten() -> None:
    assert (success(question(IDS[9]), IDS), success(question(IDS[10]), IDS)) == (1, 0)
    assert ndcg(question(IDS[0]), IDS) == 1
    assert ndcg(question(IDS[2]), IDS) == pytest.approx(1 / log2(4))
    assert ndcg(question(IDS[10]), IDS) == 0
    assert ndcg(question(*IDS[:11]), IDS) == pytest.approx(1)


def test_a_cell_is_a_mean_and_the_sums_have_all_languages() -> None:
    cells = figures([(question(IDS[0]), IDS), (question(IDS[0], form="kk"), ())])
    assert (cells["ru", "words"].success, cells["kk", "words"].success) == (1, 0)
    assert (cells[ALL, "words"].success, cells[ALL, "known"].asked) == (0.5, 2)
    assert [lost.form for lost, _ in cells[ALL, "known"].lost] == ["kk"]


def test_a_figure_that_falls_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FILE", tmp_path / "kept.json")
    asked = [question(IDS[0])] * 99
    kept.write("tantivy", figures((each, IDS) for each in asked))
    worse = figures((each, IDS if at > 1 else ()) for at, each in enumerate(asked))
    assert any("ru words: success@10 fell from 1.000 to 0.980" in line for line in kept.falls("tantivy", worse))
    assert list(kept.falls("tantivy", figures((each, IDS) for each in asked))) == []
    assert list(kept.falls("elasticsearch", worse)) == []


def test_a_small_cell_is_compared_in_the_sums_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FILE", tmp_path / "kept.json")
    kept.write("tantivy", figures([(question(IDS[0]), IDS)]))
    told = list(kept.falls("tantivy", figures([(question(IDS[0]), ())])))
    assert {line.split(":")[0] for line in told} == {"tantivy all words", "tantivy all known"}


def test_another_number_of_questions_is_told_unless_a_part_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FILE", tmp_path / "kept.json")
    kept.write("tantivy", figures([(question(IDS[0]), IDS)] * 2))
    fewer = figures([(question(IDS[0]), IDS)])
    assert any("--keep" in line for line in kept.falls("tantivy", fewer))
    assert list(kept.falls("tantivy", fewer, partly=True)) == []


@pytest.mark.parametrize(("cut", "text"), [(words, "РАЙОНА вода"), (ngrams, "райны")])
def test_the_plain_searches_find(cut: object, text: str) -> None:
    plain = Plain(cut)  # type: ignore[arg-type]
    right = factories.record("Вода района", identifier="right")
    plain.fill([right, factories.record("Школы города", identifier="other")])
    assert plain.hits(Question("words", "ru", "ru", text, frozenset()))[0] == right.id
