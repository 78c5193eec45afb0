"""The table of issue kinds: everything that a harvest can find wrong, each once.

A report, the documentation and the pages derive from it. A code is stable: it is never renamed or given a new meaning.
"""

from dataclasses import dataclass
from enum import StrEnum

from .model import Model


class Severity(StrEnum):
    """What happened to the record: `error` left out, `warning` taken with a value not understood, `info` worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class IssueKind:
    """A kind of issue: `title` for a list of causes, `how_to_fix` for the portal's staff.

    `incomplete` tells that a part of the portal's list is missing, so that the sweep is not whole.
    """

    code: str
    severity: Severity
    title: str
    how_to_fix: str
    incomplete: bool = False


class Issue(Model):
    """One thing found wrong.

    `identifier` is the portal's id of the record (None if the issue is not about one), `pointer` the JSON pointer of the field,
    `value` the offending value, shortened to `MAX_VALUE` characters.
    """

    code: str
    identifier: str | None = None
    pointer: str = ""
    value: str = ""

    @property
    def kind(self) -> IssueKind:
        return ISSUES[self.code]


MAX_VALUE = 200


def issue(code: str, *, identifier: str | None = None, pointer: str = "", value: object = "") -> Issue:
    """An issue of a kind in the table, its value shortened. Raises `KeyError` for a code that is not in `ISSUES`."""
    text = value if isinstance(value, str) else repr(value)
    text = text[:MAX_VALUE].encode("utf-8", "replace").decode()
    return Issue(code=ISSUES[code].code, identifier=identifier, pointer=pointer, value=text)


_KINDS = (
    IssueKind("title-missing", Severity.ERROR, "The dataset has no title", "Give the dataset a title of at least one letter."),
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
        "Write numbers as JSON has them: NaN and Infinity are not allowed.",
    ),
    IssueKind(
        "record-not-xml", Severity.ERROR, "The record is not an XML record", "Send one well-formed record for each dataset."
    ),
    IssueKind("record-not-object", Severity.ERROR, "The record is not a JSON object", "Send one JSON object for each dataset."),
    IssueKind(
        "record-too-large",
        Severity.ERROR,
        "The record is larger than we accept",
        "Move long texts and long lists into a file of the dataset.",
        incomplete=True,
    ),
    IssueKind(
        "record-refused", Severity.ERROR, "The record could not be stored", "Ask the operator of Serai: the log has the details."
    ),
    IssueKind(
        "text-too-long", Severity.WARNING, "A text is longer than we keep", "Shorten the text; put documentation into a file."
    ),
    IssueKind("text-expected", Severity.WARNING, "Something else stands where text belongs", "Send a string in this field."),
    IssueKind(
        "list-expected", Severity.WARNING, "Something else stands where a list belongs", "Send a JSON array in this field."
    ),
    IssueKind(
        "object-expected", Severity.WARNING, "Something else stands where an object belongs", "Send a JSON object in this field."
    ),
    IssueKind("control-characters", Severity.WARNING, "The text holds control characters", "Remove the characters below U+0020."),
    IssueKind(
        "date-not-understood", Severity.WARNING, "A date could not be read", "Write dates as 2026-11-25 or 2026-11-25T10:30:00Z."
    ),
    IssueKind("number-not-understood", Severity.WARNING, "A number could not be read", "Send a whole number without a unit."),
    IssueKind("url-not-understood", Severity.WARNING, "An address is not a web address", "Start the address with https://."),
    IssueKind(
        "format-not-understood",
        Severity.INFO,
        "A file format is not known to us",
        "Use a common name such as CSV, or a media type.",
    ),
    IssueKind("language-not-understood", Severity.INFO, "A language is not known to us", "Use a BCP 47 tag such as ky or ru."),
    IssueKind("license-not-stated", Severity.INFO, "The dataset states no licence", "Name a licence by its SPDX id or address."),
    IssueKind(
        "field-ignored",
        Severity.INFO,
        "A field is not interpreted by us",
        "Nothing to do: the value is kept in the archived record.",
    ),
    IssueKind(
        "identifier-repeated", Severity.INFO, "The portal listed a record twice in one run", "Sort lists by an unique field."
    ),
    IssueKind(
        "record-deleted",
        Severity.INFO,
        "The portal says that a record was deleted",
        "Nothing to do: a dataset that is listed no more is withdrawn after some whole sweeps without it.",
    ),
    IssueKind(
        "page-failed",
        Severity.ERROR,
        "A page of the list could not be read",
        "Let every page answer; see the value for the cause.",
        incomplete=True,
    ),
    IssueKind(
        "page-repeated",
        Severity.ERROR,
        "The portal sent the same page again",
        "Let the next page differ from the one before.",
        incomplete=True,
    ),
    IssueKind(
        "list-empty",
        Severity.ERROR,
        "The portal lists no dataset, though it had some",
        "Let the list answer with all datasets. If there are none any more, tell the operator of Serai.",
    ),
    IssueKind(
        "count-unexpected",
        Severity.WARNING,
        "The portal lists fewer or more datasets than is expected of it",
        "Check that the list is whole. If it is right, have the operator of Serai correct `expect` in the declaration.",
    ),
    IssueKind(
        "many-missing",
        Severity.WARNING,
        "Many datasets are missing at once",
        "Check that the list is whole. If they were removed on purpose, have the operator of Serai release the withdrawal.",
    ),
    IssueKind(
        "identifiers-respelled",
        Severity.WARNING,
        "Datasets are listed under the same identifier in other letters, capital or small",
        "Give every record an identifier that never changes.",
    ),
    IssueKind(
        "total-wrong",
        Severity.WARNING,
        "The stated total differs from what was sent",
        "Count the datasets that the list really holds.",
    ),
)

ISSUES: dict[str, IssueKind] = {kind.code: kind for kind in _KINDS}


def issues_table() -> str:
    """The table as Markdown, for documentation."""
    rows = (f"| `{kind.code}` | {kind.severity} | {kind.title} | {kind.how_to_fix} |" for kind in _KINDS)
    return "\n".join(("| code | severity | what is wrong | what the portal can do |", "|---|---|---|---|", *rows)) + "\n"
