"""The words in dates."""

from collections import Counter

from schemas.date_words import GREGORIAN, SOLAR_HIJRI, WEEKDAYS
from schemas.vocab import load

WORDS = load("date_words.yml")


def test_no_word_names_two_months() -> None:
    named = [word for rows in (WORDS["months"], WORDS["solar_hijri"]) for names in rows for word in names.casefold().split()]
    assert [word for word, times in Counter(named).items() if times > 1] == []
    assert len(named) == len(GREGORIAN) + len(SOLAR_HIJRI)
    assert set(GREGORIAN.values()) == set(SOLAR_HIJRI.values()) == set(range(1, 13))


def test_months_of_calendars_that_cannot_be_converted_are_not_there() -> None:
    assert {"محرم", "رمضان", "ذوالحجه", "चैत्र", "फाल्गुन"}.isdisjoint(GREGORIAN.keys() | SOLAR_HIJRI.keys())


def test_no_day_of_the_week_is_a_month() -> None:
    named = [word for names in WORDS["weekdays"] for word in names.casefold().split()]
    assert set(named).isdisjoint(GREGORIAN.keys() | SOLAR_HIJRI.keys())
    assert len(named) == len(WEEKDAYS)
    assert set(WEEKDAYS.values()) == set(range(1, 8))
