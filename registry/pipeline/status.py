"""The status of an installation: what waits, whether the parts answer, the last harvests."""

from schemas.model import Model
from schemas.runs import Run
from search.engine import Health
from search.meaning.meaning import MeaningHealth

from ..services import Services
from ..store.errors import StoreUnavailable


class ArchiveHealth(Model):
    """Whether the archive answers; `detail` says what is wrong."""

    reachable: bool
    detail: str = ""


class SourceStatus(Model):
    """How many active records there are of a source, and its newest run."""

    source: str
    records: int
    last: Run | None = None


class InstallationStatus(Model):
    """The status of an installation. `waiting` is how many changes are not in the index yet.

    `meaning` is None where finding by meaning is off.
    """

    records: int
    waiting: int
    engine: Health
    meaning: MeaningHealth | None
    archive: ArchiveHealth
    source: tuple[SourceStatus, ...]

    @property
    def well(self) -> bool:
        """Whether all parts answer."""
        return self.engine.reachable and self.engine.current and self.archive.reachable


def status(services: Services) -> InstallationStatus:
    """Ask all parts. Sources with neither records nor runs are left out. Raises `StoreUnavailable`."""
    counts, latest = services.store.records.counts(), services.store.runs.latest()
    return InstallationStatus(
        records=sum(counts.values()),
        waiting=services.store.outbox.depth(),
        engine=services.engine.check(),
        meaning=services.meaning.check() if services.meaning else None,
        archive=_archive(services),
        source=tuple(
            SourceStatus(source=name, records=counts.get(name, 0), last=latest[name].last if name in latest else None)
            for name in sorted({*counts, *latest})
        ),
    )


def _archive(services: Services) -> ArchiveHealth:
    try:
        services.archive.check()
    except StoreUnavailable as error:
        return ArchiveHealth(reachable=False, detail=str(error))
    return ArchiveHealth(reachable=True)
