"""Declarations: what they hold, and what a wrong one is told."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from pydantic import Field

from harvesters import HARVESTERS
from harvesters.declaration import Choices, declaration_of, load_platforms, load_source, load_sources, source_of
from harvesters.errors import InvalidDeclaration, InvalidSource
from harvesters.kinds.ckan import CkanHarvester
from schemas.access_rights import access_right
from schemas.assessment import LicenseStatus
from schemas.license_match import license_reader
from schemas.licenses import UNKNOWN_LICENSE
from schemas.model import Model
from schemas.source import LicenseCodes, Retired, Source
from schemas.source.expectation import GRACE_SWEEPS, MAX_WITHDRAWN, MAX_WITHDRAWN_SHARE, Expectation, Grace
from schemas.vocab import load as load_vocabulary

CHOICES = Choices(HARVESTERS, jurisdictions={"KG", "RU"})
GOOD = """\
id: kg_example
title:
  ky: Ачык маалыматтар
  ru: Открытые данные
kind: ckan
url: https://data.example.kg
jurisdiction: KG
language: [ky, ru]
license:
  statement: CC BY 4.0
  seen: 2026-11-22
page_size: 20
"""
LICENSES = license_reader(load_vocabulary("licenses.yml"))
SHIPPED = Path(__file__).parents[2] / "harvesters" / "sources"
PLATFORMS = SHIPPED.parent / "platforms"
SHIPPED_CHOICES = Choices(HARVESTERS, platforms=load_platforms(PLATFORMS))


def load(folder: Path, text: str | bytes, *, name: str = "kg_example.yml") -> Source:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_source(file, CHOICES)


def test_a_declaration(tmp_path: Path) -> None:
    source = load(tmp_path, GOOD)
    assert (source.id, source.name, source.language, source.page_size) == ("kg_example", "Ачык маалыматтар", ("ky", "ru"), 20)
    assert source.license
    assert source.license.seen == "2026-11-22"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (
            "page_size",
            "pagesize",
            12,
            "unknown key 'pagesize'; the choices are: access, allow_private_addresses, calendar, charset, contacts, day_first, ",
        ),
        ("  seen", "  seeen", 11, "unknown key 'seeen'; the choices are: seen, statement, url"),
        ("kind: ckan", "kind: cakn", 5, "unknown kind 'cakn'; the choices are: ckan, data_json, declared, dkan, oai_pmh"),
        ("jurisdiction: KG", "jurisdiction: kg", 7, "unknown jurisdiction 'kg'; the choices are: KG, RU"),
        ("id: kg_example", "id: kg_other", 1, "write id: kg_example or rename the file"),
        ("id: kg_example", "id: KG Example", 1, "id: "),
        ("kind: ckan\n", "", 1, "the key 'kind' is missing"),
        ("https://data.example.kg", "data.example.kg", 6, "url: "),
        ("https://data.example.kg", "ftp://data.example.kg", 6, "'http' or 'https'"),
        ("https://data.example.kg", "https://me:s3cret@data.example.kg", 6, "must not hold a user name"),
        ("[ky, ru]", "[ky, kyrgyz]", 8, "language.1: 'kyrgyz' is no language tag"),
        ("[ky, ru]", "[ky, xx]", 8, "'xx' is no language tag"),
        ("[ky, ru]", "ky", 8, "language: "),
        ("  ru: О", "  russian: О", 4, "'russian' is no language tag"),
        ("  ru: Открытые данные", "  ru: ''", 4, "a title is one line of text"),
        ("page_size: 20", "page_size: many", 12, "not 'many'"),
        ("page_size: 20", "page_size: 0", 12, "page_size: "),
        ("page_size: 20", "schedule: daily", 12, "schedule: 'daily' is no cron text; write minute, hour"),
        ("page_size: 20", "schedule: 0 0 30 2 *", 12, "schedule: '0 0 30 2 *' is a day that never comes"),
        ("page_size: 20", "every: day", 12, "every: 'day' is no span of time; write a number and s, m, h, d or w"),
        ("page_size: 20", "every: 10s", 12, "every: '10s' is less than a minute"),
        ("page_size: 20", "schedule: 0 3 * * *\nevery: 1d", 13, "every: a declaration has either schedule or every"),
        ("page_size: 20", "run_deadline: long", 12, "run_deadline: 'long' is no span of time"),
        ("page_size: 20", "page_deadline: 0s", 12, "page_deadline: "),
        ("page_size: 20", "delay_seconds: -1", 12, "delay_seconds: "),
        ("page_size: 20", "official: perhaps", 12, "not 'perhaps'"),
        ("page_size: 20", "grace: {sweps: 3}", 12, "unknown key 'sweps'; the choices are: days, sweeps"),
        ("page_size: 20", "grace:\n  sweeps: 0", 13, "grace.sweeps: "),
        ("page_size: 20", "grace: 3", 12, "grace: "),
        ("page_size: 20", "expect:\n  max_withdrawn_share: 20", 13, "expect.max_withdrawn_share: "),
        ("page_size: 20", "expect:\n  max_withdrwan: 20", 13, "the choices are: max, max_withdrawn, max_withdrawn_share, min"),
        ("page_size: 20", "expect:\n  min: 30\n  max: 20", 12, "expect: min 30 is more than max 20"),
        ("page_size: 20", "kind: ckan", 12, "the key 'kind' is here again, first in line 5"),
        ("page_size: 20", "secret: my key", 12, "secret: "),
        ("url: https://data.example.kg", "url: https://data.example.kg/?Api_Key=x", 6, "put it into an environment variable"),
        ("page_size: 20", "operator: [a]", 12, "operator: "),
        ("page_size: 20", "time_zone: Bishkek", 12, "time_zone: 'Bishkek' is no time zone (IANA name), such as Asia/Tashkent"),
        ("page_size: 20", "time_zone: Asia", 12, "'Asia' is no time zone"),
        ("page_size: 20", "time_zone: ../etc/passwd", 12, "'../etc/passwd' is no time zone"),
        ("page_size: 20", "calendar: buddhist", 12, "not 'buddhist'"),
        ("page_size: 20", "day_first: perhaps", 12, "not 'perhaps'"),
        ("page_size: 20", "page_size: *other", 12, "aliases are not used"),
        ("page_size: 20", "page_size: !!python/object/apply:os.system [ls]", 12, "not plain YAML"),
        ("page_size: 20", "? [a]\n: b", 12, "a key must be plain text"),
        ("page_size: 20", "page_size: 20: 30", 12, "not YAML"),
        ("page_size: 20", "\tpage_size: 20", 12, "not YAML"),
    ],
)
def test_a_wrong_declaration_is_told_where_and_what_would_do(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidSource) as error:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert error.value.line == line
    assert words in error.value.message
    assert str(error.value).startswith(f"{tmp_path / 'kg_example.yml'}:{line}: ")
    assert "s3cret" not in str(error.value)


def test_what_may_be_missing(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).expect == Expectation(max_withdrawn_share=MAX_WITHDRAWN_SHARE, max_withdrawn=MAX_WITHDRAWN)
    assert load(tmp_path, GOOD).grace == Grace(sweeps=GRACE_SWEEPS, days=0)
    more = "grace:\n  sweeps: 3\n  days: 14\nexpect:\n  min: 10\n  max: 5000\n  max_withdrawn_share: 0.5\n  max_withdrawn: 40\n"
    source = load(tmp_path, GOOD + more)
    assert (source.grace.sweeps, source.grace.days) == (3, 14)
    assert [source.expect.includes(count) for count in (9, 10, 5000, 5001)] == [False, True, True, False]
    assert [source.expect.allowed(kept) for kept in (0, 1, 10, 79, 80, 1000)] == [1, 1, 5, 39, 40, 40]


@pytest.mark.parametrize("text", [b"", b"- a\n- b", b"text", b"\xff\xfe\x00", b"\x00", "id: Ã".encode("latin-1"), b"[" * 3000])
def test_what_is_no_declaration_at_all(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(InvalidSource):
        load(tmp_path, text)


def test_a_folder_of_declarations(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    (tmp_path / "ru_other.yml").write_text(GOOD.replace("kg_example", "ru_other"))
    (tmp_path / "README.md").write_text("no declaration")
    assert list(load_sources(tmp_path, CHOICES)) == ["kg_example", "ru_other"]


def test_a_declaration_that_would_be_overlooked_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "kg_example.yaml").write_text(GOOD)
    with pytest.raises(InvalidSource, match=r"rename it to kg_example\.yml"):
        load_sources(tmp_path, CHOICES)


def test_a_folder_or_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match="no such folder"):
        load_sources(tmp_path / "missing", CHOICES)
    with pytest.raises(InvalidSource, match="cannot be read"):
        load_source(tmp_path / "missing.yml", CHOICES)


@pytest.mark.parametrize("file", sorted(SHIPPED.rglob("*.yml")), ids=lambda file: file.stem)
def test_every_shipped_declaration(file: Path) -> None:
    source = load_source(file, SHIPPED_CHOICES)
    assert source.id.startswith(source.jurisdiction.lower() + "_")
    assert SHIPPED / source.jurisdiction.lower() in file.parents
    assert source.language
    assert source.origin
    assert source.proof
    assert not source.allow_private_addresses
    assert source.license is None or LICENSES.identify(source.license.statement).status is not LicenseStatus.UNKNOWN
    assert source.access is None or access_right(source.access.statement).code
    codes = source.license_codes
    assert codes is None or {*codes.code.values(), codes.otherwise or UNKNOWN_LICENSE} <= set(LICENSES.licenses.by_id)


def test_when_a_source_is_harvested(tmp_path: Path) -> None:
    source = load(tmp_path, GOOD + "schedule: 30 3 * * *\nsweep_every: 2w\npage_deadline: 90s\nrun_deadline: 12h\n")
    assert source.schedule == "30 3 * * *"
    assert (source.sweep_every, source.page_deadline, source.run_deadline) == (
        timedelta(days=14),
        timedelta(seconds=90),
        timedelta(hours=12),
    )
    assert Source.model_validate_json(source.model_dump_json()) == source
    assert load(tmp_path, GOOD + "every: 12h\n").every == "12h"
    assert load(tmp_path, GOOD).schedule is None


def test_what_the_licence_codes_of_a_portal_mean(tmp_path: Path) -> None:
    codes = "license_codes:\n  field: kflx\n  code: {01: CC-BY-4.0}\n  otherwise: LicenseRef-unknown\n"
    source = load(tmp_path, GOOD + codes)
    assert source.license_codes == LicenseCodes(field="kflx", code={"01": "CC-BY-4.0"}, otherwise="LicenseRef-unknown")
    assert load(tmp_path, GOOD).license_codes is None
    with pytest.raises(InvalidSource, match=r"unknown key 'codes'; the choices are: code, field, otherwise"):
        load(tmp_path, GOOD + codes + "  codes: {}\n")


OAI = GOOD.replace("kind: ckan", "kind: oai_pmh")


def test_the_options_of_a_kind_stand_beside_the_other_keys(tmp_path: Path) -> None:
    assert load(tmp_path, OAI + "set_spec: water:rivers\n").options == {"set_spec": "water:rivers"}
    assert load(tmp_path, OAI).options == {}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + "set_spec: water\n", 13, "set_spec: only portals of the kind oai_pmh have this key"),
        (OAI + "set_spec: water & land\n", 13, "set_spec: "),
        (
            OAI + "set_spek: water\n",
            13,
            "page_size, platform, proof, registry, replaces, retired, roots, run_deadline, sample, schedule, secret, set_spec, ",
        ),
        (OAI + "options:\n  set_spec: water\n", 13, "unknown key 'options'; the choices are: "),
        (
            GOOD.replace("kind: ckan", "kind: cakn") + "set_spec: water\n",
            5,
            "unknown kind 'cakn'; the choices are: ckan, data_json, declared, dkan, oai_pmh",
        ),
        (GOOD.replace("kind: ckan\n", "") + "set_spec: water\n", 1, "the key 'kind' is missing"),
    ],
)
def test_a_wrong_option_is_told_where_and_what_would_do(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(InvalidSource) as error:
        load(tmp_path, text)
    assert (error.value.line, words in error.value.message) == (line, True), error.value
    assert "options, " not in error.value.message


class Column(Model):
    """Where a value stands."""

    path: str
    many: bool = False


class Listed(Model):
    """A list of a portal."""

    path: str
    fields: dict[str, Column]


class TableOptions(Model):
    """Options as kinds to come will have them: lists of mappings of mappings."""

    lists: Annotated[tuple[Listed, ...], Field(min_length=1)]
    marks: dict[str, Column] | None = None


class Tables(CkanHarvester):
    options = TableOptions  # type: ignore[assignment] # another kind has other options


NESTED = """\
lists:
  - path: a
    fields:
      title: {path: t}
  - path: b
    fields:
      title:
        path: t
        many: true
