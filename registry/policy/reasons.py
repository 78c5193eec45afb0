"""Why something is concluded, in words: the one table of rules, each with what it rests on and its sentence.

A key is the id of a rule as findings name it. Where a rule has a sentence for each of several cases, the case follows after a
slash: `jurisdiction-law/draft`. Words in braces are filled in by the conclusion.

The rules for words about persons (`privacy_rules.yml`) are not here: each has an id of its own there, with its basis and with
`about`, what its words name. `SENTENCES` holds the sentence that `about` completes, by the role of the words.
"""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.jurisdictions import LawStatus

from .privacy_rules import Role


class Reason(NamedTuple):
    """What a rule rests on, and its sentence."""

    basis: str
    sentence: str


MORE = "more"
"""The value of a finding that follows its sentence."""

OUR_METHOD = "method of Serai"
VOCABULARY = "vocabulary of licences"
DECISION = Reason("decision of a person", "{by} decided on {day}: {reason}")

_STATEMENT = {
    "license-id": Reason(VOCABULARY, "The text is the id of {title}."),
    "license-name": Reason(VOCABULARY, "The text is a known name of {title}."),
    "license-address": Reason(VOCABULARY, "The address is one of {title}."),
    "license-cc-address": Reason("address of Creative Commons: elements, version, port", "The address names {title}."),
    "license-name-in-shell": Reason(VOCABULARY, "Without the words around it the text is a known name of {title}."),
    "license-name-in-text": Reason(VOCABULARY, "A part of the text is a known name of {title}."),
    "license-cc-words": Reason(
        "names of Creative Commons: elements, version, port", "The words name the elements and the version of {title}."
    ),
    "license-public-domain": Reason(
        OUR_METHOD, "The words claim that it is in the public domain; whose claim it is, and for which country, is not known."
    ),
    "license-spdx": Reason("SPDX licence list and expression syntax", "The text is a valid SPDX expression for {title}."),
    "license-portal-code": Reason("codes of this portal", "On this portal the code means {title}."),
    "license-ambiguous": Reason(VOCABULARY, "Several licences carry this name; a version or an element is missing."),
    "license-not-stated": Reason(VOCABULARY, "The words say that no licence is stated."),
    "license-empty": Reason(OUR_METHOD, "The field holds no words."),
    "license-bare-word": Reason(VOCABULARY, "The words claim something and name no licence."),
    "license-no-match": Reason(OUR_METHOD, "The words are no licence that we know; nothing is guessed."),
    "license-addresses-differ": Reason(OUR_METHOD, "The text holds the addresses of different licences."),
    "license-names-differ": Reason(OUR_METHOD, "The text names different licences."),
    "license-words-contradict": Reason(OUR_METHOD, "Words of the text contradict the licence that it names."),
}
"""What one statement says of a licence: the steps of `schemas.license_match`."""

_LICENSE = {
    "license-none": Reason(OUR_METHOD, "Neither the dataset nor the portal states a licence."),
    "license-statements-differ": Reason(OUR_METHOD, "The statements name different licences; none is picked."),
    "license-words-contradict/statements": Reason(
        OUR_METHOD, "Words beside the licence deny what it permits; a person has to decide."
    ),
    "license-full-id-over-name": Reason(OUR_METHOD, "A full id decides over an ambiguous name of its own family."),
    "license-unread-words": Reason(OUR_METHOD, "Beside the licence stand words that we do not understand; they may say more."),
    "license-portal-default": Reason(
        "the portal's statement for all its datasets",
        "The dataset states no licence; the portal states this one for all its datasets.",
    ),
    "license-by-law": Reason(
        "{act}", "The law of the state has its authorities publish under {title}; that this portal does is not stated."
    ),
    "license-part-of-files": Reason(OUR_METHOD, "Only a part of the files states a licence."),
    "license-republished": Reason(
        "the declaration of the source: not run by the state",
        "Whoever republishes the data put this licence; whether the publisher granted it is not known.",
    ),
    "license-decided": DECISION,
}
"""What several statements say together, and what decides where they do not."""

