"""A dataset that has a past, for pages of past days."""

from datetime import timedelta
from uuid import UUID

from registry.services import Services
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.record import Status, record_id


def of_yesterday(services: Services) -> UUID:
    """A dataset that was there yesterday, and that its portal does not list any more."""
    like = next(services.store.records.stream(source="sample_kg"))
    known = {"id": record_id("kg_data_gov", "of-yesterday"), "source": "kg_data_gov", "version": 1}
    record = like.model_copy(update=known | {"dataset": like.dataset.model_copy(update={"identifier": "of-yesterday"})})
    actor, saves = Actor.of_run(1), services.store.records.save
    saves([Save(record=record, action=Action.CREATE, details={})], actor=actor, at=services.clock() - timedelta(days=1))
    later = record.model_copy(update={"version": 2, "status": Status.WITHDRAWN})
    saves([Save(record=later, action=Action.WITHDRAW, details={})], actor=actor, at=services.clock())
    return record.id
