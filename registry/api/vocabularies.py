"""The values that answers and filters use: fields of the search, licences, states, and what people can record."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path

from schemas.record import Aspect
from search.field import Field
from search.fields import FIELDS

from ..answers import links
from ..answers.vocabularies import (
    EntriesAnswer,
    FieldAnswer,
    FieldsAnswer,
    JurisdictionsAnswer,
    LicensesAnswer,
    PrivacyClassesAnswer,
    PurposesAnswer,
)
from ..policy.choices import ENTRIES
from .documentation import problems
from .services import ServicesDep

router = APIRouter(prefix=links.ROOT, tags=["vocabularies"])


@router.get("/fields", summary="List the fields of the search", responses=problems())
def list_fields() -> FieldsAnswer:
    """What can be searched, filtered and counted. Each name is a parameter of `/api/v1/datasets`, or a value of `facet`."""
    return FieldsAnswer(items=tuple(field_view(field) for field in FIELDS.values()))


@router.get("/licenses", summary="List the licences", responses=problems())
def list_licenses(services: ServicesDep) -> LicensesAnswer:
    """Every licence we know, with what it permits. The ids are the values of `license`."""
    return LicensesAnswer(items=tuple(services.rules.licenses.by_id.values()))


@router.get("/jurisdictions", summary="List the states", responses=problems())
def list_jurisdictions(services: ServicesDep) -> JurisdictionsAnswer:
    """Every state whose law we know, with its acts and its regulator. The codes are the values of `jurisdiction`."""
    return JurisdictionsAnswer(items=tuple(services.rules.jurisdictions.values()))


@router.get("/privacy-classes", summary="List the privacy classes", responses=problems())
def list_privacy_classes(services: ServicesDep) -> PrivacyClassesAnswer:
    """What each class means. The names are the values of `privacy_class`. A derived subclass follows from other facts."""
    rules = services.rules
    return PrivacyClassesAnswer(items=tuple(rules.privacy_classes.values()), subclasses=tuple(rules.subclasses.values()))


@router.get("/purposes", summary="List the purposes", responses=problems())
def list_purposes(services: ServicesDep) -> PurposesAnswer:
    """What data can be wanted for, a closed list. The ids are the values of `purpose` in a question about a use."""
    return PurposesAnswer(items=tuple(services.rules.transfer.purposes.values()))


Vocabulary = StrEnum("Vocabulary", {aspect.name: aspect.value for aspect in ENTRIES})  # type: ignore[misc]  # the names are known when this runs


@router.get("/vocabularies/{aspect}", summary="List what can be recorded", responses=problems("request-invalid"))
def list_entries(aspect: Annotated[Vocabulary, Path(description="What the entries are about.")]) -> EntriesAnswer:
    """The entries whose ids a decision about the aspect names: terms of DPV and ISO/IEC 20889, bands, codes of conditions."""
    return EntriesAnswer(items=tuple(ENTRIES[Aspect(aspect)]().values()))


def field_view(field: Field) -> FieldAnswer:
    return FieldAnswer(
        name=field.name,
        label=field.label,
        description=field.description,
        term=field.curie,
        searched=field.text is not None,
        filter=field.values is not None,
        facet=field.facet,
        range=field.day is not None or field.spans is not None,
    )
