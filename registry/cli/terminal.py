"""Printing for people: answers on standard output, messages on standard error."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.audit import DONE, AuditEntry
from schemas.dataset import Text as Titles
from schemas.holds import Hold, Move, NotMoved
from schemas.origins import made_from
from schemas.proposals import Proposal
from schemas.record import CatalogRecord
from schemas.rescue import RescueReport
from schemas.runs import Run
from search.explanation import Explanation
from search.query import Hit, LocalText, Results
from search.similar import Similar
from search.suggesting import Suggestion

from ..answers.changes import ChangesAnswer
from ..answers.decisions import DecisionAnswer, in_a_line
from ..answers.holds import HoldReport
from ..answers.proposals import ProposalReport
from ..answers.review import ReviewAnswer
from ..answers.shapes.sources import SourcesAnswer
from ..answers.usable import usage_counts
from ..pipeline.usable import Usable
from ..policy.rules import Rules
from ..policy.telling import sentence
from .reasons import notes, otherwise, reasons
from .usable import count_lines, verdict_line


class Output(Console):
    """Text for people. That nobody reads it any more is for `later` to end the command with."""

    def __init__(self, *, stderr: bool = False) -> None:
        """It does not wrap lines, so that other programs can read them."""
        super().__init__(stderr=stderr, highlight=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def messages() -> Console:
    """The console of standard error."""
    return Output(stderr=True)


def answers() -> Console:
    """The console of standard output."""
    return Output()


def say(message: str) -> None:
    """Print a message for a person, on standard error."""
    messages().print(message, markup=False)


def answer(line: str) -> None:
    """Print a line of the command's answer, on standard output."""
    answers().print(line, markup=False)


ALWAYS_TOLD = ("read", "new", "changed", "unchanged")
"""The counts of a run that are printed even if they are 0."""


def run_line(run: Run) -> str:
    """A run in one line: how it went, how much it read, and whether it asked for everything."""
    counts = run.counts.model_dump()
    told = [*ALWAYS_TOLD, *(name for name, count in counts.items() if count and name not in ALWAYS_TOLD)]
    numbers = ", ".join(f"{counts[name]} {name}" for name in told)
    asked = "whole" if run.since is None else f"changes since {run.since:%Y-%m-%d %H:%M}"
    line = f"{run.source}: {run.state.value}, {numbers} (run {run.id}, {asked})"
    return f"{line}: {run.error}" if run.error else line


def print_hits(results: Results, explanations: Iterable[Explanation] = (), usable: Usable | None = None) -> None:
    """A list of hits: the title, then the source and the conclusions, how it was found, and why if there is an explanation; and
    whether it may be used, if `usable` answers that.
    """
    out = answers()
    why = {each.id: reasons(each) for each in explanations}
    for hit in results.hit:
        out.print(Text(first(hit.summary.title), style="bold"))
        out.print(Text(_facts(hit)), style="dim")
        out.print(Text(f"  {hit.id}"), style="dim")
        may = (verdict_line(usable.verdict(hit.summary.usage_grounds)),) if usable else ()
        for line in (*otherwise(hit), *why.get(hit.id, ()), *may):
            out.print(Text(f"  {line}"))
    for line in notes(results):
        out.print(Text(line))
    out.print("1 dataset" if results.total == 1 else f"{results.total} datasets")
    for line in count_lines(usage_counts(usable, results)) if usable else ():
        out.print(Text(line))
    for facet in results.facet:
        out.print(Text(f"{facet.field}: {', '.join(f'{each.value} {each.count}' for each in facet.value)}"))
    for each in results.meant:
        say(f"No record has “{each.word}”. Did you mean “{each.offered}”?")


def print_similar(found: Iterable[Similar]) -> None:
    """Similar records, each with its title and id, and what both have in common."""
    out = answers()
    for each in found:
        shared = "; ".join(
            f"{reason.kind.value}: {', '.join(reason.value)}" if reason.value else reason.kind.value for reason in each.reason
        )
        out.print(Text(first(each.hit.summary.title), style="bold"))
        out.print(Text(f"  {shared}"), style="dim")
        out.print(Text(f"  {each.hit.id}"), style="dim")


def print_suggestions(found: Iterable[Suggestion]) -> None:
    """What completes a text, one a line, with what it is."""
    for each in found:
        answer(f"{each.text}  ({each.kind.value})")


def _facts(hit: Hit) -> str:
    summary = hit.summary
    facts = [
        first(summary.publisher),
        "/".join(summary.jurisdiction),
        summary.license,
        summary.privacy_class,
        summary.modified or "",
    ]
    return "  " + " · ".join(fact for fact in facts if fact)


