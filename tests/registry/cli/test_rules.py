"""`serai rules`: the operator's folder from an edit, a spreadsheet or a confirmation to rules in force, and what is refused."""

import csv
import io
import json
from pathlib import Path

import pytest

from registry.proof.entries import open_part
from registry.services import open_services
from registry.settings import Settings
from schemas.actor import Actor
from schemas.audit import CATALOGUE, Action
from tests.contracts.rules_in_force import OWN

from .conftest import Serai

BY = ("--by", "Aizada Bekova")
WHY = ("--reason", "The regulator has answered our letter.")
CITED = ("--citation", "Letter 12/4 of 20 November 2026")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's folder, which is not there yet."""
    monkeypatch.setenv("SERAI_RULES", str(tmp_path / "rules"))
    return tmp_path / "rules"


def write(folder: Path, content: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "kz.yml").write_text(content, "utf-8")


def test_an_edit_is_checked_proposed_and_confirmed(serai: Serai, folder: Path) -> None:
    write(folder, OWN.replace("effect: conditional", "effect: prohibited"))
    assert "others could be proposed" in serai("status").out
    checked = serai("rules", "check")
    assert checked.code == 0
    assert "KZ -> RU  open  allowed -> prohibited" in checked.out
    assert "for example KZ → RU, open" in checked.out
    made = json.loads(serai("rules", "propose", *BY, *WHY, "--json").out)
    assert (made["state"], made["looser"]) == ("draft", 0)
    shown = serai("rules", "show", str(made["id"])).out
    assert "KZ-OWN  KZ -> RU  open  prohibited  (confidence high)" in shown
    assert "(draft)" in serai("rules", "list").out
    assert serai("rules", "show", "KZ-OWN").code == 2
    assert "(in-force)" in serai("rules", "confirm", str(made["id"]), *BY).out
    assert "Letter of the regulator" in serai("rules", "show", "KZ-OWN").out
    assert json.loads(serai("rules", "show", "--json").out)["version"] == made["version"]
    told = serai("status").out
    assert f"transfer in force since {made['at'][:10]}" in told
    assert "could be proposed" not in told
    again = serai("rules", "propose", *BY, *WHY)
    assert (again.code, again.err.strip()) == (1, f"rule set {made['id']} is in force, and the same")


def test_a_rule_is_confirmed_by_a_person_and_approved_by_another(serai: Serai, folder: Path) -> None:
    written = serai("rules", "confirm-rule", "TJ-ANON", *BY, *WHY, *CITED)
    assert written.code == 0
    assert "looser  TJ -> RU  anonymised  unclear -> conditional" in written.out
    assert "Aizada Bekova" in (folder / "confirmations.yml").read_text("utf-8")
    with open_services(Settings()) as services:
        *_, told = services.store.audit.history(CATALOGUE)
    assert (told.action, told.actor) == (Action.CONFIRM_RULE, Actor.person("Aizada Bekova"))
    assert open_part(told.details).keys() == {"rule", "mark"}
    assert (told.details["rule"], told.details["reason"], told.details["article"]) == ("TJ-ANON", WHY[1], CITED[1])
    assert told.details["mark"] in (folder / "confirmations.yml").read_text("utf-8")
    made = json.loads(serai("rules", "propose", *BY, *WHY, "--json").out)
    waiting = serai("rules", "confirm", str(made["id"]), *BY)
    assert "(waiting)" in waiting.out
    assert f"serai rules approve {made['id']}" in waiting.err
    assert f"set {made['id']} of Aizada Bekova waits for a second person" in serai("status").out
    refused = serai("rules", "approve", str(made["id"]), *BY, *WHY)
    assert (refused.code, "another officer" in refused.err) == (1, True)
    assert f"rule_set {made['id']}" in serai("token", "refusals").out
    assert serai("rules", "approve", str(made["id"]), "--by", "Bolat", *WHY).code == 0
    assert "confirmed by: Aizada Bekova" in serai("rules", "show", "TJ-ANON").out
    before, after = json.loads(serai("rules", "show", "TJ-ANON", "--json").out)["items"]
    assert (before["confidence"], before["confirmation"]) == ("low", None)
    assert (after["confidence"], after["confirmation"]["name"]) == ("medium", "Aizada Bekova")
    assert before["used_until"] < after["used_from"] == after["confirmation"]["day"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("confirm-rule", "KZ-OPEN", *BY, *WHY, *CITED), "not of confidence low"),
        (("confirm-rule", "NOWHERE", *BY, *WHY, *CITED), "TJ-ANON"),
        (("confirm-rule", "TJ-ANON", *BY, "--reason", "so", *CITED), "at least 10 characters"),
        (("show", "NOWHERE"), "The choices: "),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    serai: Serai, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = serai("rules", *arguments)
    assert (done.code, said in done.err) == (2, True), done.err
    assert not folder.exists()
    with open_services(Settings()) as services:
        assert services.store.audit.last(Action.CONFIRM_RULE) is None


