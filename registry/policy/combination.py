"""What becomes of several datasets together: the outcome of their licences, and the verdict on the whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, combinations_with_replacement
from uuid import UUID

from schemas.assessment import Effect, PrivacyClass
from schemas.combination import (
    Because,
    Caution,
    Combination,
    CombinationUse,
    Combined,
    CombinedAncestor,
    CombinedCondition,
    CombinedQuestion,
    Duty,
    LicensePair,
    Outcome,
)
from schemas.licenses import LicenseClass
from schemas.lineage import Lineage
from schemas.record import CatalogRecord
from schemas.usage import UsageRequest

from .combination_rules import CombinationRules
from .findings import lowest
from .license_pairs import Licensed, Meeting, licensed, strictest
from .licensors import Licensor, Parties, licensors, meeting, parties_of
from .rules import Rules
from .transfer import evaluate
from .transfer.decide import decide
from .transfer.verdict import PERSONAL

HIDDEN = frozenset({PrivacyClass.ANONYMISED, PrivacyClass.PSEUDONYMISED})
"""The classes in which persons were made hard to recognise."""

ABOUT_PERSONS = HIDDEN | PERSONAL


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
    `decide`: each record brings the licences of its ancestors with it. `table` takes the place of the table of the rules. Raises
    `InvalidUsage` as `decide` does, `InvalidRules` if the table cannot be read, and `ValueError` without a record.
    """
    together = sorted({record.id: record for record in records}.values(), key=lambda record: record.id)
    if not together:
        raise ValueError("no record to combine")
    table = table or rules.combination
    use = table.use(request.purpose)
    lineage = (lineages or {}).get
    datasets = tuple(_combined(record, request, rules, day, lineage(record.id)) for record in together)
    bringing = licensors(together, lineages or {})
    parties = parties_of(bringing, rules)
    terms = Meeting(table, rules.licenses)
    outgoing = terms.outgoing(parties)
    pairs = tuple(_pairs(terms, parties, use))
    because = (table.doubt("no-common-licence"),) if pairs and _no_common_license(terms, parties) else ()
    cautions = tuple(_cautions(together, table))
    outcome, behind = _outcome(pairs, because if use is CombinationUse.PUBLISHED else ())
    effects = [(each.verdict.effect, each.verdict.would_be or each.verdict.effect) for each in datasets]
    if outcome and behind:
        effects.append((table.file.outcomes[outcome].effect, table.file.outcomes[behind].effect))
    effects += ((evaluate.shown(each.effect, each.confidence), each.effect) for each in cautions)
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
        ancestor=tuple(_ancestor(each, rules) for each in bringing if not each.combined),
        duty=tuple(_duties(parties, table, use)),
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


def _ancestor(each: Licensor, rules: Rules) -> CombinedAncestor:
    assessed = each.record.assessment.license
    return CombinedAncestor(
        record=each.record.id,
        title=each.record.dataset.title[0],
        license=assessed.id,
        license_class=licensed(assessed, rules.licenses).license_class,
        through=tuple(sorted(each.through)),
    )


def _pairs(terms: Meeting, parties: Parties, use: CombinationUse) -> Iterator[LicensePair]:
    for one, other in combinations_with_replacement(parties, 2):
        first, second = meeting(parties[one], parties[other]), meeting(parties[other], parties[one])
        if not first:
            continue
        met, published = terms.meet(one, other, use), terms.meet(one, other, CombinationUse.PUBLISHED)
        yield LicensePair(
            license=(one.id, other.id),
            first=first,
            second=second,
            outcome=met.outcome,
            would_be=met.behind if met.behind is not met.outcome else None,
            published=published.outcome,
            because=tuple({reason.code: reason for reason in (*met.because, *published.because)}.values()),
            under=terms.outgoing((one, other)),
        )


def _no_common_license(terms: Meeting, parties: Parties) -> bool:
    """Whether licences go together where they meet, and no licence works for all: what no pair says."""
    able = [each for each in parties if terms.outgoing([each])]
    met = (both for both in combinations(able, 2) if meeting(*(parties[each] for each in both)))
    return not terms.outgoing(able) and all(terms.outgoing(both) for both in met)


def _outcome(pairs: Sequence[LicensePair], because: Sequence[Because]) -> tuple[Outcome | None, Outcome | None]:
    """The outcome of all licences, and that behind it."""
    if not pairs:
        return None, None
    unclear = [Outcome.UNCLEAR for _ in because]
    shown = strictest((*(pair.outcome for pair in pairs), *unclear))
    return shown, strictest((*(pair.would_be or pair.outcome for pair in pairs), *unclear))


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


def _duties(parties: Parties, table: CombinationRules, use: CombinationUse) -> Iterator[Duty]:
    """What the licences ask for; terms on merged data do not bind data that are published unchanged."""
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
            records = [one.record for each in asking for one in parties[each]]
            about = [term for each in asking for term in (_terms(each) if code == "LICENCE_TERMS" else [each.id])]
            if code == "ATTRIBUTION":
                about = [_named(record) for record in records]
            ids = tuple(record.id for record in records)
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
