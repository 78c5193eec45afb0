"""The vocabularies of what people record, and the curations that were stored before there were facts."""

from itertools import pairwise

import pytest

from schemas.assessment import PrivacyClass
from schemas.deidentification import techniques
from schemas.dpv import legal_bases, personal_data
from schemas.entries import Entry
from schemas.privacy import read_privacy_classes
from schemas.record import Aspect, Curation
from schemas.transfer_facts import subject_counts
from schemas.vocab import load

VOCABULARIES = [personal_data(), legal_bases(), techniques(), subject_counts()]


@pytest.mark.parametrize("entries", VOCABULARIES)
def test_entries_have_a_label_and_are_a_kind_of_what_is_there(entries: dict[str, Entry]) -> None:
    assert all(entry.id == id_ and entry.label.strip() for id_, entry in entries.items())
    assert {broader for entry in entries.values() for broader in entry.broader} <= set(entries)
    assert len({entry.label for entry in entries.values()}) == len(entries)


def test_what_is_narrower_than_a_special_category_is_special() -> None:
    special = {id_ for id_, entry in personal_data().items() if entry.special}
    assert {"Biometric", "Fingerprint", "MentalHealth", "TradeUnionMembership", "ReligiousBelief"} <= special
    assert not {"Name", "Age", "Ethnicity", "Identifying", "Vulnerability"} & special


def test_the_bands_follow_each_other_from_nobody_on() -> None:
    bands = list(subject_counts().values())
    assert (bands[0].minimum, bands[-1].maximum) == (0, None)
    assert all(lower.maximum == upper.minimum - 1 for lower, upper in pairwise(bands) if lower.maximum and upper.minimum)


def test_classes_need_facts_that_there_are() -> None:
    classes = read_privacy_classes(load("privacy_classes.yml"))
    assert {name for row in classes.values() for name in row.needs} <= {aspect.value for aspect in Aspect}
    assert Aspect.DEIDENTIFICATION in classes[PrivacyClass.ANONYMISED].needs
    assert Aspect.LEGAL_BASIS in classes[PrivacyClass.PERSONAL].needs


OLD = """{
    "license": {"reason": "named there", "by": "Aida", "at": "2026-11-24T08:00:00Z", "value": "CC-BY-4.0"},
    "jurisdiction": {
        "reason": "as the law says", "by": "Aida", "at": "2026-11-24T08:00:00Z",
        "value": {"holder_state": null, "storage_state": ["KG"], "collection_state": null, "data_subject_state": []}
    },
    "privacy_class": {
        "reason": "it has names", "by": "Aida", "at": "2026-11-24T08:00:00Z", "value": "special", "subclass": ["biometric"]
    }
}"""
"""As version 0.1 stored it."""


def test_a_curation_of_before_is_read_unchanged() -> None:
    read = Curation.model_validate_json(OLD)
    assert read.license
    assert (read.license.value, read.license.source) == ("CC-BY-4.0", None)
    assert read.jurisdiction
    assert (read.jurisdiction.value.storage_state, read.jurisdiction.value.data_subject_state) == (("KG",), ())
    assert read.privacy_class
    assert (read.privacy_class.value, read.privacy_class.subclass) == (PrivacyClass.SPECIAL, ("biometric",))
    assert read.privacy_class.denied_subclass == ()
    assert [decision.aspect for decision in read.in_force] == [Aspect.LICENSE, Aspect.JURISDICTION, Aspect.PRIVACY_CLASS]
    assert Curation.model_validate_json(read.model_dump_json()) == read
