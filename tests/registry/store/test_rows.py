"""What leaves out empty fields when it is stored must read them back as empty."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from schemas.record import CatalogRecord
from tests.factories import record


def models_in(annotation: Any) -> set[type[BaseModel]]:
    """The models that a type is made of, at every depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inner = (models_in(field.annotation) for field in annotation.model_fields.values())
        return {annotation}.union(*inner)
    return set().union(*map(models_in, get_args(annotation)))


def test_a_field_that_may_be_none_is_none_where_it_is_left_out() -> None:
    models = models_in(CatalogRecord)
    assert len(models) > 20
    other_defaults = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if type(None) in get_args(field.annotation) and (field.is_required() or field.default is not None)
    ]
    assert other_defaults == []


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_say_makes_no_record(number: float) -> None:
    with pytest.raises(ValidationError):
        record(spatial=({"verbatim": "Чүй", "bbox": (number, 1, 2, 3)},))
