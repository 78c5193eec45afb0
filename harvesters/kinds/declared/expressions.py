"""The expressions of a declaration: JMESPath (https://jmespath.org/specification.html) with a few functions, within bounds.

JMESPath has no loops, no variables and no I/O. Three things are bounded besides: an expression is short; it does not multiply
what it is given (`[@, @] | [@, @] | …`); and what it gives is measured, with an early stop, before anybody walks through it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions, signature
from jmespath.parser import ParsedResult

MAX_EXPRESSION = 400
"""The most characters of an expression."""

MAX_COPIES = 64
"""How often an expression may hold what it is given: the product of the lengths of its lists `[a, b]` and objects `{c: a}`."""

MAX_PARTS = 100_000
"""The most values, keys and entries of what an expression gives."""

MAX_CHARACTERS = 10_000_000
"""The most characters of the texts of what an expression gives."""

MAX_NESTED = 100
"""How deeply what an expression gives may be nested."""

FUNCTIONS = frozenset(
    {
        *("abs", "avg", "ceil", "floor", "max", "max_by", "min", "min_by", "sum", "to_number"),
        *("contains", "ends_with", "join", "length", "reverse", "starts_with", "type"),
        *("keys", "map", "merge", "not_null", "sort", "sort_by", "to_array", "values"),
        *("ext", "json", "lower", "split"),
    }
)
"""The functions that an expression may call: those of JMESPath without `to_string`, which can multiply a text, and ours."""

ANY = "*"
"""The step of a path to every entry of a list, or every member of an object."""

Path = tuple[str | int, ...]
"""The names and numbers that lead to a value."""


class BadExpression(ValueError):
    """Text that is no expression, or one that is out of bounds."""


class NoValue(ValueError):
    """An expression cannot be carried out on what the portal sent, such as a sum of texts."""


class _Functions(Functions):  # type: ignore[misc] # jmespath has no type annotations
    """JMESPath's functions and ours. Ours take any value; of what they are not for they make null."""

    @signature({"types": []}, {"types": ["string"]})  # type: ignore[untyped-decorator]
    def _func_split(self, text: Any, dividers: str) -> list[str] | None:
        """The parts of a text between any of some characters, without blanks around them and without empty ones."""
        if not isinstance(text, str) or not dividers:
            return None
        plain = text.translate(dict.fromkeys(map(ord, dividers), dividers[0]))
        return [part.strip() for part in plain.split(dividers[0]) if part.strip()]

    @signature({"types": []})  # type: ignore[untyped-decorator]
    def _func_lower(self, text: Any) -> str | None:
        """A text in small letters."""
        return text.lower() if isinstance(text, str) else None

    @signature({"types": []})  # type: ignore[untyped-decorator]
    def _func_ext(self, name: Any) -> str | None:
        """The ending of a file's name, without the dot, in small letters."""
        stem, dot, ending = name.rpartition(".") if isinstance(name, str) else ("", "", "")
        return ending.lower() if dot and stem and ending.isalnum() else None

    @signature({"types": []})  # type: ignore[untyped-decorator]
    def _func_json(self, text: Any) -> Any:
        """What a text holds as JSON."""
        try:
            return json.loads(text) if isinstance(text, str) else None
        except (ValueError, RecursionError):
            return None


_OPTIONS = jmespath.Options(custom_functions=_Functions())


