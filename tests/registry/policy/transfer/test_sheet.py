"""The rules as a spreadsheet: it goes out, a person changes it, a spreadsheet program saves it, and it comes back."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.policy.transfer.errors import OF_SHEETS, InvalidRules
from registry.policy.transfer.files import Row
from registry.policy.transfer.sheet import exported, imported
from registry.policy.transfer.sheet_rows import FIELDS, HEADINGS
from schemas.csv_table import meant
from schemas.lined_yaml import read_lined

from .own_rules import (
    POLICY,
    ROWS,
    SHIPPED,
    Own,
    confirmation,
    confirmed,
    file,
    laid,
    mark,
    row,
    rules_with,
    without,
)

FORM = {"OUR_FORM": {"met_by": "mechanism", "words": "the form of the ministry is filled in"}}
NEW = without(row("KZ-ANON", id="KZ-X", to=["HK"]), "replaces")
OWN: Own = {
    **file("kz", export=[row("KZ-OPEN", effect="conditional", conditions=["OUR_FORM"]), NEW]),
    **file("common", conditions=FORM),
    **confirmed(confirmation("HOME-SPEC")),
}
SHEET = exported(laid(OWN))

Cells = dict[str, str]


def table(sheet: bytes) -> list[Cells]:
    """A sheet as its rows, as a person sees them."""
    return list(csv.DictReader(StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=";"))


def saved(rows: list[Cells], headings: tuple[str, ...] = HEADINGS) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([each.get(heading, "") for heading in headings] for each in rows)
    return text.getvalue().encode("utf-8-sig")


def edited(rule: str, **cells: str) -> bytes:
    """The sheet with other cells in the row of a rule. Words of a heading are joined by `_`."""
    rows = table(SHEET)
    [found] = [each for each in rows if each["Rule"] == rule]
    for heading, value in cells.items():
        assert heading.replace("_", " ") in found
        found[heading.replace("_", " ")] = value
    return saved(rows)


def back(sheet: bytes, own: Mapping[str, str] = OWN) -> dict[str, str]:
    return imported(sheet, SHIPPED, own, subclasses=POLICY.subclasses)


def flaws(sheet: bytes) -> list[str]:
    with pytest.raises(InvalidRules) as caught:
        back(sheet)
    return [f"{each.code} {each.file}:{each.line} {each.column}".strip() for each in caught.value.flaws]


def number(rule: str) -> int:
    """The number of the row in which a rule stands."""
    return next(place for place, each in enumerate(table(SHEET), start=2) if each["Rule"] == rule)


@pytest.mark.parametrize("own", [{}, OWN], ids=["shipped", "with an operator's"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_an_unchanged_sheet_changes_no_file_and_is_the_same_again(own: Own, separator: str) -> None:
    sheet = exported(laid(own), separator=separator)
    same = back(sheet, own)
    assert same == own
    assert exported(laid(same), separator=separator) == sheet


def test_a_sheet_has_a_row_for_each_rule_and_all_that_it_says() -> None:
    rows = table(SHEET)
    assert sorted(each["Rule"] for each in rows) == sorted([*ROWS, "KZ-X"])
    [home] = [each for each in rows if each["Rule"] == "HOME-SPEC"]
    assert home["Conditions"] == "LICENCE; LEGAL_BASIS; OFFICER_REVIEW"
    assert (home["Confirmed by"], home["Confirmed from"]) == ("A. Lawyer", "2026-12-05")
    for each in rows:
        if each["Rule"] in ROWS and each["Rule"] != "KZ-OPEN":
            shipped = ROWS[each["Rule"]].row
            assert (each["Citation"], each["Effect"], each["Mark"]) == (shipped.citation, shipped.effect, shipped.mark)


def rewritten(delimiter: str, quoting: int = csv.QUOTE_MINIMAL, end: str = "\r\n") -> Callable[[bytes], bytes]:
    """As another program writes the same cells."""

    def program(sheet: bytes) -> bytes:
        text = StringIO()
        writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
        writer.writerows(csv.reader(StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=";"))
        return text.getvalue().encode()

    return program


def utf_16(sheet: bytes) -> bytes:
    return rewritten("\t")(sheet).decode().encode("utf-16")


def with_days(form: str) -> Callable[[bytes], bytes]:
    """As a program in another language shows the days."""

    def program(sheet: bytes) -> bytes:
        rows = table(sheet)
        for each in rows:
            for heading in ("Known since", "In force from", "In force until", "Confirmed from"):
                if each[heading]:
                    each[heading] = date.fromisoformat(each[heading]).strftime(form)
        return saved(rows)

    return program


def with_empty_ones(sheet: bytes) -> bytes:
    rows = table(sheet)
    rows.insert(3, dict.fromkeys(HEADINGS, " "))
    return saved([*rows, {}, {}], (*HEADINGS, "", "")) + b";;;;\r\n\r\n"


PROGRAMS: dict[str, Callable[[bytes], bytes]] = {
    "comma": rewritten(","),
    "tab": rewritten("\t"),
    "every cell quoted": rewritten(";", csv.QUOTE_ALL),
    "line ends of Unix": rewritten(",", end="\n"),
    "line ends of old Macs": rewritten(";", end="\r"),
    "UTF-16": utf_16,
    "UTF-16, no mark": lambda sheet: utf_16(sheet)[2:],
    "UTF-16, big-endian": lambda sheet: sheet.decode("utf-8-sig").encode("utf-16-be"),
    "UTF-8, no mark": lambda sheet: sheet.decode("utf-8-sig").encode(),
    "sep=": lambda sheet: b"sep=;\r\n" + sheet.decode("utf-8-sig").encode(),
    "sep= after a mark": lambda sheet: ("sep=;\r\n" + sheet.decode("utf-8-sig")).encode("utf-8-sig"),
    "days with points": with_days("%d.%m.%Y"),
    "days with strokes": with_days("%Y/%m/%d"),
    "days with a time": with_days("%Y-%m-%d 00:00:00"),
    "empty rows and columns": with_empty_ones,
    "columns moved": lambda sheet: saved(table(sheet), tuple(reversed(HEADINGS))),
    "rows moved": lambda sheet: saved(table(sheet)[::-1]),
    "headings in capitals": lambda sheet: sheet.replace(b"Confirmed by", b" CONFIRMED BY"),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_sheet_that_a_spreadsheet_program_saved_again_is_understood(program: str) -> None:
    assert PROGRAMS[program](SHEET) != SHEET
    assert back(PROGRAMS[program](SHEET)) == OWN


def test_a_changed_row_becomes_a_row_of_the_operators_file_that_names_the_shipped_one() -> None:
    own = back(edited("RU-OPEN", Effect="prohibited", Conditions="", In_force_from="1.12.2026"))
    assert {name: text for name, text in own.items() if name != "ru"} == OWN
    head = own["ru"].splitlines()
    assert head[0].startswith("# ")
    assert head[1:5] == ["version: '1'", "as_of: 2026-11-29", "state: RU", ""]
    [written] = read_lined(own["ru"]).value["export"]
    assert written == row("RU-OPEN", effect="prohibited", conditions=[], in_force={"from": "2026-12-01"})
    [rule] = [rule for rule in rules_with(own).rules if rule.id == "RU-OPEN"]
    assert (rule.effect, rule.own, rule.valid_from) == ("prohibited", True, date(2026, 12, 1))


def test_a_changed_row_of_the_operator_is_changed_in_its_place_and_the_version_is_raised() -> None:
    own = back(edited("KZ-OPEN", Effect="unclear"))
    before, after = read_lined(OWN["kz"]).value, read_lined(own["kz"]).value
    exports = [before["export"][0] | {"effect": "unclear"}, before["export"][1]]
    assert after == before | {"version": "2026-2", "as_of": "2026-11-29", "export": exports}
    assert own["kz"].startswith("# Ours.\n")


def test_a_row_that_says_again_what_is_shipped_goes() -> None:
    shipped = ROWS["KZ-OPEN"].row
    own = back(edited("KZ-OPEN", Effect=shipped.effect, Conditions="; ".join(shipped.conditions)))
    assert [each["id"] for each in read_lined(own["kz"]).value["export"]] == ["KZ-X"]
    assert [rule.own for rule in rules_with(own).rules if rule.id == "KZ-OPEN"] == [False]


def test_a_row_without_a_mark_is_a_new_rule() -> None:
    rows = table(SHEET)
    new = next(each for each in rows if each["Rule"] == "KG-OPEN")
    unmarked, renamed = new | {"Rule": "KG-OUR", "To": "HK, MO", "Mark": ""}, new | {"Rule": "KG-OUR-2", "To": "TR"}
    own = back(saved([*rows, unmarked, renamed]))
    added = read_lined(own["kg"]).value["export"]
    assert [(each["id"], each["to"]) for each in added] == [("KG-OUR", ["HK", "MO"]), ("KG-OUR-2", ["TR"])]
    assert not any("replaces" in each for each in added)


def test_a_row_that_is_copied_is_another_version_of_its_rule() -> None:
    rows = table(SHEET)
    old = next(each for each in rows if each["Rule"] == "KG-OPEN")
    new = dict(old)
    old["In force until"], new["In force from"], new["Effect"] = "31.12.2026", "1.1.2027", "prohibited"
    own = back(saved([*rows, new]))
    assert [each["replaces"] for each in read_lined(own["kg"]).value["export"]] == 2 * [mark("KG-OPEN")]
    first, second = (rule for rule in rules_with(own).rules if rule.id == "KG-OPEN")
    assert [rule.in_force(date(2026, 12, 31)) for rule in (first, second)] == [True, False]
    assert [rule.in_force(date(2027, 1, 1)) for rule in (first, second)] == [False, True]


CONFIRMING = {"Confirmed_by": "B. Lawyer", "Confirmed_from": "2026-12-01", "Reason": "Read in the gazette."}
CONFIRMING |= {"Confirming_text": "art 3"}


def test_confirmations_come_and_go_with_their_cells() -> None:
    own = back(edited("KG-PERS", **CONFIRMING))
    assert {rule.id for rule in rules_with(own).rules if rule.confirmation} == {"HOME-SPEC", "KG-PERS"}
    assert {name: text for name, text in own.items() if name != "confirmations"} == without(OWN, "confirmations")
    none = back(edited("HOME-SPEC", **dict.fromkeys(CONFIRMING, "")))
    assert read_lined(none["confirmations"]).value["confirmations"] == []
    other = back(edited("HOME-SPEC", **CONFIRMING))
    assert [rule.confirmation.name for rule in rules_with(other).rules if rule.confirmation] == ["B. Lawyer"]


def test_what_was_changed_is_the_same_sheet_when_it_goes_out_again() -> None:
    own = back(edited("RU-OPEN", Effect="unclear", Citation="=cmd; +1\n-2 \"quoted\" 'x'"))
    again = exported(laid(own))
    assert back(again, own) == own
    [found] = [each for each in table(again) if each["Rule"] == "RU-OPEN"]
    assert found["Citation"] == "'=cmd; +1\n'-2 \"quoted\" 'x'"
    [rule] = [rule for rule in rules_with(own).rules if rule.id == "RU-OPEN"]
    assert rule.citation == "=cmd; +1\n-2 \"quoted\" 'x'"


letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
texts = st.text(letters | st.sampled_from("=+-@';,\"\n\t"), min_size=1, max_size=60).filter(str.strip)
LAWS = [id_ for id_, each in ROWS.items() if each.part != "record" and id_ != "KZ-OPEN"]


@settings(max_examples=15)
@given(
    st.lists(st.sampled_from(LAWS), min_size=1, max_size=8, unique=True),
    st.lists(texts.filter(str.strip), min_size=8, max_size=8),
)
def test_any_text_goes_out_and_comes_back_as_it_was(rules: list[str], said: list[str]) -> None:
    lists: dict[str, dict[str, list[Any]]] = {}
    for rule, text in zip(rules, said, strict=False):
        place = ROWS[rule]
        lists.setdefault(place.read.name, {}).setdefault(place.part.value, []).append(row(rule, citation=text.strip()))
    own = {name: text for name, rows in lists.items() for text in file(name, **rows).values()}
    sheet = exported(laid(own))
    assert not any(cell.startswith(("=", "+", "-", "@")) for each in table(sheet) for cell in each.values())
    citations = {each["Rule"]: meant(each["Citation"]) for each in table(sheet)}
    assert all(citations[rule] == text.strip() for rule, text in zip(rules, said, strict=False))
    assert back(sheet, own) == own


WRONG = [
    ("effect-unknown", "RU-OPEN", {"Effect": "forbidden"}, "Effect"),
    ("confidence-unknown", "RU-OPEN", {"Confidence": "sure"}, "Confidence"),
    ("condition-unknown", "RU-OPEN", {"Conditions": "LICENCE; LICENSE"}, "Conditions"),
    ("state-unknown", "RU-OPEN", {"To": "KZ; KX"}, "To"),
    ("state-unknown", "P-AI-KZ", {"From": "KX"}, "From"),
    ("class-unknown", "RU-OPEN", {"Privacy_class": "opened"}, "Privacy class"),
    ("purpose-unknown", "P-AI-KZ", {"Purpose": "training"}, "Purpose"),
    ("subclass-unknown", "RU-OPEN", {"Subclass": "gene"}, "Subclass"),
    ("source-unknown", "RU-OPEN", {"Sources": "S999"}, "Sources"),
    ("overrides-nothing", "RU-OPEN", {"Overrides": "RU-CLOSED"}, "Overrides"),
    ("overrides-cycle", "RU-OPEN", {"Overrides": "RU-OPEN"}, "Overrides"),
    ("field-missing", "RU-OPEN", {"Citation": ""}, "Citation"),
    ("field-missing", "RU-OPEN", {"Privacy_class": " "}, "Privacy class"),
    ("field-unknown", "RU-OPEN", {"Purpose": "research"}, "Purpose"),
    ("validity-reversed", "RU-OPEN", {"In_force_from": "2027-01-02", "In_force_until": "2027-01-01"}, "In force from"),
    ("day-unreadable", "RU-OPEN", {"In_force_until": "31.2.2027"}, "In force until"),
    ("day-unreadable", "RU-OPEN", {"Known_since": "23.11.26"}, "Known since"),
    ("day-unreadable", "RU-OPEN", {"Known_since": "November 2026"}, "Known since"),
    ("day-ambiguous", "RU-OPEN", {"In_force_until": "11/12/2026"}, "In force until"),
    ("file-unknown", "RU-OPEN", {"File": "russia"}, "File"),
    ("list-unknown", "RU-OPEN", {"List": "domestic"}, "List"),
    ("mark-unknown", "RU-OPEN", {"Mark": "sha256-000000000000"}, "Mark"),
    ("rule-fixed", "NO-RULE", {"Effect": "allowed"}, "Rule"),
    ("not-confirmable", "KZ-RESTR", CONFIRMING, "Rule"),
    ("field-missing", "KG-PERS", without(CONFIRMING, "Confirming_text"), "Confirming text"),
    ("confirmation-left", "HOME-SPEC", {"Effect": "unclear"}, "Confirmed by"),
]


@pytest.mark.parametrize(("code", "rule", "cells", "column"), WRONG, ids=[f"{each[0]} {each[3]}" for each in WRONG])
def test_a_flaw_is_told_with_the_row_and_the_column(code: str, rule: str, cells: dict[str, str], column: str) -> None:
    assert f"{code} rules.csv:{number(rule)} {column}" in flaws(edited(rule, **cells))


def test_a_day_with_one_reading_is_understood_whatever_the_order() -> None:
    for told in ("12/31/2026", "31/12/2026", "31-12-2026", "2026.12.31", "31.12.2026 00:00"):
        own = back(edited("RU-OPEN", In_force_until=told))
        assert read_lined(own["ru"]).value["export"][0]["in_force"]["until"] == "2026-12-31"


def test_a_rule_that_was_taken_away_has_to_be_ended_instead() -> None:
    rows = [each for each in table(SHEET) if each["Rule"] != "RU-OPEN"]
    assert flaws(saved(rows)) == ["rule-removed rules.csv:1 Rule"]
    with pytest.raises(InvalidRules, match=r"RU-OPEN.*write its last day"):
        back(saved(rows))
    renamed = edited("RU-OPEN", Rule="RU-FREE")
    assert flaws(renamed) == ["rule-removed rules.csv:1 Rule"]


def test_a_sheet_that_is_older_than_the_rules_is_refused() -> None:
    with pytest.raises(InvalidRules, match="Export it again"):
        back(SHEET, {})


def test_a_row_that_stands_twice_is_two_versions_on_the_same_day() -> None:
    rows = table(SHEET)
    twice = next(each for each in rows if each["Rule"] == "RU-OPEN")
    assert flaws(saved([*rows, twice])) == [f"replaces-missing rules.csv:{len(rows) + 2} Rule"]


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (b"", "heading-missing rules.csv:1 Effect"),
        (b"\x00\x01\x02\x03\xff", "sheet-unreadable rules.csv:1"),
        (SHEET.decode("utf-8-sig").encode("utf-16")[:-1], "sheet-unreadable rules.csv:1"),
        ("Rule;Эффект\r\n".encode("cp1251"), "sheet-unreadable rules.csv:1"),
        (SHEET.replace(b";Effect;", b";Efect;"), "heading-unknown rules.csv:1 Efect"),
        (SHEET.replace(b";Effect;", b";Efect;"), "heading-missing rules.csv:1 Effect"),
        (saved(table(SHEET), (*HEADINGS, "Effect")), "heading-twice rules.csv:1 Effect"),
        (SHEET + b";" * 40 + b"a note\r\n", f"cell-astray rules.csv:{len(table(SHEET)) + 2}"),
    ],
)
def test_what_is_no_such_sheet_is_told(sheet: bytes, told: str) -> None:
    assert told in flaws(sheet)


def test_every_kind_of_flaw_of_a_sheet_is_tried() -> None:
    tables = {"sheet-unreadable", "heading-unknown", "heading-missing", "heading-twice", "cell-astray", "rule-removed"}
    tried = tables | {each[0] for each in WRONG}
    assert OF_SHEETS.keys() - tried == set()


def test_flaws_that_the_operators_files_have_already_are_told_there() -> None:
    with pytest.raises(InvalidRules, match=r"^kz\.yml:8: "):
        back(SHEET, OWN | {"kz": OWN["kz"].replace("replaces:", "replace:")})


@pytest.mark.parametrize("kind", [Row, *Row.__subclasses__()])
def test_all_fields_of_rules_have_a_column(kind: type[Row]) -> None:
    fields = {field.alias or name for name, field in kind.model_fields.items()}
    assert fields - FIELDS.keys() == {"replaces", "own", "in_force"}
