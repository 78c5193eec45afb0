"""Generated documents and questions, for an index of any size: made without a portal and without the store.

The words of each language are frequent in the way of Zipf: labels of concepts, names of places, and words that are in no
dictionary. What a phrase becomes in an index is worked out once, so that a document costs little more than the engine that takes
it in.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from schemas.assessment import Confidence, Effect, Permission, PrivacyClass
from schemas.grounds import TERMS, Grounds, written
from schemas.recognition import LANGUAGES
from search.analysis.tokens import streams
from search.concepts.provinces import PLACE, state_of
from search.concepts.recognition import WIDER, tags
from search.concepts.table import concepts
from search.document import Document
from search.extent import BOX_COLUMNS, SLOTS, span_columns
from search.fields import COLUMNS
from search.query import IndexedSummary, LocalText, Query
from search.streams import Stream

SIX = ("jurisdiction", "license", "privacy_class", "format", "publisher", "source")
STATES = ("CN", "RU", "IN", "PK", "KZ", "KG", "TJ", "UZ", "IR", "BY")
LICENSES = ("CC-BY-4.0", "CC0-1.0", "not_stated", "LicenseRef-unknown", "ODbL-1.0")
FORMATS = ("CSV", "XLSX", "JSON", "XML", "PDF", "GeoJSON")
THEMES = ("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "SOCI", "TECH", "TRAN")
FLATTEST = 3
"""The n-th phrase of a language is 1 / (n + FLATTEST) times as frequent as 1."""

LOADED = 1_796_000_000
"""The second in which the first documents came into the catalogue."""

BATCH = 500
"""How many documents came in one second, as a harvest brings them."""

INVENTED = 2000
"""How many words of each language are in no dictionary."""


class Phrase(NamedTuple):
    """A phrase with what an index has of it."""

    text: str
    streams: dict[Stream, str]


class _Vocabulary(NamedTuple):
    phrases: list[Phrase]
    weights: list[float]


def documents(count: int) -> Iterator[Document]:
    """So many documents, the same ones each time."""
    chance = random.Random(0)
    return (_document(number, chance) for number in range(count))


def questions(count: int) -> Iterator[Query]:
    """One to five words of a language; every second time with an error, a word that nobody has, or as a sentence.

    The first page, with six facets.
    """
    chance = random.Random(1)
    for number in range(count):
        language = chance.choice(LANGUAGES)
        yield Query(text=_asked(chance, language, number), facet=SIX)


def _asked(chance: random.Random, language: str, number: int) -> str:
    words = " ".join(each.text for each in _phrases(chance, language, 5)).split()[: chance.randint(1, 5)]
    kind = number % 8
    if kind in {1, 3}:
        at = chance.randrange(len(words))
        words[at] = _mistyped(chance, words[at])
    elif kind == 5:
        words.append("".join(chance.choices("bcdfgjklmnpqrstvwxz", k=8)))
    elif kind == 7:
        return _SENTENCES[language].format(" ".join(words))
    return " ".join(words)


def _mistyped(chance: random.Random, word: str) -> str:
    """A word without one of its letters, or with two in the other order."""
    at = chance.randrange(len(word))
    return (
        word[:at] + word[at + 1 :]
        if chance.random() < 0.5 and len(word) > 1
        else word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    )


_SENTENCES = {
    "zh": "哪里可以找到关于{}的数据",
    "ru": "Где найти данные о том, как {} изменилось за последние годы?",
    "en": "Where can I find data on {} for the last ten years?",
    "fa": "داده‌های {} را از کجا می‌توانم پیدا کنم؟",
    "kk": "{} туралы деректерді қайдан табуға болады?",
    "ky": "{} жөнүндө маалыматты кайдан тапса болот?",
    "tg": "Маълумотро дар бораи {} аз куҷо ёфтан мумкин аст?",
    "uz": "{} haqidagi ma’lumotlarni qayerdan topish mumkin?",
    "hi": "{} के बारे में आँकड़े कहाँ मिलेंगे?",
    "be": "Дзе знайсці даныя пра {}?",
    "ur": "{} کے بارے میں اعداد و شمار کہاں ملیں گے؟",
}


def _document(number: int, chance: random.Random) -> Document:
    language = LANGUAGES[number % len(LANGUAGES)]
    title = _phrases(chance, language, 3)
    description = _phrases(chance, language, 25)
    keyword = _phrases(chance, language, 5)
    publisher = _phrases(chance, language, 1, among=200)
    texts = {"title": title, "description": description, "keyword": keyword, "publisher": publisher}
    day = f"20{chance.randint(15, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    named = dict.fromkeys(tag for each in (*title, *keyword) for tag in each.streams[Stream.CONCEPT].split())
    values = _values(number, chance, language, keyword, publisher) | _about(named) | {"year": (day[:4],)}
    values["usage_grounds"] = (_grounds(number % 4, values["jurisdiction"][0], values["license"][0], values["privacy_class"][0]),)
    found = {
        stream: {name: _joined(texts[name], stream) if name in texts else " ".join(values[name]) for name in names}
        for stream, names in COLUMNS.items()
    }
    found[Stream.TERM]["title"] += f" n{number}"
    return Document(
        id=UUID(int=chance.getrandbits(128)),
        version=1,
        streams=found,
        values=values,
        days={"modified": day},
        moments={"record_modified": LOADED + number // BATCH},
        extent=_extent(chance, day),
        completeness=chance.randint(0, 100),
        summary=_summary(texts, values, day, language),
    )


def _joined(text: list[Phrase], stream: Stream) -> str:
    return " ".join([each.streams[stream] for each in text])


def _values(
    number: int, chance: random.Random, language: str, keyword: list[Phrase], publisher: list[Phrase]
) -> dict[str, tuple[str, ...]]:
    return {
        "keyword": tuple(each.text for each in keyword),
        "jurisdiction": (chance.choice(STATES),),
        "license": (chance.choice(LICENSES),),
        "privacy_class": (chance.choice(("open", "unknown", "personal")),),
        "access_rights": (chance.choice(("PUBLIC", "unknown")),),
        "theme": (chance.choice(THEMES),),
        "format": (chance.choice(FORMATS),),
        "publisher": (publisher[0].text,),
        "language": (language,),
        "text_language": (language,),
        "source": (f"portal-{number % 40}",),
        "status": ("active",),
    }


def _about(named: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Places and topics of a record whose title and keywords have these tags."""
    ids = [each.removeprefix(WIDER) for each in named]
    codes = (each.removeprefix(PLACE) for each in ids if each.startswith(PLACE))
    return {
        "place": tuple(dict.fromkeys(each for code in codes for each in (code, state_of(code)))),
        "topic": tuple(dict.fromkeys(each for each in ids if concepts()[each].theme)),
    }


