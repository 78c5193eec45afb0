"""Periods of time, as portals write them into one text."""

import re
from collections.abc import Iterator
from itertools import islice

from schemas.dataset import DatePrecision, DateValue, PeriodOfTime
from schemas.date_customs import UNSTATED, DateCustoms
from schemas.date_text import DIGIT, bare, plain
from schemas.date_words import BETWEEN, FROM, NOW, QUARTER, UNTIL, YEAR, YEARS, choice
from schemas.dates import parse_date

LONGEST = 160
"""The most characters of a period that is not in parts with names."""

MOST_DIVISIONS = 8
"""In how many places a text is divided, to see whether both parts are dates."""

INTERVAL = re.compile(r"(?P<start>[^/]*)/(?P<end>[^/]*)")
"""An interval of ISO 8601: two dates with a slash between them. One may be missing or `..`."""

NAMED = re.compile(r"\s*(?P<name>start|end)\s*=\s*(?P<date>.+)", re.IGNORECASE | re.DOTALL)
"""A part of DCMI Period: `name=2020; start=2020-01-01; end=2020-12-31;`."""

_WORDS = choice([word for word in BETWEEN if word[0].isascii() or not "\u4e00" <= word[0] <= "\u9fff"])
_HAN_WORDS = choice([word for word in BETWEEN if "\u4e00" <= word[0] <= "\u9fff"])
_DIVISION = re.compile(rf" ?(?:\.\.+|…|~|～|;|[-\u2010-\u2015\u2212]|{_HAN_WORDS}) ?| (?:{_WORDS}) ", re.IGNORECASE)
_FROM = re.compile(rf"(?:{choice(FROM)})(?: |(?<=[\u4e00-\u9fff]))", re.IGNORECASE)
_UNTIL = re.compile(rf"(?:{choice(UNTIL)})(?: |(?<=[\u4e00-\u9fff]))", re.IGNORECASE)
_NOW = re.compile(rf"(?:(?:{_WORDS}|{_HAN_WORDS}) ?)?(?:{choice(NOW)})\.?", re.IGNORECASE)
_UNTIL_NOW = re.compile(
    rf"(?P<start>.{{4,40}}?) ?(?:[-\u2010-\u2015]|{_HAN_WORDS}| (?:{_WORDS}) ) ?(?:{choice(NOW)})\.?", re.IGNORECASE
)
_YEARS = re.compile(rf"(?P<start>\d{{4}}) ?[-/] ?(?P<end>\d{{4}}|\d\d)(?: ?(?:{choice([*YEAR, *YEARS])}))?\.?")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NUMBER = r"(?:第)?(?P<number>i{1,3}|iv|[1-4]|[一二三四])"
_QUARTER = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})[ -]?(?:年|{choice(YEAR)})?[.,]? ?{_NUMBER} ?-? ?(?:{choice(QUARTER)})\.?",
        r"(?P<year>\d{4})[ -]?q(?P<number>[1-4])",
        r"q(?P<number>[1-4])[ -/]?(?P<year>\d{4})",
        rf"{_NUMBER}(?:-?(?:й|st|nd|rd|th))? ?-? ?(?:{choice(QUARTER)}),? (?P<year>\d{{4}})(?: ?(?:{choice(YEAR)}))?\.?",
    )
)


def parse_period(text: str, customs: DateCustoms = UNSTATED) -> PeriodOfTime:
    """The period in a text: an interval, a DCMI Period, two dates with a dash or a word between them, a quarter, years, one date.

    One date is the start. A date that is not understood keeps its text, as everywhere.
    """
    parts = (match for part in text.split(";") if (match := NAMED.fullmatch(part)))
    if named := {match["name"].lower(): match["date"].strip() for match in parts}:
        return _period(named, customs)
    single = parse_date(text, customs)
    if single.value or len(text) > LONGEST:
        return PeriodOfTime(start=single)
    if not DIGIT.search(text):
        return _interval(text, customs)
    whole = " ".join(text.strip(" []()").split())
    return (
        _quarter(text) or _years(whole, customs) or _divided(whole, customs) or _open(whole, customs) or _interval(text, customs)
    )


