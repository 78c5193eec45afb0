"""From declarations to `Source`s: YAML files with the platforms that they name, or plain mappings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from schemas.jurisdictions import jurisdictions
from schemas.source import Source

from .base import Harvester, NoOptions
from .errors import InvalidDeclaration, InvalidSource
from .validation import unknown_key, validated
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
    """What a declaration can name: kinds of portals, states, and platforms."""

    harvesters: Mapping[str, Harvester]
    jurisdictions: Collection[str] = field(default_factory=jurisdictions)
    platforms: Mapping[str, YamlMapping] = field(default_factory=dict)


def source_of(value: Mapping[str, Any], choices: Choices) -> Source:
    """The source that a plain mapping declares, with the keys of a YAML file. Raises `InvalidDeclaration`."""
    return _with_roots(_source(_on_platform(YamlMapping(dict(value), {}), choices).value, choices), Path())


def load_source(file: Path, choices: Choices) -> Source:
    """Read one declaration. Raises `InvalidSource` with file, line and the choices."""
    declared = YamlMapping.read(file)
    try:
        declared = _on_platform(declared, choices)
        source = _with_roots(_source(declared.value, choices), file.parent)
    except InvalidDeclaration as error:
        raise declared.invalid(error.where, error.message) from None
    if source.id != file.stem:
        raise declared.invalid(
            ("id",), f"the id {source.id!r} differs from the file's name; write id: {file.stem} or rename the file"
        )
    return source


def load_sources(folder: Path, choices: Choices) -> dict[str, Source]:
    """Read every `*.yml` below a folder except its platforms, by id. Raises `InvalidSource`, also if there is no folder."""
    if not folder.is_dir():
        raise InvalidSource(folder, 1, "there is no such folder")
    files = (file for file in sorted(folder.rglob("*.y*ml")) if folder / PLATFORMS not in file.parents)
    return {name: load_source(file, choices) for name, file in _by_name(files).items()}


def load_platforms(folder: Path) -> dict[str, YamlMapping]:
    """Read every `*.yml` below a folder as a platform, by name. The folder may be missing. Raises `InvalidSource`."""
    platforms = {name: YamlMapping.read(file) for name, file in _by_name(sorted(folder.rglob("*.y*ml"))).items()}
    for platform in platforms.values():
        for key in NOT_SHARED:
            if key in platform.value:
                raise platform.invalid((key,), f"a platform has no {key!r}: each portal says that for itself")
    return platforms


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
    """A declaration with the values of its platform as defaults."""
    platform = declared.value.get("platform")
    if not isinstance(platform, str):
        return declared
    _check_choice("platform", platform, choices.platforms)
    return declared.over(choices.platforms[platform])


def _source(value: Mapping[str, Any], choices: Choices) -> Source:
    """Validate the keys of every portal, then those of its kind."""
    kinds = {kind: harvester.options for kind, harvester in choices.harvesters.items()}
    options = kinds.get(str(value.get("kind")), NoOptions)
    own, of_kinds = options.model_fields, {key for each in kinds.values() for key in each.model_fields}
    keys = (Source.model_fields.keys() | own) - {OPTIONS}
    if OPTIONS in value:
        raise InvalidDeclaration((OPTIONS,), unknown_key(OPTIONS, keys))
    source = validated(Source, {key: item for key, item in value.items() if key not in of_kinds}, keys=keys)
    _check_choice("kind", source.kind, kinds)
    _check_choice("jurisdiction", source.jurisdiction, choices.jurisdictions)
    for key in value:
        if key in of_kinds and key not in own:
            raise InvalidDeclaration((key,), _of_other_kinds(key, [kind for kind in kinds if key in kinds[kind].model_fields]))
    stated = validated(options, {key: item for key, item in value.items() if key in own}, keys=keys)
    return source.model_copy(update={OPTIONS: stated.model_dump(mode="json", exclude_unset=True, by_alias=True)})


def _with_roots(source: Source, folder: Path) -> Source:
    """The source with the whole paths of its roots, which are written from a folder. Raises `InvalidDeclaration`."""
    if not source.roots:
        return source
    files = [(folder / name).absolute() for name in source.roots]
    for number, file in enumerate(files):
        try:
            check_roots(file)
        except InvalidRoots as error:
            raise InvalidDeclaration((ROOTS, number), f"{ROOTS}: {error}") from None
    return source.model_copy(update={ROOTS: tuple(map(str, files))})


def _check_choice(key: str, value: str, choices: Collection[str]) -> None:
    if value not in choices:
        raise InvalidDeclaration((key,), f"unknown {key} {value!r}; the choices are: {', '.join(sorted(choices))}")


def _of_other_kinds(key: str, kinds: list[str]) -> str:
    return f"{key}: only portals of the {'kinds' if kinds[1:] else 'kind'} {', '.join(kinds)} have this key"
