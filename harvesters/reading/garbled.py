"""Texts whose bytes were read with a wrong charset, before the portal sent them: `РЎРїРёСЃРѕРє`, `Ñïèñîê`, `????? ??`.

They are named, not repaired: what was lost on the way cannot be told. The kinds were measured with titles of eleven languages.
"""

import re
from functools import cache

SAMPLE = 2_000
"""How many characters of a text are looked at."""

BYTES = 6
"""The fewest bytes that must come out well, if the text is read again: three letters or two Chinese characters."""

LEAST = 3
"""The fewest letters that tell something."""

SUSPECT = (
    "\ufffd\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00ff\u0192\u02c6\u02dc\u2020\u2021\u2030\u20ac\u2122\u2500-\u259f锟"
    "ЂЃѓЉЊЌЋЏђљњќћџЈҐЄЇґЅѕјї涓浜鍙鍚鍦鍏鍥鏁鏂鏄鎴鎹鐨璁缁銆锛芯邪懈"
)
"""Characters of which a garbled text has at least one, for a class of a regular expression. Healthy texts rarely have one."""

_SUSPECTED = re.compile(f"[{SUSPECT}]")
_CHARSETS = ("cp1252", "cp1251", "cp866", "koi8-r", "cp1256")
_LOST = re.compile(r"(?<![^\W_])\?{2,}")
_ACCENTED = re.compile("[\u00a1-\u00ff]{4,}")
_WESTERN = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
_LATER = "\u0080-\u009f¡-ª¬-º¼-¿ŒœŠšŽžŸƒˆ€‚„†‡‰"
_SINGLE = re.compile(f"[ÂÃ][{_LATER}]|Ê[»¼](?=\\w)|â[€\u0080].|[à-ï][{_LATER}]{{2}}")
"""One character of UTF-8 that was read as Latin-1 or Windows-1252; without quotation marks, which may follow a letter."""
_REPLACED = re.compile("\ufffd.{0,3}\ufffd|锟斤拷")


def garbled(text: str) -> str | None:
    """What happened to a text that was read wrongly, in words for a report; None for a healthy text."""
    sample = text[:SAMPLE]
    if _is_lost(sample):
        return "letters were lost"
    if not _SUSPECTED.search(sample):
        return None
    for charset in _CHARSETS:
        if again := _read_again(sample, charset):
            return f"UTF-8 read as {charset}, perhaps: {again}"
    if again := _from_gbk(sample):
        return f"UTF-8 read as gbk, perhaps: {again}"
    return "another charset read as cp1252" if _is_accented(sample) else None


def _is_lost(text: str) -> bool:
    """Whether there are signs where letters were: two replacement characters, or runs of question marks that end no word."""
    if _REPLACED.search(text):
        return True
    lost = sum(map(len, _LOST.findall(text)))
    return lost > LEAST and LEAST * lost >= sum(map(str.isalnum, text))


def _read_again(text: str, charset: str) -> str | None:
    """The text that was meant, if the bytes of `charset` are UTF-8: many characters come out, and few break."""
    again = text.translate(_bytes(charset)).encode("latin-1").decode("utf-8", "replace")
    made, broken = _made(again), again.count("\ufffd")
    if made >= BYTES and made > 4 * (broken - 1):  # the last character may be cut off
        return again
    return again if charset == "cp1252" and made and not broken and _SINGLE.search(text) else None


def _made(text: str) -> int:
    """How many bytes of a text are those of characters beyond ASCII that came out well."""
    return sum(len(sign.encode()) for sign in text if sign > "\u007f" and sign != "\ufffd")


class _Bytes(dict[int, int]):
    """The byte of each character; FF, which UTF-8 never has, for a character of another charset."""

    def __missing__(self, sign: int) -> int:
        return 0xFF


@cache
def _bytes(charset: str) -> _Bytes:
    """The byte of each character of a charset. A byte that has none is the control character of Latin-1, as browsers read it."""
    latin = range(256 if charset == "cp1252" else 0xA0)
    signs = ((code, bytes([code]).decode(charset, "ignore")) for code in range(256))
    return _Bytes({code: code for code in latin} | {ord(sign): code for code, sign in signs if sign})


def _from_gbk(text: str) -> str | None:
    """The text that was meant, if it is Chinese characters whose bytes in GBK are UTF-8.

    Two characters of Chinese may be letters by chance, so letters count only if nothing else comes out.
    """
    again = text.replace("\ufffd", "?").encode("gbk", "replace").decode("utf-8", "replace")
    chinese, broken = sum("\u2e7f" < sign != "\ufffd" for sign in again), again.count("\ufffd") + text.count("\ufffd")
    letters = sum("\u0400" <= sign <= "\u06ff" for sign in again)
    is_letters = letters > LEAST and not broken and 2 * letters == _made(again)
    return again if is_letters or (chinese > 1 and chinese > broken) else None


def _is_accented(text: str) -> bool:
    """Whether most letters are Western ones with accents, in runs: no language writes so."""
    letters, accented = sum(map(str.isalpha, text)), len(_WESTERN.findall(text))
    runs = [run for run in _ACCENTED.findall(text) if len(_WESTERN.findall(run)) > 1]
    return bool(runs) and 2 * sum(map(len, runs)) >= letters and accented >= LEAST
