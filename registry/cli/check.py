"""Checking a portal before it joins."""

import re
from contextlib import ExitStack
from typing import Annotated
from urllib.parse import urlsplit

import typer

from harvesters import HARVESTERS
from harvesters.declaration import Choices, source_of
from harvesters.errors import InvalidDeclaration
from schemas.jurisdictions import jurisdictions
from schemas.source import Source

from ..answers.quality import quality_of_records
from ..answers.runs import run_report
from ..demo import server as sample
from ..pipeline.check import checked
from ..services import declarations_of
from ..settings import Settings
from . import reports
from .offers import offer
from .parts import Json, app, chosen, fail, print_json
from .progress import harvest_progress
from .quality import print_quality


@app.command()
def check(
    portal: Annotated[str, typer.Argument(metavar="PORTAL", help="The portal's address, or the id of a declared source.")],
    *,
    kind: Annotated[str, typer.Option(help="With an address: the kind of portal.")] = "ckan",
    jurisdiction: Annotated[str | None, typer.Option(help="With an address: the state of the holder, such as KG.")] = None,
    private: Annotated[bool, typer.Option("--private", help="With an address: allow loopback and private networks.")] = False,
    as_json: Json = False,
) -> None:
    """Harvest a portal without keeping anything, and print the report that its first harvest would give."""
    settings = Settings()
    with ExitStack() as stack:
        samples = stack.enter_context(sample.serve()) if portal in sample.sample_sources() else {}
        if "://" in portal:
            source = _source(portal, kind=kind, jurisdiction=jurisdiction, private=private)
        else:
            declarations = declarations_of(settings)
            source = chosen({**declarations, **samples}, portal, declarations)
        clean = _check(settings, source, as_json=as_json)
    if not clean:
        raise typer.Exit(1)


def _check(settings: Settings, source: Source, *, as_json: bool) -> bool:
    with (
        harvest_progress(source) as progress,
        checked(source, settings=settings, on_step=progress) as report,
    ):
        quality = quality_of_records(report.store.records.stream())
        told = run_report(report.store, report.run).model_copy(update={"quality": quality})
        if as_json:
            print_json(told)
        else:
            reports.print_report(told)
            print_quality(quality)
        return report.clean


def _source(url: str, *, kind: str, jurisdiction: str | None, private: bool) -> Source:
    """A declaration for an address. Ends the command if it is not valid."""
    if kind not in HARVESTERS:
        fail(f"There is no kind {kind}.{offer(kind, HARVESTERS)} The choices: {', '.join(sorted(HARVESTERS))}.", code=2)
    if jurisdiction not in jurisdictions():
        fail(f"Name the state of the holder: --jurisdiction, one of {', '.join(sorted(jurisdictions()))}.", code=2)
    host = urlsplit(url).hostname or "portal"
    name = re.sub(r"[^a-z0-9]+", "_", f"{jurisdiction}_{host}".lower())[:63]
    fields = {"id": name, "title": {"en": host}, "kind": kind, "url": url, "jurisdiction": jurisdiction}
    try:
        return source_of(fields | {"allow_private_addresses": private}, Choices(HARVESTERS))
    except InvalidDeclaration as error:
        fail(f"This is not the address of a portal: {error}", code=2)
