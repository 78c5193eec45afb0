"""How far the trail is signed, and how its witnesses stand to it."""

from datetime import datetime

from schemas.model import Model

from ..proof.witnesses import Fault, Witness
from ..services import Services
from ..store.witnesses import Standing
from .trail import signed


class WitnessStatus(Model):
    """A named witness: how many entries it signed last (0: nothing), and when; `fault` says why nothing newer, `since` when."""

    name: str
    size: int
    at: datetime | None
    fault: Fault | None
    since: datetime | None

    @property
    def alarms(self) -> bool:
        """Whether it has signed another past of the trail than the one that is here."""
        return self.fault is Fault.INCONSISTENT


class TrailStatus(Model):
    """The trail has `entries`, of which `signed` are covered by the newest checkpoint, signed `at` a moment."""

    entries: int
    signed: int
    at: datetime | None
    witness: tuple[WitnessStatus, ...]

    @property
    def alarms(self) -> bool:
        """Whether any witness has signed another past."""
        return any(each.alarms for each in self.witness)


def trail_status(services: Services) -> TrailStatus:
    """Raises `StoreUnavailable`."""
    newest = signed(services)
    known = services.store.witnesses.of(newest.origin) if newest else {}
    named = services.settings.named_witnesses
    return TrailStatus(
        entries=services.store.audit.end(),
        signed=newest.size if newest else 0,
        at=newest.at if newest else None,
        witness=tuple(_witness(each, known.get(str(each.verifier), Standing())) for each in named),
    )


def _witness(witness: Witness, standing: Standing) -> WitnessStatus:
    return WitnessStatus(name=witness.name, size=standing.size, at=standing.at, fault=standing.fault, since=standing.since)
