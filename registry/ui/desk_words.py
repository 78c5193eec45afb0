"""The words of the officer's desk: decisions, proposals, rules that wait, questions."""

from collections.abc import Mapping

from schemas.decisions import DecisionState
from schemas.matter import FourEyesCause
from schemas.proposals import Outcome, ProposalState
from schemas.questions import Cause
from schemas.reassessment import ReassessmentState
from schemas.rule_sets import RuleSetState

from .words import message

DECISION_STATES = {
    DecisionState.IN_FORCE: message("In force"),
    DecisionState.REPLACED: message("Replaced by a later decision"),
    DecisionState.TAKEN_BACK: message("Taken back"),
}

PROPOSAL_STATES: Mapping[str, str] = {
    ProposalState.DRAFT: message("Preview"),
    ProposalState.WAITING: message("Waits for a second person"),
    ProposalState.APPLIED: message("Recorded"),
    ProposalState.REJECTED: message("Not recorded"),
    ProposalState.UNDONE: message("Recorded, and undone since"),
}
"""What has become of a proposal."""

RULE_SET_STATES: Mapping[str, str] = {
    RuleSetState.DRAFT: message("Preview"),
    RuleSetState.WAITING: message("Waits for a second person"),
    RuleSetState.IN_FORCE: message("In force"),
    RuleSetState.REPLACED: message("Was in force before"),
    RuleSetState.REJECTED: message("Not put in force"),
    RuleSetState.OUTDATED: message("Not put in force: other rules came first"),
}
"""What has become of a set of rules."""

REASSESSMENT_STATES: Mapping[str, str] = {
    ReassessmentState.COMPARING: message("All records are being judged"),
    ReassessmentState.COMPARED: message("The difference is there"),
    ReassessmentState.WAITING: message("Waits for a second person"),
    ReassessmentState.APPLYING: message("The records get their new conclusions"),
    ReassessmentState.APPLIED: message("Applied"),
    ReassessmentState.REJECTED: message("Not applied"),
    ReassessmentState.STOPPED: message("Stopped"),
    ReassessmentState.FAILED: message("Failed"),
}
"""What has become of a re-assessment."""

OUTCOMES_OF_PROPOSAL: Mapping[str, str] = {
    Outcome.CHANGED: message("Decided"),
    Outcome.UNCHANGED: message("Nothing to change"),
    Outcome.UNDECLARED: message("Left: its portal is no longer declared"),
    Outcome.DECIDED_SINCE: message("Left: somebody has decided since"),
}
"""What a proposal does to a dataset."""

WHY_FOUR_EYES: Mapping[str, str] = {
    FourEyesCause.EVERY_DECISION: message("The operator wants it for every decision."),
    FourEyesCause.CLASS_LOWERED: message("It lowers the privacy class. An unknown class counts as personal data."),
    FourEyesCause.SUBCLASS_REMOVED: message("It says that a dataset no longer has a subclass."),
    FourEyesCause.LICENSE_WIDENED: message("The licence would permit more than now."),
    FourEyesCause.ORIGIN_REMOVED: message("Something that a dataset was made from would not count any more."),
    FourEyesCause.RULES_LOOSENED: message("Some questions would get a laxer answer than now."),
}
"""Why a second person has to approve."""

CAUSES: Mapping[str, str] = {
    Cause.CHANGED: message("Changed under a decision"),
    Cause.CONFLICT: message("Statements conflict"),
    Cause.RAISED: message("Stricter than open, not confirmed"),
    Cause.DUE: message("Due again"),
    Cause.UNCERTAIN: message("Low confidence"),
    Cause.AMBIGUOUS: message("Words fit several licences"),
    Cause.UNREADABLE: message("Words fit no licence"),
    Cause.UNKNOWN: message("Nothing tells"),
}
"""Why a person is asked."""

BECAUSE: Mapping[Cause, str] = {
    Cause.CHANGED: message("Serai concludes something else now than when a person decided."),
    Cause.CONFLICT: message("Statements about the licence contradict each other."),
    Cause.RAISED: message("Words made the class stricter than open data, and no person has confirmed it."),
    Cause.DUE: message("A person wanted somebody to look again. Until then, nothing else is asked about it."),
    Cause.UNCERTAIN: message("Serai concludes this with low confidence."),
    Cause.AMBIGUOUS: message("The words about the licence fit several licences."),
    Cause.UNREADABLE: message("The words about the licence fit no licence that Serai knows."),
    Cause.UNKNOWN: message("Nothing in the record tells."),
}
"""The same as a sentence under the question."""