@dataclass(frozen=True)
class Expression:
    """A valid expression: `text`, and its `alternatives` (`a || b` has two), each with the paths of the values that it uses.

    `paths` are from the root. A path ends where the expression does more than to name the next member; then all below it counts
    as used.
    """

    text: str
    alternatives: tuple["_Alternative", ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(path for each in self.alternatives for path in each.paths)

    def find(self, root: Any) -> tuple[Any, tuple[Path, ...]]:
        """The value of the first alternative that has one, with the paths that it uses. Raises `NoValue`."""
        empty = None
        for each in self.alternatives:
            value = each.value(root)
            if not says_nothing(value):
                return value, each.paths
            empty = value if empty is None else empty
        return empty, self.paths

    def value(self, root: Any) -> Any:
        """The value. Raises `NoValue`."""
        return self.find(root)[0]


@dataclass(frozen=True)
class _Alternative:
    paths: tuple[Path, ...]
    plain: bool
    compiled: ParsedResult

    def value(self, root: Any) -> Any:
        """A plain path is followed here: that takes a tenth of the time."""
        if self.plain:
            for name in self.paths[0]:
                if not isinstance(root, dict):
                    return None
                root = root.get(name)
            return root
        try:
            value = self.compiled.search(root, _OPTIONS)
        except (JMESPathError, RecursionError, TypeError, ValueError, ArithmeticError) as error:
            raise NoValue(" ".join(str(error).split())) from None
        check_size(value)
        return value


@lru_cache(maxsize=4096)
def expression(text: str) -> Expression:
    """Raises `BadExpression`."""
    if len(text) > MAX_EXPRESSION:
        raise BadExpression(f"an expression has at most {MAX_EXPRESSION} characters, this one has {len(text)}")
    try:
        compiled = jmespath.compile(text)
        nodes = list(_nodes(compiled.parsed))
        parts = tuple(_alternatives(compiled.parsed))
    except JMESPathError as error:
        raise BadExpression(f"{text!r} is no JMESPath expression: {str(error).partition(chr(10))[0]}") from None
    except RecursionError:
        raise BadExpression("an expression with too many brackets") from None
    for node in nodes:
        if node["type"] == "function_expression" and node["value"] not in FUNCTIONS:
            raise BadExpression(f"unknown function {node['value']!r}; the choices are: {', '.join(sorted(FUNCTIONS))}")
    copies = 1
    for node in nodes:
        copies *= max(1, len(node["children"])) if node["type"] in {"multi_select_list", "multi_select_dict"} else 1
    if copies > MAX_COPIES:
        raise BadExpression(f"an expression that holds what it is given {copies} times; at most {MAX_COPIES} are allowed")
    return Expression(text, tuple(_alternative(part) for part in parts))


def check_size(value: Any) -> None:
    """Raises `NoValue` for a value that is too large or nested too deeply. It stops looking as soon as it is sure."""
    parts = characters = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        parts += 1
        if isinstance(each, str):
            characters += len(each)
        elif isinstance(each, list | dict):
            parts += len(each)
            if depth < MAX_NESTED and parts <= MAX_PARTS:
                waiting += [(inner, depth + 1) for inner in (each.values() if isinstance(each, dict) else each)]
        if parts > MAX_PARTS or characters > MAX_CHARACTERS or depth >= MAX_NESTED:
            raise NoValue("too much for one value")


def says_nothing(value: Any) -> bool:
    """Whether a value is empty: null, an empty text, list or object."""
    return value is None or value in ("", [], {})


def _alternative(node: Any) -> _Alternative:
    paths = tuple(dict.fromkeys(_paths(node)))
    compiled = ParsedResult("", node)
    plain = len(paths) == 1 and _is_plain(node) and all(isinstance(step, str) for step in paths[0])
    return _Alternative(paths, plain, compiled)


def _alternatives(node: Any) -> Iterator[Any]:
    """The expressions between `||`, from the left."""
    if node["type"] == "or_expression":
        for child in node["children"]:
            yield from _alternatives(child)
    else:
        yield node


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in node["children"]:
        yield from _nodes(child)


def _is_plain(node: Any) -> bool:
    """Whether an expression is names with dots between them."""
    if node["type"] == "subexpression":
        return all(map(_is_plain, node["children"]))
    return bool(node["type"] == "field")


def _paths(node: Any) -> Iterator[Path]:
    """The paths of the values of the root that an expression uses."""
    match node["type"]:
        case "literal":
            return
        case "field":
            yield (node["value"],)
        case "identity" | "current" | "index" | "slice":
            yield ()
        case "subexpression" | "index_expression":
            yield from _steps(node["children"])
        case "projection" | "value_projection" | "filter_projection":
            left, *rest = node["children"]
            for path in _paths(left):
                if _is_place(left):
                    yield from ((*path, ANY, *more) for each in rest for more in _paths(each))
                else:
                    yield path  # what follows is about what was made of that
        case "pipe" | "flatten":
            yield from _paths(node["children"][0])  # what follows is about what that gives
        case _:
            for child in node["children"]:
                yield from _paths(child)


PLACES = frozenset({"field", "index", "slice", "identity", "current", "subexpression", "index_expression", "flatten"})


def _is_place(node: Any) -> bool:
    """Whether an expression only names places of what it is given: nothing that it gives is made by it."""
    if node["type"].endswith("projection"):
        return all(map(_is_place, node["children"][:2]))
    return node["type"] in PLACES and all(map(_is_place, node["children"]))


def _steps(nodes: list[Any]) -> Iterator[Path]:
    """The paths of expressions one after the other: `a.b[0]`. As soon as one is no name and no number, all below is used."""
    first, *rest = nodes
    ends = list(_paths(first))
    if len(ends) != 1 or not _is_chain(first):
        yield from ends
        return
    path = ends[0]
    for node in rest:
        if node["type"] == "field" or (node["type"] == "index" and node["value"] >= 0):
            path = (*path, node["value"])
        elif _is_chain(node):
            path = (*path, *next(_paths(node)))
        else:
            yield from ((*path, *more) for more in list(_paths(node)) or [()])
            return
    yield path


def _is_chain(node: Any) -> bool:
    if node["type"] in {"subexpression", "index_expression"}:
        return all(map(_is_chain, node["children"]))
    return bool(node["type"] == "field" or (node["type"] == "index" and node["value"] >= 0))
