"""The rules under which an assessment is made, as one value with a version.

The version names the data files with their versions and ends with a hash of their content. So a changed file gives another
version, even if nobody raised its number. `METHOD_VERSION` is the version of the code.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Generic, TypeVar

from schemas.assessment import JurisdictionAssessment, LicenseAssessment, PrivacyClass
from schemas.jurisdictions import Jurisdiction, read_jurisdictions
from schemas.license_match import LicenseReader, license_reader
from schemas.licenses import Licenses
from schemas.privacy import PrivacyClassInfo, Subclass, read_privacy_classes, read_subclasses
from schemas.usage import ShortVerdict
from schemas.vocab import parse, text

from .combination_rules import NAME as COMBINATION
from .combination_rules import CombinationRules, read_combination_rules
from .privacy_rules import PrivacyRules, privacy_rules
from .transfer.errors import InvalidRules
from .transfer.load import load_transfer_rules
from .transfer.rules import TransferRules

METHOD_VERSION = 4
"""Raise it when `assess` concludes something else from the same data."""

TRANSFER_VERSION = 3
"""Raise it when `decide` answers something else from the same data."""

COMBINATION_VERSION = 1
"""Raise it when `combine` answers something else from the same data."""

VOCABULARIES = ("licenses", "jurisdictions", "privacy_classes")

COMPARED = ("letters", "han")
"""The tables by which words are compared. The program reads them itself, so those of other rules are kept and not used."""

ORDER = (*VOCABULARIES, "privacy_rules", *COMPARED)
"""The files that `assess` uses, in the order of a version; all others follow by name."""

TRANSFER = "transfer/"
"""What the names of the files of transfer rules begin with: `transfer/cn`."""

REMEMBERED = 1024
"""How many conclusions of a kind are remembered."""

ANSWERS_REMEMBERED = 16 * REMEMBERED
"""How many answers about uses are remembered: a search asks for those on all kinds of records at once."""

Conclusion = TypeVar("Conclusion")


class Memory(Generic[Conclusion]):
    """Conclusions by their grounds, which most datasets of one portal share. It is emptied when it is full."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._concluded: dict[Hashable, Conclusion] = {}

    def __len__(self) -> int:
        return len(self._concluded)

    def recall(self, grounds: Hashable, conclude: Callable[[], Conclusion]) -> Conclusion:
        """What was concluded on these grounds before, else what `conclude` gives."""
        known = self._concluded.get(grounds)
        if known is None:
            known = conclude()
            if len(self._concluded) >= self._most:
                self._concluded.clear()
            self._concluded[grounds] = known
        return known


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything that `assess`, `decide` and `combine` use: the content of the data files, and what is built from it when needed.

    Equal versions give equal conclusions. The rules of transfer and the table of combinations have versions of their own, so that
    a change of them does not make conclusions look old. Each value has its own memory, so several can be compared in one process.
    A file that is not valid raises `yaml.YAMLError`, `KeyError` or `ValueError` at its first use.
    """

    contents: Mapping[str, str]
    licenses_concluded: Memory[LicenseAssessment] = field(default_factory=Memory, repr=False)
    jurisdictions_concluded: Memory[JurisdictionAssessment] = field(default_factory=Memory, repr=False)
    usage_decided: Memory[ShortVerdict] = field(default_factory=lambda: Memory(ANSWERS_REMEMBERED), repr=False)

    @cached_property
    def version(self) -> str:
        """The version of the files that `assess` uses: conclusions name it."""
        return version_of({name: content for name, content in self.assessment_contents.items() if name != COMBINATION})

    @cached_property
    def assessment_version(self) -> str:
        """The version of all files that are kept as a set of assessment: of those that `assess` uses, and of the table of
        combinations, which older sets do not have.
        """
        return " ".join(filter(None, (self.version, self._combination_version)))

    @cached_property
    def _combination_version(self) -> str:
        found = {name: content for name, content in self.contents.items() if name == COMBINATION}
        return version_of(found, method=COMBINATION_VERSION) if found else ""

    @cached_property
    def transfer_version(self) -> str:
        """The version of the files that `decide` uses, which are not read for it."""
        return version_of(self.transfer_contents, method=TRANSFER_VERSION)

    @cached_property
    def assessment_contents(self) -> Mapping[str, str]:
        """The contents of the files that are kept as a set of assessment, by name."""
        return {name: content for name, content in self.contents.items() if not name.startswith(TRANSFER)}

    @cached_property
    def transfer_contents(self) -> Mapping[str, str]:
        """The contents of the files that `decide` uses, by name without `TRANSFER`."""
        return {name.removeprefix(TRANSFER): content for name, content in self.contents.items() if name.startswith(TRANSFER)}

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
    def combination(self) -> CombinationRules:
        """The table of combinations. Raises `InvalidRules` if it cannot be read, or if the rules were kept without one."""
        if isinstance(self._combination, InvalidRules):
            raise InvalidRules(self._combination.flaws)
        return self._combination

    @cached_property
    def _combination(self) -> CombinationRules | InvalidRules:
        try:
            return read_combination_rules(self.contents.get(COMBINATION), version=self._combination_version)
        except InvalidRules as error:
            return error

    @property
    def transfer(self) -> TransferRules:
        """The rules by which use from another state is decided. Raises `InvalidRules` of `transfer.errors`."""
        if isinstance(self._transfer, InvalidRules):
            raise InvalidRules(self._transfer.flaws)
        return self._transfer

    @cached_property
    def _transfer(self) -> TransferRules | InvalidRules:
        """The rules, or what is wrong with them: files that are not valid are not read again for each question."""
        try:
            return load_transfer_rules(
                self.transfer_contents,
                version=self.transfer_version,
                subclasses=self.subclasses,
                jurisdictions=self.jurisdictions,
            )
        except InvalidRules as error:
            return error

    def with_transfer(self, contents: Mapping[str, str]) -> "Rules":
        """These rules with other files of transfer, by name without `TRANSFER`. What is read of the rest is shared."""
        files = {**self.assessment_contents, **{f"{TRANSFER}{name}": content for name, content in contents.items()}}
        made = Rules(files, self.licenses_concluded, self.jurisdictions_concluded)
        made.__dict__.update({name: value for name, value in self.__dict__.items() if name in _OF_ASSESSMENT})
        return made

    def check(self) -> None:
        """Read all files but the table of combinations, without which all other answers can be given.

        Raises `InvalidRules` for those of transfer, and what a first use raises for the others.
        """
        for name in _READ:
            getattr(self, name)
        _ = self.transfer


_READ = ("license_reader", "licenses", "jurisdictions", "privacy_classes", "subclasses", "privacy")
"""What is read from the files that `assess` uses."""

_OF_ASSESSMENT = frozenset(
    (*_READ, "version", "assessment_version", "assessment_contents", "_combination", "_combination_version")
)
"""What is made from the files of assessment at its first use."""


def load_rules(contents: Mapping[str, str] | None = None) -> Rules:
    """The shipped rules, or those with other contents of some files, by name: `{"licenses": "version: 1.1.0 …"}`."""
    return Rules({**shipped_contents(), **(contents or {})})


@cache
def shipped_rules() -> Rules:
    """The shipped rules, read once in a process."""
    return load_rules()


def shipped_contents() -> dict[str, str]:
    """The data files as they are shipped, by name."""
    own = {name: files(__package__).joinpath(f"{name}.yml").read_text("utf-8") for name in ("privacy_rules", COMBINATION)}
    transfer = {
        f"{TRANSFER}{file.name.removesuffix('.yml')}": file.read_text("utf-8")
        for file in sorted(files(__package__).joinpath("transfer").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yml")
    }
    return {name: text(f"{name}.yml") for name in (*VOCABULARIES, *COMPARED)} | own | transfer


def version_of(contents: Mapping[str, str], *, method: int = METHOD_VERSION) -> str:
    """The version of a set of data files, by name: `licenses-1.0.0 … method-1 sha256-4f2a9c01b7de`."""
    names = [f"{name}-{_version(contents[name])}" for name in sorted(contents, key=_place)]
    digest = sha256("\0".join(f"{name}\0{content}" for name, content in sorted(contents.items())).encode()).hexdigest()
    return " ".join([*names, f"method-{method}", f"sha256-{digest[:12]}"])


def _place(name: str) -> tuple[int, str]:
    """Where a file stands in a version, in whichever order the contents come."""
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _version(content: str) -> str:
    """The value of `version:` without reading the whole file. Raises `ValueError` if there is none."""
    line = next((line for line in content.splitlines() if line.startswith("version:")), None)
    if line is None:
        raise ValueError("a data file without a version")
    return line.removeprefix("version:").strip().strip("\"'")
