"""`serai coverage`: what there is by state."""

import json

from registry.answers.shapes.balance import BalanceAnswer
from tests.registry.cli.conftest import Serai


def test_the_command_counts_and_says_what_is_missing(serai: Serai) -> None:
    assert serai("harvest", "kg_example").code == 0
    told = serai("coverage")
    assert told.code == 0
    assert "Kyrgyzstan" in told.out
    assert "state-absent: Tajikistan: there is no dataset." in told.out
    found = BalanceAnswer.model_validate_json(serai("coverage", "--json").out)
    assert (found.total, found.states[0].state) == (10, "CN")
    assert {each.code for each in found.findings} >= {"state-absent", "licence-unreadable"}
    assert json.loads(serai("coverage", "--where", "jurisdiction=KZ", "--json").out)["total"] == 0
    assert serai("coverage", "--statement").out.startswith("# Data statement\n")


def test_what_is_no_search_is_refused(serai: Serai) -> None:
    refused = serai("coverage", "--where", "lisense=x")
    assert refused.code != 0
    assert "There is no such parameter" in refused.err
    assert serai("coverage", "--json", "--statement").code == 2
