"""Whether what a search found may be used, as lines for people."""

from collections.abc import Iterator

from schemas.usage import ShortVerdict

from ..answers.shapes.usable import UsageCounts


def verdict_line(verdict: ShortVerdict) -> str:
    """An answer in short: the effect, and the rules that decide."""
    behind = f", would be {verdict.would_be} if a person confirmed it" if verdict.would_be else ""
    return f"{verdict.effect}{behind} (by {', '.join(reason.rule for reason in verdict.reason)})"


def count_lines(counts: UsageCounts) -> Iterator[str]:
    """How many records have each effect, and why those are not usable that are not."""
    told = ", ".join(f"{each.count} {each.effect}" for each in counts.effects if each.count) or "nothing"
    yield f"from {counts.state} for {counts.purpose}: {told}"
    for each in counts.left_out:
        about = f" ({', '.join(each.about)})" if each.about else ""
        confirmed = ", not confirmed" if each.uncertain else ""
        yield f"  {each.count} {each.effect}, {each.alone} for this alone: {each.rule}{confirmed}. {each.citation}{about}"
        yield from (f"    {question.question}" for question in each.missing)
    if counts.uncounted:
        yield f"  not looked at: {counts.uncounted} rare kinds of records"
    yield f"  for {counts.day}; this is information, not legal advice"
