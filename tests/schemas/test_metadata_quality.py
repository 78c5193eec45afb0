"""The points for metadata: what counts, and what does not."""

from collections import Counter

import pytest

from schemas.assessment import LicenseStatus
from schemas.dataset import Agent, Coded, ContactPoint, Dataset, Distribution, Location, PeriodOfTime, Statement
from schemas.metadata_quality import by_effect, dimensions, indicators, lacking, points, rating, ratings, total
from schemas.record import CatalogRecord
from tests.factories import coded, day, record, text

WHOLE = Dataset(
    identifier="1",
    title=text({"en": "Water levels"}),
    description=text({"en": "Levels of rivers, by day."}),
    keyword=text("water"),
    theme=coded("ENVI"),
    spatial=(Location(verbatim="Kyrgyzstan"),),
    temporal=(PeriodOfTime(start=day("2020")),),
    publisher=Agent(name=text("Ministry")),
    contact_point=(ContactPoint(email="office@example.org"),),
    issued=day("2020-01-01"),
    modified=day("2026-01-01"),
    access_rights=coded("PUBLIC"),
    license=(Statement(verbatim="CC-BY-4.0", field="/license"), Statement(verbatim="As it is.", field="/rights")),
    distribution=(
        Distribution(
            access_url="https://example.org/1",
            download_url="https://example.org/1.csv",
            format=Coded(verbatim="csv", code="CSV"),
            media_type="text/csv",
            byte_size=12,
        ),
    ),
)


OF_PORTAL = Coded(verbatim="open", code="PUBLIC", of_portal=True)
"""What a declaration states for all datasets of its portal."""


def of(dataset: Dataset, status: LicenseStatus = LicenseStatus.IDENTIFIED) -> CatalogRecord:
    made = record()
    stated = made.assessment.license.model_copy(update={"status": status})
    assessment = made.assessment.model_copy(update={"license": stated})
    return made.model_copy(update={"dataset": dataset, "assessment": assessment})


def changed(**parts: object) -> CatalogRecord:
    return of(WHOLE.model_copy(update=parts))


def test_the_sums_are_those_of_the_method() -> None:
    assert (total(), len(indicators()), len(dimensions())) == (405, 23, 5)
    by_dimension = {code: total(dimension=code) for code in dimensions()}
    assert by_dimension == dict(zip(dimensions(), (100, 100, 110, 75, 20), strict=True))
    assert total(measured=True) + total(measured=False) == 405
    assert not Counter(each.dimension for each in indicators().values()).keys() ^ dimensions().keys()


def test_a_dataset_that_says_everything_lacks_nothing() -> None:
    assert lacking(of(WHOLE)) == ()
    assert points(()) == total(measured=True)


def test_a_dataset_that_says_nothing_has_no_points() -> None:
    bare = of(Dataset(identifier="1", title=text("")), LicenseStatus.NOT_STATED)
    assert points(lacking(bare)) == 0
    assert rating(0).code == "bad"


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({"keyword": ()}, {"keyword"}),
        ({"temporal": (PeriodOfTime(),)}, {"temporal"}),
        ({"contact_point": ()}, {"contact_point"}),
        ({"contact_point": (), "contact_withheld": True}, set()),
        ({"access_rights": ()}, {"access_rights", "access_rights_vocabulary"}),
        ({"access_rights": (Coded(verbatim="на всякий случай"),)}, {"access_rights_vocabulary"}),
        ({"access_rights": (OF_PORTAL,)}, {"access_rights", "access_rights_vocabulary"}),
        ({"description": text("  ")}, {"dcat_ap"}),
        ({"license": WHOLE.license[:1]}, {"rights"}),
        ({"publisher": Agent(name=())}, {"publisher"}),
    ],
)
def test_what_is_lacking_is_told(parts: dict[str, object], codes: set[str]) -> None:
    assert set(lacking(changed(**parts))) == codes


def test_the_file_with_the_most_points_counts() -> None:
    file = WHOLE.distribution[0]
    pdf = file.model_copy(update={"format": Coded(verbatim="PDF", code="PDF"), "media_type": "application/pdf"})
    assert lacking(changed(distribution=(pdf,))) == ("machine_readable",)
    assert lacking(changed(distribution=(pdf, file))) == ()


def test_a_format_of_our_own_is_in_no_vocabulary() -> None:
    table = WHOLE.distribution[0].model_copy(update={"format": Coded(verbatim="эксель", code="EXCEL")})
    assert lacking(changed(distribution=(table,))) == ("format_vocabulary", "non_proprietary")


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (LicenseStatus.AMBIGUOUS, ("license_vocabulary",)),
        (LicenseStatus.CONFLICT, ("license_vocabulary",)),
        (LicenseStatus.UNKNOWN, ("license_vocabulary",)),
        (LicenseStatus.NOT_STATED, ("license", "license_vocabulary")),
    ],
)
def test_a_licence_has_to_be_identified(status: LicenseStatus, codes: tuple[str, ...]) -> None:
    assert lacking(of(WHOLE, status)) == codes


def test_what_a_person_decided_is_no_metadata() -> None:
    found = of(WHOLE)
    own = {"license": {"value": "LicenseRef-unknown", "status": "ambiguous", "confidence": "low"}}
    decided = found.model_copy(update={"assessment": found.assessment.model_copy(update={"without_decision": own})})
    assert lacking(decided) == ("license_vocabulary",)


def test_what_has_the_most_points_comes_first() -> None:
    ordered = by_effect(("issued", "dcat_ap", "theme", "license"))
    assert [each.code for each in ordered] == ["dcat_ap", "theme", "license", "issued"]


@pytest.mark.parametrize(
    ("reached", "word"), [(351, "excellent"), (350.9, "good"), (221, "good"), (121, "sufficient"), (120.9, "bad")]
)
def test_the_rating_is_the_best_that_is_reached(reached: float, word: str) -> None:
    assert rating(reached).code == word
    assert ratings()[-1].at_least == 0
