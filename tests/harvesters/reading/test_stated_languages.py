"""Texts in several languages, some of which the portal states wrongly."""

import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from harvesters.base import Normalised, normalised
from harvesters.reading.remarks import Remarks
from schemas.dataset import Agent, Dataset, Distribution, LangString, Text
from schemas.source import Source
from tests.shared_material import shared

KZ = ("KZ", ("ru", "kk", "en"))
UZ = ("UZ", ("uz-Latn", "uz-Cyrl", "ru", "en"))
CN = ("CN", ("zh", "en"))
TJ = ("TJ", ("tg", "ru", "fa", "en"))


def text(**values: str) -> Text:
    return tuple(LangString(value=value, language=tag.replace("_", "-")) for tag, value in values.items())


def read(portal: tuple[str, tuple[str, ...]], **fields: Any) -> Normalised:
    state, language = portal
    source = Source.model_validate(
        {
            "id": "xx_example",
            "title": {"en": "Data"},
            "kind": "ckan",
            "url": "https://data.example",
            "jurisdiction": state,
            "language": language,
        }
    )
    fields = {"title": text(en="Data"), "license": ({"verbatim": "CC0-1.0", "field": "/license"},)} | fields
    return normalised(Dataset(identifier="1", **fields), source, Remarks("1"))


def publisher(portal: tuple[str, tuple[str, ...]], **values: str) -> tuple[dict[str, str], list[str]]:
    """The texts by language, and what is told."""
    found = read(portal, publisher=Agent(name=text(**values)))
    assert found.dataset.publisher
    return {each.language: each.value for each in found.dataset.publisher.name}, [issue.code for issue in found.issues]


REPEATED = ["text-not-translated"]
CONTRADICTED = ["language-contradicted"]


@pytest.mark.parametrize(
    ("portal", "stated", "meant", "told"),
    [
        # right as it is
        (KZ, {"ru": "Министерство воды", "kk": "Су министрлігі", "en": "Ministry of Water"}, None, []),
        (UZ, {"uz_Latn": "Suv xoʻjaligi", "uz_Cyrl": "Сув хўжалиги", "ru": "Водное хозяйство", "en": "Water"}, None, []),
        (UZ, {"uz_Latn": "Suv xo'jaligi"}, None, []),
        (UZ, {"uz_Latn": "Suv xoʼjaligi"}, None, []),
        (KZ, {"ru": "ТОО «Жеті су өңірі» города Талгар", "kk": "«Жеті су өңірі» ЖШС"}, None, []),  # a name in a Russian text
        (KZ, {"ru": "ТОО Вода", "kk": "Aqsu", "en": "Water LLP"}, None, []),  # Kazakh is written in Latin letters too
        (KZ, {"kk": "Qazaq suy"}, None, []),
        (KZ, {"en": "ГИДРО"}, None, []),  # Russian or Kazakh
        (CN, {"en": "GDP", "zh": "国内生产总值"}, None, []),
        (KZ, {"de": "Wasserwirtschaft der Region", "ru": "Вода"}, None, []),
        # one text for several languages
        (
            KZ,
            {"ru": "Перечень водоёмов области", "en": "Перечень водоёмов области"},
            {"ru": "Перечень водоёмов области"},
            REPEATED,
        ),
        (KZ, {"ru": "Су құбыры мекемесі", "kk": "Су құбыры мекемесі"}, {"kk": "Су құбыры мекемесі"}, REPEATED),
        (KZ, {"ru": "KEGS", "kk": "KEGS", "en": "KEGS"}, {"en": "KEGS"}, REPEATED),
        (KZ, {"ru": "Вода", "kk": "Вода", "en": "Вода"}, {"ru": "Вода"}, REPEATED),
        (UZ, {"uz_Latn": "BMT", "uz_Cyrl": "BMT", "ru": "ООН"}, {"uz-Latn": "BMT", "ru": "ООН"}, REPEATED),
        (CN, {"zh": "水资源", "en": "水资源"}, {"zh": "水资源"}, REPEATED),
        # in another language than stated
        (KZ, {"ru": "МВ РК", "kk": "MW RK", "en": "ҚР СМ"}, {"ru": "МВ РК", "kk": "ҚР СМ", "en": "MW RK"}, CONTRADICTED * 2),
        (KZ, {"ru": "Вода", "en": "Су құбыры"}, {"ru": "Вода", "kk": "Су құбыры"}, CONTRADICTED),
        (KZ, {"en": "Су құбыры"}, {"kk": "Су құбыры"}, CONTRADICTED),
        (KZ, {"ru": "Қаланың су құбыры"}, {"kk": "Қаланың су құбыры"}, CONTRADICTED),
        (KZ, {"ru": "List of the rivers of the region"}, {"en": "List of the rivers of the region"}, CONTRADICTED),
        (
            KZ,
            {"ru": "Өзендер мен көлдердің тізімі", "kk": "Перечень рек и озёр области"},
            {"ru": "Перечень рек и озёр области", "kk": "Өзендер мен көлдердің тізімі"},
            CONTRADICTED * 2,
        ),
        (CN, {"en": "水资源"}, {"zh": "水资源"}, CONTRADICTED),
        (UZ, {"uz_Latn": "Сув хўжалиги"}, {"uz-Cyrl": "Сув хўжалиги"}, CONTRADICTED),
        (UZ, {"uz": "Сув хўжалиги", "ru": "Вода"}, {"uz-Cyrl": "Сув хўжалиги", "ru": "Вода"}, CONTRADICTED),
        (
            UZ,
            {"uz_Latn": "Сув хўжалиги", "uz_Cyrl": "Suv xoʻjaligi"},
            {"uz-Latn": "Suv xoʻjaligi", "uz-Cyrl": "Сув хўжалиги"},
            CONTRADICTED * 2,
        ),
        (TJ, {"fa": "Захираҳои оби ҷумҳурӣ"}, {"tg": "Захираҳои оби ҷумҳурӣ"}, CONTRADICTED),
        # two texts for one language
        (
            KZ,
            {"ru": "МВ РК", "en": "Министерство водных ресурсов республики"},
            {"ru": "МВ РК", "und": "Министерство водных ресурсов республики"},
            CONTRADICTED,
        ),
        (UZ, {"uz_Latn": "Сув", "uz_Cyrl": "Сув хўжалиги"}, None, []),
    ],
)
def test_each_text_is_in_its_language(
    portal: tuple[str, tuple[str, ...]], stated: Mapping[str, str], meant: Mapping[str, str] | None, told: list[str]
) -> None:
    expected = meant or {tag.replace("_", "-"): value for tag, value in stated.items()}
    assert publisher(portal, **stated) == (expected, told)


