"""The forms in which a person decides: their fields for each aspect, and what was sent in them as the body of a decision.

The name of a field is the place of its value in the body: `value.on`, `value.0.condition`. A body is what the API takes too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from schemas.origins import origins
from schemas.reason import LONGEST
from schemas.record import Aspect, CatalogRecord, Decision, Minors, PrivacyDecision, ResidualRisk

from ..policy.choices import ENTRIES, license_choices, subclass_choices
from .fields import QUOTED, ROW, Field, Option, Sent
from .origin_form import id_in, origin_fields, with_words
from .recorded import Detail, in_words
from .site import Page
from .words import message

NOWHERE = "-"
"""The value of the box that says: in none of the states."""

SPARE_ROWS = 2
"""Empty rows after those that are filled."""

MOST_ROWS = 50


@dataclass(frozen=True)
class Form:
    """The form about an aspect. `decision` is in force, `words` what it says; `problem` is about the form as a whole."""

    aspect: Aspect
    fields: tuple[Field, ...]
    decision: Decision | None
    words: tuple[Detail, ...]
    opened: bool = False
    problem: str = ""

    def id(self, field: Field) -> str:
        """The id of the field's element on a page with several forms."""
        return f"{self.aspect}-{field.name.replace('.', '-')}"

    @property
    def groups(self) -> tuple[tuple[str, tuple[Field, ...]], ...]:
        """The fields under their headings; those without one come under an empty heading."""
        return tuple((name, tuple(fields)) for name, fields in groupby(self.fields, attrgetter("group")))

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields with a problem."""
        return tuple(field for field in self.fields if field.problem)


@dataclass(frozen=True)
class Attempt:
    """A form that was sent and refused: what was in it, the problem of the whole, and those at fields."""

    aspect: Aspect
    sent: Sent
    problem: str
    at: Mapping[str, str]


def forms(page: Page, record: CatalogRecord, attempt: Attempt | None = None) -> tuple[Form, ...]:
    """The form about every aspect, filled with the decision in force, or with what was sent in a refused attempt."""
    return tuple(form_about(page, aspect, record, attempt if attempt and attempt.aspect is aspect else None) for aspect in Aspect)


def form_about(page: Page, aspect: Aspect, record: CatalogRecord | None, attempt: Attempt | None) -> Form:
    """The form about one aspect of a record, or of several (None).

    It is filled with the decision in force, or with what was sent in a refused attempt.
    """
    decision = getattr(record.curation, aspect.value) if record else None
    sent = _with_words(aspect, attempt.sent if attempt else sent_by(decision), record, first=attempt is None)
    at = attempt.at if attempt else {}
    fields = (
        replace(field, values=sent.get(field.name, ()), problem=at.get(field.name, ""))
        for field in layout(page, aspect, sent, record)
    )
    words = in_words(page, decision) if decision else ()
    return Form(aspect, tuple(fields), decision, words, opened=attempt is not None, problem=attempt.problem if attempt else "")


def without_gaps(sent: Sent) -> Sent:
    """The same with its rows counted from 0, the empty ones left out. The portal's words alone fill no row."""
    rows = {name: (found[1], int(found[2]), found[3]) for name in sent if (found := ROW.fullmatch(name))}
    filled = sorted({number for kind, number, _ in rows.values() if kind == "value"})
    places = {number: place for place, number in enumerate(filled)}
    counted = {name: f"{kind}.{places[number]}.{last}" for name, (kind, number, last) in rows.items() if number in places}
    return {counted.get(name, name): values for name, values in sent.items() if name in counted or name not in rows}


def _rows_of(sent: Sent) -> int:
    """How many rows are filled, if there are no gaps; one too many stands for all that are too many."""
    return min(len({found[2] for name in sent if (found := ROW.fullmatch(name))}), MOST_ROWS + 1)


def sent_by(decision: Decision | None) -> Sent:
    """The form filled with a decision, but for its reason: the next one has its own."""
    if decision is None:
        return {}
    body = decision.model_dump(
        mode="json", exclude={"reason", "by", "at", "concluded", "subclass", "denied_subclass"}, exclude_none=True
    )
    stated = {}
    if isinstance(decision, PrivacyDecision):
        stated = {f"subclass.{id_}": ("yes",) for id_ in decision.subclass}
        stated |= {f"subclass.{id_}": ("no",) for id_ in decision.denied_subclass}
    return dict(_flat("", body)) | stated


