"""Everything with side effects, built once and passed to the rest."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from importlib.resources import as_file, files
from pathlib import Path
from time import monotonic

from harvesters import HARVESTERS
from harvesters.errors import InvalidSource
from harvesters.folders import Folders, Shipped
from harvesters.limits import LIMITS, Limits
from harvesters.wire.session import Turn
from harvesters.yaml_mapping import YamlMapping
from schemas.source import Source
from search import open_engine
from search.engine import SearchEngine
from search.meaning.meaning import Meaning, open_meaning

from .operation.declarations import Declarations
from .operation.in_force import RulesInForce
from .operation.metrics import Metrics
from .operation.watched_engine import WatchedEngine
from .policy.rules import Rules, shipped_rules
from .settings import Settings
from .store import Store
from .store.archive import Archive, open_archive
from .store.errors import READ_ONLY, DatabaseVanished, ReadOnly, RestoreUnfinished, StoreUnavailable
from .store.revision import agreed

UNFINISHED = "restore.unfinished"
"""The file in the home folder that is there while a backup is brought back. It has the digest of the backup."""


@dataclass(frozen=True)
class Services:
    """The parts of one installation. `clock` gives the present in UTC; `meaning` is None where it is off or not installed.

    `turn` gives turns at the hosts of portals; without it they are those that the store gives out.
    `sources` are the portals of now, those that `declarations` reads from files and the samples: each access may give others.
    """

    settings: Settings
    store: Store
    archive: Archive
    engine: SearchEngine
    sources: Mapping[str, Source]
    declarations: Declarations
    in_force: RulesInForce
    limits: Limits
    metrics: Metrics
    meaning: Meaning | None
    clock: Callable[[], datetime]
    turn: Turn | None = None

    @property
    def rules(self) -> Rules:
        """The rules of now. Each access may give others, so whoever compares or goes on with them takes them once."""
        return self.in_force.now

    def rules_at(self, at: datetime) -> Rules:
        """The rules that were in force at a moment. Raises `RulesNotKept`, `RulesUnreadable` and `StoreError`."""
        return self.in_force.at(at)


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_services(
    settings: Settings,
    *,
    samples: Mapping[str, Source] | None = None,
    limits: Limits = LIMITS,
    shipped: Rules | None = None,
    clock: Callable[[], datetime] = now,
) -> Iterator[Services]:
    """Open the parts that the settings name, and close them at the end.

    `samples` are further sources, whose addresses are known only at run time. `limits` says how much misbehaviour of a portal is
    tolerated. `shipped` are the rules of this release, if they are not those of its files.
    Raises `InvalidSource`, `DatabaseVanished`, `RestoreUnfinished` and the errors of the parts.
    """
    make_home(settings.home)
    if (settings.home / UNFINISHED).exists():
        raise RestoreUnfinished(settings.home)
    metrics = Metrics()
    with ExitStack() as stack:
        archive = open_archive(settings.archive, endpoint=settings.s3_endpoint)
        engine = stack.enter_context(closing(open_engine(settings.search)))
        before_new = agreed if settings.new_database else partial(_refuse_if_lost, archive, engine)
        store = Store.open(settings.database, watch=metrics.transaction, before_new=before_new)
        stack.enter_context(closing(store))
        meaning = open_meaning(settings.search) if settings.meaning == "auto" else None
        if meaning:
            stack.enter_context(closing(meaning))
        metrics.follow(store, meaning, witnesses=settings.named_witnesses)
        in_force = RulesInForce(store, shipped or shipped_rules())
        in_force.begin(at=clock())
        declarations = declarations_of(settings)
        yield Services(
            settings=settings,
            store=store,
            archive=archive,
            engine=WatchedEngine(engine, metrics),
            sources=ChainMap(dict(samples or {}), declarations),  # type: ignore[arg-type]  # the second one is only read
            declarations=declarations,
            in_force=in_force,
            limits=limits,
            metrics=metrics,
            meaning=meaning,
            clock=clock,
        )


def make_home(home: Path) -> None:
    """Make the home folder if it is not there. Raises `ReadOnly` and `StoreUnavailable`."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in READ_ONLY:
            raise ReadOnly(f"the folder in which the home {home} would be made") from error
        raise StoreUnavailable(f"the home {home} cannot be made: {error.strerror}") from error


def _refuse_if_lost(archive: Archive, engine: SearchEngine) -> None:
    """Raises `DatabaseVanished` if archive or index have records, and `StoreUnavailable` if the archive does not answer."""
    if next(iter(archive.notes()), None) is not None:
        raise DatabaseVanished("the archive has records")
    if count := engine.check().count:
        raise DatabaseVanished(f"the index has {count} records")


def declarations_of(settings: Settings) -> Declarations:
    """The shipped declarations and the operator's. Raises `InvalidSource` if the folder that is set is not there."""
    if settings.sources and not settings.sources.is_dir():
        raise InvalidSource(settings.sources, 1, "there is no such folder")
    return Declarations(Folders(_shipped(), settings.declaration_folders))


def declared_sources(extra: Path | None, *, timer: Callable[[], float] = monotonic) -> Declarations:
    """The shipped declarations and those of one more folder."""
    return Declarations(Folders(_shipped(), [extra] if extra else []), timer=timer)


def declared_platforms(settings: Settings) -> dict[str, YamlMapping]:
    """The shipped platforms and the operator's, whose win."""
    shipped = _shipped()
    return {**shipped.platforms, **Folders(shipped, settings.declaration_folders).platforms()[0]}


@cache
def _shipped() -> Shipped:
    """The files of a release stay as they are, so they are read once in a process."""
    with as_file(files("harvesters")) as folder:
        return Shipped(folder, HARVESTERS)
