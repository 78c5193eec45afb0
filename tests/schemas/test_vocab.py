"""What holds for every vocabulary, whoever reads it."""

import ast
from collections import defaultdict
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.policy.rules import VOCABULARIES
from schemas.vocab import load, text

PACKAGE = Path(str(files("schemas")))
NAMES = sorted(path.name for path in (PACKAGE / "vocab").glob("*.yml"))
RULES = [f"{name}.yml" for name in VOCABULARIES]
"""Those by which conclusions are made. `Rules` loads them, and the modules of `schemas` read what it loaded. Formats name
things by those of the release."""


def modules_that_load() -> dict[str, set[str]]:
    """For each vocabulary the modules of `schemas` that call `load` with its name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "load":
                found[ast.literal_eval(node.args[0])].add(path.stem)
    return found


def test_every_vocabulary_is_loaded_and_every_loaded_one_is_there() -> None:
    assert sorted({*modules_that_load(), *RULES}) == NAMES


@pytest.mark.parametrize("name", sorted(modules_that_load()))
def test_one_module_has_charge_of_a_vocabulary(name: str) -> None:
    own = name.removesuffix(".yml")
    assert modules_that_load()[name] <= ({own, "shipped"} if name in RULES else {own})


@pytest.mark.parametrize("name", NAMES)
def test_the_head_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    content = load(name)
    assert str(content["version"]).count(".") == 2
    assert isinstance(content["as_of"], date)
    assert content["as_of"] <= date(2026, 12, 31)
    head = text(name).casefold()
    assert "source" in head
    assert "licence" in head


@pytest.mark.parametrize("name", NAMES)
def test_no_key_stands_twice(name: str) -> None:
    """YAML keeps the last of two equal keys in silence."""
    assert yaml.load(text(name), Loader=_NoKeyTwice)


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_unique(name: str) -> None:
    for rows in load(name).values():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict) and "code" in rows[0]:
            codes = [row["code"] for row in rows]
            assert sorted(codes) == sorted(set(codes))


class _NoKeyTwice(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"{node.start_mark}: {[key for key in keys if keys.count(key) > 1]}"
        return super().construct_mapping(node, deep)
