"""Figures and codes in English, for texts that are taken along."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from schemas.jurisdictions import states
from schemas.source import Source
from schemas.themes import themes
from search.values import UNKNOWN

from .balance import OTHER

ENGLISH = Locale("en")

NOT_NAMED = {
    UNKNOWN: "not stated or not known",
    "not_stated": "not stated",
    "ambiguous": "words that fit several licences",
    "conflict": "statements that contradict each other",
}
"""What is said of values that name nothing; `search.fields` says when a record has them."""


@dataclass(frozen=True)
class English:
    """Names of codes; a code without a name is its own name. `sources` are the portals."""

    sources: Mapping[str, Source]

    def gettext(self, message: str, **gaps: object) -> str:
        return message % gaps

    def state(self, code: str) -> str:
        if code in {OTHER, UNKNOWN}:
            return {OTHER: "Other states", UNKNOWN: "State unknown"}[code]
        return states().get(code, code)

    def value(self, field: str, code: str) -> str:
        """The name of a value of a field that is counted."""
        if field == "license" and code == UNKNOWN:
            return "words that fit no licence"
        if code in NOT_NAMED:
            return NOT_NAMED[code]
        if field in {"text_language", "language"}:
            name: str = ENGLISH.languages.get(code.partition("-")[0], code)
            return f"{name} ({code})" if "-" in code else name
        if field == "theme":
            return themes()[code].label if code in themes() else code
        if field == "source" and code in self.sources:
            source = self.sources[code]
            return source.title.get("en", source.name)
        return code

    def number(self, value: float) -> str:
        return f"{value:,}"

    def percent(self, value: float) -> str:
        return f"{value:.1%}"
