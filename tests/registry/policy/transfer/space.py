"""The space of questions: who holds data of which class, who asks from where and for what, and what is stated about the data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, product
from random import Random

from .rule_facts import Files, rules

MEMBERS = ("CN", "RU", "IN", "PK", "KZ", "KG", "TJ", "UZ", "IR", "BY")
OUTSIDE = ("MN", "HK", "MO", "US")
"""A partner, the two regions of China with codes of their own, and a state that is neither member nor partner."""

CLASSES = ("open", "anonymised", "pseudonymised", "personal", "special", "restricted", "unknown")
"""The privacy classes, from least to most protected, and `unknown`."""

PURPOSES = ("research", "commercial", "ai_training", "publication")
OTHER_PURPOSES = ("adaptation", "journalism")

LICENSES = ("CC0-1.0", "CC-BY-NC-4.0", "LicenseRef-other-open", "LicenseRef-unknown")
"""An open licence, a non-commercial one, one of which only a name is known, and none that is known."""
OTHER_LICENSES = ("CC-BY-4.0", "CC-BY-ND-4.0", "LicenseRef-other-closed")

PROVENANCE = "provenance_unknown"
BY_LICENSE = "no_open_licence"
"""A subclass that the licence tells about, not the data."""

COUNTED = frozenset({"over_1m_or_ciio", "over_10k_or_ciio"})
BANDS = {"up_to_500": 0, "10000_to_99999": 10_000, "1000000_or_more": 1_000_000}
"""Numbers of people in the data, with the least that each stands for."""

SAMPLES = 2
"""How many random statements about subclasses are tried for each holder and class."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of data: subclasses that they have and have not, whose people are in them, where they were collected.

    `access` has `embargo`, `words` (of an officer), `non_public`, `restricted`; `weak` has the conclusions that rest on weak
    signs: `license`, `class`, `holder`. `exported` and `critical` are of the exporter: the persons whose data it sent abroad this
    year, and whether it is a critical operator. `people` is the band of the number of people in the data. `unseen`: the data were
    made from something that is not in the catalogue.
    """

    has: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    subject: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    exported: int | None = None
    critical: bool | None = None
    people: str | None = None
    unseen: bool = False

    def __str__(self) -> str:
        told = [f"is {name}" for name in sorted(self.has)] + [f"is not {name}" for name in sorted(self.denied)]
        told += [f"people of {state}" for state in self.subject] + [f"collected in {state}" for state in self.collection]
        told += [f"access: {kind}" for kind in self.access] + [f"weak signs of the {name}" for name in self.weak]
        told += ["made from what is not in the catalogue"] * self.unseen
        counts = {"persons sent abroad": self.exported, "critical operator": self.critical, "people in them": self.people}
        told += [f"{name}: {value}" for name, value in counts.items() if value is not None]
        return ", ".join(told) or "nothing stated"


@dataclass(frozen=True, slots=True)
class Cell:
    """One question. `holder` is None where it is not known."""

    holder: str | None
    user: str
    privacy_class: str
    facts: Facts = field(default_factory=Facts)
    purpose: str = "publication"
    license: str = "CC0-1.0"

    def __str__(self) -> str:
        asked = f"{self.privacy_class} data of {self.holder or 'nobody known'}, used from {self.user} for {self.purpose}"
        return f"{asked} under {self.license}; {self.facts}"


def subclasses(data: Files, state: str, privacy_class: str) -> list[str]:
    """The subclasses that rules on data of a state and a class ask for, also the rules of others about data that arrive."""
    asked = {
        rule["subclass"]
        for kind, rule in rules(data)
        if "subclass" in rule
        and (kind == "destination" or {state, "*"} & set(rule.get("from", "*")))
        and {privacy_class, "*"} & set(rule["data_class"])
    }
    return sorted(asked - {BY_LICENSE})


def alone(names: list[str]) -> list[Facts]:
    """One subclass apart from the others: it alone is stated, in each way; or it alone is not."""
    every = frozenset(names)
    made = list[Facts]()
    for one in (frozenset({name}) for name in names):
        made += [Facts(has=one), Facts(denied=one), Facts(denied=every - one), Facts(has=one, denied=every - one)]
    return made


def mixtures(names: list[str], seed: str) -> list[Facts]:
    """Nothing is stated; none of the subclasses is there; and random statements, the same each time."""
    random = Random(seed)
    made = [Facts(), Facts(denied=frozenset(names))]
    for _ in range(SAMPLES):
        drawn = {name: random.choice(("has", "denied", "")) for name in names}
        made.append(Facts(*(frozenset(name for name in names if drawn[name] == what) for what in ("has", "denied"))))
    return made


def stated(data: Files, state: str) -> Iterator[Cell]:
    """Every user and purpose, with every kind of statement about subclasses."""
    for privacy_class in CLASSES:
        names = subclasses(data, state, privacy_class)
        mixed, apart = mixtures(names, f"{state} {privacy_class}"), alone(names)
        for user, facts, purpose, license_id in product(MEMBERS + OUTSIDE, mixed, PURPOSES, LICENSES):
            yield Cell(state, user, privacy_class, facts, purpose, license_id)
        for user, facts, purpose in product(MEMBERS + OUTSIDE[:2], apart, PURPOSES):
            yield Cell(state, user, privacy_class, facts, purpose)


def licensed(state: str) -> Iterator[Cell]:
    """All purposes and licences, where nothing is stated."""
    users = ("IN", "KZ", state)
    for user, privacy_class, purpose, license_id in product(users, CLASSES, PURPOSES + OTHER_PURPOSES, LICENSES + OTHER_LICENSES):
        yield Cell(state, user, privacy_class, purpose=purpose, license=license_id)


def concerned(data: Files, state: str) -> Iterator[Cell]:
    """Data in which there are people of another state, or that were collected in another one."""
    for other, privacy_class in product(MEMBERS + OUTSIDE, CLASSES):
        names = {*subclasses(data, state, privacy_class), *subclasses(data, other, privacy_class)} - {PROVENANCE}
        for user in dict.fromkeys((state, other, "CN", "KZ", "IR", "MN", "HK")):
            for denied in (frozenset[str](), frozenset(names)):
                yield Cell(state, user, privacy_class, Facts(denied=denied, subject=(other,)), "research")
                yield Cell(state, user, privacy_class, Facts(denied=denied, collection=(other,)), "ai_training")


def recorded(state: str) -> Iterator[Cell]:
    """Records that say themselves that the answer cannot be sure: access, weak signs, no holder, what they were made from."""
    access = [
        (),
        ("embargo",),
        ("words",),
        ("non_public",),
        ("restricted",),
        ("non_public", "words"),
        ("non_public", "restricted"),
    ]
    weak = [(), ("license",), ("class",), ("holder",), ("license", "class", "holder")]
    for privacy_class, user, kinds, names in product(CLASSES, (state, "KZ", "MN"), access, weak):
        for license_id, holder in (("CC0-1.0", state), ("LicenseRef-unknown", state), ("CC0-1.0", None)):
            yield Cell(holder, user, privacy_class, Facts(access=kinds, weak=names), "research", license_id)
    for privacy_class, user, names, license_id in product(CLASSES, MEMBERS + OUTSIDE, weak[:2], LICENSES):
        yield Cell(state, user, privacy_class, Facts(weak=names, unseen=True), "commercial", license_id)


def counted(data: Files, state: str) -> Iterator[Cell]:
    """Data of CN, or with people of CN in them, where counts of persons decide."""
    if state not in {"CN", "KZ"}:
        return
    exporter = product((None, 9_999, 10_000, 2_000_000), (None, True, False))
    for (exported, critical), people, privacy_class in product(exporter, (None, *BANDS), CLASSES[2:5]):
        every = frozenset(subclasses(data, "CN", privacy_class)) - {PROVENANCE}
        for user, denied in product(("RU", "HK", "CN"), (frozenset[str](), every - COUNTED, every)):
            facts = Facts(denied=denied, subject=("CN",), exported=exported, critical=critical, people=people)
            yield Cell(state, user, privacy_class, facts)


def cells(data: Files, state: str) -> list[Cell]:
    """All questions about data that a state holds, each once."""
    parts = (stated(data, state), licensed(state), concerned(data, state), recorded(state), counted(data, state))
    return list(dict.fromkeys(chain(*parts)))


def ordered(data: Files, state: str) -> Iterator[Cell]:
    """What is alike but for the class: nothing stated, no subclass there, or one alone, of all that the state's rules ask for."""
    every = sorted({name for privacy_class in CLASSES for name in subclasses(data, state, privacy_class)})
    facts = [Facts(), Facts(denied=frozenset(every))]
    facts += [Facts(has=frozenset({name}), denied=frozenset(every) - {name}) for name in every]
    for user, privacy_class, each, purpose in product(MEMBERS + OUTSIDE, CLASSES, facts, PURPOSES):
        yield Cell(state, user, privacy_class, each, purpose)
