"""The numbers that decide the order of hits, for every engine; the weights of the fields are in `search.fields`."""

from .streams import Stream

WORTH: dict[Stream, float] = {Stream.TERM: 1.0, Stream.STEM: 0.8, Stream.GRAM: 0.25, Stream.CONCEPT: 0.8, Stream.SCOPE: 0.8}
"""The worth of a token by its stream, where the word as written has 1."""

KEYS = {"s": 0.6, "l": 0.5, "c": 0.9, "d": 0.9, "z": 0.4}
"""The worth of a key by its kind (`search.analysis.keys`)."""

BONES = 0.2
"""The worth of the consonants of a word. Many words share them, so they are looked for only if no record has the word itself."""

OWN_WORDS, NARROWER, INNER, WIDER_CONCEPT = 0.5, 0.5, 0.4, 0.2
"""What is worth less than a concept that a question names: its own words, beside the concept; a record that names a narrower one;
a concept that only a part of the words names; a record that names a wider one.
"""

TIE = 0.1
"""The share of the scores of its other forms and wordings that is added to the score of the best one of a word."""

WHOLE = 10_000.0
"""What is added to the score of a record with all words of a question: more than any score of words, so that these come first."""

ENOUGH = 20
"""With fewer records than this, those that lack a word of the question are found too."""

SHARES = (1.0, 0.67, 0.5, 0.34)
"""The share of the words of a question that a record must have, where too few have all of it: the first that finds enough, or the
last.
"""

WINDOW = 100
"""How many of the best records of each way are merged; behind them the engine's own order goes on."""

BOOST = 0.02
"""The most that is added to the score of a record for being new and for telling much, as a share of it: it decides between
records that fit all but alike.
"""

LASTING = 3650
"""A record that is so many days older than the newest one beside it gets nothing for being new."""
