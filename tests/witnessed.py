"""An installation whose trail is witnessed: its key, what happens there, and how its witnesses are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from registry.operation.trail_key import FILE, write
from registry.pipeline.cosigning import Cosigning
from registry.pipeline.publish import publish
from registry.pipeline.trail import CHECKPOINT, reader
from registry.proof.keys import Cosigner, Signer, Verifier
from registry.services import Services, open_services
from registry.settings import Settings
from registry.store.audit_rows import Event
from registry.store.checkpoints import Signed
from registry.store.witnesses import Standing
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from tests.homes import new_home

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MINE = Cosigner("witness.example", bytes([16]) * 32)
"""The key of a witness that is no program of ours."""


def keyed(home: Path) -> Signer:
    """The key of the log, which lies in its home."""
    made = Signer("ministry.example/trail", bytes([12]) * 32)
    home.mkdir(exist_ok=True)
    write(new_home(home) / FILE, made)
    return made


@contextmanager
def log_in(home: Path, *named: str) -> Iterator[Services]:
    """The installation whose trail is witnessed."""
    settings = Settings(
        home=home, database_url=None, search_url=None, archive_url=None, sources=None, meaning="off", witnesses=";".join(named)
    )
    with open_services(settings) as services:
        yield services


def happens(services: Services, times: int = 1) -> Signed:
    """Something happens that the trail keeps, and a checkpoint over it is signed."""
    for _ in range(times):
        services.store.audit.add(Event(CATALOGUE, Action.EXPORT, Actor.system("test"), services.clock(), {}))
    made = publish(services)
    assert made is not None
    return made


def ask(services: Services) -> None:
    Cosigning(services).ask()


def standing(services: Services, by: Verifier, log: Verifier) -> Standing:
    return services.store.witnesses.of(log.name)[str(by)]


def shown(services: Services, log: Verifier) -> str:
    """The checkpoint that everybody can read."""
    return reader(services.archive, log.name)(CHECKPOINT).decode()
