"""Words and icons for the codes of our vocabularies, in the language of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from schemas.assessment import LicenseStatus
from schemas.audit import Action
from schemas.dataset import UNDETERMINED
from schemas.holds import HoldCause, HoldState
from schemas.licenses import UNKNOWN_LICENSE, find
from schemas.runs import RunState
from schemas.source import Source
from search.fields import FIELDS as SEARCH_FIELDS
from search.fields import UNKNOWN

from .languages import SOURCE, Language

Code = TypeVar("Code", bound=str)


def message(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is used."""
    return text


FIELDS = {
    "jurisdiction": message("State"),
    "modified": message("Updated"),
}
"""Fields that pages call otherwise than `search.fields` does."""

CLASSES = {
    "open": (message("Open data"), "lock-open"),
    "anonymised": (message("Anonymised"), "user-x"),
    "pseudonymised": (message("Pseudonymised"), "venetian-mask"),
    "personal": (message("Personal data"), "user"),
    "special": (message("Special categories"), "heart-pulse"),
    "restricted": (message("Restricted"), "lock"),
    "unknown": (message("Class unknown"), "circle-question-mark"),
}
"""The privacy classes from least to most protected, with their icons; they carry no colour."""

ACCESS_RIGHTS = {
    "PUBLIC": message("Public"),
    "RESTRICTED": message("Restricted access"),
    "NON_PUBLIC": message("Not public"),
    UNKNOWN: message("Access not stated"),
}

THEMES = {
    "AGRI": message("Agriculture, fisheries, forestry and food"),
    "ECON": message("Economy and finance"),
    "EDUC": message("Education, culture and sport"),
    "ENER": message("Energy"),
    "ENVI": message("Environment"),
    "GOVE": message("Government and public sector"),
    "HEAL": message("Health"),
    "INTR": message("International issues"),
    "JUST": message("Justice, legal system and public safety"),
    "REGI": message("Regions and cities"),
    "SOCI": message("Population and society"),
    "TECH": message("Science and technology"),
    "TRAN": message("Transport"),
}

LICENSE_STATUS = {
    "identified": message("Identified"),
    "ambiguous": message("Licence ambiguous"),
    "conflict": message("Statements conflict"),
    "unknown": message("Licence unknown"),
    "not_stated": message("Licence not stated"),
}

UNNAMED = {
    UNKNOWN_LICENSE: message("Licence unknown"),
    LicenseStatus.NOT_STATED.value: message("Licence not stated"),
}
"""Values of the licence that name none."""

ASSERTED_BY = {
    "publisher": message("the publisher"),
    "portal": message("the portal"),
    "harvester": message("Serai's harvester"),
    "rule": message("a rule of Serai"),
    "person": message("a person"),
    "nobody": message("nobody"),
}

CONFIDENCE = {
    "high": message("high confidence"),
    "medium": message("medium confidence"),
    "low": message("low confidence, nobody has confirmed it yet"),
}

WEIGHTS = {
    "high": message("high"),
    "medium": message("medium"),
    "low": message("low"),
}
"""The confidence of one finding, where a column says that it is one."""

EFFECTS = {
    "yes": (message("Yes"), "circle-check"),
    "no": (message("No"), "circle-x"),
    "conditional": (message("With a condition"), "list"),
    "unclear": (message("Unclear"), "circle-question-mark"),
}

PERMISSIONS = {
    "commercial": message("Commercial use"),
    "derivatives": message("Changed versions"),
    "attribution": message("Naming the source"),
    "share_alike": message("Same licence for changed versions"),
    "ai_training": message("Training of AI models"),
}

ASPECTS = {
    "license": message("Licence"),
    "jurisdiction": message("Jurisdictions"),
    "privacy_class": message("Privacy class"),
}

RUN_STATES = {
    RunState.QUEUED: (message("Waiting"), "refresh-cw", "now"),
    RunState.RUNNING: (message("Running"), "refresh-cw", "now"),
    RunState.DONE: (message("Done"), "circle-check", "good"),
    RunState.PARTIAL: (message("Partly done"), "triangle-alert", "doubt"),
    RunState.HELD: (message("Held for a person"), "triangle-alert", "doubt"),
    RunState.FAILED: (message("Failed"), "circle-x", "bad"),
    RunState.INTERRUPTED: (message("Interrupted"), "triangle-alert", "doubt"),
}
"""What a run's state is called, its icon and its colour."""

OUTCOMES = {
    "new": message("new"),
    "changed": message("changed"),
    "restored": message("restored"),
    "unchanged": message("unchanged"),
    "rejected": message("rejected"),
    "repeated": message("repeated"),
}
"""What becomes of a record in a run; these add up to what was read."""

ACTIONS = {
    Action.CREATE: message("Added"),
    Action.CHANGE: message("Changed"),
    Action.WITHDRAW: message("Withdrawn"),
    Action.RESTORE: message("Restored"),
}
"""What a run does to a record."""

