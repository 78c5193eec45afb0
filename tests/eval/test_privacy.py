"""The goals of the privacy class, on the set of the project and on the labelled records."""

from collections import Counter

import pytest

from . import privacy


def test_the_sample_reaches_the_goals() -> None:
    figures = privacy.measured(privacy.sample())
    assert list(privacy.falls({"sample": figures})) == []


@pytest.mark.skipif(not privacy.LABELS.exists(), reason="the labelled records are in the shared material, which is not here")
def test_the_labelled_records_reach_the_goals() -> None:
    figures = privacy.measured(privacy.labelled())
    assert list(privacy.falls({"labelled": figures})) == []


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
