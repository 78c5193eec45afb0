"""A text with a date, made plain: one form of digits, dashes and blanks, and without words that say nothing about the day."""

import re
import unicodedata

from .date_words import AFTER, BEFORE, WEEKDAYS, choice

DIGIT = re.compile(r"[\d〇○零一二三四五六七八九十]")
"""A digit of any script, without which no text is a date."""

_NO_WIDTH = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)])
_SIGNS = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | {ord("ي"): "ی", ord("ك"): "ک", ord("،"): ",", ord("、"): ",", ord("。"): "."}
"""Dashes of every length; the Arabic letters that stand for Persian ones; commas of other scripts."""

_HAN = "".join(day for day in WEEKDAYS if day[0] in "星周")
_WEEKDAY = re.compile(
    rf"[( ]*(?:{choice([day for day in WEEKDAYS if day[0] in _HAN])})[) ]*"
    rf"|(?:(?<=[ (,])|^)\(?(?:{choice([day for day in WEEKDAYS if day[0] not in _HAN])})\)?(?:[.,]+|(?= )|$)"
)
_LETTER = re.compile(r"[^\W\d_]")
_BEFORE = re.compile(rf"(?:{choice(BEFORE)})(?: |(?<=[\u4e00-\u9fff]))")
_AFTER = re.compile(rf" (?:{choice(AFTER)})$")
_HAN_NUMBER = re.compile("[〇○零一二三四五六七八九十廿卅]+")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_TENS = {"廿": "二十", "卅": "三十"}
_HOURS = re.compile(r"(\d{1,2}) ?(?:时|点|ч\.?) ?(\d{1,2}) ?(?:分|мин\.?)(?: ?(\d{1,2}) ?(?:秒|сек\.?|с\.?))?")


_APART = re.compile(r"(?<=\d) ?([./]) ?(?=\d)|[«“\"](?P<day>\d{1,2})[»”\"]|(?P<number>یک|دو|سه|چهار|پنج) (?=شنبه)")
"""Blanks between the numbers of a date, quotes round its day (official Russian), a blank in a Persian day of the week."""


def plain(text: str) -> str:
    """The text in small letters, with ASCII digits, dashes and single blanks."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_NO_WIDTH)).translate(_SIGNS)
        text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    text = _APART.sub(lambda found: found["day"] or found["number"] or found[1], " ".join(text.casefold().split())).strip(
        " ,;\"'«»“”"
    )
    return text.removesuffix(".") if text[-2:-1].isdigit() else text


def bare(text: str) -> str:
    """A plain text without the day of the week and words such as "as of", with its Chinese numbers in digits."""
    if not _LETTER.search(text):
        return text
    without = _WEEKDAY.sub(" ", text, count=1).strip(" ,")
    text = _AFTER.sub("", text if without.isdecimal() else without)
    if before := _BEFORE.match(text):
        text = text[before.end() :]
    if "年" in text:
        text = _HAN_NUMBER.sub(lambda found: _number(found[0]), text)
    return " ".join(_HOURS.sub(_clock, text).split())


def weekday_of(text: str) -> int | None:
    """The number of the day of the week (Monday is 1) in a plain text that names one."""
    found = _WEEKDAY.search(text)
    return WEEKDAYS.get(found[0].strip(" (),.")) if found else None


def _number(text: str) -> str:
    """A Chinese number as digits: 二〇二三, 十六, 二十. A text that is none of these stays as it is."""
    text = _HAN_TENS.get(text[0], text[0]) + text[1:]
    tens, ten, ones = text.partition("十")
    if not ten:
        return text.translate(_HAN_DIGITS)
    if len(tens) > 1 or len(ones) > 1 or not (tens + ones).translate(_HAN_DIGITS).isascii():
        return text
    return str(int((tens or "一").translate(_HAN_DIGITS)) * 10 + int(ones.translate(_HAN_DIGITS) or 0))


def _clock(found: re.Match[str]) -> str:
    return ":".join(f"{int(part):02}" for part in found.groups() if part)
