"""What the starred words of the privacy rules reach: each word of the project's own texts that one reaches was read and accepted.

`reach.txt` has a line for each starred word, with the words of the thesaurus and of the evaluation's datasets that it reaches,
and for each end of words those that no other phrase knows. After a change of the rules or of those texts,
`python -m tests.registry.policy.test_reach` writes it anew; read what it adds before you commit it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from registry.policy.phrases import compared
from registry.policy.privacy_rules import PrivacyRule
from registry.policy.rules import shipped_contents, shipped_rules
from schemas.vocab import parse

ACCEPTED = Path(__file__).with_name("reach.txt")
TEXTS = (Path(str(files("search.concepts"))) / "data", Path(__file__).parents[2] / "eval" / "datasets")


def starred() -> set[str]:
    """The starred words that are a phrase of their own. In a longer phrase the other words hold a star back."""
    data = parse(shipped_contents()["privacy_rules"])
    rows = [row["words"] for row in data["rules"]]
    rows += [words for kind in ("negations", "purposes", "firms", "lists") for words in data[kind].values()]
    phrases = {compared(phrase) for words in rows for language in words.values() for phrase in language}
    return {phrase for phrase in phrases if "*" in phrase and " " not in phrase}


def corpus() -> list[str]:
    """All words of the project's own texts, as they are compared, in order."""
    found: set[str] = set()
    for folder in TEXTS:
        for file in folder.glob("*.yml"):
            for text in strings(parse(file.read_text("utf-8"))):
                found.update("".join(sign if sign.isalnum() else " " for sign in compared(text)).split())
    return sorted(found)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value.values()])
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


@cache
def found_by_its_end() -> set[str]:
    """The words of the corpus that only their end makes persons."""
    find = shipped_rules().privacy.phrases.find
    return {
        word
        for word in corpus()
        for hit in find(word)
        if any(isinstance(owner, PrivacyRule) and owner.id == "privacy-agents" for owner in hit.owners)
    }


@cache
def reach() -> dict[str, set[str]]:
    """By starred word, the words that it reaches, without the word itself."""
    words = corpus()
    found: dict[str, set[str]] = {}
    for star in starred():
        part = star.strip("*")
        if star.startswith("*") and not star.endswith("*"):
            reached = {word for word in words if word.endswith(part) and word in found_by_its_end()}
        elif star.startswith("*"):
            reached = {word for word in words if part in word}
        else:
            at = bisect_left(words, part)
            reached = set()
            while at < len(words) and words[at].startswith(part):
                reached.add(words[at])
                at += 1
        if reached - {part}:
            found[star] = reached - {part}
    return found


def accepted() -> dict[str, set[str]]:
    lines = [line.split() for line in ACCEPTED.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {star.removesuffix(":"): set(words) for star, *words in lines}


def test_no_star_reaches_a_word_that_nobody_has_read() -> None:
    known = accepted()
    unread = {star: sorted(words - known.get(star, set())) for star, words in reach().items() if words - known.get(star, set())}
    assert not unread


def test_what_was_accepted_is_still_reached() -> None:
    found = reach()
    gone = {star: sorted(words - found.get(star, set())) for star, words in accepted().items() if words - found.get(star, set())}
    assert not gone


def main() -> None:
    head = "# What the starred words of the privacy rules reach in the project's own texts, read and accepted; see test_reach.py."
    lines = [f"{star}: {' '.join(sorted(words))}" for star, words in sorted(reach().items())]
    ACCEPTED.write_text("\n".join([head, *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
