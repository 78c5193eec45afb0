"""All rows, in the order of the table in `harvesters/RELIABILITY.md`, and that table."""

from . import addresses, answers, dcat, declared, identity, lists, oai_pmh, passports, records, withdrawals
from .fault import Fault

GROUPS: dict[str, tuple[Fault, ...]] = {
    "What it answers": answers.FAULTS,
    "How its list holds together": lists.FAULTS,
    "What it lists no more": withdrawals.FAULTS,
    "What it lists under another identifier": identity.FAULTS,
    "What its records are like": records.FAULTS,
    "What it says in OAI-PMH": oai_pmh.FAULTS,
    "What its lists and passports are like": passports.FAULTS,
    "What it says in DCAT-US and as DKAN": dcat.FAULTS,
    "What a declaration says of it": declared.FAULTS,
    "Where it leads": addresses.FAULTS,
}

FAULTS = {fault.name: fault for group in GROUPS.values() for fault in group}


def faults_table() -> str:
    """The rows as Markdown, a table for each group."""
    return "\n\n".join(f"### {title}\n\n{_table(group)}" for title, group in GROUPS.items())


def _table(group: tuple[Fault, ...]) -> str:
    rows = (f"| {fault.name} | {fault.portal} | {fault.serai} |" for fault in group)
    return "\n".join(("| fault | what the portal does | what Serai does |", "|---|---|---|", *rows))
