"""Why something is concluded, in words: the one table of rules, each with what it rests on, its sentence, and why it holds.

A key is the id of a rule as findings name it. Where a rule has a sentence for each of several cases, the case follows after a
slash: `jurisdiction-law/draft`. Words in braces are filled in by the conclusion.

The rules for words about persons (`privacy_rules.yml`) are not here: each has an id of its own there, with its basis and with
`about`, what its words name. `SENTENCES` holds the sentence that `about` completes, by the role of the words; `WHY` why it holds.
"""

from collections.abc import Mapping
from typing import NamedTuple

from schemas.jurisdictions import LawStatus

from .privacy_rules import Role


class Reason(NamedTuple):
    """What a rule rests on, its sentence, why it concludes this, and what a person can do about it if that is special.

    `why` and `remedy` are for everybody: what was seen, and what is not known, in one or two short sentences.
    """

    basis: str
    sentence: str
    why: str
    remedy: str = ""


MORE = "more"
"""The value of a finding that follows its sentence."""

OUR_METHOD = "method of Serai"
VOCABULARY = "vocabulary of licences"
DECISION = Reason(
    "decision of a person",
    "{by} decided on {day}: {reason}",
    "A person has recorded this. It counts more than every rule, and everybody can read the reason.",
    "A decision can be taken back, with a reason.",
)

STATEMENT = {
    "license-id": Reason(
        VOCABULARY,
        "The text is the id of {title}.",
        "Every licence that Serai knows has a short id. The portal wrote exactly that, so nothing had to be interpreted.",
    ),
    "license-name": Reason(
        VOCABULARY,
        "The text is a known name of {title}.",
        "Serai has a list of names of licences. Apart from capitals and signs, the whole text is one of them.",
    ),
    "license-address": Reason(
        VOCABULARY,
        "The address is one of {title}.",
        "A licence is published at an address of its own. The portal gives this address, which is clearer than a name.",
    ),
    "license-cc-address": Reason(
        "address of Creative Commons: elements, version, port",
        "The address names {title}.",
        "The address says what is permitted, in which version, and sometimes for which country. This is clearer than a name.",
    ),
    "license-name-in-shell": Reason(
        VOCABULARY,
        "Without the words around it the text is a known name of {title}.",
        "Words such as “under the terms of” change nothing. Without them, what is left is a whole known name.",
    ),
    "license-name-in-text": Reason(
        VOCABULARY,
        "A part of the text is a known name of {title}.",
        "Serai takes the longest name in the text, and is less sure if it does not understand the rest.",
    ),
    "license-cc-words": Reason(
        "names of Creative Commons: elements, version, port",
        "The words name the elements and the version of {title}.",
        "The text spells out the parts of a licence, such as attribution. Serai understood all words between them.",
    ),
    "license-public-domain": Reason(
        OUR_METHOD,
        "The words claim that it is in the public domain; whose claim it is, and for which country, is not known.",
        "Countries differ in when a work becomes free. This is a claim and no licence, so confidence is low.",
    ),
    "license-spdx": Reason(
        "SPDX licence list and expression syntax",
        "The text is a valid SPDX expression for {title}.",
        "SPDX is a public list of ids of licences, which can be combined. Serai reports the terms on which all agree.",
    ),
    "license-portal-code": Reason(
        "codes of this portal",
        "On this portal the code means {title}.",
        "Some portals write codes of their own, such as numbers. Serai's description of the portal says what they mean.",
        "If the code means something else, tell the operator: a correction counts for the whole portal.",
    ),
    "license-openness-class": Reason(
        "openness classes of the local rules on public data (CN)",
        "The dataset states an openness class and no licence: {title}.",
        "The class tells who may have the data. What may be done with them, the terms of the platform say.",
        "Read the terms of the platform before you use the data.",
    ),
    "license-ambiguous": Reason(
        VOCABULARY,
        "Several licences carry this name; a version or an element is missing.",
        "Serai does not choose one of them, and reports only the terms on which all agree.",
    ),
    "license-not-stated": Reason(
        VOCABULARY,
        "The words say that no licence is stated.",
        "The field has words such as “not specified”. They permit nothing, so it counts as if nothing were stated.",
    ),
    "license-empty": Reason(
        OUR_METHOD,
        "The field holds no words.",
        "There is a field for the licence, without a letter or a digit in it. Serai takes this as no statement.",
    ),
    "license-bare-word": Reason(
        VOCABULARY,
        "The words claim something and name no licence.",
        "Words such as “open data” do not tell what you may do, and under which conditions. The licence stays unknown.",
    ),
    "license-no-match": Reason(
        OUR_METHOD,
        "The words are no licence that we know; nothing is guessed.",
        "One other letter can be another licence, so Serai takes no name that is only similar. A person has to read it.",
    ),
    "license-addresses-differ": Reason(
        OUR_METHOD,
        "The text holds the addresses of different licences.",
        "Serai cannot tell which of them the publisher meant, and picks none. A person or the portal has to settle it.",
    ),
    "license-names-differ": Reason(
        OUR_METHOD,
        "The text names different licences.",
        "Serai cannot tell which name the publisher meant, and picks none. A person or the portal has to settle it.",
    ),
    "license-words-contradict": Reason(
        OUR_METHOD,
        "Words of the text contradict the licence that it names.",
        "The licence permits what other words forbid, such as commercial use. "
        "Serai cannot tell which of them the publisher meant.",
    ),
}
"""What one statement says of a licence: the steps of `schemas.license_match`."""

