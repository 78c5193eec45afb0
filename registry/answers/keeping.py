"""Keeping an answer, and the shape of a kept one."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from schemas.actor import Actor
from schemas.answers import FrozenAnswer, KeptAnswer, frozen_record
from schemas.canonical import digest
from schemas.model import Model
from schemas.record import CatalogRecord
from schemas.usage import UsageRequest

from ..services import Services
from ..store import Store
from ..store.answers import Kept
from . import links
from .health import installed_version
from .links import Link
from .trail import proof_text
from .usage import given


class VisitorsKeepNothing(Exception):
    """Here only who signs in can keep an answer."""


class KeptLinks(Model):
    """`now` is today's answer to the same question, `proof` the proof of the entry of the trail about the kept one."""

    self: Link
    page: Link
    dataset: Link
    now: Link
    proof: Link | None = None


class KeptUsageAnswer(KeptAnswer):
    """A kept answer. Its file can be checked by `serai answers check`, or by any program that has SHA-256.

    `entry` is the entry of the audit trail that commits to `hash`, and `proof` proves that it is in the signed trail: so nobody,
    the operator included, can have changed the answer since. An answer that an older version kept has no entry. A proof is there
    some seconds after the answer was kept.
    """

    entry: int | None = None
    proof: Annotated[str | None, Field(description="The text of the proof (C2SP tlog-proof).")] = None
    links: KeptLinks


class KeptLine(Model):
    """A kept answer in a list."""

    number: int
    hash: str
    answer: FrozenAnswer


class KeptList(Model):
    items: tuple[KeptLine, ...]
    next: Annotated[int | None, Field(description="The `before` of the next page.")] = None


def keep(
    services: Services, record: CatalogRecord, request: UsageRequest, *, at: date | None, by: Actor | None
) -> tuple[Kept, bool]:
    """Keep the answer to a question, and tell whether it is new. An answer that was kept on the past day `at` is given back.

    Raises `VisitorsKeepNothing`, `TooManyAnswers`, and what `given` raises.
    """
    visitors = services.settings.answers_per_hour
    if by is None and not visitors:
        raise VisitorsKeepNothing
    found = given(services, record, request, at=at)
    if found.kept is not None:
        return found.kept, False
    answer = FrozenAnswer(
        record=record.id,
        version=found.version,
        record_hash=digest(frozen_record(found.record)),
        ancestor_hash=tuple(digest(frozen_record(each.record)) for each in found.lineage.ancestors),
        verdict=found.verdict,
        assessment_rules=found.assessment_rules,
        basis=found.basis,
        rests_on=found.rests_on,
        serai=installed_version(),
        at=services.clock(),
        by=by,
    )
    made_from = [each.record for each in found.lineage.ancestors]
    return services.store.answers.keep(answer, found.record, *made_from, visitors=visitors)


def kept_view(services: Services, kept: Kept) -> KeptUsageAnswer:
    """A kept answer with the state of its record, and its proof if there is one now. Raises `Corrupt`."""
    answer, store = kept.answer, services.store
    return KeptUsageAnswer(
        number=kept.number,
        hash=kept.hash,
        answer=answer,
        record=store.answers.record_of(answer.record_hash),
        ancestor=tuple(map(store.answers.record_of, answer.ancestor_hash)),
        entry=kept.entry,
        proof=proof_text(services, kept.entry),
        links=_links(kept, answer),
    )


def kept_json(services: Services, kept: Kept) -> dict[str, Any]:
    """The same as values of JSON: `answer` and the states exactly as they were hashed, whatever this version would write."""
    view = kept_view(services, kept)
    return {**view.model_dump(mode="json"), "answer": kept.value, "record": view.record, "ancestor": view.ancestor}


def list_kept(store: Store, *, record: UUID | None = None, before: int | None = None, limit: int = 50) -> KeptList:
    """Kept answers, the newest first, at most `limit`."""
    items = store.answers.list(record=record, before=before, limit=limit)
    lines = tuple(KeptLine(number=each.number, hash=each.hash, answer=each.answer) for each in items)
    return KeptList(items=lines, next=lines[-1].number if len(lines) == limit else None)


def _links(kept: Kept, answer: FrozenAnswer) -> KeptLinks:
    return KeptLinks(
        self=links.answer(kept.number),
        page=links.answer_page(kept.number),
        dataset=links.record(answer.record),
        now=links.usage(answer.record, parameters(answer.verdict.request)),
        proof=links.entry_proof(kept.entry) if kept.entry else None,
    )


def parameters(request: UsageRequest) -> list[tuple[str, str]]:
    """A question as the parameters of its address. Who asks is left out: addresses are logged."""
    asked = request.model_dump(mode="json", exclude_defaults=True, exclude={"affiliation", "recipient"})
    return [(name, _text(each)) for name, value in asked.items() for each in (value if isinstance(value, list) else [value])]


def _text(value: str | int) -> str:  # a truth value is a number too
    return str(value).lower() if isinstance(value, bool) else str(value)