"""


def test_options_may_be_nested(tmp_path: Path) -> None:
    source = load_nested(tmp_path, NESTED)
    assert TableOptions.model_validate(source.options).lists[1].fields["title"] == Column(path="t", many=True)
    assert Source.model_validate_json(source.model_dump_json()) == source


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("many: true", "mani: true", 21, "unknown key 'mani'; the choices are: many, path"),
        ("many: true", "many: often", 21, "lists.1.fields.title.many: "),
        ("{path: t}", "{}", 16, "the key 'lists.0.fields.title.path' is missing"),
        ("  - path: b", "  - paht: b\n    path: b", 17, "unknown key 'paht'; the choices are: fields, path"),
        ("lists:", "marks: {x: {y: 1, path: z}}\nlists:", 13, "unknown key 'y'; the choices are: many, path"),
        (NESTED, "", 1, "the key 'lists' is missing"),
    ],
)
def test_an_error_deep_in_the_options_has_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(InvalidSource) as error:
        load_nested(tmp_path, NESTED.replace(old, new, 1))
    assert (error.value.line, words in error.value.message) == (line, True), error.value


def load_nested(folder: Path, text: str) -> Source:
    (folder / "kg_example.yml").write_text(GOOD.replace("kind: ckan", "kind: tables") + text, encoding="utf-8")
    return load_source(folder / "kg_example.yml", Choices({**HARVESTERS, "tables": Tables()}))


def test_a_source_from_a_plain_mapping() -> None:
    plain = {"id": "kg_example", "title": {"ky": "Ачык"}, "kind": "oai_pmh", "url": "https://a.example", "jurisdiction": "KG"}
    assert source_of(plain | {"set_spec": "water"}, CHOICES).options == {"set_spec": "water"}
    with pytest.raises(InvalidDeclaration) as error:
        source_of(plain | {"expect": {"mni": 3}}, CHOICES)
    assert (error.value.where, error.value.message[:18]) == (("expect", "mni"), "unknown key 'mni';")
    with pytest.raises(InvalidDeclaration, match="unknown platform 'geonode'"):
        source_of(plain | {"platform": "geonode"}, CHOICES)


def test_a_portal_that_is_gone(tmp_path: Path) -> None:
    retired = load(tmp_path, GOOD + "retired: {on: 2026-02-28, why: Its domain was sold}\n").retired
    assert retired == Retired(on=date(2026, 2, 28), why="Its domain was sold")
    for wrong, words in [
        ("{on: 2026-02-29, why: x}", "retired.on: day is out of range for month"),
        ("{on: 20260228, why: x}", "retired.on: 20260228 is no day; write year, month and day, such as 2026-11-28"),
        ("{on: 2026-02-28T00:00, why: x}", "is no day"),
        ("{on: 2026-02-28}", "the key 'retired.why' is missing"),
        ('{on: 2026-02-28, why: ""}', "retired.why: a reason is one line of text"),
        ("{on: 2026-02-28, why: x, by: me}", "unknown key 'by'; the choices are: on, why"),
    ]:
        with pytest.raises(InvalidSource) as error:
            load(tmp_path, GOOD + f"retired: {wrong}\n")
        assert (error.value.line, words in error.value.message) == (13, True), error.value


def test_a_key_is_text(tmp_path: Path) -> None:
    """YAML 1.1 takes `no` for false: Norwegian would have no title."""
    assert load(tmp_path, GOOD.replace("  ru: О", "  no: О")).title == {"ky": "Ачык маалыматтар", "no": "Открытые данные"}


def test_two_files_of_one_name(tmp_path: Path) -> None:
    for folder in ("kg", "ru"):
        (tmp_path / folder).mkdir()
        load(tmp_path / folder, GOOD)
    with pytest.raises(InvalidSource, match=r"ru.kg_example\.yml:1: there is a second file of this name"):
        load_sources(tmp_path, CHOICES)


@pytest.mark.parametrize("file", sorted(SHIPPED.rglob("*.yml")), ids=lambda file: file.stem)
def test_a_source_is_printed_as_a_declaration_that_gives_it_again(tmp_path: Path, file: Path) -> None:
    source = load_source(file, SHIPPED_CHOICES)
    text = declaration_of(source)
    (tmp_path / file.name).write_text(text, encoding="utf-8")
    assert load_source(tmp_path / file.name, SHIPPED_CHOICES) == source
    assert "page_size" not in text


def test_a_printed_declaration_has_its_options_beside_the_other_keys(tmp_path: Path) -> None:
    more = "set_spec: water\nretired: {on: 2026-02-28, why: gone}\nsweep_every: 2w\n"
    source = load(tmp_path, OAI.replace("language: [ky, ru]\n", "") + more)
    text = declaration_of(source)
    assert list(yaml.safe_load(text)) == [
        *("id", "title", "kind", "url", "jurisdiction", "license", "page_size", "set_spec", "sweep_every", "retired")
    ]
    assert load(tmp_path, text) == source
