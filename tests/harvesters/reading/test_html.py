"""HTML of any kind: a tree or an error of ours, in time that grows with the length; texts as people read them."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.limits import MAX_PAGE
from harvesters.reading.html import HtmlTooLarge, UnreadableHtml, parse, text_of

PIECES: tuple[str, ...] = (
    *"<>=&\"'x 水\0\x1b\udc92",
    *(
        "<a ",
        "<div>",
        "</div>",
        "<p>",
        "<b>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<table><tr><td>",
        "<li>",
        "&#0;",
        "&#xD800;",
        "<?xml version='1.0' encoding='gbk'?>",
        "<![CDATA[",
        "<br>",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_text_is_a_page_or_an_error(pieces: list[str]) -> None:
    try:
        root = parse("".join(pieces))
    except UnreadableHtml:
        return
    assert root.tag == "html"
    assert isinstance(text_of(root), str)


@pytest.mark.parametrize(
    "piece", [*PIECES, *(f"<a x={quote}" for quote in "\"'"), "<html a=1>", "<body>", "<form>", "</x>", "<a/a/", "\n"]
)
@pytest.mark.parametrize("before", ["", "<div>" * 2000, "<a " + " ".join(f"a{number}" for number in range(990))])
def test_the_time_is_bounded(piece: str, before: str) -> None:
    text = before + piece * ((MAX_PAGE - len(before)) // len(piece.encode("utf-8", "surrogatepass")) // 4)
    started = time.process_time()
    with suppress(UnreadableHtml):
        text_of(parse(text))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("names", ["{0}", "{0}={0}", '{0}="{0}"', "/{0}", "\x0c{0}='>'", "={0}"])
def test_endless_attributes_are_refused_however_they_are_written(names: str) -> None:
    text = f"<p>a<a {' '.join(names.format(f'a{number}') for number in range(100_000))}>x"
    started = time.process_time()
    with pytest.raises(UnreadableHtml, match="attributes"):
        parse(text)
    assert time.process_time() - started < 3


def test_a_script_with_many_words_is_no_tag() -> None:
    script = "for (i=0; i<n; i++) { " + "x = 1; " * 3000 + "}"
    assert text_of(parse(f"<html><script>{script}</script><p>a</p></html>")) == "a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing in it"),
        (" \n", "nothing in it"),
        ("<!-- only a comment -->", "nothing in it"),
        ("<div>" * 5000, "nested too deep"),
        ("<p>" + "x" * MAX_PAGE, "a page of more than"),
        ("<p>" + "水" * (MAX_PAGE // 3), "a page of more than"),
    ],
)
def test_what_is_no_page_says_so(text: str, words: str) -> None:
    with pytest.raises(UnreadableHtml, match=words) as raised:
        parse(text)
    assert isinstance(raised.value, HtmlTooLarge) is ("more than" in words)


def test_five_thousand_brackets_and_many_levels_are_read() -> None:
    assert text_of(parse("[" * 5000)) == "[" * 5000
    assert text_of(parse("<span>" * 1000 + "a")) == "a"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<?xml version='1.0' encoding='gb2312'?><html><p>水资源</p></html>", "水资源"),
        ("<meta charset=gbk><p>水资源</p>", "水资源"),
        ("<p>a\0b\x1bc", "a\ufffdb\ufffdc"),
        ("<p>a\udc92b", "a\ufffdb"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<div><div>a</div></div>\n\n  <div>b</div>", "a\nb"),
        ("a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd"),
        ("a<b>b</b>c <i> d</i>", "abc d"),
        ("<ul><li>a<li>b</ul>c", "a\nb\nc"),
        ("<table><tr><td>来源</td><td>水利局</td></tr><tr><td>x<td>y</table>", "来源 水利局\nx y"),
        ("a<script>var x = '<p>no</p>';</script>b<style>p {}</style>c", "abc"),
        ("a<!-- no -->b&nbsp;c&lt;d&#27700;", "ab\u00a0c<d水"),
        ("a\r\n   b\tc", "a b c"),
        ("<textarea>a", "a"),
        ("<html><body><p>a</body></html><!-- x --><p>b</p></HTML ><html><body>c", "a\nb\nc"),
    ],
)
def test_a_text_is_as_people_read_it(text: str, shown: str) -> None:
    assert text_of(parse(text)) == shown


def test_what_follows_an_element_is_not_in_it() -> None:
    root = parse("<div><b>a</b> tail</div>")
    assert text_of(next(root.iter("b"))) == "a"
