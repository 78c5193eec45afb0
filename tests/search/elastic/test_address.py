"""The address of Elasticsearch: what it can say, and that no error quotes a part of it."""

import pytest

from search import open_engine
from search.elastic.address import Address, parse
from search.errors import UnknownEngine


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost", Address(("http://localhost:9200",))),
        ("http://localhost:9201/?", Address(("http://localhost:9201",))),
        ("http://a:1,b,c.eu:65535/catalogue", Address(("http://a:1", "http://b:9200", "http://c.eu:65535"), "catalogue")),
        ("https://[::1]:9200", Address(("https://[::1]:9200",))),
        ("https://me:p%40ss%2Fw%3Ard%25@a:9200", Address(("https://a:9200",), user="me", password="p@ss/w:rd%")),
        ("https://me@a", Address(("https://a:9200",), user="me")),
        ("https://a?api_key=YWJj%3D%3D", Address(("https://a:9200",), api_key="YWJj==")),
        ("https://a?ca=/etc/serai/ca.pem&replicas=2&timeout=2.5",
         Address(("https://a:9200",), ca="/etc/serai/ca.pem", replicas=2, timeout=2.5)),
    ],
)  # fmt: skip
def test_what_an_address_says(url: str, address: Address) -> None:
    assert parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///serai",
        "http:localhost",
        "http://localhost:0",
        "http://localhost:65536",
        "http://localhost:port",
        "http://a,,b",
        "http://a:1:2",
        "http://[::1",
        "http://a/Serai",
        "http://a/one/two",
        "http://a/-serai",
        "http://a/seráí",
        "http://a?replicas=ten",
        "http://a?replicas=12",
        "http://a?timeout=0",
        "http://a?timeout=-1",
        "http://a?timeout=soon",
        "http://a?ca=/etc/ca.pem",
        "http://a?nodes=3",
        "http://me:secret@a?api_key=secret",
        "http://a#secret",
        "http://me:sec/ret@a",
        "http://me:sec?ret@a",
        "http://me:sec#ret@a",
        "http://me:secret\u2100@a",
        "http://me:secret@a b",
    ],
)
def test_an_address_that_does_not_hold(url: str) -> None:
    with pytest.raises(UnknownEngine) as caught:
        open_engine(url)
    message = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__suppress_context__}"
    assert "sec" not in message.replace("seconds", "")
    assert "ret" not in message


def test_secrets_are_not_shown() -> None:
    written = repr(parse("https://me:hidden-password@a")) + repr(parse("https://a?api_key=hidden-key"))
    assert "hidden" not in written
