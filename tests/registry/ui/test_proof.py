"""The page that checks a proof, that of the trail, and the proof on a saved answer."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.publish import publish
from registry.pipeline.trail import verifiers
from registry.proof.checkpoint import Proof
from registry.proof.keys import Cosigner
from registry.proof.notes import unverified_text, with_signatures
from registry.services import Services
from registry.store.audit_rows import Event
from registry.ui import create_pages
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.record import CatalogRecord
from tests.registry.ui.conftest import NOW, OWN, save
from tests.registry.ui.reading import Document, page_of, read

WITNESS = Cosigner("witness.example", bytes(range(32)))


@pytest.fixture(scope="module")
def record(services: Services) -> CatalogRecord:
    return next(services.store.records.stream(source="sample_kg"))


@pytest.fixture(scope="module")
def number(services: Services, record: CatalogRecord) -> int:
    """The number of a saved answer whose entry is signed."""
    saved = save(services, record)
    publish(services)
    return saved


@pytest.fixture
def visitor(services: Services) -> Iterator[TestClient]:
    with TestClient(create_pages(services), follow_redirects=False, headers=OWN) as client:
        yield client


@pytest.fixture
def proof(services: Services, number: int) -> str:
    with TestClient(create_app(services)) as api:
        return str(api.get(f"/api/v1/answers/{number}").json()["proof"])


def sent(client: TestClient, proof: str, *, key: str = "", status: int = 200) -> Document:
    """What comes out of the form, sent as a browser sends it: with CRLF at the ends of lines."""
    answer = client.post("/en/proof", data={"proof": proof.replace("\n", "\r\n"), "key": key})
    assert answer.status_code == status
    return read(answer.text)


def test_a_saved_answer_has_its_proof_as_it_is_checked(visitor: TestClient, services: Services, number: int, proof: str) -> None:
    saved = page_of(visitor, f"/en/answers/{number}").one("section", id="proof")
    assert saved.one("blockquote").one("code").text == " ".join(proof.split())
    entry = services.store.answers.get(number).entry
    assert f"/en/proof?entry={entry}" in [link.get("href") for link in saved.all("a")]
    assert proof in visitor.get(f"/en/answers/{number}").text.replace("&#43;", "+")


def test_a_proof_that_holds_is_told_in_words(visitor: TestClient, services: Services, number: int, proof: str) -> None:
    result = sent(visitor, f"\n  {proof.strip()}").one("section", id="result")
    assert result.one("h2").text == "The proof holds"
    entry = services.store.answers.get(number).entry
    assert f"Entry {entry} of the audit trail is what the proof says" in result.text
    assert "Answered by a person, 25 November 2026, 12:00 UTC" in result.text
    assert "it has the SHA-256 that is proved, so it is the one that was given." in result.text
    assert "This catalogue still has the entry, unchanged." in result.text
    assert f"/en/answers/{number}" in [link.get("href") for link in result.all("a")]
    assert verifiers(services)[0].name in result.text
    assert "Whether the keys belong to these names" in result.text


@pytest.mark.parametrize("width", [44, 50, 76])
def test_a_proof_is_read_from_a_sheet(visitor: TestClient, proof: str, width: int) -> None:
    """Copied from a printed answer: long lines are broken, empty ones lost."""
    parsed = Proof.parse(proof)
    line = WITNESS.line(unverified_text(parsed.checkpoint_note), NOW)
    seen = replace(parsed, checkpoint_note=with_signatures(parsed.checkpoint_note, line)).text
    printed = "\n".join(piece for whole in seen.split("\n") for piece in textwrap.wrap(whole, width, break_on_hyphens=False))
    assert printed != seen
    found = sent(visitor, printed, key=str(WITNESS.verifier))
    assert found.one("section", id="result").one("h2").text == "The proof holds"
    assert "witness.example, 25 November 2026" in found.text
    for cut in range(0, printed.rindex("—") - 2, 97):
        assert sent(visitor, printed[:cut]).one("section", id="result").one("h2").text == "The proof does not hold"


def test_an_address_shows_the_proof_of_an_entry(visitor: TestClient, services: Services, record: CatalogRecord) -> None:
    publish(services)
    first = services.store.audit.history(record.id)[0]
    shown = page_of(visitor, f"/en/proof?entry={first.id}")
    assert shown.one("section", id="result").one("h2").text == "The proof holds"
    assert f"/en/d/{record.id}" in [link.get("href") for link in shown.one("section", id="result").all("a")]
    assert f"/en/proof?entry={first.id}" in [link.get("href") for link in page_of(visitor, f"/en/d/{record.id}").all("a")]
    for nothing in ("", "0", "x", "-1", "9" * 40):
        assert not page_of(visitor, f"/en/proof?entry={nothing}").all("section", id="result")
    page_of(visitor, "/en/proof?entry=999999", status=404)
    redirected = visitor.get("/proof?entry=3", headers={"Accept-Language": "en"})
    assert (redirected.status_code, redirected.headers["location"]) == (303, "/en/proof?entry=3")


def test_an_entry_that_is_not_signed_yet_says_so(visitor: TestClient, services: Services) -> None:
    entry = services.store.audit.add(Event(CATALOGUE, Action.EXPORT, Actor.system("command"), NOW, {"size": 1}))
    shown = page_of(visitor, f"/en/proof?entry={entry}")
    assert "The entry is not signed yet." in shown.text
    assert not shown.all("section", id="result")
    publish(services)


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        (("index ", "index 1"), "What was signed does not have this entry", "not-included"),
        (("/trail\n", "/other\n"), "It is from another log", "other-log"),
        (("c2sp.org", "c3sp.org"), "The text is not a whole proof", "malformed"),
    ],
)
def test_a_proof_that_does_not_hold_says_why(
    visitor: TestClient, proof: str, change: tuple[str, str], words: str, code: str
) -> None:
    result = sent(visitor, proof.replace(*change)).one("section", id="result")
    assert result.one("h2").text == "The proof does not hold"
    assert words in result.text
    assert result.one("code").text == code


def test_a_changed_checkpoint_is_told(visitor: TestClient, proof: str) -> None:
    size = Proof.parse(proof).checkpoint_note.split("\n")[1]
    result = sent(visitor, proof.replace(f"\n{size}\n", f"\n{int(size) + 1}\n")).one("section", id="result")
    assert "A signature does not hold" in result.text


def test_a_witness_is_named_and_checked_if_its_key_is_given(visitor: TestClient, proof: str) -> None:
    parsed = Proof.parse(proof)
    line = WITNESS.line(unverified_text(parsed.checkpoint_note), NOW + timedelta(seconds=30))
    seen = replace(parsed, checkpoint_note=with_signatures(parsed.checkpoint_note, line)).text
    unknown = sent(visitor, seen)
    assert "witness.example: it may have signed too; its key is not known here." in unknown.text
    known = sent(visitor, seen, key=f"{WITNESS.verifier}\r\n")
    assert "it may have signed too" not in known.text
    assert "witness.example, 25 November 2026, 12:00 UTC" in known.text
    assert known.one("textarea", id="key").text == str(WITNESS.verifier)


def test_what_is_no_key_or_too_long_is_told_at_its_field(visitor: TestClient, proof: str) -> None:
    wrong = sent(visitor, proof, key="nonsense", status=422)
    assert "Line 1 is not a public key." in wrong.one("p", id="problem").text
    assert wrong.one("textarea", id="key").get("aria-invalid") == "true"
    long = sent(visitor, "x" * 20_001, status=422)
    assert long.one("textarea", id="proof").get("aria-invalid") == "true"
    private = sent(visitor, proof, key=str(WITNESS), status=422)
    assert "Line 1 is not a public key." in private.text


def test_what_is_pasted_is_never_read_as_a_page(visitor: TestClient, proof: str) -> None:
    odd = sent(visitor, proof.replace("/trail\n", "/<script>alert(1)</script>\n"))
    assert [each.get("src")[:8] for each in odd.all("script")] == ["/static/"]
    assert sent(visitor, "\x00\ufffe\u202e" * 50).one("section", id="result")


def test_another_site_cannot_send_the_form(services: Services, proof: str) -> None:
    with TestClient(create_pages(services), headers={"Sec-Fetch-Site": "cross-site"}) as foreign:
        assert foreign.post("/en/proof", data={"proof": proof}).status_code == 403


def test_the_trail_is_shown_with_its_head_and_latest_entries(visitor: TestClient, services: Services, number: int) -> None:
    publish(services)
    shown = page_of(visitor, "/en/trail")
    key = verifiers(services)[0]
    assert {key.name, str(key)} <= {code.text for code in shown.all("code")}
    first, *_ = shown.one("tbody").all("tr")
    assert first.one("th").one("a").text == f"Proof of entry {services.store.audit.end()}"
    assert "Aizada" not in shown.text
    following = [link.get("href") for link in shown.all("a") if link.get("rel") == "next"]
    assert following == [f"/en/trail?before={services.store.audit.end() - 49}"]
    seen = len(shown.one("tbody").all("tr"))
    path: str | None = following[0]
    while path:
        older = page_of(visitor, path)
        seen += len(older.one("tbody").all("tr"))
        path = next((link.get("href") for link in older.all("a") if link.get("rel") == "next"), None)
    assert seen == services.store.audit.end()


def test_where_nothing_is_signed_the_pages_say_so(fresh: Services) -> None:
    with TestClient(create_pages(fresh), headers=OWN) as client:
        assert "Nothing is signed yet." in page_of(client, "/en/trail").text
        assert page_of(client, "/en/proof").one("textarea", id="proof")
