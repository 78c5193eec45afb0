"""Bad connections: what can pass is tried again, all else is told."""

import pickle
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import pytest
import requests

from registry.api.problems import KINDS
from registry.client import Serai, SeraiError
from registry.client.errors import NOT_UNDERSTOOD, UNREACHABLE
from tests.registry.client.rough import Connection, Trouble, answers, breaks_off, hangs_up, never_ends

SOON = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
"""A moment that has come."""

PASSING = {
    "busy, with a number": answers(429, Retry_After="0"),
    "busy, with a moment": answers(503, Retry_After=SOON),
    "busy, with nonsense": answers(503, Retry_After="soon"),
    "busy, in Serai's own words": answers(
        503, b'{"type":"/x","title":"x","status":503,"code":"engine-busy","detail":"x"}', "application/problem+json"
    ),
    "the proxy's": answers(502),
    "too slow": answers(504),
    "breaks off": breaks_off,
    "never ends": never_ends,
    "hangs up": hangs_up,
}


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
def test_what_passes_is_tried_again(address: str, trouble: Trouble) -> None:
    with Connection(address, [trouble, trouble]) as connection, Serai(connection.url, retries=2, pause=0.01) as serai:
        found = [item.id for item in serai.search("вода", page=5)]
        assert len(connection.asked) == 2 + -(-len(found) // 5)
    with Serai(address) as serai:
        assert found == [item.id for item in serai.search("вода")]


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
def test_after_the_last_try_the_error_comes(address: str, trouble: Trouble) -> None:
    with Connection(address, [trouble] * 9) as connection, Serai(connection.url, retries=2, pause=0.01) as serai:
        with pytest.raises(SeraiError) as error:
            serai.sources()
        assert len(connection.asked) == 3
    assert error.value.code in {UNREACHABLE, NOT_UNDERSTOOD, "engine-busy"}
    assert (error.value.status is None) is (error.value.code == UNREACHABLE)


def test_a_page_in_the_middle_of_a_list_is_asked_again(address: str) -> None:
    with Serai(address) as serai:
        whole = [item.id for item in serai.search(page=10)]
    with Connection(address, []) as connection, Serai(connection.url, pause=0.01) as serai:
        found = []
        for item in serai.search(page=10):
            found.append(item.id)
            if len(found) % 10 == 1:
                connection.troubles = [breaks_off, answers(503, Retry_After="0"), hangs_up]
        assert found == whole


def test_as_many_seconds_pass_as_the_server_names(address: str) -> None:
    with Connection(address, [answers(429, Retry_After="1")]) as connection, Serai(connection.url, pause=0.01) as serai:
        begun = time.monotonic()
        assert serai.sources()
        assert 1 <= time.monotonic() - begun < 5


def test_nobody_waits_for_an_hour(address: str) -> None:
    with Connection(address, [answers(503, Retry_After="3600")]) as connection, Serai(connection.url) as serai:
        with pytest.raises(SeraiError) as error:
            serai.sources()
        assert (error.value.status, len(connection.asked)) == (503, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 500, 501])
def test_what_will_not_pass_is_asked_once(address: str, status: int) -> None:
    with Connection(address, [answers(status)]) as connection, Serai(connection.url, pause=0.01) as serai:
        with pytest.raises(SeraiError, match="Sorry") as error:
            serai.sources()
        assert (error.value.code, error.value.status, len(connection.asked)) == (NOT_UNDERSTOOD, status, 1)


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"", b"[]", b"null", b'{"total": 1}', b"\xff\xfe", b"[" * 9999])
def test_an_answer_of_somebody_else_is_told(address: str, body: bytes) -> None:
    with Connection(address, [answers(200, body)]) as connection, Serai(connection.url) as serai:
        with pytest.raises(SeraiError) as error:
            serai.sources()
        assert (error.value.code, error.value.status, len(connection.asked)) == (NOT_UNDERSTOOD, 200, 1)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"code": 5}', b"no JSON"])
def test_a_problem_that_is_none_is_told(address: str, body: bytes) -> None:
    trouble = answers(404, body, "application/problem+json")
    with Connection(address, [trouble]) as connection, Serai(connection.url) as serai:
        with pytest.raises(SeraiError) as error:
            serai.sources()
        assert (error.value.code, error.value.status) == (NOT_UNDERSTOOD, 404)


