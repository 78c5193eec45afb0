"""Secrets are put wherever there is a place for one, all that can go wrong goes wrong, and nothing that leaves us has them."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.api.documentation import operations
from registry.operation.redaction import Redactor
from registry.proof.keys import Cosigner, Signer
from registry.services import open_services
from registry.settings import Settings
from registry.ui.app import create_pages
from tests.portal import Answer, Asked, Portal, Trouble, answers, package

KEY = "k3y-of-the-portal"
IN_REDIRECT = "t0ken-in-a-redirect"
PASSWORDS = ("passw0rd-of-the-store", "passw0rd-of-the-engine", "passw0rd-of-the-archive")
SECRETS = (KEY, IN_REDIRECT, *PASSWORDS)

COMMAND = [sys.executable, "-c", "from registry.cli import main; main()"]

DECLARATION = """\
id: {id}
title: {{en: Example}}
kind: ckan
url: {url}
jurisdiction: KG
allow_private_addresses: true
secret: EXAMPLE_KEY
"""


def redirects_with_a_token(asked: Asked, portal: Portal) -> Answer | None:
    """Leads round in circles, each time with a token in the address."""
    return Answer(b"", 302, {"Location": f"{portal.url}/next?access_token={IN_REDIRECT}"})


def repeats_what_it_was_sent(asked: Asked, portal: Portal) -> Answer:
    """A server error page that shows the request with its key. It may be asked again at once, so no time goes into waiting."""
    return Answer(f"<h1>500</h1>{asked.headers}".encode(), 500, {"Content-Type": "text/html", "Retry-After": "0"})


def tells_the_key(asked: Asked, portal: Portal) -> Answer:
    """A dataset whose title is the key that came, and a file whose address has it."""
    key = asked.headers["Authorization"]
    resource = package(1)["resources"][0] | {"url": f"https://portal.example/{key}/file.csv"}
    return portal.listing([package(1, title=f"Key {key}", resources=[resource])], total=1)


def leads_away_with_the_key(asked: Asked, portal: Portal) -> Answer:
    """Leads to another host, with the key in the path and in the query."""
    key = asked.headers["Authorization"]
    return Answer(b"", 302, {"Location": f"http://localhost:1/{key}/list?again={key}"})


PORTALS: dict[str, Callable[[], list[Trouble]]] = {
    "well": list,
    "redirects": lambda: [redirects_with_a_token],
    "breaks": lambda: [repeats_what_it_was_sent],
    "refuses": lambda: [answers(403, body=b'{"success": false, "error": {"__type": "Authorization Error", "message": "no"}}')],
    "tells": lambda: [tells_the_key],
    "leads": lambda: [leads_away_with_the_key],
    "leaves": lambda: [answers(302, location=f"ftp://user:{IN_REDIRECT}@portal.example/?key={IN_REDIRECT}")],
}


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[Path]:
    """A folder of declarations of portals, one for each misbehaviour."""
    folder = tmp_path / "sources"
    folder.mkdir()
    opened = []
    for name, trouble in PORTALS.items():
        portal = Portal([package(1)], trouble=trouble()).__enter__()
        opened.append(portal)
        (folder / f"{name}.yml").write_text(DECLARATION.format(id=name, url=portal.url))
    yield folder
    for portal in opened:
        portal.__exit__(None, None, None)


def serai(home: Path, *arguments: str, **settings: str) -> str:
    """What a command prints, on both ways."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SERAI_")} | {
        "SERAI_HOME": str(home),
        "SERAI_SAMPLES": "false",
        "SERAI_LOG_LEVEL": "debug",
        "EXAMPLE_KEY": KEY,
        **settings,
    }
    done = subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=240)
    return done.stdout + done.stderr


