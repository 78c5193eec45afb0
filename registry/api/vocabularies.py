"""The values that answers and filters use: fields of the search, licences, states."""

from fastapi import APIRouter

from search.fields import FIELDS, Field

from ..answers import links
from ..answers.vocabularies import FieldAnswer, FieldsAnswer, JurisdictionsAnswer, LicensesAnswer, PrivacyClassesAnswer
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
