"""What becomes of several datasets together: the outcome of their licences, and the verdict on the whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, combinations_with_replacement
from uuid import UUID

from schemas.assessment import Confidence, Effect, PrivacyClass
from schemas.combination import (
    Because,
    Caution,
    Combination,
    CombinationUse,
    Combined,
    CombinedCondition,
    CombinedQuestion,
    Duty,
    LicensePair,
    Outcome,
)
from schemas.licenses import LicenseClass
from schemas.lineage import Lineage
from schemas.record import CatalogRecord
from schemas.usage import UsageEffect, UsageRequest

from .combination_rules import CombinationRules, combination_rules
from .findings import lowest
from .license_pairs import Licensed, Meeting, licensed, strictest
from .rules import Rules
from .transfer import evaluate
from .transfer.decide import decide
from .transfer.verdict import PERSONAL

HIDDEN = frozenset({PrivacyClass.ANONYMISED, PrivacyClass.PSEUDONYMISED})
"""The classes in which persons were made hard to recognise."""

ABOUT_PERSONS = HIDDEN | PERSONAL

Parties = Mapping[Licensed, Sequence[UUID]]
"""The licences, each with the datasets that have it."""


def combine(
    records: Iterable[CatalogRecord],
    request: UsageRequest,
    rules: Rules,
    day: date,
    *,
    lineages: Mapping[UUID, Lineage] | None = None,
    table: CombinationRules | None = None,
) -> Combination:
    """The answer about records together, for a day: pure, and the same for any order of the records. Each counts once.

    One record alone has its own answer. One more record never gives a laxer one. `lineages` are those of the records, as for
    `decide`; `table` replaces the shipped table of combinations. Raises `InvalidUsage` as `decide` does, and `ValueError` without
    a record.
    """
    together = sorted({record.id: record for record in records}.values(), key=lambda record: record.id)
    if not together:
        raise ValueError("no record to combine")
    table = table or combination_rules()
    use = table.use(request.purpose)
    lineage = (lineages or {}).get
    datasets = tuple(_combined(record, request, rules, day, lineage(record.id)) for record in together)
    parties = _parties(together, rules)
    meeting = Meeting(table, rules.licenses)
    outgoing = meeting.outgoing(parties)
    pairs = tuple(_pairs(meeting, parties, use))
    because = (table.doubt("no-common-licence"),) if _no_common_license(meeting, parties) else ()
    cautions = tuple(_cautions(together, table))
    outcome, behind = _outcome(pairs, because if use is CombinationUse.PUBLISHED else ())
    effects = [(each.verdict.effect, each.verdict.would_be or each.verdict.effect) for each in datasets]
    if outcome and behind:
        effects.append((table.file.outcomes[outcome].effect, table.file.outcomes[behind].effect))
    effects += ((_shown(each), each.effect) for each in cautions)
    effect, would_be = (evaluate.strictest(found) for found in zip(*effects, strict=True))
    return Combination(
        request=UsageRequest(**dict(request)),
        use=use,
        effect=effect,
        would_be=would_be if would_be is not effect else None,
        outcome=outcome,
        published=strictest((*(pair.published for pair in pairs), *(Outcome.UNCLEAR for _ in because))) if pairs else None,
        because=because,
        dataset=datasets,
        pair=tuple(pair.model_copy(update={"blocks": pair.outcome is outcome is not Outcome.ALLOWED}) for pair in pairs),
        outgoing=outgoing,
        duty=tuple(_duties(together, parties, table, use)),
        condition=tuple(_conditions(datasets)),
        missing=tuple(_missing(datasets)),
        caution=cautions,
        state=tuple(dict.fromkeys(state for each in datasets for state in each.state)),
        confidence=lowest(
            *(each.verdict.confidence for each in datasets),
            *(reason.confidence for pair in pairs for reason in pair.because),
            *(each.confidence for each in (*because, *cautions)),
        ),
        rules=rules.transfer.version,
        table=table.version,
        day=day,
    )


def _combined(record: CatalogRecord, request: UsageRequest, rules: Rules, day: date, lineage: Lineage | None) -> Combined:
    dataset, assessed = record.dataset, record.assessment
    concerned = assessed.jurisdiction
    holder = (concerned.holder_state,) if concerned.holder_state else ()
    return Combined(
        record=record.id,
        title=dataset.title[0],
        publisher=dataset.publisher.name[0] if dataset.publisher and dataset.publisher.name else None,
        license=assessed.license.id,
        license_class=licensed(assessed.license, rules.licenses).license_class,
        state=tuple(dict.fromkeys((*holder, *concerned.data_subject_state, *concerned.collection_state))),
        verdict=decide(record, UsageRequest(**dict(request)), rules.transfer, day, changes=False, lineage=lineage),
    )


def _parties(records: Iterable[CatalogRecord], rules: Rules) -> Parties:
    parties: defaultdict[Licensed, list[UUID]] = defaultdict(list)
    for record in records:
        parties[licensed(record.assessment.license, rules.licenses)].append(record.id)
    return parties


def _pairs(meeting: Meeting, parties: Parties, use: CombinationUse) -> Iterator[LicensePair]:
    for one, other in combinations_with_replacement(parties, 2):
        if one is other and len(parties[one]) == 1:
            continue
        met, published = meeting.meet(one, other, use), meeting.meet(one, other, CombinationUse.PUBLISHED)
        yield LicensePair(
            license=(one.id, other.id),
            first=tuple(parties[one]),
            second=tuple(parties[other]),
            outcome=met.outcome,
            would_be=met.behind if met.behind is not met.outcome else None,
            published=published.outcome,
            because=tuple({reason.code: reason for reason in (*met.because, *published.because)}.values()),
            under=meeting.outgoing((one, other)),
        )


def _no_common_license(meeting: Meeting, parties: Parties) -> bool:
    """Whether licences go together in pairs, and no licence works for all: what no pair says."""
    able = [each for each in parties if meeting.outgoing([each])]
    return not meeting.outgoing(able) and all(meeting.outgoing(both) for both in combinations(able, 2))


def _outcome(pairs: Sequence[LicensePair], because: Sequence[Because]) -> tuple[Outcome | None, Outcome | None]:
    """The outcome of all licences, and that behind it."""
    if not pairs:
        return None, None
    unclear = [Outcome.UNCLEAR for _ in because]
    shown = strictest((*(pair.outcome for pair in pairs), *unclear))
    return shown, strictest((*(pair.would_be or pair.outcome for pair in pairs), *unclear))


def _shown(caution: Caution) -> UsageEffect:
    """The effect of a caution as it counts: one of confidence low is unclear."""
    return evaluate.strictest((caution.effect, UsageEffect.UNCLEAR)) if caution.confidence is Confidence.LOW else caution.effect


def _cautions(records: Sequence[CatalogRecord], table: CombinationRules) -> Iterator[Caution]:
    """Data about persons are joined, and in some of them the persons were made hard to recognise."""
    classes = {record.id: record.assessment.privacy.privacy_class for record in records}
    about = tuple(id_ for id_, privacy_class in classes.items() if privacy_class in ABOUT_PERSONS)
    if len(about) > 1 and not HIDDEN.isdisjoint(classes.values()):
        entry = table.file.cautions["REIDENTIFICATION"]
        yield Caution(
            code="REIDENTIFICATION",
            words=entry.label,
            effect=entry.effect,
            record=about,
            citation=entry.citation,
            source=table.sources(entry.sources),
            confidence=entry.confidence,
        )


def _duties(records: Iterable[CatalogRecord], parties: Parties, table: CombinationRules, use: CombinationUse) -> Iterator[Duty]:
    """What the licences ask for; terms on merged data do not bind data that are published unchanged."""
    publishers = {record.id: _named(record) for record in records}
    merged = use is not CombinationUse.UNCHANGED
    bound = {
        "HOLDER": [each for each in parties if LicenseClass.RESTRICTED in each.classes],
        "NON_COMMERCIAL": [each for each in parties if LicenseClass.NON_COMMERCIAL in each.classes],
        "LICENCE_TERMS": [each for each in parties if _terms(each)],
        "NOT_SHARED": [each for each in parties if merged and LicenseClass.NO_DERIVATIVES in each.classes],
        "SHARE_ALIKE": [each for each in parties if merged and each.share_alike],
        "ATTRIBUTION": [each for each in parties if each.terms.attribution.effect is not Effect.NO],
        "NOTICES": [each for each in parties if each.terms.attribution.effect is not Effect.NO],
    }
    for code, entry in table.file.duties.items():
        if asking := bound[code]:
            ids = tuple(id_ for each in asking for id_ in parties[each])
            about = [term for each in asking for term in (_terms(each) if code == "LICENCE_TERMS" else [each.id])]
            if code == "ATTRIBUTION":
                about = [publishers[id_] for id_ in ids]
            yield Duty(code=code, words=entry.label, record=ids, about=tuple(dict.fromkeys(about)), on_sharing=entry.on_sharing)


def _terms(party: Licensed) -> list[str]:
    """The conditions of a licence in words."""
    terms = party.terms
    permissions = (terms.commercial, terms.derivatives, terms.attribution, terms.share_alike)
    return [f"{party.id}: {each.condition}" for each in permissions if each.condition]


def _named(record: CatalogRecord) -> str:
    """Whom to name: the publisher, or else the dataset itself."""
    publisher = record.dataset.publisher
    return (publisher.name if publisher and publisher.name else record.dataset.title)[0].value


def _conditions(datasets: Iterable[Combined]) -> Iterator[CombinedCondition]:
    """The conditions of all verdicts, each once."""
    asked = defaultdict(list)
    for each in datasets:
        for condition in each.verdict.condition:
            asked[condition.code].append((each.record, condition))
    for code, found in asked.items():
        yield CombinedCondition(
            code=code,
            words=found[0][1].words,
            record=tuple(id_ for id_, _ in found),
            rule=tuple(dict.fromkeys(rule for _, condition in found for rule in condition.rule)),
            about=tuple(dict.fromkeys(item for _, condition in found for item in condition.about)),
            met=all(condition.met for _, condition in found),
        )


def _missing(datasets: Iterable[Combined]) -> Iterator[CombinedQuestion]:
    """The questions of all verdicts, each once."""
    asked = defaultdict(list)
    for each in datasets:
        for question in each.verdict.missing:
            asked[question.code].append((each.record, question))
    for code, found in asked.items():
        yield CombinedQuestion(
            code=code,
            question=found[0][1].question,
            record=tuple(id_ for id_, _ in found),
            about=tuple(dict.fromkeys(item for _, question in found for item in question.about)),
        )
