"""The texts of a dataset in the languages that they are in, where a portal states several and mistakes them."""

from collections.abc import Collection
from dataclasses import dataclass

from schemas.alphabets import SCRIPTS
from schemas.dataset import UNDETERMINED, Dataset, Distribution, LangString, Text
from schemas.languages import base_of, language_tag
from schemas.recognition import Against, contradicted, language_of, script_of
from schemas.source import Source

from .portal_languages import SURE, PortalLanguages, portal_languages
from .remarks import Remarks

_SCRIPTS_OF_TAGS = {"Latn": "Latin", "Cyrl": "Cyrillic", "Arab": "Arabic", "Hani": "Han", "Deva": "Devanagari"}


def in_true_languages(dataset: Dataset, source: Source, remarks: Remarks) -> Dataset:
    """A dataset whose title, description, name of publisher, and titles and descriptions of files are in their true languages.

    Only texts are looked at for which the portal states a language out of several. What it says of others stays.
    """
    several = len(source.language) > 1
    if not any(_is_doubtful(text, several=several) for text in _texts(dataset)):
        return dataset  # nearly always
    reader = _Reader(source, remarks)
    changed: dict[str, object] = reader.changed(dataset, "")
    publisher = dataset.publisher
    if publisher and (name := reader.read(publisher.name, "/publisher")) is not publisher.name:
        changed["publisher"] = publisher.model_copy(update={"name": name})
    files = tuple(
        file.model_copy(update=new) if (new := reader.changed(file, f"/distribution/{number}")) else file
        for number, file in enumerate(dataset.distribution)
    )
    if any(new is not old for new, old in zip(files, dataset.distribution, strict=True)):
        changed["distribution"] = files
    return dataset.model_copy(update=changed) if changed else dataset


def _texts(dataset: Dataset) -> list[Text]:
    """The texts that are looked at."""
    found = [dataset.title, dataset.description]
    if dataset.publisher:
        found.append(dataset.publisher.name)
    for file in dataset.distribution:
        found += (file.title, file.description)
    return found


def _is_doubtful(text: Text, *, several: bool) -> bool:
    """Whether the portal states a language for a text, out of several: those of the portal, or those of the text itself."""
    return len(text) > 1 or (several and len(text) == 1 and text[0].language != UNDETERMINED)


class _Reader:
    """Reads the texts of one record, and notes what was stated wrongly."""

    def __init__(self, source: Source, remarks: Remarks) -> None:
        self.languages, self.remarks = portal_languages(source), remarks
        self.several = len(source.language) > 1

    def changed(self, described: Dataset | Distribution, at: str) -> dict[str, object]:
        """The new title and description of a dataset or a file, as far as they differ."""
        found: dict[str, object] = {}
        for name, text in (("title", described.title), ("description", described.description)):
            if (read := self.read(text, f"{at}/{name}")) is not text:
                found[name] = read
        return found

    def read(self, text: Text, pointer: str) -> Text:
        if not _is_doubtful(text, several=self.several):
            return text
        claims = _claims(text, self.languages)
        _place(claims)
        for each in claims:
            if each.tag not in each.tags:
                told = f"{', '.join(each.tags)} is stated, it seems to be {each.meant}: {each.text.value}"
                self.remarks.note("language-contradicted", pointer, told)
        if repeated := [each for each in claims if len(each.tags) > 1]:
            told = "; ".join(f"{', '.join(each.tags)}: {each.text.value}" for each in repeated)
            self.remarks.note_once("text-not-translated", pointer, told)
        if all(each.tags == (each.tag,) for each in claims):
            return text
        placed = [LangString(value=each.text.value, language=each.tag) for each in claims]
        placed += [each for each in text if each.language == UNDETERMINED and each.value not in {new.value for new in placed}]
        return tuple(sorted(placed, key=lambda each: self.languages.rank(each.language)))


@dataclass
class _Claim:
    """A text: the `tags` that the portal states for it, the one that it is given, the one that is `meant`, and what tells so."""

    text: LangString
    tags: tuple[str, ...]
    tag: str
    meant: str
    against: Against | None = None


