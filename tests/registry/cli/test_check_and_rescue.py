"""`serai check`, `serai renormalise` and `serai revert` as a person calls them."""

import json
from pathlib import Path

from tests.portal import Portal, package

from .conftest import Serai


def test_a_check_promises_the_report_of_the_first_harvest(serai: Serai, home: Path, portal: Portal) -> None:
    portal.packages[4] |= {"metadata_modified": "0000-00-00"}
    by_address = serai("check", portal.url, "--jurisdiction", "KG", "--private", "--json")
    declared = serai("check", "kg_example", "--json")
    assert (by_address.code, declared.code) == (0, 0)
    assert not home.exists()
    assert serai("harvest", "kg_example").code == 0
    real = json.loads(serai("runs", "1", "--json").out)
    for promised in (json.loads(by_address.out), json.loads(declared.out)):
        assert (promised["state"], promised["counts"], promised["issues"]) == (real["state"], real["counts"], real["issues"])
        assert promised["stated_total"] == real["stated_total"] == 10


def test_a_check_fails_where_a_record_would_stay_out_or_a_page_is_missing(serai: Serai, portal: Portal) -> None:
    portal.packages[4] |= {"title": None}
    done = serai("check", "kg_example")
    assert done.code == 1
    assert "title-missing" in done.out


def test_a_check_names_a_dataset_for_each_cause(serai: Serai, portal: Portal) -> None:
    portal.packages[4] |= {"metadata_created": "0000-00-00", "license_id": "our-own", "license_title": "As we permit"}
    portal.packages[5] |= {"title": None}
    lines = serai("check", "kg_example").out.splitlines()
    for code in ("date-not-understood", "license-not-understood"):
        [at] = [number for number, line in enumerate(lines) if f" {code} " in line]
        assert lines[at + 2].split() == [package(4)["id"], "Суу", "ресурстары", "4", f"{portal.url}/dataset/dataset-4"]
    assert any(package(5)["id"] in line for line in lines)


def test_what_is_wrong_stays_known_after_a_run_of_changes(serai: Serai, portal: Portal) -> None:
    portal.packages[4] |= {"metadata_created": "0000-00-00"}
    serai("harvest", "kg_example")
    assert "whole" in serai("runs", "1").out
    serai("harvest", "kg_example")
    assert "changes since" in serai("runs", "2").out
    shown = serai("sources", "issues", "kg_example").out
    assert "read whole: " in shown
    assert "1   10.0 %  warning  date-not-understood" in shown
    found = json.loads(serai("sources", "issues", "kg_example", "--json").out)
    assert found["sweep"]["id"] == 1
    assert serai("sources", "issues", "kg_nowhere").code == 2


def test_a_check_that_is_called_wrongly_names_the_choices(serai: Serai, portal: Portal) -> None:
    for arguments, words in (
        ((portal.url,), "--jurisdiction"),
        ((portal.url, "--jurisdiction", "XX"), "KG"),
        ((portal.url, "--jurisdiction", "KG", "--kind", "cakn"), "ckan"),
        (("ftp://portal.example", "--jurisdiction", "KG"), "not the address of a portal"),
        (("https://me:s3cret@portal.example", "--jurisdiction", "KG"), "must not hold a user name"),
        (("kg_nowhere",), "kg_example"),
    ):
        done = serai("check", *arguments)
        assert done.code == 2, arguments
        assert words in done.err
        assert "s3cret" not in done.err
        assert not done.out
    assert portal.asked == []


def test_a_check_does_not_reach_private_networks_unless_told(serai: Serai, portal: Portal) -> None:
    assert serai("check", portal.url, "--jurisdiction", "KG").code == 1
    assert portal.asked == []


def test_a_source_is_put_back_after_a_look(serai: Serai, portal: Portal) -> None:
    serai("harvest", "kg_example")
    portal.packages[0] |= {"title": "Бузулган"}
    portal.packages.append(package(20))
    serai("harvest", "kg_example", "--full")
    asked = len(portal.asked)
    looked = serai("revert", "kg_example", "1")
    assert "1 changed, 1 withdrawn, 0 restored, 9 unchanged" in looked.out
    assert "--apply" in looked.err
    assert "Бузулган" in serai("search", "Бузулган").out
    applied = json.loads(serai("revert", "kg_example", "1", "--apply", "--by", "Bolat", "--json").out)
    assert (applied["applied"], applied["changed"], applied["fields"]) == (True, 1, {"title": 1})
    assert "0 datasets" in serai("search", "Бузулган").out
    assert len(portal.asked) == asked
    assert serai("revert", "kg_example", "99").code == 1
    assert serai("revert", "sample_kg", "1").code == 1


def test_normalising_anew_finds_nothing_where_nothing_is_new(serai: Serai, portal: Portal) -> None:
    serai("harvest", "kg_example")
    done = serai("renormalise", "kg_example", "--apply", "--json")
    assert json.loads(done.out)["unchanged"] == 10
    assert serai("renormalise", "kg_nowhere").code == 2
