"""The words of the page that explains how Serai concludes: its parts, the groups of rules, what classes of licences permit."""

from collections.abc import Mapping

from schemas.licenses import LicenseClass
from schemas.record import Aspect

from ..policy.privacy_rules import Role
from .words import message

PARTS: Mapping[Aspect, tuple[str, str, str]] = {
    Aspect.LICENSE: (
        message("The licence says what you may do with data. Serai reads what the dataset, its files and the portal state."),
        message(
            "A person's decision comes first. Then all statements are weighed together. "
            "What the portal says for all its datasets counts if a dataset states nothing."
        ),
        message("Unclear means that no licence is known, that several fit, or that nobody has confirmed a weak conclusion."),
    ),
    Aspect.JURISDICTION: (
        message("Jurisdictions are the states whose law concerns the data. Serai reads which state the portal belongs to."),
        message("A person's decision comes first. Then the portal's state is taken for the holder's, with its law."),
        message("Unclear means that the holder is not certain."),
    ),
    Aspect.PRIVACY_CLASS: (
        message(
            "The privacy class says how much protection data need, because of people or of secrets. "
            "Serai reads titles, description and keywords, never the data themselves."
        ),
        message("A person's decision comes first, and only a person can lower a class. Of the rules the strictest decides."),
        message("Unclear means that no rule decides, or that nobody has confirmed a weak conclusion."),
    ),
}
"""For each part: what the fact is and what is read; in which order rules decide; what “unclear” means."""

STATEMENT = message("What one statement says")
TOGETHER = message("What all statements say together")
HOLDER = message("The holder's state and its law")
WEIGHED = message("How words are weighed")

ROLES: Mapping[Role, str] = {
    Role.HOLDS: message("Words for records of persons"),
    Role.SUGGESTS: message("Words that can mean persons or secrets"),
    Role.PERSONS: message("Words for single persons"),
    Role.GROUP: message("Words for groups of persons"),
    Role.TOPIC: message("People as the topic"),
    Role.CLAIM: message("What the publisher says of the data"),
    Role.COUNT: message("Counts"),
    Role.FIGURES: message("Figures"),
    Role.THING: message("Places, objects, money and nature"),
    Role.LIST: message("Words for lists"),
    Role.FIELD: message("Fields of a row"),
    Role.TRAIT: message("What one person has"),
    Role.GUARD: message("Words that mean something else"),
}
"""The roles of words, as headings."""

LICENSE_CLASSES: Mapping[LicenseClass, tuple[str, str]] = {
    LicenseClass.PUBLIC_DOMAIN: (message("Public domain"), message("You may do anything, and need not name the source.")),
    LicenseClass.ATTRIBUTION: (message("Attribution"), message("You may do anything if you name the source.")),
    LicenseClass.SHARE_ALIKE: (
        message("Share-alike"),
        message("What you make of it and publish needs the same licence, or one that this licence allows."),
    ),
    LicenseClass.NON_COMMERCIAL: (
        message("Non-commercial"),
        message("You may not use it to earn money, or only on a condition."),
    ),
    LicenseClass.NO_DERIVATIVES: (message("No changed versions"), message("You may pass it on, but publish no changed version.")),
    LicenseClass.RESTRICTED: (
        message("Restricted use"),
        message("Only some people may use it, or only for some purposes: read the terms."),
    ),
    LicenseClass.UNKNOWN: (message("Unknown"), message("What it permits is not known: do not rely on anything.")),
}
"""The classes of licences, and what each permits."""

HOLDING = message("Held in")
"""The first role of a state; the others are named as on the page of a record."""

ROLE_WORDS: Mapping[str, str] = {
    "holder_state": message("the state whose body publishes the data"),
    "storage_state": message("where the computers stand"),
    "collection_state": message("where the data were gathered"),
    "data_subject_state": message("whose people the data are about"),
}
"""The roles that a state can have for a dataset."""

CITED = message("the law of the state, as its acts are named")
"""What a rule rests on that names the acts of a state."""
