"""Web addresses, read strictly, and shown without secrets."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dataset import Distribution
from schemas.web_address import shown, web_address


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://files.example/a?b#c", "files.example"),
        ("HTTP://FILES.example:80", "files.example"),
        ("ftp://files.example/a", "files.example"),
        ("https://данные.рф/набор", "xn--80ahe5aa8f.xn--p1ai"),
        ("https://داده.example/", "xn--mgbpb0h.example"),
        ("https://a_b.example/", "a_b.example"),
        ("http://[2606:4700:0:0::1111]:8080/", "2606:4700::1111"),
        ("http://１２７。０。０。１/", "127.0.0.1"),
        ("http://files.example./", "files.example."),
        ("http://user:p@files.example/", "files.example"),
    ],
)
def test_the_host_that_is_asked_for(text: str, host: str) -> None:
    address = web_address(text)
    assert address is not None
    assert (address.text, address.host, address.secret) == (text, host, "@" in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "files.example",
        "//files.example",
        "https:/files.example",
        "https:files.example",
        "https:///files.example",
        "https://",
        "http://[::1",
        "http://::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.a]/",
        "http://a b/",
        "http://a\tb/",
        "http://a/\n",
        "http://a\\b/",
        "http://-",
        "http://a-.example/",
        "http://.example/",
        "http://a..example/",
        "http://a:b/",
        "http://a:65536/",
        "http://a:0/",
        "http://a:1:2/",
        "http://ex%61mple/",
        "http://a℀b/",
        "http://xn--a/",
        "http://\u200ba/",
        "http://a/\u202e",
        "http://a/\ud800",
        "http://a/<b>",
        "javascript://a/",
        "file://a/b",
        "http://" + "a." * 200 + "example/",
        "http://a.example/" + "a" * 8000,
    ],
)
def test_what_anybody_could_read_in_another_way_is_none(text: str) -> None:
    assert web_address(text) is None


@given(st.from_regex(r"(https?|ftp)://[^\s/]{1,20}(/\S{0,20})?", fullmatch=True) | st.text())
def test_python_finds_a_host_in_every_address_and_no_user_in_what_is_shown(text: str) -> None:
    assert "@" not in urlsplit(shown(text)).netloc.replace("[hidden]@", "") if web_address(text) else True
    if address := web_address(text):
        assert urlsplit(address.text).hostname
        assert shown(shown(text)) == shown(text)


def test_an_address_that_was_stored_with_a_password_is_read_without_it() -> None:
    stored = '{"access_url": "https://user:hunter2@files.example/a", "download_url": "https://files.example/?token=hunter2"}'
    file = Distribution.model_validate_json(stored)
    assert (file.access_url, file.download_url) == ("https://files.example/a", "https://files.example/?token=[hidden]")
