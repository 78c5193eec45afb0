"""The rules under which an assessment is made, as one value with a version.

The version names the data files by their own versions and ends with a hash over their content: a changed file, even one whose
version nobody raised, gives another version, and `METHOD` says the same of the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

import yaml

from schemas.vocab import text

from .privacy_rules import PrivacyRules, privacy_rules

METHOD = 1
"""Raised when the code, under the same data, concludes otherwise than before."""

VOCABULARIES = ("licenses", "jurisdictions", "privacy_classes")


@dataclass(frozen=True)
class Rules:
    """What `assess` goes by. Equal versions conclude equally."""

    version: str
    privacy: PrivacyRules


def load_rules() -> Rules:
    """Read the shipped rules. It takes some ten milliseconds: do it once."""
    words = files(__package__).joinpath("privacy_rules.yml").read_text("utf-8")
    contents = {name: text(f"{name}.yml") for name in VOCABULARIES} | {"privacy_rules": words}
    return Rules(version=version_of(contents), privacy=privacy_rules(_load(words)))


def version_of(contents: Mapping[str, str]) -> str:
    """The version of a set of data files, by name: `licenses-1.0.0 … method-1 sha256-4f2a9c01b7de`."""
    names = [f"{name}-{_version(content)}" for name, content in contents.items()]
    digest = sha256("\0".join(f"{name}\0{content}" for name, content in sorted(contents.items())).encode()).hexdigest()
    return " ".join([*names, f"method-{METHOD}", f"sha256-{digest[:12]}"])


def _version(content: str) -> str:
    """The value of `version:` without reading the whole file. Raises `ValueError` if there is none."""
    line = next((line for line in content.splitlines() if line.startswith("version:")), None)
    if line is None:
        raise ValueError("a data file without a version")
    return line.removeprefix("version:").strip()


def _load(content: str) -> dict[str, object]:
    loaded: dict[str, object] = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded
