"""Words and icons for the codes of our vocabularies, in the language of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from schemas.access_rights import access_rights
from schemas.answers import NotKept
from schemas.assessment import Finding, PrivacyClass
from schemas.audit import DONE, Action
from schemas.dataset import UNDETERMINED
from schemas.file_formats import file_formats
from schemas.frequencies import frequencies
from schemas.holds import Evidence, Hold, HoldCause, HoldState, Values, explained
from schemas.metadata_quality import indicators, ratings
from schemas.record import Aspect
from schemas.runs import RunState
from schemas.source import Source
from schemas.themes import themes
from schemas.usage import UsageEffect
from search.concepts.provinces import is_province, province_name
from search.fields import FIELDS as SEARCH_FIELDS
from search.kinds import ValueKind
from search.topics import topic_name
from search.values import NONE, UNKNOWN

from ..policy.choices import ENTRIES
from ..policy.rules import Rules
from ..policy.telling import sentence
from .desk_labels import DeskLabels
from .languages import SOURCE
from .places import field_words
from .words import (
    ACCESS_UNKNOWN,
    ASPECTS,
    ASSERTED_BY,
    CLASS_ICONS,
    CLASS_UNKNOWN,
    CONFIDENCE,
    EFFECTS,
    EVIDENCE,
    FIELDS,
    GROUNDS,
    HELD_THEN,
    HOLD_CAUSES,
    HOW,
    LICENSE_STATUS,
    MINORS,
    NOBODY_DECIDED,
    NOT_KEPT,
    ORIGINS,
    PERMISSIONS,
    RISKS,
    RUN_STATES,
    SEVERITIES,
    SHORT_EFFECTS,
    SORTS,
    UNNAMED,
    USAGE_EFFECTS,
    WAYS,
    WEIGHTS,
    WELL,
)


class Labelled(Protocol):
    """An entry of a vocabulary, with its English label."""

    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Labels(DeskLabels):
    """The labels in one language. A code without a label is its own label."""

    rules: Rules
    sources: Mapping[str, Source] = field(default_factory=dict)

    def field(self, name: str) -> str:
        """The label of a field of `search.fields`."""
        return self.language.gettext(FIELDS.get(name) or SEARCH_FIELDS[name].label)

    def named_field(self, name: str) -> str:
        """The label of what may be a field: an address can name any word."""
        return self.field(name) if name in SEARCH_FIELDS else name

    def year(self, code: str) -> str:
        return self.language.gettext("Year not stated") if code == UNKNOWN else code

    def value(self, field: str, code: str) -> str:
        """The label of a value of a field."""
        return _naming(field).label(self, code)

    def value_language(self, field: str, code: str) -> str:
        """The language of such a label if it differs from the page's, else nothing."""
        return _naming(field).language(self, code)

    def icon(self, field: str, code: str) -> str:
        """The icon before a value of a field, or nothing."""
        return _naming(field).icon(self, code)

    def state(self, code: str) -> str:
        return self.language.gettext("State unknown") if code == UNKNOWN else self.language.state(code)

    def place(self, code: str) -> str:
        """The name of a state or a province."""
        return province_name(code, self.language.code.partition("-")[0]) if is_province(code) else self.state(code)

    def topic(self, code: str) -> str:
        """The name of a concept of the thesaurus."""
        return topic_name(code, self.language.code.partition("-")[0])

    def finding(self, finding: Finding) -> str:
        """The sentence of a finding."""
        return sentence(finding, self.rules, gettext=self.language.gettext, state=self.language.state)

    def privacy_class(self, code: str) -> str:
        return (
            self.language.gettext(CLASS_UNKNOWN)
            if code == PrivacyClass.UNKNOWN
            else self._entry(self.rules.privacy_classes, code)
        )

    def class_meaning(self, code: PrivacyClass) -> str:
        """What a privacy class means, in the middle of a sentence."""
        return self.language.gettext(self.rules.privacy_classes[code].meaning)

    def class_icon(self, code: str) -> str:
        """The icon of a privacy class. Nothing for any other word: an address may contain one."""
        return CLASS_ICONS.get(code, "")

    def access_rights(self, code: str) -> str:
        return self.language.gettext(ACCESS_UNKNOWN) if code == UNKNOWN else self._entry(access_rights(), code)

    def frequency(self, code: str) -> str:
        return self._entry(frequencies(), code)

    def indicator(self, code: str) -> str:
        """What datasets lack in their metadata."""
        known = indicators().get(code)
        return self.language.gettext(known.lacking) if known else code

    def rating(self, code: str) -> str:
        """The word for a number of points, in the middle of a sentence."""
        return self._entry({each.code: each for each in ratings()}, code)

    def subclass(self, code: str) -> str:
        """What a subclass means."""
        known = self.rules.subclasses.get(code)
        return self.language.gettext(known.meaning) if known else code

    def entry(self, aspect: Aspect, code: str) -> str:
        """The label of an entry of the vocabulary of an aspect."""
        return self._entry(ENTRIES[aspect](), code)

    def minors(self, code: str) -> str:
        return self._of(MINORS, code)

    def origin(self, code: str) -> str:
        return self._of(ORIGINS, code)

    def risk(self, code: str) -> str:
        return self._of(RISKS, code)

    def format(self, code: str) -> str:
        return self._entry(file_formats(), code)

    def field_at(self, pointer: str) -> str:
        """The field that a JSON pointer of an issue leads to."""
        return field_words(self.language, pointer)

    def says(self, finding: Finding, aspect: Aspect) -> tuple[str, str]:
        """What a finding says about an aspect: its label, and the language of it if that differs from the page's."""
        said = finding.verdict
        if aspect is Aspect.LICENSE:
            return (self.license(said) if said in UNNAMED else self.license_title(said)), ""
        label = self.privacy_class(said) if aspect is Aspect.PRIVACY_CLASS else self.state(said)
        if label != said:
            return label, ""
        acts = said.split("; ")
        language = "" if all(map(self.language.translates, acts)) else SOURCE
        return self.language.semicolon.join(map(self.language.gettext, acts)), language

    def theme(self, code: str) -> str:
        return self._entry(themes(), code)

    def license(self, code: str) -> str:
        """The name of a licence in lists: its SPDX id, or its title if it has no SPDX id."""
        if code in UNNAMED:
            return self.language.gettext(UNNAMED[code])
        return code if not code.startswith("LicenseRef-") else self.license_title(code)

    def license_language(self, code: str) -> str:
        """The language of what `license` answers, if it differs from the page's: ids are English."""
        return SOURCE if self.license(code) == code else ""

    def license_title(self, code: str) -> str:
        """The full name of a licence."""
        known = self.rules.licenses.find(code)
        return self.language.gettext(known.title) if known else code

    def license_status(self, code: str) -> str:
        return self._of(LICENSE_STATUS, code)

    def source(self, code: str) -> str:
        """A portal's name in the language of the page, or in its own."""
        source = self.sources.get(code)
        return source.title.get(self.language.code, source.name) if source else code

    def source_language(self, code: str) -> str:
        """The language that `source` answered in."""
        source = self.sources.get(code)
        if source is None:
            return UNDETERMINED
        return self.language.code if self.language.code in source.title else next(iter(source.title))

    def host(self, code: str) -> str:
        """The host name of a portal, by which people know it. Its id if the host has no name."""
        source = self.sources.get(code)
        host = source.url.host if source else None
        return host if host and any(letter.isalpha() for letter in host) else code

    def is_sample(self, code: str) -> bool:
        """Whether the declaration of a portal says that its datasets are invented, to try Serai with."""
        source = self.sources.get(code)
        return source is not None and source.sample

    def asserted_by(self, code: str) -> str:
        return self._of(ASSERTED_BY, code)

    def confidence(self, code: str) -> str:
        return self._of(CONFIDENCE, code)

    def weight(self, code: str) -> str:
        return self._of(WEIGHTS, code)

    def permission(self, name: str) -> str:
        return self._of(PERMISSIONS, name)

    def effect(self, code: str) -> tuple[str, str]:
        """Word and icon."""
        word, icon = EFFECTS[code]
        return self.language.gettext(word), icon

    def usage_effect(self, code: UsageEffect) -> tuple[str, str]:
        """Word and icon of the effect of a verdict."""
        word, icon = USAGE_EFFECTS[code]
        return self.language.gettext(word), icon

    def short_effect(self, code: UsageEffect) -> str:
        """The effect of a verdict in one or two words."""
        return self._of(SHORT_EFFECTS, code)

    def ground(self, code: str) -> str:
        """What a rule of transfer is about."""
        return self._of(GROUNDS, code)

    def not_kept(self, code: NotKept) -> str:
        """What Serai does not keep of a past day, in a sentence."""
        return self._of(NOT_KEPT, code)

    def purpose(self, code: str) -> str:
        return self._entry(self.rules.transfer.purposes, code)

    def decided(self, code: str) -> str:
        """What a person has decided about, or that nobody has."""
        return self.language.gettext(NOBODY_DECIDED) if code == NONE else self.aspect(code)

    def aspect(self, code: str) -> str:
        return self._of(ASPECTS, code)

    def run_state(self, state: RunState, hold: Hold | None = None) -> tuple[str, str, str]:
        """Word, icon and colour. A held run whose `hold` does not wait any more is over."""
        word, icon, colour = RUN_STATES[state]
        if state is RunState.HELD and hold and hold.state is not HoldState.WAITING:
            word, icon, colour = HELD_THEN[hold.state], "history", "plain"
        return self.language.gettext(word), icon, colour

    def action(self, action: Action) -> str:
        """What was done to a record, as the first word of a line."""
        word = self._of(DONE, action)
        return word[:1].upper() + word[1:]

    def hold_cause(self, cause: HoldCause) -> str:
        return self._of(HOLD_CAUSES, cause)

    def explained(self, hold: Hold) -> str | None:
        """The cause of a hold with its numbers. None for a hold of an older version, which has the English sentence alone."""
        number = self.language.number
        values: Values = {name: each if isinstance(each, str) else number(each) for name, each in hold.values.items()}
        return explained(hold.cause, values, gettext=self.language.gettext)

    def evidence(self, evidence: Evidence) -> str:
        return self._of(EVIDENCE, evidence)

    def severity(self, code: str) -> tuple[str, str, str]:
        """Word, icon and colour."""
        word, icon, colour = SEVERITIES[code]
        return self.language.gettext(word), icon, colour

    def well(self, code: str) -> tuple[str, str, str]:
        """How a part of the service is: word, icon and colour."""
        word, icon, colour = WELL[code]
        return self.language.gettext(word), icon, colour

    def outcome(self, code: str) -> str:
        return self.language.gettext(code)

    def sort(self, code: str) -> str:
        return self._of(SORTS, code)

    def way(self, code: str) -> str:
        return self._of(WAYS, code)

    def how(self, code: str) -> str:
        return self._of(HOW, code)

    def language_name(self, code: str) -> str:
        return self.language.language_name(code)

    def _entry(self, vocabulary: Mapping[Any, Labelled], code: str) -> str:
        """The label of an entry of one of our vocabularies."""
        return self.language.gettext(vocabulary[code].label) if code in vocabulary else code