def test_a_folder_that_is_not_there_is_told(serai: Serai, folder: Path) -> None:
    assert f"{folder}:1: The file cannot be read: No such file or directory" in serai("status").out
    assert serai("rules", "check").code == 2


def test_what_cannot_be_written_is_told(serai: Serai, folder: Path, tmp_path: Path) -> None:
    folder.touch()  # a file in the place of the folder
    assert serai("rules", "confirm-rule", "TJ-ANON", *BY, *WHY, *CITED).code == 2
    done = serai("rules", "export", str(tmp_path / "nowhere" / "all.csv"))
    assert done.code == 2
    folder.unlink()
    done = serai("rules", "export", str(tmp_path / "nowhere" / "all.csv"))
    assert (done.code, "cannot be written: No such file or directory" in done.err) == (1, True)


def test_without_a_folder_nothing_can_be_written(serai: Serai) -> None:
    done = serai("rules", "confirm-rule", "TJ-ANON", *BY, *WHY, *CITED)
    assert (done.code, "SERAI_RULES" in done.err) == (2, True)
    assert serai("rules", "show", "99").code == 1


def test_a_folder_that_is_not_valid_changes_nothing(serai: Serai, folder: Path) -> None:
    write(folder, OWN.replace("effect: conditional", "effect: perhaps"))
    for command in (("check",), ("propose", *BY, *WHY), ("export", str(folder / "all.csv"))):
        done = serai("rules", *command)
        assert (done.code, "kz.yml:8: There is no effect “perhaps”" in done.err) == (2, True)
    assert "not valid, and the rules in force stay: kz.yml:8" in serai("status").out
    assert "kz.yml:8" in serai("verify").out
    assert serai("usage", "5f0c1f8e-4a5b-5d0e-8a5e-0f5a1d2c3b4a", "--state", "KZ", "--purpose", "research").code == 1


def test_a_spreadsheet_goes_out_and_comes_back(serai: Serai, folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "all.csv"
    assert serai("rules", "export", str(sheet), "--comma").code == 0
    before = sheet.read_bytes()
    unchanged = serai("rules", "import", str(sheet))
    assert (unchanged.code, unchanged.out) == (0, "")
    rows = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    place = {name: at for at, name in enumerate(rows[0])}
    [row] = [row for row in rows if row[place["Rule"]] == "KZ-OPEN"]
    for effect, code in (("perhaps", 2), ("prohibited", 0)):
        row[place["Effect"]] = effect
        with sheet.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        done = serai("rules", "import", str(sheet))
        assert done.code == code, done.err
        assert folder.exists() == (code == 0)
        assert ("There is no effect “perhaps”" in done.err) == (code != 0)
    assert str(folder / "kz.yml") in done.out
    assert "stricter  KZ -> RU  open  allowed -> prohibited" in done.out
    assert [file.name for file in folder.iterdir()] == ["kz.yml"]