def print_record(record: CatalogRecord, rules: Rules) -> None:
    """A record with the three conclusions and their reasons, and what people decided."""
    out = answers()
    out.print(Text(record.dataset.title[0].value, style="bold"))
    facts = Table.grid(padding=(0, 2))
    assessment = record.assessment
    for name, value in (
        ("id", str(record.id)),
        ("source", f"{record.source} / {record.dataset.identifier}"),
        ("publisher", record.dataset.publisher.name[0].value if record.dataset.publisher else ""),
        (
            "record changed" if record.dataset.modified and record.dataset.modified.of_record else "modified",
            record.dataset.modified.verbatim if record.dataset.modified else "",
        ),
        *(("made from", str(each)) for each in made_from(record.dataset, record.curation)),
        ("files", ", ".join(item.format.code or item.format.verbatim for item in record.dataset.distribution if item.format)),
        (
            "licence",
            f"{assessment.license.id} ({assessment.license.status.value}, confidence {assessment.license.confidence.value})",
        ),
        (
            "jurisdiction",
            f"{assessment.jurisdiction.holder_state or 'unknown'} (confidence {assessment.jurisdiction.confidence.value})",
        ),
        ("privacy class", f"{assessment.privacy.privacy_class.value} (confidence {assessment.privacy.confidence.value})"),
    ):
        facts.add_row(Text(name, style="dim"), Text(value))
    out.print(facts)
    for finding in (*assessment.license.finding, *assessment.jurisdiction.finding, *assessment.privacy.finding):
        out.print(Text(f"  {finding.rule}: {sentence(finding, rules)}"))
    for decision in record.curation.in_force:
        source = f" ({decision.source})" if decision.source else ""
        out.print(Text(f"{decision.aspect}: {in_a_line(decision.model_dump(mode='json'))}", style="bold"))
        out.print(Text(f"  {decision.by}, {decision.at:%Y-%m-%d}: {decision.reason}{source}"))


def print_sources(sources: SourcesAnswer) -> None:
    """The declared portals with the number of records and the last run."""
    table = Table("source", "state", "kind", "records", "last run", box=None, pad_edge=False)
    for item in sources.items:
        source = item.declaration
        gone = f", retired {source.retired.on}" if source.retired else ", replaces shipped" if source.replaces else ""
        table.add_row(source.id, source.jurisdiction, source.kind, str(item.records), when(item.last_run) + gone)
    answers().print(table)


def when(run: Run | None) -> str:
    """When a run started, and its state."""
    return f"{run.started:%Y-%m-%d %H:%M} {run.state.value}" if run else "never"


def print_changes(run: Run, changes: ChangesAnswer) -> None:
    """What a run changed, one record a line."""
    out = answers()
    done = [f"{count} {DONE[action]}" for action, count in changes.counts.items()] + [f"{changes.unchanged} unchanged"]
    out.print(Text(f"{run.source}, run {run.id}: {', '.join(done)}", style="bold"))
    for change in changes.items:
        fields = f"  {', '.join(change.changed)}" if change.changed else ""
        out.print(Text(f"{DONE[change.action]:12}  {change.record}  {change.identifier}{fields}"))


def print_rescue(report: RescueReport) -> None:
    """What a rescue changes, or has changed."""
    out = answers()
    counts = ("changed", "withdrawn", "restored", "unchanged", "unreadable", "rejected")
    numbers = ", ".join(f"{getattr(report, name)} {name}" for name in counts)
    out.print(Text(f"{report.source}: {numbers}", style="bold"))
    for name, count in report.fields.items():
        out.print(Text(f"{count:6}  {name}"))
    for example in report.examples:
        fields = f"  {', '.join(example.changed)}" if example.changed else ""
        out.print(Text(f"{DONE[example.action]:12}  {example.record}  {example.identifier}{fields}"), style="dim")
    if not report.applied:
        say("Nothing has been changed: add --apply to do it.")


def print_holds(holds: Iterable[Hold]) -> None:
    """Held withdrawals, each with why."""
    out = answers()
    for hold in holds:
        settled = f" by {hold.by}" if hold.by else ""
        out.print(Text(f"{hold.id:5}  {hold.source}  {hold.state.value}{settled}  {hold.count} records  {hold.cause.value}"))
        out.print(Text(f"       run {hold.run}: {hold.explanation}"), style="dim")