@pytest.mark.parametrize("field", ["title", "description"])
def test_title_and_description_are_read_alike_also_those_of_files(field: str) -> None:
    swapped = text(ru="Өзендер мен көлдердің тізімі", kk="Перечень рек и озёр области")
    right = text(ru="Перечень рек и озёр области", kk="Өзендер мен көлдердің тізімі")
    found = read(KZ, **{field: swapped}, distribution=(Distribution(**{field: swapped}),))
    assert getattr(found.dataset, field) == right
    assert getattr(found.dataset.distribution[0], field) == right
    assert [issue.pointer for issue in found.issues] == [f"/{field}"] * 2 + [f"/distribution/0/{field}"] * 2
    assert found.issues[0].value == "ru is stated, it seems to be kk: Өзендер мен көлдердің тізімі"


def test_a_repeated_text_is_told_once_for_a_field() -> None:
    same = text(ru="Перечень водоёмов области", kk="Перечень водоёмов области", en="Перечень водоёмов области")
    found = read(KZ, title=same, distribution=(Distribution(title=same), Distribution(title=same)))
    assert found.dataset.title == found.dataset.distribution[1].title == same[:1]
    told = [(issue.code, issue.pointer, issue.value) for issue in found.issues]
    value = "ru, kk, en: Перечень водоёмов области"
    assert told == [(REPEATED[0], "/title", value), (REPEATED[0], "/distribution/0/title", value)]


def test_a_text_without_a_stated_language_comes_last_and_stays() -> None:
    found = read(KZ, title=text(ru="Су құбыры мекемесі", und="Aqsu"))
    assert found.dataset.title == text(kk="Су құбыры мекемесі", und="Aqsu")


def test_the_only_language_of_a_portal_is_not_overruled() -> None:
    title = text(ky="Перечень школ города Бишкек")
    found = read(("KG", ("ky",)), title=title)
    assert (found.dataset.title, [issue.code for issue in found.issues]) == (title, CONTRADICTED)


def agencies(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(shared(f"fixtures/kz-data-egov/{name}.json.gz")) as file:
        for each in json.load(file):
            yield {tag: value for tag in ("Ru", "Kk", "En") if (value := " ".join(each[f"name{tag}"].split()))}


KAZAKH = frozenset("әғқңөұүһі")


def has_kazakh(value: str) -> bool:
    return not KAZAKH.isdisjoint(value.casefold())


def test_the_recorded_agencies_of_kazakhstan_lose_no_text() -> None:
    counts = {"agencies": 0, "repeated": 0, "contradicted": 0, "kazakh as ru": 0, "kazakh as en": 0}
    for each in agencies("getstatisticsbyquasiorganizations"):
        named, told = publisher(KZ, **{tag.lower(): value for tag, value in each.items()})
        kept = read(KZ, title=text(**{tag.lower(): value for tag, value in each.items()})).dataset.title
        assert {name.value for name in kept} == set(each.values())
        counts["agencies"] += 1
        counts["repeated"] += REPEATED[0] in told
        counts["contradicted"] += told.count(CONTRADICTED[0])
        counts["kazakh as ru"] += has_kazakh(named.get("ru", ""))
        counts["kazakh as en"] += has_kazakh(named.get("en", ""))
    assert counts["agencies"] == 1178
    assert counts["repeated"] >= 1010
    assert counts["kazakh as en"] <= 2
    assert counts["kazakh as ru"] < 168


def test_the_four_swapped_names_of_central_bodies_come_out_right() -> None:
    swapped = 0
    for each in agencies("getstatisticsbycgogovagencies"):
        named, told = publisher(KZ, **{tag.lower(): value for tag, value in each.items()})
        swapped += told == CONTRADICTED * 2
        assert not has_kazakh(named.get("en", "") + named["ru"])
        assert not named["kk"].isascii()
    assert swapped == 4


def test_the_recorded_spheres_of_uzbekistan_keep_both_scripts() -> None:
    spheres = json.loads(shared("fixtures/uz-data-egov/sphere_list.json").read_text(encoding="utf-8"))["result"]
    keys = {"uz_Latn": "uzbText", "uz_Cyrl": "uzbKrText", "ru": "rusText", "en": "engText"}
    repeated = 0
    for each in spheres:
        stated = {tag: each["title"][key] for tag, key in keys.items()}
        named, told = publisher(UZ, **stated)
        assert told in ([], REPEATED)
        assert named["uz-Latn"] == stated["uz_Latn"]
        assert set(named.values()) == set(stated.values())
        repeated += bool(told)
    assert (len(spheres), repeated) == (19, 4)