def check(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text


@pytest.mark.parametrize("form", ["text", pytest.param("json", marks=pytest.mark.proof)])
def test_a_harvest_keeps_its_key(tmp_path: Path, portals: Path, form: str) -> None:
    home = tmp_path / "home"
    check_everything(home, portals, serai(home, "harvest", *PORTALS, "--json", SERAI_SOURCES=str(portals), SERAI_LOG_FORMAT=form))


def check_everything(home: Path, portals: Path, told: str) -> None:
    assert "redirects more than 5 times" in told
    assert "500" in told
    check(told)
    check(serai(home, "sources", "--json", SERAI_SOURCES=str(portals)))
    check(serai(home, "runs", "--json", SERAI_SOURCES=str(portals)))
    for file in home.rglob("*"):
        if file.is_file():
            check(file.read_bytes().decode("latin-1"))
    for answer in every_answer(home, portals):
        check(answer)


def every_answer(home: Path, sources: Path) -> Iterator[str]:
    """The answers of all addresses that take GET, of the API and some pages, with ids that are there."""
    with open_services(Settings(home=home, sources=sources)) as services:
        record = next(services.store.records.stream()).id
        with TestClient(create_app(services, pages=create_pages(services))) as client:
            asked = {"state": "KZ", "purpose": "research"}
            number = client.post(f"/api/v1/datasets/{record}/answers", json=asked).json()["number"]
            app = client.app
            for method, path, _ in operations(app.openapi()):  # type: ignore[attr-defined]
                if method != "GET":
                    continue
                for id in known_ids(path, record):
                    named = {"code": "record-missing", "aspect": "mechanisms", "name": "entries/000"}
                    answer = client.get(path.format(id=id, number=number, **named))
                    yield answer.text + str(answer.headers)
            for page in ("/en/portals", "/en/portals/breaks", "/en/portals/redirects/runs/2"):
                yield client.get(page).text


def known_ids(path: str, record: UUID) -> tuple[object, ...]:
    if "/runs/{id}" in path:
        return tuple(range(1, len(PORTALS) + 1))
    if "/rules/{id}" in path:
        return 1, 2
    return tuple(PORTALS) if "/sources/" in path else (record,)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SERAI_DATABASE_URL", "postgresql://serai:{0}@127.0.0.1:1/serai?sslkey={0}"),
        ("SERAI_DATABASE_URL", "mysql://serai:{0}@127.0.0.1/serai"),
        ("SERAI_DATABASE_URL", "postgresql://serai:{0}@[::1/serai"),
        ("SERAI_SEARCH_URL", "https://serai:{1}@127.0.0.1:1/serai"),
        ("SERAI_SEARCH_URL", "http://127.0.0.1:1/serai?api_key={1}"),
        ("SERAI_SEARCH_URL", "solr://serai:{1}@127.0.0.1/serai?password={1}"),
        ("SERAI_ARCHIVE_URL", "file://serai:{2}@host/folder"),
        ("SERAI_ARCHIVE_URL", "s3://key:{2}@bucket/prefix"),
    ],
)
def test_an_address_that_does_not_hold_is_refused_without_its_password(tmp_path: Path, setting: str, value: str) -> None:
    told = serai(tmp_path, "search", "water", **{setting: value.format(*PASSWORDS)})
    assert told.strip()
    check(told)


def test_a_wrong_setting_is_named_without_its_value(tmp_path: Path) -> None:
    told = serai(tmp_path, "sources", SERAI_PORT=PASSWORDS[0])
    assert "SERAI_PORT: Input should be a valid integer" in told
    check(told)


@pytest.mark.parametrize("command", [("status",), ("witness", "key"), ("witness",)])
def test_the_keys_that_sign_are_told_to_nobody(tmp_path: Path, command: tuple[str, ...]) -> None:
    trail, witness = Signer("a.example/trail", bytes([1]) * 32), Cosigner("a.example/witness", bytes([2]) * 32)
    secrets = [str(key).rpartition("+")[2] for key in (trail, witness)]
    for settings in (
        {"SERAI_TRAIL_KEY": str(trail), "SERAI_WITNESS_KEY": str(witness)},
        {"SERAI_TRAIL_KEY": str(witness), "SERAI_WITNESS_KEY": str(trail)},
        {"SERAI_WITNESSES": f"{witness} https://a.example", "SERAI_WITNESS_LOGS": str(trail)},
    ):
        told = serai(tmp_path, *command, **settings)
        assert told.strip()
        assert [secret for secret in secrets if secret in told] == []


def test_a_declaration_that_holds_the_key_itself_is_refused_without_it(tmp_path: Path) -> None:
    for line in (f"secret: {KEY}", f"url: http://portal.example/?api_key={KEY}", f"url: http://user:{KEY}@portal.example/"):
        text = DECLARATION.format(id="wrong", url="http://portal.example")
        name = line.partition(":")[0]
        lines = [line if each.startswith(f"{name}:") else each for each in text.splitlines()]
        (tmp_path / "wrong.yml").write_text("\n".join(lines))
        told = serai(tmp_path / "home", "sources", SERAI_SOURCES=str(tmp_path))
        assert "wrong.yml:" in told
        check(told)