HOLD_CAUSES = {
    HoldCause.EMPTY_ANSWER: message("The portal lists no dataset, though it had some."),
    HoldCause.COUNT_UNEXPECTED: message("The portal lists fewer or more datasets than is expected of it."),
    HoldCause.TOO_MANY: message("More datasets are missing at once than may go without a person."),
    HoldCause.LIST_UNSTABLE: message("The portal's list moved, or ended too early, while it was read."),
    HoldCause.IDENTIFIERS_RESPELLED: message(
        "Missing datasets are listed under the same identifier in other letters, capital or small."
    ),
}

HOLD_STATES = {
    HoldState.WAITING: message("Waits for a person"),
    HoldState.RELEASED: message("Released: the datasets were withdrawn"),
    HoldState.DROPPED: message("Dropped: the datasets were kept"),
    HoldState.SUPERSEDED: message("A newer run has decided anew"),
}

SEVERITIES = {
    "error": (message("Left out"), "circle-x", "bad"),
    "warning": (message("Taken with a gap"), "triangle-alert", "doubt"),
    "info": (message("To know"), "info", "plain"),
}

FREE_TEXT = ("publisher", "keyword")
"""Fields whose values are words of the portals."""

SORTS = {
    "relevance": message("best match"),
    "modified": message("recently updated"),
    "oldest": message("oldest first"),
}


@dataclass(frozen=True)
class Labels:
    """The labels in one language. A code that has none is its own label."""

    language: Language
    sources: Mapping[str, Source] = field(default_factory=dict)

    def field(self, name: str) -> str:
        """What a field of `search.fields` is called."""
        return self.language.gettext(FIELDS.get(name) or SEARCH_FIELDS[name].label)

    def value(self, field: str, code: str) -> str:
        """The label of a facet's value."""
        return _VALUES.get(field, _as_it_is)(self, code)

    def value_language(self, field: str, code: str) -> str:
        """The language of such a label where it is not the page's, else nothing."""
        if field == "source":
            return self.source_language(code)
        if field == "license" and code not in UNNAMED:
            return SOURCE
        return UNDETERMINED if field in FREE_TEXT else ""

    def icon(self, field: str, code: str) -> str:
        """The icon that stands before a facet's value, or nothing."""
        return CLASSES[code][1] if field == "privacy_class" and code in CLASSES else ""

    def state(self, code: str) -> str:
        return self.language.gettext("State unknown") if code == UNKNOWN else self.language.state(code)

    def privacy_class(self, code: str) -> str:
        return self.language.gettext(CLASSES[code][0]) if code in CLASSES else code

    def access_rights(self, code: str) -> str:
        return self._of(ACCESS_RIGHTS, code)

    def theme(self, code: str) -> str:
        return self._of(THEMES, code)

    def license(self, code: str) -> str:
        """What a licence is called in lists, a name in any language: its SPDX id, or its title where SPDX has none."""
        if code in UNNAMED:
            return self.language.gettext(UNNAMED[code])
        return code if not code.startswith("LicenseRef-") else self.license_title(code)

    def license_title(self, code: str) -> str:
        """The full name of a licence."""
        known = find(code)
        return known.title if known else code

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
        """The host name of a portal, by which people know it; its id where the host has no name."""
        source = self.sources.get(code)
        host = source.url.host if source else None
        return host if host and any(letter.isalpha() for letter in host) else code

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

    def aspect(self, code: str) -> str:
        return self._of(ASPECTS, code)

    def run_state(self, state: RunState) -> tuple[str, str, str]:
        """Word, icon and colour."""
        word, icon, colour = RUN_STATES[state]
        return self.language.gettext(word), icon, colour

    def action(self, action: Action) -> str:
        return self._of(ACTIONS, action)

    def hold_cause(self, cause: HoldCause) -> str:
        return self._of(HOLD_CAUSES, cause)

    def hold_state(self, state: HoldState) -> str:
        return self._of(HOLD_STATES, state)

    def severity(self, code: str) -> tuple[str, str, str]:
        """Word, icon and colour."""
        word, icon, colour = SEVERITIES[code]
        return self.language.gettext(word), icon, colour

    def outcome(self, code: str) -> str:
        return self._of(OUTCOMES, code)

    def sort(self, code: str) -> str:
        return self._of(SORTS, code)

    def _of(self, table: Mapping[Code, str], code: Code) -> str:
        return self.language.gettext(table[code]) if code in table else code


def _as_it_is(_: Labels, code: str) -> str:
    return code


_VALUES: Mapping[str, Callable[[Labels, str], str]] = {
    "jurisdiction": Labels.state,
    "privacy_class": Labels.privacy_class,
    "license": Labels.license,
    "access_rights": Labels.access_rights,
    "theme": Labels.theme,
    "language": lambda labels, code: labels.language.language_name(code),
    "source": Labels.source,
}
