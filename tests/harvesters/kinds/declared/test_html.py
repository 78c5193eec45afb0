"""A page for people as a map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.answers import html_of
from harvesters.errors import BadAnswer
from harvesters.kinds.declared.html import FORMS, label, pairs, select, xpath_of
from harvesters.reading.html import text_of

PAGE = html_of(
    """<html><body><h1> 标题
    一 </h1><script>var x = "no";</script>
    <ul class="each"><li>来源部门： 统计局</li><li>更新频率:每年</li><li>无标签</li><li>时间：10:30</li></ul>
    <table class="turns"><tr><td>摘 要</td><td>第一行<br>第二行</td><td>标签：</td><td></td><td>标签</td><td>水</td></tr></table>
    <table class="colon"><tr><td>单位:</td><td>统计局</td><td>多余</td><td>主题：</td><td>名称：</td><td>水</td></tr></table>
    <div class="lines">名称：水<br>摘要：一<br>二<br>【类型】：表</div></body></html>"""
)


@pytest.mark.parametrize(
    ("css", "form", "found"),
    [
        ("ul.each li", "each", {"来源部门": "统计局", "更新频率": "每年", "时间": "10:30"}),
        ("table.turns td", "turns", {"摘要": "第一行\n第二行", "标签": "水"}),
        ("table.colon td", "colon", {"单位": "统计局", "名称": "水"}),
        ("div.lines", "lines", {"名称": "水", "摘要": "一\n二", "类型": "表"}),
    ],
)
def test_texts_beside_labels(css: str, form: str, found: dict[str, str]) -> None:
    assert pairs(select(PAGE, css), form) == found


def test_of_a_label_that_comes_again_all_texts_are_kept() -> None:
    page = html_of("<ul><li>标签：水</li><li>标签：湖</li><li>标签：水</li></ul>")
    assert pairs(select(page, "li"), "each") == {"标签": ["水", "湖"]}


def test_the_text_of_an_element() -> None:
    assert text_of(select(PAGE, "h1")[0]) == "标题 一"
    assert "no" not in text_of(select(PAGE, "body")[0])


@pytest.mark.parametrize("written", ["来源部门：", " 来源 部门 :", "【来源部门】", "来源部门", "*来源部门："])
def test_a_label_in_any_spelling(written: str) -> None:
    assert label(written) == "来源部门"


def test_what_is_no_selector() -> None:
    for css in ("", "a[", "a:unknown(", "]", "a" * 10 + "{"):
        with pytest.raises(ValueError, match="is no CSS selector"):
            xpath_of(css)


@given(
    st.lists(st.sampled_from(["<td>", "</td>", "<br>", "名称：", ":", "x", "<li>", "</ul>", "&#0;", "\x00", "<!--"]), max_size=40)
)
def test_any_page_gives_a_map(parts: list[str]) -> None:
    try:
        page = html_of("".join(parts))
    except BadAnswer:
        return
    for form in FORMS:
        for css in ("td", "li", "body"):
            assert all(isinstance(text, str | list) for text in pairs(select(page, css), form).values())
