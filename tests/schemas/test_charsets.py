"""The names of charsets, as portals write them."""

import pytest

from schemas.charsets import charset_of


@pytest.mark.parametrize(
    ("label", "charset"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("utf_8", "utf-8"),
        (' "utf-8"', "utf-8"),
        ("windows-1251", "cp1251"),
        ("Windows1251", "cp1251"),
        ("win-1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("KOI8-R", "koi8-r"),
        ("koi8r", "koi8-r"),
        ("koi8-u", "koi8-u"),
        ("koi8-t", "koi8-t"),
        ("kz1048", "kz1048"),
        ("cp866", "cp866"),
        ("windows-1256", "cp1256"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("x-gbk", "gb18030"),
        ("gb_2312-80", "gb18030"),
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("iso-8859-5", "iso8859-5"),
    ],
)
def test_the_charset_under_a_label(label: str, charset: str) -> None:
    assert charset_of(label) == charset


@pytest.mark.parametrize(
    "label",
    [
        "",
        "none",
        "binary",
        "utf8mb4",
        "ANSI",
        "ключ",
        "a\0b",
        "x" * 500,
        "aliases",
        "hex",
        "rot13",
        "base64",
        "undefined",
        "mbcs",
    ],
)
def test_what_is_no_charset(label: str) -> None:
    assert charset_of(label) is None


@pytest.mark.parametrize(
    "label",
    ["utf-16", "utf-16le", "utf-32", "utf-7", "hz", "iso-2022-jp", "iso-2022-kr", "cp037", "cp500", "cp864", "unicode_escape"],
)
def test_a_charset_in_which_ascii_is_something_else(label: str) -> None:
    assert charset_of(label) is None


@pytest.mark.parametrize("label", ["idna", "punycode"])
def test_what_takes_for_ever_is_not_begun(label: str) -> None:
    assert charset_of(label) is None
