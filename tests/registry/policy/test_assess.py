"""What holds for every dataset."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.policy.assess import assess
from registry.policy.rules import load_rules
from registry.policy.telling import sentence
from schemas.assessment import AssertedBy, LicenseStatus, PrivacyClass
from schemas.dataset import Dataset, Distribution, Location, Statement
from schemas.privacy import PROTECTION
from schemas.record import CuratedJurisdiction, Curation, JurisdictionDecision, LicenseDecision, PrivacyDecision
from schemas.source import Source
from tests.factories import NOON, TODAY, coded, text

from .case_files import Case, cases, dataset_of, findings_of, source_of

RULES = load_rules()
AGAIN = load_rules()
"""Rules that remember nothing of the texts before."""

WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["Список граждан", "статистика", "no personal data", "обезличенные", "без ФИО", "姓名", "patients", "roads", "机密文件"]
    ),
)
LICENSE = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*RULES.licenses.by_id, "cc-by", "notspecified", "https://creativecommons.org/licenses/by/4.0/"]),
)
STATEMENTS = st.lists(
    st.builds(Statement, verbatim=LICENSE, field=st.sampled_from(["/license_id", "/license_url"])), max_size=3
).map(tuple)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: text({"und": words}))
SAID = {"reason": "seen", "by": "A. Steward", "at": NOON}

datasets = st.builds(
    Dataset,
    identifier=st.just("1"),
    title=TEXTS,
    description=TEXTS,
    keyword=TEXTS,
    license=STATEMENTS,
    access_rights=st.sampled_from([(), coded("PUBLIC"), coded("RESTRICTED")]),
    spatial=st.sampled_from([(), (Location(verbatim="Казахстан"),)]),
    distribution=st.lists(st.builds(Distribution, title=TEXTS, license=STATEMENTS), max_size=3).map(tuple),
)
sources = st.builds(
    lambda state, official, default: source_of(Case(case="", expect={}, state=state, official=official, default=default)),
    st.sampled_from(sorted(RULES.jurisdictions)),
    st.booleans(),
    st.one_of(st.none(), LICENSE.map(lambda words: {"statement": words})),
)


@settings(deadline=None)
@given(datasets, sources)
def test_no_conclusion_without_a_reason(dataset: Dataset, source: Source) -> None:
    found = assess(dataset, Curation(), source=source, rules=RULES, today=TODAY)
    for part in (found.license, found.jurisdiction, found.privacy):
        assert part.finding
        assert all(finding.rule and sentence(finding, RULES) and finding.basis for finding in part.finding)
    assert found.license.status is LicenseStatus.NOT_STATED or any(finding.evidence for finding in found.license.finding)
    assert all(finding.evidence for finding in found.privacy.finding)
    assert any(finding.verdict == found.jurisdiction.holder_state and finding.evidence for finding in found.jurisdiction.finding)
    verdicts = {finding.verdict for finding in found.privacy.finding}
    assert found.privacy.privacy_class in verdicts


@settings(deadline=None)
@given(datasets, sources)
def test_the_same_answer_every_time(dataset: Dataset, source: Source) -> None:
    before = dataset.model_dump_json()
    first = assess(dataset, Curation(), source=source, rules=RULES, today=TODAY)
    again = assess(Dataset.model_validate_json(before), Curation(), source=source, rules=AGAIN, today=TODAY)
    assert first == again
    assert dataset.model_dump_json() == before


@settings(deadline=None)
@given(datasets, sources)
def test_a_class_is_never_below_a_word_that_holds_more(dataset: Dataset, source: Source) -> None:
    found = assess(dataset, Curation(), source=source, rules=RULES, today=TODAY).privacy
    holding = [PrivacyClass(finding.verdict) for finding in found.finding if finding.rule in HOLDING]
    assert all(PROTECTION.index(found.privacy_class) >= PROTECTION.index(verdict) for verdict in holding)


HOLDING = {rule.id for rule in RULES.privacy.rules if rule.role == "holds"}


@settings(deadline=None)
@given(
    dataset=datasets,
    source=sources,
    license_id=st.sampled_from(sorted(RULES.licenses.by_id)),
    privacy_class=st.sampled_from(PROTECTION),
    state=st.sampled_from(sorted(RULES.jurisdictions)),
    subclass=st.sampled_from(sorted(RULES.subclasses)),
)
def test_a_person_decides_over_everything(
    *, dataset: Dataset, source: Source, license_id: str, privacy_class: PrivacyClass, state: str, subclass: str
) -> None:
    others = tuple(id_ for id_ in RULES.subclasses if id_ != subclass)
    curation = Curation(
        license=LicenseDecision(value=license_id, **SAID),
        jurisdiction=JurisdictionDecision(value=CuratedJurisdiction(holder_state=state), **SAID),
        privacy_class=PrivacyDecision(value=privacy_class, subclass=(subclass,), denied_subclass=others, **SAID),
    )
    found = assess(dataset, curation, source=source, rules=RULES, today=TODAY)
    assert found.license.id == license_id
    assert found.license.commercial == RULES.licenses.by_id[license_id].terms.commercial
    assert found.jurisdiction.holder_state == state
    assert (found.privacy.privacy_class, found.privacy.subclass) == (privacy_class, (subclass,))
    assert found.privacy.denied_subclass == others
    for part in (found.license, found.jurisdiction, found.privacy):
        assert part.asserted_by is AssertedBy.PERSON
        assert part.finding[0].asserted_by is AssertedBy.PERSON


@settings(deadline=None)
@given(datasets, sources, st.sets(st.sampled_from(sorted(RULES.subclasses))), st.sets(st.sampled_from(sorted(RULES.subclasses))))
def test_subclasses_that_a_person_leaves_out_stay_as_concluded(
    dataset: Dataset, source: Source, there: set[str], not_there: set[str]
) -> None:
    concluded = assess(dataset, Curation(), source=source, rules=RULES, today=TODAY).privacy
    stated = PrivacyDecision(subclass=tuple(there), denied_subclass=tuple(not_there - there), **SAID)
    found = assess(dataset, Curation(privacy_class=stated), source=source, rules=RULES, today=TODAY).privacy
    assert set(found.subclass) == there | (set(concluded.subclass) - not_there)
    assert set(found.denied_subclass) == not_there - there
    kept = ("privacy_class", "confidence", "asserted_by")
    assert [getattr(found, name) for name in kept] == [getattr(concluded, name) for name in kept]
    assert found.finding[1:] == concluded.finding


@settings(deadline=None)
@given(st.text(alphabet="qxzжщъ豫鬱 ", min_size=1), sources)
def test_unknown_words_are_no_licence(words: str, source: Source) -> None:
    dataset = Dataset(identifier="1", title=text("x"), license=(Statement(verbatim=words, field="/license_id"),))
    found = assess(dataset, Curation(), source=source, rules=RULES, today=TODAY).license
    if words.strip():
        assert found.id == "LicenseRef-unknown"
        assert found.status is LicenseStatus.UNKNOWN
        assert words in found.raw


@pytest.mark.parametrize("place", ["Казахстан", "Republic of Uzbekistan", "中国"])
def test_the_place_described_is_no_jurisdiction(place: str) -> None:
    here = Dataset(identifier="1", title=text("Water"))
    there = here.model_copy(update={"spatial": (Location(verbatim=place, bbox=(46.0, 40.0, 87.0, 55.0)),)})
    source = source_of(cases()[0])
    one, other = (assess(each, Curation(), source=source, rules=RULES, today=TODAY) for each in (here, there))
    assert one.jurisdiction == other.jurisdiction


def test_a_long_statement_is_kept_whole_and_quoted_short() -> None:
    words = "условия " * 500
    dataset = dataset_of(Case(case="", expect={}, license={"/license": words}))
    found = assess(dataset, Curation(), source=source_of(cases()[0]), rules=RULES, today=TODAY).license
    assert found.raw == (words,)
    assert all(len(evidence.seen) <= 200 for finding in found.finding for evidence in finding.evidence)


def test_the_day_and_the_rules_are_part_of_the_answer() -> None:
    case = cases()[0]
    found = assess(dataset_of(case), Curation(), source=source_of(case), rules=RULES, today=TODAY)
    assert (found.rules, found.assessed_on) == (RULES.version, TODAY)
    assert findings_of(found)
