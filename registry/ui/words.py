"""Words and icons of the pages for codes that no vocabulary labels. In English; `labels` translates them."""

from collections.abc import Mapping

from schemas import runs
from schemas.answers import NotKept
from schemas.assessment import LicenseStatus, PrivacyClass
from schemas.holds import Evidence, HoldCause, HoldState
from schemas.licenses import UNKNOWN_LICENSE
from schemas.record import Aspect, Minors, Origin, ResidualRisk
from schemas.role import Role
from schemas.runs import RunState
from schemas.usage import Ground, UsageEffect
from search.explanation import How
from search.query import Way
from search.similar import Likeness
from search.suggesting import Kind

from ..access.deeds import Deed
from ..policy.transfer.rules import MetBy
from ..proof.witnesses import Fault


def message(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is used."""
    return text


FIELDS = {
    "jurisdiction": message("State"),
    "modified": message("Updated"),
    "period": message("Period of the data"),
}
"""Fields that have another name on pages than in `search.fields`."""

CLASS_ICONS: Mapping[str, str] = {
    PrivacyClass.OPEN: "lock-open",
    PrivacyClass.ANONYMISED: "user-x",
    PrivacyClass.PSEUDONYMISED: "venetian-mask",
    PrivacyClass.PERSONAL: "user",
    PrivacyClass.SPECIAL: "heart-pulse",
    PrivacyClass.RESTRICTED: "lock",
    PrivacyClass.UNKNOWN: "circle-question-mark",
}
"""The icons of the privacy classes; they carry no colour."""

CLASS_UNKNOWN = message("Class unknown")
"""The vocabulary says `Unknown`, which is not clear on a badge beside other badges."""

ACCESS_UNKNOWN = message("Access not stated")
"""Not in the vocabulary: the value of the facet for records that state no access right."""

LICENSE_STATUS = {
    "identified": message("Identified"),
    "ambiguous": message("Licence ambiguous"),
    "conflict": message("Statements conflict"),
    "unknown": message("Licence unknown"),
    "not_stated": message("Licence not stated"),
}

UNNAMED = {
    UNKNOWN_LICENSE: message("Licence unknown"),
    **{code: label for code, label in LICENSE_STATUS.items() if code != LicenseStatus.IDENTIFIED},
}
"""Values of the field that are not a licence."""

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
"""The confidence of one finding, in a column with the heading "Confidence"."""

EFFECTS = {
    "yes": (message("Yes"), "circle-check"),
    "no": (message("No"), "circle-x"),
    "conditional": (message("With a condition"), "list"),
    "unclear": (message("Unclear"), "circle-question-mark"),
}

USAGE_EFFECTS: Mapping[str, tuple[str, str]] = {
    UsageEffect.ALLOWED: (message("Allowed"), "circle-check"),
    UsageEffect.CONDITIONAL: (message("Allowed with conditions"), "list-checks"),
    UsageEffect.AUTHORISATION: (message("Permission needed first"), "stamp"),
    UsageEffect.UNCLEAR: (message("Unclear"), "circle-question-mark"),
    UsageEffect.PROHIBITED: (message("Not allowed"), "octagon-x"),
}
"""The effects of verdicts, with their icons."""

SHORT_EFFECTS: Mapping[str, str] = {
    UsageEffect.ALLOWED: message("Allowed"),
    UsageEffect.CONDITIONAL: message("Conditions"),
    UsageEffect.AUTHORISATION: message("Permission"),
    UsageEffect.UNCLEAR: message("Unclear"),
    UsageEffect.PROHIBITED: message("Not allowed"),
}
"""The effects of verdicts in one or two words, for tables that have many of them and explain each once."""

GROUNDS: Mapping[str, str] = {
    Ground.LICENSE: message("Licence"),
    Ground.ACCESS: message("Access"),
    Ground.PRIVACY_CLASS: message("Privacy class"),
    Ground.JURISDICTION: message("State of the holder"),
    Ground.SUBCLASS: message("Kind of data that a law treats apart"),
    Ground.TRANSFER: message("Law of the state that the data leave"),
    Ground.DESTINATION: message("Law of the state where you are"),
    Ground.PURPOSE: message("Purpose"),
    Ground.DOMESTIC: message("Use at home"),
    Ground.ANCESTOR: message("What the data were made from"),
}
"""What rules are about."""

MET = message("Recorded as met")

NOT_MET: Mapping[MetBy, str] = {
    MetBy.MECHANISM: message("Not recorded as met"),
    MetBy.LEGAL_BASIS: message("Not recorded as met"),
    MetBy.DEIDENTIFICATION: message("Not recorded as met"),
    MetBy.SUBCLASS: message("Not stated yet"),
    MetBy.USE: message("For you to do"),
    MetBy.LOOK_UP: message("To be looked up on the day of use"),
    MetBy.OFFICER: message("For an officer to decide"),
}
"""What is said of a condition that nothing in the record meets, by how Serai would know it."""

NOT_KEPT: Mapping[NotKept, str] = {
    NotKept.CODE: message("The program of then is not kept: today's was used."),
    NotKept.DECLARATION: message("What the operator had declared about the portal then is not kept: today's was used."),
    NotKept.COMBINATION: message("The table of combinations of then is not kept: today's was used."),
    NotKept.RULES: message("The rules of then are not kept: the reasons are told in the words of today's."),
}
"""What Serai does not keep of a past day."""

CHANGES: Mapping[str, str] = {
    "confirmation": message("A person confirms what is of low confidence"),
    "license": message("The licence permits any use"),
    "license_terms": message("The licence permits any use"),
    "exporter": message("The exporter is below the limits, and no critical operator"),
    "publisher": message("A document names who made the data"),
    "holder_state": message("The state of the holder is"),
    "ancestor": message("The terms of what the data were made from permit this use"),
    "access": message("An officer records the conditions under which the holder gives access"),
    "privacy_class": message("The privacy class is"),
    "deidentification": message("The holder gives the data as"),
    "purpose": message("You want the data for"),
    "embargo": message("You use the data from this day on"),
    "subclass": message("The data are of this kind"),
    "not": message("The data are not of this kind"),
    "none": message("The data are of none of the kinds that are asked for"),
}
"""What would have to be so for another answer: a sentence, or the words before a value."""

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
    "personal_categories": message("Categories of personal data"),
    "subject_count": message("Number of people"),
    "minors": message("Minors"),
    "deidentification": message("De-identification"),
    "legal_basis": message("Legal bases"),
    "mechanisms": message("Mechanisms for transfers"),
    "access_conditions": message("Conditions of access"),
    "review_due": message("To be reviewed"),
    "was_derived_from": message("What the data were made from"),
}

ORIGINS: Mapping[str, str] = {
    Origin.DATASET: message("a dataset of this catalogue"),
    Origin.ELSEWHERE: message("a dataset that is not in this catalogue"),
    Origin.NO_DATASET: message("no dataset: an organisation, a survey, a person"),
}
"""What it is that a dataset was made from."""

MINORS: Mapping[str, str] = {
    Minors.YES: message("Minors are among them"),
    Minors.NO: message("No minors"),
    Minors.UNKNOWN: message("Not known, though a person looked"),
}
"""Whether minors are among the people that the data are about."""

RISKS: Mapping[str, str] = {
    ResidualRisk.LOW: message("low"),
    ResidualRisk.MEDIUM: message("medium"),
    ResidualRisk.HIGH: message("high"),
}
"""How likely it is that somebody can be singled out."""

ROLES: Mapping[str, str] = {
    Role.READER: message("reader"),
    Role.CURATOR: message("curator"),
    Role.OFFICER: message("officer"),
    Role.ADMIN: message("admin"),
}

DEEDS: Mapping[str, str] = {
    Deed.HARVEST: message("harvest a portal"),
    Deed.STOP: message("stop a run or a re-assessment"),
    Deed.RELEASE: message("release a withdrawal"),
    Deed.DROP: message("drop a withdrawal"),
    Deed.MOVE: message("move datasets"),
    Deed.UNDO_MOVE: message("undo a move"),
    Deed.DECIDE: message("record a decision"),
    Deed.TAKE_BACK: message("take a decision back"),
    Deed.PROPOSE: message("propose a decision about many datasets, or other rules"),
    Deed.CONFIRM: message("confirm what one has proposed"),
    Deed.APPROVE: message("approve what another person has proposed"),
    Deed.REJECT: message("reject what a person has proposed"),
    Deed.UNDO: message("undo a proposal"),
    Deed.ASSIGN: message("give a question to somebody"),
    Deed.REASSESS: message("judge all datasets again by other rules"),
}
"""What a person wanted to do and may not, behind a colon."""


ASKS: Mapping[Aspect, str] = {
    Aspect.LICENSE: message("Which licence applies?"),
    Aspect.JURISDICTION: message("In which state is the dataset held?"),
    Aspect.PRIVACY_CLASS: message("Which privacy class applies?"),
    Aspect.REVIEW_DUE: message("What holds now?"),
}
"""What an officer is asked about an aspect."""

ASKS_WHETHER: Mapping[Aspect, str] = {
    Aspect.LICENSE: message("Is this the licence: %(concluded)s?"),
    Aspect.JURISDICTION: message("Is this right: %(concluded)s?"),
    Aspect.PRIVACY_CLASS: message("Is this the privacy class: %(concluded)s?"),
}
"""The same where Serai concludes something, but not surely."""

HOLDS_STILL = message("Does this decision still hold?")
"""What an officer is asked about a decision beside which Serai concludes something else now."""

NOBODY_DECIDED = message("Nobody has decided")
"""The value of the field for records without a decision."""

RUN_STATES = {
    RunState.QUEUED: (message("Waiting"), "refresh-cw", "now"),
    RunState.RUNNING: (message("Running"), "refresh-cw", "now"),
    RunState.DONE: (message("Done"), "circle-check", "good"),
    RunState.PARTIAL: (message("Partly done"), "triangle-alert", "doubt"),
    RunState.HELD: (message("Held for a person"), "triangle-alert", "doubt"),
    RunState.FAILED: (message("Failed"), "circle-x", "bad"),
    RunState.INTERRUPTED: (message("Interrupted"), "triangle-alert", "doubt"),
}
"""The label of a run's state, its icon and its colour."""

OUTCOMES = tuple(name for name in runs.OUTCOMES if name != "withdrawn")
"""What can happen to a record that was read: the counts that add up to `read`. Each is its own English label."""

HOLD_CAUSES = {
    HoldCause.EMPTY_ANSWER: message("The portal lists no dataset, though it had some."),
    HoldCause.COUNT_UNEXPECTED: message("The portal lists fewer or more datasets than expected."),
    HoldCause.TOO_MANY: message("More datasets are missing at once than may be withdrawn without a person."),
    HoldCause.LIST_UNSTABLE: message("The portal's list changed, or ended too early, while it was read."),
    HoldCause.MANY_REMOVED: message(
        "The portal says that more datasets are deleted or not public than may be withdrawn without a person."
    ),
    HoldCause.IDENTIFIERS_RESPELLED: message(
        "Missing datasets are listed under identifiers that differ only in capital and small letters."
    ),
    HoldCause.IDENTIFIERS_REPLACED: message("Missing datasets are listed again under new identifiers."),
}

HELD_THEN = {
    HoldState.RELEASED: message("Held, then released"),
    HoldState.DROPPED: message("Held, then dropped"),
    HoldState.SUPERSEDED: message("Held, then superseded"),
    HoldState.MOVED: message("Held, then moved"),
    HoldState.MOVE_UNDONE: message("Held, then moved and moved back"),
}
"""The label of a held run whose hold does not wait any more."""

EVIDENCE = {
    Evidence.SPELLING: message("The identifiers differ only in capital and small letters."),
    Evidence.IDENTIFIER: message("The identifiers differ only in their beginning."),
    Evidence.PAGE: message("The portal's page has the same path."),
    Evidence.NAME: message("The portal's page has the same name."),
    Evidence.FILES: message("The files have the same paths."),
    Evidence.TITLE: message("Title and publisher are the same."),
}

WELL = {
    "good": (message("Works"), "circle-check", "good"),
    "doubt": (message("Look at it"), "triangle-alert", "doubt"),
    "bad": (message("Fails"), "circle-x", "bad"),
}
"""How a part of the service is: word, icon and colour."""

WITNESS_FAULTS: Mapping[str, str] = {
    Fault.UNREACHABLE: message("It does not answer."),
    Fault.REFUSED: message("It does not know this trail or its key."),
    Fault.WRONG_ANSWER: message("What it answers is not signed by its key."),
    Fault.INCONSISTENT: message(
        "ALARM: it has signed another past of the audit trail. The database was changed or brought back from an older backup, or "
        "a copy of this service signs with the same key."
    ),
}
"""Why a witness has signed nothing newer."""

SEVERITIES = {
    "error": (message("Left out"), "circle-x", "bad"),
    "warning": (message("Taken with a gap"), "triangle-alert", "doubt"),
    "info": (message("Note"), "info", "plain"),
}

WAYS: Mapping[str, str] = {
    Way.TYPED: message("by the words as typed"),
    Way.CONCEPT: message("in other words and languages"),
    Way.MEANING: message("similar in meaning"),
}
"""The ways in which a search finds records."""

NOTES: Mapping[str, str] = {
    Way.CONCEPT: message("Found in other words or another language"),
    Way.MEANING: message("Similar in meaning"),
}
"""What a card says of a record that its own words did not lead to."""

HOW: Mapping[str, str] = {
    How.WRITTEN: message("as written"),
    How.STEM: message("another form of the word"),
    How.KEY: message("in another script or spelling"),
    How.SPELLING: message("spelt alike"),
    How.CONCEPT: message("in other words or another language"),
}
"""How a word of a question and words of a record are the same."""

SORTS = {
    "relevance": message("best match"),
    "modified": message("recently updated"),
    "oldest": message("oldest first"),
}

LIKENESS: Mapping[Likeness, str] = {
    Likeness.TRANSLATION: message("the same in %(shared)s"),
    Likeness.CONCEPT: message("both about: %(shared)s"),
    Likeness.KEYWORD: message("same keywords: %(shared)s"),
    Likeness.WORD: message("same words: %(shared)s"),
    Likeness.PUBLISHER: message("same publisher"),
    Likeness.MEANING: message("similar in meaning"),
}
"""Why a dataset is similar to another one."""

SUGGESTED: Mapping[Kind, str] = {
    Kind.KEYWORD: message("keyword"),
    Kind.PUBLISHER: message("publisher"),
    Kind.STATE: message("state"),
    Kind.TITLE: message("dataset"),
}
"""What a suggestion is, where its text does not tell."""
