"""Portals that are closed to programs: told by kind, apart from broken answers; and pages with data, which are not."""

from typing import Any

import pytest

from harvesters.answers import bad_answer, check_status, html_of, read_html, read_json, read_xml
from harvesters.errors import AnswerTooLarge, BadAnswer, ClosedToPrograms
from harvesters.limits import MAX_PAGE
from harvesters.reading.html import text_of
from tests.harvesters.responses import response

SCRIPT = "<script>{0}document.cookie = 'clearance=' + f(1) + ';path=/';{0}location.href = location.pathname;</script>"

PAGES = {
    "a script that sets a cookie and reloads": f"<html><head>{SCRIPT.format('')}</head><body></body></html>",
    "the same, otherwise": "<html><script>go(function () {document['cookie']='a=1'; location.reload()})</script></html>",
    "a script behind a status": "<!DOCTYPE html><meta id='x' content='y'><script>$f = 1; eval('x')</script>",
    "a check of the browser, en": "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>",
    "a check of the browser, ru": "<html><title>Проверка браузера</title><p>Подождите</p></html>",
    "a puzzle, zh": "<html><body><h2>请完成安全验证</h2><p>请按住滑块，拖动到最右边</p></body></html>",
    "a puzzle of a product": "<html><body><script src='https://x.example/hcaptcha/1/api.js'></script></body></html>",
    "a firewall, zh": "<html><title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p></html>",
    "a firewall, ru": "<html><title>403</title><body>Доступ  запрещён.<br>Код: 17</body></html>",
    "a firewall, en": "<html><title>Request Rejected</title><p>Please consult your administrator. Your support ID: 1</p></html>",
    "a login": "<html><form action=/in><input name=u><input class='x' TYPE='password' name=p></form></html>",
    "a refresh to a login": "<html><meta http-equiv='refresh' content='0; url=/user/login?back=%2Flist'></html>",
    "a refresh to a login, otherwise": "<meta content=\"1;URL='https://sso.example/'\" http-equiv=Refresh>",
    "a script to a login": "<script>top.location.href='/admin/login.jsp'</script>",
}

STATUSES = {"a script behind a status": (202, 412, 521)}

LONG = "<p>" + "Описание набора открытых данных. " * 100

DATA = {
    "a page with a form to sign in": f"<html><title>Наборы данных</title><input type=password>{LONG}</html>",
    "a dataset of restricted access": f"<html><title>Дороги</title><p>Доступ ограничен</p>{LONG}</html>",
    "a short one with such words in its text": "<html><title>道路</title><p>开放条件</p><p>拒绝访问</p></html>",
    "one that remembers its reader": f"<html><script>document.cookie='a=1'; if (x) location.href='/b'</script>{LONG}</html>",
    "one that leads on": "<html><meta http-equiv=refresh content='300'><p>Реестр паспортов</p></html>",
}

BROKEN = {
    "maintenance": "<!DOCTYPE html><title>Maintenance</title>",
    "not found": "<html><head><title>404 Not Found</title></head><body><center><h1>404</h1></center></body></html>",
    "an application that needs a script": "<!doctype html><html><div id=app></div><script src=/app.js></script></html>",
    "cut": "<html><head><tit",
    "json": '{"code": 500, "msg": "拒绝访问"',
    "moved": "<meta http-equiv=refresh content='0;url=/portal/index.html'>",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_in_the_place_of_data_says_that_the_portal_is_closed(name: str, charset: str) -> None:
    for status in STATUSES.get(name, (200, 202, 403, 405, 521)):
        for read in (read_json, lambda given: read_xml(given, root="OAI-PMH")):
            answer = response(PAGES[name].encode(charset), kind="text/html", label=charset)
            answer.status_code = status
            with pytest.raises(ClosedToPrograms, match=r"^http://portal.example/ is closed to programs: it answers \d+"):
                read(answer)


@pytest.mark.parametrize("status", [401, 403, 412, 511])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"error": "no"}', b"<OAI-PMH/>", "<p>水".encode("gbk")])
def test_some_statuses_say_so_by_themselves(status: int, body: bytes) -> None:
    for read in (read_json, read_html, check_status):
        answer = response(body)
        answer.status_code = status
        with pytest.raises(ClosedToPrograms, match=f"it answers {status}$"):
            read(answer)


ANSWERED_WITH = (200, 404, 202, 418)
SCRIPT_FIRST = ("an application that needs a script", 202)
"""With this status it is a script that has to run first."""


@pytest.mark.parametrize(
    ("name", "status"), [(name, status) for name in BROKEN for status in ANSWERED_WITH if (name, status) != SCRIPT_FIRST]
)
def test_what_is_only_broken_is_not_closed(name: str, status: int) -> None:
    answer = response(BROKEN[name].encode())
    answer.status_code = status
    with pytest.raises(BadAnswer) as raised:
        read_json(answer)
    assert not isinstance(raised.value, ClosedToPrograms)


