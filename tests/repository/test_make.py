"""What `make` and `.ci/run` promise."""

import re
import tomllib
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repository.reading import ROOT


def targets() -> set[str]:
    """The targets that `make help` lists."""
    return set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docker/README.md", ".ci/run"])
def test_every_target_that_is_named_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|&& )make ([a-z-]+)", text, re.MULTILINE))
    assert named - targets() == set()


def test_what_a_change_must_pass_is_not_left_to_chance() -> None:
    assert "test-explore" in targets()
    assert "test-explore" not in (ROOT / ".ci/run").read_text(encoding="utf-8")
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert [option for option in options["addopts"] if re.fullmatch(r"--randomly-seed=\d+", option)]


def test_no_test_is_left_out_of_what_a_change_must_pass() -> None:
    """Whatever of the markers a test has, one of the targets in `.ci/run` chooses it."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    variables = dict(re.findall(r"^(\w+) := (.*)$", makefile, re.MULTILINE))
    chosen = {
        target: re.sub(r"\$\((\w+)\)", lambda name: variables[name[1]], said.strip('"'))
        for target, said in re.findall(r"^([a-z-]+):.*\n(?:\t.*\n)*?\t\$\(PYTEST\) -m (\w+|\"[^\"]+\")", makefile, re.MULTILINE)
    }
    called = re.findall(r"^make ([a-z-]+)", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE)
    for live, proof in product((False, True), repeat=2):
        having = {"live": live, "proof": proof}
        assert [target for target in called if target in chosen and eval(chosen[target], {}, having)], having


def examples(profile: str) -> list[int]:
    """The examples that a property is tried on."""
    tried = list[int]()

    @settings(settings.get_profile(profile), database=None)
    @given(st.integers())
    def property_of_numbers(number: int) -> None:
        tried.append(number)

    property_of_numbers()
    return tried


def test_examples_are_the_same_each_time_unless_one_explores() -> None:
    assert examples("same") == examples("same")
    assert examples("explore") != examples("explore")
    assert len(examples("explore")) == 10 * len(examples("same"))