def _itself(_: Labels, code: str) -> str:
    return code


def _none(*_: object) -> str:
    return ""


@dataclass(frozen=True)
class Naming:
    """How pages name the values of one kind: the label, its language if it differs from the page's, and an icon."""

    label: Callable[[Labels, str], str] = _itself
    language: Callable[[Labels, str], str] = _none
    icon: Callable[[Labels, str], str] = _none


NAMINGS: Mapping[ValueKind, Naming] = {
    ValueKind.CODE: Naming(),
    ValueKind.ASPECT: Naming(Labels.decided),
    ValueKind.CONFIDENCE: Naming(Labels.weight),
    ValueKind.ACCESS_RIGHT: Naming(Labels.access_rights),
    ValueKind.FORMAT: Naming(Labels.format),
    ValueKind.INDICATOR: Naming(Labels.indicator),
    ValueKind.LANGUAGE: Naming(Labels.language_name),
    ValueKind.LICENSE: Naming(Labels.license, language=Labels.license_language),
    ValueKind.LICENSE_STATUS: Naming(Labels.license_status),
    ValueKind.PORTAL: Naming(Labels.source, language=Labels.source_language),
    ValueKind.PRIVACY_CLASS: Naming(Labels.privacy_class, icon=Labels.class_icon),
    ValueKind.STATE: Naming(Labels.state),
    ValueKind.TOPIC: Naming(Labels.topic),
    ValueKind.PLACE: Naming(Labels.place),
    ValueKind.YEAR: Naming(Labels.year),
    ValueKind.FIELD: Naming(Labels.named_field),
    ValueKind.TEXT: Naming(language=lambda *_: UNDETERMINED),
    ValueKind.THEME: Naming(Labels.theme),
}


def _naming(field: str) -> Naming:
    return NAMINGS[SEARCH_FIELDS[field].kind]
