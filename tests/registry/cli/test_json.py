"""Every command that prints an answer prints it as one JSON document, too."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from registry.cli.tree import whole

from .conftest import Serai

SERVE = {"up", "worker", "witness", "mcp"}
"""They print no answer: they work until they are stopped."""

CALLS = """
harvest kg_example
check kg_example
schedule
search
show RECORD
suggest дан
similar RECORD
usage RECORD --state KZ --purpose research --keep
combine RECORD RECORD --state KZ --purpose research
review
decisions
proposals
runs
held
renormalise kg_example
revert kg_example 1
rebuild
status
verify
audit prove 1
audit head
audit key
audit new-key
audit rotate
audit export FILE --by Bolat
audit check FILE --key KEY
audit compare FILE FILE --key KEY
answers list
answers show 1
sources
sources show kg_example
sources coverage
sources try kg_example
export dcat GRAPH
export bundle BUNDLE
export search TABLE
rules list
rules show
reassess list
archive restore
witness key
token add Bolat
token list
token revoke Bolat
token refusals
"""
"""Commands that an installation with one portal can answer, in an order in which each can. The others have tests of their own."""


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if not command.hidden:
            if not hasattr(command, "commands") or command.invoke_without_command:
                yield f"{before}{name}", command
            if hasattr(command, "commands"):
                yield from commands(command, f"{before}{name} ")


def test_every_command_takes_json() -> None:
    without = {
        name for name, command in commands(whole()) if "--json" not in {opt for each in command.params for opt in each.opts}
    }
    assert without == SERVE


def test_the_answer_is_one_document(serai: Serai, home: Path) -> None:
    names = {"FILE": str(home.parent / "trail.jsonl"), "GRAPH": str(home.parent / "catalog.ttl.gz")}
    names |= {"TABLE": str(home.parent / "all.csv"), "BUNDLE": str(home.parent / "catalog.sqlite")}
    for call in CALLS.strip().splitlines():
        arguments = [names.get(word, word) for word in shlex.split(call)]
        done = serai(*arguments, "--json")
        assert done.code == 0, (call, done.err)
        answer = json.loads(done.out)
        assert isinstance(answer, dict), call
        if call == "search":
            names["RECORD"] = answer["items"][0]["id"]
        if call == "audit key":
            names["KEY"] = answer["key"][0]
