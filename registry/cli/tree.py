"""All commands at once: which there are, in the order of `serai --help`, and what is told of each before it is loaded."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

MODULES = (
    "serving",
    "agents",
    "harvesting",
    "check",
    "working",
    "datasets",
    "balance",
    "usage",
    "answers",
    "combine",
    "sources",
    "quality",
    "probing",
    "review",
    "decisions",
    "proposals",
    "rules",
    "reassess",
    "runs",
    "holds",
    "rescue",
    "index",
    "operation",
    "backup",
    "export",
    "export_search",
    "audit",
    "witness",
    "tokens",
)
"""The modules of commands. A new one is a line here; then `SERAI_REFRESH=1 pytest tests/repository` writes `commands.json`."""


def whole() -> TyperGroup:
    """All commands, loaded."""
    for name in MODULES:
        import_module(f".{name}", __package__)
    return _in_order(get_group(import_module(".parts", __package__).app))


def _in_order(group: TyperGroup) -> TyperGroup:
    """A group with its commands in the order of `MODULES`: another one may have been imported first."""
    for each in group.commands.values():
        if isinstance(each, TyperGroup):
            _in_order(each)
    ordered = sorted(group.commands.items(), key=lambda named: min(map(MODULES.index, _modules(named[1]))))
    group.commands = dict(ordered)
    return group


def described(group: TyperGroup) -> dict[str, Any]:
    """What help and completion tell of the commands of a group: the content of `commands.json`."""
    context = typer.Context(group)
    return {name: _command(each, typer.Context(each, parent=context, info_name=name)) for name, each in group.commands.items()}


def _command(command: Any, context: Any) -> dict[str, Any]:
    told = {
        "modules": [name for name in MODULES if name in set(_modules(command))],
        "help": command.help,
        "hidden": command.hidden,
        "params": [_param(each, context) for each in command.params if not each.hidden],
    }
    if isinstance(command, TyperGroup):
        told |= {"alone": command.invoke_without_command, "commands": described(command)}
    return told


def _param(param: Any, context: Any) -> dict[str, Any]:
    told = {
        "name": param.name,
        "multiple": param.nargs == -1 or getattr(param, "multiple", False),
        "metavar": param.metavar,
        "choices": [str(getattr(each, "value", each)) for each in param.type_descriptor.choices or ()],
        "line": param.get_help_record(context),
    }
    if param.param_type_name == "argument":
        return told | {"usage": " ".join(param.get_usage_pieces(context))}
    return told | {"declared": param.opts + [f"/{each}" for each in param.secondary_opts], "flag": param.is_flag}


def _modules(command: Any) -> Iterator[str]:
    """The modules that a command, or the commands of a group, are written in."""
    if command.callback is not None:
        yield command.callback.__module__.rpartition(".")[2]
    for each in getattr(command, "commands", {}).values():
        yield from _modules(each)
