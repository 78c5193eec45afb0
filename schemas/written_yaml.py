"""YAML that programs write and people read and change: long texts are folded, short lists stand in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from .lined_yaml import PLAIN

WIDTH = 120
"""Characters of a line, if its words allow it."""

LONG = 70
"""From so many characters on a text is folded, and a mapping takes a line for each key."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper without aliases, with the items of lists indented, and days without quotes."""

    def expect_block_sequence(self) -> None:
        self.increase_indent(flow=False, indentless=False)
        self.state = self.expect_first_block_sequence_item

    def ignore_aliases(self, _: Any) -> bool:
        return True


_Dumper.yaml_implicit_resolvers = PLAIN


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    folded = len(value) > LONG and " " in value and value == value.strip()
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if folded else None)


def _list(dumper: _Dumper, value: Sequence[Any]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=all(map(_plain, value)))


def _mapping(dumper: _Dumper, value: Mapping[str, Any]) -> yaml.Node:
    short = all(map(_plain, value.values())) and sum(len(f"{key}: {each}, ") for key, each in value.items()) < LONG
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=short)


def _plain(value: object) -> bool:
    return not isinstance(value, list | tuple | dict)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(tuple, _list)
_Dumper.add_representer(dict, _mapping)


def write_yaml(content: Mapping[str, Any], *, head: str = "") -> str:
    """A file: its head as comments, then each key of the content with its value; lists and mappings stand apart.

    `read_lined` reads the same values again. A day is a text.
    """
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    for key, value in content.items():
        if not _plain(value):
            lines.append("")
        lines.append(_dumped({key: value}))
    return "\n".join(lines) + "\n"


def _dumped(content: Mapping[str, Any]) -> str:
    dumped: str = yaml.dump_all([_Block(content)], Dumper=_Dumper, width=WIDTH, allow_unicode=True, sort_keys=False)
    return dumped.rstrip("\n")


class _Block(dict[str, Any]):
    """The outermost mapping, which always has a line for its key."""


_Dumper.add_representer(_Block, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=False))
