import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.assessment import PrivacyClass
from schemas.jurisdictions import jurisdictions
from schemas.privacy import PROTECTION, read_privacy_classes, read_subclasses, strictest
from schemas.vocab import load
from tests.shared_material import shared

CLASSES = read_privacy_classes(load("privacy_classes.yml"))
SUBCLASSES = read_subclasses(load("privacy_classes.yml"))


def test_every_class_has_a_meaning() -> None:
    assert list(CLASSES) == list(PrivacyClass)
    assert all(info.label and info.meaning for info in CLASSES.values())


def test_classes_in_other_vocabularies() -> None:
    special = CLASSES[PrivacyClass.SPECIAL]
    assert special.dpv_iris == ("https://w3id.org/dpv#SpecialCategoryPersonalData",)
    assert special.access_rights == "NON_PUBLIC"
    assert CLASSES[PrivacyClass.OPEN].access_rights == "PUBLIC"
    assert CLASSES[PrivacyClass.UNKNOWN].dpv == ()


def test_the_list_of_subclasses_is_that_of_the_transfer_rules() -> None:
    rules = yaml.safe_load(shared("knowledge/transfer_rules.yaml").read_text("utf-8"))
    assert set(SUBCLASSES) == set(rules["meta"]["subclasses"])
    assert set(PROTECTION) == set(rules["meta"]["data_classes"])


def test_subclasses_name_states_that_there_are() -> None:
    assert {state for row in SUBCLASSES.values() for state in row.state} <= set(jurisdictions())
    assert [id_ for id_, row in SUBCLASSES.items() if row.derived] == ["no_open_licence", "provenance_unknown"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PROTECTION), min_size=1))
def test_the_strictest_is_at_least_each(classes: list[PrivacyClass]) -> None:
    assert all(PROTECTION.index(strictest(classes)) >= PROTECTION.index(each) for each in classes)


def test_the_strictest_of_nothing_is_unknown() -> None:
    assert strictest([]) is PrivacyClass.UNKNOWN
