"""A declaration made ready: its options, its expressions, and which values of a record they use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.source import Source

from .expressions import ANY, Expression, Path, expression
from .html import label
from .options import Files, Options, Value
from .replies import Answer
from .written import Codes

Used = dict[str | int, "Used | None"]
"""A tree of the names and numbers that lead to values that are used; None means that all below is used."""


@dataclass(frozen=True)
class Getter:
    """A `Value` made ready: its expressions, those by language, its labels as they are compared, and its codes."""

    value: Value
    expressions: tuple[Expression, ...]
    languages: Mapping[str, Expression]
    labels: tuple[str, ...]
    codes: Codes | None


@dataclass(frozen=True)
class FilesPlan:
    """`Files` made ready."""

    at: Expression
    getters: Mapping[str, Getter]
    used: Used = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What is needed to read the records of a source. `always` are the values that are used of every record."""

    source: Source
    options: Options
    getters: Mapping[str, Getter]
    files: FilesPlan | None
    always: Used

    @property
    def has_detail(self) -> bool:
        return self.options.detail is not None

    @property
    def title(self) -> Path:
        """Where a title is looked for first."""
        getter = self.getters["title"]
        expressions = (*getter.expressions, *getter.languages.values())
        return next((path for each in expressions for path in each.paths), ("labels", *getter.labels[:1]))

    def is_page(self, name: object) -> bool:
        """Whether the records of a list are read from pages for people, whose links begin where the page is."""
        listing = self.options.lists.get(name) if isinstance(name, str) else None
        return self.detail_is_page if self.has_detail else listing is not None and listing.answer is Answer.HTML

    @property
    def detail_is_page(self) -> bool:
        """Whether a record is read from a page for people, at an address of its own."""
        detail = self.options.detail
        return detail is not None and detail.answer is Answer.HTML and detail.request.get is not None


_last: tuple[Source, Plan] | None = None


def plan_of(source: Source) -> Plan:
    """The plan of a source. The last one is remembered: records come one after the other."""
    global _last  # noqa: PLW0603
    last = _last
    if last is None or last[0] is not source:
        last = _last = (source, _plan(source))
    return last[1]


def use(used: Used, paths: Iterable[Path]) -> None:
    """Add paths to a tree."""
    for path in paths:
        at = used
        for step in path[:-1]:
            inner = at.setdefault(step, {})
            if inner is None:
                break
            at = inner
        else:
            if path:
                at[path[-1]] = None


def _plan(source: Source) -> Plan:
    options = Options.model_validate(source.options)
    getters = {name: _getter(value, options) for name, value in options.fields.stated()}
    files = _files(options.fields.distribution, options)
    always: Used = {}
    for path in (path for text in options.ignore for path in expression(text).paths):
        use(always, (path, ("item", *path)))
    for listing in options.lists.values():
        texts = [listing.id, *listing.only, *listing.set.values(), *filter(None, (listing.modified, options.state))]
        use(always, (("item", *path) for text in texts for path in expression(text).paths))
    return Plan(source, options, getters, files, always)


def _files(files: Files | None, options: Options) -> FilesPlan | None:
    if files is None:
        return None
    values = {name: getattr(files, name) for name in type(files).model_fields if name != "at"}
    return FilesPlan(expression(files.at), {name: _getter(value, options) for name, value in values.items() if value})


def _getter(value: Value, options: Options) -> Getter:
    table = options.codes[value.codes] if isinstance(value.codes, str) else value.codes
    return Getter(
        value,
        tuple(map(expression, value.at)),
        {tag: expression(text) for tag, text in value.lang.items()},
        tuple(map(label, value.label)),
        table,
    )


def leftovers(value: Any, used: Used | None, at: Path = ()) -> Iterable[tuple[Path, Any]]:
    """The values of an object that are not used, each with its path. What is not used at all is not looked into."""
    if used is None or not isinstance(value, dict | list):
        if used is not None:
            yield at, value
        return
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        inner = used[key] if key in used else used.get(ANY, {})
        if inner == {}:
            yield (*at, key), each
        elif inner is not None:
            yield from leftovers(each, inner, (*at, key))
