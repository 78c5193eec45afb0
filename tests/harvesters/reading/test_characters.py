"""The characters of a document: bytes before labels, nothing guessed, nothing replaced."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.reading.characters import UNDECODED, declared, decoded, read_once

TEXTS = (
    "Список школ Бишкека, их адреса и телефоны",
    "Қазақстан Республикасының су ресурстары, өзендері мен көлдері",
    "Тарҷумаи ҳолати об дар ҳавзаи дарёи Ҷумҳурии Тоҷикистон",
    "公共数据开放平台数据目录,联通各部门的信息资源",
    "پرتال داده‌های باز کشور، فهرست مجموعه داده‌ها",
    "भारत के जल संसाधन और नदियों की सूची",
    "Water points of Lahore, O‘zbekiston suv resurslari",
)

LABELS = (None, "", "utf-8", "ISO-8859-1", "windows-1251", "gb2312", "utf-16", "utf-7", "iso-2022-jp", "cp037", "utf8mb4", "none")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("label", LABELS)
def test_what_is_utf_8_is_read_as_utf_8(text: str, label: str | None) -> None:
    assert decoded(text.encode(), label, label) == text
    assert decoded(codecs.BOM_UTF8 + text.encode(), label) == text


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("charset", ["utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_show_themselves(text: str, label: str | None, charset: str) -> None:
    assert decoded(f"<a>{text}</a>".encode(charset), label) == f"<a>{text}</a>"


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        (TEXTS[0], "cp1251", "windows-1251"),
        (TEXTS[0], "koi8-r", "koi8-r"),
        (TEXTS[0], "cp866", "cp866"),
        (TEXTS[0], "mac-cyrillic", "x-mac-cyrillic"),
        (TEXTS[1].replace("ұ", "y"), "kz1048", "kz1048"),
        (TEXTS[3], "gbk", "gb2312"),
        (TEXTS[3] * 50, "gb18030", "GBK"),
        ("فهرست داده", "cp1256", "windows-1256"),
        ("Portal’s “open data”", "cp1252", "ISO-8859-1"),
    ],
)
def test_a_label_is_believed_where_utf_8_fails(text: str, charset: str, label: str) -> None:
    assert decoded(text.encode(charset), None, label) == text
    assert decoded(text.encode(charset), charset, "iso-8859-1") == text
    assert decoded(text.encode(charset), "iso-8859-1" if label != "ISO-8859-1" else None, charset) == text


@pytest.mark.parametrize("label", ["utf-8", "ISO-8859-1", "windows-1251", "gb18030", None])
@pytest.mark.parametrize("bad", [b"\x92", b"\xff\xfe", b"\xd0", b"\xc0\x80", b"\xed\xa0\x80"])
@pytest.mark.parametrize("text", TEXTS[:6])
def test_a_bad_byte_in_utf_8_does_not_change_the_rest(text: str, bad: bytes, label: str | None) -> None:
    """Not even under a label in which all bytes are valid."""
    found = decoded(text.encode() + b" Ch" + bad + b"ng " + text.encode(), label)
    assert found.startswith(f"{text} Ch")
    assert found.endswith(f"ng {text}")
    assert found.encode("utf-8", "surrogateescape") == text.encode() + b" Ch" + bad + b"ng " + text.encode()


def test_a_bad_byte_in_another_charset_does_not_change_the_rest() -> None:
    text = TEXTS[3] * 20
    assert decoded(text.encode("gbk")[:-1] + b"<a>", "gb2312").endswith("信息资\udcd4<a>")


@pytest.mark.parametrize("label", ["utf-8", None, "utf-16", "none", "iso-2022-jp"])
def test_nothing_is_guessed(label: str | None) -> None:
    found = decoded(TEXTS[0].encode("cp1251"), label)
    assert UNDECODED.search(found)
    assert found.encode("utf-8", "surrogateescape") == TEXTS[0].encode("cp1251")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (b'<?xml version="1.0" encoding="windows-1251"?><a/>', "windows-1251"),
        (b"\n <?xml version='1.0' encoding = 'KOI8-R' standalone='yes'?>", "KOI8-R"),
        (b'<html><head><meta charset="gb2312">', "gb2312"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "windows-1251"),
        (b'<?xml version="1.0"?><a encoding="utf-8"/>', None),
        (b'{"a": "<meta charset=utf-8>"}', "utf-8"),
        (b"", None),
    ],
)
def test_the_charset_that_a_document_states(content: bytes, charset: str | None) -> None:
    assert declared(content) == charset


@given(st.binary(max_size=300), st.lists(st.sampled_from(LABELS), max_size=3))
def test_any_bytes_are_read_or_broken_off(content: bytes, labels: list[str | None]) -> None:
    try:
        found = decoded(content, *labels)
    except UnicodeError:
        assert content[:4].startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) or b"\0" in content[:4]
        return
    replaced = b"\xef\xbf\xbd" in content or b"\xfd" in content or b"\xff" in content
    assert "\ufffd" not in found or replaced, "a replacement character that nobody sent"


@given(st.sampled_from(TEXTS), st.integers(0, 200), st.sampled_from(LABELS))
def test_a_text_that_is_broken_off_keeps_its_beginning(text: str, length: int, label: str | None) -> None:
    """By itself half a character can be one of another charset; among others it is none."""
    whole = f"{text} {text}"
    found = decoded(whole.encode()[: len(text.encode()) + length], label)
    assert found.startswith(text)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("charset", ["latin-1", "koi8-r", "cp866"])
def test_a_record_that_was_read_wrongly_as_a_whole_is_read_as_it_was_meant(text: str, charset: str) -> None:
    sent = f'{{"title": "{text}", "notes": "ñandú, вода, 水"}}'.encode()
    assert read_once(sent.decode(charset).encode()) == sent


@pytest.mark.parametrize("text", [*TEXTS, "Überprüfung der Straße, café, naïveté, Ærø", "ÑÑÑ ÐÐÐ", "№ 5 – «Вода»", "\ud800"])
def test_a_record_that_was_read_well_stays(text: str) -> None:
    archived = f'{{"title": "{text}"}}'.encode("utf-8", "surrogatepass")
    assert read_once(archived) == archived


@given(st.binary())
def test_bytes_that_are_no_text_stay(content: bytes) -> None:
    assert read_once(b"\xff" + content) == b"\xff" + content
