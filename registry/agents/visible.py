"""Characters that nobody sees, made visible: a text must say to a model what it says to a person who reads it."""

import regex

_JOINED = r"[\p{Arabic}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Tamil}\p{Telugu}\p{Sinhala}]"
_PERMITTED = rf"(?<={_JOINED})[\u200c\u200d](?={_JOINED})|(?<=\p{{Extended_Pictographic}})\ufe0f"
"""Persian and the scripts of India need one joiner between two letters, pictures need a selector."""

_UNSEEN = r"[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}]--[\n\t]]"
"""Controls, formats (also bidirectional ones and tags), surrogates, what is private or not assigned, and what is ignored."""

_PATTERN = regex.compile(rf"({_PERMITTED})|{_UNSEEN}", regex.V1)


def visible(text: str) -> str:
    """The text with `‹U+202E›` in the place of each character that cannot be seen. Ends of lines and tabs stay."""
    made: str = _PATTERN.sub(lambda found: found[1] or f"‹U+{ord(found[0]):04X}›", text.replace("\r\n", "\n"))
    return made
