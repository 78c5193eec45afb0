"""The small values of a declaration: names, expressions, selectors, codes, and short ways to write a map or a list."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from .expressions import expression
from .html import xpath_of

NAME = r"^[a-z][a-z0-9_]{0,40}$"


def is_expression(text: str) -> str:
    return expression(text).text


def is_path(text: str) -> str:
    if text != "@" and not all(part.isidentifier() for part in text.split(".")):
        raise ValueError(f"{text!r} is no path: write names with dots between them, or @ for the whole answer")
    return text


def is_selector(text: str) -> str:
    xpath_of(text)
    return text


def as_at(value: object) -> object:
    """A text alone is an expression."""
    return {"at": value} if isinstance(value, str) else value


def as_css(value: object) -> object:
    """A text alone is a selector."""
    return {"css": value} if isinstance(value, str) else value


def as_texts(value: object) -> object:
    return [value] if isinstance(value, str) else value


def as_codes(value: object) -> object:
    """Codes are compared as texts. What YAML does not read as a text is refused where the text cannot be told."""
    if isinstance(value, Mapping):
        for key in value:
            if isinstance(key, bool | float) or key is None:
                raise ValueError(f"write the code {key!r} in quotes, as the portal writes it: YAML reads it as something else")
        return {str(key): each for key, each in value.items()}
    return value


Name = Annotated[str, Field(pattern=NAME)]
Expression = Annotated[str, AfterValidator(is_expression)]
Selector = Annotated[str, AfterValidator(is_selector)]
Codes = Annotated[dict[str, str], BeforeValidator(as_codes)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_texts), Field(min_length=1)]
