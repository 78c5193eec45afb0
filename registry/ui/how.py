"""How Serai concludes: every rule of licence, jurisdictions and privacy class, explained for everybody."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from schemas.jurisdictions import LawStatus
from schemas.privacy import PROTECTION
from schemas.record import Aspect, CuratedJurisdiction
from schemas.words import word_key

from ..policy.privacy_rules import PrivacyRule, Role
from ..policy.reasons import JURISDICTION, LICENSE, PRIVACY, SENTENCES, STATEMENT, WHY, Reason
from . import how_words
from .languages import SOURCE
from .recorded import roles
from .site import Page, PageDep, greeting, led_to

router = APIRouter(include_in_schema=False)

EXAMPLE, GAP = "CC-BY-4.0", "…"
"""The licence that stands in a sentence for any; and what stands for what only a conclusion can tell."""

EXAMPLES = 3
"""How many words of a rule are shown."""

LAW = "jurisdiction-law/"


@dataclass(frozen=True)
class Explained:
    """A rule of `REASONS`. `states` are those whose law has this status; `basis_language` is that of a citation."""

    key: str
    sentence: str
    why: str
    remedy: str
    states: tuple[str, ...]
    basis: str
    basis_language: str


@dataclass(frozen=True)
class Meaning:
    """What words mean for data held in a state; in all others if it has no name."""

    state: str
    said: str
    basis: str
    confidence: str


@dataclass(frozen=True)
class OfWords:
    """A rule for words: what they name, what it leads to, and how many words it has. `states` are those in which it counts."""

    id: str
    about: str
    basis: str
    basis_language: str
    verdict: str
    confidence: str
    states: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    words: int
    languages: int
    examples: tuple[str, ...]
    example_language: str


@dataclass(frozen=True)
class Reasons:
    """A group of rules of `REASONS`."""

    id: str
    title: str
    rules: tuple[Explained, ...]


@dataclass(frozen=True)
class Words:
    """The rules for words of one role, with what holds for all of them. Words that say nothing alone have no sentence."""

    id: str
    title: str
    sentence: str
    why: str
    rules: tuple[OfWords, ...]


@dataclass(frozen=True)
class Part:
    """What is concluded about one aspect: its terms with their meanings, and its rules."""

    aspect: Aspect
    intro: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    reasons: tuple[Reasons, ...]
    words: tuple[Words, ...] = ()


@router.get("/how")
def how_in_my_language(request: Request) -> Response:
    """To the page in the person's language."""
    return led_to(greeting(request).links.how)


@router.get("/{language}/how")
def how(page: PageDep) -> Response:
    """All rules, each with the anchor that findings lead to."""
    return page.render("how.html", parts_of_page=tuple(_parts(page)), version=page.services.rules.version)


def _parts(page: Page) -> Iterator[Part]:
    gettext = page.language.gettext
    rules = page.services.rules
    terms = {
        Aspect.LICENSE: tuple((gettext(name), gettext(said)) for name, said in how_words.LICENSE_CLASSES.values()),
        Aspect.JURISDICTION: tuple(_roles(page)),
        Aspect.PRIVACY_CLASS: tuple((page.labels.privacy_class(each), page.labels.class_meaning(each)) for each in PROTECTION),
    }
    groups: Mapping[Aspect, tuple[tuple[str, str, Mapping[str, Reason]], ...]] = {
        Aspect.LICENSE: (("statement", how_words.STATEMENT, STATEMENT), ("together", how_words.TOGETHER, LICENSE)),
        Aspect.JURISDICTION: (("holder", how_words.HOLDER, JURISDICTION),),
        Aspect.PRIVACY_CLASS: (("weighed", how_words.WEIGHED, PRIVACY),),
    }
    for aspect, intro in how_words.PARTS.items():
        yield Part(
            aspect,
            intro=tuple(map(gettext, intro)),
            terms=terms[aspect],
            reasons=tuple(
                Reasons(id, gettext(title), tuple(_explained(page, key, reason) for key, reason in table.items()))
                for id, title, table in groups[aspect]
            ),
            words=tuple(_words(page, rules.privacy.rules)) if aspect is Aspect.PRIVACY_CLASS else (),
        )


def _roles(page: Page) -> Iterator[tuple[str, str]]:
    """What a state can be for a dataset."""
    gettext = page.language.gettext
    names = {"holder_state": gettext(how_words.HOLDING), **{id: name for id, name, _ in roles(page, CuratedJurisdiction())}}
    return ((names[id], gettext(said)) for id, said in how_words.ROLE_WORDS.items())


def _explained(page: Page, key: str, reason: Reason) -> Explained:
    gettext = page.language.gettext
    basis, language = page.language.said(how_words.CITED if "{" in reason.basis else reason.basis)
    return Explained(
        key,
        sentence=gettext(reason.sentence).format_map(_Gaps(title=page.labels.license(EXAMPLE))),
        why=gettext(reason.why),
        remedy=gettext(reason.remedy) if reason.remedy else "",
        states=_with_law(page, key.removeprefix(LAW)) if key.startswith(LAW) else (),
        basis=basis,
        basis_language=language,
    )


class _Gaps(dict[str, str]):
    """What fills the gaps of a sentence: a plain example, or a sign."""

    def __missing__(self, name: str) -> str:
        return GAP


def _with_law(page: Page, status: str) -> tuple[str, ...]:
    """The names of the states whose law has a status, in the order of the language."""
    found = page.services.rules.jurisdictions.values()
    return _named(page, (state.code for state in found if state.law_status is LawStatus(status)))


def _named(page: Page, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(page.labels.state, codes), key=word_key))


def _words(page: Page, rules: Iterable[PrivacyRule]) -> Iterator[Words]:
    """The rules for words by their role. A role without a rule is left out."""
    gettext, rules = page.language.gettext, tuple(rules)
    for role, title in how_words.ROLES.items():
        found = tuple(_of_words(page, rule) for rule in rules if rule.role is role)
        if found:
            sentence = gettext(SENTENCES[role]).format(about=GAP).replace(f"{GAP}.", GAP) if role in SENTENCES else ""
            yield Words(f"role-{role}", gettext(title), sentence, gettext(WHY[role]), found)


def _of_words(page: Page, rule: PrivacyRule) -> OfWords:
    basis, language = page.language.said(rule.basis)
    shown = next((code for code in (page.language.code, SOURCE) if code in rule.words), next(iter(rule.words), ""))
    return OfWords(
        rule.id,
        about=rule.about,
        basis=basis,
        basis_language=language,
        verdict=page.labels.privacy_class(rule.verdict) if rule.verdict and rule.role is not Role.TOPIC else "",
        confidence=page.labels.weight(rule.confidence),
        states=_named(page, rule.states),
        meanings=tuple(
            Meaning(
                page.labels.state(code) if code != "else" else "", each.reason, each.basis, page.labels.weight(each.confidence)
            )
            for code, each in rule.by_state.items()
        ),
        words=sum(map(len, rule.words.values())),
        languages=len(rule.words),
        examples=tuple(word.replace("*", GAP) for word in rule.words.get(shown, ())[:EXAMPLES]),
        example_language=shown,
    )
