"""The words that join others, such as "of", by language: `joining.yml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from schemas.vocab import parse

from ..analysis.folding import fold


@cache
def joining() -> Mapping[str, frozenset[str]]:
    """The joining words of each language, folded."""
    words = parse(files(__package__).joinpath("joining.yml").read_text("utf-8"))["words"]
    return {language: frozenset(map(fold, row)) for language, row in words.items()}
