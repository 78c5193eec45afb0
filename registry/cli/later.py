"""The commands before they are loaded: help, completion and mistyped names need no more than `commands.json`.

Loading all that the commands work with takes seconds. `serai --help` loads nothing of it, and `serai search` only what it needs.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import typer
from typer._coercion import TypeDescriptor  # the public constructors of options and arguments need one
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_group
from typer.models import ArgumentInfo, OptionInfo

COMMANDS = Path(__file__).with_name("commands.json")
"""What `tree.described` tells of all commands. A test compares it with them."""

CLOSED = 141
"""The exit code if nobody reads the output any more: 128 and the number of the signal SIGPIPE, as other commands end."""

Told = Mapping[str, Any]


class Unread:
    """A parameter whose value nobody reads: it is not converted, which would load pydantic."""

    def process_value(self, ctx: Any, value: Any) -> Any:  # noqa: ARG002 - of Typer's parameters
        return value


class Option(Unread, TyperOption):
    """An option, with its line of the help as it was told."""

    def __init__(self, told: Told) -> None:
        super().__init__(
            param_decls=[told["name"], *told["declared"]],
            type_descriptor=TypeDescriptor(_annotation(told), OptionInfo(), None),
            is_flag=told["flag"],
            multiple=told["multiple"],
            metavar=told["metavar"],
        )
        self._line = tuple(told["line"])

    def get_help_record(self, ctx: Any) -> Any:  # noqa: ARG002 - of the class above
        return self._line


class Argument(Unread, TyperArgument):
    """An argument, with its line of the help as it was told."""

    def __init__(self, told: Told) -> None:
        super().__init__(
            param_decls=[told["name"]],
            type_descriptor=TypeDescriptor(_annotation(told), ArgumentInfo(), None),
            nargs=-1 if told["multiple"] else 1,
            metavar=told["metavar"],
        )
        self._line, self._usage = tuple(told["line"]), told["usage"]

    def get_help_record(self, ctx: Any) -> Any:  # noqa: ARG002 - of the class above
        return self._line

    def get_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - of the class above
        return [self._usage]


def _annotation(told: Told) -> Any:
    """The type of a parameter, as far as completion asks for it."""
    choices = tuple(told["choices"])
    one: Any = Literal[choices] if choices else bool if told.get("flag") else str
    return list[one] if told["multiple"] else one


class Light:
    """A command whose flags are False if they are not given. Typer's own are None, and to convert that it loads pydantic."""

    def get_params(self, ctx: Any) -> list[Any]:
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc] # of Typer's commands
        for each in found:
            if getattr(each, "is_flag", False) and each.default is None:
                each.default = False
        return found


class Group(Light, TyperGroup):
    """A group whose help tells each of its commands in whole."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - of the class above
        rows = [(name, first_line(each.help)) for name, each in self.commands.items() if not each.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def first_line(text: str | None) -> str:
    """The first line of a docstring: the help of a command in the list of all."""
    return (text or "").partition("\n")[0]


class Later(Light, TyperCommand):
    """A command that is loaded when it is called, and not for its help or for completion."""

    def __init__(self, name: str, told: Told, path: tuple[str, ...]) -> None:
        super().__init__(name, help=told["help"], hidden=told["hidden"], params=_params(told), rich_markup_mode=None)
        self._path, self._modules = path, told["modules"]

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        if extra.get("resilient_parsing") or asks_help(args):
            return super().make_context(info_name, args, parent, **extra)
        return loaded(self._path, self._modules).make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> None:
        """Only reached if what looked like `--help` was the value of an option."""
        ctx.fail("--help is not a value.")


class LaterGroup(Group):
    """A group of commands that is loaded when one of them is called."""

    def __init__(self, name: str, told: Told, path: tuple[str, ...]) -> None:
        super().__init__(
            name=name,
            help=told["help"],
            params=_params(told),
            commands=stand_ins(told["commands"], path),
            invoke_without_command=told["alone"],
            no_args_is_help=not told["alone"],
            rich_markup_mode=None,
        )
        self._path, self._modules = path, told["modules"]

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        known = not args or args[0].startswith("-") or args[0] in self.commands
        helps = (asks_help(args) and known) or (not args and self.no_args_is_help)
        if extra.get("resilient_parsing") or helps:
            return super().make_context(info_name, args, parent, **extra)
        return loaded(self._path, self._modules).make_context(info_name, args, parent, **extra)


class Root(Group):
    """`serai` itself, with all its commands as `commands.json` tells them."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes | {"commands": stand_ins(json.loads(COMMANDS.read_text("utf-8")))})

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        with ends_when_closed():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        with ends_when_closed():
            return super().invoke(ctx)


def stand_ins(told: Told, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """Commands that are not loaded yet."""
    return {name: (LaterGroup if "commands" in each else Later)(name, each, (*path, name)) for name, each in told.items()}


def _params(told: Told) -> list[Any]:
    return [Option(each) if "flag" in each else Argument(each) for each in told["params"]]


def asks_help(args: list[str]) -> bool:
    """Whether help is asked for, and not in an argument behind `--`."""
    return "--help" in (args[: args.index("--")] if "--" in args else args)


def loaded(path: tuple[str, ...], modules: list[str]) -> Any:
    """The command at a path, such as `audit check`, with all that it works with."""
    heap = import_module("..operation.heap", __package__)
    heap.keep_one_heap()
    for module in modules:
        import_module(f".{module}", __package__)
    parts = import_module(".parts", __package__)
    found: Any = get_group(parts.app)
    for name in path:
        found = found.commands[name]
    heap.collect_rarely()
    return found


@contextmanager
def ends_when_closed() -> Iterator[None]:
    """Ends the command quietly if nobody reads its output any more: `serai search | head -1`."""
    try:
        try:
            yield
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes there what is left when it ends
        raise typer.Exit(CLOSED) from None