def test_a_bearer_token_is_not_repeated(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_services(Settings(home=tmp_path)) as services, TestClient(create_app(services)) as client, caplog.at_level("DEBUG"):
        headers = {"Authorization": f"Bearer {KEY}"}
        refused = client.put(f"/api/v1/datasets/{UUID(int=1)}/curation/license", headers=headers, json={"value": KEY})
        check(refused.text + str(refused.headers) + client.get("/api/v1/datasets", headers=headers).text)
    assert caplog.records
    check(caplog.text)


def test_the_token_of_a_signed_in_person_is_told_to_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It stands in the cookie and in the form, whole and wrong, while pages open, are refused and fail."""
    with open_services(Settings(home=tmp_path)) as services, caplog.at_level("DEBUG"):
        at = services.clock()
        token = services.store.tokens.add("Bolat", expires=at + timedelta(days=1), at=at)
        pages = create_pages(services)
        pages.add_api_route("/en/broken", broken, methods=["GET", "POST"])
        with TestClient(create_app(services, pages=pages), headers=FORM, follow_redirects=False) as client:
            signed = client.post("/en/sign-in", data={"token": token})
            assert token in signed.headers["set-cookie"]
            assert token not in signed.text + signed.headers["location"]
            told = list(answers_to_a_person(client, token))
            with closing(sqlite3.connect(tmp_path / "serai.db")) as intruder, intruder:
                intruder.execute("ALTER TABLE token RENAME TO lost")
            told += answers_to_a_person(client, token)
    assert {"200", "403", "404", "409", "422", "500", "503"} <= {answer.split()[0] for answer in told}
    secret = token.rpartition(".")[2]
    assert "ZeroDivisionError" in caplog.text
    for text in (*told, caplog.text, *(file.read_bytes().decode("latin-1") for file in tmp_path.rglob("*") if file.is_file())):
        assert secret not in text
        assert KEY not in text


FORM = {"Origin": "http://testserver"}


def broken() -> None:
    raise ZeroDivisionError


def answers_to_a_person(client: TestClient, token: str) -> Iterator[str]:
    """Status, headers and text of what a signed-in browser is answered."""
    for path in ("/en/portals", "/en/sign-in", "/en/nowhere", "/en/broken", "/api/v1/sources"):
        yield shown(client.get(path))
    for path in ("/en/portals/kg_data_gov", "/en/portals/kg_data_gov", "/en/broken", "/en/nowhere", "/en/theme"):
        yield shown(client.post(path, data={"token": token, "reason": token}))
    yield shown(client.post("/en/sign-in", data={"token": KEY + token}))
    yield shown(client.post("/en/sign-in", data={"token": token[:-1]}))
    yield shown(client.post("/en/sign-in", data={"token": token}, headers={"Origin": "https://evil.example"}))


def shown(answer: Response) -> str:
    return f"{answer.status_code} {answer.headers} {answer.text}"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://serai:{}@host/x",
        "https://{}@host",
        "GET /x?a=1&api_key={}&b=2",
        "Authorization: Bearer {}",
        "{{'Authorization': '{}', 'Accept': '*/*'}}",
        "X-CKAN-API-Key: {}",
        "https://host/?X-Amz-Signature={}",
        "known: {}",
    ],
)
def test_the_redactor_hides_what_is_secret_and_keeps_the_rest(text: str) -> None:
    redact = Redactor()
    redact.learn([KEY, None, "", "abc"])
    hidden = redact(text.format(KEY))
    assert KEY not in hidden
    assert "[hidden]" in hidden
    assert all(part in hidden for part in ("host", "GET /x?a=1&", "&b=2", "'Accept': '*/*'", "known: ") if part in text)
    other = Redactor()(text.format("t0ken-that-nobody-knows"))
    assert ("t0ken" not in other) is not text.startswith("known")


def test_the_redactor_leaves_ordinary_text() -> None:
    text = "run 7: https://data.example/api/3/action/package_search answers 503, see person@example.org; basic facts, keyword=x"
    assert Redactor()(text) == text


@pytest.mark.parametrize(
    "text", ["Cookie: theme=dark; __Host-serai-token={}; language=en", "token={}&back=%2Fen%2F", "'{}'", "{}"]
)
def test_the_redactor_knows_a_token_of_ours_wherever_it_stands(tmp_path: Path, text: str) -> None:
    with open_services(Settings(home=tmp_path)) as services:
        token = services.store.tokens.add("Bolat", expires=services.clock(), at=services.clock())
    hidden = Redactor()(text.format(token))
    assert token.rpartition(".")[2] not in hidden
    assert "[hidden]" in hidden
    assert all(part in hidden for part in ("theme=dark; ", "; language=en", "&back=%2Fen%2F") if part in text)
