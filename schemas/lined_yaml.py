"""YAML that people write, with the line of every value, so that an error can name it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml

Where = tuple[str | int, ...]
"""The place of a value: the keys, and the numbers in lists, that lead to it. () is the whole."""


class UnreadableYaml(ValueError):
    """A text is not YAML, or not the plain kind that is read here. `line` is counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, with three differences.

    A date stays text. A key is always text, although YAML 1.1 reads `on` and `no` as truth values and `01` as a number. Aliases
    are refused, because they can make a file endless.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not used here", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)


PLAIN = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
"""What a text without quotes can be besides a text: by its first character, the kinds with their patterns."""

_Loader.yaml_implicit_resolvers = PLAIN


class _QuickLoader(getattr(yaml, "CSafeLoader", _Loader)):  # type: ignore[misc] # it is there where PyYAML was built with libyaml
    """The same in a tenth of the time, for texts without any sign of an alias."""


_QuickLoader.yaml_implicit_resolvers = PLAIN

MAX_QUICK, MAX_NESTED = 65_536, 200
"""The most bytes of a text for the quick loader, and the most brackets in it and list marks on a line of it."""

ALIAS = re.compile(rb"[&*]")
"""What an alias, and what it stands for, begin with."""


@dataclass(frozen=True)
class Lined:
    """What a text holds, and the line of each place in it. The line of a value in a mapping is that of its key."""

    value: Any
    lines: Mapping[Where, int]

    def line(self, where: Where) -> int:
        """The line of a place, or of the nearest thing around it that is there."""
        return next((self.lines[where[:end]] for end in range(len(where), -1, -1) if where[:end] in self.lines), 1)


def read_lined(content: str | bytes) -> Lined:
    """Raises `UnreadableYaml` for a text that is not YAML, that has a key twice, or that uses tags or aliases."""
    try:
        loader, node = _composed(content)
    except RecursionError:
        raise UnreadableYaml(1, "nested too deeply") from None
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not text in UTF-8"
        raise UnreadableYaml(_line_of(error), f"not YAML: {problem}") from None
    if node is None:
        return Lined(None, {})
    lines: dict[Where, int] = {}
    try:
        for where, line in _walk(node, ()):
            lines.setdefault(where, line)
    except RecursionError:
        raise UnreadableYaml(1, "nested too deeply") from None
    try:
        return Lined(loader.construct_document(node), lines)
    except yaml.YAMLError as error:
        raise UnreadableYaml(_line_of(error), f"not plain YAML: {getattr(error, 'problem', error)}") from None


def _composed(content: str | bytes) -> tuple[Any, yaml.Node | None]:
    """A loader and the tree of the text. What the quick loader does not accept, the other one reads: its errors are known.

    Raises `yaml.YAMLError` and `RecursionError`.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    if not ALIAS.search(data) and _is_shallow(data):
        quick = _QuickLoader(content)
        with suppress(yaml.YAMLError, UnicodeError):
            return quick, quick.get_single_node()
    loader = _Loader(content)
    return loader, loader.get_single_node()


def _is_shallow(data: bytes) -> bool:
    """Whether a text cannot be nested so deeply that the quick loader, which is not Python, uses up the memory for calls."""
    flow = data.count(b"[") + data.count(b"{")
    return len(data) <= MAX_QUICK and flow <= MAX_NESTED and all(line.count(b"- ") <= MAX_NESTED for line in data.splitlines())


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _walk(node: yaml.Node, where: Where) -> Iterator[tuple[Where, int]]:
    """The line of every value below a node. Every key is made a text."""
    yield where, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _walk(item, (*where, index))
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            number = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise UnreadableYaml(number, "a key must be plain text")
            if key.value in first:
                raise UnreadableYaml(number, f"the key {key.value!r} is here again, first in line {first[key.value]}")
            key.tag = "tag:yaml.org,2002:str"
            first[key.value] = number
            yield (*where, key.value), number
            yield from _walk(value, (*where, key.value))
