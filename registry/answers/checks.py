"""Checks of portals: who may ask for one, and their shape."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field

from schemas.actor import Actor
from schemas.checks import Check
from schemas.model import Model

from ..pipeline import portal_checks
from ..services import Services
from . import links
from .links import Link

COLUMNS = ("code", "severity", "title", "count", "pointer", "identifier", "value", "how_to_fix")
"""The columns of a table of causes: a row for each example."""


class ChecksOff(Exception):
    """Here nobody can have a portal checked on the web."""


class StrangersCheckNothing(Exception):
    """Here only who signs in can have a portal checked on the web."""


class CheckLinks(Model):
    self: Link
    page: Link
    csv: Link | None = None


class CheckAnswer(Check):
    """A check of a portal. Whoever knows its id, which cannot be guessed, can read it until `expires`."""

    expires: Annotated[datetime | None, Field(description="When the report is removed; missing until it is made.")] = None
    links: CheckLinks


def ask(services: Services, portal: str, jurisdiction: str | None, *, by: Actor | None, address: str) -> Check:
    """Queue a check. `by` has signed in; of others the network `address` counts.

    Raises `ChecksOff`, `StrangersCheckNothing`, `InvalidCheck` and `TooManyChecks`.
    """
    if services.settings.checks == "off":
        raise ChecksOff
    if services.settings.checks == "signed-in" and by is None:
        raise StrangersCheckNothing
    return portal_checks.ask(services, portal, jurisdiction, visitor=None if by else address)


def check_view(services: Services, check: Check) -> CheckAnswer:
    found = CheckLinks(
        self=links.check(check.id), page=links.check_page(check.id), csv=links.check_csv(check.id) if check.report else None
    )
    return CheckAnswer(**dict(check), expires=portal_checks.kept_until(services, check), links=found)


def cause_rows(check: Check) -> Iterator[tuple[str, ...]]:
    """The cells of the causes of a report, in the order of `COLUMNS`."""
    for cause in check.report.causes if check.report else ():
        before = (cause.code, cause.severity.value, cause.title, str(cause.count), cause.pointer)
        for example in cause.examples:
            yield (*before, example.identifier or "", example.value, cause.how_to_fix)
