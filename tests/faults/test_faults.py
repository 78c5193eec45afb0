"""Every row of the table, over real HTTP into real parts; and the page that shows the table."""

import os
from pathlib import Path
from typing import Any

import pytest

import harvesters
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.services import Services
from schemas.issues import Severity
from schemas.license_issues import LICENSE_ISSUES
from schemas.runs import Run, RunState
from search.ask import ask
from search.query import Query
from tests.portal import Portal

from .fault import Fault
from .table import FAULTS, GROUPS, faults_table

PAGE = Path(harvesters.__file__).with_name("RELIABILITY.md")


AT_LENGTH = ("8,327 distributions", "34,866 keywords")
"""What takes long because it is as long as at a real portal."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.proof] * (name in AT_LENGTH)) for name in FAULTS])
def test_a_fault(install: Any, name: str, request: pytest.FixtureRequest) -> None:
    fault = FAULTS[name]
    if fault.internet:
        request.getfixturevalue("internet")
    with install(**fault.limits) as services:
        run = provoke(services, fault)
        check(services, run, fault)


def provoke(services: Services, fault: Fault) -> Run:
    """The run that meets the fault."""
    with fault.kind(fault.packages()) as portal:
        source = portal.source(**{"page_size": 25, **public_name(fault, portal), **with_port(fault, portal)})
        for trouble in fault.earlier():
            portal.trouble = list(trouble)
            harvest(services, source, full=True)
            refresh(services)
        portal.trouble = list(fault.trouble())
        return harvest(services, source, full=True)


def public_name(fault: Fault, portal: Portal) -> dict[str, Any]:
    if not fault.internet:
        return {}
    return {"url": portal.url.replace("127.0.0.1", "portal.example"), "allow_private_addresses": False}


def with_port(fault: Fault, portal: Portal) -> dict[str, Any]:
    """The fields of the declaration; an address of its own gets the portal's port."""
    port = portal.url.rpartition(":")[2]
    return {**fault.source, **({"url": f"{fault.source['url']}:{port}"} if "url" in fault.source else {})}


def check(services: Services, run: Run, fault: Fault) -> None:
    """What the row promises, and that what was kept can be found."""
    expect = fault.expect
    told = {group.code for group in services.store.runs.issue_groups(run.id) if group.severity is not Severity.INFO}
    told -= set(LICENSE_ISSUES.values()) - expect.issues  # the records of `package` state the ambiguous `cc-by`
    assert (run.state, told) == (expect.state, expect.issues), run.error
    assert (run.counts.rejected, run.counts.repeated) == (expect.rejected, expect.repeated)
    assert expect.error in (run.error or "")
    assert (run.error is None) is (run.state is RunState.DONE)
    if fault.proof:
        fault.proof(services, run)
    refresh(services)
    assert services.store.records.count() == ask(services.engine, Query()).total == expect.kept
    assert services.store.audit.verify() is None


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len(FAULTS) == sum(len(group) for group in GROUPS.values())


def test_the_page_has_the_table() -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- faults -->")
    _, _, after = rest.partition("<!-- /faults -->")
    made = f"{before}<!-- faults -->\n{faults_table()}\n<!-- /faults -->{after}"
    if os.environ.get("SERAI_REFRESH"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made
