"""An operator's files laid over the shipped ones: rows that are added, rows that take the place of shipped ones, confirmations.

Nothing shipped changes silently. A row takes the place of a shipped one only if it names its mark, so a later change of the
shipped row is a flaw; words and what Serai says of records cannot be replaced; a confirmation is of one text of a rule.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.jurisdictions import states
from schemas.written_yaml import write_yaml

from .checks import wrong_ids, wrong_names
from .confirmed import confirmations
from .errors import InvalidRules, RuleFlaw
from .files import COMMON, CONFIRMATIONS, CommonFile, ConfirmationsFile, Head, OwnCommonFile, OwnFile, OwnStateFile, StateFile
from .reading import Placed, Read, file_name, placed, read
from .rules import Part

WORDS = ("conditions", "sources")
"""What an operator's common file can add besides rows."""

SHIPPED_KINDS: dict[str, type[Head]] = {COMMON: CommonFile}
OWN_KINDS: dict[str, type[Head]] = {COMMON: OwnCommonFile, CONFIRMATIONS: ConfirmationsFile}


@dataclass(frozen=True)
class Laid:
    """The rows of both, each where it stands: an operator's row in the place of the shipped one, or behind the others."""

    shipped: Mapping[str, Read[Any]]
    own: Mapping[str, Read[Any]]
    rows: tuple[Placed, ...]

    def is_own(self, row: Placed) -> bool:
        return self.own.get(row.read.name) is row.read


def laid_over(shipped: Mapping[str, str], own: Mapping[str, str], *, subclasses: Collection[str]) -> dict[str, str]:
    """The contents of the files, by name (`common`, `kz`), with an operator's files (`kz`, `common`, `confirmations`) laid over.

    `load_transfer_rules` reads them. Files that nothing is laid over stay as they are; the version of another one names both.
    Raises `InvalidRules`: the flaws name the operator's file and line.
    """
    laid = lay(shipped, own, subclasses=subclasses)
    changed = {name: _written(laid, name) for name in laid.own if name != CONFIRMATIONS}
    kept = {name: content for name, content in own.items() if name == CONFIRMATIONS}
    return {**shipped, **changed, **kept}


def lay(shipped: Mapping[str, str], own: Mapping[str, str], *, subclasses: Collection[str]) -> Laid:
    """The rows of both, which are found to be right. Raises `InvalidRules`."""
    flaws: list[RuleFlaw] = []
    below = read(shipped, {name: SHIPPED_KINDS.get(name, StateFile) for name in shipped}, flaws)
    if flaws:
        raise InvalidRules(flaws)
    named = {name: OWN_KINDS.get(name, OwnStateFile) for name in own if name in OWN_KINDS or name.upper() in states()}
    choices = (*OWN_KINDS, *shipped)
    flaws += (RuleFlaw(file_name(name), 1, "file-unknown", name, choices) for name in own if name not in named)
    above = read({name: own[name] for name in named}, named, flaws)
    flaws += (flaw for each in above.values() for flaw in _wrong_file(each, below[COMMON]))
    if flaws:
        raise InvalidRules(flaws)
    laid = _lay(below, above, flaws)
    if flaws := flaws or list(_wrong(laid, subclasses)):
        raise InvalidRules(flaws)
    return laid


def _wrong_file(each: Read[Any], common: Read[CommonFile]) -> Iterator[RuleFlaw]:
    """A file of a state under another name, and words that are shipped."""
    state = getattr(each.file, "state", None)
    if state is not None and state.lower() != each.name:
        yield each.flaw(("state",), "file-misnamed", state)
    for kind in WORDS:
        for code in getattr(each.file, kind, ()):
            if code in getattr(common.file, kind):
                yield each.flaw((kind, code), "words-shipped", code)


def _lay(below: Mapping[str, Read[Any]], above: Mapping[str, Read[Any]], flaws: list[RuleFlaw]) -> Laid:
    """An operator's rows with the shipped rows that stay. What replaces nothing, or does not say what, is added to `flaws`."""
    shipped = [row for each in below.values() for row in placed(each)]
    own = [row for each in above.values() for row in placed(each)]
    taking: dict[tuple[Any, ...], list[Placed]] = {}
    for row in own:
        if row.row.replaces is not None:
            taking.setdefault((row.list, row.row.id, row.row.replaces), []).append(row)
    rows: list[Placed] = []
    for row in shipped:
        rows += taking.pop((row.list, row.row.id, row.row.mark), [row])
    staying = {id(row) for row in rows}
    for row in own:
        marks = {each.row.mark: each for each in shipped if (each.list, each.row.id) == (row.list, row.row.id)}
        clashing = [each for each in marks.values() if id(each) in staying and each.row.in_force.overlaps(row.row.in_force)]
        if row.row.replaces is None:
            rows.append(row)
            if clashing:
                flaws.append(row.flaw("id", "replaces-missing", row.row.id, marks))
        elif id(row) not in staying:
            flaws.append(row.flaw("replaces", "replaces-nothing", row.row.replaces, marks))
    return Laid(below, above, tuple(rows))


def _wrong(laid: Laid, subclasses: Collection[str]) -> Iterator[RuleFlaw]:
    """What is wrong with the operator's rows beside the shipped ones. The shipped rows come first, so theirs is not the flaw."""
    rows = sorted(laid.rows, key=laid.is_own)
    common = laid.shipped[COMMON]
    everything = common.file.model_copy(update=_words(laid))
    own = [row for row in rows if laid.is_own(row)]
    yield from wrong_names(own, laid.own.values(), everything, subclasses)
    yield from wrong_ids(rows, common, told=laid.is_own)
    yield from confirmations(laid.own.get(CONFIRMATIONS), rows).flaws


def _words(laid: Laid) -> dict[str, Any]:
    """The words of both common files."""
    own = laid.own.get(COMMON)
    return {kind: {**getattr(laid.shipped[COMMON].file, kind), **(getattr(own.file, kind) if own else {})} for kind in WORDS}


def _written(laid: Laid, name: str) -> str:
    """A file with the operator's laid over."""
    own: OwnFile = laid.own[name].file
    shipped = laid.shipped.get(name)
    file = shipped.file if shipped else StateFile.model_validate({**own.model_dump(), **EMPTY})
    content = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["version"] = f"{file.version if shipped else 0}+{own.version}"
    content["as_of"] = max(content["as_of"], own.as_of.isoformat())
    content |= {
        part.value: [_row(laid, row) for row in laid.rows if row.list == (name, part)] for part in Part if part in content
    }
    if name == COMMON:
        content |= {kind: {key: _plain(each) for key, each in words.items()} for kind, words in _words(laid).items()}
    return write_yaml(dict(sorted(content.items(), key=lambda item: not isinstance(item[1], str))), head=HEAD)


EMPTY: Mapping[str, Any] = {"export": (), "destination": (), "purpose": ()}

HEAD = """The rules that are shipped with an operator's laid over them. A row with own: is the operator's.
Do not change this file: change the operator's own."""


def _row(laid: Laid, row: Placed) -> dict[str, Any]:
    """A row as it is written; one of the operator's names the version of its file."""
    written = row.row.written
    written.pop("replaces", None)
    if laid.is_own(row):
        return {"id": written["id"], "own": row.read.file.version, **written}
    return written


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else value.model_dump(mode="json")
