"""Reading YAML so that every complaint can name its line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import InvalidSource

Where = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, but a date stays the text that somebody wrote, and there are no aliases: they can make it endless."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not used in declarations", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Declaration:
    """The mapping in a YAML file, and the line (from 1) of each of its values by path."""

    file: Path
    value: dict[str, Any]
    lines: dict[Where, int]

    @classmethod
    def read(cls, file: Path) -> "Declaration":
        """Raises `InvalidSource` for a file that is not readable, not YAML, not a mapping, or that says a thing twice."""
        try:
            loader = _Loader(file.read_bytes())
            node = loader.get_single_node()
        except OSError as error:
            raise InvalidSource(file, 1, f"cannot be read: {error.strerror}") from None
        except RecursionError:
            raise InvalidSource(file, 1, "not a declaration: nested without end") from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not text in UTF-8"
            raise InvalidSource(file, mark.line + 1 if mark else 1, f"not YAML: {problem}") from None
        if not isinstance(node, yaml.MappingNode):
            raise InvalidSource(file, 1, "not a declaration: write one `key: value` a line")
        lines: dict[Where, int] = {}
        _walk(file, node, (), lines)
        try:
            return cls(file, loader.construct_document(node), lines)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise InvalidSource(
                file, mark.line + 1 if mark else 1, f"not plain YAML: {getattr(error, 'problem', error)}"
            ) from None

    def invalid(self, where: tuple[Any, ...], message: str) -> InvalidSource:
        """An error at a value, or at the nearest one around it."""
        for length in range(len(where), -1, -1):
            if line := self.lines.get(where[:length]):
                return InvalidSource(self.file, line, message)
        return InvalidSource(self.file, 1, message)


def _walk(file: Path, node: yaml.Node, path: Where, lines: dict[Where, int]) -> None:
    """Note the line of every value under a node."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(file, item, (*path, index), lines)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place, line = (*path, key.value), key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InvalidSource(file, line, "a key must be plain text")
            if place in lines:
                raise InvalidSource(file, line, f"the key {key.value!r} stands here again, first in line {lines[place]}")
            lines[place] = line
            _walk(file, value, place, lines)
