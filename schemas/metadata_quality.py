"""How good the metadata of a dataset are, by the method of data.europa.eu: `schemas/vocab/metadata_quality.yml`.

What counts is what the portal states of the dataset itself. What a declaration states for all datasets of its portal, what a
person has decided and what Serai concludes are no metadata of the dataset: they raise no points.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Literal

from .assessment import LicenseStatus
from .dataset import Dataset, DateValue, Distribution, Statement
from .file_formats import file_formats
from .model import Model
from .record import Aspect, CatalogRecord
from .vocab import load

On = Literal["dataset", "distribution"]


class Dimension(Model):
    """One of the five dimensions, after the FAIR principles."""

    code: str
    label: str


class Indicator(Model):
    """What is looked at: a `property` of the dataset or of its files, and the `points` for it.

    `lacking` says in words that it is not there, `advice` how to get it. Serai gives no points for what is not `measured`.
    """

    code: str
    dimension: str
    property: str
    points: int
    of: On = "dataset"
    measured: bool = True
    label: str
    lacking: str
    advice: str


class Rating(Model):
    """The word for a number of points; `at_least` are the points from which on it is given."""

    code: str
    label: str
    at_least: int


@cache
def dimensions() -> Mapping[str, Dimension]:
    """The dimensions by code, in the order of the method."""
    return {each.code: each for each in map(Dimension.model_validate, load("metadata_quality.yml")["dimensions"])}


@cache
def indicators() -> Mapping[str, Indicator]:
    """The indicators by code, in the order of the method."""
    return {each.code: each for each in map(Indicator.model_validate, load("metadata_quality.yml")["indicators"])}


@cache
def ratings() -> tuple[Rating, ...]:
    """The ratings, the best first."""
    rows = load("metadata_quality.yml")["ratings"]
    return tuple(Rating(code=row["code"], label=row["label"], at_least=row["from"]) for row in rows)


def total(*, measured: bool | None = None, dimension: str | None = None) -> int:
    """The points that can be had: all, or only those that are measured or not, or those of a dimension."""
    chosen = (each for each in indicators().values() if dimension in (None, each.dimension))
    return sum(each.points for each in chosen if measured in (None, each.measured))


def points(lacking: Collection[str]) -> int:
    """The points of a dataset that lacks these indicators, of those that are measured."""
    return total(measured=True) - sum(each.points for code in lacking if (each := indicators()[code]).measured)


def rating(reached: float) -> Rating:
    """The best rating that a number of points reaches: at least this, because some indicators are not measured."""
    return next((each for each in ratings() if reached >= each.at_least), ratings()[-1])


def lacking(record: CatalogRecord) -> tuple[str, ...]:
    """The measured indicators that the metadata of a dataset do not meet, in the order of the method."""
    met = _of_dataset(record.dataset) | _of_files(record)
    return tuple(each.code for each in indicators().values() if each.measured and each.code not in met)


def by_effect(codes: Iterable[str]) -> tuple[Indicator, ...]:
    """What is lacking, that with the most points first."""
    return tuple(sorted((indicators()[code] for code in codes), key=lambda each: -each.points))


def _of_dataset(dataset: Dataset) -> set[str]:
    """The indicators of the dataset itself that are met."""
    stated_access = [each for each in dataset.access_rights if not each.of_portal]
    met = {
        "keyword": dataset.keyword,
        "theme": dataset.theme,
        "spatial": dataset.spatial,
        "temporal": any(period.start or period.end for period in dataset.temporal),
        "dcat_ap": _as_dcat_ap_requires(dataset),
        "access_rights": stated_access,
        "access_rights_vocabulary": any(each.code for each in stated_access),
        "contact_point": dataset.contact_point or dataset.contact_withheld,
        "publisher": dataset.publisher and dataset.publisher.name,
        "issued": dataset.issued,
        "modified": dataset.modified,
    }
    return {code for code, there in met.items() if there}


def _as_dcat_ap_requires(dataset: Dataset) -> bool:
    """The mandatory properties of DCAT-AP: title and description, an address of each file; and every date is one."""
    files = dataset.distribution
    dates: list[DateValue | None] = [dataset.issued, dataset.modified, *(each.issued for each in files)]
    dates += [each.modified for each in files]
    return (
        any(text.value.strip() for text in dataset.title)
        and any(text.value.strip() for text in dataset.description)
        and all(each.access_url or each.download_url for each in files)
        and all(each.value for each in dates if each)
    )


def _of_files(record: CatalogRecord) -> set[str]:
    """The indicators of files that are met; a licence may be stated for the dataset as well as for a file."""
    files = record.dataset.distribution
    statements = [*record.dataset.license, *(each for file in files for each in file.license)]
    met = {code for code, there in _FILES.items() if any(map(there, files))}
    met |= max((_read_as(file) for file in files), key=_worth, default=set())
    if statements and (status := _license_status(record)) is not LicenseStatus.NOT_STATED:
        met.add("license")
        if status is LicenseStatus.IDENTIFIED:
            met.add("license_vocabulary")
    if any(map(_about_rights, statements)):
        met.add("rights")
    return met


def _license_status(record: CatalogRecord) -> LicenseStatus:
    """How the licence is stated, without the decision of a person."""
    own = record.assessment.without_decision.get(Aspect.LICENSE.value)
    return LicenseStatus(own["status"]) if own else record.assessment.license.status


def _about_rights(statement: Statement) -> bool:
    name = statement.field.lower()
    return any(word in name for word in _lists()["rights_fields"])


_FILES: Mapping[str, Callable[[Distribution], object]] = {
    "download_url": lambda file: file.download_url,
    "byte_size": lambda file: file.byte_size is not None,
}
"""What any file may have, besides its format."""


def _read_as(file: Distribution) -> set[str]:
    """The indicators of a file's format that are met."""
    code = file.format.code if file.format else None
    met = {
        "format": file.format,
        "media_type": file.media_type,
        "format_vocabulary": code and not file_formats()[code].own,
        "non_proprietary": code in _lists()["non_proprietary"],
        "machine_readable": code in _lists()["machine_readable"],
    }
    return {name for name, there in met.items() if there}


def _worth(codes: Collection[str]) -> int:
    return sum(indicators()[code].points for code in codes)


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    """The lists of the vocabulary: formats that programs can read, formats that nobody owns, names of fields about rights."""
    loaded = load("metadata_quality.yml")
    return {name: frozenset(loaded[name]) for name in ("machine_readable", "non_proprietary", "rights_fields")}
