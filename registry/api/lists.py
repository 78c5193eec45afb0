"""Which part of a list is asked for."""

from typing import Annotated

from pydantic import Field

from schemas.model import Model

from ..store.run_rows import LARGEST


class Latest(Model):
    """A page of a list whose latest item comes first."""

    before: Annotated[int | None, Field(ge=1, le=LARGEST, description="Only those with a lower number.", examples=[12])] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 50


class RecordsQuery(Model):
    """Which records of a hold or a proposal, or which differences of a re-assessment, to list."""

    offset: Annotated[int, Field(ge=0, le=10_000_000, description="How many to skip.")] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="How many at most.")] = 100
