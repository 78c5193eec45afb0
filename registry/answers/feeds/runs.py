"""The runs of a portal as a feed: how each ended, what it counted, and what was wrong."""

from datetime import datetime

from schemas.dataset import LangString
from schemas.formats.entry import Catalog
from schemas.formats.feed import LANGUAGE, Feed, FeedEntry, FeedSyntax
from schemas.holds import Hold
from schemas.issues import ISSUES, Severity
from schemas.runs import OPEN, Run, RunState
from schemas.source import Source

from ...services import Services
from .. import links
from .searches import ATOM

PAGE = 50
"""How many runs a page has."""

ENDED = {
    RunState.DONE: "Done",
    RunState.PARTIAL: "Ended early",
    RunState.HELD: "Done, but the withdrawals are held",
    RunState.FAILED: "Failed",
    RunState.INTERRUPTED: "Interrupted",
}
"""How a run ended."""

COUNTED = ("read", "new", "changed", "restored", "unchanged", "rejected", "withdrawn")

SEVERITIES = tuple(Severity)

STOPPED = "stopped by "
"""How the error of a run begins that somebody stopped, whose name follows."""


def runs_feed(services: Services, catalog: Catalog, syntax: FeedSyntax, source: Source, before: int | None) -> Feed:
    """The runs of a portal that have ended, the latest first, behind a run if one is given."""
    listed = services.store.runs.list(source=source.id, limit=PAGE + 1, before=before)
    page = [run for run in listed[:PAGE] if run.state not in OPEN]
    ids = [run.id for run in page]
    holds, issues = services.store.holds.of_runs(ids), services.store.runs.issue_counts(ids)
    title = source.title.get(LANGUAGE) or next(iter(source.title.values()), source.id)
    return Feed(
        id=catalog.root + links.runs_feed(source.id, ATOM),
        title=f"Serai: harvests of {title}",
        subtitle="Each harvest that ended: its state, its counts, and what was wrong, the latest first.",
        address=catalog.root + links.runs_feed(source.id, syntax.suffix, before),
        page=catalog.portal(source.id),
        version=catalog.version,
        entries=tuple(_entry(run, holds.get(run.id), issues[run.id], catalog, title) for run in page),
        next=catalog.root + links.runs_feed(source.id, syntax.suffix, listed[PAGE - 1].id) if len(listed) > PAGE else None,
    )


def _entry(run: Run, hold: Hold | None, issues: dict[str, int], catalog: Catalog, portal: str) -> FeedEntry:
    ended = _ended(run)
    return FeedEntry(
        id=f"{catalog.portal(run.source)}#run-{run.id}",
        title=LangString(value=f"{ENDED.get(run.state, run.state.value)}: run {run.id} of {portal}", language=LANGUAGE),
        address=catalog.root + links.run_page(run.source, run.id),
        updated=max(ended, hold.at) if hold and hold.at else ended,
        published=ended,
        summary=LangString(value="\n".join(_told(run, hold, issues)), language=LANGUAGE),
        category=(run.state.value,),
        author=LangString(value=portal, language=LANGUAGE),
    )


def _ended(run: Run) -> datetime:
    return run.ended or run.started


def _told(run: Run, hold: Hold | None, issues: dict[str, int]) -> list[str]:
    counts = ", ".join(f"{getattr(run.counts, name)} {name}" for name in COUNTED)
    asked = "everything" if run.whole else "what had changed"
    return [
        f"Asked for {asked}; {counts}.",
        *([_why(run.error)] if run.error else []),
        *([f"The withdrawal of {hold.count} datasets: {hold.state.value}."] if hold else []),
        _wrong(issues),
    ]


def _why(error: str) -> str:
    """Why a run is not done; who stopped it is not told."""
    return "It was stopped by a person." if error.startswith(STOPPED) else f"Why: {error}"


def _wrong(issues: dict[str, int]) -> str:
    """What was wrong: how much, and the cause that weighs most."""
    if not issues:
        return "Nothing was found wrong."
    worst = min(issues, key=lambda code: (SEVERITIES.index(ISSUES[code].severity), -issues[code], code))
    return f"Found wrong: {sum(issues.values())}, of {len(issues)} kinds; above all: {ISSUES[worst].title} ({issues[worst]})."
