"""The base of everything that is stored or sent."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