def test_a_newer_installation_is_read(address: str) -> None:
    """Answers may gain fields, at every depth, and errors too."""
    raw = requests.get(f"{address}/api/v1/datasets?limit=1", timeout=30).json()
    newer = _with_more(raw)
    again = answers(200, requests.models.complexjson.dumps(newer).encode(), "application/json")
    problem = (
        b'{"type":"/x","title":"x","status":422,"code":"new-code","detail":"What?","more":1,"errors":[{"detail":"x","more":[]}]}'
    )
    with Connection(address, [again, answers(422, problem, "application/problem+json")]) as connection:
        with Serai(connection.url) as serai:
            assert serai.search().total == raw["total"]
            with pytest.raises(SeraiError, match="What") as error:
                serai.sources()
        assert error.value.code == "new-code"


def _with_more(answer: object) -> object:
    """The answer with a further field in each object, except in those whose names are values."""
    if isinstance(answer, list):
        return [_with_more(each) for each in answer]
    if isinstance(answer, dict):
        told = {name: value if name in {"facets", "highlight"} else _with_more(value) for name, value in answer.items()}
        return told | {"brand_new": {"a": [1]}}
    return answer


def test_a_proof_is_sent_once(address: str) -> None:
    with Connection(address, [answers(503, Retry_After="0")]) as connection, Serai(connection.url) as serai:
        with pytest.raises(SeraiError):
            serai.check_proof("no proof")
        assert len(connection.asked) == 1
        assert serai.check_proof("no proof").holds is False


def test_nobody_listens(address: str) -> None:
    with Connection(address, []) as connection:
        gone = connection.url
    with Serai(gone, retries=1, pause=0.01) as serai, pytest.raises(SeraiError) as error:
        serai.sources()
    assert (error.value.code, error.value.status, error.value.address) == (UNREACHABLE, None, f"{gone}/api/v1/sources")


def test_silence_is_not_waited_for(address: str) -> None:
    def sleeps(_: object) -> None:
        time.sleep(0.5)

    with Connection(address, [sleeps]) as connection, Serai(connection.url, timeout=0.1, retries=0) as serai:
        with pytest.raises(SeraiError, match="timed out") as error:
            serai.sources()
        assert error.value.code == UNREACHABLE


def test_a_redirect_is_followed_and_a_circle_told(address: str) -> None:
    moved = answers(308, b"", Location=f"{address}/api/v1/sources")
    with Connection(address, [moved]) as connection, Serai(connection.url) as serai:
        assert serai.sources()
    with Connection(address, []) as connection, Serai(connection.url) as serai:
        connection.troubles = [answers(302, b"", Location=f"{connection.url}/api/v1/sources")] * 20
        with pytest.raises(SeraiError) as error:
            serai.sources()
        assert error.value.code == UNREACHABLE
        assert len(connection.asked) == 6


def test_it_says_who_asks(address: str) -> None:
    with Connection(address, []) as connection, Serai(connection.url) as serai:
        serai.sources()
    assert connection.agents[0].startswith("serai-client/")


def test_an_installation_may_lie_under_a_path(address: str) -> None:
    with Connection(address, [answers(200, b"{}", "application/json")]) as connection:
        with Serai(f"{connection.url}/data/") as serai, pytest.raises(SeraiError):
            serai.source("a b/?")
        assert connection.asked == ["/data/api/v1/sources/a%20b%2F%3F"]


@pytest.mark.parametrize("wrong", ["catalogue.example", "ftp://catalogue.example", "", "https://", "https://a.example/?q=1"])
def test_an_address_that_is_none_is_told_at_once(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"https://catalogue\.example"):
        Serai(wrong)


def test_an_error_comes_back_whole_from_another_process_and_tells_no_password(address: str) -> None:
    secret = address.replace("http://", "http://reader:topsecret@")
    with Serai(secret, retries=0) as serai, pytest.raises(SeraiError) as error:
        serai.dataset(UUID(int=0))
    again = pickle.loads(pickle.dumps(error.value))
    assert str(again) == str(error.value)
    assert "topsecret" not in str(error.value)
    assert (again.code, again.status, again.detail) == (error.value.code, 404, error.value.detail)


def test_the_own_codes_are_none_of_the_api() -> None:
    assert {UNREACHABLE, NOT_UNDERSTOOD}.isdisjoint(KINDS)
