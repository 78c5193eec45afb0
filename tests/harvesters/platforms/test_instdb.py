"""InstDB: what it wants to be sent, and what becomes of a record whose metadata it does not give."""

from pathlib import Path

import pytest

from harvesters import HARVESTERS
from harvesters.limits import Limits
from tests.contracts.harvester import harvest
from tests.declared_portal import DeclaredPortal, read_sample, shipped, told
from tests.portal import Answer, Asked, Portal, Trouble

SAMPLE = read_sample(Path(__file__).parent / "samples" / "instdb.yml")
SHIPPED = {name: source for name, source in shipped().items() if source.platform == "instdb"}


def refuses_metadata_of(identifier: str) -> Trouble:
    """A record that waits for approval is listed, but its metadata are not given."""
    refusal = Answer(b'{"code": 500, "errorMsg": "Resource metadata information not matched"}')

    def answer(asked: Asked, portal: Portal) -> Answer | None:
        return refusal if asked.params.get("identifier") == identifier else None

    return answer


def test_an_empty_key_is_sent_with_the_list(limits: Limits) -> None:
    with DeclaredPortal(SAMPLE, SHIPPED["cn_instdb_psych"]) as portal:
        harvest(portal, limits)
    lists = [asked for asked in portal.asked if asked.path == "/api/index/getIndexAllResourceByES"]
    assert [asked.headers["Authorization"] for asked in lists] == ["", "", ""]


def test_a_record_without_metadata_is_made_of_the_list(limits: Limits) -> None:
    with DeclaredPortal(SAMPLE, SHIPPED["cn_instdb_psych"], trouble=[refuses_metadata_of("64a02")]) as portal:
        outcome = harvest(portal, limits)
    assert (len(outcome.records), outcome.codes) == (120, ["record-partial"])
    raw = next(each for each in outcome.records if each.identifier == "64a02")
    assert raw.partial
    found = told(HARVESTERS["declared"].normalise(raw, outcome.source).dataset)
    assert found["title"] == {"zh": "湖泊水位数据集 2", "en": "Water levels of lakes 2"}
    assert (found["license"], found["issued"], found["access_rights"]) == (["CC BY 4.0"], "2023-11-04", ["Restricted"])


def test_persons_are_in_no_issue(limits: Limits) -> None:
    with DeclaredPortal(SAMPLE, SHIPPED["cn_instdb_psych"]) as portal:
        outcome = harvest(portal, limits)
    found = HARVESTERS["declared"].normalise(outcome.records[0], outcome.source)
    assert not any("某某" in each.value or "@" in each.value for each in found.issues)
    assert found.dataset.contact_point == ()


def test_each_repository_has_an_address_of_its_own() -> None:
    assert len({str(source.url) for source in SHIPPED.values()}) == len(SHIPPED) == 67


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_repository_says_who_runs_it(name: str) -> None:
    source = SHIPPED[name]
    assert (source.jurisdiction, source.official, bool(source.operator)) == ("CN", False, True)
