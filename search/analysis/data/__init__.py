"""The tables of the analysis: one YAML file each, with version, date and source in its head."""

from importlib.resources import files
from typing import Any

from schemas.vocab import parse


def load(name: str) -> dict[str, Any]:
    """The content of a file, e.g. `load("latin.yml")`. A fresh value at every call: the caller keeps what it makes of it."""
    return parse(files(__name__).joinpath(name).read_text("utf-8"))
