"""Labels of codes on the officer's desk and of who may do what, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from schemas.decisions import DecisionState
from schemas.role import Role

from .desk_words import (
    CAUSES,
    DECISION_STATES,
    OUTCOMES_OF_PROPOSAL,
    PROPOSAL_STATES,
    REASSESSMENT_STATES,
    RULE_SET_STATES,
    WHY_FOUR_EYES,
)
from .languages import Language
from .words import DEEDS, ROLES

Code = TypeVar("Code", bound=str)


@dataclass(frozen=True)
class DeskLabels:
    """The labels of the desk in one language. A code without a label is its own label."""

    language: Language

    def role(self, role: Role) -> str:
        """A role in the middle of a sentence."""
        return self._of(ROLES, role)

    def deed(self, code: str) -> str:
        """What a person wanted to do, in the middle of a sentence."""
        return self._of(DEEDS, code)

    def cause(self, code: str) -> str:
        """Why a person is asked, in two or three words."""
        return self._of(CAUSES, code)

    def decision_state(self, state: DecisionState) -> str:
        return self._of(DECISION_STATES, state)

    def proposal_state(self, code: str) -> str:
        return self._of(PROPOSAL_STATES, code)

    def rule_set_state(self, code: str) -> str:
        return self._of(RULE_SET_STATES, code)

    def reassessment_state(self, code: str) -> str:
        return self._of(REASSESSMENT_STATES, code)

    def proposal_outcome(self, code: str) -> str:
        """What a proposal does to a dataset."""
        return self._of(OUTCOMES_OF_PROPOSAL, code)

    def why_four_eyes(self, code: str) -> str:
        """Why a second person has to approve, as a sentence."""
        return self._of(WHY_FOUR_EYES, code)

    def _of(self, table: Mapping[Code, str], code: Code) -> str:
        return self.language.gettext(table[code]) if code in table else code