def _claims(text: Text, languages: PortalLanguages) -> list[_Claim]:
    """The texts with a stated language, each once."""
    stated: dict[str, list[LangString]] = {}
    for each in text:
        if each.language != UNDETERMINED:
            stated.setdefault(" ".join(each.value.split()), []).append(each)
    tags = tuple(each.language for each in text)
    among = languages.among.union(map(base_of, tags)) - {UNDETERMINED}
    scripts = frozenset(filter(_script_in, (*languages.declared, *tags)))
    return [_claim(same, among, scripts) for same in stated.values()]


def _claim(same: list[LangString], among: Collection[str], scripts: Collection[str]) -> _Claim:
    """What equal texts are, by what the portal states for them. `scripts` are the portal's tags that state a script."""
    text, tags = same[0], tuple(dict.fromkeys(each.language for each in same))
    found = {tag: contradicted(text.value, tag, among) for tag in tags}
    possible = [tag for tag in tags if not found[tag]] or [tag for tag in tags if (why := found[tag]) and why[1] is Against.LATIN]
    if possible:
        tag = _best(text.value, possible)
        meant = _in_script(tag, text.value)
        if not _script_in(tag) and meant not in scripts:
            meant = tag  # the portal tells no scripts of this language apart
        why = found[tag]
        if why:
            return _Claim(text, tags, tag, _tag(why[0], text.value, scripts), why[1])
        return _Claim(text, tags, tag, meant, None if meant in tags else Against.LETTERS)
    language, against = next(why for why in found.values() if why)
    return _Claim(text, tags, tags[0], _tag(language, text.value, scripts), against)


def _best(value: str, possible: list[str]) -> str:
    """The one of some languages that a text is in: as recognised, else the portal's first; of two scripts that of the text."""
    if len(possible) > 1:
        fitting = [tag for tag in possible if _script_in(tag) in ("", script_of(value))] or possible
        bases = {base_of(tag) for tag in fitting}
        recognised = language_of(value, among=bases, floor=SURE) if len(bases) > 1 else UNDETERMINED
        return next((tag for tag in fitting if base_of(tag) == recognised), fitting[0])
    return possible[0]


def _script_in(tag: str) -> str:
    """The script that a tag states (ISO 15924); empty if it states none."""
    return next((part for part in tag.split("-")[1:] if part in _SCRIPTS_OF_TAGS), "")


def _in_script(tag: str, value: str) -> str:
    """The tag with the script that a text is in, if its language is written in it."""
    base, script = base_of(tag), script_of(value)
    written = base in SCRIPTS.get(_SCRIPTS_OF_TAGS.get(script, ""), ())
    return (language_tag(f"{base}-{script}") or tag) if written else tag


def _tag(language: str, value: str, scripts: Collection[str]) -> str:
    """The tag of a language, with the script of a text if the portal tells scripts of this language apart."""
    return _in_script(language, value) if any(base_of(tag) == language for tag in scripts) else language


def _place(claims: list[_Claim]) -> None:
    """Give each text the language that is meant, if no other text has it. Nothing is lost.

    What is not sure then stays where the portal put it; what surely is not in the stated language becomes `und`, as a text does
    for which none is stated. Latin letters alone tell only that two texts were swapped: if that of the other language leaves its
    place.
    """
    movers = [each for each in claims if each.against]
    kept = {each.tag for each in claims if not each.against}
    while unsure := [
        each for each in movers if each.against is not Against.SCRIPT_OR_WORDS and not _may_move(each, movers, kept)
    ]:
        movers = [each for each in movers if each not in unsure]
        kept |= {each.tag for each in unsure}
    for each in movers:
        each.tag = each.meant if each.meant not in kept else UNDETERMINED
        kept.add(each.tag)


def _may_move(claim: _Claim, movers: list[_Claim], kept: Collection[str]) -> bool:
    leaves = any(claim.meant in each.tags for each in movers if each is not claim)
    return claim.meant not in kept and (leaves or claim.against is not Against.LATIN)
