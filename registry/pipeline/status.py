"""The status of an installation: what waits, whether the parts answer, the last harvests."""

from schemas.model import Model
from schemas.record import Status
from schemas.runs import Run
from search.engine import Health
from search.meaning.meaning import MeaningHealth

from ..services import Services
from ..store.errors import StoreUnavailable
from .rule_sets import RulesStatus, rules_status
from .trail_status import TrailStatus, trail_status


class ArchiveHealth(Model):
    """Whether the archive answers; `detail` says what is wrong."""

    reachable: bool
    detail: str = ""


class SourceStatus(Model):
    """How many records of a source the portal still lists, how many it no longer does, and its newest run."""

    source: str
    records: int
    withdrawn: int
    last: Run | None = None


class InstallationStatus(Model):
    """The status of an installation. `records` are those that portals still list, `withdrawn` the others. `waiting` is how many
    changes are not in the index yet.

    `judged_otherwise` is how many records are not known to be as the rules of this release conclude: a re-assessment tells.
    `meaning` is None where finding by meaning is off. `rules` does not count for `well`: those in force hold on, whatever lies
    in the operator's folder. Nor does what is not signed yet, or a witness that does not answer; one that has signed another past
    does. `set_aside` has a line for each declaration that is set aside; it does not count for `well` either.
    """

    records: int
    withdrawn: int
    waiting: int
    judged_otherwise: int
    engine: Health
    meaning: MeaningHealth | None
    archive: ArchiveHealth
    source: tuple[SourceStatus, ...]
    set_aside: tuple[str, ...]
    rules: RulesStatus
    trail: TrailStatus

    @property
    def well(self) -> bool:
        """Whether all parts answer, and no witness refuses the past of the trail."""
        return self.engine.reachable and self.engine.current and self.archive.reachable and not self.trail.alarms


def status(services: Services) -> InstallationStatus:
    """Ask all parts. Sources with neither records nor runs are left out. Raises `StoreUnavailable`."""
    counts, latest = services.store.records.counts(), services.store.runs.latest()
    withdrawn = services.store.records.counts(status=Status.WITHDRAWN)
    return InstallationStatus(
        records=sum(counts.values()),
        withdrawn=sum(withdrawn.values()),
        waiting=services.store.outbox.depth(),
        judged_otherwise=judged_otherwise(services),
        engine=services.engine.check(),
        meaning=services.meaning.check() if services.meaning else None,
        archive=_archive(services),
        source=tuple(
            SourceStatus(
                source=name,
                records=counts.get(name, 0),
                withdrawn=withdrawn.get(name, 0),
                last=latest[name].last if name in latest else None,
            )
            for name in sorted({*counts, *withdrawn, *latest})
        ),
        set_aside=tuple(map(str, services.declarations.now.set_aside)),
        rules=rules_status(services),
        trail=trail_status(services),
    )


def judged_otherwise(services: Services) -> int:
    """How many records of declared sources are not known to be as today's rules conclude."""
    numbers = services.store.records.judged_otherwise(services.rules.version)
    return sum(number for source, number in numbers.items() if source in services.sources)


def _archive(services: Services) -> ArchiveHealth:
    try:
        services.archive.check()
    except StoreUnavailable as error:
        return ArchiveHealth(reachable=False, detail=str(error))
    return ArchiveHealth(reachable=True)