def is_time(period: PeriodOfTime) -> bool:
    """Whether a period is not empty and all of it was understood."""
    dates = [date for date in (period.start, period.end) if date]
    return bool(dates) and all(date.value is not None for date in dates)


def _period(named: dict[str, str], customs: DateCustoms) -> PeriodOfTime:
    return PeriodOfTime(**{name: parse_date(date, customs) for name, date in named.items()})


def _interval(text: str, customs: DateCustoms) -> PeriodOfTime:
    interval = INTERVAL.fullmatch(text)
    if interval is None:
        return PeriodOfTime(start=DateValue(verbatim=text))
    return _period({name: part.strip() for name, part in interval.groupdict().items() if part.strip(" .")}, customs)


def _years(text: str, customs: DateCustoms) -> PeriodOfTime | None:
    """`2010-2020`, `2010–2020 гг.`; `2023/24` and `2023-24`, if the second year follows the first."""
    match = _YEARS.fullmatch(plain(text))
    if match is None:
        return None
    start, end = match["start"], match["end"]
    if len(end) < len(start):
        following = str(int(start) + 1)
        if not following.endswith(end):
            return None
        end = following
    return _certain(parse_date(start, customs), parse_date(end, customs))


def _quarter(text: str) -> PeriodOfTime | None:
    """A quarter of a year, from its first to its last month."""
    found = plain(text)
    match = next((match for form in _QUARTER for each in (found, bare(found)) if (match := form.fullmatch(each))), None)
    if match is None:
        return None
    last = 3 * _QUARTERS[match["number"]]
    start, end = (parse_date(f"{match['year']}-{month:02}") for month in (last - 2, last))
    return PeriodOfTime(start=start.model_copy(update={"verbatim": text}), end=end.model_copy(update={"verbatim": text}))


def _divided(text: str, customs: DateCustoms) -> PeriodOfTime | None:
    """Two dates with a dash, dots or a word between them. None if there is no place, or more than one, where that can be."""
    if before := _FROM.match(text):
        text = text[before.end() :]
    found = dict.fromkeys(_readings(text, customs))
    return next(iter(found)) if len(found) == 1 else None


def _readings(text: str, customs: DateCustoms) -> Iterator[PeriodOfTime]:
    for division in islice(_DIVISION.finditer(text), MOST_DIVISIONS):
        start = parse_date(text[: division.start()].strip(), customs)
        if start.value and (period := _certain(start, parse_date(text[division.end() :].strip(), customs))):
            yield period


def _certain(start: DateValue, end: DateValue) -> PeriodOfTime | None:
    """The period of two dates, if both are understood, equally precise, and in their order."""
    if start.value is None or end.value is None or start.value > end.value:
        return None
    exact = {DatePrecision.DAY, DatePrecision.TIME}
    same = start.precision is end.precision or {start.precision, end.precision} == exact
    return PeriodOfTime(start=start, end=end) if same else None


def _open(text: str, customs: DateCustoms) -> PeriodOfTime | None:
    """A period without one of its ends: `с 2010 года`, `2010 – present`, `2010-`, `2010年至今`, `до 2020`."""
    if until := _UNTIL_NOW.fullmatch(text):
        text = f"{until['start']} -"
    if (before := _UNTIL.match(text)) and (end := parse_date(text[before.end() :], customs)).value:
        return PeriodOfTime(end=end)
    before = _FROM.match(text)
    tail = text.endswith(("-", "–", "—", "..", "~", "至", "起", "以来"))
    rest = text[before.end() if before else 0 :].rstrip(" -–—.~至起")
    start = parse_date(rest.removesuffix("以来"), customs)
    return PeriodOfTime(start=start) if start.value and (before or tail) else None
