"""Names that tell of a secret, and texts without what is secret in their addresses."""

import pytest

from schemas.secret_names import hidden, hidden_bytes, telling


@pytest.mark.parametrize(
    "name",
    ["key", "api_key", "apiKey", "access-token", "X-Amz-Signature", "sig", "pass", "user.pwd", "auth", "authorization"],
)
def test_telling_names(name: str) -> None:
    assert telling(name)
    assert telling(name.upper())


@pytest.mark.parametrize("name", ["keyword", "keywords", "author", "authority", "design", "compass", "passport", "id", ""])
def test_names_that_only_look_like_them(name: str) -> None:
    assert not telling(name)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("See https://u:p@a.example/x!", "See https://[hidden]@a.example/x!"),
        ("https://u:p/q#r@a.example/", "https://[hidden]@a.example/"),
        ("//u:p@a.example", "//[hidden]@a.example"),
        ("http:/u:p@a.example", "http:/[hidden]@a.example"),
        ("https://a.example/?a=1&api_key=x&b=2", "https://a.example/?a=1&api_key=[hidden]&b=2"),
        ("https://a.example/?a=1&amp;token=x", "https://a.example/?a=1&amp;token=[hidden]"),
        (r'{"a": "https:\/\/u:p@a.example\/"}', r'{"a": "https:\/\/[hidden]@a.example\/"}'),
        (r'{"a": "https://b?a=1\u0026token=x\""}', r'{"a": "https://b?a=1\u0026token=[hidden]\""}'),
    ],
)
def test_what_is_secret_is_hidden(text: str, safe: str) -> None:
    assert hidden(text) == safe
    assert hidden_bytes(text.encode()) == safe.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "office@a.example, https://a.example/@user/x, http://a.example:8080/@x",
        '{"url":"https://a.example","email":"office@a.example","next":"https://b.example:443"}',
        "<a>https://a.example</a><b>office@a.example</b>",
        "https://a.example/?keyword=вода&author=Ким#key",
        "x=1, token = y",
    ],
)
def test_all_else_stays(text: str) -> None:
    assert hidden(text) == text
    assert hidden_bytes(text.encode("cp1251")) == text.encode("cp1251")


@pytest.mark.parametrize("text", ["://a:b", "?keykey", "key", "//", "?a", "@", "://", "://:"])
def test_long_texts_take_no_long_time(text: str) -> None:
    hidden("?" + text * (100_000 // len(text)) + "@=")
