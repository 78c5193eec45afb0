"""What a record is about, as concepts of the thesaurus below the themes: those of its title and keywords, and the wider ones."""

from schemas.record import CatalogRecord

from .concepts.recognition import WIDER, tags
from .concepts.table import concepts
from .languages import base_language, meant_languages


def topics(record: CatalogRecord) -> tuple[str, ...]:
    """The ids of the concepts that have a theme. Places, languages and currencies have none."""
    meant = meant_languages(record.dataset)
    texts = (*record.dataset.title, *record.dataset.keyword)
    found = tags((text.value, base_language(text, meant)) for text in texts)
    return tuple(dict.fromkeys(id for each in found if concepts()[id := each.removeprefix(WIDER)].theme))


def topic_name(id: str, language: str) -> str:
    """The usual name of a topic in a language; an id that nobody knows is its own name."""
    known = concepts().get(id)
    return (known.label.get(language) or known.label["en"])[0] if known else id


def is_below(id: str, themes: tuple[str, ...]) -> bool:
    """Whether a topic belongs to any of some themes."""
    known = concepts().get(id)
    return known is not None and any(theme in themes for theme in known.theme)
