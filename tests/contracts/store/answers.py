"""What every store must do about kept answers: equal ones are one, none is lost, and the last of a day is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from registry.proof.entries import open_part
from registry.store import Store
from registry.store.answers import Kept
from registry.store.errors import AnswerMissing, TooManyAnswers
from schemas.actor import Actor
from schemas.answers import Basis, FrozenAnswer, frozen_answer, frozen_record
from schemas.assessment import Confidence
from schemas.audit import CATALOGUE, Action
from schemas.canonical import digest
from schemas.record import CatalogRecord
from schemas.usage import Ground, UsageEffect, UsageRequest, UsageVerdict, UsedRule
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, next_version
from tests.factories import record

RULE = UsedRule(
    id="KG-OPEN",
    ground=Ground.TRANSFER,
    effect=UsageEffect.CONDITIONAL,
    confidence=Confidence.MEDIUM,
    citation="Digital Code No 178, article 25 “Цифровые данные”",
    source=(),
    known_since=date(2026, 11, 23),
)


def answer(
    item: CatalogRecord,
    *,
    at: datetime = AT,
    by: Actor | None = None,
    day: date | None = None,
    basis: Basis = Basis.CURRENT,
    **asked: Any,
) -> FrozenAnswer:
    request = UsageRequest.model_validate({"state": "KZ", "purpose": "research", **asked})
    verdict = UsageVerdict(
        request=request,
        effect=UsageEffect.CONDITIONAL,
        decided_by=(Ground.TRANSFER,),
        rule=(RULE,),
        confidence=Confidence.MEDIUM,
        rules="common-1.0.0 method-1 sha256-000000000000",
        day=day or at.date(),
    )
    return FrozenAnswer(
        record=item.id,
        version=item.version,
        record_hash=digest(frozen_record(item)),
        verdict=verdict,
        assessment_rules=item.assessment.rules,
        basis=basis,
        serai="1.0.0",
        at=at,
        by=by,
    )


def asked(**stated: Any) -> UsageRequest:
    return UsageRequest.model_validate({"state": "KZ", "purpose": "research", **stated})


class AnswersContract(Backend):
    """A part of `StoreContract`."""

    def test_an_answer_is_kept_as_it_is_with_the_state_of_its_record(self, store: Store) -> None:
        item = record("Суу ресурстары")
        given = answer(item, by=Actor.person("Айсулуу"), affiliation="Институт водных проблем")
        kept, new = store.answers.keep(given, item)
        assert new
        assert store.answers.get(kept.number) == kept
        assert kept.answer == given
        assert kept.content == frozen_answer(given).decode()
        assert kept.hash == digest(frozen_answer(given))
        assert store.answers.record_of(given.record_hash)["dataset"]["title"][0]["value"] == "Суу ресурстары"
        with pytest.raises(AnswerMissing):
            store.answers.get(kept.number + 1)

    def test_the_trail_has_each_answer_once(self, store: Store) -> None:
        item = record()
        given = answer(item, by=Actor.person("Айсулуу"), affiliation="Институт водных проблем")
        kept, _ = store.answers.keep(given, item)
        visitors, _ = store.answers.keep(answer(item, at=AT + timedelta(hours=1)), item)
        assert store.answers.keep(answer(item, at=AT + timedelta(hours=2), day=AT.date()), item) == (visitors, False)
        first, second = store.audit.history(CATALOGUE)
        assert (kept.entry, visitors.entry) == (first.id, second.id)
        assert (first.action, first.actor, first.at) == (Action.ANSWER, Actor.person("Айсулуу"), AT)
        told = {"answer": kept.number, "dataset": str(item.id)}
        assert first.details == told | {"content": kept.hash}
        assert open_part(first.details) == told
        assert (second.actor, second.details["answer"]) == (Actor.system("visitor"), visitors.number)
        assert store.audit.verify() is None

    def test_equal_answers_are_one_whenever_they_are_given(self, store: Store) -> None:
        item = record()
        first, _ = store.answers.keep(answer(item), item)
        later = answer(item, at=AT + timedelta(hours=3), day=AT.date())
        assert store.answers.keep(later, item) == (first, False)
        others = [answer(item, by=Actor.person("Bolat")), answer(item, state="RU"), answer(item, affiliation="A university")]
        numbers = {store.answers.keep(each, item)[0].number for each in others}
        changed = next_version(item)
        numbers.add(store.answers.keep(answer(changed), changed)[0].number)
        assert len(numbers | {first.number}) == 5

    def test_answers_that_are_kept_at_once_are_one(self, store: Store) -> None:
        item = record()

        def keep(second: int) -> tuple[Kept, bool]:
            return store.answers.keep(answer(item, at=AT + timedelta(seconds=second)), item)

        with ThreadPoolExecutor(4) as threads:
            kept = list(threads.map(keep, range(8)))
        assert len({each.number for each, _ in kept}) == 1
        assert store.audit.end() == 1
        assert [new for _, new in kept].count(True) == 1

    def test_the_last_answer_of_a_day_is_found_by_its_question(self, store: Store) -> None:
        item, other = record(identifier="a"), record(identifier="b")
        day = AT.date()
        store.answers.keep(answer(item, subclass=("health", "genetic")), item)
        store.answers.keep(answer(other), other)
        store.answers.keep(answer(item, at=AT - timedelta(days=1), day=day), item)
        store.answers.keep(answer(item, at=AT + timedelta(days=1), day=day, basis=Basis.COMPUTED), item)
        assert store.answers.of_day(item.id, asked(), day) is None
        store.answers.keep(answer(item), item)
        last, _ = store.answers.keep(answer(item, at=AT + timedelta(hours=2), affiliation="A university"), item)
        assert store.answers.of_day(item.id, asked(recipient="Somebody"), day) == last
        assert store.answers.of_day(item.id, asked(state="RU"), day) is None
        assert store.answers.of_day(item.id, asked(), day + timedelta(days=1)) is None
        found = store.answers.of_day(item.id, asked(subclass=("genetic", "health", "genetic")), day)
        assert found is not None
        assert found.answer.verdict.request.subclass == ("health", "genetic")

    def test_the_edges_of_a_day_are_those_of_utc(self, store: Store) -> None:
        item, day = record(), AT.date()
        start = AT.replace(hour=0, minute=0, second=0, microsecond=0)
        store.answers.keep(answer(item, at=start, affiliation="First"), item)
        end, _ = store.answers.keep(answer(item, at=start + timedelta(days=1, microseconds=-1), affiliation="Last"), item)
        assert store.answers.of_day(item.id, asked(), day) == end

    def test_answers_are_listed_from_the_newest(self, store: Store) -> None:
        items = [record(identifier=name) for name in "abc"]
        kept = [store.answers.keep(answer(item, state=state), item)[0] for item in items for state in ("KZ", "RU")]
        assert store.answers.list(limit=4) == tuple(reversed(kept))[:4]
        assert store.answers.list(record=items[1].id) == (kept[3], kept[2])
        assert store.answers.list(before=kept[2].number) == (kept[1], kept[0])
        assert store.answers.latest(items[2].id, asked()) == kept[4]
        assert store.answers.latest(items[2].id, asked(purpose="commercial")) is None

    def test_visitors_keep_no_more_than_they_may_in_an_hour(self, store: Store) -> None:
        item = record()
        for number in range(2):
            made = answer(item, at=AT + timedelta(minutes=number), affiliation=f"University {number}")
            store.answers.keep(made, item, visitors=2)
        third = answer(item, at=AT + timedelta(minutes=20), affiliation="University 3")
        with pytest.raises(TooManyAnswers) as refused:
            store.answers.keep(third, item, visitors=2)
        assert refused.value.seconds == 40 * 60
        assert len(store.answers.list()) == store.audit.end() == 2
        again = answer(item, at=AT + timedelta(minutes=20), affiliation="University 1", day=AT.date())
        assert not store.answers.keep(again, item, visitors=2)[1]
        person = answer(item, at=AT + timedelta(minutes=20), affiliation="University 3", by=Actor.person("Bolat"))
        assert store.answers.keep(person, item, visitors=2)[1]
        later = answer(item, at=AT + timedelta(minutes=60), day=AT.date(), affiliation="University 3")
        assert store.answers.keep(later, item, visitors=2)[1]
