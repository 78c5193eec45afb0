"""What becomes of several datasets together: cases that a lawyer can read, and what holds for all."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.policy.combination import combine
from registry.policy.license_pairs import ORDER
from registry.policy.rules import load_rules, shipped_contents
from registry.policy.transfer.decide import decide
from registry.policy.transfer.rules import RESTRICTION
from schemas.assessment import Confidence, PrivacyClass
from schemas.combination import Combination, CombinationUse, Outcome
from schemas.licenses import LicenseClass
from schemas.lineage import Ancestor, Lineage
from schemas.record import CatalogRecord
from schemas.usage import UsageEffect, UsageRequest
from tests.factories import jurisdiction_of

from .combined_records import DAY, RULES, licensed

TABLE = RULES.combination
PURPOSES = {"published": "adaptation", "unchanged": "publication", "own": "research"}
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("combination_cases.yml").read_text("utf-8"))


def asked(
    records: Sequence[CatalogRecord],
    *,
    purpose: str = "adaptation",
    state: str = "RU",
    made_from: Mapping[UUID, Sequence[CatalogRecord]] = MappingProxyType({}),
) -> Combination:
    """The answer about records, of which some were made from others."""
    lineages = {
        id_: Lineage(tuple(Ancestor(each, each.dataset.identifier) for each in those)) for id_, those in made_from.items()
    }
    return combine(records, UsageRequest(state=state, purpose=purpose), RULES, DAY, lineages=lineages)


def of_licenses(*licenses: str, purpose: str = "adaptation") -> Combination:
    return asked([licensed(each, number) for number, each in enumerate(licenses)], purpose=purpose)


@pytest.mark.parametrize("case", CASES, ids=lambda case: " + ".join(case["licenses"]))
def test_licenses_that_meet(case: Mapping[str, Any]) -> None:
    for use, purpose in PURPOSES.items():
        found = of_licenses(*case["licenses"], purpose=purpose)
        assert found.use == use
        assert found.outcome == case.get(use, case["published"]), use
        assert found.published == case["published"]
        assert list(found.outgoing) == case.get("under", [])
    if "would_be" in case:
        assert [pair.would_be for pair in of_licenses(*case["licenses"]).pair] == [case["would_be"]]


def test_every_pair_of_classes_has_one_row_that_the_order_decides() -> None:
    for first, second in product(LicenseClass, repeat=2):
        former, latter = sorted((first, second), key=TABLE.file.order.index)
        [row] = [row for row in TABLE.file.pairs if row.is_for(former, latter)]
        assert TABLE.rows(first, second) is TABLE.rows(second, first) is row
    assert set(TABLE.file.order) == set(LicenseClass)


def test_the_table_names_what_there_is() -> None:
    file = TABLE.file
    named = [id_ for row in file.share_alike for id_ in (*row.licenses, *row.into)]
    named += [*file.offered, *(id_ for row in file.own_changes for id_ in row.licenses)]
    ported = {"CC-BY-SA-2.1"}  # the version has ports only
    assert not {id_ for id_ in named if id_ not in RULES.licenses.by_id} - ported
    assert {purpose for use in file.uses.values() for purpose in use.purposes} == set(RULES.transfer.purposes)
    rows = [*file.share_alike, *file.own_changes, *file.doubts.values(), *file.cautions.values()]
    assert {file.pairs_source, file.offered_source, *(id_ for row in rows for id_ in row.sources)} == set(file.sources)
    assert set(file.outcomes) == set(Outcome)
    assert set(file.uses) == set(CombinationUse)


def test_a_purpose_that_the_table_does_not_name_is_taken_as_the_strictest_use() -> None:
    assert TABLE.use("resale") is CombinationUse.PUBLISHED


LICENSES = sorted(RULES.licenses.by_id)
PLACES = ["KZ", "RU", "CN", "TR"]
records = st.builds(
    licensed,
    st.one_of(st.sampled_from(LICENSES), st.sampled_from(["weak CC-BY-4.0", "weak CC-BY-SA-4.0", "LicenseRef-unknown"])),
    st.integers(0, 10**6),
    privacy_class=st.sampled_from(list(PrivacyClass)).map(str),
    jurisdiction=st.builds(
        lambda holder, persons: jurisdiction_of(holder, data_subject_state=persons),
        st.sampled_from(PLACES),
        st.lists(st.sampled_from(PLACES), max_size=1),
    ),
    publisher=st.sampled_from(["Ministry of Water", "Ministry of Health", ""]),
)
several = st.lists(records, min_size=1, max_size=6, unique_by=lambda each: each.id)
purposes = st.sampled_from(sorted(RULES.transfer.purposes))


families = st.lists(records, min_size=1, max_size=6, unique_by=lambda each: each.id).flatmap(
    lambda found: st.tuples(
        st.just(found),
        st.fixed_dictionaries(
            {}, optional={each.id: st.lists(st.sampled_from(found), max_size=3, unique_by=lambda one: one.id) for each in found}
        ),
    )
)
"""Datasets, and of each those of them that it was made from."""


def without_oneself(made_from: Mapping[UUID, Sequence[CatalogRecord]]) -> dict[UUID, list[CatalogRecord]]:
    return {id_: [each for each in those if each.id != id_] for id_, those in made_from.items()}


@given(families, purposes, st.randoms(use_true_random=False))
def test_the_order_of_the_datasets_does_not_matter(family: Any, purpose: str, random: Any) -> None:
    found, made_from = family[0], without_oneself(family[1])
    chosen = found[: len(found) // 2 + 1]
    turned = random.sample(chosen, len(chosen))
    ancestors = {id_: random.sample(those, len(those)) for id_, those in made_from.items()}
    one = asked(turned, purpose=purpose, made_from=made_from)
    assert one == asked([*chosen, chosen[0]], purpose=purpose, made_from=made_from)
    other = asked(chosen, purpose=purpose, made_from=ancestors)
    assert (one.effect, one.pair, one.ancestor, one.outgoing) == (other.effect, other.pair, other.ancestor, other.outgoing)


@given(families, purposes)
def test_one_more_dataset_never_gives_a_laxer_answer(family: Any, purpose: str) -> None:
    found, made_from = family[0], without_oneself(family[1])
    chosen, more = found[:-1], found[-1]
    assume(chosen)
    before, after = (asked(each, purpose=purpose, made_from=made_from) for each in (chosen, [*chosen, more]))
    for effect in ("effect", "would_be"):
        former, latter = (getattr(each, effect) or each.effect for each in (before, after))
        assert RESTRICTION.index(latter) >= RESTRICTION.index(former)
    for outcome in ("outcome", "published"):
        if former := getattr(before, outcome):
            assert ORDER.index(getattr(after, outcome)) >= ORDER.index(former)
    assert set(before.outgoing) & set(TABLE.file.offered) >= set(after.outgoing) & set(TABLE.file.offered)
    assert {duty.code for duty in before.duty} <= {duty.code for duty in after.duty}
    assert {each.code for each in before.condition} <= {each.code for each in after.condition}
    assert set(before.state) <= set(after.state)


@given(records, purposes)
def test_a_dataset_alone_has_its_own_answer(alone: CatalogRecord, purpose: str) -> None:
    verdict = decide(alone, UsageRequest(state="RU", purpose=purpose), RULES.transfer, DAY)
    found = asked([alone], purpose=purpose)
    assert (found.effect, found.would_be, found.outcome) == (verdict.effect, verdict.would_be, None)
    assert [(each.code, each.met, each.rule, each.about) for each in found.condition] == [
        (each.code, each.met, each.rule, each.about) for each in verdict.condition
    ]
    assert found.confidence is verdict.confidence


@given(several, purposes)
def test_every_answer_has_reasons_with_sources(chosen: list[CatalogRecord], purpose: str) -> None:
    found = asked(chosen, purpose=purpose)
    assert len(found.dataset) == len(chosen)
    for pair in found.pair:
        assert all(reason.words and reason.source for reason in pair.because)
        assert pair.because
        assert (pair.outcome is found.outcome is not Outcome.ALLOWED) == pair.blocks
    if found.outgoing:
        assert found.published in {None, Outcome.ALLOWED, Outcome.NON_COMMERCIAL, Outcome.UNCLEAR}
    if found.published is Outcome.ALLOWED:
        assert found.outgoing
    if found.confidence is Confidence.LOW:
        assert found.effect in {UsageEffect.UNCLEAR, UsageEffect.PROHIBITED}


def test_the_pair_that_blocks_is_named_with_its_reason() -> None:
    chosen = [licensed(each, number) for number, each in enumerate(["CC-BY-4.0", "ODbL-1.0", "CC-BY-SA-4.0", "CC0-1.0"])]
    found = asked(chosen)
    assert (found.effect, found.outcome) == (UsageEffect.PROHIBITED, Outcome.KEEP_APART)
    [pair] = [pair for pair in found.pair if pair.blocks]
    assert {*pair.first, *pair.second} == {chosen[1].id, chosen[2].id}
    first, *clauses = pair.because
    assert (first.code, first.confidence) == ("sa+sa", Confidence.MEDIUM)
    assert {clause.code for clause in clauses} == {"share-alike ODbL-1.0", "share-alike CC-BY-SA-4.0"}


def test_what_a_dataset_was_made_from_brings_its_licence() -> None:
    table, roads, census = (licensed(each, number) for number, each in enumerate(["CC-BY-4.0", "ODbL-1.0", "CC-BY-SA-4.0"]))
    without = asked([table, roads])
    assert (without.outcome, without.ancestor) == (Outcome.ALLOWED, ())
    found = asked([table, roads], made_from={table.id: [census]})
    assert (found.effect, found.outcome) == (UsageEffect.PROHIBITED, Outcome.KEEP_APART)
    [pair] = [pair for pair in found.pair if pair.blocks]
    assert {*pair.first, *pair.second} == {roads.id, census.id}
    [ancestor] = found.ancestor
    assert (ancestor.record, ancestor.license, ancestor.through) == (census.id, "CC-BY-SA-4.0", (table.id,))
    assert not any({*pair.first, *pair.second} == {table.id, census.id} for pair in found.pair)
    assert {duty.code: set(duty.record) for duty in found.duty}["SHARE_ALIKE"] == {roads.id, census.id}


def test_an_ancestor_that_is_combined_itself_counts_once() -> None:
    table, census = licensed("CC-BY-4.0", 1), licensed("CC-BY-SA-4.0", 2)
    found = asked([table, census], made_from={table.id: [census]})
    assert (found.ancestor, found.pair) == ((), asked([table, census]).pair)


def test_two_datasets_made_from_the_same_one_meet_it_once() -> None:
    one, other, census = licensed("CC0-1.0", 1), licensed("CC0-1.0", 2), licensed("CC-BY-SA-4.0", 3)
    found = asked([one, other], made_from={one.id: [census], other.id: [census]})
    assert [set(each.through) for each in found.ancestor] == [{one.id, other.id}]
    pairs = {tuple(sorted(pair.license)): {*pair.first, *pair.second} for pair in found.pair}
    assert pairs == {("CC0-1.0", "CC0-1.0"): {one.id, other.id}, ("CC-BY-SA-4.0", "CC0-1.0"): {one.id, other.id, census.id}}


def test_a_dataset_alone_with_ancestors_has_its_own_answer_and_their_terms() -> None:
    table, census = licensed("CC-BY-4.0", 1), licensed("CC-BY-SA-4.0", 2)
    found = asked([table], made_from={table.id: [census]})
    assert (found.outcome, found.pair, found.outgoing) == (None, (), asked([census]).outgoing)
    assert found.effect is found.dataset[0].verdict.effect


def test_many_datasets_with_many_ancestors_are_answered() -> None:
    own = [licensed("CC-BY-4.0", number) for number in range(50)]
    made_from = {each.id: [licensed("CC0-1.0", 1000 + 100 * at + n) for n in range(100)] for at, each in enumerate(own)}
    found = asked(own, made_from=made_from)
    assert (len(found.ancestor), len(found.pair)) == (5000, 3)


def test_licences_may_go_together_in_pairs_and_not_as_a_whole() -> None:
    ring = {"LAL-1.2": "MPL-2.0, EUPL-1.1", "CDLA-Sharing-1.0": "EUPL-1.1, EUPL-1.2", "copyleft-next-0.3.0": "MPL-2.0, EUPL-1.2"}
    clause = "citation: a ring of three\n    sources: [METHOD]\n    confidence: high\n"
    rows = [f"  - licenses: [{id_}]\n    into: [{into}]\n    {clause}" for id_, into in ring.items()]
    text = shipped_contents()["combination"]
    table = load_rules({"combination": text.replace("share_alike:\n", "share_alike:\n" + "".join(rows), 1)}).combination
    chosen = [licensed(id_, number) for number, id_ in enumerate(ring)]
    found = combine(chosen, UsageRequest(state="RU", purpose="adaptation"), RULES, DAY, table=table)
    assert [pair.outcome for pair in found.pair] == [Outcome.ALLOWED] * 3
    assert (found.outgoing, found.outcome, found.effect) == ((), Outcome.UNCLEAR, UsageEffect.UNCLEAR)
    assert [reason.code for reason in found.because] == ["no-common-licence"]


def test_the_duties_name_publishers_and_tell_what_binds_only_what_is_shared() -> None:
    found = asked(
        [
            licensed("CC-BY-4.0", 1, publisher="Ministry of Water"),
            licensed("CC-BY-NC-SA-4.0", 2, publisher="Ministry of Health"),
            licensed("CC0-1.0", 3, publisher="Statistics Agency"),
        ],
        purpose="research",
    )
    duties = {duty.code: duty for duty in found.duty}
    assert set(duties["ATTRIBUTION"].about) == {"Ministry of Water", "Ministry of Health"}
    assert duties["SHARE_ALIKE"].about == ("CC-BY-NC-SA-4.0",)
    assert {code for code, duty in duties.items() if not duty.on_sharing} == {"NON_COMMERCIAL"}
    assert (found.use, found.outcome, found.outgoing) == (CombinationUse.OWN, Outcome.NON_COMMERCIAL, ("CC-BY-NC-SA-4.0",))
    unchanged = of_licenses("CC-BY-ND-4.0", "CC-BY-SA-4.0", purpose="publication")
    assert {duty.code for duty in unchanged.duty} == {"ATTRIBUTION", "NOTICES"}


def test_the_law_of_all_states_is_asked_and_its_conditions_are_united() -> None:
    open_data = licensed("CC0-1.0", 1, jurisdiction=jurisdiction_of("KZ"))
    persons = licensed("CC0-1.0", 2, privacy_class="personal", jurisdiction=jurisdiction_of("BY", data_subject_state=["UZ"]))
    found = asked([open_data, persons], state="CN", purpose="research")
    assert found.effect is decide(persons, UsageRequest(state="CN", purpose="research"), RULES.transfer, DAY).effect
    assert set(found.state) == {"KZ", "BY", "UZ"}
    conditions = {each.code: each for each in found.condition}
    assert conditions["NCPDP_PERMIT"].record == (persons.id,)
    assert set(conditions["LICENCE"].record) == {open_data.id, persons.id}


@pytest.mark.parametrize(
    ("classes", "asks"),
    [
        (("anonymised", "anonymised"), True),
        (("anonymised", "personal"), True),
        (("pseudonymised", "special"), True),
        (("anonymised", "open"), False),
        (("personal", "personal"), False),
        (("anonymised",), False),
    ],
)
def test_joining_data_in_which_persons_were_hidden_is_never_a_silent_yes(classes: tuple[str, ...], asks: bool) -> None:
    chosen = [licensed("CC0-1.0", number, privacy_class=each) for number, each in enumerate(classes)]
    found = asked(chosen, state="KZ")
    assert bool(found.caution) == asks
    if asks:
        assert found.effect is UsageEffect.UNCLEAR
        assert found.caution[0].confidence is Confidence.LOW
        assert found.caution[0].source
        assert set(found.caution[0].record) == {each.id for each in chosen}


def test_without_a_dataset_there_is_nothing_to_combine() -> None:
    with pytest.raises(ValueError, match="no record"):
        asked([])
