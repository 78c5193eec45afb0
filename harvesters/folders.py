"""The declarations of an installation: the shipped ones, and those of the operator's folders, read as often as they change.

A file that is wrong is set aside, and all others count. What it would have declared is then not declared.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from schemas.source import Source

from .base import Harvester
from .declaration import PLATFORMS, Choices, load_platform, load_source
from .errors import FileFault, InvalidSource
from .yaml_mapping import YamlMapping

REPLACES = re.compile(rb"^replaces[ \t]*:", re.MULTILINE)
"""The key of a declaration that takes the place of a shipped one, also in a file that cannot be read otherwise."""

Stamp = tuple[int, int, int]
"""By what a changed file is known: its time of change in nanoseconds, its size, its number in the file system."""

Read = TypeVar("Read", Source, YamlMapping)


@dataclass(frozen=True)
class SetAside:
    """A file that does not count, and everything that is wrong with it. `id` is what its name would declare."""

    id: str
    file: Path
    faults: tuple[FileFault, ...]

    def __str__(self) -> str:
        more = f" (and {len(self.faults) - 1} more)" if self.faults[1:] else ""
        return f"{self.faults[0]}{more}"


@dataclass(frozen=True)
class Declared:
    """What the files declare. `replaced` are shipped declarations, by id, whose place a file of the operator takes."""

    sources: Mapping[str, Source]
    set_aside: tuple[SetAside, ...]
    replaced: frozenset[str]


class Shipped:
    """The declarations that come with Serai. They stay as they are, so they are read once."""

    def __init__(self, folder: Path, harvesters: Mapping[str, Harvester]) -> None:
        aside: list[SetAside] = []
        self.harvesters = harvesters
        self.platforms = _each(_declaring(folder / PLATFORMS), load_platform, aside)
        self.files = {file.stem: file for file in _declaring(folder / "sources")}
        choices = Choices(harvesters, platforms=self.platforms)
        self.sources = _each(self.files.values(), lambda file: load_source(file, choices), aside)
        self.set_aside = tuple(aside)


class Folders:
    """The declarations that come with Serai, and the operator's folders, of which any may be missing.

    An operator's declaration with the id of a shipped one must say `replaces`, and takes its place even while it is set aside. A
    platform takes the place of the shipped one of its name, unless it is set aside. Two of the operator's files with one name are
    both set aside, in whatever folders they are.
    """

    def __init__(self, shipped: Shipped, own: Sequence[Path]) -> None:
        self.shipped, self.own = shipped, own
        self._choices = Choices(shipped.harvesters)
        self._known: dict[Path, tuple[Stamp, Source]] = {}

    def stamps(self) -> Mapping[Path, Stamp]:
        """Every file of the operator's folders, also certificates, and by what its change is seen."""
        found = {}
        for file in (file for folder in self.own for file in _files(folder)):
            if stamp := _stamp(file):
                found[file] = stamp
        return found

    def platforms(self) -> tuple[dict[str, YamlMapping], list[SetAside]]:
        """The operator's platforms by name, and those of his files that are set aside."""
        aside: list[SetAside] = []
        choices = Choices(self.shipped.harvesters)
        files = [file for folder in self.own for file in _declaring(folder / PLATFORMS)]
        return _each(files, lambda file: load_platform(file, choices), aside), aside

    def read(self) -> Declared:
        """Read what has changed since the last time, or everything if a platform has."""
        own_platforms, aside = self.platforms()
        platforms = {**self.shipped.platforms, **own_platforms}
        broken = {each.id for each in aside} - platforms.keys()
        choices = Choices(self.shipped.harvesters, platforms=platforms, broken=broken, taken=self.shipped.sources.keys())
        if choices != self._choices:
            self._choices, self._known = choices, {}
        others = [self.shipped.files[id_] for id_, source in self.shipped.sources.items() if source.platform in own_platforms]
        other_choices = replace(choices, taken=())
        others_aside: list[SetAside] = []
        shipped = self.shipped.sources | _each(others, lambda file: self._load(file, other_choices), others_aside)
        files = [file for folder in self.own for file in _declaring(folder) if folder / PLATFORMS not in file.parents]
        own_aside: list[SetAside] = []
        own = _each(files, lambda file: self._load(file, choices), own_aside)
        claimed = own.keys() | {each.id for each in own_aside if _says_replaces(each.file)}
        gone = claimed | {each.id for each in others_aside}
        sources = {id_: source for id_, source in shipped.items() if id_ not in gone} | own
        return Declared(
            sources,
            set_aside=(*self.shipped.set_aside, *aside, *others_aside, *own_aside),
            replaced=frozenset(claimed & shipped.keys()),
        )

    def _load(self, file: Path, choices: Choices) -> Source:
        """Read a declaration, if it is not known yet. Raises `InvalidSource`."""
        stamp = _stamp(file)
        known = self._known.get(file)
        if known and known[0] == stamp:
            return known[1]
        source = load_source(file, choices)
        if stamp and not source.roots:  # its certificates are other files, and are looked at each time
            self._known[file] = stamp, source
        return source


def _each(files: Iterable[Path], load: Callable[[Path], Read], aside: list[SetAside]) -> dict[str, Read]:
    """What the files give, by their names. Those that are wrong, or are named alike, go aside."""
    named: dict[str, list[Path]] = {}
    for file in files:
        named.setdefault(file.stem, []).append(file)
    found: dict[str, Read] = {}
    for name, alike in named.items():
        try:
            found[name] = load(_only(alike))
        except InvalidSource as error:
            aside += [SetAside(name, file, error.faults) for file in alike[:1]]
            aside += [SetAside(name, file, (FileFault(file, 1, _beside(file, alike)),)) for file in alike[1:]]
    return found


def _only(alike: Sequence[Path]) -> Path:
    """The one file. Raises `InvalidSource` if there are several, or if its name does not end in .yml."""
    file = alike[0]
    if len(alike) > 1:
        raise InvalidSource(file, 1, _beside(file, alike))
    if file.suffix != ".yml":
        raise InvalidSource(file, 1, f"declarations end in .yml; rename it to {file.stem}.yml")
    return file


def _beside(file: Path, alike: Iterable[Path]) -> str:
    others = ", ".join(str(other) for other in alike if other != file)
    return f"{file.stem} is declared in another file too, and none of them counts: {others}"


def _declaring(folder: Path) -> Iterator[Path]:
    """The files below a folder that are meant as declarations."""
    return (file for file in _files(folder) if file.suffix in {".yml", ".yaml"})


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder in the order of their paths, without hidden ones, such as an editor's."""
    for inside, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(inside, name) for name in sorted(names) if not name.startswith("."))


def _stamp(file: Path) -> Stamp | None:
    """None for a file that is not there any more."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _says_replaces(file: Path) -> bool:
    try:
        return bool(REPLACES.search(file.read_bytes()))
    except OSError:
        return False
