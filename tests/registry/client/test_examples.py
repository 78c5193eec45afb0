"""The examples of the READMEs, typed into Python one after the other, as they are written."""

import doctest
import re

import pytest

from registry.pipeline.publish import publish
from registry.services import Services
from tests.repository.reading import ROOT

PLACES = {"registry/client/README.md": "examples", "README.md": "python"}
"""The documents with examples, and the marks between which they are."""

ADDRESS = re.compile(r'(?<=Serai\(")https?://[^"]+')


@pytest.mark.parametrize("document", PLACES)
def test_the_examples_are_true(
    document: str, address: str, services: Services, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = PLACES[document]
    publish(services)
    monkeypatch.chdir(tmp_path_factory.mktemp("examples"))
    text = (ROOT / document).read_text(encoding="utf-8")
    match = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", text, re.DOTALL)
    assert match
    typed = ADDRESS.sub(address, match[1].replace("```", ""))
    examples = doctest.DocTestParser().get_doctest(typed.replace("pycon\n", "\n"), {}, document, document, 0)
    assert len(examples.examples) > 5
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(examples, out=said.append)
    assert not said, "".join(said)