@cache
def _grounds(number: int, state: str, license_id: str, privacy_class: str) -> str:
    """What an answer about use depends on: 200 kinds."""
    known = license_id in {"CC-BY-4.0", "CC0-1.0", "ODbL-1.0"}
    grounds = Grounds(
        holder=state,
        holder_confidence=Confidence.HIGH,
        persons=(STATES[number],) if privacy_class == "personal" else (),
        privacy_class=PrivacyClass(privacy_class),
        class_confidence=Confidence.LOW if number == 3 else Confidence.MEDIUM,
        identified=known,
        license_confidence=Confidence.HIGH if known else Confidence.LOW,
        terms={name: Permission(effect=Effect.YES if known else Effect.UNCLEAR) for name in TERMS},
        stated=frozenset(),
        denied=frozenset(),
        people=0,
        publisher=True,
        access="PUBLIC" if number % 2 else None,
        access_words=None,
        embargo=None,
    )
    return written((grounds,))


def _extent(chance: random.Random, day: str) -> dict[str, float]:
    """A period that ends on a day, and a box of one degree."""
    last = date.fromisoformat(day).toordinal()
    west, south = float(chance.randint(30, 130)), float(chance.randint(10, 70))
    box = dict(zip(BOX_COLUMNS, (west, south, west + 1, south + 1) * SLOTS, strict=True))
    return box | dict(zip(span_columns("period"), (last - chance.randint(0, 1000), last) * SLOTS, strict=True))


def _summary(texts: dict[str, list[Phrase]], values: dict[str, tuple[str, ...]], day: str, language: str) -> IndexedSummary:
    """Made without checks, which would cost more than all the rest."""
    joined = {name: " ".join(each.text for each in text) for name, text in texts.items()}
    return IndexedSummary.model_construct(
        title=(_local(joined["title"], language),),
        description=(_local(joined["description"][:300], language),),
        keyword=tuple(_local(each.text, language) for each in texts["keyword"]),
        publisher=(_local(joined["publisher"], language),),
        source=values["source"][0],
        status="active",
        license=values["license"][0],
        license_status="known",
        license_confidence="high",
        license_asserted_by="portal",
        privacy_class=values["privacy_class"][0],
        privacy_confidence="high",
        privacy_asserted_by="portal",
        modified=day,
        checked=day,
        usage_grounds=values["usage_grounds"][0],
        **{name: values[name] for name in ("jurisdiction", "access_rights", "theme", "format", "language")},
    )


def _local(text: str, language: str) -> LocalText:
    return LocalText.model_construct(value=text, language=language)


def _phrases(chance: random.Random, language: str, count: int, *, among: int | None = None) -> list[Phrase]:
    phrases, weights = _vocabulary(language, among)
    return chance.choices(phrases, cum_weights=weights, k=count)


@cache
def _vocabulary(language: str, among: int | None) -> _Vocabulary:
    """The phrases of a language, or the most frequent of them."""
    if among:
        return _Vocabulary(*(each[:among] for each in _vocabulary(language, None)))
    chance = random.Random(language)
    labels = list(dict.fromkeys(label for each in concepts().values() for label in each.label[language]))
    words = list(dict.fromkeys(word for label in labels for word in label.split()))
    texts = [*labels, *words, *(_invented(chance, words) for _ in range(INVENTED))]
    chance.shuffle(texts)
    weights = accumulate(1 / (rank + FLATTEST) for rank in range(len(texts)))
    return _Vocabulary([_phrase(text, language) for text in texts], list(weights))


def _invented(chance: random.Random, words: list[str]) -> str:
    """The beginning of one word and the end of another."""
    one, other = chance.choice(words), chance.choice(words)
    return one[: len(one) // 2 + 1] + other[len(other) // 2 :]


def _phrase(text: str, language: str) -> Phrase:
    found = streams(text, language)
    tokens = {Stream.TERM: found.terms, Stream.STEM: found.stems, Stream.KEY: found.keys, Stream.GRAM: found.grams}
    return Phrase(
        text, {stream: " ".join(each) for stream, each in tokens.items()} | {Stream.CONCEPT: " ".join(tags([(text, language)]))}
    )
