"""What every store must do about what datasets were made from."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from registry.store import Store
from registry.store.derivations import MAX_ANCESTORS, SHARED
from registry.store.saving import Save
from schemas.actor import Actor
from schemas.audit import Action
from schemas.lineage import Lineage
from schemas.record import CatalogRecord, Curation, DerivedFrom, DerivedFromDecision, Origin, Status
from tests.contracts.store.backend import Backend
from tests.contracts.store.samples import AT, changed, new, next_version
from tests.factories import distribution, record, stated

PAGE = "https://data.example.kg/dataset/"


def item(name: str, *made_from: str, **about: Any) -> CatalogRecord:
    """A record whose page has its name, made from what is named."""
    about = {"landing_page": PAGE + name, "source": stated(*made_from)} | about
    return with_fields(record(name, identifier=f"id-{name}", file_format=()), **about)


def with_fields(found: CatalogRecord, **fields: Any) -> CatalogRecord:
    return found.model_copy(update={"dataset": found.dataset.model_copy(update=fields)})


def save(store: Store, *items: CatalogRecord) -> None:
    saves = [new(each) if each.version == 1 else changed(each) for each in items]
    store.records.save(saves, actor=Actor.of_run(1), at=AT)


def deciding(found: CatalogRecord, *rows: DerivedFrom) -> CatalogRecord:
    """The next version of a record, about which a person decided what it was made from."""
    decision = DerivedFromDecision(value=rows, reason="The ministry wrote so.", by="A. Officer", at=AT)
    return next_version(found, curation=Curation(was_derived_from=decision))


def meaning(said: str, *records: CatalogRecord) -> tuple[DerivedFrom, ...]:
    return tuple(DerivedFrom(said=said, record=each.id) for each in records)


NO_DATASET, ELSEWHERE = ({"origin": each} for each in (Origin.NO_DATASET, Origin.ELSEWHERE))


def names(lineage: Lineage) -> Sequence[str]:
    return [each.record.dataset.title[0].value for each in lineage.ancestors]


def waiting(store: Store) -> set[UUID]:
    return {row.id for row in store.outbox.pending(1000)}


class DerivationsContract(Backend):
    """A part of `StoreContract`."""

    @pytest.mark.parametrize(
        "words",
        [
            "https://data.example.kg/dataset/a",
            "http://DATA.example.kg/dataset/a/#files",
            "Made from the roads (see https://data.example.kg/dataset/a).",
            "id-a",
            "https://serai.example/ru/d/{id}",
            "https://serai.example/api/v1/datasets/{id}",
            "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
            "https://doi.org/10.5281/ZENODO.123",
            "doi:10.5281/zenodo.123",
            "https://files.example.kg/a.csv",
            "https://files.example.kg/download?id=7",
        ],
    )
    def test_a_statement_means_a_dataset_by_its_own_names(self, store: Store, words: str) -> None:
        files = [
            distribution("CSV", url="https://files.example.kg/a.csv"),
            distribution("CSV", url="https://files.example.kg/download?id=7"),
            distribution("CSV", url="https://doi.org/10.5281/zenodo.123"),
            distribution("CSV", url="https://portal.kg/0f8fad5b-d9cb-469f-a165-70867728950e"),
        ]
        a = item("a", distribution=tuple(files))
        if "urn" in words or "10.5281" in words:
            a = with_fields(a, identifier="0f8fad5b-d9cb-469f-a165-70867728950e" if "urn" in words else "10.5281/zenodo.123")
        b = item("b", words.format(id=a.id))
        save(store, a, b)
        found = store.derivations.lineage(b)
        assert [(each.record, each.said, each.path) for each in found.ancestors] == [(a, words.format(id=a.id), ())]
        assert (dict(found.unseen), found.cut) == ({}, False)

    @pytest.mark.parametrize(
        "words",
        ["a", "Population by district", "https://data.example.kg/", "https://data.example.kg/dataset/ab", "10.5281/zenodo"],
    )
    def test_nothing_else_means_a_dataset(self, store: Store, words: str) -> None:
        b = item("b", words)
        save(store, item("a", title=record("Population by district").dataset.title), b)
        assert store.derivations.lineage(b) == Lineage(unseen={b.id: (words,)})

    def test_an_identifier_is_that_of_the_same_portal(self, store: Store) -> None:
        other = record("a", identifier="id-a", source="kz_egov")
        b = item("b", "id-a")
        save(store, other, b)
        assert store.derivations.lineage(b).ancestors == ()

    def test_a_name_that_many_have_means_none_of_them(self, store: Store) -> None:
        service = (distribution("WMS", url="https://geo.example.kg/wms"),)
        layers = [item(f"layer-{number}", distribution=service) for number in range(SHARED)]
        b = item("b", "https://geo.example.kg/wms")
        save(store, *layers, b)
        assert len(store.derivations.lineage(b).ancestors) == SHARED
        save(store, item("one-more", distribution=service))
        assert store.derivations.lineage(b) == Lineage(unseen={b.id: ("https://geo.example.kg/wms",)})

    def test_the_name_of_the_publisher_is_no_other_dataset(self, store: Store) -> None:
        office = record(publisher={"ru": "Нацстатком"}).dataset.publisher
        b = item("b", "НАЦСТАТКОМ", publisher=office)
        save(store, b)
        assert store.derivations.lineage(b) == Lineage()

    def test_a_chain_with_the_nearest_first(self, store: Store) -> None:
        a, b, c = item("a", "A census"), item("b", PAGE + "a"), item("c", PAGE + "b", "Notes of 1998")
        save(store, c)
        assert store.derivations.lineage(c).unseen == {c.id: (PAGE + "b", "Notes of 1998")}
        save(store, b)
        save(store, a)
        found = store.derivations.lineage(c)
        assert [(each.record, each.path) for each in found.ancestors] == [(b, ()), (a, (b.id,))]
        assert found.unseen == {c.id: ("Notes of 1998",), a.id: ("A census",)}

    def test_circles_and_oneself(self, store: Store) -> None:
        a, b, c = item("a", PAGE + "c", PAGE + "a"), item("b", PAGE + "a"), item("c", PAGE + "b")
        save(store, a, b, c)
        assert [names(store.derivations.lineage(each)) for each in (a, b, c)] == [["c", "b"], ["a", "c"], ["b", "a"]]
        alone = item("alone", PAGE + "alone", "id-alone")
        save(store, alone)
        assert store.derivations.lineage(alone) == Lineage()
        assert waiting(store) == {each.id for each in (a, b, c, alone)}

    def test_a_very_long_chain_is_cut_and_says_so(self, store: Store) -> None:
        chain = [item(f"n{number}", f"{PAGE}n{number + 1}") for number in range(MAX_ANCESTORS + 2)]
        save(store, *chain)
        found = store.derivations.lineage(chain[0])
        assert names(found) == [f"n{number}" for number in range(1, MAX_ANCESTORS + 1)]
        assert (found.cut, found.unseen) == (True, {chain[-2].id: (f"{PAGE}n{MAX_ANCESTORS + 1}",)})
        assert found.ancestors[-1].path == tuple(each.id for each in chain[1:-2])

    def test_descendants_wait_for_the_index_whatever_happens_to_an_ancestor(self, store: Store) -> None:
        b, c, other = item("b", PAGE + "a"), item("c", PAGE + "b"), item("other", "Elsewhere")
        save(store, b, c, other)
        a = item("a")
        for step in (
            a,
            next_version(with_fields(a, landing_page=PAGE + "a2")),
            with_fields(next_version(next_version(a)), landing_page=PAGE + "a3"),
            with_fields(next_version(next_version(next_version(a)))),
        ):
            store.outbox.confirm(store.outbox.pending(10))
            save(store, step)
            named = step.version != 3
            assert waiting(store) == ({step.id, b.id, c.id} if named else {step.id})
            assert [each.record for each in store.derivations.lineage(b).ancestors] == ([step] if step.version in (1, 4) else [])
        last = next_version(a, version=5, status=Status.WITHDRAWN)
        store.outbox.confirm(store.outbox.pending(10))
        store.records.save([Save(last, Action.WITHDRAW, {})], actor=Actor.of_run(2), at=AT)
        assert [(row.id, row.version, row.deleted) for row in store.outbox.pending(10) if row.id != b.id] == sorted(
            [(last.id, 5, True), (c.id, 1, False)]
        )
        assert len({row.seq for row in store.outbox.pending(10)}) == 1
        assert [each.record for each in store.derivations.lineage(c).ancestors] == [b, last]

    def test_what_waits_with_one_entry_is_confirmed_one_by_one(self, store: Store) -> None:
        a, b, c = item("a"), item("b", PAGE + "a"), item("c", PAGE + "a")
        save(store, b, c)
        store.outbox.confirm(store.outbox.pending(10))
        save(store, a)
        store.outbox.confirm(store.outbox.pending(2))
        assert store.outbox.depth() == 1
        [left] = store.outbox.pending(10)
        save(store, next_version(a))
        store.outbox.confirm([left])
        assert waiting(store) == {a.id, b.id, c.id}

    def test_a_statement_that_is_taken_back_makes_no_descendant(self, store: Store) -> None:
        a, b = item("a"), item("b", PAGE + "a")
        save(store, a, b)
        save(store, with_fields(next_version(b), source=()))
        store.outbox.confirm(store.outbox.pending(10))
        save(store, next_version(a))
        assert waiting(store) == {a.id}

    def test_a_trial_keeps_nothing(self, store: Store) -> None:
        a, b = item("a"), item("b", PAGE + "a")
        store.records.check([new(a)], actor=Actor.of_run(1), at=AT)
        save(store, b)
        assert store.derivations.lineage(b).ancestors == ()

    def test_what_a_person_decided_holds_instead_of_what_the_words_say(self, store: Store) -> None:
        a, b = item("a"), item("b")
        c = item("c", PAGE + "a", "Ministry of Health", "A survey", "id-b")
        save(store, a, b, c)
        rows = (
            *meaning(PAGE + "a", b),
            DerivedFrom(said="Ministry of Health", **NO_DATASET),
            DerivedFrom(said="A survey", permits=("research",), **ELSEWHERE),
            DerivedFrom(said="id-b", **NO_DATASET),
        )
        decided = deciding(c, *rows)
        save(store, decided)
        found = store.derivations.lineage(decided)
        assert [(each.record, each.said, each.path, each.decided) for each in found.ancestors] == [(b, PAGE + "a", (), True)]
        assert found.unseen == {c.id: ("A survey",)}
        assert store.derivations.before_and_after(c, decided) == (store.derivations.lineage(c), found)
        assert [each.decided for each in store.derivations.lineage(c).ancestors] == [False, False]

    def test_words_mean_several_datasets_and_some_are_not_named(self, store: Store) -> None:
        a, b, added = item("a", "Notes"), item("b"), item("added")
        c = item("c", "Roads and rivers")
        save(store, a, b, added, c)
        decided = deciding(c, *meaning("Roads and rivers", a, b), DerivedFrom(record=added.id))
        save(store, decided)
        found = store.derivations.lineage(decided)
        said = [(each.record, each.said, each.decided) for each in found.ancestors]
        assert said == [(a, "Roads and rivers", True), (b, "Roads and rivers", True), (added, "", True)]
        assert found.unseen == {a.id: ("Notes",)}

    def test_a_later_harvest_asks_again_about_new_words_only(self, store: Store) -> None:
        a, c = item("a"), item("c", "Census of 1999", "Ministry of Health")
        save(store, a, c)
        decided = deciding(c, *meaning("Census of 1999", a), DerivedFrom(said="Ministry of Health", **NO_DATASET))
        save(store, decided)
        more = with_fields(next_version(decided), source=stated("Census of 1999", "Ministry of Health", "A map"))
        save(store, more)
        found = store.derivations.lineage(more)
        assert (names(found), found.unseen) == (["a"], {c.id: ("A map",)})
        fewer = with_fields(next_version(more), source=stated("Ministry of Health"))
        save(store, fewer)
        assert store.derivations.lineage(fewer) == Lineage()

    def test_what_a_person_decided_leads_to_descendants_and_is_taken_back(self, store: Store) -> None:
        a, b = item("a"), item("b", "The first table")
        c = item("c", PAGE + "b")
        save(store, a, b, c)
        store.outbox.confirm(store.outbox.pending(10))
        decided = deciding(b, *meaning("The first table", a))
        save(store, decided)
        assert waiting(store) == {b.id, c.id}
        assert names(store.derivations.lineage(c)) == ["b", "a"]
        store.outbox.confirm(store.outbox.pending(10))
        save(store, next_version(a))
        assert waiting(store) == {a.id, b.id, c.id}
        back = next_version(decided, curation=Curation())
        save(store, back)
        store.outbox.confirm(store.outbox.pending(10))
        save(store, next_version(next_version(a)))
        assert waiting(store) == {a.id}
        assert store.derivations.lineage(c).unseen == {b.id: ("The first table",)}

    def test_an_id_that_many_records_claim_still_means_the_one_record(self, store: Store) -> None:
        a, b = item("a"), item("b", "A table")
        others = [
            item(f"copy-{number}", landing_page=f"https://other.example.kg/{number}/{a.id}") for number in range(SHARED + 2)
        ]
        save(store, a, b, *others)
        decided = deciding(b, *meaning("A table", a))
        assert [each.record for each in store.derivations.lineage(decided).ancestors] == [a]

    def test_circles_that_persons_decided_end(self, store: Store) -> None:
        a, b = item("a"), item("b")
        save(store, a, b)
        save(store, deciding(a, DerivedFrom(record=b.id)), deciding(b, DerivedFrom(record=a.id)))
        both = store.records.get_many([a.id, b.id])
        assert [names(store.derivations.lineage(both[each.id])) for each in (a, b)] == [["b"], ["a"]]
