"""Languages, from the tags, codes and names that portals write: `schemas/vocab/languages.yml`, and CLDR through Babel."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global

from .dataset import UNDETERMINED, Coded
from .vocab import load
from .words import LONGEST, word_key


def language(verbatim: str, *, states: frozenset[str] = frozenset()) -> Coded:
    """One language, as a BCP 47 tag: the language, and the script if it is stated and not the usual one.

    It understands tags, codes of ISO 639, addresses of the EU's language table and of the Library of Congress, and names in the
    languages of the SCO states, including their own names. A region is left out, so that `ru` and `ru-RU` are one language.
    The code of a state (ISO 3166-1) in `states` stands for the language of that state, also where it is another language's code.
    """
    tag = language_tag(verbatim, states=states)
    return Coded(verbatim=verbatim, code=tag and without_region(tag))


def language_tag(verbatim: str, *, states: frozenset[str] = frozenset()) -> str | None:
    """As `language`, with the region if one is stated: `zh-TW`."""
    return _tag(verbatim, states) if len(verbatim) <= LONGEST else None


def without_region(tag: str) -> str:
    """A tag of `language_tag` without its region.

    >>> without_region("uz-Cyrl-UZ")
    'uz-Cyrl'
    """
    return "-".join(part for place, part in enumerate(tag.split("-")) if not place or len(part) == len("Cyrl"))


def base_of(tag: str) -> str:
    """The language of a tag, without script and region.

    >>> base_of("uz-Cyrl-UZ")
    'uz'
    """
    return tag.partition("-")[0].casefold()


def language_iri(tag: str) -> str | None:
    """The address of a language in the EU's language table, by its three letters of ISO 639-3. None if it has none.

    >>> language_iri("uz-Cyrl")
    'http://publications.europa.eu/resource/authority/language/UZB'
    """
    base = base_of(tag)
    code = base if len(base) == len("uzb") else _three_letters().get(base)
    return f"http://publications.europa.eu/resource/authority/language/{code.upper()}" if code else None


@cache
def _three_letters() -> Mapping[str, str]:
    """The code of three letters for each of two. Where CLDR has several, the vocabulary says which is the language itself."""
    several: Mapping[str, str] = get_global("language_aliases")
    found = {code: each for each, code in several.items() if len(each) == len("uzb")}
    stated: Mapping[str, str] = _vocabulary()["three_letters"]
    return {**found, **stated}


@cache
def languages_of_states() -> Mapping[str, str]:
    """The language that the code of a state stands for where a language's code belongs, by ISO 3166-1 alpha-2 and alpha-3."""
    return {state: each["code"] for each in _vocabulary()["states"] for state in each["states"]}


@cache
def languages_in_names() -> frozenset[str]:
    """The languages that the name of a field can end in."""
    return frozenset(_vocabulary()["in_names"])


@lru_cache(maxsize=4096)
def _tag(text: str, states: frozenset[str]) -> str | None:
    text = word_key(text)
    address = _ADDRESS.fullmatch(text)
    name = address["code"] if address else text
    if name.upper() in states and name.upper() in languages_of_states():
        return languages_of_states()[name.upper()]
    if name in _vocabulary()["ambiguous"] or name == UNDETERMINED:
        return None
    return _own_names().get(name) or _from_tag(_parts(name)) or _names_in_cldr().get(name)


def _parts(name: str) -> str:
    """A tag with hyphens only, and with the code of a script that is named: `sr@latin` is `sr-latn`."""
    language, *others = _BETWEEN.split(name)
    return "-".join([language, *(_vocabulary()["script_words"].get(part, part) for part in others)])


_BETWEEN = re.compile(r"[-_@]")
_ADDRESS = re.compile(
    r"https?://(?:publications\.europa\.eu/resource/authority/language|id\.loc\.gov/vocabulary/(?:iso639-[125]|languages)"
    r"|(?:www\.)?lexvo\.org/id/iso639-[13]|iso639-3\.sil\.org/code)/(?P<code>[a-z]{2,3})/?"
)
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3})?(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-[a-z0-9]{5,8}|-\d[a-z0-9]{3})*(?:\.utf-?8)?(?:-(?P<modifier>[a-z]{4}))?"
)


def _from_tag(tag: str) -> str | None:
    match = _TAG.fullmatch(tag)
    if not match:
        return None
    code: str = get_global("language_aliases").get(match["language"], match["language"])
    code, _, script_of_code = code.partition("_")
    stated = match["script"] or match["modifier"]
    script = (stated or script_of_code).title()
    if code not in Locale("en").languages or (stated and script not in Locale("en").scripts):
        return None
    region = f"-{match['region'].upper()}" if match["region"] else ""
    return _with_script(code, script) + region


def _with_script(code: str, script: str) -> str:
    """The tag without a region, and without the usual script of the language."""
    is_script = len(script) == len("Cyrl") and script.isalpha()
    return f"{code}-{script}" if is_script and _vocabulary()["suppress_script"].get(code) != script else code


@cache
def _own_names() -> Mapping[str, str]:
    return {word_key(name): each["code"] for each in _vocabulary()["languages"] for name in each["names"]}


@cache
def _names_in_cldr() -> Mapping[str, str]:
    """The tag for each folded name; a name that two languages share is left out. Loading takes a fifth of a second."""
    codes: dict[str, set[str]] = {}
    for locale in _vocabulary()["locales"]:
        for code, name in Locale.parse(locale).languages.items():
            codes.setdefault(word_key(name), set()).add(_with_script(*code.partition("_")[::2]))
    return {name: tags.pop() for name, tags in codes.items() if len(tags) == 1}


@cache
def _vocabulary() -> dict[str, Any]:
    return load("languages.yml")
