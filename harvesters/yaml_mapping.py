"""Reading a mapping from YAML, so that every error can name the file and the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.lined_yaml import UnreadableYaml, Where, read_lined

from .errors import Fault, FileFault, InvalidSource


@dataclass(frozen=True)
class Line:
    """A line of a file, counted from 1."""

    file: Path
    number: int


@dataclass(frozen=True)
class YamlMapping:
    """A mapping, and the line of each of its values, by place. Not all places need a line."""

    value: dict[str, Any]
    lines: Mapping[Where, Line]

    @classmethod
    def read(cls, file: Path) -> "YamlMapping":
        """Raises `InvalidSource` for a file that is not readable, not YAML or not a mapping, or that has a key twice."""
        try:
            lined = read_lined(file.read_bytes())
        except OSError as error:
            raise InvalidSource(file, 1, f"cannot be read: {error.strerror}") from None
        except UnreadableYaml as error:
            raise InvalidSource(file, error.line, str(error)) from None
        if not isinstance(lined.value, dict):
            raise InvalidSource(file, 1, "not a declaration: write one `key: value` a line")
        return cls(lined.value, {where: Line(file, number) for where, number in lined.lines.items()})

    def over(self, defaults: "YamlMapping") -> "YamlMapping":
        """This mapping, with the defaults for keys that it does not have.

        Mappings are merged at every depth; anything else replaces its default as a whole.
        """
        lines = dict(self.lines)
        return YamlMapping(_filled(self.value, defaults.value, (), lines, defaults.lines), lines)

    def invalid(self, faults: Iterable[Fault]) -> InvalidSource:
        """An error with the line of each fault, or of the nearest value around it that has one; in the order of the lines."""
        first, *others = sorted(map(self._in_file, faults), key=lambda each: each.line)
        return InvalidSource(*first, others=others)

    def _in_file(self, fault: Fault) -> FileFault:
        where = fault.where
        line = next(line for end in range(len(where), -1, -1) if (line := self.lines.get(where[:end])))
        return FileFault(line.file, line.number, fault.message)


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
