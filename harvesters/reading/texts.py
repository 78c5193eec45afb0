"""One text in several languages, from all that a portal wrote: what is in which language, what leads, and what has no place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.dataset import UNDETERMINED, LangString, Text
from schemas.languages import base_of, without_region
from schemas.recognition import FLOOR, script_of

from .portal_languages import SURE, PortalLanguages
from .prose import is_legible


@dataclass(frozen=True)
class Found:
    """A text in a record: its language, if the portal states one (BCP 47 tag), its place (JSON pointer), and the field's name."""

    text: str
    language: str | None
    pointer: str
    name: str


def legible(found: Iterable[Found]) -> tuple[list[Found], list[Found]]:
    """The texts that name something, each on one line; and those that do not, because they have no letter and no digit."""
    kept: list[Found] = []
    left: list[Found] = []
    for each in found:
        (kept if is_legible(each.text) else left).append(replace(each, text=" ".join(each.text.split())))
    return kept, left


def as_text(found: Iterable[Found]) -> Text:
    return tuple(LangString(value=each.text, language=each.language or UNDETERMINED) for each in found)


def one_text(
    found: Sequence[Found], languages: PortalLanguages, *, unknown: int | None = None
) -> tuple[list[Found], list[Found]]:
    """One text in each of its languages, the portal's first, and what has no place in it: a second text in a language.

    A text without a stated language is recognised. If its language cannot be told, or has a text already, it is kept as `und`:
    at most `unknown` of these. A text that comes again is used once. Regions are left out where nothing else tells apart.
    """
    if len(found) == 1:  # nearly always
        first = found[0]
        return [Found(first.text, _language(first, languages), first.pointer, first.name)], []
    text = _OneText()
    for each in _short([each for each in found if each.language]):
        text.add(each)
    rest = [each for each in found if not each.language]
    for floor in (SURE, FLOOR):  # a text that is one of several needs less to be recognised, if its language has no text yet
        rest = [each for each in rest if not text.add_unstated(each, languages, floor=floor)]
    rest = list({each.text: each for each in rest}.values())
    kept = sorted(text.kept.values(), key=lambda each: languages.rank(each.language or UNDETERMINED))
    places = len(rest) if unknown is None else max(0, unknown - len(kept))
    return kept + rest[:places], text.left + rest[places:]


def in_languages(found: Sequence[Found], languages: PortalLanguages) -> Iterator[Found]:
    """Texts, each with its language. If there are several, a language that is not stated is recognised."""
    for each in found:
        tag = _language(each, languages)
        yield replace(each, language=languages.recognised(each.text) if tag == UNDETERMINED and len(found) > 1 else tag)


def words(found: Iterable[Found], languages: PortalLanguages) -> Text:
    """Keywords, each once in a language."""
    tagged = ((each.text, each.language or languages.only() or UNDETERMINED) for each in found)
    return tuple(LangString(value=word, language=without_region(tag)) for word, tag in dict.fromkeys(tagged))


def _language(found: Found, languages: PortalLanguages) -> str:
    """The language of a text that is alone: the stated one, else the only one of the portal.

    It is not recognised here: that costs more than all the rest of reading, and the index does it for title and description
    together.
    """
    return without_region(found.language) if found.language else languages.only() or UNDETERMINED


def _short(found: Sequence[Found]) -> list[Found]:
    """The texts with stated languages, without the regions, unless these alone tell two texts apart."""
    texts: dict[str, dict[str, set[str]]] = {}
    for each in found:
        tag = each.language or UNDETERMINED
        texts.setdefault(without_region(tag), {}).setdefault(tag, set()).add(each.text)
    apart = {short for short, tags in texts.items() if len(set().union(*tags.values())) > 1}
    tags = ((each, without_region(each.language or UNDETERMINED)) for each in found)
    return [each if tag in apart else replace(each, language=tag) for each, tag in tags]


class _OneText:
    """The texts that were given a place, by language; and those that have none."""

    def __init__(self) -> None:
        self.kept: dict[str, Found] = {}
        self.left: list[Found] = []
        self.values: set[str] = set()

    def add(self, each: Found) -> None:
        """A text whose language is stated."""
        tag = self._place(each, each.language or UNDETERMINED)
        if tag is None and self.kept[each.language or UNDETERMINED].text != each.text:
            self.left.append(each)
        elif tag:
            self._keep(each, tag)

    def add_unstated(self, each: Found, languages: PortalLanguages, *, floor: float) -> bool:
        """Whether a text whose language is not stated has a place: it is there already, or is recognised, and has no rival."""
        if each.text in self.values:
            return True
        only = languages.only()
        stated = only if only and only not in self.kept and languages.can_be(each.text, only) else None
        recognised = stated or languages.recognised(each.text, floor=floor)
        tag = self._place(each, recognised) if recognised != UNDETERMINED else None
        if tag:
            self._keep(each, tag)
        return tag is not None

    def _keep(self, each: Found, tag: str) -> None:
        self.values.add(each.text)
        self.kept[tag] = replace(each, language=tag)

    def _place(self, each: Found, tag: str) -> str | None:
        """The tag under which a text finds a place: its own, or that with its script, if the text there is in another script."""
        rivals = [kept for kept in self.kept if kept == tag or (not each.language and base_of(kept) == base_of(tag))]
        script = script_of(each.text)
        if not rivals:
            return tag
        with_script = f"{base_of(tag)}-{script}"
        others = script and all(script_of(self.kept[rival].text) != script for rival in rivals)
        return with_script if others and with_script not in self.kept else None
