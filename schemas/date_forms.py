"""The forms of dates that people and programs write, as patterns for a text that `date_text` made plain."""

import re

from .date_words import AFTERNOON, MORNING, YEAR, choice

_HALF = choice([*MORNING, *AFTERNOON])
_OFFSET = r"[+-](?:0\d|1[0-4])(?::?[0-5]\d)?"
_ZONE = rf"\(?(?P<zone>(?:utc|gmt)?{_OFFSET}|(?:utc|gmt)[+-]\d|[a-z]{{1,4}}|мск)\)?(?: ?[(\[][^()\[\]]*[)\]])?"
_CLOCK = (
    rf"(?:(?P<half_before>{_HALF}) ?)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)"
    rf"(?:[:.](?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?(?: ?(?P<half>{_HALF}))?(?: ?{_ZONE})?"
)
_TIME = rf"(?:(?:t| ?, ?| - (?=\d\d?:)| |-(?=\d\d\.\d\d\.)|(?<=[日号]))(?:(?:в|а|at|ساعت|soat|соат|сағат|саат) )?{_CLOCK})?"
_NAME = r"(?P<name>[^\d .,/()-]{2,16})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|-?(?:е|го|й|ое|ші|шы|чи|нчи))?"
_YEAR_WORD = rf"(?:{choice(YEAR)})\.?"
_YEAR = rf"(?:(?:سال|соли) )?(?P<year>\d{{4}})(?:[ -]?{_YEAR_WORD})?"

FORMS = tuple(
    re.compile(form)
    for form in (
        # 2023, 2023 год, 2023-y.
        _YEAR,
        # 2023-6, 2023/06; 06.2023, 6/2023
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
        r"(?P<month>\d{2}(?=\.)|\d{1,2}(?=/))[./](?P<year>\d{4})",
        # 2023-06-16, 2023/6/16 14:05, 1402/03/25
        rf"(?P<year>\d{{4}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}",
        # 2023-06-16Z, 2023-06-16+05:00: a date of XML Schema with its zone
        rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d) ?(?P<zone>z|{_OFFSET})",
        # 2023-167, 2023-W24-5: the day of the year, and of a week (ISO 8601)
        r"(?P<year>\d{4})-(?P<ordinal>\d{3})",
        r"(?P<year>\d{4})(?P<sign>-?)w(?P<week>\d\d)(?P=sign)(?P<weekday>[1-7])",
        # 16.06.2023, 16.06.2023 14:05
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}{_TIME}",
        # 16/06/2023 and 06/16/2023, where only one of the numbers can be the day; 03/04/2023 if the portal's order is known
        rf"(?P<first>\d{{1,2}})(?P<sign>[-/])(?P<other>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){_TIME}",
        # 20230616, 20230616T1015, 20230616101500Z, 20230616101500123
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)t?(?P<hour>\d\d)(?P<minute>\d\d)"
        rf"(?:(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,9}})|(?P<milliseconds>\d{{3}}))?)?(?P<zone>z|{_OFFSET})?",
        # 2023年, 2023年6月, 2023年6月16日 14:05
        rf"(?P<year>\d{{4}}) ?年(?: ?(?P<month>\d{{1,2}}) ?月(?:份| ?(?P<day>\d{{1,2}}) ?[日号]{_TIME})?)?",
        # 16 июня 2023 г., 16-Jun-2023, 16 Jun 2023 10:15:00 GMT (RFC 9110)
        rf"{_DAY}[ -]+{_NAME},?[ -]+{_YEAR}{_TIME}",
        # 16-JUN-23: Oracle, RFC 850
        rf"(?P<day>\d{{1,2}})-(?P<name>[a-z]{{3}})-(?P<short>\d\d){_TIME}",
        # 16JUN2023, 16JUN2023:14:05:00: SAS
        rf"(?P<day>\d\d)(?P<name>[a-z]{{3}})(?P<year>\d{{4}})(?::{_CLOCK})?",
        # June 16, 2023; Jun 16 2023 10:15:00 GMT+0500
        rf"{_NAME} {_DAY},? {_YEAR}{_TIME}",
        # Jun 16 10:15:00 MSK 2023: Java
        rf"{_NAME} (?P<day>\d{{1,2}}) {_CLOCK} (?P<year>\d{{4}})",
        # июнь 2023 г., June 2023
        rf"{_NAME},? {_YEAR}",
        # 2023-Jun-16, 2023 June 16
        rf"(?P<year>\d{{4}})[ -]{_NAME}[ -]{_DAY}{_TIME}",
        # 2023 жылғы 16 маусым (Kazakh), 2023-жылдын 16-июну (Kyrgyz), 2023-yil 16-iyun (Uzbek)
        rf"(?P<year>\d{{4}})[ -]*{_YEAR_WORD},? ?(?:{_DAY}[ -]+)?{_NAME}{_TIME}",
    )
)
"""Every form, each with the names of its parts. No text fits two of them with different meanings."""
