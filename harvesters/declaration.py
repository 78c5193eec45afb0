"""Reading declarations from YAML, so that every complaint can name file, line and choices."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from schemas.model import Model
from schemas.source import DefaultLicense, LicenseCodes, Source
from schemas.source.expectation import Expectation, Grace

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


PARTS: dict[str, type[Model]] = {
    "license": DefaultLicense,
    "license_codes": LicenseCodes,
    "grace": Grace,
    "expect": Expectation,
}
"""The keys of a declaration that have keys of their own."""


def load_source(file: Path, *, kinds: frozenset[str], jurisdictions: frozenset[str]) -> Source:
    """Read one declaration. Raises `InvalidSource` with file, line and the choices."""
    declaration = Declaration.read(file)
    try:
        source = Source.model_validate(declaration.value)
    except ValidationError as error:
        raise _invalid(declaration, error) from None
    for key, value, choices in (("kind", source.kind, kinds), ("jurisdiction", source.jurisdiction, jurisdictions)):
        if value not in choices:
            raise declaration.invalid((key,), f"unknown {key} {value!r}; the choices are: {_listed(choices)}")
    if source.id != file.stem:
        raise declaration.invalid(
            ("id",), f"the id {source.id!r} differs from the file's name; write id: {file.stem} or rename the file"
        )
    return source


def load_sources(folder: Path, *, kinds: frozenset[str], jurisdictions: frozenset[str]) -> dict[str, Source]:
    """Read every `*.yml` below a folder, by id. Raises `InvalidSource`, also for a folder that is not there."""
    if not folder.is_dir():
        raise InvalidSource(folder, 1, "there is no such folder")
    misnamed = sorted(folder.rglob("*.yaml"))
    if misnamed:
        raise InvalidSource(misnamed[0], 1, f"declarations end in .yml; rename it to {misnamed[0].stem}.yml")
    sources = [load_source(file, kinds=kinds, jurisdictions=jurisdictions) for file in sorted(folder.rglob("*.yml"))]
    return {source.id: source for source in sources}


def _invalid(declaration: Declaration, error: ValidationError) -> InvalidSource:
    """The first of pydantic's complaints in our words."""
    first = error.errors(include_url=False)[0]
    where: tuple[Any, ...] = first["loc"]
    name = ".".join(str(part) for part in where if part != "[key]") or "the declaration"
    inner = PARTS.get(where[0]) if len(where) > 1 else None
    fields = (inner or Source).model_fields
    match first["type"]:
        case "extra_forbidden":
            message = f"unknown key {where[-1]!r}; the choices are: {_listed(fields)}"
        case "missing":
            message = f"the key {name!r} is missing"
        case "value_error":
            message = f"{name}: {first['ctx']['error']}"
        case _ if name == "secret":  # somebody may have written the secret itself
            message = f"secret: {first['msg']}; write the name of the environment variable that holds the key"
        case _:
            message = f"{name}: {first['msg']}, not {first['input']!r}"
    return declaration.invalid(where, message)


def _listed(choices: Any) -> str:
    return ", ".join(sorted(choices))
