"""What counts how much, for every engine; the weights of the fields are in `search.fields`."""

STEM = 0.5
"""The worth of a stem beside the word as written."""

TIE = 0.1
"""How much the other fields add to the best one that has a word."""

OPTIONAL = 0.3
"""The worth of a word such as "of", which need not be there."""
