"""Queries in Solr's language -> conditions of our search.

Real clients send `field:value`, phrases, ranges of moments, AND, OR, NOT, `+`, `-`, `!`, `&&`, `||`, parentheses, and `*` at the
end of a word, over the fields of `fields.py`. Words side by side must all be there, as in CKAN. AND binds closer than OR. A part
in parentheses that only excludes means all records without these. What cannot be said in our search is refused, with a message.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from luqum import tree
from luqum.exceptions import ParseError
from luqum.parser import parser

from search.query import All, Condition, Either, Filter, Without

from .errors import SearchRefused
from .fields import EVERYTHING, NOTHING, Names, Value, changed, field_condition, is_dated
from .moments import moment

MAX_LENGTH = 10_000
"""The most characters of a query."""

MAX_DEPTH = 40
"""How deep parentheses may lie in each other."""

MAX_CLAUSES = 1024
"""The most values in a query, as in Solr."""

_PARSING = Lock()
"""The parser keeps its state in itself, so that one thread at a time can use it."""

_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")', re.DOTALL)
_SIGNS = (
    (re.compile(r"(?<=\s)&&(?=\s)"), "AND"),
    (re.compile(r"(?<=\s)\|\|(?=\s)"), "OR"),
    (re.compile(r"(^|[\s(])!(?=\S)"), r"\1-"),
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PATTERN = re.compile(r"(?<!\\)(?:\\\\)*[*?]")
_TEXT = "text"


def filtered(text: str, names: Names) -> Condition:
    """The condition of a filter (`fq`). Raises `SearchRefused`."""
    with _shallow():
        return _Reading(names).condition(_parsed(text), _TEXT, 0) if text.strip() else EVERYTHING


def asked(text: str, names: Names) -> tuple[str, Condition]:
    """A question (`q`): the words that go to our search in all languages, and the condition that the rest is.

    Words that are part of a choice or an exclusion are looked for as written. A question without a colon never fails: CKAN
    reads it as words then. Raises `SearchRefused`.
    """
    if text.strip() in {"", "*", "*:*"}:
        return "", EVERYTHING
    try:
        parsed = _parsed(text)
    except SearchRefused:
        if ":" in text or len(text) > MAX_LENGTH:
            raise
        return text, EVERYTHING
    with _shallow():
        return _split(parsed, names)


def _split(parsed: tree.Item, names: Names) -> tuple[str, Condition]:
    parts = parsed.children if isinstance(parsed, tree.AndOperation | tree.UnknownOperation) else (parsed,)
    words = [each for each in parts if _is_word(each)]
    rest = [each for each in parts if not _is_word(each)]
    condition = _Reading(names).group(rest, _TEXT, 0, every=True) if rest else EVERYTHING
    return " ".join(_unescaped(str(_word(each))).strip() for each in words), condition


@contextmanager
def _shallow() -> Iterator[None]:
    """Refuses what lies so deep in itself that Python cannot walk it."""
    try:
        yield
    except RecursionError as error:
        raise SearchRefused("its parts lie too deep in each other") from error


def _parsed(text: str) -> tree.Item:
    """Raises `SearchRefused`."""
    if len(text) > MAX_LENGTH:
        raise SearchRefused(f"it has more than {MAX_LENGTH:,} characters")
    pieces = _QUOTED.split(text)
    for at in range(0, len(pieces), 2):
        for sign, word in _SIGNS:
            pieces[at] = sign.sub(word, pieces[at])
    try:
        with _PARSING:
            return parser.parse("".join(pieces))
    except (ParseError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise SearchRefused(f"{_short(text)!r} cannot be read") from error


class _Reading:
    """Reads the tree of one query, and counts its values."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._clauses = 0

    def condition(self, item: tree.Item, field: str, depth: int) -> Condition:
        """What a part of a query asks of a field. Raises `SearchRefused`."""
        if depth > MAX_DEPTH:
            raise SearchRefused("its parentheses lie too deep in each other")
        match item:
            case tree.SearchField():
                return self._of_field(item, field, depth)
            case tree.Group() | tree.FieldGroup() | tree.Boost() | tree.Plus():
                return self.condition(item.children[0], field, depth + 1)
            case tree.Not() | tree.Prohibit():
                return _without(self.condition(item.children[0], field, depth + 1))
            case tree.AndOperation() | tree.UnknownOperation():
                return self.group(item.children, field, depth, every=True)
            case tree.OrOperation():
                return self.group(item.children, field, depth, every=False)
            case _:
                return self._value(item, field)

    def group(self, items: Sequence[tree.Item], field: str, depth: int, *, every: bool) -> Condition:
        """Clauses side by side, as Lucene reads them: some must be met, some must not, and of the others one, if none must."""
        nots = [each for each in items if isinstance(each, tree.Not | tree.Prohibit)]
        musts = [each for each in items if isinstance(each, tree.Plus) or (every and each not in nots)]
        others = [each for each in items if each not in nots and each not in musts]
        found = [self.condition(each, field, depth + 1) for each in (*musts, *nots)]
        if others:
            choice = _either([self.condition(each, field, depth + 1) for each in others])
            found += [] if musts else [choice]
        return found[0] if len(found) == 1 else All(condition=tuple(found))

    def _of_field(self, item: tree.SearchField, field: str, depth: int) -> Condition:
        if field != _TEXT or isinstance(item.children[0], tree.SearchField):
            raise SearchRefused(f"{_short(str(item).strip())!r} names a field inside of a field")
        name = _unescaped(item.name)
        if name == "*":
            if str(item.children[0]).strip() != "*":
                raise SearchRefused("a value of any field cannot be searched")
            return EVERYTHING
        return self.condition(item.children[0], name, depth + 1)

    def _value(self, item: tree.Item, field: str) -> Condition:
        self._clauses += 1
        if self._clauses > MAX_CLAUSES:
            raise SearchRefused(f"it has more than {MAX_CLAUSES} values")
        match item:
            case tree.Range() if type(item) is tree.Range:
                return self._range(item, field)
            case tree.Word():
                return self._told(field, _value(item.value))
            case tree.Phrase():
                return self._told(field, Value(_unescaped(item.value[1:-1])))
            case _:
                raise SearchRefused(f"{_short(str(item).strip())!r} is of a kind that cannot be searched here")

    def _told(self, field: str, value: Value) -> Condition:
        if is_dated(field):
            if value == Value("*", pattern=True):
                return EVERYTHING
            at = moment(value.text, self._names.now)
            return changed(at, at)
        if field == "metadata_created" and value == Value("*", pattern=True):
            return EVERYTHING
        return field_condition(field, value, self._names)

    def _range(self, item: tree.Range, field: str) -> Condition:
        low, high = (_unescaped(str(end).strip()).strip('"') for end in (item.low, item.high))
        if (low, high) == ("*", "*"):
            return self._told(field, Value("*", pattern=True))
        if not is_dated(field):
            raise SearchRefused(f"the field {field!r} takes no ranges here")
        start = None if low == "*" else moment(low, self._names.now) + timedelta(seconds=not item.include_low and "." not in low)
        end = (
            None if high == "*" else moment(high, self._names.now) - timedelta(seconds=not item.include_high and "." not in high)
        )
        return changed(start, end) if not start or not end or start <= end else NOTHING


def _is_word(item: tree.Item) -> bool:
    """Whether a part of a question is words alone: for our search, which reads them in all languages."""
    item = _word(item)
    return isinstance(item, tree.Phrase) or (isinstance(item, tree.Word) and not _PATTERN.search(item.value))


def _word(item: tree.Item) -> tree.Item:
    """A part without the sign that it must be there, and without its weight."""
    return _word(item.children[0]) if isinstance(item, tree.Plus | tree.Boost) else item


def _value(written: str) -> Value:
    return Value(_unescaped(written), pattern=bool(_PATTERN.search(written)))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _without(condition: Condition) -> Condition:
    return condition.without if isinstance(condition, Without) else Without(without=condition)


def _either(found: list[Condition]) -> Condition:
    """Any of the conditions; values of one field are one filter."""
    values: dict[str, tuple[str, ...]] = {}
    for each in found:
        if isinstance(each, Filter):
            values[each.field] = (*values.get(each.field, ()), *each.value)
    filters = [Filter(field=name, value=tuple(dict.fromkeys(several))) for name, several in values.items()]
    every = (*filters, *(each for each in found if not isinstance(each, Filter)))
    return every[0] if len(every) == 1 else Either(either=every)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"  # noqa: PLR2004
