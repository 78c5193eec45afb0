"""The declared portals by state: how many there are, which were harvested, and the finding of one by its words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from schemas.jurisdictions import ScoStatus, jurisdictions
from schemas.runs import Run
from schemas.source import Source
from schemas.words import word_key

from .languages import SOURCE
from .site import Page


@dataclass(frozen=True)
class ListedPortal:
    """A portal, how many datasets the catalogue has of it, and its last run. `done`: one of its runs is done."""

    source: Source
    datasets: int
    last_run: Run | None
    done: bool

    @property
    def harvested(self) -> bool:
        """Whether a harvest has brought something: datasets, or the news that there are none."""
        return self.done or bool(self.datasets)

    @property
    def asked(self) -> bool:
        """Whether there is something to tell: a portal whose runs have all failed was asked and not harvested."""
        return self.harvested or self.last_run is not None


@dataclass(frozen=True)
class StatePortals:
    """The portals whose holders are of one state, those with the most datasets first."""

    code: str
    name: str
    portals: tuple[ListedPortal, ...]

    @cached_property
    def asked(self) -> tuple[ListedPortal, ...]:
        return tuple(each for each in self.portals if each.asked)

    @cached_property
    def waiting(self) -> tuple[ListedPortal, ...]:
        """Those that nobody has asked yet."""
        return tuple(each for each in self.portals if not each.asked)

    @property
    def declared(self) -> int:
        return len(self.portals)

    @property
    def harvested(self) -> int:
        return sum(each.harvested for each in self.portals)

    @property
    def retired(self) -> int:
        return sum(each.source.retired is not None for each in self.portals)

    @property
    def datasets(self) -> int:
        return sum(each.datasets for each in self.portals)


def portals_by_state(page: Page, sources: Sequence[Source]) -> tuple[StatePortals, ...]:
    """The portals among `sources` by the state of the holder: the members of the SCO by their names, then all others."""
    counts, latest = page.services.store.records.counts(), page.services.store.runs.latest()
    grouped: defaultdict[str, list[ListedPortal]] = defaultdict(list)
    for source in sources:
        runs = latest.get(source.id)
        last, done = (runs.last, runs.done is not None) if runs else (None, False)
        grouped[source.jurisdiction].append(ListedPortal(source, counts.get(source.id, 0), last, done))
    states = (StatePortals(code, page.labels.state(code), _in_order(page, found)) for code, found in grouped.items())
    return tuple(sorted(states, key=lambda state: (not _is_member(state.code), state.name.casefold(), state.code)))


def found_by(page: Page, words: str) -> tuple[Source, ...]:
    """The declared portals that have all these words in a name, the host, the id, the operator, or the name or code of the state.

    Without words: all of them.
    """
    wanted = word_key(words).split()
    found = (each for each in page.services.sources.values() if all(word in _known_by(page, each) for word in wanted))
    return tuple(found)


def _known_by(page: Page, source: Source) -> str:
    """What people know a portal by. The state also by its English name, which links and papers have."""
    states = (page.labels.state(source.jurisdiction), page.site.languages[SOURCE].state(source.jurisdiction))
    named = (*source.title.values(), page.labels.host(source.id), source.id, source.operator or "", source.jurisdiction, *states)
    return _compared("\n".join(named))


@lru_cache(maxsize=20_000)
def _compared(text: str) -> str:
    """As `word_key`: the texts of all portals are compared at each search, in some languages."""
    return word_key(text)


def _in_order(page: Page, portals: Sequence[ListedPortal]) -> tuple[ListedPortal, ...]:
    return tuple(
        sorted(portals, key=lambda each: (-each.datasets, page.labels.source(each.source.id).casefold(), each.source.id))
    )


def _is_member(code: str) -> bool:
    known = jurisdictions().get(code)
    return known is not None and known.sco_status is ScoStatus.MEMBER