_JURISDICTION = {
    "jurisdiction-declared": Reason(
        "declaration of the source", "The portal is run by a body of {name}, which holds what it publishes."
    ),
    "jurisdiction-republished": Reason(
        "declaration of the source",
        "The portal is about data of {name} and is not run by the state; who holds the data is not certain.",
    ),
    f"jurisdiction-law/{LawStatus.IN_FORCE}": Reason("{acts}", "The general act on personal data of {name} is in force."),
    f"jurisdiction-law/{LawStatus.PHASED}": Reason("{acts}", "The act on personal data of {name} comes into force in steps."),
    f"jurisdiction-law/{LawStatus.NOT_COMMENCED}": Reason("{acts}", "The act on personal data of {name} is not in force yet."),
    f"jurisdiction-law/{LawStatus.SECTOR_ONLY}": Reason(
        "{acts}", "{name} has rules for some sectors and no general act on personal data."
    ),
    f"jurisdiction-law/{LawStatus.DRAFT}": Reason(
        "{acts}", "{name} has no general act on personal data, only a draft; the acts named touch data otherwise."
    ),
    f"jurisdiction-law/{LawStatus.NONE}": Reason("{acts}", "{name} has no act on personal data."),
    "jurisdiction-not-stated": Reason(
        OUR_METHOD,
        "Nothing states where the data were collected or are stored, or whose people are in them. "
        "The place that the data describe does not tell.",
    ),
    "jurisdiction-decided": DECISION,
}

_PUBLISHED = "licence or access right, as stated"

_PRIVACY = {
    "privacy-undecided/hints": Reason(
        OUR_METHOD, "Words suggest persons and figures at once; a person has to look whether anybody can be singled out."
    ),
    "privacy-undecided/topic": Reason(
        OUR_METHOD, "The text is about people, and nothing tells whether the data hold single persons or figures."
    ),
    "privacy-undecided/list": Reason(
        OUR_METHOD, "The title names a list, and no word tells whether its entries are persons or things."
    ),
    "privacy-undecided/closed": Reason(
        OUR_METHOD, "The data are not published for everybody, so they are not called open; nothing else tells."
    ),
    "privacy-undecided/nothing": Reason(
        OUR_METHOD, "No word of the title, the description, the keywords or the file titles tells."
    ),
    "privacy-registers-of-persons": Reason(
        "a published name is still personal data (RU 152-FZ art. 10.1, CN Personal Information Protection Law art. 13(6)); "
        "access and class are independent",
        "A list or register of persons is named; each entry is a person.",
    ),
    "privacy-rows-of-persons": Reason(
        OUR_METHOD, "Words for persons stand beside a telephone, a position or another field; each row can name a person."
    ),
    "privacy-named-with-topic": Reason(
        OUR_METHOD, "Words that name single persons stand beside words about health or crime; the data may link the two."
    ),
    "privacy-denied": Reason("statement of the publisher", "The text says that these are not in the data."),
    "privacy-published/license": Reason(_PUBLISHED, "The licence permits any use."),
    "privacy-published/stated": Reason(_PUBLISHED, "The data are stated to be open to everybody."),
    "privacy-published/access": Reason(_PUBLISHED, "Access is stated to be public."),
    "privacy-decided": DECISION,
}

REASONS: Mapping[str, Reason] = {**_STATEMENT, **_LICENSE, **_JURISDICTION, **_PRIVACY}

SENTENCES: Mapping[Role, str] = {
    Role.HOLDS: "The words name {about}; the data hold such records.",
    Role.SUGGESTS: "The words name {about}; whether the data hold such records is not certain.",
    Role.PERSONS: "The words name {about}; whether the data hold a record of each is not certain.",
    Role.GROUP: "The words name {about}; whether the data hold a record of each is not certain.",
    Role.CLAIM: "The text has {about}.",
    Role.TOPIC: "The text is about {about}; that alone says nothing of single persons.",
    Role.COUNT: "The text speaks of {about}.",
    Role.FIGURES: "The text speaks of {about}.",
    Role.THING: "The text speaks of {about}.",
}
"""The sentences of the rules for words about persons. Those that say nothing alone have none: they are never a finding."""
