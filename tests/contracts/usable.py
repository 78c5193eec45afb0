"""What every search engine must give for the question whether records may be used: the answers that `decide` gives for each.

A backend subclasses `UsableContract` and supplies the fixture `engine`, empty.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, partial
from random import Random
from typing import Any
from uuid import UUID

import pytest

from registry.answers.shapes.usable import UsageCounts
from registry.answers.usable import usage_counts
from registry.pipeline.usable import Usable
from registry.policy.rules import Rules, load_rules, shipped_contents, shipped_rules
from registry.policy.transfer.decide import decide
from schemas.assessment import Assessment, Confidence, PrivacyClass
from schemas.record import AccessConditions, AccessConditionsDecision, CatalogRecord, Curation, SubjectCountDecision
from schemas.transfer_facts import subject_counts
from schemas.usage import UsageEffect, UsageRequest, UsageVerdict, UsedRule
from search.ask import ask
from search.document import document
from search.engine import SearchEngine
from search.errors import UnknownField
from search.query import MAX_LIMIT, Filter, Query, Results, Sort
from search.values import GROUNDS
from tests.factories import NOON, TODAY, assessment, jurisdiction_of, license_of, privacy_of, record

RULES = shipped_rules()
RECORDS = 150
ALL = ("KZ:research:all",)
WORDS = ("water", "air", "soil")
THEMES = ("ENVI", "HEAL")
MEMBERS = ("CN", "RU", "IN", "PK", "KZ", "KG", "TJ", "UZ", "IR", "BY")
OUTSIDE = ("MN", "HK", "MO", "US")
"""A partner, the two regions of China with codes of their own, and a state that is neither member nor partner."""

PLACES = (*MEMBERS, *MEMBERS, *OUTSIDE)


@cache
def records() -> tuple[CatalogRecord, ...]:
    """Records of all kinds that the rules tell apart, of holders inside and outside of the members; some share their grounds."""
    return tuple(generated(at, Random(at // 2 if at % 5 == 0 else at)) for at in range(RECORDS))


def generated(at: int, chance: Random) -> CatalogRecord:
    """A record whose use is decided by `chance`; its words, its theme and its day say nothing of it."""
    license_id = chance.choice([None, "CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "LicenseRef-other-open"])
    plain = record(
        f"{WORDS[at % 3]} quality, part {at}" if at % 5 else f"{WORDS[at % 3]} {at}",
        identifier=f"r{at}",
        theme=(THEMES[at % 2],),
        modified=f"20{10 + at % 15}",
        curation=curated(chance),
        publisher=chance.choice(["", "Statistics office", "Statistics office"]),
        access_rights=chance.choice([(), (), ("PUBLIC",), ("RESTRICTED",), ("NON_PUBLIC", "RESTRICTED")]),
    )
    return plain.model_copy(update={"assessment": concluded(license_id, chance)})


def concluded(license_id: str | None, chance: Random) -> Assessment:
    sure = partial(chance.choice, [Confidence.HIGH, Confidence.MEDIUM, Confidence.MEDIUM, Confidence.LOW])
    terms = vars(RULES.licenses.by_id[license_id].terms) | {"confidence": sure()} if license_id else {}
    persons, collected = ((chance.choice(PLACES),) if chance.random() < 0.3 else () for _ in range(2))
    subclasses = sorted(RULES.transfer.subclasses)
    stated = chance.sample(subclasses, chance.choice([0, 0, 1, 2]))
    denied = sorted(set(chance.choice([[], subclasses, chance.sample(subclasses, 5)])) - set(stated))
    privacy = {"subclass": tuple(stated), "denied_subclass": tuple(denied), "confidence": sure()}
    holder = chance.choice([*PLACES, None])
    jurisdiction = jurisdiction_of(holder, data_subject_state=persons, collection_state=collected)
    return assessment().model_copy(
        update={
            "license": license_of(license_id).model_copy(update=terms),
            "jurisdiction": jurisdiction.model_copy(update={"confidence": sure()}),
            "privacy": privacy_of(chance.choice(list(PrivacyClass))).model_copy(update=privacy),
        }
    )


def curated(chance: Random) -> Curation:
    """What an officer recorded about access, and about the number of people; mostly nothing."""
    said: Any = {"reason": "the holder's letter", "by": "A. Officer", "at": NOON}
    until = TODAY + timedelta(days=chance.choice([-1, 0, 1, 300]))
    conditions = chance.choice([{"words": "On request; see | the form."}, {"embargo_until": until}, None, None, None, None])
    band = chance.choice([*subject_counts(), None, None, None, None])
    return Curation(
        access_conditions=AccessConditionsDecision(value=AccessConditions(**conditions), **said) if conditions else None,
        subject_count=SubjectCountDecision(value=band, **said) if band else None,
    )


def verdicts(request: UsageRequest, by: Rules, on: date = TODAY) -> dict[UUID, UsageVerdict]:
    return {each.id: decide(each, request, by.transfer, on, changes=False) for each in records()}


def counted(counts: UsageCounts) -> Counter[UsageEffect]:
    return Counter({each.effect: each.count for each in counts.effects if each.count})


def found(engine: SearchEngine, usable: Usable, query: Query) -> Results:
    return ask(engine, usable.filtered(engine, query))


def every(engine: SearchEngine, usable: Usable, query: Query) -> Iterator[Results]:
    """All pages of a query, in an order by date."""
    query = usable.filtered(engine, query).model_copy(update={"sort": Sort.MODIFIED, "limit": MAX_LIMIT})
    while True:
        page = ask(engine, query, facets=())
        yield page
        if len(page.hit) < MAX_LIMIT or page.last is None:
            return
        query = query.model_copy(update={"after": page.last})


class UsableContract:
    @pytest.fixture
    def filled(self, engine: SearchEngine) -> SearchEngine:
        engine.rebuild(document(each) for each in records())
        return engine

    def test_the_index_gives_the_answers_of_decide(self, filled: SearchEngine) -> None:
        for state in (*MEMBERS, *OUTSIDE):
            for purpose in RULES.transfer.purposes:
                self._same(filled, RULES, UsageRequest(state=state, purpose=purpose), TODAY)

    def _same(self, engine: SearchEngine, by: Rules, request: UsageRequest, on: date) -> Counter[UsageEffect]:
        """Counts, reasons and a filter are those of `decide` for each record."""
        one_by_one = verdicts(request, by, on)
        expected = Counter(verdict.effect for verdict in one_by_one.values())
        counts = usage_counts(Usable(by, request, on), found(engine, Usable(by, request, on), Query(usage=ALL, limit=0)))
        assert counted(counts) == expected, request
        assert (counts.state, counts.purpose, counts.day, counts.uncounted) == (request.state, request.purpose, on, 0)
        left_out = [each for each in one_by_one.values() if each.effect not in {UsageEffect.ALLOWED, UsageEffect.CONDITIONAL}]
        for reason in counts.left_out:
            assert reason.count == sum(
                verdict.effect is reason.effect and reason.rule in {rule.id for rule in deciding(verdict)} for verdict in left_out
            ), (request, reason)
            assert reason.alone <= reason.count
        assert {(each.effect, rule.id) for each in left_out for rule in deciding(each)} == {
            (each.effect, each.rule) for each in counts.left_out
        }
        return expected

    def test_a_filter_finds_those_with_an_effect_and_each_says_why(self, filled: SearchEngine) -> None:
        for state, purpose in (("KZ", "ai_training"), ("CN", "research"), ("HK", "publication"), ("MN", "commercial")):
            request = asked(state, purpose)
            one_by_one = verdicts(request, RULES)
            for effect in UsageEffect:
                usable = Usable(RULES, request, TODAY, [effect])
                pages = list(every(filled, usable, Query(usage=(f"{state}:{purpose}:{effect}",))))
                hits = [hit for page in pages for hit in page.hit]
                assert {hit.id for hit in hits} == {id for id, verdict in one_by_one.items() if verdict.effect is effect}
                assert {page.total for page in pages} == {len(hits)}
                for hit in hits:
                    short, whole = usable.verdict(hit.summary.usage_grounds), one_by_one[hit.id]
                    for name in ("effect", "would_be", "decided_by", "confidence"):
                        assert getattr(short, name) == getattr(whole, name), (name, hit.id)
                    assert {each.rule for each in short.reason} == {rule.id for rule in deciding(whole)}
                    assert len(short.reason) == len(deciding(whole))
                    assert {each.code for reason in short.reason for each in reason.missing} <= {
                        each.code for each in whole.missing
                    }

    def test_without_effects_it_finds_what_is_allowed_or_conditional(self, filled: SearchEngine) -> None:
        usable = Usable(RULES, asked("KZ", "research"), TODAY)
        results = found(filled, usable, Query(usage=("KZ:research",)))
        counts = usage_counts(usable, results)
        of = counted(counts)
        assert results.total == of[UsageEffect.ALLOWED] + of[UsageEffect.CONDITIONAL] > 0
        assert sum(of.values()) == len(records())
        assert [each.effect for each in counts.effects if each.chosen] == [UsageEffect.ALLOWED, UsageEffect.CONDITIONAL]

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("words", ["", "water", "water quality", "part 7 of the air", "soil 299", "nothing", "wter"])
    def test_counts_are_of_the_records_that_the_search_finds(self, filled: SearchEngine, words: str, sort: Sort) -> None:
        request = asked("KZ", "ai_training")
        themed = Query(text=words, sort=sort, filter=(Filter(field="theme", value=("ENVI",)),))
        plain = ask(filled, themed)
        whole = Usable(RULES, request, TODAY, tuple(UsageEffect))
        results = found(filled, whole, themed.model_copy(update={"usage": ALL}))
        assert (results.total, results.facet[:-1]) == (plain.total, plain.facet)
        assert sum(counted(usage_counts(whole, results)).values()) == plain.total
        for effects in ([UsageEffect.UNCLEAR], [UsageEffect.ALLOWED, UsageEffect.PROHIBITED]):
            usable = Usable(RULES, request, TODAY, effects)
            results = found(filled, usable, themed.model_copy(update={"usage": ALL}))
            of = counted(usage_counts(usable, results))
            assert results.total == sum(of[effect] for effect in effects)
            assert all(usable.verdict(hit.summary.usage_grounds).effect in effects for hit in results.hit)

    def test_statements_of_the_request_count(self, filled: SearchEngine) -> None:
        for stated in (
            {"subclass": tuple(RULES.transfer.subclasses)[:1]},
            {"denied_subclass": tuple(RULES.transfer.subclasses)},
            {"exporter_count": 2_000_000, "critical_operator": False},
            {"exporter_count": 500, "critical_operator": False},
        ):
            self._same(filled, RULES, UsageRequest(state="RU", purpose="research", **stated), TODAY)

    def test_nothing_is_found_where_nothing_has_the_effect(self, engine: SearchEngine) -> None:
        engine.update([document(records()[0])])
        usable = Usable(RULES, asked("MN", "research"), TODAY)
        results = found(engine, usable, Query(usage=("MN:research",)))
        assert (results.total, results.hit) == (0, ())
        assert sum(counted(usage_counts(usable, results)).values()) == 1

    def test_it_narrows_what_is_asked_of_the_same_field(self, filled: SearchEngine) -> None:
        usable = Usable(RULES, asked("KZ", "research"), TODAY)
        texts = {value.value: value.count for value in ask(filled, Query(), facets=(GROUNDS,)).facet[0].value}
        [useful, *_] = [each for each in texts if usable.verdict(each).effect in usable.effects]
        [useless, *_] = [each for each in texts if usable.verdict(each).effect not in usable.effects]

        def total(*grounds: str) -> int:
            return found(filled, usable, Query(usage=ALL, filter=(Filter(field=GROUNDS, value=grounds),))).total

        assert (total(useful, useless), total(useless)) == (texts[useful], 0)

    def test_what_was_not_counted_is_told(self, filled: SearchEngine) -> None:
        usable = Usable(RULES, asked("KZ", "research"), TODAY)
        results = ask(filled, Query(), facets=(GROUNDS,))
        rare = results.facet[0].model_copy(update={"other": 3})
        assert usage_counts(usable, results.model_copy(update={"facet": (rare,)})).uncounted == 3

    def test_an_empty_index_has_no_answers(self, engine: SearchEngine) -> None:
        engine.rebuild(iter(()))
        usable = Usable(RULES, asked("KZ", "research"), TODAY)
        results = found(engine, usable, Query(usage=ALL))
        assert (results.total, counted(usage_counts(usable, results))) == (0, Counter())

    def test_an_engine_refuses_a_usage_that_nobody_has_worked_out(self, filled: SearchEngine) -> None:
        with pytest.raises(UnknownField, match="usage"):
            ask(filled, Query(usage=ALL))
        with pytest.raises(UnknownField, match="usage"):
            ask(filled, Query(text="water", usage=ALL))

    # what makes answers other ones

    def test_other_rules_count_at_once(self, filled: SearchEngine) -> None:
        request = asked("KZ", "research")
        before = self._same(filled, RULES, request, TODAY)
        name = "transfer/ru"
        stricter = load_rules({name: shipped_contents()[name].replace("effect: conditional", "effect: prohibited")})
        after = self._same(filled, stricter, request, TODAY)
        assert after[UsageEffect.PROHIBITED] > before[UsageEffect.PROHIBITED]
        assert self._same(filled, RULES, request, TODAY) == before

    def test_a_day_on_which_a_law_begins_counts_at_once(self, filled: SearchEngine) -> None:
        request = asked("KZ", "research")
        days = (date(2025, 8, 31), date(2025, 9, 1), TODAY)
        before, then, _ = (self._same(filled, RULES, request, each) for each in days)
        assert before != then

    def test_a_record_that_changes_has_its_new_answer(self, filled: SearchEngine) -> None:
        request = asked("KZ", "research")
        before = verdicts(request, RULES)
        usable = Usable(RULES, request, TODAY)
        prohibited, conditional = (
            next(each for each in records() if before[each.id].effect is effect)
            for effect in (UsageEffect.PROHIBITED, UsageEffect.CONDITIONAL)
        )
        opened = prohibited.model_copy(update={"version": prohibited.version + 1, "assessment": conditional.assessment})
        effect = decide(opened, request, RULES.transfer, TODAY).effect
        assert effect is not UsageEffect.PROHIBITED
        filled.update([document(opened)])
        after = counted(usage_counts(usable, found(filled, usable, Query(usage=ALL, limit=0))))
        expected = Counter(verdict.effect for verdict in before.values())
        expected.update({UsageEffect.PROHIBITED: -1, effect: 1})
        assert after == expected


def asked(state: str, purpose: str) -> UsageRequest:
    return UsageRequest(state=state, purpose=purpose)


def deciding(verdict: UsageVerdict) -> list[UsedRule]:
    """The rules of a verdict that make it as restrictive as it is: one of confidence low counts as unclear, or prohibited."""

    def shown(rule: UsedRule) -> UsageEffect:
        uncertain = rule.confidence is Confidence.LOW and rule.effect is not UsageEffect.PROHIBITED
        return UsageEffect.UNCLEAR if uncertain else rule.effect

    return [rule for rule in verdict.rule if shown(rule) is verdict.effect]
