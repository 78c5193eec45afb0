"""How many records or pages a portal says it has, where it says so in words: `共 1,234 条 / 62 页`, `Страница 1 из 4`."""

import re
from typing import Literal

from ...reading.fields import MAX_DIGITS

Of = Literal["total", "pages"]

NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:[,，\u00a0\u202f ]\d{3})+(?![\d.])|(?<![\d.])\d+(?!\d|\.\d)")

PAGES = re.compile(r"(?:\s{0,3}/\s{0,3}\d{1,9})?\s{0,3}(?:页|頁|стр|бет|bet\b|sahifa|page|صفحه|صفحات)", re.IGNORECASE)
RECORDS = re.compile(
    r"\s{0,3}(?:条|條|项|項|个|個|笔|筆|запис|набор|датасет|дерек|жазба|yozuv|to.plam|dataset|record|result|item|مجموعه|مورد|داده)",
    re.IGNORECASE,
)
UNITS = {"pages": PAGES, "total": RECORDS}
"""What stands behind a number of pages, and of records."""

ORDINAL = re.compile(r"(?:第|стр\w{0,8}\.?|page|صفحه|№)\s{0,3}\Z", re.IGNORECASE)
"""What stands before the number of the page that is shown."""

WHOLE = re.compile(r"(?:/|共|总|總|计|из|всего|итого|барлығы|жами|jami|of|total|از|کل)[:：]?\s{0,3}\Z", re.IGNORECASE)
"""What stands before the number of all of them."""

LONGEST = 500
"""The most characters of a text in which a number is looked for."""


def number_in(value: object, of: Of = "total") -> int | None:
    """A number of records or pages: a number, or one in a text, whose thousands may be divided by commas or blanks.

    Of several numbers that with the right unit behind it counts, else one that is said to be of all, else the first of a total
    and the last of pages. A number of ten thousands (`1.2万`) is not exact, so it is none.
    """
    if isinstance(value, str):
        value = _in_text(value[:LONGEST], of)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _in_text(text: str, of: Of) -> int | None:
    found = [each for each in NUMBER.finditer(text) if not text.startswith("万", each.end())]
    other = UNITS["total" if of == "pages" else "pages"]
    found = [each for each in found if not other.match(text, each.end())] or (found if len(found) == 1 else [])
    shown = [each for each in found if ORDINAL.search(text[: each.start()])]
    found = [each for each in found if each not in shown] or found
    by_unit = [each for each in found if UNITS[of].match(text, each.end())]
    whole = [each for each in by_unit or found if WHOLE.search(text[: each.start()])]
    best = whole or by_unit or found
    if not best:
        return None
    digits = "".join(filter(str.isdecimal, best[-1 if of == "pages" or whole else 0][0]))
    return int(digits) if len(digits) <= MAX_DIGITS else None
