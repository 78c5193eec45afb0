"""From declarations to `Source`s: YAML files with the platforms that they name, or plain mappings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from schemas.jurisdictions import jurisdictions
from schemas.source import Source

from .base import Harvester, NoOptions
from .errors import Fault, InvalidDeclaration, InvalidSource
from .validation import Faults, did_you_mean, unknown_key, validated
from .wire.roots import InvalidRoots, check_roots
from .yaml_mapping import YamlMapping

PLATFORMS = "platforms"
"""The folder for platforms, inside a folder of declarations."""

NOT_SHARED = ("id", "url", "title", "platform")
"""Keys that differ for each portal. A platform must not have them."""

OPTIONS = "options"
"""The field of `Source` for the options of a kind. In a declaration they are next to the other keys."""

ROOTS = "roots"
"""The key for files of certificates."""


@dataclass(frozen=True)
class Choices:
    """What a declaration can name: kinds of portals, states, and platforms.

    `broken` are platforms that cannot be read. `taken` are ids that only a declaration with `replaces` may have.
    """

    harvesters: Mapping[str, Harvester]
    jurisdictions: Collection[str] = field(default_factory=jurisdictions)
    platforms: Mapping[str, YamlMapping] = field(default_factory=dict)
    broken: Collection[str] = ()
    taken: Collection[str] = ()


def source_of(value: Mapping[str, Any], choices: Choices) -> Source:
    """The source that a plain mapping declares, with the keys of a YAML file. Raises `InvalidDeclaration`."""
    return _source(_on_platform(YamlMapping(dict(value), {}), choices).value, choices, Path())


def load_source(file: Path, choices: Choices) -> Source:
    """Read one declaration. Raises `InvalidSource` with file, line and the choices of everything that is wrong."""
    declared = _on_platform(YamlMapping.read(file), choices)
    faults = Faults()
    with faults:
        source = _source(declared.value, choices, file.parent)
    identifier = declared.value.get("id")
    if isinstance(identifier, str) and identifier != file.stem:
        message = f"the id {identifier!r} differs from the file's name; write id: {file.stem} or rename the file"
        faults.found.append(Fault(("id",), message))
    elif identifier in choices.taken and "replaces" not in declared.value:
        message = f"{identifier} comes with Serai; write replaces: {identifier} to put this one in its place, or take another id"
        faults.found.append(Fault(("id",), message))
    if faults.found:
        raise declared.invalid(faults.found)
    return source


def load_sources(folder: Path, choices: Choices) -> dict[str, Source]:
    """Read every `*.yml` below a folder except its platforms, by id. Raises `InvalidSource`, also if there is no folder."""
    if not folder.is_dir():
        raise InvalidSource(folder, 1, "there is no such folder")
    files = (file for file in sorted(folder.rglob("*.y*ml")) if folder / PLATFORMS not in file.parents)
    return {name: load_source(file, choices) for name, file in _by_name(files).items()}


def load_platforms(folder: Path) -> dict[str, YamlMapping]:
    """Read every `*.yml` below a folder as a platform, by name. The folder may be missing. Raises `InvalidSource`."""
    return {name: load_platform(file) for name, file in _by_name(sorted(folder.rglob("*.y*ml"))).items()}


def load_platform(file: Path, choices: Choices | None = None) -> YamlMapping:
    """Read one platform. With `choices`, its values are checked too; what portals of it add may be missing.

    Raises `InvalidSource` with everything that is wrong.
    """
    platform = YamlMapping.read(file)
    value = {key: item for key, item in platform.value.items() if key not in NOT_SHARED}
    faults = Faults()
    faults.found += [
        Fault((key,), f"a platform has no {key!r}: each portal says that for itself")
        for key in NOT_SHARED
        if key in platform.value
    ]
    if choices:
        with faults:
            _source(value, choices, file.parent)
    if found := [each for each in faults.found if not each.whole]:
        raise platform.invalid(found)
    return platform


def declaration_of(source: Source) -> str:
    """The YAML of a source, merged with its platform. Loading it gives the same source. Defaults are left out.

    A default that is written in the declaration stays, because it may override the platform.
    """
    keys: dict[str, Any] = {}
    for key, value in source.model_dump(mode="json", exclude_unset=True).items():
        keys |= value if key == OPTIONS else {key: value}
    return as_yaml(keys)


def as_yaml(keys: Mapping[str, Any]) -> str:
    """The YAML of a declaration with these keys."""
    return yaml.safe_dump(dict(keys), allow_unicode=True, sort_keys=False, width=1000)


def _by_name(files: Iterable[Path]) -> dict[str, Path]:
    """Files by their names. Raises `InvalidSource` for a file that would be ignored."""
    named: dict[str, Path] = {}
    for file in files:
        if file.suffix != ".yml":
            raise InvalidSource(file, 1, f"declarations end in .yml; rename it to {file.stem}.yml")
        if file.stem in named:
            raise InvalidSource(file, 1, f"there is a second file of this name: {named[file.stem]}")
        named[file.stem] = file
    return named


def _on_platform(declared: YamlMapping, choices: Choices) -> YamlMapping:
    """A declaration with the values of its platform as defaults, if there is such a platform."""
    platform = declared.value.get("platform")
    if not isinstance(platform, str) or platform not in choices.platforms:
        return declared
    return declared.over(choices.platforms[platform])


def _source(value: Mapping[str, Any], choices: Choices, folder: Path) -> Source:
    """Validate the keys of every portal and those of its kind; paths are from a folder.

    Raises `InvalidDeclaration` with everything that is wrong.
    """
    kinds = {kind: harvester.options for kind, harvester in choices.harvesters.items()}
    kind, platform, state = (value.get(key) for key in ("kind", "platform", "jurisdiction"))
    options = kinds.get(str(kind), NoOptions)
    own, of_kinds = options.model_fields, {key for each in kinds.values() for key in each.model_fields}
    keys = (Source.model_fields.keys() | own) - {OPTIONS}
    faults = Faults()
    with faults:
        if platform in choices.broken:
            raise InvalidDeclaration(("platform",), f"the platform {platform!r} is set aside: its file has errors of its own")
        if isinstance(platform, str) and platform not in choices.platforms:
            raise _unknown("platform", platform, choices.platforms)
    unplatformed = bool(faults.found)
    with faults:
        if OPTIONS in value:
            raise InvalidDeclaration((OPTIONS,), unknown_key(OPTIONS, keys))
    with faults:
        of_all = {key: item for key, item in value.items() if key not in of_kinds and key != OPTIONS}
        source = validated(Source, of_all, keys=keys)
    with faults:
        if isinstance(kind, str) and kind not in kinds:
            raise _unknown("kind", kind, kinds)
    with faults:
        if isinstance(state, str) and state not in choices.jurisdictions:
            raise _unknown("jurisdiction", state, choices.jurisdictions)
    if kind in kinds:
        faults.found += [
            Fault((key,), _of_other_kinds(key, [name for name in kinds if key in kinds[name].model_fields]))
            for key in value
            if key in of_kinds and key not in own
        ]
        with faults:
            stated = validated(options, {key: item for key, item in value.items() if key in own}, keys=keys)
    if unplatformed:  # what the platform would have brought is not missing
        faults.found = [each for each in faults.found if not each.whole]
    if not faults.found and source.roots:
        with faults:
            source = _with_roots(source, folder)
    faults.tell()
    return source.model_copy(update={OPTIONS: stated.model_dump(mode="json", exclude_unset=True, by_alias=True)})


def _with_roots(source: Source, folder: Path) -> Source:
    """The source with the whole paths of its roots, which are written from a folder. Raises `InvalidDeclaration`."""
    files = [(folder / name).absolute() for name in source.roots]
    faults = Faults()
    for number, file in enumerate(files):
        try:
            check_roots(file)
        except InvalidRoots as error:
            faults.found.append(Fault((ROOTS, number), f"{ROOTS}: {error}"))
    faults.tell()
    return source.model_copy(update={ROOTS: tuple(map(str, files))})


def _unknown(key: str, value: str, choices: Collection[str]) -> InvalidDeclaration:
    listed = ", ".join(sorted(choices))
    return InvalidDeclaration((key,), f"unknown {key} {value!r}; the choices are: {listed}{did_you_mean(value, choices)}")


def _of_other_kinds(key: str, kinds: list[str]) -> str:
    return f"{key}: only portals of the {'kinds' if kinds[1:] else 'kind'} {', '.join(kinds)} have this key"
