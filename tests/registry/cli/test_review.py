"""The queue of questions to officers at the command line."""

import json
from datetime import UTC, datetime, timedelta

from registry.answers.review import assign
from registry.services import open_services
from registry.settings import Settings
from schemas.actor import Actor

from .conftest import Serai


def test_questions_are_listed_with_their_words_and_who_has_them(serai: Serai) -> None:
    assert serai("review").code == 1, "nothing is indexed yet"
    serai("harvest", "kg_example")
    found = json.loads(serai("review", "--json").out)
    first, *_ = found["items"]
    with open_services(Settings()) as services:
        now = datetime.now(UTC)
        services.store.tokens.add("Aizada Bekova", expires=now + timedelta(days=1), at=now)
        assign(services, first["id"], "Aizada Bekova", by=Actor.person("Bolat"))
    listed = serai("review")
    assert f"{first['count']:6}  kg_example  {first['aspect']} {first['cause']}" in listed.out
    assert f"{first['id']}  since {first['since']}  {first['example']}  {first['title'][0]['value']}" in listed.out
    assert "  Aizada Bekova\n" in listed.out
    assert f"questions: {found['questions']}, asked {found['records']} times" in listed.out
    assert len(serai("review", "--limit", "1", "--offset", "1").out.splitlines()) == 1 + min(2, 2 * (found["questions"] - 1))


def test_filters_narrow_the_list(serai: Serai) -> None:
    serai("harvest", "kg_example")

    def ids(*options: str) -> set[str]:
        return {item["id"] for item in json.loads(serai("review", "--json", *options).out)["items"]}

    everything = ids()
    assert everything
    for aspect in ("license", "jurisdiction", "privacy_class"):
        assert ids("--aspect", aspect) == {each for each in everything if each.startswith(f"{aspect}.")}
    assert ids("--cause", "conflict") == {each for each in everything if ".conflict." in each}
    assert ids("--source", "kg_example") == everything == ids("--assigned", "nobody")
    assert ids("--assigned", "Bolat") == set()
    assert serai("review", "--source", "nowhere").code == 2
    assert ids("--jurisdiction", "KG") == everything
    assert serai("review", "--aspect", "title").code == 2
