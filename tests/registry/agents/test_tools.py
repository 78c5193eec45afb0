"""What the tools answer: whole lists in parts, long records, hostile arguments, and nothing that is not for everybody."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.agents.asked import Place
from registry.agents.tools import TOOLS, call
from registry.agents.use import effect_line
from registry.agents.writing import MOST, size
from registry.pipeline.harvest import harvest
from registry.pipeline.index import refresh
from registry.pipeline.publish import publish
from registry.pipeline.trail import proof_of
from registry.services import Services, open_services
from registry.settings import Settings
from schemas.assessment import Confidence
from schemas.usage import Ground, ShortVerdict, UsageEffect
from tests.homes import new_home
from tests.portal import Portal, package
from tests.registry.agents.conftest import NOW, ROOT, Ask, called
from tests.registry.agents.test_injections import cursor_of, outside, pages

ID = re.compile(r"^id ([0-9a-f-]{36})", re.MULTILINE)

STATES = ("KZ", "CN", "RU", "US")


def test_a_list_that_is_read_to_its_end_has_every_dataset_once(place: Place) -> None:
    everything = sorted(str(record.id) for record in place.services.store.records.stream())
    for asked in ({}, {"limit": 20}, {"limit": 1}):
        found = [id for text in pages(place, "search", **asked) for id in ID.findall(outside(text))]
        assert sorted(found) == everything
    changed = [id for text in pages(place, "what_changed", since="2026-01-01") for id in ID.findall(outside(text))]
    assert sorted(changed) == everything


def test_what_a_question_finds_is_read_to_its_end(place: Place) -> None:
    texts = list(pages(place, "search", question="data statistics", limit=3))
    total = int(re.match(r"(\d+) datasets", texts[0])[1])  # type: ignore[index]
    found = [id for text in texts for id in ID.findall(outside(text))]
    assert len(found) == len(set(found)) == total > 10


def test_more_says_how_many(place: Place, ask: Ask) -> None:
    text = ask("search", limit=20)
    shown = len(ID.findall(outside(text)))
    assert f"More: {75 - shown} more." in text
    cursor = cursor_of(text)
    assert cursor
    further = ask("search", limit=20, cursor=cursor)
    assert f"More: {75 - shown - len(ID.findall(outside(further)))} more." in further


def test_every_portal_is_listed(place: Place) -> None:
    listed = "\n".join(pages(place, "portals"))
    assert [id for id in place.services.sources if f"\n{id} [" not in listed] == []


@pytest.mark.parametrize("state", [STATES[0], *(pytest.param(each, marks=pytest.mark.proof) for each in STATES[1:])])
def test_every_dataset_is_told_within_the_limit(place: Place, state: str) -> None:
    for record in place.services.store.records.stream():
        use = {"state": state, "purpose": "ai_training"}
        for text in (
            *pages(place, "may_i_use", ids=[str(record.id)], **use),
            *pages(place, "why", id=str(record.id), about="use", **use),
        ):
            assert "is too long" not in text
            assert text.count("not legal advice") == 1


def test_a_use_is_answered_as_by_the_rules(place: Place, ask: Ask) -> None:
    """A yes is there only where the rules say yes, and with a rule."""
    effects = set()
    for record in place.services.store.records.stream():
        text = ask("may_i_use", ids=[str(record.id)], state="KZ", purpose="research")
        line = text.splitlines()[1]
        effect = line.partition(": ")[2].partition(".")[0]
        effects.add(effect)
        if effect in {"allowed", "conditional"}:
            assert "\nrule " in text
            assert "confidence low" not in line
        else:
            assert "Yes" not in line
    assert {"conditional", "unclear"} <= effects


@pytest.mark.parametrize(("confidence", "by_rule"), [(Confidence.LOW, True), (Confidence.HIGH, False)])
def test_what_is_not_sure_is_no_yes(confidence: Confidence, *, by_rule: bool) -> None:
    verdict = ShortVerdict(effect=UsageEffect.ALLOWED, decided_by=(Ground.LICENSE,), confidence=confidence, reason=())
    line = effect_line(verdict, by_rule=by_rule)
    assert line.startswith("unclear. Unclear: this is no yes.")
    assert "Yes" not in line


def test_a_past_day_and_several_datasets(place: Place, ask: Ask) -> None:
    ids = [str(record.id) for record in place.services.store.records.stream()][:3]
    text = ask("may_i_use", ids=[*ids, "00000000-0000-4000-8000-000000000000"], state="KZ", purpose="research", day="2026-11-24")
    assert text.count("nothing can be told: 2026-11-24: Serai did not have the record yet") == 3
    assert "there is no such dataset" in text


def test_a_proof_that_holds(services: Services, ask: Ask) -> None:
    publish(services)
    entry = next(services.store.audit.entries())
    text = ask("verify_proof", proof=proof_of(services, entry.id).text)
    assert "The proof holds." in text
    assert f"Entry {entry.id} is in the log" in text
    assert "This installation has the same entry." in text


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A portal with records that are as long as a portal can make them, in letters of one to four bytes."""
    home = new_home(tmp_path_factory.mktemp("long"))
    settings = Settings(home=home, database_url=None, search_url=None, archive_url=None, sources=None)
    packages = [very_long(number, letters) for number, letters in enumerate(("wordy ", "суу ", "水", "آب ", "𠀀", "ә"), start=1)]
    with Portal(packages) as portal:
        source = portal.source()
        with open_services(settings, samples={source.id: source}, clock=lambda: NOW) as services:
            harvest(services, source, full=True)
            refresh(services)
            yield Place(services, ROOT)


