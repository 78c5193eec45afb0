"""The base of everything that is stored or sent."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value that refuses fields it does not know, and numbers that JSON cannot express (NaN, infinity)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
