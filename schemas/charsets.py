"""The names of charsets, as the charset that a document under that name is read in."""

import codecs
import re
from functools import lru_cache

NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})
"""Encodings of Python that no document uses. The time of the first two grows with the square of the length."""

LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
"""What browsers read under these labels: each has the characters of its label and more.

From https://encoding.spec.whatwg.org/#names-and-labels, read 2026-11-28.
"""

MISSPELT = re.compile(
    r"(?:windows|win|cp|ms)[-_ ]?(\d{3,4})|(?:cs)?(koi8|gb|gbk)[-_ ]?([ru]|2312(?:-80)?|13000|18030(?:-20\d\d)?)?"
)
"""Names that portals make of those of the registry, such as `windows1251`, `x-gbk` and `koi8r`."""

PROBE = bytes(range(128)) + b"+AGE-~{VPND~}=41\x1b$B!!\x1b(B"
"""ASCII, and what means something else in UTF-7, HZ, quoted-printable and ISO 2022."""


def charset_of(label: str) -> str | None:
    """Python's name of the charset to read under a label; None if there is none that can be believed.

    ASCII must be ASCII in it. So UTF-16, UTF-7, ISO 2022 and EBCDIC are never read by their label alone.
    """
    return _charset_of(label.strip(" \t\"'").lower().removeprefix("x-")[:40])


@lru_cache(maxsize=256)
def _charset_of(label: str) -> str | None:
    if spelt := MISSPELT.fullmatch(label):
        label = f"cp{spelt[1]}" if spelt[1] else _registered(spelt[2], spelt[3] or "")
    try:
        name = codecs.lookup(label).name
        name = LARGER.get(name, name)
        return name if name not in NO_CHARSETS and PROBE.decode(name) == PROBE.decode("ascii") else None
    except (LookupError, ValueError):
        return None


def _registered(family: str, member: str) -> str:
    return f"koi8-{member or 'r'}" if family == "koi8" else "gb18030"
