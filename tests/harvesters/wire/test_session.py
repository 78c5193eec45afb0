"""The session, over real sockets."""

import socket
import ssl
import subprocess
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from harvesters.errors import AnswerTooLarge, BadAnswer, RetryLater, StopHarvest
from harvesters.wire.session import PRODUCT, Session
from schemas.source import Source
from tests.harvesters.wire.opening import Open
from tests.portal import Answer, Portal, answers, drips, gzip_bomb, on, package


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says what `talk` says to every client."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                with closing(client):
                    client.settimeout(5)
                    try:
                        client.recv(65536)
                        talk(client)
                    except OSError:  # the client had enough
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        finally:
            stop.set()
            thread.join()


def test_an_answer_comes_whole_and_unpacked(open_session: Open) -> None:
    with Portal([], trouble=[gzip_bomb(1000)]) as portal:
        response = open_session().get(portal.url)
    assert (response.status_code, response.content) == (200, b" " * 1000)


def test_says_who_asks(open_session: Open) -> None:
    with Portal([]) as portal:
        open_session().get(portal.url)
        assert portal.asked[0].headers["User-Agent"] == "Serai/0.1 (+mailto:ops@example.org)"


def test_a_contact_in_any_characters_is_one_header() -> None:
    source = Source.model_validate(
        {"id": "x_y", "title": {"en": "X"}, "kind": "ckan", "url": "http://x.example", "jurisdiction": "KG"}
    )
    with Session(source, contact="Оператор\r\nX-Evil: 1") as session:
        assert session.headers["User-Agent"] == "Serai/0.1 (+???????? X-Evil: 1)"


def test_the_product_has_the_version_of_the_project() -> None:
    version = tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"]
    assert "Serai/" + ".".join(version.split(".")[:2]) == PRODUCT


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 409, 410, 501])
def test_a_status_reaches_the_caller(open_session: Open, status: int) -> None:
    with Portal([], trouble=[answers(status)]) as portal:
        assert open_session().get(portal.url).status_code == status
        assert len(portal.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(429, RetryLater), (503, RetryLater), (500, BadAnswer), (502, BadAnswer), (504, BadAnswer)]
)
def test_tries_again_then_gives_up(open_session: Open, status: int, error: type[RetryLater]) -> None:
    with Portal([], trouble=[answers(status)]) as portal:
        with pytest.raises(RetryLater, match=str(status)) as raised:
            open_session(retries=2).get(portal.url)
        assert type(raised.value) is error
        assert len(portal.asked) == 3


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_waits_as_long_as_it_is_asked_to(open_session: Open, form: str) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    with Portal([], trouble=[on(answers(429, retry_after="1" if form == "seconds" else moment), times=1)]) as portal:
        started = time.monotonic()
        assert open_session().get(portal.url).status_code == 404
    assert 0.5 < time.monotonic() - started < 4


