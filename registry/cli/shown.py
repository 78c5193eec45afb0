"""How the state of an installation is printed for people."""

from rich.text import Text

from ..pipeline.restore import Restoration
from ..pipeline.status import InstallationStatus
from ..pipeline.verify import MEANINGS, Verification
from .terminal import answers, run_line


def print_status(status: InstallationStatus) -> None:
    """The state of the parts, then the sources with their last runs."""
    engine, archive = status.engine, status.archive
    state = "does not answer" if not engine.reachable else f"{engine.count} records" if engine.current else "must be rebuilt"
    out = answers()
    out.print(Text(f"store    {status.records} records"))
    out.print(Text(f"index    {state}, {status.waiting} changes wait  {engine.detail}".rstrip()))
    out.print(Text(f"archive  {'answers' if archive.reachable else 'does not answer'}  {archive.detail}".rstrip()))
    for source in status.source:
        last = run_line(source.last) if source.last else "never harvested"
        out.print(Text(f"{source.source}: {source.records} records; {last}"))


def print_verification(found: Verification) -> None:
    """What was compared and what differs, with a few ids of each kind."""
    out = answers()
    out.print(f"{found.records} records in the store, {found.indexed} in the index, {found.waiting} changes wait")
    if not found.index_built:
        out.print("The index was not built, or by other rules: repair or rebuild it.")
    for each in found.found:
        out.print(Text(f"{each.count} {each.fault.value}: {MEANINGS[each.fault]}"))
        for example in each.example:
            out.print(Text(f"  {example}"), style="dim")
    if found.trail_broken_at is not None:
        out.print(f"The audit trail is broken at entry {found.trail_broken_at}.")
    if found.whole:
        out.print("All agree.")


def restoration_line(done: Restoration) -> str:
    """What became of a source's archived records, in one line."""
    parts = [f"{done.restored} restored", f"{done.kept} kept as the store has them"]
    parts += [f"{done.unreadable} unreadable"] if done.unreadable else []
    parts += [f"{done.refused} refused"] if done.refused else []
    return f"{done.source}: {', '.join(parts)}"
