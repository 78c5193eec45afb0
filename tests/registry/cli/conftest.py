"""The command as a person calls it: arguments, environment, exit code and the two streams."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.cli import main
from tests.portal import Portal, package

DECLARATION = """\
id: kg_example
title:
  ky: Ачык маалыматтар
kind: ckan
url: {url}
jurisdiction: KG
language: [ky, ru]
allow_private_addresses: true
"""


@dataclass(frozen=True)
class Done:
    """What a command ended with."""

    code: int
    out: str
    err: str


Serai = Callable[..., Done]


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal(package(number) for number in range(10)) as portal:
        yield portal


@pytest.fixture
def home(tmp_path: Path, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that knows the portal, and has harvested nothing."""
    declarations = tmp_path / "declarations"
    declarations.mkdir()
    (declarations / "kg_example.yml").write_text(DECLARATION.format(url=portal.url), encoding="utf-8")
    monkeypatch.setenv("SERAI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SERAI_SOURCES", str(declarations))
    return tmp_path / "home"


@pytest.fixture
def serai(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Serai:
    """Run `serai` with arguments."""

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["serai", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run
