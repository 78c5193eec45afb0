"""The rules under which an assessment is made, as one value with a version.

The version names the data files with their versions and ends with a hash of their content. So a changed file gives another
version, even if nobody raised its number. `METHOD_VERSION` is the version of the code.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Generic, TypeVar

from schemas.assessment import JurisdictionAssessment, LicenseAssessment, PrivacyClass
from schemas.jurisdictions import Jurisdiction, read_jurisdictions
from schemas.license_match import LicenseReader, license_reader
from schemas.licenses import Licenses
from schemas.privacy import PrivacyClassInfo, Subclass, read_privacy_classes, read_subclasses
from schemas.vocab import parse, text

from .privacy_rules import PrivacyRules, privacy_rules
from .transfer.errors import InvalidRules
from .transfer.load import load_transfer_rules
from .transfer.rules import TransferRules

METHOD_VERSION = 2
"""Raise it when `assess` concludes something else from the same data."""

TRANSFER_VERSION = 1
"""Raise it when `decide` answers something else from the same data."""

VOCABULARIES = ("licenses", "jurisdictions", "privacy_classes")

TRANSFER = "transfer/"
"""What the names of the files of transfer rules begin with: `transfer/cn`."""

REMEMBERED = 1024
"""How many conclusions of a kind are remembered."""

Conclusion = TypeVar("Conclusion")


class Memory(Generic[Conclusion]):
    """Conclusions by their grounds, which most datasets of one portal share. It is emptied when it is full."""

    def __init__(self) -> None:
        self._concluded: dict[Hashable, Conclusion] = {}

    def __len__(self) -> int:
        return len(self._concluded)

    def recall(self, grounds: Hashable, conclude: Callable[[], Conclusion]) -> Conclusion:
        """What was concluded on these grounds before, else what `conclude` gives."""
        known = self._concluded.get(grounds)
        if known is None:
            known = conclude()
            if len(self._concluded) >= REMEMBERED:
                self._concluded.clear()
            self._concluded[grounds] = known
        return known


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything that `assess` and `decide` use: the content of the data files, and what is built from it at its first use.

    Equal versions give equal conclusions. The rules of transfer have a version of their own, so that a change of them does not
    make conclusions look old. Each value has its own memory, so several can be compared in one process. A file that is not valid
    raises `yaml.YAMLError`, `KeyError` or `ValueError` at its first use.
    """

    contents: Mapping[str, str]
    licenses_concluded: Memory[LicenseAssessment] = field(default_factory=Memory, repr=False)
    jurisdictions_concluded: Memory[JurisdictionAssessment] = field(default_factory=Memory, repr=False)

    @cached_property
    def version(self) -> str:
        """The version of the files that `assess` uses."""
        return version_of({name: content for name, content in self.contents.items() if not name.startswith(TRANSFER)})

    @cached_property
    def license_reader(self) -> LicenseReader:
        """Reads the words of portals as licences."""
        return license_reader(parse(self.contents["licenses"]))

    @cached_property
    def licenses(self) -> Licenses:
        return self.license_reader.licenses

    @cached_property
    def jurisdictions(self) -> Mapping[str, Jurisdiction]:
        """Every state by its alpha-2 code."""
        return read_jurisdictions(parse(self.contents["jurisdictions"]))

    @cached_property
    def privacy_classes(self) -> Mapping[PrivacyClass, PrivacyClassInfo]:
        return read_privacy_classes(parse(self.contents["privacy_classes"]))

    @cached_property
    def subclasses(self) -> Mapping[str, Subclass]:
        return read_subclasses(parse(self.contents["privacy_classes"]))

    @cached_property
    def privacy(self) -> PrivacyRules:
        """The words by which a privacy class is inferred."""
        return privacy_rules(parse(self.contents["privacy_rules"]))

    @property
    def transfer(self) -> TransferRules:
        """The rules by which use from another state is decided. Raises `InvalidRules` of `transfer.errors`."""
        if isinstance(self._transfer, InvalidRules):
            raise InvalidRules(self._transfer.flaws)
        return self._transfer

    @cached_property
    def _transfer(self) -> TransferRules | InvalidRules:
        """The rules, or what is wrong with them: files that are not valid are not read again for each question."""
        contents = {name.removeprefix(TRANSFER): content for name, content in self.contents.items() if name.startswith(TRANSFER)}
        try:
            return load_transfer_rules(
                contents,
                version=version_of(contents, method=TRANSFER_VERSION),
                subclasses=self.subclasses,
                jurisdictions=self.jurisdictions,
            )
        except InvalidRules as error:
            return error


def load_rules(contents: Mapping[str, str] | None = None) -> Rules:
    """The shipped rules, or those with other contents of some files, by name: `{"licenses": "version: 1.1.0 …"}`."""
    return Rules({**shipped_contents(), **(contents or {})})


def shipped_contents() -> dict[str, str]:
    """The data files as they are shipped, by name."""
    words = files(__package__).joinpath("privacy_rules.yml").read_text("utf-8")
    transfer = {
        f"{TRANSFER}{file.name.removesuffix('.yml')}": file.read_text("utf-8")
        for file in sorted(files(__package__).joinpath("transfer").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yml")
    }
    return {name: text(f"{name}.yml") for name in VOCABULARIES} | {"privacy_rules": words} | transfer


def version_of(contents: Mapping[str, str], *, method: int = METHOD_VERSION) -> str:
    """The version of a set of data files, by name: `licenses-1.0.0 … method-1 sha256-4f2a9c01b7de`."""
    names = [f"{name}-{_version(content)}" for name, content in contents.items()]
    digest = sha256("\0".join(f"{name}\0{content}" for name, content in sorted(contents.items())).encode()).hexdigest()
    return " ".join([*names, f"method-{method}", f"sha256-{digest[:12]}"])


def _version(content: str) -> str:
    """The value of `version:` without reading the whole file. Raises `ValueError` if there is none."""
    line = next((line for line in content.splitlines() if line.startswith("version:")), None)
    if line is None:
        raise ValueError("a data file without a version")
    return line.removeprefix("version:").strip()
