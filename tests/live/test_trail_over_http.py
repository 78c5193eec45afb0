"""A stranger follows the trail over HTTP, with a program that shares no code with us and nothing of ours but the public key."""

from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from registry.api.app import create_app
from registry.pipeline.publish import publish
from registry.proof.checkpoint import Checkpoint
from registry.proof.notes import Signer, unverified_text
from registry.proof.tile_files import HEIGHT
from registry.proof.tiles import WIDTH, tile_name
from registry.services import open_services
from registry.settings import Settings
from registry.store.audit_rows import Event
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.canonical import canonical
from tests.homes import new_home
from tests.live.test_verifier import verified

LOG = Signer("log.example/trail", bytes(range(32)))
AT = datetime(2026, 11, 29, 12, 30, 15, tzinfo=UTC)


def mirrored(client: TestClient, folder: Path) -> int:
    """All files of the trail that an installation gives out now go into a folder. Returns how many entries they are of."""

    def fetch(name: str) -> str:
        answer = client.get(f"/api/v1/trail/{name}")
        assert answer.status_code == 200, name
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(answer.content)
        return answer.text

    size = Checkpoint.parse(unverified_text(fetch("checkpoint"))).size
    for level in (None, 0, 1, 2):
        count = size >> HEIGHT * (level or 0)
        for number in range(count // WIDTH):
            fetch(tile_name(level, number))
        if count % WIDTH:
            fetch(tile_name(level, count // WIDTH, count % WIDTH))
    return size


def test_what_an_installation_gives_out_over_http_is_accepted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    settings = Settings(
        home=new_home(home), database_url=None, search_url=None, archive_url=None, sources=None, trail_key=str(LOG)
    )
    with open_services(settings, samples={}) as services, TestClient(create_app(services)) as client:
        event = Event(CATALOGUE, Action.GRANT, Actor.person("Aizada Bekova"), AT, {"token": "0123abcd"})
        for _ in range(300):
            last = services.store.audit.add(event)
        publish(services)
        folder, old = tmp_path / "first", tmp_path / "old"
        size = mirrored(client, folder)
        assert verified("tree", folder, LOG.verifier).startswith(f"ok: {size} entries")
        old.write_bytes((folder / "checkpoint").read_bytes())

        services.store.audit.add(event)
        publish(services)
        later = mirrored(client, tmp_path / "second")
        assert later > size
        assert verified("consistency", tmp_path / "second", old, LOG.verifier).endswith(f"began with the {size}")

        proof, entry = tmp_path / "a.tlog-proof", tmp_path / "entry"
        proof.write_bytes(client.get(f"/api/v1/trail/entries/{last}/proof").content)
        entry.write_bytes(canonical(client.get(f"/api/v1/trail/entries/{last}").json()["leaf"]))
        assert verified("proof", proof, entry, LOG.verifier) == f"ok: entry {last - 1} of {later}"