@pytest.mark.parametrize("name", DATA)
def test_a_page_with_data_is_a_page(name: str) -> None:
    assert text_of(read_html(response(DATA[name].encode())))


@pytest.mark.parametrize(
    "name", [name for name in PAGES if name.startswith(("a check", "the same", "a script that", "a firewall, zh"))]
)
def test_a_page_is_not_taken_for_data_that_is_surely_none(name: str) -> None:
    with pytest.raises(ClosedToPrograms):
        read_html(response(PAGES[name].encode()))


@pytest.mark.parametrize("name", PAGES.keys() - STATUSES.keys())
def test_a_page_without_its_data_is_looked_at_again(name: str) -> None:
    assert isinstance(bad_answer(response(PAGES[name].encode()), "with a page without records"), ClosedToPrograms)
    bad = bad_answer(response(BROKEN["maintenance"].encode()), "with a page without records")
    assert str(bad) == "http://portal.example/ answers with a page without records"


@pytest.mark.parametrize(
    "target", ["http://portal.example/sso/index.html", "https://login.example/", "http://a.example/user/login.action"]
)
def test_a_redirect_to_where_people_sign_in(target: str) -> None:
    for read in (read_html, read_json):
        answer = response(b"<html><body><div id=app></div><script src=a.js></script></body></html>")
        answer.history, answer.url = [response(b"")], target
        with pytest.raises(ClosedToPrograms, match="a login page"):
            read(answer)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no web page, 0 bytes"),
        (b"plain words", "no web page"),
        (b'{"html": "<p>a</p>"}', "no web page"),
        (b"<!-- -->", "nothing in it"),
        (b"<div>" * 5000, "nested too deep"),
        (b"<p>" + b"x" * MAX_PAGE, "more than"),
    ],
)
def test_what_is_no_page_is_a_bad_answer(body: bytes, words: str) -> None:
    with pytest.raises(BadAnswer, match=f"portal.example/ answers with .*{words}") as raised:
        read_html(response(body, kind="text/html"))
    assert isinstance(raised.value, AnswerTooLarge) is (words == "more than")


def test_html_in_json_is_read_in_the_same_way() -> None:
    assert [text_of(each) for each in html_of("<li>a</li><li>b</li>").iter("li")] == ["a", "b"]
    assert text_of(html_of("only words")) == "only words"
    for wrong, kind in (("", BadAnswer), ("<p>" + "x" * MAX_PAGE, AnswerTooLarge)):
        with pytest.raises(kind, match="answers with"):
            html_of(wrong)


PAGE = "<html><head>{}<title>数据目录</title></head><body><ul><li>水资源目录</li></ul></body></html>"
META = ("<meta charset='{}'>", '<meta http-equiv="Content-Type" content="text/html; charset={}">')


@pytest.mark.parametrize("named", ["gbk", "GB2312", "gb_2312-80", "x-gbk", "gb18030", "csGB2312"])
@pytest.mark.parametrize("where", ["header", *META, "declaration"])
@pytest.mark.parametrize("wrong", ["", "utf-8", "iso-8859-1"])
def test_a_chinese_page_is_read_by_any_right_label(named: str, where: str, wrong: str) -> None:
    """Also the characters that only GB 18030 has, and beside a header that names a wrong charset."""
    meta = where.format(named) if where.startswith("<") else ""
    text = PAGE.replace("水", "㑇䶮水").format(meta)
    for before in ("", "\r\n" * 700, "<!-- <meta charset='koi8-r'> -->"):
        answer = response(
            (before + text).encode("gb18030"),
            kind="text/html",
            label=named if where == "header" else wrong,
            assumed=named if where == "declaration" else "utf-8",
        )
        assert "㑇䶮水资源目录" in text_of(read_html(answer))


@pytest.mark.parametrize("label", ["gbk", "gb2312", "utf-8", ""])
def test_a_page_of_utf_8_is_that_whatever_it_says(label: str) -> None:
    for meta in META:
        answer = response(PAGE.format(meta.format("gb2312")).encode(), kind="text/html", label=label, assumed="gb18030")
        assert "水资源目录" in text_of(read_html(answer))


def test_a_page_of_two_charsets_keeps_what_is_readable() -> None:
    mixed = PAGE.format("").encode() + "<p>页脚</p>".encode("gbk")
    answer: Any = read_html(response(mixed, kind="text/html", assumed="gb18030"))
    assert text_of(next(answer.iter("li"))) == "水资源目录"
    assert "\ufffd" in text_of(answer)
