"""The shipped rules of transfer as facts of the logic program, read without the loader of `registry.policy.transfer`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Files = Mapping[str, Any]
"""The data files by name without ending (`cn`, `common`), each as YAML has it."""

KINDS = ("export", "destination", "purpose", "domestic", "record")

VERSION = " version "
"""What stands between the id of a rule and the number of its version, from the second one on."""

HOME = {"export": "from", "destination": "to"}
"""Which end of a rule its file's state is, where the rule does not say."""


@cache
def shipped() -> Files:
    """The data files as they are shipped."""
    folder = files("registry.policy").joinpath("transfer")
    return {
        file.name.removesuffix(".yml"): yaml.safe_load(file.read_text("utf-8"))
        for file in sorted(folder.iterdir(), key=lambda each: each.name)
        if file.name.endswith(".yml")
    }


def rules(data: Files) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every rule with its kind; what its file says for all of its rules is written out."""
    for content in data.values():
        for kind in KINDS:
            for rule in content.get(kind, ()):
                end = HOME.get(kind)
                yield kind, ({end: [content["state"]]} if end and "state" in content else {}) | rule


def rule_facts(data: Files) -> str:
    """The facts of all rules, one a line, what each purpose needs of a licence, and which counts decide a subclass."""
    needed = [(name, use) for name, purpose in data["common"]["purposes"].items() for use in purpose.get("permissions", ())]
    lines = list[str]()
    versions = Counter[str]()
    for kind, rule in rules(data):
        versions[rule["id"]] += 1
        name = f"{rule['id']}{VERSION}{versions[rule['id']]}" if versions[rule["id"]] > 1 else rule["id"]
        lines += facts_of(kind, rule, name)
        days = [row["day"] for row in data.get("confirmations", {}).get("confirmations", ()) if row["rule"] == rule["id"]]
        lines += [f"confirmed({quoted(name)}, {day.toordinal()})." for day in days]
    lines += [f"needs({quoted(name)}, {use})." for name, use in needed]
    lines += [f"limit({quoted(name)}, {count['minimum']})." for name, count in data["common"]["counted"].items()]
    return "\n".join(lines)


def id_of(name: str) -> str:
    """The id of the rule of which this is one version."""
    return name.partition(VERSION)[0]


def facts_of(kind: str, rule: Mapping[str, Any], name: str) -> Iterator[str]:
    name = quoted(name)
    yield f"called({name}, {quoted(rule['id'])})."
    yield f"{kind}({name})."
    yield f"effect({name}, {rule['effect']})."
    yield f"confidence({name}, {rule['confidence']})."
    for key, predicate in (("from", "source"), ("to", "goal"), ("purpose", "for_purpose"), ("data_class", "about")):
        yield from (f"{predicate}({name}, {quoted(value)})." for value in rule.get(key, ["*"]))
    for key, predicate in (("overrides", "overrides"), ("conditions", "condition")):
        yield from (f"{predicate}({name}, {quoted(value)})." for value in rule.get(key, ()))
    if "subclass" in rule:
        yield f"subclass({name}, {quoted(rule['subclass'])})."
    for key, predicate in (("from", "begins"), ("until", "ends")):
        day: date | None = (rule.get("in_force") or {}).get(key)
        if day is not None:
            yield f"{predicate}({name}, {day.toordinal()})."


def quoted(text: str) -> str:
    return f'"{text}"'
