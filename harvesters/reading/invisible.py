"""Characters that nobody sees: kept where they change what people read, else taken out.

The joiners of Persian, Urdu and Hindi words stay, and so do those of emoji; a mark of direction stays where right-to-left and
left-to-right meet. Classes are those of the Unicode Character Database.
"""

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_VARIATIONS = "\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d"
_MARKS = "\u200e\u200f\u061c"
_EMBEDDING = "\u202a-\u202e\u2066-\u2069"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_NOTHING = f"{_FILLERS}\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufdd0-\ufdef\ufeff\ufff0-\ufffc\U000e0000-\U000e00ff"
NONCHARACTERS = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))

PRINTABLE = f"{_FILLERS}\u2800{_VARIATIONS}"
"""Those of them that Python calls printable, for a class of a regular expression."""

_BLANK = re.compile("[\u2800\uf000-\uf0ff]")
"""The blank of braille; signs of the fonts of Microsoft Word, most of them bullets, that no other font has."""
_HIDDEN = re.compile(f"[{_JOINERS}{_VARIATIONS}{_NOTHING}{NONCHARACTERS}]+")
_DIRECTION = re.compile(f"[{_MARKS}{_EMBEDDING}]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
_UNJOINED = re.compile(
    "[\u0000-\u05ff\u1100-\u11ff\u1e00-\u1fff\u2c00-\u2dff\u2e80-\ua4ff\ua640-\ua69f\uac00-\ud7ff\uf900-\ufaff]"
)
"""Latin, Greek, Cyrillic, Armenian, Hebrew, Chinese, Japanese, Korean: their letters are never joined."""
_FLAG = "\U0001f3f4"
_TAGS = re.compile("[\U000e0020-\U000e007f]")


def visible(text: str) -> str:
    """The text without the invisible characters that mean nothing where they are."""
    plain = _HIDDEN.sub(_kept, _BLANK.sub(" ", text))
    return _directed(plain) if _DIRECTION.search(plain) else plain


def _kept(run: re.Match[str]) -> str:
    """What stays of a run of invisible characters."""
    text = run.string
    before = text[run.start() - 1] if run.start() else " "
    after = text[run.end()] if run.end() < len(text) else " "
    if before == _FLAG and _TAGS.match(run[0]):
        return "".join(_TAGS.findall(run[0]))
    kept = [sign for sign in run[0] if _matters(sign, before, after)]
    return "".join(dict.fromkeys(kept))


def _matters(sign: str, before: str, after: str) -> bool:
    if sign in _JOINERS:
        pictures = sign == "\u200d" and _is_picture(before) and _is_picture(after)
        return pictures or (_is_joined(before) and _is_joined(after))
    if "\ufe00" <= sign <= "\ufe0f":
        return _is_picture(before) or before in "#*0123456789" or _is_han(before)
    if "\U000e0100" <= sign <= "\U000e01ef":
        return _is_han(before)
    return "\u180b" <= sign <= "\u180d" and "\u1800" <= before <= "\u18af"


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) in {"So", "Sk", "Sm"} or sign in "‼⁉〰〽" or "\U0001f000" <= sign <= "\U0001faff"


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\U00020000" <= sign <= "\U0003ffff"


def _is_joined(sign: str) -> bool:
    """Whether a sign is of a script whose letters are joined, such as those of Persian and Hindi."""
    return unicodedata.category(sign)[0] in "LM" and not _UNJOINED.match(sign)


def _directed(text: str) -> str:
    """Marks of direction stay between two visible characters of a text that has letters written from the right; others go."""
    if not _RIGHT_TO_LEFT.search(text):
        return _DIRECTION.sub("", text)

    def first_mark(run: re.Match[str]) -> str:
        inside = run.start() > 0 and run.end() < len(text) and not (text[run.start() - 1].isspace() and text[run.end()].isspace())
        return next((sign for sign in run[0] if sign in _MARKS), "") if inside else ""

    return _DIRECTION.sub(first_mark, text)
