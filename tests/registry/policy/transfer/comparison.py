"""`decide` beside the program: where they differ, in words."""

from collections.abc import Iterable, Iterator
from datetime import date

import yaml

from registry.policy.rules import load_rules
from registry.policy.transfer.rules import TransferRules
from tests.factories import TODAY

from .decided import decided
from .program import Answer, answers
from .rule_facts import Files
from .space import Cell


def transfer_rules(data: Files) -> TransferRules:
    """The rules of transfer that `decide` uses, made of other data files than the shipped ones."""
    return load_rules({f"transfer/{name}": yaml.safe_dump(file, sort_keys=False) for name, file in data.items()}).transfer


def differences(data: Files, rules: TransferRules, cells: Iterable[Cell], day: date = TODAY) -> list[str]:
    """The cells that get two answers: the data are what the program reads, the rules what `decide` does."""
    return [
        f"{cell}: {'; '.join(told(ours, other))}"
        for cell, other in answers(data, cells, day).items()
        if (ours := decided(cell, rules, day)) != other
    ]


def told(decide: Answer, program: Answer) -> Iterator[str]:
    """In what two answers differ."""
    for name in ("effect", "behind", "confidence"):
        if getattr(decide, name) != getattr(program, name):
            yield f"{name} {getattr(decide, name)} by decide, {getattr(program, name)} by the program"
    for name in ("conditions", "rules"):
        ours, theirs = getattr(decide, name), getattr(program, name)
        yield from (f"{each} ({name}) by decide alone" for each in sorted(ours - theirs))
        yield from (f"{each} ({name}) by the program alone" for each in sorted(theirs - ours))
