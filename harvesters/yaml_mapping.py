"""Reading a mapping from YAML, so that every error can name the file and the line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import InvalidSource

Where = tuple[str | int, ...]
"""The place of a value: the keys, and the numbers in lists, that lead to it. () is the whole mapping."""


@dataclass(frozen=True)
class Line:
    """A line of a file, counted from 1."""

    file: Path
    number: int


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, with three differences.

    A date stays text. A key is always text, although YAML 1.1 reads `on` and `no` as truth values and `01` as a number. Aliases
    are refused, because they can make a file endless.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not used in declarations", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class YamlMapping:
    """A mapping, and the line of each of its values, by place. Not all places need a line."""

    value: dict[str, Any]
    lines: Mapping[Where, Line]

    @classmethod
    def read(cls, file: Path) -> "YamlMapping":
        """Raises `InvalidSource` for a file that is not readable, not YAML or not a mapping, or that has a key twice."""
        try:
            loader = _Loader(file.read_bytes())
            node = loader.get_single_node()
        except OSError as error:
            raise InvalidSource(file, 1, f"cannot be read: {error.strerror}") from None
        except RecursionError:
            raise InvalidSource(file, 1, "not a declaration: nested too deeply") from None
        except yaml.YAMLError as error:
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not text in UTF-8"
            raise InvalidSource(file, _line_of(error), f"not YAML: {problem}") from None
        if not isinstance(node, yaml.MappingNode):
            raise InvalidSource(file, 1, "not a declaration: write one `key: value` a line")
        lines: dict[Where, Line] = {}
        _walk(file, node, (), lines)
        try:
            return cls(loader.construct_document(node), lines)
        except yaml.YAMLError as error:
            raise InvalidSource(file, _line_of(error), f"not plain YAML: {getattr(error, 'problem', error)}") from None

    def over(self, defaults: "YamlMapping") -> "YamlMapping":
        """This mapping, with the defaults for keys that it does not have.

        Mappings are merged at every depth; anything else replaces its default as a whole.
        """
        lines = dict(self.lines)
        return YamlMapping(_filled(self.value, defaults.value, (), lines, defaults.lines), lines)

    def invalid(self, where: tuple[Any, ...], message: str) -> InvalidSource:
        """An error at a value, or at the nearest value around it that has a line."""
        line = next(line for end in range(len(where), -1, -1) if (line := self.lines.get(where[:end])))
        return InvalidSource(line.file, line.number, message)


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _walk(file: Path, node: yaml.Node, where: Where, lines: dict[Where, Line]) -> None:
    """Note the line of every value below a node, and make every key a text."""
    lines.setdefault(where, Line(file, node.start_mark.line + 1))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(file, item, (*where, index), lines)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place, number = (*where, key.value), key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InvalidSource(file, number, "a key must be plain text")
            if place in lines:
                first = lines[place].number
                raise InvalidSource(file, number, f"the key {key.value!r} is here again, first in line {first}")
            key.tag = "tag:yaml.org,2002:str"
            lines[place] = Line(file, number)
            _walk(file, value, place, lines)


def _filled(
    value: dict[str, Any], defaults: dict[str, Any], where: Where, lines: dict[Where, Line], default_lines: Mapping[Where, Line]
) -> dict[str, Any]:
    """A mapping, completed from the defaults. The lines of what is added go into `lines`."""
    filled = dict(value)
    for key, default in defaults.items():
        place = (*where, key)
        if key not in value:
            filled[key] = default
            lines |= {inner: line for inner, line in default_lines.items() if inner[: len(place)] == place}
        elif isinstance(value[key], dict) and isinstance(default, dict):
            filled[key] = _filled(value[key], default, place, lines, default_lines)
    return filled
