"""How good the metadata of datasets are."""

from typing import Annotated

from pydantic import Field

from schemas.metadata_quality import Indicator
from schemas.model import Model

from ..links import Link


class Lacking(Model):
    """An indicator that datasets lack: how many of them, their share (0 to 1), and the points that the mean would rise by.

    `datasets` leads to them. It is left out where they are not in the search, as in a check of a portal.
    """

    indicator: Annotated[str, Field(examples=["license_vocabulary"])]
    dimension: Annotated[str, Field(examples=["reusability"])]
    property: Annotated[str, Field(examples=["dct:license"])]
    lacking: str
    advice: str
    points: Annotated[int, Field(description="What it is worth for one dataset.")]
    count: int
    share: float
    gain: float
    datasets: Annotated[Link | None, Field(exclude_if=lambda link: link is None)] = None


class DimensionPoints(Model):
    """The points of one dimension, of those that are measured."""

    dimension: str
    label: str
    points: float
    measured: int
    most: int


class Quality(Model):
    """The quality of the metadata of some datasets.

    `points` are the mean, None if there is no dataset; `measured` are the most that can be had here, and `most` the 405 of the
    method. The rest needs requests to the files, which Serai does not make: `rating` is at least this. `lacking` has what would
    raise the points most first.
    """

    count: int
    points: float | None
    measured: int
    most: int
    rating: str | None
    dimensions: tuple[DimensionPoints, ...]
    lacking: tuple[Lacking, ...]


class RecordQuality(Model):
    """The points of one dataset, of `measured` and of the `most` of the method, and what it lacks, that with the most first."""

    points: int
    measured: int
    most: int
    rating: str
    lacking: tuple[Indicator, ...]
