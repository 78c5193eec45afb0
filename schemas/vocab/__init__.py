"""The vocabularies: one YAML file each, with version, date and source in its head.

They are read once, at first use, through `load`; the modules beside this folder give them names and meaning.
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
    content: dict[str, Any] = yaml.load(text(name), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are the safe loaders
    return content
