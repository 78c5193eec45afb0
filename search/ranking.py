"""The numbers that decide the order of hits, for every engine; the weights of the fields are in `search.fields`."""

STEM = 0.5
"""The worth of a stem, where the word as written has 1."""

TIE = 0.1
"""The share of the scores of the other places that is added to the score of the best place of a word."""

OPTIONAL = 0.3
"""The worth of a word such as "of", which need not be there, where other words have 1."""
