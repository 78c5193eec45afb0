"""Looking at a portal for somebody on the web: what it speaks, and what a first harvest of a part of it reports.

A stranger chooses the address. So everything goes through the guards of `harvesters.wire`, no key of a declaration is used,
little is asked, and the report does not tell the addresses behind a name.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from harvesters import HARVESTERS
from harvesters.answers import read_text
from harvesters.declaration import Choices, source_of
from harvesters.errors import ClosedToPrograms, HarvestError, NotPublic, RetryLater, StopHarvest
from harvesters.limits import MIB, Limits
from harvesters.wire.session import PRODUCT, Session, Turn
from schemas.checks import (
    Bound,
    CheckAttempt,
    CheckBounds,
    CheckCause,
    CheckExample,
    CheckOutcome,
    CheckReport,
    CheckRequest,
    ClassCount,
    LicenseCount,
)
from schemas.issues import Severity
from schemas.runs import IssueGroup, Run, RunState
from schemas.source import Source

from ..operation.redaction import Redactor
from ..services import Services, declared_platforms
from ..store.run_issues import writable
from .check import Report, checked
from .harvest import OnStep
from .heartbeat import Leaving
from .probe import Probed, probe
from .trying import tried

BOUNDS = CheckBounds(records=500, requests=60, seconds=300)

DELAY = 1.0
"""Seconds between two requests to a host that nobody has declared."""

EXAMPLES = 5
"""How many examples of a cause are told."""

STEP = 100
"""After so many records it is told how far the check is."""

NO_ADDRESS = re.compile(r"is refused: \S+ is not a public address.*")
"""Where an error tells which address a name has: a stranger could learn the addresses of a private network."""

_SEVERITIES = list(Severity)
_redact = Redactor()


@dataclass
class Turns:
    """Gives out turns at hosts, which harvests take too. After the requests or the seconds of a check there are none.

    Raises `StopHarvest` then, and `Leaving` when this worker is about to end.
    """

    services: Services
    leaving: Event
    bounds: CheckBounds
    delay: float = DELAY
    asked: int = 0
    ended_by: Bound | None = None
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long the check has taken."""
        return time.monotonic() - self.began

    def __call__(self, host: str) -> float:
        if self.leaving.is_set():
            raise Leaving
        if self.asked >= self.bounds.requests:
            self._end(Bound.REQUESTS)
        if self.seconds >= self.bounds.seconds:
            self._end(Bound.SECONDS)
        self.asked += 1
        delay, store = timedelta(seconds=self.delay), self.services.store
        return store.hosts.turn(host, delay=delay, at=self.services.clock()) if delay else 0

    def _end(self, bound: Bound) -> None:
        self.ended_by = bound
        raise StopHarvest("the check ends here: it has asked enough")


def examine(
    services: Services,
    request: CheckRequest,
    *,
    turns: Turns,
    on_step: OnStep | None = None,
    private: bool = False,
) -> CheckReport:
    """Look at the portal of a request. `private` allows loopback and private addresses to one that is not declared.

    Raises `Leaving`.
    """
    found = CheckReport(outcome=CheckOutcome.UNKNOWN, url=request.address, bounds=turns.bounds)
    declared = services.sources.get(request.source or "")
    if declared is not None:
        found = found.model_copy(update={"url": str(declared.url), "key_left_out": declared.secret is not None})
        source = declared.model_copy(update={"secret": None, "retired": None})
        turns.delay = source.delay_seconds
    else:
        found, undeclared = _asked(services, request, found, turns, private=private)
        if undeclared is None:
            return _ended(found, turns)
        source = undeclared
    told = {"kind": source.kind, "platform": source.platform}
    return _ended(_harvested(services, source, found.model_copy(update=told), turns, on_step), turns)


def _asked(
    services: Services, request: CheckRequest, found: CheckReport, turns: Turns, *, private: bool
) -> tuple[CheckReport, Source | None]:
    """Ask an address that nobody has declared what it speaks: the report so far, and a declaration if it answers."""
    platforms, limits = declared_platforms(services.settings), _limits(services.limits)
    choices = Choices(HARVESTERS, platforms=platforms)
    keys: dict[str, Any] = {"id": "portal_check", "title": {"en": "check"}, "jurisdiction": request.jurisdiction}
    keys |= {"allow_private_addresses": private, "delay_seconds": DELAY}
    plain = source_of({**keys, "kind": "ckan", "url": request.address}, choices)
    if not _robots_allow(services, plain, limits, turns):
        detail = "its robots.txt asks programs to stay away from all of its pages"
        return found.model_copy(update={"outcome": CheckOutcome.ROBOTS, "detail": detail}), None
    probed = probe(
        request.address,
        jurisdiction=request.jurisdiction,
        settings=services.settings,
        platforms=platforms,
        limits=limits,
        private=private,
        turn=turns,
    )
    found = found.model_copy(update={"title": _text(probed.title), "moved": _text(probed.moved), **_refused(probed)})
    if probed.declared is None or probed.page is None:
        return found, None
    source = source_of({**keys, "language": list(plain.language), **probed.declared}, choices)
    return found.model_copy(update={"url": str(source.url)}), source


def _refused(probed: Probed) -> dict[str, Any]:
    """What a report tells of asking that led to no records."""
    attempts = tuple(CheckAttempt(name=each.name, outcome=_text(each.outcome) or "") for each in probed.attempts)
    if probed.declared is not None:
        return {}
    outcome = _outcome_of(probed.error) if probed.error else CheckOutcome.UNKNOWN
    if attempts and all(isinstance(each.error, ClosedToPrograms) for each in probed.attempts):
        outcome = CheckOutcome.CLOSED
    return {"attempts": attempts, "outcome": outcome, "detail": _text(probed.refusal)}


