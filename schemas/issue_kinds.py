"""The kinds of issues: everything that a harvest can find wrong, each once.

A code is stable: it is never renamed or given a new meaning. `issues.py` makes issues of these kinds.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What happens to the record.

    `error`: it is left out. `warning`: it is taken, without the value that was not understood. `info`: it is taken as it is.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class IssueKind:
    """A kind of issue: `title` says what is wrong, `how_to_fix` what the portal's staff can do.

    `incomplete` means that a part of the portal's list could not be read, so the sweep is not whole. `removes` means that the
    portal says outright that it does not offer the dataset to everybody, so its record is withdrawn. `of_use` means that without
    it nobody can tell whether the dataset may be used.
    """

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    incomplete: bool = False
    removes: bool = False
    of_use: bool = False


KINDS = (
    IssueKind(
        "title-missing", Severity.ERROR, "The dataset has no title", "Give the dataset a title with at least one letter or digit."
    ),
    IssueKind(
        "identifier-missing",
        Severity.ERROR,
        "The record has no identifier",
        "Give every record an identifier that never changes.",
    ),
    IssueKind(
        "record-not-json",
        Severity.ERROR,
        "The record is not valid JSON",
        "Send valid JSON. NaN and Infinity are not numbers in JSON.",
    ),
    IssueKind(
        "record-not-xml", Severity.ERROR, "The record is not an XML record", "Send one well-formed record for each dataset."
    ),
    IssueKind("record-not-object", Severity.ERROR, "The record is not a JSON object", "Send one JSON object for each dataset."),
    IssueKind(
        "record-too-large",
        Severity.ERROR,
        "The record is too large",
        "Move long texts and long lists into a file of the dataset.",
        incomplete=True,
    ),
    IssueKind(
        "record-refused", Severity.ERROR, "The record could not be stored", "Ask the operator of Serai: the log has the details."
    ),
    IssueKind(
        "record-unreadable",
        Severity.ERROR,
        "Serai failed at the record",
        "Tell the operator of Serai: the log has the details. Deeply nested or very large values may be the cause.",
    ),
    IssueKind(
        "detail-failed",
        Severity.ERROR,
        "The description of a dataset could not be read",
        "Make sure that the address in the list leads to the description of this dataset. The value names the cause.",
    ),
    IssueKind(
        "record-partial",
        Severity.WARNING,
        "Only the entry of a dataset in the list could be read, not its own record",
        "Make sure that the record of every listed dataset can be read. The value names the cause.",
    ),
    IssueKind("text-too-long", Severity.WARNING, "A text is too long", "Shorten the text, and put documentation into a file."),
    IssueKind("text-expected", Severity.WARNING, "A field holds something other than text", "Send a string in this field."),
    IssueKind("list-expected", Severity.WARNING, "A field holds something other than a list", "Send a JSON array in this field."),
    IssueKind(
        "object-expected", Severity.WARNING, "A field holds something other than an object", "Send a JSON object in this field."
    ),
    IssueKind(
        "value-placeholder",
        Severity.INFO,
        "A field holds words or signs that say that there is no value",
        "Leave the field empty, or leave it out.",
    ),
    IssueKind(
        "control-characters", Severity.WARNING, "The text contains control characters", "Remove the characters below U+0020."
    ),
    IssueKind(
        "entity-undeclared",
        Severity.WARNING,
        "XML uses an entity of HTML",
        "Write the character itself: XML has only &amp;, &lt;, &gt;, &quot; and &apos;.",
    ),
    IssueKind(
        "text-garbled",
        Severity.WARNING,
        "A text was read with a wrong charset before it was sent",
        "Read the source of the text again with the charset that it is really written in, and send it as UTF-8.",
    ),
    IssueKind(
        "date-not-understood", Severity.WARNING, "A date could not be read", "Write dates as 2026-11-25 or 2026-11-25T10:30:00Z."
    ),
    IssueKind(
        "date-in-future",
        Severity.WARNING,
        "A date of issue or change lies in the future",
        "Write the day on which the data were published or changed. What the data are about belongs into the period.",
    ),
    IssueKind(
        "date-is-zero",
        Severity.WARNING,
        "A date is the zero of a program, such as 1970-01-01",
        "Leave the field empty if the date is not known.",
    ),
    IssueKind(
        "validity-ended",
        Severity.INFO,
        "The data were valid until a day that has passed",
        "Publish newer data, or state until when these are valid.",
    ),
    IssueKind("number-not-understood", Severity.WARNING, "A number could not be read", "Send a whole number without a unit."),
    IssueKind(
        "url-not-understood",
        Severity.WARNING,
        "An address is not a web address",
        "Write the whole address, beginning with https://.",
    ),
    IssueKind(
        "url-repaired",
        Severity.INFO,
        "An address was written wrongly and was put right",
        "Write the whole address, beginning with https://, and nothing else into the field.",
    ),
    IssueKind(
        "url-several",
        Severity.INFO,
        "A field holds several addresses",
        "Write one address into the field. Describe every file as one of its own.",
    ),
    IssueKind(
        "url-unreachable",
        Severity.WARNING,
        "An address leads to a machine that readers cannot reach",
        "Write an address that works outside of your network.",
    ),
    IssueKind(
        "url-secret",
        Severity.WARNING,
        "An address contains a password or a key",
        "Remove it from the address, and replace it on your server: everybody could read it.",
    ),
    IssueKind(
        "place-not-understood",
        Severity.WARNING,
        "A place could not be read",
        "Write a geometry in GeoJSON, or west, south, east and north in degrees.",
    ),
    IssueKind(
        "format-not-understood",
        Severity.INFO,
        "A file format is unknown",
        "Use a common name such as CSV, or a media type.",
    ),
    IssueKind(
        "code-not-understood",
        Severity.WARNING,
        "A code of the portal has no known meaning",
        "State the word beside the code, or tell the operator of Serai what the code means.",
    ),
    IssueKind(
        "value-not-made",
        Severity.WARNING,
        "A value could not be made of what the portal sent",
        "Send values of the same type for all records. The value names the cause.",
    ),
    IssueKind(
        "landing-page-unknown",
        Severity.INFO,
        "The address of a dataset's page could not be made",
        "State in every record what the address is made of. The value says what is missing.",
    ),
    IssueKind(
        "language-contradicted",
        Severity.INFO,
        "A text is not in the language that is stated for it",
        "State the language of the text. If you state none, ask the operator of Serai to correct `language` in the declaration.",
    ),
    IssueKind(
        "text-not-translated",
        Severity.INFO,
        "The same text is given in several languages",
        "Translate the text, or leave the field of the other language empty.",
    ),
    IssueKind("language-not-understood", Severity.INFO, "A language is unknown", "Use a BCP 47 tag such as ky or ru."),
    IssueKind(
        "license-not-stated",
        Severity.INFO,
        "The dataset states no licence",
        "Name a licence by its SPDX id or its web address.",
        of_use=True,
    ),
    IssueKind(
        "license-not-understood",
        Severity.WARNING,
        "The words about the licence name no licence that we know",
        "Name a licence by its SPDX id or its web address, beside your own words.",
        of_use=True,
    ),
    IssueKind(
        "license-ambiguous",
        Severity.WARNING,
        "Several licences have the stated name",
        "Name one licence with its version, by its SPDX id or its web address.",
        of_use=True,
    ),
    IssueKind(
        "license-in-conflict",
        Severity.WARNING,
        "The dataset states licences that differ",
        "State the same licence everywhere. If files have licences of their own, publish them as datasets of their own.",
        of_use=True,
    ),
    IssueKind(
        "contact-withheld",
        Severity.INFO,
        "A contact is not shown, because it may be a person's",
        "Name an office, with its landline and its mail address. They are shown if the declaration says `contacts: office`.",
    ),
    IssueKind(
        "field-ignored",
        Severity.INFO,
        "A field is not used",
        "Nothing to do: the value is kept in the archived record.",
    ),
    IssueKind(
        "identifier-repeated",
        Severity.INFO,
        "The portal listed a record twice in one run",
        "Sort lists by a field whose values are unique.",
    ),
    IssueKind(
        "record-deleted",
        Severity.INFO,
        "The portal says that a record was deleted",
        "Nothing to do: the dataset is withdrawn at the end of the harvest.",
        removes=True,
    ),
    IssueKind(
        "record-private",
        Severity.INFO,
        "The portal says that a dataset is private",
        "If everybody may see the dataset, make it public. Else there is nothing to do: it is not shown, or is withdrawn.",
        removes=True,
    ),
    IssueKind(
        "record-draft",
        Severity.INFO,
        "The portal says that a dataset is a draft or not published",
        "If everybody may see the dataset, publish it. Else there is nothing to do: it is not shown, or is withdrawn.",
        removes=True,
    ),
    IssueKind(
        "record-not-dataset",
        Severity.INFO,
        "The portal says that an entry of its list is not a dataset",
        "Nothing to do, if it is right. Else give it the type of a dataset.",
        removes=True,
    ),
    IssueKind(
        "state-not-understood",
        Severity.ERROR,
        "It could not be read whether a dataset is public",
        "State it by the standard's words: active, draft or deleted; and true or false for private.",
    ),
    IssueKind(
        "page-failed",
        Severity.ERROR,
        "A page of the list could not be read",
        "Make sure that every page can be read. The value names the cause.",
        incomplete=True,
    ),
    IssueKind(
        "closed-to-programs",
        Severity.ERROR,
        "The portal is closed to programs",
        "Let programs read the list of datasets without a login, or give the operator of Serai a key. Serai solves no puzzles.",
        incomplete=True,
    ),
    IssueKind(
        "page-repeated",
        Severity.ERROR,
        "The portal sent the same page again",
        "Make sure that each page differs from the one before.",
        incomplete=True,
    ),
    IssueKind(
        "list-cut-off",
        Severity.ERROR,
        "The portal gives only the beginning of its list",
        "Give every page of the list, or a way to ask for a part of it.",
        incomplete=True,
    ),
    IssueKind(
        "list-empty",
        Severity.ERROR,
        "The portal lists no dataset, though it had some",
        "Make sure that the list contains all datasets. If there are really none, tell the operator of Serai.",
    ),
    IssueKind(
        "count-unexpected",
        Severity.WARNING,
        "The portal lists fewer or more datasets than is expected of it",
        "Check that the list is complete. If it is, ask the operator of Serai to correct `expect` in the declaration.",
    ),
    IssueKind(
        "many-missing",
        Severity.WARNING,
        "Many datasets are missing at once",
        "Check that the list is complete. If they were removed on purpose, ask the operator of Serai to release the withdrawal.",
    ),
    IssueKind(
        "many-removed",
        Severity.WARNING,
        "Many datasets are said to be deleted or not public at once",
        "Check their states. If they are right, ask the operator of Serai to release the withdrawal.",
    ),
    IssueKind(
        "identifiers-respelled",
        Severity.WARNING,
        "Identifiers differ from earlier ones only in capital and small letters",
        "Give every record an identifier that never changes.",
    ),
    IssueKind(
        "identifiers-replaced",
        Severity.WARNING,
        "Datasets are listed again under new identifiers",
        "Give every record an identifier that never changes, also when software, domain or database change.",
    ),
    IssueKind(
        "total-wrong",
        Severity.WARNING,
        "The stated total differs from the number of datasets sent",
        "State the number of datasets that the list really contains.",
    ),
    IssueKind(
        "tls-legacy",
        Severity.INFO,
        "The portal is read over old TLS, which its declaration permits",
        "Let the server speak TLS 1.2 or newer. Then ask the operator of Serai to remove `tls` from the declaration.",
    ),
    IssueKind(
        "list-ends-early",
        Severity.INFO,
        "The list ended earlier than the portal states, or than it did before",
        "Check that the list is complete. Serai reads all of it again, until it ends at the same place twice.",
    ),
)
