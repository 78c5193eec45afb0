"""Catalogues of pseudo-translations, complete without a translator."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

LOCALE = Path(__file__).parents[3] / "registry" / "ui" / "locale"
GAP = re.compile(r"%\(\w+\)s")


def template() -> Catalog:
    with (LOCALE / "serai.pot").open("rb") as file:
        return read_po(file)


def pseudo(text: str) -> str:
    """The text between marks that no text of ours has, and 40 % longer."""
    return "⟦" + GAP.sub(lambda gap: "⟧" + gap[0] + "⟦", text) + "٪" * (len(text) * 2 // 5) + "⟧"


def write(folder: Path, code: str, catalogue: Catalog) -> None:
    file = folder / code / "LC_MESSAGES" / "serai.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalogue)


def translated(code: str) -> Catalog:
    """A complete catalogue of pseudo-translations."""
    catalogue = Catalog(locale=code, domain="serai")
    for message in template():
        if isinstance(message.id, tuple | list):
            catalogue.add(tuple(message.id), tuple(pseudo(message.id[1]) for _ in range(catalogue.num_plurals)))
        elif message.id:
            catalogue.add(message.id, pseudo(message.id))
    return catalogue