def _flat(name: str, value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(f"{name}.{key}" if name else key, each)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, each in enumerate(value):
            yield from _flat(f"{name}.{number}", each)
    elif isinstance(value, list):
        yield name, tuple(value) or (NOWHERE,)
    else:
        yield name, (str(value),)


def body_of(sent: Sent, fields: Sequence[Field]) -> dict[str, Any]:
    """What was sent in these fields, as the body of a decision. Empty rows are left out."""
    body: dict[str, Any] = {}
    for field in fields:
        values = sent.get(field.name, ())
        if field.name.startswith("subclass."):
            if values[:1] in _STATED:
                body.setdefault(_STATED[values[:1]], []).append(field.name.removeprefix("subclass."))
        elif values:
            *path, last = field.name.split(".")
            node = body
            for part in path:
                node = node.setdefault(part, {})
            several = [] if values == (NOWHERE,) else list(values)
            node[last] = several if field.kind == "boxes" else id_in(values[0]) if field.kind == "dataset" else values[0]
    for number, words in body.pop(QUOTED, {}).items():
        if number in body.get("value", {}):
            body["value"][number] |= words
    return {name: _rows(value) for name, value in body.items()}


_STATED: Mapping[tuple[str, ...], str] = {("yes",): "subclass", ("no",): "denied_subclass"}
"""Where a subclass goes, by what is stated of it."""


def _rows(value: Any) -> Any:
    """The rows of a list, whose keys are their numbers."""
    return list(value.values()) if isinstance(value, dict) and all(key.isdecimal() for key in value) else value


def layout(page: Page, aspect: Aspect, sent: Sent, record: CatalogRecord | None) -> tuple[Field, ...]:
    """The fields about an aspect of a record, or of several (None), empty. A list has a row for each that is filled, and more."""
    sent = _with_words(aspect, sent, record)
    rows = _rows_of(sent) + SPARE_ROWS
    if aspect is Aspect.WAS_DERIVED_FROM:
        return (*origin_fields(page, rows, quoted=sent if record else None), *grounds(page))
    return (*_LAYOUTS[aspect](page, rows), *grounds(page))


def _with_words(aspect: Aspect, sent: Sent, record: CatalogRecord | None, *, first: bool = False) -> Sent:
    """The same with what the portal says of a record, if the form about the aspect has that."""
    if record is None or aspect is not Aspect.WAS_DERIVED_FROM:
        return sent
    return with_words(sent, origins(record.dataset), first=first)


def grounds(page: Page) -> tuple[Field, Field]:
    """The fields that every decision has: why, and on what."""
    gettext = page.language.gettext
    return (
        Field("reason", gettext("Reason"), "long", longest=LONGEST),
        Field("source", gettext("Source: the document or statement that this rests on"), "text"),
    )


def license_options(page: Page) -> tuple[Option, ...]:
    return tuple(Option(id_, page.labels.license_title(id_)) for id_ in license_choices(page.services.rules))


def state_options(page: Page) -> tuple[Option, ...]:
    """The states, A to Z."""
    states = sorted((page.labels.state(code), code) for code in page.services.rules.jurisdictions)
    return tuple(Option(code, name) for name, code in states)


def _license(page: Page, _: int) -> Iterator[Field]:
    yield Field("value", page.language.gettext("Id of the licence"), "suggest", license_options(page), longest=200)


def _jurisdiction(page: Page, _: int) -> Iterator[Field]:
    gettext, options = page.language.gettext, state_options(page)
    yield Field("value.holder_state", gettext("State of the holder"), "select", options, none=gettext("as concluded"))
    nowhere = Option(NOWHERE, gettext("in none of them"))
    for name, label in (
        ("storage_state", gettext("Stored in")),
        ("collection_state", gettext("Collected in")),
        ("data_subject_state", gettext("About people in")),
    ):
        yield Field(f"value.{name}", label, "boxes", (nowhere, *options))


def _privacy(page: Page, _: int) -> Iterator[Field]:
    gettext, labels = page.language.gettext, page.labels
    classes = tuple(Option(name, labels.privacy_class(name)) for name in page.services.rules.privacy_classes)
    yield Field("value", gettext("Class"), "select", classes, none=gettext("as concluded"))
    answers = (Option("yes", gettext("Yes")), Option("no", gettext("No")))
    subclasses = page.services.rules.subclasses
    for id_ in sorted(subclass_choices(page.services.rules), key=lambda id_: subclasses[id_].state):
        states = page.language.comma.join(labels.state(code) for code in subclasses[id_].state)
        group = gettext("Subclasses that rules of %(states)s ask for", states=states) if states else gettext("Other subclasses")
        yield Field(
            f"subclass.{id_}",
            labels.subclass(id_),
            "select",
            answers,
            group=group,
            none=gettext("as concluded, or not stated"),
        )


def _categories(page: Page, _: int) -> Iterator[Field]:
    gettext, entries = page.language.gettext, ENTRIES[Aspect.PERSONAL_CATEGORIES]()

    def top(id_: str) -> str:
        return top(entries[id_].broader[0]) if entries[id_].broader else gettext(entries[id_].label)

    options = (
        Option(id_, f"{gettext(entry.label)} *" if entry.special else gettext(entry.label), group=top(id_))
        for id_, entry in entries.items()
    )
    yield Field("value", gettext("Categories (* special category)"), "boxes", tuple(options))


def _subject_count(page: Page, _: int) -> Iterator[Field]:
    yield Field("value", page.language.gettext("How many people"), "select", _entries(page, Aspect.SUBJECT_COUNT))


def _minors(page: Page, _: int) -> Iterator[Field]:
    options = tuple(Option(answer, page.labels.minors(answer)) for answer in Minors)
    yield Field("value", page.language.gettext("Minors"), "select", options)


def _deidentification(page: Page, _: int) -> Iterator[Field]:
    gettext = page.language.gettext
    yield Field("value.method", gettext("Techniques"), "boxes", _entries(page, Aspect.DEIDENTIFICATION))
    yield Field("value.on", gettext("Done on"), "day")
    yield Field("value.reviewer", gettext("Reviewed by"), "text")
    risks = tuple(Option(risk, page.labels.risk(risk)) for risk in ResidualRisk)
    yield Field("value.residual_risk", gettext("Risk that is left"), "select", risks)
    yield Field("value.key_held_by", gettext("Key held by"), "text")


def _legal_basis(page: Page, rows: int) -> Iterator[Field]:
    gettext, options, states = page.language.gettext, _entries(page, Aspect.LEGAL_BASIS), state_options(page)
    for number, group in _numbered(page, message("Legal basis %(number)s"), rows):
        yield Field(f"value.{number}.basis", gettext("Legal basis"), "select", options, group=group)
        yield Field(f"value.{number}.article", gettext("Article, in words"), "text", group=group)
        none = gettext("the state of the holder")
        yield Field(f"value.{number}.jurisdiction", gettext("Under the law of"), "select", states, group=group, none=none)


def _mechanisms(page: Page, rows: int) -> Iterator[Field]:
    gettext = page.language.gettext
    options = tuple(Option(code, f"{code}: {gettext(entry.label)}") for code, entry in ENTRIES[Aspect.MECHANISMS]().items())
    for number, group in _numbered(page, message("Mechanism %(number)s"), rows):
        yield Field(f"value.{number}.condition", gettext("Condition that is met"), "select", options, group=group)
        yield Field(f"value.{number}.document", gettext("Document"), "text", group=group)
        yield Field(f"value.{number}.authority", gettext("Authority"), "text", group=group)
        yield Field(f"value.{number}.valid_from", gettext("Valid from"), "day", group=group)
        yield Field(f"value.{number}.valid_to", gettext("Valid until"), "day", group=group)


def _access_conditions(page: Page, _: int) -> Iterator[Field]:
    yield Field("value.words", page.language.gettext("Conditions, in words"), "long", longest=LONGEST)
    yield Field("value.embargo_until", page.language.gettext("Not before"), "day")


def _review_due(page: Page, _: int) -> Iterator[Field]:
    yield Field("value", page.language.gettext("Look again on"), "day")


def _entries(page: Page, aspect: Aspect) -> tuple[Option, ...]:
    return tuple(Option(id_, page.labels.entry(aspect, id_)) for id_ in ENTRIES[aspect]())


def _numbered(page: Page, heading: str, rows: int) -> Iterable[tuple[int, str]]:
    for number in range(rows):
        yield number, page.language.gettext(heading, number=page.language.number(number + 1))


_LAYOUTS: Mapping[Aspect, Callable[[Page, int], Iterable[Field]]] = {
    Aspect.LICENSE: _license,
    Aspect.JURISDICTION: _jurisdiction,
    Aspect.PRIVACY_CLASS: _privacy,
    Aspect.PERSONAL_CATEGORIES: _categories,
    Aspect.SUBJECT_COUNT: _subject_count,
    Aspect.MINORS: _minors,
    Aspect.DEIDENTIFICATION: _deidentification,
    Aspect.LEGAL_BASIS: _legal_basis,
    Aspect.MECHANISMS: _mechanisms,
    Aspect.ACCESS_CONDITIONS: _access_conditions,
    Aspect.REVIEW_DUE: _review_due,
}
