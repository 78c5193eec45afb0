"""The form about what a dataset was made from: a row for each of the portal's words, and rows for what the portal does not name.

A form about several datasets does not know the portal's words, so the person writes them.
"""

import re
from collections.abc import Iterator, Sequence

from schemas.dataset import UNDETERMINED
from schemas.record import MOST_WORDS, Origin

from .fields import QUOTED, ROW, Field, Option, Sent
from .site import Page

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def id_in(text: str) -> str:
    """The id in the address of a page, or the text itself."""
    found = _UUID.search(text)
    return found[0].lower() if found else text.strip()


def with_words(sent: Sent, words: Sequence[str], *, first: bool = False) -> Sent:
    """The same for a record that says these words: each has a row. What is about words that it does not say is left out.

    `first`: these rows stand before those of what the portal does not name. Otherwise each row keeps its place.
    """
    rows: dict[int, dict[str, tuple[str, ...]]] = {}
    others: dict[str, tuple[str, ...]] = {}
    for name, values in sent.items():
        if found := ROW.fullmatch(name):
            rows.setdefault(int(found[2]), {})[found[3]] = values
        else:
            others[name] = values
    kept = [row for _, row in sorted(rows.items()) if "said" not in row or row["said"][0] in words]
    about = {row["said"][0] for row in kept if "said" in row}
    kept += [{"said": (each,)} for each in words if each not in about]
    if first:
        kept.sort(key=lambda row: "said" not in row)
    numbered = [(number, name, values) for number, row in enumerate(kept) for name, values in row.items()]
    return others | {f"{QUOTED if name == 'said' else 'value'}.{number}.{name}": values for number, name, values in numbered}


def origin_fields(page: Page, rows: int, *, quoted: Sent | None) -> Iterator[Field]:
    """The fields of the rows. `quoted` has the portal's words of one record; None: the form is about several."""
    gettext, number_of = page.language.gettext, page.language.number
    for number in range(rows):
        words = f"{QUOTED}.{number}.said"
        if quoted is not None and words not in quoted:
            group = gettext("A dataset that the portal does not name (%(number)s)", number=number_of(number + 1))
            yield _dataset(page, number, group)
            continue
        group = gettext("What the portal says (%(number)s)", number=number_of(number + 1))
        if quoted is not None:
            yield Field(words, gettext("The portal's words"), "quote", group=group, language=UNDETERMINED)
        else:
            label = gettext("The portal's words, exactly. Leave this empty for a dataset that the portal does not name.")
            yield Field(f"value.{number}.said", label, "long", group=group, longest=MOST_WORDS)
        choices = tuple(Option(origin, page.labels.origin(origin)) for origin in Origin)
        none = gettext("not decided")
        yield Field(f"value.{number}.origin", gettext("What it is"), "select", choices, group=group, none=none)
        yield _dataset(page, number, group)
        purposes = page.services.rules.transfer.purposes_of_ancestors
        options = tuple(Option(purpose, page.labels.purpose(purpose)) for purpose in purposes)
        label = gettext("If it is not in this catalogue: for which purposes its terms permit the use. Read them first.")
        yield Field(f"value.{number}.permits", label, "boxes", options, group=group)


def _dataset(page: Page, number: int, group: str) -> Field:
    label = page.language.gettext("The dataset of this catalogue: its id, or the address of its page")
    return Field(f"value.{number}.record", label, "dataset", group=group)
