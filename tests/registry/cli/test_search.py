"""`serai search`: how datasets were found, and why."""

import json

import pytest

from registry.answers.search import Explanations
from search.fields import FILTERS, RANGES
from tests.portal import Portal
from tests.registry.cli.conftest import Serai


@pytest.fixture
def found(serai: Serai, portal: Portal) -> Serai:
    portal.packages[0]["title"] = "Абанын сапаты"
    portal.packages[1]["title"] = "Китепканалар"
    assert serai("harvest", "kg_example").code == 0
    return serai


def test_a_dataset_says_how_it_was_found(found: Serai) -> None:
    told = found("search", "air quality zzzzqqqq")
    assert "found through: air quality → Абанын сапаты (ky)" in told.out
    assert "No dataset has: zzzzqqqq" in told.out
    assert "found through" not in found("search", "сапаты").out
    assert "Read as: сапаты" in found("search", "cfgfns").out


def test_a_way_is_switched_off(found: Serai) -> None:
    assert "0 datasets" in found("search", "air quality", "--way", "typed").out
    refused = found("search", "air quality", "--way", "magic")
    assert refused.code != 0
    assert "Choose from: typed, concept, meaning" in refused.err


def test_every_filter_is_an_option_and_takes_the_words_of_the_pages(found: Serai) -> None:
    def total(*options: str) -> int:
        return int(json.loads(found("search", *options, "--json").out)["total"])

    everything = total()
    assert total("--state", "Kyrgyzstan") == total("--jurisdiction", "kg") == total("--where", "jurisdiction=KG") == everything
    assert total("--state", "KG", "--state", "KZ", "--limit", "1", "--offset", "1") == everything
    assert total("--state", "KZ") == total("--modified", "1990") == total("--year", "1801") == 0
    assert "source: kg_example " in found("search", "--facet", "source").out
    help_ = found("search", "--help").out
    assert all(f"--{name.replace('_', '-')}" in help_ for name in (*FILTERS, *RANGES))


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--state", "Kyrgystan", "Did you mean Kyrgyzstan"),
        ("--source", "kg_exmple", "Did you mean kg_example"),
        ("--status", "withdrwn", "Did you mean withdrawn?"),
        ("--modified", "soon", "'soon' is no date"),
        ("--sort", "newest", "Choose from: relevance"),
    ],
)
def test_a_value_that_there_is_not_is_called_wrongly(found: Serai, option: str, value: str, told: str) -> None:
    refused = found("search", option, value)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err


def test_each_dataset_is_explained(found: Serai) -> None:
    told = found("search", "сапаты", "--explain")
    assert "сапаты → сапаты (ky), in title, as written" in told.out
    assert "as typed: place 1" in told.out
    assert "q: Ask in words" in found("search", "--explain").err
    items = Explanations.model_validate_json(found("search", "сапаты", "--explain", "--json").out).items
    assert [item.place for item in items] == list(range(1, len(items) + 1))


def test_the_answer_as_json_has_it_too(found: Serai) -> None:
    answer = json.loads(found("search", "air quality", "--json").out)
    assert answer["items"][0]["way"] == ["concept"]
    assert answer["total_whole"] == 1


def test_what_may_be_used_is_counted_and_the_rest_says_why(found: Serai) -> None:
    told = found("search", "--usage", "KZ:ai_training:all")
    assert told.code == 0
    assert "unclear (by LICENCE-UNKNOWN" in told.out
    assert "from KZ for ai_training: " in told.out
    assert "Which licence do the data have? Ask the publisher, or read the terms of the portal." in told.out
    assert "this is information, not legal advice" in told.out
    whole = json.loads(found("search", "--usage", "KZ:ai_training:all", "--limit", "100", "--json").out)
    unclear = json.loads(found("search", "--usage", "KZ:ai_training:unclear", "--json").out)
    assert sum(each["count"] for each in whole["usage"]["effects"]) == whole["total"]
    assert unclear["total"] == sum(item["usage"]["effect"] == "unclear" for item in whole["items"])
    refused = found("search", "--usage", "KZ:resale")
    assert refused.code == 2
    assert "There is no purpose “resale”." in refused.err
