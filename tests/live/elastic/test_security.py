"""Elasticsearch with security: TLS by our own authority, users, roles, API keys; refusals are clear and tell no secret."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from search import open_engine
from search.ask import ask
from search.errors import EngineUnavailable
from search.query import Query
from tests.contracts.search_engine import many
from tests.live import api_keys
from tests.live.certificates import authority, signed
from tests.live.elasticsearch import running
from tests.live.java import java
from tests.live.processes import run, workspace

PASSWORD = "p@ss/w:rd%"
ADMINISTRATOR = "administrator"

ROLES = """
serai:
  cluster: [monitor]
  indices:
    - names: ["serai-*"]
      privileges: [read, write, manage]
reader:
  cluster: [monitor]
  indices:
    - names: ["serai-*"]
      privileges: [read, view_index_metadata]
"""
"""The least that Serai needs, and one who may only read."""

SECURITY = {
    "xpack.security.enabled": "true",
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.key": "node.key",
    "xpack.security.http.ssl.certificate": "node.pem",
}


@pytest.fixture(scope="module")
def authorities() -> Iterator[Path]:
    """A folder with `ours.pem`, which signed the node's certificate, and `theirs.pem`, which did not."""
    with workspace() as folder:
        for name in ("ours", "theirs"):
            authority(folder, name)
        yield folder


@pytest.fixture(scope="module")
def host(authorities: Path) -> Iterator[str]:
    """A node that demands TLS and a user."""

    def prepare(home: Path, config: Path) -> None:
        for file in signed(authorities, by=authorities / "ours.pem", address="127.0.0.1"):
            shutil.copy(file, config)
        (config / "roles.yml").write_text(ROLES)
        environment = ["env", f"ES_PATH_CONF={config}", f"ES_JAVA_HOME={java()}"]
        for user, role in {"serai": "serai", "reader": "reader", ADMINISTRATOR: "superuser"}.items():
            run([*environment, home / "bin" / "elasticsearch-users", "useradd", user, "-p", PASSWORD, "-r", role], folder=config)
        api_keys.allow(home)

    with running(1, settings=SECURITY, prepare=prepare) as [node]:
        yield node.host


@pytest.fixture
def ca(authorities: Path) -> str:
    return str(authorities / "ours.pem")


def address(host: str, *, user: str | None = "serai", password: str = PASSWORD, prefix: str = "serai-a", ca: str = "") -> str:
    who = f"{user}:{quote(password, safe='')}@" if user else ""
    return f"https://{who}{host}/{prefix}" + (f"?ca={quote(ca)}" if ca else "")


def refusal(url: str) -> str:
    """What the engine says, whichever way it is used; it must be the same for a check."""
    with closing(open_engine(url)) as engine:
        for use in (lambda: ask(engine, Query()), lambda: engine.update(many(1)), lambda: engine.rebuild(iter(many(1)))):
            with pytest.raises(EngineUnavailable) as caught:
                use()
            assert PASSWORD not in f"{caught.value!r} {caught.value.__cause__!r}"
        health = engine.check()
    assert not health.reachable
    return health.detail


def use_everything(url: str) -> None:
    with closing(open_engine(url)) as engine:
        assert engine.rebuild(iter(many(3))) == ()
        assert engine.update(many(4)) == ()
        assert ask(engine, Query(text="water", facet=("source",))).total == 4
        assert [each.word for each in engine.words("wat")] == ["water"]
        assert len(list(engine.versions())) == 4
        assert engine.rebuild(iter(many(5))) == ()
        health = engine.check()
    assert (health.reachable, health.current, health.count) == (True, True, 5)


def test_a_user_with_the_least_rights_can_do_everything(host: str, ca: str) -> None:
    use_everything(address(host, ca=ca))


def test_who_may_only_read_searches_and_does_not_write(host: str, ca: str) -> None:
    with closing(open_engine(address(host, ca=ca, prefix="serai-b"))) as engine:
        engine.rebuild(iter(many(3)))
    with closing(open_engine(address(host, user="reader", ca=ca, prefix="serai-b"))) as engine:
        assert ask(engine, Query()).total == 3
        for use in (lambda: engine.update(many(4)), lambda: engine.rebuild(iter(many(1)))):
            with pytest.raises(EngineUnavailable, match=r"unauthorized.*\[reader\]"):
                use()
        assert ask(engine, Query()).total == engine.check().count == 3