def _robots_allow(services: Services, source: Source, limits: Limits, turns: Turns) -> bool:
    """Whether robots.txt (RFC 9309) lets us read anything at all.

    Only a rule about the whole host counts: what CKAN ships keeps crawlers from its API, which is there for programs.
    """
    rules = RobotFileParser()
    with _session(services, source, limits, turns) as session:
        try:
            answer = session.get(urljoin(str(source.url), "/robots.txt"))
            if answer.status_code != 200:  # noqa: PLR2004  # RFC 9309, 2.3.1.3: what is not there forbids nothing
                return True
            rules.parse(read_text(answer).splitlines())
        except HarvestError:
            return True  # the next request tells what is wrong
    return rules.can_fetch(PRODUCT, urljoin(str(source.url), "/"))


def _harvested(services: Services, source: Source, found: CheckReport, turns: Turns, on_step: OnStep | None) -> CheckReport:
    """Harvest a part of the portal, in an installation that is deleted afterwards."""
    left = timedelta(seconds=max(1, turns.bounds.seconds - turns.seconds))
    small = {"page_size": min(source.page_size, STEP), "run_deadline": left, "page_deadline": left}
    source = source.model_copy(update=small)
    settings = services.settings.model_copy(update={"batch_size": STEP})
    limits = replace(_limits(services.limits), most_records=turns.bounds.records)
    with checked(source, settings=settings, limits=limits, clock=services.clock, on_step=on_step, turn=turns) as report:
        if turns.leaving.is_set():
            raise Leaving
        run = report.run
        whole = run.state is RunState.DONE
        ended_by = turns.ended_by or _bound(run, turns)
        outcome = _outcome(run, report) if run.counts.read or whole else _failure(services, source, limits, turns)
        return found.model_copy(
            update={
                "outcome": outcome,
                "detail": None if whole or ended_by else _text(run.error),
                "ended_by": None if whole else ended_by,
                "counts": run.counts,
                "stated_total": run.stated_total,
                "causes": tuple(_causes(report)),
                "licenses": tuple(
                    LicenseCount(status=status, asserted_by=by, count=count)
                    for (status, by), count in report.store.figures.licenses(source.id).items()
                ),
                "classes": tuple(_classes(report)),
            }
        )


def _bound(run: Run, turns: Turns) -> Bound | None:
    """The bound of a check that a run has met, if it has."""
    if run.counts.read >= turns.bounds.records:
        return Bound.RECORDS
    return Bound.SECONDS if turns.seconds >= turns.bounds.seconds else None


def _outcome(run: Run, report: Report) -> CheckOutcome:
    if next(report.store.records.stream(), None) is not None:
        return CheckOutcome.READ
    return CheckOutcome.UNREADABLE if run.counts.read else CheckOutcome.EMPTY


def _failure(services: Services, source: Source, limits: Limits, turns: Turns) -> CheckOutcome:
    """What kind of failure it is that nothing was read: one more try for one record tells."""
    page = tried(source, settings=services.settings, limits=replace(limits, retries=0), records=1, turn=turns)
    return _outcome_of(page.error) if page.error else CheckOutcome.UNREADABLE


def _outcome_of(error: HarvestError) -> CheckOutcome:
    """What an error says of a host."""
    if isinstance(error, NotPublic):
        return CheckOutcome.NOT_PUBLIC
    if isinstance(error, ClosedToPrograms):
        return CheckOutcome.CLOSED
    return CheckOutcome.SILENT if type(error) is RetryLater else CheckOutcome.UNREADABLE


def _causes(report: Report) -> Iterator[CheckCause]:
    """What was found wrong, the most serious first, then the most frequent."""

    def weight(group: IssueGroup) -> tuple[int, int, str, str]:
        return _SEVERITIES.index(group.severity), -group.count, group.code, group.pointer

    for group in sorted(report.groups, key=weight):
        found = report.store.runs.issues(report.run.id, code=group.code, pointer=group.pointer, limit=EXAMPLES)
        examples = (CheckExample(identifier=each.identifier, value=_text(each.value) or "") for each in found)
        told = group.model_dump(include=set(CheckCause.model_fields))
        yield CheckCause(**told, examples=tuple(examples))


def _classes(report: Report) -> Iterator[ClassCount]:
    counted = Counter(record.assessment.privacy.privacy_class for record in report.store.records.stream())
    yield from (ClassCount(privacy_class=each, count=count) for each, count in sorted(counted.items()))


def _ended(found: CheckReport, turns: Turns) -> CheckReport:
    told = {"requests": turns.asked, "seconds": round(turns.seconds, 1)}
    return found.model_copy(update=told if found.ended_by else {**told, "ended_by": turns.ended_by})


def _limits(limits: Limits) -> Limits:
    """The limits of a check: a host that is slow, or sends much, is not waited for."""
    return replace(
        limits,
        read_seconds=min(limits.read_seconds, 20),
        total_seconds=min(limits.total_seconds, 60),
        max_body=min(limits.max_body, 16 * MIB),
        retries=min(limits.retries, 1),
        longest_wait=min(limits.longest_wait, 10),
    )


def _session(services: Services, source: Source, limits: Limits, turn: Turn) -> Session:
    settings = services.settings
    return Session(source, contact=settings.contact, limits=limits, turn=turn, roots=settings.tls_roots)


def _text(text: str | None) -> str | None:
    """Words for a report that strangers read: no secret, no address of a private network."""
    return None if text is None else writable(NO_ADDRESS.sub("is refused: its address is not a public one", _redact(text)))