def print_hold(hold: HoldReport) -> None:
    """A held withdrawal and its records."""
    print_holds((hold,))
    for record in hold.items:
        answer(f"{record.id}  {record.identifier}{titled(record.title)}")
        for twin in record.twins:
            answer(f"  now {twin.id}  {twin.identifier}{titled(twin.title)}  (same {twin.evidence.value})")


def titled(title: Titles) -> str:
    """A title behind an id, or nothing."""
    return f"  {title[0].value}" if title else ""


def print_decisions(decisions: Iterable[DecisionAnswer]) -> None:
    """Decisions, each with the record, what Serai had concluded, and the reason."""
    out = answers()
    for each in decisions:
        change = f"{in_a_line(each.before) or '-'} -> {in_a_line(each.after) or '-'}"
        out.print(Text(f"{each.id:5}  {each.at:%Y-%m-%d}  {each.by}  {each.aspect.value}: {change}  ({each.state.value})"))
        concluded = f" (concluded: {in_a_line(each.concluded)})" if each.concluded else ""
        out.print(Text(f"       {each.record}{titled(each.title)}: {each.reason}{concluded}"), style="dim")


def print_proposals(proposals: Iterable[Proposal]) -> None:
    """Proposals, each with what it decides, for how many records, and why."""
    out = answers()
    for each in proposals:
        what = in_a_line(each.decision) or (f"undo proposal {each.undoes}" if each.undoes else "take back")
        counts = f"{each.changed} of {each.count} records"
        out.print(
            Text(f"{each.id:5}  {each.at:%Y-%m-%d}  {each.by}  {each.aspect.value}: {what}  {counts}  ({each.state.value})")
        )
        eyes = f"  (four eyes: {', '.join(each.why_four_eyes)})" if each.four_eyes else ""
        out.print(Text(f"       {each.reason}{eyes}"), style="dim")


def print_proposal(proposal: ProposalReport) -> None:
    """A proposal, what it changes, and its records."""
    print_proposals((proposal,))
    for effect in proposal.effects:
        answer(f"{effect.count:5}  {in_a_line(effect.before) or '-'} -> {in_a_line(effect.after) or '-'}")
    for moved in proposal.answers or ():
        answer(f"{moved.count:5}  usage from {moved.state} for {moved.purpose}: {moved.before.value} -> {moved.after.value}")
    for record in proposal.items:
        answer(f"{record.id}  {record.outcome.value}{titled(record.title)}")


def print_review(found: ReviewAnswer) -> None:
    """The questions of a page, each with its words, who has it and an example; then the numbers of all."""
    out = answers()
    for each in found.items:
        whose = f"  {each.assignee.name}" if each.assignee else ""
        words = f": {', '.join(each.words)}" if each.words else ""
        out.print(Text(f"{each.count:6}  {each.source}  {each.aspect.value} {each.cause.value}{words}{whose}"))
        out.print(Text(f"        {each.id}  since {each.since}  {each.example}{titled(each.title)}"), style="dim")
    oldest = f", the oldest of {found.oldest}" if found.oldest else ""
    waiting = f"held withdrawals: {found.held}, proposals that wait: {found.proposals}"
    answer(f"questions: {found.questions}, asked {found.records} times{oldest}; {waiting}")


def print_refusals(refusals: Iterable[AuditEntry]) -> None:
    """Refused deeds, one a line: when, who, what, about what, and which role it takes."""
    for each in refusals:
        about = next(
            (
                f"{name} {each.details[name]}"
                for name in ("run", "hold", "source", "proposal", "question", "rule_set", "reassessment")
                if name in each.details
            ),
            each.record,
        )
        more = f", and {each.details['left_out']} more before" if each.details["left_out"] else ""
        had = each.details.get("had")
        takes = f"takes {each.details['needed']}" + (f", had {had}" if had else "")
        answer(f"{each.at:%Y-%m-%d %H:%M}  {each.actor}  {each.details['deed']}  {about}  ({takes}{more})")


def print_move(move: Move) -> None:
    """What a move did, or its undoing, and what it left."""
    print_holds((move.hold,))
    answer("1 dataset moved." if move.moved == 1 else f"{move.moved} datasets moved.")
    for pair in move.left:
        answer(f"Left as it was: {pair.record} and {pair.twin}: {LEFT[pair.why]}.")


LEFT = {
    NotMoved.DECIDED: "people have decided about both",
    NotMoved.CHANGED: "one of them has changed since",
}


def first(text: tuple[LocalText, ...]) -> str:
    """The text in its first language, or nothing."""
    return text[0].value if text else ""
