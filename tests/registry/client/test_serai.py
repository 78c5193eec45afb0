"""What the client gives is what the installation has."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from registry.client import Serai, SeraiError
from registry.pipeline.publish import publish
from registry.services import Services
from schemas.formats import FORMATS
from schemas.usage import UsageEffect

NOBODY = UUID(int=0)


@pytest.fixture(scope="module")
def id(services: Services) -> UUID:
    return next(services.store.records.stream()).id


def test_a_record_comes_with_its_layers(serai: Serai, services: Services, id: UUID) -> None:
    stored = services.store.records.get(id)
    found = serai.dataset(id)
    assert stored is not None
    assert (found.id, found.dataset, found.provenance, found.version) == (id, stored.dataset, stored.provenance, stored.version)
    assert found == serai.dataset(str(id)) == serai.dataset(found)
    assert serai.dataset(id, at=date(2026, 11, 25)).at == date(2026, 11, 25)
    assert services.archive.get(found.provenance.raw_hash) == serai.raw(id)


def test_every_format_is_there_by_the_name_of_its_file(serai: Serai, id: UUID) -> None:
    assert {file for file in FORMATS if str(id) not in serai.as_format(id, FORMATS[file].file)} == set()
    with pytest.raises(SeraiError) as error:
        serai.as_format(id, "../../sources")
    assert error.value.code == "path-unknown"


def test_a_use_is_answered_as_the_api_does(serai: Serai, id: UUID) -> None:
    found = serai.usage(id, state="KZ", purpose="ai_training", subclass=["biometric"], critical_operator=True, exporter_count=5)
    assert (found.request.state, found.request.purpose) == ("KZ", "ai_training")
    assert (found.request.subclass, found.request.critical_operator, found.request.exporter_count) == (("biometric",), True, 5)
    assert isinstance(found.effect, UsageEffect)
    assert serai.usage(id, state="KZ", purpose="research", day=date(2027, 1, 1)).day == date(2027, 1, 1)
    with pytest.raises(SeraiError, match="purpose") as error:
        serai.usage(id, state="KZ", purpose="fun")
    assert error.value.code == "usage-invalid"
    assert "research" in (*error.value.choices, *(choice for flaw in error.value.errors for choice in flaw.choices))


def test_the_history_can_be_proved(serai: Serai, services: Services, id: UUID) -> None:
    publish(services)
    (first, *_) = serai.history(id)
    assert first.at == datetime(2026, 11, 25, 12, tzinfo=UTC)
    found = serai.check_proof(serai.proof(first))
    assert (found.holds, found.entry, found.here) == (True, first.id, "same")
    broken = serai.check_proof("no proof")
    assert (broken.holds, broken.fault and broken.fault.code) == (False, "malformed")


def test_portals_and_their_runs(serai: Serai, services: Services) -> None:
    assert {each.declaration.id for each in serai.sources()} == set(services.sources)
    assert serai.source("sample_kg").records == services.store.records.count(source="sample_kg")
    assert [run.source for run in serai.runs()] == ["sample_pk", "sample_kg", "sample_ir"] or len(list(serai.runs())) == 3
    (run,) = serai.runs(source="sample_kg")
    assert serai.run(run.id).counts == run.counts
    assert "title-missing" in {group.code for group in serai.run(run.id).issues}


def test_what_there_is_by_state(serai: Serai) -> None:
    found = serai.coverage("вода", jurisdiction="KG")
    assert found.total == serai.search("вода", jurisdiction="KG", way=["typed", "concept"]).total


def test_changes_are_told_since_a_moment(serai: Serai, services: Services) -> None:
    everything = list(serai.changes(datetime(2026, 11, 25, 12, tzinfo=UTC)))
    assert len(everything) == services.store.records.count()
    assert list(serai.changes(date(2026, 11, 26))) == []


@pytest.mark.parametrize(
    ("ask", "code", "status"),
    [
        (lambda serai: serai.dataset(NOBODY), "record-missing", 404),
        (lambda serai: serai.history(NOBODY), "record-missing", 404),
        (lambda serai: serai.source("nowhere at all?"), "source-missing", 404),
        (lambda serai: serai.run(10**6), "run-missing", 404),
        (lambda serai: serai.proof(10**6), "entry-missing", 404),
        (lambda serai: serai.search(colour="blue").total, "query-invalid", 422),
        (lambda serai: serai.search(modified="yesterday").total, "query-invalid", 422),
        (lambda serai: serai.search(usage="KZ:fun").total, "usage-invalid", 422),
    ],
)
def test_what_is_wrong_has_the_code_of_the_api(serai: Serai, ask: object, code: str, status: int) -> None:
    with pytest.raises(SeraiError) as error:
        ask(serai)  # type: ignore[operator]
    assert (error.value.code, error.value.status) == (code, status)
    assert error.value.address.startswith("http://127.0.0.1:")
    assert error.value.detail in str(error.value)


def test_an_id_that_is_none_is_told_at_once(serai: Serai) -> None:
    with pytest.raises(ValueError, match="UUID"):
        serai.dataset("water")
