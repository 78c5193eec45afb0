"""The vocabularies: one YAML file each, with version, date and source in its head.

The modules beside this folder give them names and meaning.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def text(name: str) -> str:
    """The file as it stands, e.g. `text("licenses.yml")`. Raises `FileNotFoundError`."""
    return files(__name__).joinpath(name).read_text("utf-8")


def load(name: str) -> dict[str, Any]:
    """The file's content. A fresh value at every call: the caller builds what it needs from it and keeps that."""
    return parse(text(name))


def parse(content: str) -> dict[str, Any]:
    """What a text in YAML holds. Raises `yaml.YAMLError`."""
    loaded: dict[str, Any] = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are the safe loaders
    return loaded
