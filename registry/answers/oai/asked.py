"""What a request of OAI-PMH 2.0 asks for (https://www.openarchives.org/OAI/openarchivesprotocol.html): its verb and arguments.

A place in a list is in its resumption token, so nothing is remembered here between two requests.
"""

import re
from base64 import b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from uuid import UUID

from pydantic import AwareDatetime

from schemas.model import Model
from search.query import Place

TOKEN_LIFE = timedelta(days=1)
"""How long a resumption token is taken."""

LONGEST_TOKEN = 2000
"""The most characters of a token. Ours are shorter."""

_CHECKED = 9
"""Bytes of the hash in a token: it shows that a token is whole. It keeps no secret, since a token opens nothing."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_NAME = r"[A-Za-z0-9\-_.!~*'()]+"
_SET = re.compile(rf"{_NAME}(:{_NAME})*")
_PREFIX = re.compile(_NAME)


class OaiError(Exception):
    """An error of the protocol: its code (OAI-PMH 2.0, 3.6), and words for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Taken:
    """The arguments that a verb takes. An `exclusive` one comes alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    exclusive: str | None = None


_LIST = Taken(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), "resumptionToken")

VERBS: Mapping[str, Taken] = MappingProxyType(
    {
        "Identify": Taken(),
        "ListMetadataFormats": Taken(optional=frozenset({"identifier"})),
        "ListSets": Taken(exclusive="resumptionToken"),
        "GetRecord": Taken(required=frozenset({"identifier", "metadataPrefix"})),
        "ListIdentifiers": _LIST,
        "ListRecords": _LIST,
    }
)
"""The six verbs."""


@dataclass(frozen=True)
class Asked:
    """A request: its verb, and its other arguments, each of them once."""

    verb: str
    arguments: Mapping[str, str]


class Selection(Model):
    """Which records a list has: in a format, in a set, changed between two seconds, both included."""

    prefix: str
    set: str | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None


class Token(Model):
    """Where a list goes on, and what it is a list of.

    `passed` are the records before; `size` are those of the whole list, as they were counted when it began. `at` is when the
    token was given out.
    """

    verb: str
    selection: Selection
    moment: AwareDatetime
    id: UUID
    passed: int
    size: int
    at: AwareDatetime

    @property
    def place(self) -> Place:
        """The place of the last record before, in the order of changes."""
        return Place(moment=self.moment, id=self.id)

    @property
    def expires(self) -> datetime:
        return self.at + TOKEN_LIFE

    @property
    def text(self) -> str:
        """The token as a client gets it: letters, digits, `-` and `_`."""
        content = self.model_dump_json(exclude_none=True).encode()
        return urlsafe_b64encode(_hash(content) + content).rstrip(b"=").decode()


def read_asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The request of these arguments. Raises `OaiError` (badVerb, badArgument)."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"Give one argument `verb`. The verbs are {', '.join(VERBS)}.")
    given = Counter(name for name, _ in pairs)
    if repeated := [name for name, count in given.items() if count > 1]:
        raise OaiError("badArgument", f"Give each argument once: {', '.join(repeated)}.")
    arguments = {name: value for name, value in pairs if name != "verb"}
    _check(verbs[0], arguments)
    return Asked(verbs[0], arguments)


def _check(verb: str, arguments: Mapping[str, str]) -> None:
    taken, names = VERBS[verb], set(arguments)
    alone = {taken.exclusive} if taken.exclusive else set()
    if unknown := names - taken.required - taken.optional - alone:
        raise OaiError("badArgument", f"{verb} does not take {', '.join(sorted(unknown))}.")
    if names & alone:
        if len(names) > 1:
            raise OaiError("badArgument", f"{taken.exclusive} comes alone.")
    elif missing := taken.required - names:
        raise OaiError("badArgument", f"{verb} needs {', '.join(sorted(missing))}.")
    if empty := [name for name, value in arguments.items() if not value]:
        raise OaiError("badArgument", f"There is no value of {', '.join(empty)}.")
    if not _PREFIX.fullmatch(arguments.get("metadataPrefix", "oai_dc")):
        raise OaiError("badArgument", "This is no metadataPrefix.")


def read_selection(asked: Asked) -> Selection:
    """What a first request for a list selects. Raises `OaiError` (badArgument)."""
    start, end, chosen = (asked.arguments.get(name) for name in ("from", "until", "set"))
    if start and end and len(start) != len(end):
        raise OaiError("badArgument", "from and until are both days, or both seconds.")
    if chosen and not _SET.fullmatch(chosen):
        raise OaiError("badArgument", "This is no setSpec.")
    first = start and _moment("from", start)
    last = end and _moment("until", end, last="T" not in end)
    if first and last and first > last:
        raise OaiError("badArgument", "from is after until.")
    return Selection(prefix=asked.arguments["metadataPrefix"], set=chosen, start=first or None, end=last or None)


def _moment(name: str, text: str, *, last: bool = False) -> datetime:
    """The second that a datestamp means: of a day the first, or the `last`."""
    known = _DAY.fullmatch(text) or _SECOND.fullmatch(text)
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z") if known else "").replace(tzinfo=UTC)
    except ValueError:
        raise OaiError("badArgument", f"{name} is a day (2026-11-25) or a second in UTC (2026-11-25T12:00:00Z).") from None
    return moment.replace(hour=23, minute=59, second=59) if last else moment


def read_token(asked: Asked, *, at: datetime) -> Token:
    """The place that a token names. Raises `OaiError` (badResumptionToken) if it is not ours, of another verb, or too old."""
    try:
        token = _opened(asked.arguments["resumptionToken"])
    except ValueError:
        raise OaiError("badResumptionToken", "This is no token of ours.") from None
    if token.verb != asked.verb:
        raise OaiError("badResumptionToken", f"The token is one of {token.verb}.")
    if at > token.expires:
        raise OaiError("badResumptionToken", "The token is too old. Begin again, from the datestamp that you have.")
    return token


def _opened(text: str) -> Token:
    """Raises `ValueError` if a text is no token."""
    if len(text) > LONGEST_TOKEN:
        raise ValueError("too long")
    content = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _hash(content[_CHECKED:]) != content[:_CHECKED]:
        raise ValueError("not as it was given out")
    return Token.model_validate_json(content[_CHECKED:])


def _hash(content: bytes) -> bytes:
    return sha256(content).digest()[:_CHECKED]
