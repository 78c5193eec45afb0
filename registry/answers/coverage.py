"""Which of the known portals have a declaration, and how sure it is that it reads them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from harvesters.known_portals import known_portals
from schemas.model import Model
from schemas.source import ProofLevel, Source

NOT_DECLARED = "none"
"""Stands for the proof of a portal that has no declaration."""

PROOFS = (*(level.value for level in ProofLevel), NOT_DECLARED)


class CoverageRow(Model):
    """How many of the known portals of a state there are, by proof (`none`: not declared)."""

    jurisdiction: str
    known: int
    proof: dict[str, int]


class KindRow(Model):
    """How many of the known portals are declared with a kind, by proof."""

    kind: str
    declared: int
    proof: dict[str, int]


class Missing(Model):
    """A known portal without a declaration, and why."""

    registry: str
    jurisdiction: str
    title: str
    url: str
    why_not: str


class CoverageAnswer(Model):
    """The known portals by state and by kind.

    `declared` of `known` have a declaration, `recorded` of these with a proof that is recorded or better. `hosts` is how many
    hosts are asked: several portals may be one service. `others` is how many declared portals are not among the known ones.
    """

    known: int
    declared: int
    recorded: int
    hosts: int
    others: int
    states: tuple[CoverageRow, ...]
    kinds: tuple[KindRow, ...]
    missing: tuple[Missing, ...]


def coverage(sources: Iterable[Source], whys: Mapping[str, str] | None = None) -> CoverageAnswer:
    """The coverage by these sources. A declaration without `proof` counts as one that only a standard describes.

    `whys` says by address why a portal has no declaration, where that is known better than in the table.
    """
    everyone = list(sources)
    by_registry = {source.registry: source for source in everyone if source.registry}
    known = known_portals()
    found = {portal.registry: by_registry[portal.registry] for portal in known if portal.registry in by_registry}
    proofs = {portal.registry: _proof(found.get(portal.registry)) for portal in known}
    states = sorted({portal.jurisdiction for portal in known}, key=lambda state: (-_of_state(state), state))
    kinds = Counter(source.kind for source in found.values())
    return CoverageAnswer(
        known=len(known),
        declared=len(found),
        recorded=sum(proof in {ProofLevel.ANSWERED, ProofLevel.RECORDED} for proof in proofs.values()),
        hosts=len({source.url.host for source in found.values()}),
        others=sum(source.registry not in found for source in everyone),
        states=tuple(
            CoverageRow(
                jurisdiction=state,
                known=_of_state(state),
                proof=_counted(proofs[portal.registry] for portal in known if portal.jurisdiction == state),
            )
            for state in states
        ),
        kinds=tuple(
            KindRow(
                kind=kind,
                declared=count,
                proof=_counted(_proof(source) for source in found.values() if source.kind == kind),
            )
            for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
        ),
        missing=tuple(
            Missing(**portal._asdict() | {"why_not": (whys or {}).get(portal.url) or portal.why_not})
            for portal in known
            if portal.registry not in found
        ),
    )


def coverage_table(answer: CoverageAnswer) -> str:
    """The states as a table of Markdown, for documentation."""
    head = f"| state | portals | {' | '.join(PROOFS)} |\n|---|---|{'---|' * len(PROOFS)}"
    rows = [_row(row.jurisdiction, row.known, row.proof) for row in answer.states]
    whole = _counted(proof for row in answer.states for proof, count in row.proof.items() for _ in range(count))
    return "\n".join((head, *rows, _row("all", answer.known, whole)))


def _row(name: str, known: int, proof: dict[str, int]) -> str:
    return f"| {name} | {known} | {' | '.join(str(proof.get(each, '')) for each in PROOFS)} |"


def _of_state(state: str) -> int:
    return sum(portal.jurisdiction == state for portal in known_portals())


def _proof(source: Source | None) -> str:
    if source is None:
        return NOT_DECLARED
    return source.proof.level.value if source.proof else ProofLevel.STANDARD.value


def _counted(proofs: Iterable[str]) -> dict[str, int]:
    counts = Counter(proofs)
    return {proof: counts[proof] for proof in PROOFS if counts[proof]}
