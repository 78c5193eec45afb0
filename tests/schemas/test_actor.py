"""Who did something, and how that is read."""

import pytest

from schemas.actor import COMMAND, Actor, ActorKind


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (Actor.of_run(12), "run 12"),
        (Actor.person("Айсулуу"), "Айсулуу"),
        (Actor.schedule("0 3 * * *"), "schedule 0 3 * * *"),
        (COMMAND, "command"),
    ],
)
def test_an_actor_in_words(actor: Actor, words: str) -> None:
    assert f"{actor}" == words


def test_a_person_may_be_called_as_a_run_is() -> None:
    person = Actor.person("run 12")
    assert (str(person), person.kind) == ("run 12", ActorKind.PERSON)
    assert person != Actor.of_run(12)
