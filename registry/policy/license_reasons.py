"""Why a licence was concluded, in words: the basis and the sentence of every rule."""

from schemas.assessment import LicenseStatus
from schemas.license_match import Match
from schemas.licenses import NO_TERMS, find

VOCABULARY = "vocabulary of licences"
METHOD = "method of Serai"

_MATCHES = {
    "license-id": (VOCABULARY, "The text is the id of {title}."),
    "license-name": (VOCABULARY, "The text is a known name of {title}."),
    "license-address": (VOCABULARY, "The address is one of {title}."),
    "license-cc-address": ("address of Creative Commons: elements, version, port", "The address names {title}."),
    "license-name-in-shell": (VOCABULARY, "Without the words around it the text is a known name of {title}."),
    "license-spdx": ("SPDX licence list and expression syntax", "The text is a valid SPDX expression for {title}."),
    "license-portal-code": ("codes of this portal", "On this portal the code means {title}."),
    "license-ambiguous": (VOCABULARY, "Several licences carry this name; a version or an element is missing."),
    "license-not-stated": (VOCABULARY, "The words say that no licence is stated."),
    "license-empty": (METHOD, "The field holds no words."),
    "license-bare-word": (VOCABULARY, "The words claim something and name no licence."),
    "license-no-match": (METHOD, "The words are no licence that we know; nothing is guessed."),
    "license-addresses-differ": (METHOD, "The text holds the addresses of different licences."),
    "license-words-contradict": (METHOD, "The words contradict the address beside them."),
}

_RULES = {
    "license-none": (METHOD, "Neither the dataset nor the portal states a licence."),
    "license-statements-differ": (METHOD, "The statements name different licences; none is picked."),
    "license-words-contradict": (METHOD, "Words beside the licence deny what it permits; a person has to decide."),
    "license-full-id-over-name": (METHOD, "A full id decides over an ambiguous name of its own family."),
    "license-unread-words": (METHOD, "Beside the licence stand words that we do not understand; they may say more."),
    "license-portal-default": (
        "the portal's statement for all its datasets",
        "The dataset states no licence; the portal states this one for all its datasets.",
    ),
    "license-part-of-files": (METHOD, "Only a part of the files states a licence."),
    "license-republished": (
        "the declaration of the source: not run by the state",
        "Whoever republishes the data put this licence; whether the publisher granted it is not known.",
    ),
}


def reason_of_match(match: Match) -> tuple[str, str]:
    """Basis and sentence for what one statement says."""
    basis, sentence = _MATCHES[match.rule]
    row = find(match.id)
    title = row.title if row else match.id
    reason = sentence.format(title=title)
    if match.port:
        reason += f" It is the national version {match.port.upper()}."
    if match.status is LicenseStatus.IDENTIFIED and match.terms == NO_TERMS:
        reason += " What it permits is not known."
    return basis, reason


def reason_of_rule(rule: str) -> tuple[str, str]:
    """Basis and sentence for how the statements were weighed. Raises `KeyError` for a rule that is not in the table."""
    return _RULES[rule]