def test_a_wrong_password(host: str, ca: str) -> None:
    said = refusal(address(host, password="wrong-secret", ca=ca))
    assert "refuses the user, password or API key (401)" in said
    assert "wrong-secret" not in said


def test_no_user(host: str, ca: str) -> None:
    assert "refuses the user, password or API key (401)" in refusal(address(host, user=None, ca=ca))


def test_an_index_that_the_user_may_not_touch(host: str, ca: str) -> None:
    with closing(open_engine(address(host, prefix="other", ca=ca))) as engine:
        for use in (lambda: ask(engine, Query()), lambda: engine.update(many(1)), lambda: engine.rebuild(iter(many(1)))):
            with pytest.raises(EngineUnavailable, match=r"forbids what was asked \(403\).*unauthorized"):
                use()


def with_key(host: str, key: str, *, ca: str, prefix: str = "serai-c") -> str:
    return f"https://{host}/{prefix}?ca={quote(ca)}&api_key={quote(key)}"


@pytest.fixture
def key(host: str, ca: str) -> dict[str, str]:
    return api_keys.create(host, ADMINISTRATOR, PASSWORD, ca=Path(ca))


def test_a_key_with_the_least_rights_can_do_everything(host: str, ca: str, key: dict[str, str]) -> None:
    use_everything(with_key(host, key["encoded"], ca=ca))


def test_a_key_of_another_index(host: str, ca: str, key: dict[str, str]) -> None:
    with closing(open_engine(with_key(host, key["encoded"], ca=ca, prefix="other"))) as engine:
        for use in (lambda: ask(engine, Query()), lambda: engine.update(many(1)), lambda: engine.rebuild(iter(many(1)))):
            with pytest.raises(EngineUnavailable, match=rf"forbids what was asked \(403\).*API key id \[{key['id']}\]"):
                use()


def test_a_key_that_was_revoked(host: str, ca: str, key: dict[str, str]) -> None:
    with closing(open_engine(with_key(host, key["encoded"], ca=ca))) as engine:
        engine.update(many(1))
        api_keys.revoke(host, ADMINISTRATOR, PASSWORD, key["id"], ca=Path(ca))
        with pytest.raises(EngineUnavailable, match=r"refuses the user, password or API key \(401\)"):
            engine.update(many(2))
    assert "refuses the user, password or API key (401)" in refusal(with_key(host, key["encoded"], ca=ca))


@pytest.mark.parametrize("form", ["encoded", "api_key", "id", "both"])
def test_a_key_that_is_wrong(host: str, ca: str, key: dict[str, str], form: str) -> None:
    """Another one, or a part of a key instead of its encoded form."""
    other = api_keys.create(host, ADMINISTRATOR, PASSWORD, ca=Path(ca))
    forged = base64.b64encode(f"{key['id']}:{other['api_key']}".encode()).decode()
    wrong = {**key, "encoded": forged, "both": f"{key['id']}:{key['api_key']}"}[form]
    said = refusal(with_key(host, wrong, ca=ca))
    assert "refuses the user, password or API key (401)" in said
    assert wrong not in said


def test_an_authority_that_did_not_sign(host: str, authorities: Path) -> None:
    assert "certificate does not hold" in refusal(address(host, ca=str(authorities / "theirs.pem")))


def test_an_authority_that_is_not_named(host: str) -> None:
    assert "certificate does not hold" in refusal(address(host))


def test_a_certificate_of_another_host(host: str, ca: str) -> None:
    assert "certificate does not hold" in refusal(address(host.replace("127.0.0.1", "localhost"), ca=ca))


def test_an_authority_that_is_no_certificate(host: str, authorities: Path) -> None:
    (authorities / "broken.pem").write_text("this is no certificate")
    assert "The authority (ca)" in refusal(address(host, ca=str(authorities / "broken.pem")))


def test_plain_http_to_a_port_that_speaks_tls(host: str) -> None:
    assert "cannot be reached" in refusal(f"http://{host}/serai-a")