def very_long(number: int, letters: str) -> dict[str, Any]:
    text = letters * (8_000 // len(letters))
    made = package(number, title=f"Суу {text}", notes=f"{text}\n" * 2, license_id="", license_title=text, author=text)
    made["tags"] = [{"name": f"{tag} {letters * 20}"[:100], "display_name": "t", "state": "active"} for tag in range(100)]
    made["organization"] = {"id": f"o{number}", "name": f"o{number}", "title": text, "state": "active"}
    file = made["resources"][0]
    url = f"https://data.example/{'a' * 1500}"
    made["resources"] = [
        {**file, "id": f"{number}-{each}", "name": text, "url": f"{url}/{each}.csv", "license": text} for each in range(30)
    ]
    made["extras"] = [{"key": "spatial", "value": text}, {"key": "language", "value": text}]
    return made


def test_long_records_are_told_whole_in_parts_and_say_what_is_left_out(long: Place) -> None:
    for record in long.services.store.records.stream():
        texts = list(pages(long, "record", id=str(record.id)))
        assert all(size(text) <= MOST and "is too long" not in text for text in texts)
        whole = "\n".join(texts)
        assert [each for each in range(1, 31) if f"File {each} of 30:" not in whole] == []
        assert re.search(r"Left out here: title \(\w+\), [\d,]+ of [\d,]+ characters;", whole)
        assert f"The whole: {ROOT}/api/v1/datasets/{record.id}" in whole
        for about in ("licence", "privacy_class", "jurisdiction"):
            assert all("is too long" not in text for text in pages(long, "why", id=str(record.id), about=about))
        list(pages(long, "may_i_use", ids=[str(record.id)], state="KZ", purpose="research"))
    found = [id for text in pages(long, "search", question="Суу") for id in ID.findall(outside(text))]
    assert len(set(found)) == 6


def test_arguments_that_are_wrong_are_told(place: Place) -> None:
    id = str(next(place.services.store.records.stream()).id)
    wrong: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("search", {"theme": ["WATER"]}, "request-invalid: theme.0"),
        ("search", {"state": ["Kyrgyzstan"]}, "request-invalid: state.0"),
        ("search", {"limit": 1000}, "request-invalid: limit"),
        ("search", {"q": "water"}, "request-invalid: q: Extra inputs"),
        ("search", {"period": "yesterday"}, "query-invalid: "),
        ("search", {"question": "water", "cursor": "20000"}, "request-invalid: '20000' is no cursor"),
        ("search", {"cursor": "5~nowhere"}, "query-invalid: "),
        ("search", {"use_state": "KZ"}, "usage-invalid: "),
        ("may_i_use", {"ids": [id], "state": "QQ", "purpose": "research"}, "usage-invalid: state"),
        ("may_i_use", {"ids": [id], "state": "KZ", "purpose": "fun"}, "usage-invalid: purpose"),
        ("may_i_use", {"ids": [], "state": "KZ", "purpose": "research"}, "request-invalid: ids"),
        ("why", {"id": id, "about": "use"}, "request-invalid: about=use needs state and purpose."),
        ("why", {"id": id, "about": "search"}, "request-invalid: about=search needs question."),
        ("what_changed", {"since": "2030-01-01"}, "day-to-come: "),
        ("what_changed", {"since": "2026-01-01", "portal": "nobody"}, "source-undeclared: "),
        ("portals", {"id": "nobody"}, "source-undeclared: "),
        ("record", {"id": "00000000-0000-4000-8000-000000000000"}, "record-missing: "),
    )
    for name, asked, expected in wrong:
        found = called(place, name, **asked)
        assert (found.is_error, found.text[: len(expected)]) == (True, expected), (name, asked, found.text)


HOSTILE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(max_size=60)
    | st.sampled_from(["' OR 1=1", "\\x00", "\\uffff", "\\u202e"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A tool with arguments of its names, some of them sensible, the others not."""
    name = draw(st.sampled_from(sorted(TOOLS)))
    fields = sorted(TOOLS[name].arguments.model_fields)
    chosen = draw(st.lists(st.sampled_from([*fields, "further"]), max_size=5, unique=True))
    sensible = {
        "id": "a15a5bdc-fcc5-5287-a2af-c00e1706be63",
        "ids": ["a15a5bdc-fcc5-5287-a2af-c00e1706be63"],
        "state": "KZ",
        "purpose": "research",
        "since": "2026-01-01",
        "about": "search",
        "question": "вода",
    }
    values = {key: draw(st.just(sensible[key]) | HOSTILE if key in sensible else HOSTILE) for key in chosen}
    return name, {**{key: value for key, value in sensible.items() if key in fields and draw(st.booleans())}, **values}


@given(calls())
def test_hostile_arguments_get_an_answer_and_never_a_failure(place: Place, asked: tuple[str, dict[str, Any]]) -> None:
    found = call(place, *asked)
    assert size(found.text) <= MOST
    assert not found.text.startswith("failure"), (asked, found.text)
    found.text.encode()


def test_schemas_are_precise(services: Services) -> None:
    assert TOOLS["may_i_use"].schema(services)["properties"]["purpose"]["enum"] == list(services.rules.transfer.purposes)
    for tool in TOOLS.values():
        for name, field in tool.schema(services)["properties"].items():
            assert field.get("description") or "enum" in str(field) or "$ref" in str(field), (tool.name, name)
