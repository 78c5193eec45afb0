"""Issues, and the table of their kinds, from which reports, documentation and pages are made."""

from typing import Annotated

from pydantic import AfterValidator

from .issue_kinds import KINDS, IssueKind, Severity
from .model import Model
from .secret_names import hidden

__all__ = ["ISSUES", "MAX_VALUE", "REMOVES", "Issue", "IssueKind", "Severity", "issue", "issues_table"]


class Issue(Model):
    """One thing found wrong.

    `identifier` is the portal's id of the record (None if the issue is not about one), `pointer` the JSON pointer of the field,
    `value` the value found there, without the secrets of addresses and shortened to `MAX_VALUE` characters.
    """

    code: str
    identifier: str | None = None
    pointer: str = ""
    value: Annotated[str, AfterValidator(hidden)] = ""

    @property
    def kind(self) -> IssueKind:
        return ISSUES[self.code]


MAX_VALUE = 200

MAX_SEARCHED = 10_000
"""How many characters of a value are searched for secrets before it is shortened: the end of a password tells where it begins."""


def issue(code: str, *, identifier: str | None = None, pointer: str = "", value: object = "") -> Issue:
    """An issue of a kind in the table, its value shortened. Raises `KeyError` for a code that is not in `ISSUES`."""
    text = value if isinstance(value, str) else repr(value)
    text = hidden(text[:MAX_SEARCHED])[:MAX_VALUE].encode("utf-8", "replace").decode()
    return Issue(code=ISSUES[code].code, identifier=identifier, pointer=pointer, value=text)


ISSUES: dict[str, IssueKind] = {kind.code: kind for kind in KINDS}

REMOVES = tuple(kind.code for kind in KINDS if kind.removes)
"""The kinds of issues by which the portal says outright that it does not offer a dataset to everybody."""


def issues_table() -> str:
    """The table as Markdown, for documentation."""
    rows = (f"| `{kind.code}` | {kind.severity} | {kind.title} | {kind.how_to_fix} |" for kind in KINDS)
    return "\n".join(("| code | severity | what is wrong | what the portal can do |", "|---|---|---|---|", *rows)) + "\n"
