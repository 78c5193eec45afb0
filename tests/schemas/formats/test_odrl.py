import pytest

from schemas.assessment import Confidence, LicenseStatus, PrivacyClass
from schemas.dataset import Coded
from schemas.formats.entry import Entry
from schemas.formats.odrl import Policy, action_iri, policy_of
from schemas.licenses import read_licenses
from schemas.vocab import load
from tests.entries import WHOLE, entry

LICENSES = read_licenses(load("licenses.yml"))
ANSWERED = {"status": LicenseStatus.IDENTIFIED, "confidence": Confidence.HIGH}


def licensed(id_: str, *, privacy: PrivacyClass = PrivacyClass.OPEN, **changed: object) -> Entry:
    """The whole record under a licence of the table."""
    row = LICENSES.by_id[id_]
    terms = {
        name: getattr(row.terms, name) for name in ("commercial", "derivatives", "attribution", "share_alike", "ai_training")
    }
    assessment = WHOLE.assessment
    found = assessment.license.model_copy(
        update={"id": id_, "url": row.url[0] if row.url else None, **terms, **ANSWERED, **changed}
    )
    class_ = assessment.privacy.model_copy(update={"privacy_class": privacy})
    return entry(WHOLE.model_copy(update={"assessment": assessment.model_copy(update={"license": found, "privacy": class_})}))


@pytest.mark.parametrize(
    ("id_", "permission", "prohibition", "duty"),
    [
        ("CC0-1.0", "odrl:use cc:CommercialUse odrl:derive", "", ""),
        ("CC-BY-4.0", "odrl:use cc:CommercialUse odrl:derive", "", "odrl:attribute"),
        ("CC-BY-SA-4.0", "odrl:use cc:CommercialUse odrl:derive", "", "odrl:attribute cc:ShareAlike"),
        ("CC-BY-NC-4.0", "odrl:use odrl:derive", "cc:CommercialUse", "odrl:attribute"),
        ("CC-BY-ND-4.0", "odrl:use cc:CommercialUse", "odrl:derive", "odrl:attribute"),
        ("LicenseRef-CN-not-open", "", "cc:CommercialUse odrl:derive", ""),
        ("LicenseRef-CN-conditional-open", "", "", ""),
        ("C-UDA-1.0", "cc:CommercialUse", "", "odrl:attribute cc:ShareAlike"),
    ],
)
def test_terms_become_actions(id_: str, permission: str, prohibition: str, duty: str) -> None:
    policy = policy_of(licensed(id_))
    assert [" ".join(each) for each in (policy.permission, policy.prohibition, policy.duty)] == [permission, prohibition, duty]


def test_an_unclear_licence_gives_no_policy() -> None:
    assert policy_of(licensed("CC-BY-4.0", confidence=Confidence.LOW)) == Policy()
    assert policy_of(licensed("CC-BY-4.0", status=LicenseStatus.AMBIGUOUS)) == Policy()


@pytest.mark.parametrize("class_", ["pseudonymised", "personal", "special", "restricted", "unknown"])
def test_protected_data_get_no_permission_from_a_licence(class_: str) -> None:
    policy = policy_of(licensed("CC-BY-NC-4.0", privacy=PrivacyClass(class_)))
    assert (policy.permission, policy.duty, policy.prohibition) == ((), (), ("cc:CommercialUse",))


@pytest.mark.parametrize("code", ["RESTRICTED", "NON_PUBLIC"])
def test_data_that_not_everybody_may_have_get_no_permission_from_a_licence(code: str) -> None:
    open_ = licensed("CC-BY-4.0")
    limited = open_.record.dataset.model_copy(update={"access_rights": (Coded(verbatim=code, code=code),)})
    assert policy_of(entry(open_.record.model_copy(update={"dataset": limited}))).permission == ()


def test_a_class_that_is_unclear_may_be_any() -> None:
    open_ = licensed("CC-BY-4.0")
    unclear = open_.record.assessment.privacy.model_copy(update={"confidence": Confidence.LOW})
    assessed = open_.record.assessment.model_copy(update={"privacy": unclear})
    assert policy_of(entry(open_.record.model_copy(update={"assessment": assessed}))).permission == ()


def test_the_licence_is_cited() -> None:
    assert policy_of(licensed("CC-BY-4.0")).license == "https://creativecommons.org/licenses/by/4.0/"


def test_every_action_has_an_address() -> None:
    for id_ in LICENSES.by_id:
        policy = policy_of(licensed(id_))
        assert all(action_iri(each).startswith("http") for each in policy.permission + policy.prohibition + policy.duty)