@pytest.mark.parametrize("value", ["86400", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_does_not_wait_for_ever_nor_come_back_too_early(open_session: Open, value: str) -> None:
    with Portal([], trouble=[answers(429, retry_after=value)]) as portal:
        with pytest.raises(RetryLater, match="asks to wait"):
            open_session().get(portal.url)
        assert len(portal.asked) == 1


@pytest.mark.parametrize("value", ["soon", "", "-5", "Fri, 31 Dec 1999 23:59:59 GMT"])
def test_a_retry_after_that_says_nothing(open_session: Open, value: str) -> None:
    with Portal([], trouble=[on(answers(503, retry_after=value), times=1)]) as portal:
        assert open_session().get(portal.url).status_code == 404


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 99999999", b"Content-Length: 99999999999999999999999999", b"Connection: close"],
)
def test_a_body_larger_than_the_limit(open_session: Open, head: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + b"x" * 300_000
    with raw_server(lambda client: client.sendall(answer)) as url, pytest.raises(AnswerTooLarge, match="100000 bytes"):
        open_session(max_body=100_000).get(url)


def test_a_body_that_unpacks_to_more_than_the_limit(open_session: Open) -> None:
    with Portal([], trouble=[gzip_bomb(30_000_000)]) as portal:
        with pytest.raises(AnswerTooLarge):
            open_session(max_body=1_000_000).get(portal.url)
        assert len(portal.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"rubbish\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_breaks_off(open_session: Open, body: bytes) -> None:
    with raw_server(lambda client: client.sendall(body)) as url, pytest.raises(RetryLater):
        open_session(retries=1).get(url)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"])
def test_a_drip_ends_wherever_it_is(open_session: Open, head: bytes) -> None:
    def drip(client: socket.socket) -> None:
        client.sendall(head)
        while True:
            client.sendall(b"1")
            time.sleep(0.02)

    started = time.monotonic()
    with raw_server(drip) as url, pytest.raises(BadAnswer, match=r"within 0\.4 s"):
        open_session(total_seconds=0.4).get(url)
    assert time.monotonic() - started < 3


def test_a_drip_of_a_body_ends(open_session: Open) -> None:
    with Portal([package(1)], trouble=[drips(0.02)]) as portal, pytest.raises(BadAnswer, match=r"within 0\.4 s"):
        open_session(total_seconds=0.4).get(portal.url)


def test_silence_ends(open_session: Open) -> None:
    with raw_server(lambda client: time.sleep(0.5)) as url, pytest.raises(BadAnswer, match=r"silent for 0\.1 s"):
        open_session(read_seconds=0.1, retries=0).get(url)


def test_nobody_listens(open_session: Open) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/?api-key=s3cret"
    with pytest.raises(RetryLater, match="no connection: Connection refused") as raised:
        open_session(retries=1).get(url)
    assert "s3cret" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_name_without_address(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(RetryLater, match="Name or service not known"):
        open_session(retries=1).get("http://portal.example/")


def test_the_second_address_is_tried_when_the_first_fails(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    with Portal([]) as portal:
        port = int(portal.url.rpartition(":")[2])
        monkeypatch.setattr("harvesters.wire.transport.resolve", lambda *_, **__: ["::1", "127.0.0.1"])
        assert open_session().get(f"http://a.example:{port}/").status_code == 404


def test_a_name_that_changes_after_the_check_leads_nowhere(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is public, every later one is loopback."""
    answers = ["8.8.8.8"]
    connected: list[str] = []

    def rebinding(host: str, port: int, *_: object, **__: object) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop() if answers else "127.0.0.1", port))]

    def connect(address: tuple[str, int], *_: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr("harvesters.wire.transport.create_connection", connect)
    session = open_session(allow_private_addresses=False, retries=0)
    with pytest.raises(RetryLater):
        session.get("http://rebinding.example/")
    with pytest.raises(StopHarvest):
        session.get("http://rebinding.example/")
    assert connected == ["8.8.8.8"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[64:ff9b::7f00:1]",
        "localhost",
        "LocalHost",
        "someone@127.0.0.1",
        "portal.example@127.0.0.1",
        "①②⑦.⓪.⓪.①",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(open_session: Open, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Portal([]) as inner:
        target = inner.url.replace("127.0.0.1", host)
        with Portal([], trouble=[lambda asked, portal: Answer(b"", 302, {"Location": target})]) as outer:
            session = open_session(allow_private_addresses=False)
            monkeypatch.setattr("harvesters.wire.addresses.is_public", _first_time())
            with pytest.raises(StopHarvest, match="not a public address"):
                session.get(outer.url)
            assert len(outer.asked) == 1
        assert inner.asked == []


def _first_time() -> Callable[[str], bool]:
    """The outer portal is on loopback too, so its address is let through once."""
    from harvesters.wire.addresses import is_public  # noqa: PLC0415 - the true one, before it is replaced

    seen: list[str] = []

    def check(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1 or is_public(address)

    return check


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://[::1", "javascript:1"]
)
def test_a_redirect_to_what_is_not_the_web_is_refused(open_session: Open, target: str) -> None:
    with Portal([], trouble=[answers(302, location=target)]) as portal, pytest.raises(StopHarvest):
        open_session().get(portal.url)


def test_a_redirect_may_not_leave_https(open_session: Open) -> None:
    response = requests.Response()
    response.url, response.status_code = "https://data.example/a?key=s3cret", 301
    response.headers["Location"] = "http://data.example/a?key=s3cret"
    with pytest.raises(StopHarvest, match="from https") as raised:
        open_session().get_redirect_target(response)
    assert "s3cret" not in str(raised.value)
    response.headers["Location"] = "/b"
    assert open_session().get_redirect_target(response) == "/b"


def test_redirects_end(open_session: Open) -> None:
    with Portal([], trouble=[lambda asked, portal: Answer(b"", 302, {"Location": portal.url})]) as portal:
        with pytest.raises(RetryLater, match="redirects more than 5 times"):
            open_session().get(portal.url)
        assert len(portal.asked) == 6


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_only_the_web_is_read(open_session: Open, url: str) -> None:
    with pytest.raises(StopHarvest):
        open_session().get(url)


def test_no_proxy_of_the_environment_is_used(open_session: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with Portal([]) as portal:
        assert open_session(retries=0).get(portal.url).status_code == 404


def test_a_server_without_tls_stops(open_session: Open) -> None:
    with Portal([]) as portal, pytest.raises(StopHarvest, match="no TLS connection"):
        open_session(retries=0).get(portal.url.replace("http:", "https:"), verify=False)


@pytest.mark.live
def test_a_certificate_that_does_not_hold_stops_even_if_somebody_turns_checks_off(open_session: Open, tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", certificate, *subject],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Portal([]) as portal:
        portal._server.socket = context.wrap_socket(portal._server.socket, server_side=True)
        url = portal.url.replace("http://127.0.0.1", "https://localhost")
        with pytest.raises(StopHarvest, match="certificate is not valid: self-signed certificate"):
            open_session(url=url).get(url, verify=False)
        assert portal.asked == []
