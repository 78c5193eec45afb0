"""What a row of the table of faults is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.services import Services
from schemas.runs import Run, RunState
from tests.portal import Portal, Trouble, package

Packages = Callable[[], list[Any]]
Proof = Callable[[Services, Run], None]


def packages(count: int, **fields: Any) -> list[Any]:
    """So many healthy packages, all with these fields."""
    return [package(number, **fields) for number in range(count)]


def fifty() -> list[Any]:
    """What most portals of the table hold: two pages of 25."""
    return packages(50)


def fifty_with(**fields: Any) -> Packages:
    """Fifty packages of which number 25 has these fields."""
    return lambda: [package(number, **(fields if number == 25 else {})) for number in range(50)]


HEALTHY: Sequence[Trouble] = ()
"""No trouble."""


@dataclass(frozen=True)
class Expect:
    """How the run ends: its state, how many records are in the catalogue then, and exactly which errors and warnings it reports.

    `rejected` is how many records were left out, `repeated` how many came again, `error` a part of the run's own sentence.
    """

    kept: int
    state: RunState = RunState.DONE
    issues: frozenset[str] = frozenset()
    rejected: int = 0
    repeated: int = 0
    error: str = ""


@dataclass(frozen=True)
class Fault:
    """One way a portal misbehaves, and what becomes of it.

    `portal` and `serai` are the words of the table in `harvesters/RELIABILITY.md`; all else is the proof. `kind` makes the
    portal, which holds `packages`; it was harvested once for each of the `earlier` troubles before the run that counts. `source`
    are fields of its declaration, `limits` those that differ from the defaults, so that a test need not wait. `internet` gives
    the portal a public name. `proof` looks at what else is promised.
    """

    name: str
    portal: str
    serai: str
    expect: Expect
    kind: Callable[[list[Any]], Portal] = Portal
    packages: Packages = fifty
    trouble: Callable[[], Sequence[Trouble]] = tuple
    earlier: Callable[[], Sequence[Sequence[Trouble]]] = tuple
    source: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    internet: bool = False
    proof: Proof | None = None
