"""Validating the values of a declaration, with our own error messages."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from schemas.model import Model
from schemas.nearest import nearest

from .errors import Fault, InvalidDeclaration

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

AnyModel = TypeVar("AnyModel", bound=Model)

LITERAL = ("literal_error", "enum")
"""The types of pydantic's errors for a word that is not one of a few."""

QUOTED = re.compile(r"'([^']*)'")


class Faults:
    """Collects what is wrong with a declaration, so that all of it is told at once.

    An `InvalidDeclaration` that ends a block of it is noted, and what comes after the block is checked too.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, InvalidDeclaration):
            return False
        self.found += error.faults
        return True

    def tell(self) -> None:
        """Raises `InvalidDeclaration` if there is any."""
        if self.found:
            raise invalid(self.found)


def invalid(faults: Iterable[Fault]) -> InvalidDeclaration:
    """The error with these faults, of which there is one at least."""
    first, *others = faults
    return InvalidDeclaration(first.where, first.message, others=others, whole=first.whole)


def validated(model: type[AnyModel], value: Mapping[str, Any], *, keys: Collection[str]) -> AnyModel:
    """A model of these values; `keys` are those that the declaration may have. Raises `InvalidDeclaration` with every fault."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    except InvalidDeclaration as error:  # of a check of the whole model
        raise invalid(each._replace(whole=True) for each in error.faults) from None
    faults: list[Fault] = []
    misspelt: set[tuple[Any, ...]] = set()
    for each in sorted(errors, key=lambda each: each["type"] != "extra_forbidden"):
        where: tuple[Any, ...] = each["loc"]
        if each["type"] == "extra_forbidden":
            choices = _keys_at(model, where[:-1]) if where[:-1] else keys
            misspelt |= {(*where[:-1], meant) for meant in nearest(where[-1], choices)[:1]}
            faults.append(Fault(where, unknown_key(where[-1], choices)))
        elif each["type"] != "missing":
            faults.append(Fault(where, _message(each)))
        elif where not in misspelt:  # else it is told already that another key is meant to be this one
            faults.append(Fault(where, f"the key {_name(where)!r} is missing", whole=True))
    raise invalid(faults)


def _message(error: "ErrorDetails") -> str:
    """What is wrong with a value."""
    name = _name(error["loc"])
    if error["type"] == "value_error":
        return f"{name}: {error['ctx']['error']}"
    if name == "secret":  # the value may be the secret itself
        return f"secret: {error['msg']}; write the name of the environment variable that holds the key"
    choices = QUOTED.findall(error["msg"]) if error["type"] in LITERAL else ()
    return f"{name}: {error['msg']}, not {error['input']!r}{did_you_mean(error['input'], choices)}"


def _name(where: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in where if part != "[key]") or "the declaration"


def _keys_at(model: type[BaseModel], where: tuple[Any, ...]) -> set[str]:
    """The keys that a mapping within a model may have. Keys of free mappings and places in lists are skipped."""
    models = [model]
    for step in where:
        fields = [each.model_fields[step] for each in models if step in each.model_fields]
        models = [inner for each in fields for inner in _models_in(each.annotation)] or models
    return {key for each in models for key in keys_of(each)}


def keys_of(model: type[BaseModel]) -> set[str]:
    """The keys of a model, as a declaration writes them."""
    return {field.alias or name for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation names, such as that of `dict[str, Field] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def unknown_key(key: str, choices: Collection[str]) -> str:
    """The message for an unknown key."""
    return f"unknown key {key!r}; the choices are: {', '.join(sorted(choices))}{did_you_mean(key, choices)}"


def did_you_mean(word: object, choices: Iterable[str]) -> str:
    """The end of a message about a word that is none of the choices: the one that it is nearest to, if any is near."""
    return "".join(f"; did you mean {each!r}?" for each in nearest(word, choices)[:1])
