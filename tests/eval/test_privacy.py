"""The goals of the privacy class, on the set of the project and on the labelled records."""

from collections import Counter

import pytest

from . import privacy


@pytest.fixture(scope="module")
def found() -> dict[str, privacy.Figures]:
    return privacy.sets()


@pytest.mark.parametrize(
    "name",
    ["sample", "half A", "half B", "mended", "labelled", "written A", "recorded A", "written B", "recorded B", "first sight"],
)
def test_each_set_reaches_the_goals(found: dict[str, privacy.Figures], name: str) -> None:
    if name not in found:
        pytest.skip("the labelled records are in the shared material, which is not here")
    assert list(privacy.falls({name: found[name]})) == []


def test_the_halves_are_halves() -> None:
    titles = [{each.dataset.title[0].value for each in privacy.half(which)} for which in (0, 1)]
    assert not titles[0] & titles[1]
    assert 0.4 < len(titles[0]) / sum(map(len, titles)) < 0.6


def test_the_sample_has_every_language_with_every_kind() -> None:
    found = Counter((record.language, record.label) for record in privacy.sample())
    assert len(list(privacy.sample())) >= 200
    for language in privacy.STATES:
        for label in ("personal", "special", "open"):
            assert found[language, label], (language, label)


def test_a_missed_goal_is_told() -> None:
    figures = privacy.Figures()
    for record in privacy.sample():
        figures.add(record, privacy.PrivacyClass.OPEN)
    assert [line for line in privacy.falls({"sample": figures}) if "dangerous" in line]