LICENSE = {
    "license-none": Reason(
        OUR_METHOD,
        "Neither the dataset nor the portal states a licence.",
        "Serai looked at the dataset, its files and the portal. Without a licence, do not rely on any permission.",
    ),
    "license-statements-differ": Reason(
        OUR_METHOD,
        "The statements name different licences; none is picked.",
        "Serai cannot tell which statement counts for which data. The portal or a person has to settle it.",
    ),
    "license-words-contradict/statements": Reason(
        OUR_METHOD,
        "Words beside the licence deny what it permits; a person has to decide.",
        "One statement is a licence, another one forbids something that this licence permits. Serai follows neither.",
    ),
    "license-full-id-over-name": Reason(
        OUR_METHOD,
        "A full id decides over an ambiguous name of its own family.",
        "One statement is exact, another is a short form that several licences share. They do not contradict each other.",
    ),
    "license-unread-words": Reason(
        OUR_METHOD,
        "Beside the licence stand words that we do not understand; they may say more.",
        "The licence itself is clear. But the other words could limit it, so confidence is medium at most.",
    ),
    "license-portal-default": Reason(
        "the portal's statement for all its datasets",
        "The dataset states no licence; the portal states this one for all its datasets.",
        "What is said about all datasets can be wrong for one. Serai takes it, and is one step less sure.",
    ),
    "license-by-law": Reason(
        "{act}",
        "The law of the state has its authorities publish under {title}; that this portal does is not stated.",
        "The law tells authorities how to publish. It permits you nothing itself, so this is only a possibility.",
    ),
    "license-part-of-files": Reason(
        OUR_METHOD,
        "Only a part of the files states a licence.",
        "The other files may have other terms. So confidence is medium at most.",
        "Look at the licence of the file that you want to use.",
    ),
    "license-republished": Reason(
        "the declaration of the source: not run by the state",
        "Whoever republishes the data put this licence; whether the publisher granted it is not known.",
        "Only whoever holds the rights can permit something. The licence may be for the copy alone; confidence is low.",
        "Ask the original publisher.",
    ),
    "license-decided": DECISION,
}
"""What several statements say together, and what decides where they do not."""

JURISDICTION = {
    "jurisdiction-declared": Reason(
        "declaration of the source",
        "The portal is run by a body of {name}, which holds what it publishes.",
        "When the portal was added, somebody noted which state runs it. The law of this state concerns the data.",
        "If another body runs the portal, tell the operator: a correction counts for the whole portal.",
    ),
    "jurisdiction-republished": Reason(
        "declaration of the source",
        "The portal is about data of {name} and is not run by the state; who holds the data is not certain.",
        "Somebody else publishes the data again. Serai takes the state that they are about for the holder's. Confidence is low.",
    ),
    f"jurisdiction-law/{LawStatus.IN_FORCE}": Reason(
        "{acts}",
        "The general act on personal data of {name} is in force.",
        "One act protects personal data in general, and it counts now. Confidence in this is high.",
    ),
    f"jurisdiction-law/{LawStatus.PHASED}": Reason(
        "{acts}",
        "The act on personal data of {name} comes into force in steps.",
        "Parts of the act count already, others begin later. Which duties there are today depends on the part. "
        "Confidence is medium.",
    ),
    f"jurisdiction-law/{LawStatus.NOT_COMMENCED}": Reason(
        "{acts}",
        "The act on personal data of {name} is not in force yet.",
        "The act is passed, but its first day has not come. Until then other acts may count. Confidence is low.",
    ),
    f"jurisdiction-law/{LawStatus.SECTOR_ONLY}": Reason(
        "{acts}",
        "{name} has rules for some sectors and no general act on personal data.",
        "There are rules for parts of life, such as banks. Whether one of them concerns the data is not certain. "
        "Confidence is low.",
    ),
    f"jurisdiction-law/{LawStatus.DRAFT}": Reason(
        "{acts}",
        "{name} has no general act on personal data, only a draft; the acts named touch data otherwise.",
        "A draft is not a law, and can still change. Other acts may protect people in part. Confidence is low.",
    ),
    f"jurisdiction-law/{LawStatus.NONE}": Reason(
        "{acts}",
        "{name} has no act on personal data.",
        "Serai found no such act. That does not permit everything: other laws may protect people. Confidence is low.",
    ),
    "jurisdiction-not-stated": Reason(
        OUR_METHOD,
        "Nothing states where the data were collected or are stored, or whose people are in them. "
        "The place that the data describe does not tell.",
        "Data about one state can be stored in another, and be about people of a third. Serai does not guess.",
        "Whoever knows these states can tell an officer, who records them.",
    ),
    "jurisdiction-decided": DECISION,
}

