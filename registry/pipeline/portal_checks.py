"""Checks of portals that somebody asks for on the web: asking for one, and working on it."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from threading import Event, Thread
from urllib.parse import urlsplit

from harvesters import HARVESTERS
from harvesters.declaration import Choices, source_of
from harvesters.errors import InvalidDeclaration
from harvesters.wire.addresses import is_public
from schemas.checks import Check, CheckRequest
from schemas.jurisdictions import jurisdictions
from schemas.runs import Run

from ..services import Services
from ..store.errors import RunLost, StoreError
from . import examine
from .alone import without_message
from .heartbeat import BEAT, Leaving
from .probe import same_portal

AT_ONCE = 2
"""How many checks one worker works on at a time, each in its own thread."""

MOST_CHARACTERS = 500
"""The most characters of an address."""

log = logging.getLogger(__name__)


class InvalidCheck(ValueError):
    """What is asked for cannot be checked. `field` is `portal` or `jurisdiction`, `choices` what is possible instead."""

    def __init__(self, field: str, message: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.field, self.message, self.choices = field, message, choices


def ask(services: Services, portal: str, jurisdiction: str | None, *, visitor: str | None) -> Check:
    """Queue a check for a worker. `portal` is a host, an address or the id of a declared source.

    `visitor` is the network address of who has not signed in, None for who has. Raises `InvalidCheck` and `TooManyChecks`.
    """
    request, site = _request(services, portal.strip(), jurisdiction)
    per_hour, at = services.settings.checks_per_hour, services.clock()
    client = None if visitor is None else _client(visitor)
    asked = services.store.checks.ask(
        request, site=site, client=client, per_hour=per_hour, per_client=max(1, per_hour // 4), at=at
    )
    log.info("a check of %s was asked for", site)
    return asked


def get(services: Services, id: str) -> Check:
    """One check. Raises `CheckMissing` and `CheckExpired`."""
    return services.store.checks.get(id, kept_since=_kept_since(services))


def kept_until(services: Services, check: Check) -> datetime | None:
    """When the report of a check is removed; None while it is made."""
    return check.ended + timedelta(days=services.settings.check_days) if check.ended else None


def carry_out(services: Services, check: Check, *, leaving: Event) -> None:
    """Work on a check that this process holds, and keep its report. When `leaving` is set, it waits for another worker.

    Raises `CheckLost` and `StoreError`.
    """
    progress = _Progress(services, check)
    turns = examine.Turns(services, leaving, examine.BOUNDS)
    try:
        with progress.beating(turns):
            report = examine.examine(services, check.request, turns=turns, on_step=progress.step)
    except Leaving:
        services.store.checks.give_back(check)
        return
    except StoreError:
        raise
    except Exception as error:
        log.error("Serai failed at the check of %s", check.request.address, exc_info=without_message(error))  # noqa: TRY400
        told = f"Serai failed: {type(error).__name__}; the log has the details"
        services.store.checks.end(progress.check, error=told, at=services.clock())
        return
    known = {"read": report.counts.read, "stated_total": report.stated_total, "requests": report.requests}
    services.store.checks.end(check.model_copy(update=known), report=report, at=services.clock())


class Checker:
    """Works on the checks that wait, `AT_ONCE` at a time, beside the runs of a worker."""

    def __init__(self, services: Services, *, leaving: Event) -> None:
        self.services, self._leaving = services, leaving
        self._working: list[Thread] = []

    def look(self) -> None:
        """Begin checks that wait, and remove what is kept no longer. Raises `StoreError`."""
        store, at = self.services.store, self.services.clock()
        store.checks.forget(kept_since=_kept_since(self.services), at=at)
        self._working = [thread for thread in self._working if thread.is_alive()]
        while len(self._working) < AT_ONCE and (check := store.checks.take(at=at)):
            thread = Thread(target=self._work, args=(check,), name="check", daemon=True)
            self._working.append(thread)
            thread.start()

    def join(self, seconds: float) -> None:
        """Wait for the checks to be given back."""
        limit = time.monotonic() + seconds
        for thread in self._working:
            thread.join(max(0, limit - time.monotonic()))

    def _work(self, check: Check) -> None:
        try:
            carry_out(self.services, check, leaving=self._leaving)
        except RunLost as lost:
            log.warning("%s", lost)
        except StoreError as error:
            log.warning("the report of a check could not be kept: %s", error)


class _Progress:
    """Tells the store how far a check is, after each step and in between."""

    def __init__(self, services: Services, check: Check) -> None:
        self.services, self.check = services, check

    def step(self, run: Run) -> None:
        self.check = self.check.model_copy(update={"read": run.counts.read, "stated_total": run.stated_total})
        self._beat()

    @contextmanager
    def beating(self, turns: examine.Turns) -> Iterator[None]:
        """Beat while the block runs."""
        ended = Event()

        def beat() -> None:
            while not ended.wait(BEAT):
                self.check = self.check.model_copy(update={"requests": turns.asked})
                try:
                    self._beat()
                except RunLost:
                    return
                except StoreError as error:
                    log.warning("the heartbeat of a check could not be stored: %s", error)

        thread = Thread(target=beat, name="heartbeat of a check", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _beat(self) -> None:
        self.services.store.checks.beat(self.check, at=self.services.clock())


def _kept_since(services: Services) -> datetime:
    return services.clock() - timedelta(days=services.settings.check_days)


def _request(services: Services, portal: str, jurisdiction: str | None) -> tuple[CheckRequest, str]:
    """What is checked, and its host. Raises `InvalidCheck`."""
    source = services.sources.get(portal)
    if source is None:
        address = portal if re.match(r"https?://", portal, re.IGNORECASE) else f"https://{portal}"
        host = _host(address)
        source = next((each for each in services.sources.values() if same_portal(str(each.url), address)), None)
    if source is not None:
        request = CheckRequest(address=str(source.url), jurisdiction=source.jurisdiction, source=source.id)
        return request, source.url.host or ""
    state = jurisdiction or host.rpartition(".")[2].upper()
    if state not in jurisdictions():
        raise InvalidCheck("jurisdiction", "Name the state of the portal's holder.", tuple(sorted(jurisdictions())))
    keys = {"id": "portal_check", "title": {"en": "check"}, "kind": "ckan", "url": address, "jurisdiction": state}
    try:
        return CheckRequest(address=str(source_of(keys, Choices(HARVESTERS)).url), jurisdiction=state), host
    except InvalidDeclaration as error:
        raise InvalidCheck("portal", f"This is not the address of a portal: {error.message}") from None


def _host(address: str) -> str:
    """The host of an address. Raises `InvalidCheck` if it has none, or one that no portal on the internet can have."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        host = ""
    if len(address) > MOST_CHARACTERS or not set(host) & set(".:") or any(each.isspace() for each in address):
        raise InvalidCheck("portal", "This is neither the address of a portal nor the id of a declared source.")
    return host


def _client(address: str) -> str:
    """What tells visitors apart, without keeping their address; empty if it does not, behind a proxy on this machine or network.

    Of an IPv6 address its network counts, because each of its machines has many addresses.
    """
    try:
        if not is_public(address):
            return ""
        ip = ip_address(address)
    except ValueError:
        return ""
    network = ip.packed[:8] if ip.version == 6 else ip.packed  # noqa: PLR2004  # /64
    return sha256(network).hexdigest()[:16]
