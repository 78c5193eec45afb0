"""Validating the values of a declaration, with our own error messages."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from schemas.model import Model

from .errors import InvalidDeclaration

AnyModel = TypeVar("AnyModel", bound=Model)


def validated(model: type[AnyModel], value: Mapping[str, Any], *, keys: Collection[str]) -> AnyModel:
    """A model of these values; `keys` are those that the declaration may have. Raises the first of pydantic's errors."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    first = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])  # often the missing key, misspelt
    where: tuple[Any, ...] = first["loc"]
    name = ".".join(str(part) for part in where if part != "[key]") or "the declaration"
    match first["type"]:
        case "extra_forbidden":
            message = unknown_key(where[-1], _keys_at(model, where[:-1]) if where[:-1] else keys)
        case "missing":
            message = f"the key {name!r} is missing"
        case "value_error":
            message = f"{name}: {first['ctx']['error']}"
        case _ if name == "secret":  # the value may be the secret itself
            message = f"secret: {first['msg']}; write the name of the environment variable that holds the key"
        case _:
            message = f"{name}: {first['msg']}, not {first['input']!r}"
    raise InvalidDeclaration(where, message)


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


def unknown_key(key: str, choices: Iterable[str]) -> str:
    """The message for an unknown key."""
    return f"unknown key {key!r}; the choices are: {', '.join(sorted(choices))}"