_PUBLISHED = "licence or access right, as stated"

PRIVACY = {
    "privacy-undecided/hints": Reason(
        OUR_METHOD,
        "Words suggest persons and figures at once; a person has to look whether anybody can be singled out.",
        "Figures can be about many people or very few. Only somebody who sees the data can tell.",
        "The publisher can help by saying how small the smallest group is.",
    ),
    "privacy-undecided/topic": Reason(
        OUR_METHOD,
        "The text is about people, and nothing tells whether the data hold single persons or figures.",
        "Words such as “pupils” do not tell whether each row is one person. So the class stays unknown.",
    ),
    "privacy-undecided/list": Reason(
        OUR_METHOD,
        "The title names a list, and no word tells whether its entries are persons or things.",
        "It can be a list of people or of schools. Serai does not know the word, so the class stays unknown.",
    ),
    "privacy-undecided/closed": Reason(
        OUR_METHOD,
        "The data are not published for everybody, so they are not called open; nothing else tells.",
        "Access is limited, or only the description names a thing. That is not enough to call data open.",
    ),
    "privacy-undecided/nothing": Reason(
        OUR_METHOD,
        "No word of the title, the description, the keywords or the file titles tells.",
        "Serai reads only the description, never the data. None of its words tells anything.",
    ),
    "privacy-registers-of-persons": Reason(
        "a published name is still personal data (RU 152-FZ art. 10.1, CN Personal Information Protection Law art. 13(6)); "
        "access and class are independent",
        "A list or register of persons is named; each entry is a person.",
        "A word for a list stands close to one for people, as in “register of notaries”. "
        "Names that are public count too. Confidence is medium.",
    ),
    "privacy-rows-of-persons": Reason(
        OUR_METHOD,
        "Words for persons stand beside a telephone, a position or another field; each row can name a person.",
        "Columns for a person and a telephone usually mean a row for each person. Serai has not seen the rows. "
        "Confidence is low.",
    ),
    "privacy-named-with-topic": Reason(
        OUR_METHOD,
        "Words that name single persons stand beside words about health or crime; the data may link the two.",
        "Such facts can harm a person whose name is known. Whether the data join the two is not certain. Confidence is low.",
    ),
    "privacy-document": Reason(
        OUR_METHOD,
        "The title is that of a form, a rule, a price list or of posts; no row is about the persons that it names.",
        "Such a document tells what is asked of persons, or what they are to do or get. "
        "Serai looks for its word at either end of a title.",
        "If filled forms, or persons who hold the posts, are in the data, tell the officer.",
    ),
    "privacy-denied": Reason(
        "statement of the publisher",
        "The text says that these are not in the data.",
        "The publisher says that such facts were left out. These words do not count, all others about persons do.",
    ),
    "privacy-published/license": Reason(
        _PUBLISHED,
        "The licence permits any use.",
        "The data are meant for everybody. “Open” becomes surer, but words for persons weigh more.",
    ),
    "privacy-published/stated": Reason(
        _PUBLISHED,
        "The data are stated to be open to everybody.",
        "The words about the licence say so. “Open” becomes surer, but words for persons weigh more.",
    ),
    "privacy-published/access": Reason(
        _PUBLISHED,
        "Access is stated to be public.",
        "“Open” becomes surer if everybody can have the data. But a public list of names is still personal data.",
    ),
    "privacy-decided": DECISION,
}

REASONS: Mapping[str, Reason] = {**STATEMENT, **LICENSE, **JURISDICTION, **PRIVACY}

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

WHY: Mapping[Role, str] = {
    Role.HOLDS: ("Such words usually mean an entry for each person. Serai has not seen the data, so confidence is medium."),
    Role.SUGGESTS: (
        "The words are a warning: data may be personal or secret. Confidence is low, and beside figures the class stays unknown."
    ),
    Role.PERSONS: (
        "The words mean single people by their work or part in a matter. Where people are only counted, they do not weigh."
    ),
    Role.GROUP: ("The words mean people by what they do. They weigh beside a list, or in a title without figures and things."),
    Role.CLAIM: ("Serai has not checked what the publisher says. It does not outweigh words for records of persons."),
    Role.TOPIC: ("Data about people can be totals. Without figures, a title of such words keeps them from being called open."),
    Role.COUNT: ("A count is no row about each person, and points to open data. Serai does not see how small the groups are."),
    Role.FIGURES: (
        "Such figures usually sum up many cases, and point to open data. Serai does not see how small the groups are."
    ),
    Role.THING: (
        "A title about roads or rivers is rarely about persons. It points to open data, if no word for persons weighs more."
    ),
    Role.LIST: "Alone a list says nothing. Close to a word for people it tells that each entry is a person.",
    Role.FIELD: ("Alone a telephone says nothing. Close to a word for people it tells that a row can be about one person."),
    Role.TRAIT: ("Alone an age says nothing. As a column, under a title about health or crime, it tells of rows about persons."),
    Role.GUARD: (
        "These words contain a word of another rule and mean something else, such as “personal computer”. "
        "That rule does not count."
    ),
}
"""Why words of each role weigh, also those that say nothing alone."""
