"""The operator's folder of rules (`SERAI_RULES`): reading it, writing it, and the rules that it makes of the shipped ones.

What lies in the folder is a candidate. It is never in force by itself (see `rule_sets.py`).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import copymode

from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from schemas.usage import Confirmation

from ..policy.rules import Rules
from ..policy.transfer.confirm import Confirmed, confirm
from ..policy.transfer.errors import InvalidRules, RuleFlaw
from ..policy.transfer.overlay import laid_over
from ..services import Services
from ..store.audit_rows import Event

ENDING = ".yml"


class NoFolder(Exception):
    """The operator has no folder of rules, so there is no place to write to."""

    def __init__(self) -> None:
        super().__init__("set SERAI_RULES to the folder for your own rules")


def own_contents(services: Services, *, new: bool = False) -> dict[str, str]:
    """The contents of the files in the folder, by name without ending; nothing where the operator has none.

    A `new` folder need not be there yet. Raises `InvalidRules`.
    """
    folder = services.settings.rules
    if folder is None:
        return {}
    flaws, contents = [], {}
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        if new and isinstance(error, FileNotFoundError):
            return {}
        raise InvalidRules([RuleFlaw(str(folder), 1, "unreadable", _why(error))]) from error
    for file in files:
        if file.suffix.lower() == ".yaml" or file.suffix != file.suffix.lower():
            flaws.append(RuleFlaw(file.name, 1, "ending-unknown", file.name))
        elif file.suffix == ENDING:
            try:
                contents[file.stem] = file.read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                flaws.append(RuleFlaw(file.name, 1, "unreadable", _why(error)))
    if flaws:
        raise InvalidRules(flaws)
    return contents


def candidate(services: Services) -> Rules:
    """The rules of this release with the operator's laid over them. Raises `InvalidRules`."""
    return laid(services, own_contents(services))


def laid(services: Services, own: Mapping[str, str]) -> Rules:
    """The rules of this release with these files laid over them. Raises `InvalidRules`."""
    shipped = services.in_force.shipped
    rules = shipped.with_transfer(laid_over(shipped.transfer_contents, own, subclasses=shipped.subclasses))
    _ = rules.transfer
    return rules


def confirmed(services: Services, rule: str, said: Confirmation) -> Confirmed:
    """The files of the folder with a confirmation more: a person confirms a rule of confidence low as it is written now.

    Raises `InvalidRules`.
    """
    shipped = services.in_force.shipped
    return confirm(shipped.transfer_contents, own_contents(services, new=True), rule, said, subclasses=shipped.subclasses)


def tell_confirmed(services: Services, rule: str, said: Confirmation, marks: Iterable[str]) -> None:
    """Tell the trail that a person has confirmed a rule as it is written at these marks. Raises `NotStorable`."""
    by, at, why = Actor.person(said.name), services.clock(), {"reason": said.reason, "article": said.citation}
    for mark in marks:
        services.store.audit.add(Event(CATALOGUE, Action.CONFIRM_RULE, by, at, {"rule": rule, "mark": mark, **why}))


def write(services: Services, contents: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the files of the folder that differ from `contents`, each as a whole, and return them. Others stay as they are.

    Raises `NoFolder`, and `OSError` if the folder cannot be written.
    """
    folder = services.settings.rules
    if folder is None:
        raise NoFolder
    before = own_contents(services, new=True)
    changed = {folder / f"{name}{ENDING}": text for name, text in contents.items() if before.get(name) != text}
    for file, text in changed.items():
        folder.mkdir(parents=True, exist_ok=True)
        _replace(file, text)
    return tuple(changed)


def _replace(file: Path, text: str) -> None:
    """Write a file, so that at any moment it has its old content or its new one."""
    made = file.with_name(f".{file.name}.new")
    made.write_text(text, "utf-8", newline="\n")
    if file.exists():
        copymode(file, made)
    made.replace(file)


def _why(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
